"""Finds the line that closes an item's text and says when, maybe where, it was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digests.parsing.lexical.annotate import Annotation
from digests.parsing.lexical.fragments import Fragment, Role
from digests.parsing.lexical.headline import Headline, Tail
from digests.text.dates import Day


def without_dateline(
    fragments: Sequence[Fragment], headline: Headline
) -> tuple[Sequence[Fragment], Tail | None]:
    """The fragments less the line that dates the item, and what it said.

    Only where one line alone does, and doesn't contradict the headline: several are a chronicle.
    """
    tails = {at: tail for at, fragment in enumerate(fragments) if (tail := _tail(fragment))}
    at, tail = next(iter(tails.items()), (0, None))
    if (
        tail is None
        or len(tails) > 1
        or not _agree(tail, headline)
        or _is_text_below(fragments, at)
    ):
        return fragments, None
    bare = replace(
        fragments[at], said=Annotation(""), role=Role.LINKS if fragments[at].links else Role.PROSE
    )
    return [*fragments[:at], bare, *fragments[at + 1 :]], tail


def _tail(fragment: Fragment) -> Tail | None:
    if fragment.role is not Role.PROSE or fragment.fixed:
        return None
    day = fragment.said.only_day
    if day is not None and day.month is not None:
        return Tail(start=0, day=day)
    # Without brackets, words beside a day are a caption's.
    tail = fragment.said.tail
    return tail if tail and tail.start == 0 else None


def _agree(tail: Tail, headline: Headline) -> bool:
    outlets, days = {tail.outlet, headline.outlet} - {None}, {_spelled(tail.day)}
    if headline.day is not None:
        days.add(_spelled(headline.day))
    return len(outlets) <= 1 and len(days) == 1


def _spelled(day: Day) -> tuple[int | None, ...]:
    return day.year, day.month, day.day


def _is_text_below(fragments: Sequence[Fragment], at: int) -> bool:
    """Whether the item's text goes on below a line; a list may follow the source."""
    for fragment in fragments[at:]:
        if fragment.links:
            return False
        if fragment is not fragments[at] and fragment.text and fragment.role is not Role.CAPTION:
            return True
    return False
