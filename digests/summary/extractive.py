"""The default summary: the item's own sentences, never a word of ours.

It opens with the news, which the headline, the place in the item and what is dated these days tell:
a scene or a history before it is left out, as is what a paper says of its own error. Of a live
report the newest and the fullest entry are told. What goes with the news has to be worth telling:
bare quotes, questions, notices, near copies and asides are left out even where there is room. A
sentence that limits a claim stays with it, and the speaker or topic of a list with its entries; a
long item's sub-headings are its outline. A short text is told whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from digests.model import Item, Paragraph, ParagraphKind, SummaryMaker
from digests.summary import Summary
from digests.summary.candidates import CandidateSentence, candidates
from digests.summary.cues import is_notice
from digests.summary.ranking import FIRST, FURTHER, Ranking, is_list, rank
from digests.summary.shape import (
    LIST_ENTRIES,
    Unit,
    budget,
    introduction,
    is_behind_a_list,
    is_short,
    most,
    outline,
    put_together,
    size,
    units,
)

_NEXT_TO_CHOSEN = 1.2
_NEAR = 2  # sentences behind the news
_FLOOR = 0.4
"""Of what the news is worth: a sentence worth less is left out even where there is room."""


class ExtractiveSummariser:
    """Summarises by choosing sentences; needs no download and no network."""

    async def summarise(self, items: Sequence[Item], language: str) -> tuple[Summary, ...]:
        """Up to three sentences or five bullets of each item, verbatim and in its order.

        Up to eight where speakers or topics stand above them; those, and the sub-headings of a
        long item, come on top.
        """
        return await asyncio.to_thread(_summaries, items, language)


def _summaries(items: Sequence[Item], language: str) -> tuple[Summary, ...]:
    told = (summary_of(item, language) for item in items)
    return tuple(Summary(paragraphs=one, by=SummaryMaker.BUILT_IN) for one in told)


def summary_of(item: Item, language: str) -> tuple[Paragraph, ...]:
    """What `ExtractiveSummariser` tells of an item, for callers that may wait some milliseconds."""
    found = candidates(item, language)
    return _summary(item, found, language, most(found), outline(item, found))


def summarise_sentences(item: Item, language: str, n: int) -> tuple[Paragraph, ...]:
    """At most `n` sentences or bullets of the item, verbatim and in its order.

    Fewer where the next one would exceed what a reader takes in at a glance. A sentence that
    limits the most important one stands with it even where `n` is 1.
    """
    return _summary(item, candidates(item, language), language, n)


def _summary(
    item: Item,
    found: Sequence[CandidateSentence],
    language: str,
    n: int,
    headings: Iterable[int] = (),
) -> tuple[Paragraph, ...]:
    if not found or n < 1:
        return ()
    chosen = _choose(found, rank(item, found, language), n)
    return put_together(item, found, chosen, headings)


def _choose(found: Sequence[CandidateSentence], ranking: Ranking, n: int) -> list[int]:
    every = units(found)
    fit = [unit for unit in every if ranking.fit[unit[0]] and not is_behind_a_list(found, unit)]
    fit = [unit for unit in fit if unit[0] not in ranking.updates.overtaken] or fit
    first = max(fit or every, key=lambda unit: ranking.score(unit[0], FIRST))
    if is_short(found, n):
        return _whole(found, ranking, first)
    chosen = [*introduction(found, ranking, first, n), *first]
    room = budget(found) - size(found, chosen)
    for unit in sorted(every, key=lambda unit: -_further_score(found, ranking, unit, first)):
        if unit[0] in chosen or not _goes_with(found, ranking, first, unit):
            continue
        if not _adds(found, ranking, chosen, unit):
            continue
        room -= size(found, unit)
        if len(chosen) + len(unit) > n or room < 0:
            break
        chosen.extend(unit)
    return chosen


def _further_score(
    found: Sequence[CandidateSentence], ranking: Ranking, unit: Unit, first: Unit
) -> float:
    """What it is worth behind the news; an entry of a list doesn't go on with the one before it."""
    is_entry = found[unit[0]].kind is ParagraphKind.BULLET
    follows = unit[0] == first[-1] + 1 and not is_entry
    return ranking.score(unit[0], FURTHER) + _NEXT_TO_CHOSEN * follows


def _whole(found: Sequence[CandidateSentence], ranking: Ranking, first: Unit) -> list[int]:
    """All that a short text tells from the news on; of a list also what introduces it."""
    is_entry = found[first[0]].kind is ParagraphKind.BULLET
    begins = 0 if is_entry else first[0]
    told = [
        at
        for at in range(begins, len(found))
        if not (is_notice(found[at].text) or is_behind_a_list(found, (at,)))
    ]
    return [at for at in told if at >= first[0] or ranking.fit[at]] or [*first]


def _goes_with(
    found: Sequence[CandidateSentence], ranking: Ranking, first: Unit, unit: Unit
) -> bool:
    """Whether it is worth telling behind the news: no scene before it and no aside."""
    if not ranking.fit[unit[0]] or unit[0] in ranking.updates.overtaken:
        return False
    if unit[0] in ranking.updates.current:
        return True
    if found[unit[0]].kind is ParagraphKind.BULLET:
        return unit > first or not _is_cut_short(found)
    if unit < first and ranking.points[first[0]]:
        in_paragraph = found[unit[0]].paragraph == found[first[0]].paragraph
        return in_paragraph and ranking.is_related(unit[0], first[0])
    least = _FLOOR * ranking.score(first[0], FURTHER)
    if unit < first or ranking.score(unit[0], FURTHER) < least:
        return False
    is_near = found[unit[0]].paragraph == found[first[0]].paragraph or unit[0] - first[-1] <= _NEAR
    return ranking.is_related(unit[0], first[0]) or (
        is_near
        and not ranking.answers[unit[0]]
        and not ranking.tells_of_the_scene(unit[0], first[0])
    )


def _is_cut_short(found: Sequence[CandidateSentence]) -> bool:
    """Whether it is a list that nothing introduces and that is too long to be told whole."""
    return found[0].kind is ParagraphKind.BULLET and len(found) > LIST_ENTRIES


def _adds(
    found: Sequence[CandidateSentence], ranking: Ranking, chosen: Sequence[int], unit: Unit
) -> bool:
    """Whether it says something new, and in a list is an entry of it."""
    if is_list(found) and found[unit[0]].kind is not ParagraphKind.BULLET:
        return False
    if found[unit[0]].kind is ParagraphKind.BULLET:
        return all(found[unit[0]].text != found[one].text for one in chosen)
    return not any(ranking.is_near_copy(unit[0], one) for one in chosen)
