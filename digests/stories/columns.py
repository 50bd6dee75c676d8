"""Columns: what stands in most editions under the same words, as the weather and a quotation do.

Each of them is like the one before it, and yet neither continues nor repeats it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from digests.model import Item
from digests.stories.measure import Said, said_of
from digests.text.numerals import KANJI
from digests.text.words import letters_and_digits

_LEAST = 3
"""Days on which something stands that is taken for a column."""
_LABEL = re.compile(r"^\s*(?:【([^】]{2,30})】|\[([^\]]{2,30})\]|([^:：|｜]{2,30})[:：|｜](?!//))")
_DIGITS = re.compile(rf"[\d〇{KANJI}]+")


class RecurringColumns:
    """Which of some items, given with the days of their editions, are of a column."""

    def __init__(self, those: Sequence[tuple[date, Item]]) -> None:
        headlines: dict[str, set[date]] = defaultdict(set)
        labels: dict[str, set[date]] = defaultdict(set)
        for day, item in those:
            headlines[heading(item)].add(day)
            if label := _label(item):
                labels[label].add(day)
        days = len({day for day, _ in those})
        self._headlines = frozenset(
            one for one, found in headlines.items() if _recurs(len(found), days)
        )
        self._labels = frozenset(one for one, found in labels.items() if len(found) > 1)
        self._recurring = frozenset(
            one for one, found in labels.items() if _recurs(len(found), days)
        )

    def is_fixed(self, item: Item) -> bool:
        """Whether the whole headline, but for its numbers, is that of a column."""
        return heading(item) in self._headlines

    def all_said(self, those: Sequence[Item]) -> list[Said]:
        """What is compared of items: of a column nothing that its items have in common."""
        said = [said_of(item, self._unlabelled(item)) for item in those]
        of_column: dict[str, list[int]] = defaultdict(list)
        for place, item in enumerate(those):
            if (label := _label(item)) in self._recurring and label:
                of_column[label].append(place)
        for places in of_column.values():
            shared = Counter(term for place in places for term in said[place].counts)
            fixed = {term for term, count in shared.items() if 2 * count > len(places)}
            for place in places:
                kept = {t: n for t, n in said[place].counts.items() if t not in fixed}
                said[place] = replace(said[place], counts=kept)
        return said

    def _unlabelled(self, item: Item) -> str:
        """The headline behind a label that other days have as well."""
        if _label(item) not in self._labels:
            return item.headline
        return _LABEL.sub("", item.headline)


def heading(item: Item) -> str:
    """The headline without its numbers, which change from day to day."""
    return letters_and_digits(_DIGITS.sub("", item.headline)) or letters_and_digits(item.headline)


def _label(item: Item) -> str:
    """What stands before a colon, or in brackets; empty where nothing does."""
    found = _LABEL.match(item.headline)
    return letters_and_digits(next(filter(None, found.groups()), "")) if found else ""


def _recurs(count: int, days: int) -> bool:
    return count >= _LEAST and 2 * count >= days
