"""Paragraphs run on behind each other, as summaries are told; loads nothing of Telegram."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.rich_text import RichText, Span, bold, plain
from digests.model import Item, Paragraph, ParagraphKind
from digests.text.characters import is_cjk
from digests.text.ruby import in_brackets

_FULL_WIDTH_ENDS = frozenset("。！？」』）…")
_ELLIPSIS = "…"


def run_on(pieces: Sequence[Paragraph], left_out: Sequence[bool] = ()) -> RichText:
    """Pieces behind each other; a sign stands before one where something was left out."""
    spans: list[Span] = []
    before: Paragraph | None = None
    for at, piece in enumerate(pieces):
        if before:
            is_gap = at < len(left_out) and left_out[at]
            spans.append(Span(_between(before, piece, _ELLIPSIS if is_gap else "")))
        spans += rich_paragraph(piece)
        before = piece
    return tuple(spans)


def _between(before: Paragraph, after: Paragraph, sign: str) -> str:
    """Nothing between two sentences of a script without spaces, a space or a line elsewhere.

    A sign for what was left out is doubled in that script, as its editors set it.
    """
    is_dense = is_cjk(before.text[-1:])
    told = sign * 2 if is_dense else sign
    if before.kind is not ParagraphKind.PROSE or after.kind is not ParagraphKind.PROSE:
        return f"\n{told}\n" if told else "\n"
    is_joined = is_dense and before.text[-1:] in _FULL_WIDTH_ENDS
    return told if is_joined else f" {told} " if told else " "


def shortens(item: Item) -> bool:
    """Whether the summary leaves anything out; else the text itself is the summary."""
    return 0 < size_of(item.summary) < size_of(item.paragraphs)


def size_of(paragraphs: Sequence[Paragraph]) -> int:
    """How many characters paragraphs have."""
    return sum(len(paragraph.text) for paragraph in paragraphs)


def rich_paragraph(paragraph: Paragraph) -> RichText:
    """A paragraph as it stands in a message."""
    text = in_brackets(paragraph.text)
    if paragraph.kind is ParagraphKind.BULLET:
        return plain(f"• {text}")
    return bold(text) if paragraph.kind is ParagraphKind.SUBHEADING else plain(text)
