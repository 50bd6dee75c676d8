"""Where the last item ends, and what stands around the items without being one."""

from __future__ import annotations

import pytest

from tests.support.reading import digest, prose

ITEMS = """# Harbour 2031-05-14

**Weir opens.** It held. [Post](https://example.org/1)

**Mill turns.** Since Monday. [Herald](https://example.org/2)
"""


@pytest.mark.parametrize(
    "closing",
    [
        "---\n\nWritten on the pier, and sent on Sundays.",
        "You receive this because you left your name. [Unsubscribe](https://example.org/u)",
        "© 2031 Harbour press. [Imprint](https://example.org/i)",
        "このメールは登録した人に届きます。[解除](https://example.org/u)",
        "版权所有，请勿转载。[归档](https://example.org/a)",
    ],
)
def test_words_that_close_the_file_are_its_afterword(closing: str) -> None:
    found = digest(f"{ITEMS}\n{closing}\n", "digest.md")
    assert [item.headline for item in found.items] == ["Weir opens", "Mill turns"]
    assert prose(found.items[1]) == ["Since Monday."]
    assert [source.url for source in found.items[1].sources] == ["https://example.org/2"]
    assert len(found.afterword) == 1
    assert found.left_over == ()


def test_an_entry_that_serves_the_paper_is_no_item() -> None:
    text = "# 港 2031-05-14\n\n- [堰](https://example.org/1)\n- [水车](https://example.org/2)\n"
    found = digest(f"{text}- 编辑: 小海\n- 订阅: https://example.org/s\n", "digest.md")
    assert [item.headline for item in found.items] == ["堰", "水车"]
    assert all(len(item.sources) == 1 for item in found.items)
    assert [text.split(":")[0] for text in found.afterword] == ["编辑", "订阅"]


def test_a_line_between_that_serves_the_paper_ends_no_item() -> None:
    text = (
        "# Harbour 2031-05-14\n\n## Weir\n\nIt opened.\n\nThanks for reading! Subscribe below.\n\n"
    )
    found = digest(f"{text}It held.\n\n## Mill\n\nIt turns.\n", "digest.md")
    assert prose(found.items[0]) == ["It opened.", "It held."]
    assert found.left_over == ("Thanks for reading! Subscribe below.",)


def test_an_advertisement_with_numbers_of_its_own_is_no_item() -> None:
    offer = "## Advertisement\n\nOur yard sells:\n\n(1) Oars.\n(2) Sails.\n(3) Rope.\n(4) Tar.\n"
    text = "# Harbour\n\n1. **Weir opens** — It held.\n2. **Mill turns** — Since Monday.\n\n"
    found = digest(text + offer, "digest.md")
    assert [item.headline for item in found.items] == ["Weir opens", "Mill turns"]
    assert found.afterword[0] == "Advertisement"
