"""What every summary holds to, whoever chose it: how much it tells, and what goes together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from digests.model import Item, Paragraph, ParagraphKind
from digests.summary.candidates import CandidateSentence
from digests.summary.cues import introduces_a_list
from digests.summary.ranking import Ranking, is_list
from digests.text import words

SENTENCES, LIST_ENTRIES = 3, 5
_LABELLED_ENTRIES = 8
_FEWEST_HEADINGS, _MOST_HEADINGS = 3, 7
_LONG = 8  # summaries put together: longer than that nobody keeps an item's course in mind
_BUDGET, _DENSE_BUDGET = 400, 180
_LIST_ROOM = 2  # a list is read faster than prose

Unit = tuple[int, ...]
"""The places of candidates that are told together or not at all."""


def most(found: Sequence[CandidateSentence]) -> int:
    """How many sentences or entries a summary may have."""
    if any(one.label is not None for one in found):
        return _LABELLED_ENTRIES
    return LIST_ENTRIES if is_list(found) else SENTENCES


def budget(found: Sequence[CandidateSentence]) -> int:
    """How many characters a summary may have: a dense script says more in each."""
    folded = [run for one in found for run in words.runs(words.fold(one.text))]
    dense = sum(len(run.text) for run in folded if run.dense)
    is_dense = 2 * dense > sum(len(run.text) for run in folded)
    characters = _DENSE_BUDGET if is_dense else _BUDGET
    return characters * _LIST_ROOM if is_list(found) else characters


def size(found: Sequence[CandidateSentence], places: Iterable[int]) -> int:
    """How many characters some candidates have."""
    return sum(len(found[at].text) for at in places)


def is_short(found: Sequence[CandidateSentence], n: int) -> bool:
    """Whether all of it is told: there is nothing to choose."""
    return len(found) <= n and size(found, range(len(found))) <= budget(found) / 2


def units(found: Sequence[CandidateSentence]) -> list[Unit]:
    """What is chosen as a whole: a claim with the sentences that limit it."""
    grouped: list[Unit] = []
    for at, one in enumerate(found):
        if one.limits_former and grouped:
            grouped[-1] = (*grouped[-1], at)
        else:
            grouped.append((at,))
    return grouped


def is_behind_a_list(found: Sequence[CandidateSentence], unit: Unit) -> bool:
    """Whether it closes an item made of a list, which no news does."""
    before = {one.kind for one in found[: unit[0]]}
    is_prose = found[unit[0]].kind is ParagraphKind.PROSE
    return is_list(found) and is_prose and ParagraphKind.BULLET in before


def introduction(found: Sequence[CandidateSentence], ranking: Ranking, first: Unit, n: int) -> Unit:
    """The sentence before the list of which the news is an entry: whose claims these are."""
    if found[first[0]].kind is not ParagraphKind.BULLET or n <= SENTENCES:
        return ()
    entries = [at for at, one in enumerate(found) if one.kind is ParagraphKind.BULLET]
    before = entries[0] - 1
    if before < 0 or not ranking.fit[before]:
        return ()
    tells_more = introduces_a_list(found[before].text) or ranking.is_on_the_headline(before)
    return (before,) if tells_more else ()


def outline(item: Item, found: Sequence[CandidateSentence]) -> tuple[int, ...]:
    """The places of a long item's sub-headings, which tell what it goes through."""
    labels = {one.label for one in found}
    headings = tuple(
        place
        for place, paragraph in enumerate(item.paragraphs)
        if paragraph.kind is ParagraphKind.SUBHEADING
        and place not in labels
        and paragraph.text != item.headline
    )
    fits = _FEWEST_HEADINGS <= len(headings) <= _MOST_HEADINGS
    return headings if fits and size(found, range(len(found))) >= _LONG * budget(found) else ()


def put_together(
    item: Item,
    found: Sequence[CandidateSentence],
    chosen: Iterable[int],
    headings: Iterable[int] = (),
) -> tuple[Paragraph, ...]:
    """The chosen candidates in the item's order, with their labels and some of its headings."""
    told = [found[at] for at in sorted(set(chosen))]
    labels = {one.label for one in told if one.label is not None}
    placed = [
        *((place, item.paragraphs[place]) for place in labels.union(headings)),
        *((one.paragraph, Paragraph(text=one.text, kind=one.kind)) for one in told),
    ]
    return tuple(paragraph for _, paragraph in sorted(placed, key=itemgetter(0)))
