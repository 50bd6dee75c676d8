"""The entries of a live report, each under its time: which of them still tell the news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digests.model import ParagraphKind
from digests.summary.candidates import CandidateSentence
from digests.text.clock_times import opening_time

_FEWEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """The places of entries: the newest one and the fullest, and those that they overtook."""

    current: frozenset[int] = frozenset()
    overtaken: frozenset[int] = frozenset()


def updates(found: Sequence[CandidateSentence]) -> Updates:
    """The entries of a live report, the newest on top or at the end; none elsewhere."""
    times = {
        at: time
        for at, one in enumerate(found)
        if one.kind is ParagraphKind.PROSE and (time := opening_time(one.text))
    }
    if len(times) < _FEWEST:
        return Updates()
    places = [*times]
    newest_is_on_top = times[places[0]] > times[places[1]]
    newest = places[0] if newest_is_on_top else places[-1]
    fullest = max((at for at in places if at != newest), key=lambda at: len(found[at].text))
    current = frozenset({newest, fullest})
    return Updates(current=current, overtaken=_with_their_ends(found, {*places} - current))


def _with_their_ends(found: Sequence[CandidateSentence], entries: set[int]) -> frozenset[int]:
    """The entries, and what else their paragraphs tell up to the next one."""
    ends = set(entries)
    for at in range(1, len(found)):
        goes_on = found[at].paragraph == found[at - 1].paragraph
        if goes_on and at - 1 in ends and opening_time(found[at].text) is None:
            ends.add(at)
    return frozenset(ends)
