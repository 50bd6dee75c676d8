"""What is told of days: those beside one, and what the last ones were about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from digests.values.stories import PublishedItem


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionOfDay:
    """The edition with which a day is opened; `first_item` is the number of its first item."""

    id: int
    date: date
    first_item: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysBeside:
    """The editions of the nearest days before and after one that have any, None where none has."""

    before: EditionOfDay | None = None
    after: EditionOfDay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastItems:
    """Items of the last days, the newest first.

    They have their headline and how their text begins, and no sources. `going_on` are those of them
    that continue what was published before, each the newest of its story.
    """

    items: Sequence[PublishedItem]
    going_on: Sequence[PublishedItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDays:
    """What the last days were about: words that lead to items, and stories by their newest item."""

    words: Sequence[str] = ()
    stories: Sequence[PublishedItem] = ()
