"""Where a summary leaves sentences out between two that it tells: there stands an ellipsis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from digests.model import Item, Paragraph, ParagraphKind
from digests.text.ruby import without_readings

_WORDS = re.compile(r"\w")


def gaps(item: Item) -> tuple[bool, ...]:
    """For each piece of the summary whether something was left out between the former and it.

    Nothing was before the first one, nor where a piece is not the item's own words. Sub-headings
    are no sentences that anybody misses.
    """
    text = _running_text(item.paragraphs)
    found = accumulate(item.summary, lambda end, piece: _end(text, piece, end), initial=0)
    ends = [*found]
    return tuple(
        at > 0 and _is_gap(text, ends[at], ends[at + 1] - len(piece.text))
        for at, piece in enumerate(item.summary)
    )


def _running_text(paragraphs: Sequence[Paragraph]) -> str:
    """All that may be told, in its order; each sub-heading is a line without a word."""
    return "\n".join(
        "" if one.kind is ParagraphKind.SUBHEADING else without_readings(one.text)
        for one in paragraphs
    )


def _end(text: str, piece: Paragraph, after: int) -> int:
    """Where a piece ends that stands behind the former one; there as well if it is not found."""
    place = text.find(piece.text, after)
    return place + len(piece.text) if place >= 0 else after


def _is_gap(text: str, end: int, start: int) -> bool:
    return start > end and _WORDS.search(text, end, start) is not None
