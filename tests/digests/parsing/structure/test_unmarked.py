"""Text in which nothing marks the items: told apart by how it looks, and said to be a guess."""

from __future__ import annotations

import pytest

from digests.model import ProblemKind
from tests.support.reading import details, digest, prose

STORIES = (
    ("Weir opens at noon", "The weir was opened at noon, before a crowd of forty people. It held."),
    ("Mill turns again", "The mill turns again after two dry summers. Flour is sold at its door."),
    (
        "Bell for the school",
        "The school has a bell again, cast in the next village. It is in tune.",
    ),
)
GAPS = "Harbour letter, 14 May 2031\n\n"


def text_of(between: str) -> str:
    return GAPS + "\n\n".join(f"{head}{between}{body}" for head, body in STORIES) + "\n"


@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["below", "apart"])
def test_lines_that_read_as_headings_open_items(between: str) -> None:
    found = digest(text_of(between))
    assert [item.headline for item in found.items] == [head for head, _ in STORIES]
    assert [prose(item) for item in found.items] == [[body] for _, body in STORIES]
    assert details(text_of(between), ProblemKind.GUESSED) == [{"count": "3"}]


def test_paragraphs_alone_are_items_headed_by_their_first_sentence() -> None:
    found = digest(GAPS + "\n\n".join(body for _, body in STORIES))
    assert [item.headline for item in found.items][2] == (
        "The school has a bell again, cast in the next village."
    )
    assert prose(found.items[2]) == ["It is in tune."]


def test_paragraphs_that_a_margin_wrapped_are_read_whole() -> None:
    wrapped = (
        "The weir was opened at noon, before a crowd of forty people who had waited\n"
        "since the morning. It held, and the pond began to fill.\n\n"
        "The mill turns again after two dry summers in which nobody could grind his\n"
        "own corn. Flour is sold at its door.\n"
    )
    found = digest(GAPS + wrapped)
    assert found.items[0].headline.endswith("forty people who had waited since the morning.")
    assert prose(found.items[0]) == ["It held, and the pond began to fill."]
    assert len(found.items) == 2


def test_a_paragraph_with_its_link_is_headed_by_its_first_sentence() -> None:
    found = digest("Kurz, 14. Mai 2031\n\nDas Wehr ist offen. Es hält. https://example.org/1\n\n"
                   "Die Mühle läuft. Seit Montag. https://example.org/2\n")  # fmt: skip
    assert [item.headline for item in found.items] == ["Das Wehr ist offen.", "Die Mühle läuft."]


def test_rules_divide_items() -> None:
    found = digest("Letter\n\n" + "\n----------\n".join(f"{h}\n{b}" for h, b in STORIES))
    assert [item.headline for item in found.items] == [head for head, _ in STORIES]


def test_times_of_day_open_items_and_stay_out_of_headlines() -> None:
    text = "".join(
        f"{hour}:15 {head}\n{body}\nhttps://example.org/{hour}\n\n"
        for hour, (head, body) in zip(("08", "09", "11"), STORIES, strict=True)
    )
    assert [item.headline for item in digest(GAPS + text).items] == [head for head, _ in STORIES]


def test_a_few_words_are_no_items() -> None:
    assert digest("Letter\n\nNothing today.\n\nSee you.\n").items == ()


@pytest.mark.parametrize("rules", ["---\n\n", ""], ids=["ruled", "plain"])
def test_bold_words_lead_in_where_there_is_no_heading(rules: str) -> None:
    text = f"\n{rules}".join(
        f"**{head}**\n\n{body} [Post](https://example.org/{at})\n"
        for at, (head, body) in enumerate(STORIES)
    )
    found = digest(f"# Letter 2031-05-14\n\n{text}", "digest.md")
    assert [item.headline for item in found.items] == [head for head, _ in STORIES]
    assert all(len(item.sources) == 1 for item in found.items)


def test_a_headline_keeps_none_of_the_brackets_around_it() -> None:
    text = "".join(f"【{head}】\n{body}\nhttps://example.org/1\n\n" for head, body in STORIES)
    assert [item.headline for item in digest(GAPS + text).items] == [head for head, _ in STORIES]
