"""Items to summarise, of news that never happened."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digests.model import Item, Paragraph, ParagraphKind

MakeItem = Callable[..., Item]


@pytest.fixture
def make_item() -> MakeItem:
    """Builds an item; `• ` opens a bullet and `# ` a sub-heading."""

    def make(headline: str, *lines: str, attribution: str | None = None) -> Item:
        return Item(
            number=1,
            headline=headline,
            attribution=attribution,
            paragraphs=tuple(_paragraph(line) for line in lines),
        )

    return make


def _paragraph(line: str) -> Paragraph:
    kinds = {"• ": ParagraphKind.BULLET, "# ": ParagraphKind.SUBHEADING}
    kind = kinds.get(line[:2], ParagraphKind.PROSE)
    return Paragraph(text=line if kind is ParagraphKind.PROSE else line[2:], kind=kind)
