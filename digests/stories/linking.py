"""Which earlier item each item of a digest goes on with, and which it only says again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from digests.model import Digest, Item, ItemKey, Place, Problem, ProblemKind
from digests.parsing.checks import problem
from digests.stories.columns import RecurringColumns, heading
from digests.stories.measure import LOOKED_AT, Likeness, beginning, terms
from digests.text.languages import language_of_words
from digests.text.words import fold, letters_and_digits
from digests.values.stories import PublishedItem, StoryLink

CONTINUES = 0.12
"""The least cosine of an item and the one that it goes on with; `python -m benchmarks stories`."""
_REPEATS = 0.58
"""Of what an item says, as much is also said by one that it repeats."""
_MOST_EARLIER = 4_000
"""Items, which a month of long papers has."""
_LEAST_TEXT = 40
"""Characters of a text; where one has less only headlines are compared."""
_MOST_DAYS = 3
"""Days on which a page is named that is no single report."""
_ABOUT = 0.7
"""Of the best score; what has as much is about as like."""
_LEAST_SHARED = 5
"""Terms that an item has in common with the one that it goes on with."""
_ALIKE = 0.5
"""The share of numbers that two reports of the same headline have in common."""
_NUMBER = re.compile(r"\d+")
_MOST_TERMS = 6
"""Terms of a headline by which older items are looked for."""
_LOOKED_AT = 5
"""Of the items that are most like one, so many are looked at closely."""


@dataclass(frozen=True, slots=True)
class _Stood:
    """An item where it stood; without a key it is of the digest itself."""

    date: date
    item: Item
    key: ItemKey | None = None


class Comparison:
    """A digest beside what was published before it: links to it, and repeats of it.

    `recent` come the newest first; no more are compared than a month of long papers has. They tell
    what is common, and what a column; the `older` are only some. What is `least` alike goes on.
    """

    def __init__(
        self,
        digest: Digest,
        day: date,
        recent: Sequence[PublishedItem],
        older: Sequence[PublishedItem] = (),
        least: float = CONTINUES,
    ) -> None:
        self._least = least
        before = [*older, *recent[:_MOST_EARLIER]]
        self._first = len(before)
        self._all = [
            *(_Stood(one.date, one.item, one.key) for one in before),
            *(_Stood(day, item) for item in digest.items),
        ]
        items = [one.item for one in self._all]
        counted = range(len(older), len(items))
        columns = RecurringColumns([(self._all[at].date, items[at]) for at in counted])
        self._is_fixed = [columns.is_fixed(item) for item in items]
        self._headings = [heading(item) for item in items]
        self._said = columns.all_said(items)
        self._likeness = Likeness(self._said, counted)
        self._named = self._pages()
        self._scores: dict[int, Mapping[int, float]] = {}

    def links(self) -> tuple[StoryLink, ...]:
        """For each item that goes on with an earlier one the link to that which it is most like."""
        return tuple(filter(None, map(self._link, self._own())))

    def repeats(self) -> tuple[Problem, ...]:
        """A problem for each item that says again what it or another said before.

        Also for one that stands twice in the digest itself, at its second place.
        """
        return tuple(filter(None, map(self._repeat, self._own())))

    def _own(self) -> Iterator[int]:
        """The places of the digest's items that are of no column."""
        for place in range(self._first, len(self._all)):
            if not self._is_fixed[place]:
                yield place

    def _link(self, place: int) -> StoryLink | None:
        number = self._all[place].item.number
        scores = {one: self._score(place, one) for one in self._near(place, is_earlier=True)}
        fitting = [one for one, score in scores.items() if score >= self._least]
        if not fitting:
            return None
        # Of a story the newest part that is about as like it: readers know where that stood.
        best = max(scores[one] for one in fitting)
        latest = min((one for one in fitting if scores[one] >= _ABOUT * best), key=self._age)
        key = self._all[latest].key
        return StoryLink(number=number, earlier=key, score=scores[latest]) if key else None

    def _score(self, place: int, other: int) -> float:
        """How surely an item goes on with an earlier one: as like as it is, but for columns."""
        if self._is_column(place, other):
            return 0.0
        if self._same_page(place, other):
            return 1.0
        is_enough = self._likeness.shared(place, other) >= _LEAST_SHARED
        return min(1.0, self._likeness_of(place).get(other, 0.0)) if is_enough else 0.0

    def _likeness_of(self, place: int) -> Mapping[int, float]:
        if place not in self._scores:
            self._scores[place] = self._likeness.of(place)
        return self._scores[place]

    def _repeat(self, place: int) -> Problem | None:
        own = self._all[place]
        near = self._near(place)
        same = [
            one
            for one in near
            if self._all[one].key
            and self._same_page(place, one)
            and not self._is_column(place, one)
        ]
        again = [one for one in near if self._says_again(place, one)]
        for kind, found in ((ProblemKind.NEAR_COPY, again), (ProblemKind.SAME_PAGE, same)):
            if found:
                before = self._all[found[0]]
                # An edition's id tells a pair from that with an item of another paper or slot.
                edition = before.key.edition if before.key else ""
                told = {"number": before.item.number, "date": before.date, "edition": edition}
                return problem(kind, Place(item=own.item.number), **told)
        return None

    def _says_again(self, place: int, other: int) -> bool:
        if self._all[other].key and self._has_other_numbers(place, other):
            return False
        if min(self._said[place].text, self._said[other].text) >= _LEAST_TEXT:
            is_alike = self._likeness.share(place, other) >= _REPEATS
            return is_alike and not self._is_of_others(place, other)
        one, two = (letters_and_digits(self._all[at].item.headline) for at in (place, other))
        is_same = bool(one) and one == two
        pages = self._said[place].addresses, self._said[other].addresses
        return is_same and (bool(pages[0] & pages[1]) or not all(pages))

    def _has_other_numbers(self, place: int, other: int) -> bool:
        """Whether two items of one headline tell other numbers, as columns do from day to day."""
        if self._headings[place] != self._headings[other]:
            return False
        one, two = self._all[place].item, self._all[other].item
        numbers = [{*_NUMBER.findall("\n".join(beginning(item, LOOKED_AT)))} for item in (one, two)]
        return len(numbers[0] & numbers[1]) < _ALIKE * len(numbers[0] | numbers[1])

    def _near(self, place: int, *, is_earlier: bool = False) -> list[int]:
        """The items most like one, the likest first, of equal ones the newest, and same pages.

        Of what was published earlier; else also of the digest itself those before its place.
        """
        scores = self._likeness_of(place)
        pages = {one for address in self._said[place].addresses for one in self._named[address]}
        known = [
            one
            for one in {*scores, *pages}
            if one < place and (self._all[one].key or not is_earlier) and not self._is_fixed[one]
        ]
        in_order = sorted(known, key=lambda one: (-scores.get(one, 0.0), self._age(one)))
        return [*in_order[:_LOOKED_AT], *(one for one in in_order[_LOOKED_AT:] if one in pages)]

    def _age(self, place: int) -> int:
        return -self._all[place].date.toordinal()

    def _is_column(self, place: int, other: int) -> bool:
        """Whether two items are of one column, as can be seen from its second day on.

        They have a headline in common, or say much the same of other things: two recipes.
        """
        if self._headings[place] == self._headings[other]:
            return not self._says_again(place, other)
        return self._is_of_others(place, other)

    def _is_of_others(self, place: int, other: int) -> bool:
        """Whether two items say the same of what the other does not name at all.

        Who writes the same news again names the same things, in the text if not in its headline.
        """
        if not self._all[other].key or self._likeness.share(place, other) < _REPEATS:
            return False
        one, two = (_headline_terms(self._all[at].item).keys() for at in (place, other))
        there, here = self._said[other].counts.keys(), self._said[place].counts.keys()
        names_others = bool(one - two and two - one)
        return names_others and not ((one - two) & there or (two - one) & here)

    def _same_page(self, place: int, other: int) -> bool:
        return any(
            place in self._named[one] and other in self._named[one]
            for one in self._said[place].addresses
        )

    def _pages(self) -> dict[str, list[int]]:
        """The places of the items that name a page, of those that are named on few days."""
        named: dict[str, list[int]] = defaultdict(list)
        for place, said in enumerate(self._said):
            for address in said.addresses:
                named[address].append(place)
        for places in named.values():
            if len({self._all[place].date for place in places}) >= _MOST_DAYS:
                places.clear()
        return named


def leading_terms(
    items: Sequence[Item], recent: Sequence[PublishedItem]
) -> tuple[tuple[str, ...], ...]:
    """For each item the terms of its headline that say most: those seldom among recent items."""
    seen: Counter[str] = Counter()
    for one in recent[:_MOST_EARLIER]:
        seen.update(_headline_terms(one.item).keys())
    return tuple(_leading(item, seen) for item in items)


def _leading(item: Item, seen: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(_headline_terms(item), key=lambda term: seen[term])[:_MOST_TERMS])


def _headline_terms(item: Item) -> Counter[str]:
    return terms(item.headline, language_of_words(fold(item.headline)))
