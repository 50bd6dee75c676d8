"""Finds the line that closes an item's text and says when, maybe where, it was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digests.parsing.lexical.fragments import Piece, Role
from digests.parsing.lexical.headline import Headline, Tail, tail_of
from digests.text.dates import Day, only_day


def without_imprint(
    pieces: Sequence[Piece], headline: Headline
) -> tuple[Sequence[Piece], Tail | None]:
    """The pieces less the line that dates the item, and what it said.

    Only where one line alone does, and doesn't contradict the headline: several are a chronicle.
    """
    tails = {at: tail for at, piece in enumerate(pieces) if (tail := _tail(piece))}
    at, tail = next(iter(tails.items()), (0, None))
    if tail is None or len(tails) > 1 or not _agree(tail, headline) or _is_text_below(pieces, at):
        return pieces, None
    bare = replace(pieces[at], text="", role=Role.LINKS if pieces[at].links else Role.PROSE)
    return [*pieces[:at], bare, *pieces[at + 1 :]], tail


def _tail(piece: Piece) -> Tail | None:
    if piece.role is not Role.PROSE or piece.fixed:
        return None
    day = only_day(piece.text)
    if day is not None and day.month is not None:
        return Tail(start=0, day=day)
    # Without brackets, words beside a day are a caption's.
    tail = tail_of(piece.text)
    return tail if tail and tail.start == 0 else None


def _agree(tail: Tail, headline: Headline) -> bool:
    outlets, days = {tail.outlet, headline.outlet} - {None}, {_spelled(tail.day)}
    if headline.day is not None:
        days.add(_spelled(headline.day))
    return len(outlets) <= 1 and len(days) == 1


def _spelled(day: Day) -> tuple[int | None, ...]:
    return day.year, day.month, day.day


def _is_text_below(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the item's text goes on below a line; a list may follow the source."""
    for piece in pieces[at:]:
        if piece.links:
            return False
        if piece is not pieces[at] and piece.text and piece.role is not Role.CAPTION:
            return True
    return False
