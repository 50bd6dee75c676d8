"""The default summary: the item's own sentences, never a word of ours.

What an item says first counts most, what its headline repeats comes next; bare quotes, sentences
that lean on others and near copies stand back. A sentence that limits a claim stays with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from digests.model import Item, Paragraph, ParagraphKind
from digests.summary.candidates import CandidateSentence, candidates
from digests.summary.ranking import FIRST, FURTHER, Ranking, is_list, rank
from digests.text import words

_SENTENCES, _LIST_ENTRIES = 3, 5
_BUDGET, _DENSE_BUDGET = 400, 180
_LIST_ROOM = 2  # a list is read faster than prose
_NEXT_TO_CHOSEN = 1.2
_RIVALS_THE_NEWS = 0.3

_Unit = tuple[int, ...]


class ExtractiveSummariser:
    """Summarises by choosing sentences; needs no download and no network."""

    async def summarise(self, item: Item, language: str) -> tuple[Paragraph, ...]:
        """Up to three sentences or five bullets of the item, verbatim and in its order."""
        return await asyncio.to_thread(summary_of, item, language)


def summary_of(item: Item, language: str) -> tuple[Paragraph, ...]:
    """What `ExtractiveSummariser` answers, for callers that may wait some milliseconds."""
    found = candidates(item, language)
    return _summary(item, found, language, _LIST_ENTRIES if is_list(found) else _SENTENCES)


def summarise_sentences(item: Item, language: str, n: int) -> tuple[Paragraph, ...]:
    """At most `n` sentences or bullets of the item, verbatim and in its order.

    Fewer where the next one would exceed what a reader takes in at a glance. A sentence that
    limits the most important one stands with it even where `n` is 1.
    """
    return _summary(item, candidates(item, language), language, n)


def _summary(
    item: Item, found: Sequence[CandidateSentence], language: str, n: int
) -> tuple[Paragraph, ...]:
    if not found or n < 1:
        return ()
    chosen = _choose(found, rank(item, found, language), n)
    return tuple(Paragraph(text=found[at].text, kind=found[at].kind) for at in sorted(chosen))


def _choose(found: Sequence[CandidateSentence], ranking: Ranking, n: int) -> list[int]:
    units = _units(found)
    first = max(units, key=lambda unit: ranking.score(unit[0], FIRST))
    chosen = list(first)
    room = _budget(found) - _size(found, first)
    for unit in sorted(units, key=lambda unit: -_further_score(ranking, unit, first)):
        if unit == first or not _goes_with(found, ranking, first, unit):
            continue
        if not _adds(found, ranking, chosen, unit):
            continue
        room -= _size(found, unit)
        if len(chosen) + len(unit) > n or room < 0:
            break
        chosen.extend(unit)
    return chosen


def _units(found: Sequence[CandidateSentence]) -> list[_Unit]:
    """What is chosen as a whole: a claim with the sentences that limit it."""
    units: list[_Unit] = []
    for at, one in enumerate(found):
        if one.limits_former and units:
            units[-1] = (*units[-1], at)
        else:
            units.append((at,))
    return units


def _further_score(ranking: Ranking, unit: _Unit, first: _Unit) -> float:
    follows = unit[0] == first[-1] + 1
    return ranking.score(unit[0], FURTHER) + _NEXT_TO_CHOSEN * follows


def _goes_with(
    found: Sequence[CandidateSentence], ranking: Ranking, first: _Unit, unit: _Unit
) -> bool:
    """Whether it is fit to be told, and no scene that leads to the news."""
    if not ranking.fit[unit[0]]:
        return False
    if unit > first or found[unit[0]].kind is ParagraphKind.BULLET:
        return True
    lacking = ranking.score(first[0], FIRST) - ranking.score(unit[0], FIRST)
    return lacking < _RIVALS_THE_NEWS


def _adds(
    found: Sequence[CandidateSentence], ranking: Ranking, chosen: Sequence[int], unit: _Unit
) -> bool:
    """Whether it says something new, and in a list is an entry of it."""
    if is_list(found) and found[unit[0]].kind is not ParagraphKind.BULLET:
        return False
    if found[unit[0]].kind is ParagraphKind.BULLET:
        return all(found[unit[0]].text != found[one].text for one in chosen)
    return not any(ranking.is_near_copy(unit[0], one) for one in chosen)


def _size(found: Sequence[CandidateSentence], unit: _Unit) -> int:
    return sum(len(found[at].text) for at in unit)


def _budget(found: Sequence[CandidateSentence]) -> int:
    """How many characters a summary may have: a dense script says more in each."""
    folded = [run for one in found for run in words.runs(words.fold(one.text))]
    dense = sum(len(run.text) for run in folded if run.dense)
    is_dense = 2 * dense > sum(len(run.text) for run in folded)
    budget = _DENSE_BUDGET if is_dense else _BUDGET
    return budget * _LIST_ROOM if is_list(found) else budget
