from __future__ import annotations

import pytest

from digests.model import Item, Paragraph, ParagraphKind
from digests.summary.gaps import gaps

HEADING = Paragraph(text="In the harbour", kind=ParagraphKind.SUBHEADING)


def item(*told: str, text: tuple[Paragraph | str, ...]) -> Item:
    paragraphs = tuple(Paragraph(text=one) if isinstance(one, str) else one for one in text)
    summary = tuple(Paragraph(text=one) for one in told)
    return Item(number=1, headline="H", paragraphs=paragraphs, summary=summary)


@pytest.mark.parametrize(
    ("told", "text", "found"),
    [
        (("One.", "Two."), ("One. Two. Three.",), (False, False)),
        (("One.", "Three."), ("One. Two. Three.",), (False, True)),
        (("Two.", "Three."), ("One. Two.", "Three."), (False, False)),
        (("One.", "Four."), ("One.", "Two. Three.", "Four."), (False, True)),
        (("一。", "三。"), ("一。二。三。",), (False, True)),
        (("一。", "二。"), ("\ufff9一\ufffaいち\ufffb。二。",), (False, False)),
        (("One.", "Two."), ("One.", HEADING, "Two."), (False, False)),
        (("One.", "Of mine.", "Two."), ("One. Two.",), (False, False, False)),
        ((), ("One.",), ()),
    ],
)
def test_a_gap_is_where_sentences_were_left_out(
    told: tuple[str, ...], text: tuple[Paragraph | str, ...], found: tuple[bool, ...]
) -> None:
    assert gaps(item(*told, text=text)) == found
