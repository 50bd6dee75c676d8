"""The default summary: the item's own sentences, never a word of ours.

It opens with the news, which the headline and the place in the item tell. What goes with it has to
be worth telling: bare quotes, questions, notices, near copies and asides are left out even where
there is room. A sentence that limits a claim stays with it, and the speaker or topic of a list with
its entries; a long item's sub-headings are its outline. A short text is told whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from operator import itemgetter

from digests.model import Item, Paragraph, ParagraphKind
from digests.summary.candidates import CandidateSentence, candidates
from digests.summary.cues import introduces_a_list, is_notice
from digests.summary.ranking import FIRST, FURTHER, Ranking, is_list, rank
from digests.text import words

_SENTENCES, _LIST_ENTRIES, _LABELLED_ENTRIES = 3, 5, 8
_FEWEST_HEADINGS, _MOST_HEADINGS = 3, 7
_LONG = 8  # summaries put together: longer than that nobody keeps an item's course in mind
_BUDGET, _DENSE_BUDGET = 400, 180
_LIST_ROOM = 2  # a list is read faster than prose
_NEXT_TO_CHOSEN = 1.2
_NEAR = 2  # sentences behind the news
_FLOOR = 0.4
"""Of what the news is worth: a sentence worth less is left out even where there is room."""

_Unit = tuple[int, ...]


class ExtractiveSummariser:
    """Summarises by choosing sentences; needs no download and no network."""

    async def summarise(self, item: Item, language: str) -> tuple[Paragraph, ...]:
        """Up to three sentences or five bullets of the item, verbatim and in its order.

        Up to eight where speakers or topics stand above them; those, and the sub-headings of a
        long item, come on top.
        """
        return await asyncio.to_thread(summary_of, item, language)


def summary_of(item: Item, language: str) -> tuple[Paragraph, ...]:
    """What `ExtractiveSummariser` answers, for callers that may wait some milliseconds."""
    found = candidates(item, language)
    return _summary(item, found, language, _most(found), _outline(item, found))


def _most(found: Sequence[CandidateSentence]) -> int:
    """How many sentences or entries it may have."""
    if any(one.label is not None for one in found):
        return _LABELLED_ENTRIES
    return _LIST_ENTRIES if is_list(found) else _SENTENCES


def _outline(item: Item, found: Sequence[CandidateSentence]) -> tuple[int, ...]:
    """The places of a long item's sub-headings, which tell what it goes through."""
    size = sum(len(one.text) for one in found)
    labels = {one.label for one in found}
    headings = tuple(
        place
        for place, paragraph in enumerate(item.paragraphs)
        if paragraph.kind is ParagraphKind.SUBHEADING
        and place not in labels
        and paragraph.text != item.headline
    )
    fits = _FEWEST_HEADINGS <= len(headings) <= _MOST_HEADINGS
    return headings if fits and size >= _LONG * _budget(found) else ()


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
    chosen = [found[at] for at in sorted(_choose(found, rank(item, found, language), n))]
    labels = {one.label for one in chosen if one.label is not None}
    told = [
        *((place, item.paragraphs[place]) for place in labels.union(headings)),
        *((one.paragraph, Paragraph(text=one.text, kind=one.kind)) for one in chosen),
    ]
    return tuple(paragraph for _, paragraph in sorted(told, key=itemgetter(0)))


def _choose(found: Sequence[CandidateSentence], ranking: Ranking, n: int) -> list[int]:
    units = _units(found)
    fit = [unit for unit in units if ranking.fit[unit[0]] and not _is_behind_a_list(found, unit)]
    first = max(fit or units, key=lambda unit: ranking.score(unit[0], FIRST))
    if len(found) <= n and _size(found, range(len(found))) <= _budget(found) / 2:
        return _whole(found, ranking, first)
    chosen = [*_introduction(found, ranking, first, n), *first]
    room = _budget(found) - _size(found, chosen)
    for unit in sorted(units, key=lambda unit: -_further_score(ranking, unit, first)):
        if unit[0] in chosen or not _goes_with(found, ranking, first, unit):
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


def _is_behind_a_list(found: Sequence[CandidateSentence], unit: _Unit) -> bool:
    """Whether it closes an item made of a list, which no news does."""
    before = {one.kind for one in found[: unit[0]]}
    is_prose = found[unit[0]].kind is ParagraphKind.PROSE
    return is_list(found) and is_prose and ParagraphKind.BULLET in before


def _whole(found: Sequence[CandidateSentence], ranking: Ranking, first: _Unit) -> list[int]:
    """All that a short text tells from the news on; of a list also what introduces it."""
    is_entry = found[first[0]].kind is ParagraphKind.BULLET
    begins = 0 if is_entry else first[0]
    told = [at for at in range(begins, len(found)) if not is_notice(found[at].text)]
    return [at for at in told if at >= first[0] or ranking.fit[at]] or [*first]


def _introduction(
    found: Sequence[CandidateSentence], ranking: Ranking, first: _Unit, n: int
) -> _Unit:
    """The sentence before the list of which the news is an entry: whose claims these are."""
    if found[first[0]].kind is not ParagraphKind.BULLET or n <= _SENTENCES:
        return ()
    entries = [at for at, one in enumerate(found) if one.kind is ParagraphKind.BULLET]
    before = entries[0] - 1
    if before < 0 or not ranking.fit[before]:
        return ()
    tells_more = introduces_a_list(found[before].text) or ranking.is_on_the_headline(before)
    return (before,) if tells_more else ()


def _goes_with(
    found: Sequence[CandidateSentence], ranking: Ranking, first: _Unit, unit: _Unit
) -> bool:
    """Whether it is worth telling behind the news: no scene before it and no aside."""
    if not ranking.fit[unit[0]]:
        return False
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
        is_near and not ranking.tells_of_the_scene(unit[0], first[0])
    )


def _is_cut_short(found: Sequence[CandidateSentence]) -> bool:
    """Whether it is a list that nothing introduces and that is too long to be told whole."""
    return found[0].kind is ParagraphKind.BULLET and len(found) > _LIST_ENTRIES


def _adds(
    found: Sequence[CandidateSentence], ranking: Ranking, chosen: Sequence[int], unit: _Unit
) -> bool:
    """Whether it says something new, and in a list is an entry of it."""
    if is_list(found) and found[unit[0]].kind is not ParagraphKind.BULLET:
        return False
    if found[unit[0]].kind is ParagraphKind.BULLET:
        return all(found[unit[0]].text != found[one].text for one in chosen)
    return not any(ranking.is_near_copy(unit[0], one) for one in chosen)


def _size(found: Sequence[CandidateSentence], places: Iterable[int]) -> int:
    return sum(len(found[at].text) for at in places)


def _budget(found: Sequence[CandidateSentence]) -> int:
    """How many characters a summary may have: a dense script says more in each."""
    folded = [run for one in found for run in words.runs(words.fold(one.text))]
    dense = sum(len(run.text) for run in folded if run.dense)
    is_dense = 2 * dense > sum(len(run.text) for run in folded)
    budget = _DENSE_BUDGET if is_dense else _BUDGET
    return budget * _LIST_ROOM if is_list(found) else budget
