"""The values in which it is said what goes on from edition to edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from digests.model import SLOT, Item, ItemKey


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedItem:
    """An item that readers can look up, with its key and the day and slot of its edition."""

    key: ItemKey
    date: date
    item: Item
    slot: str = SLOT


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """That the item of a number goes on with an earlier one, as surely as its `score`, 0 to 1.

    `is_cut` says that an editor took it for another matter; it is kept so that nobody finds it
    again.
    """

    number: int
    earlier: ItemKey
    score: float
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPart:
    """An item of a story, by its key and the day of its edition."""

    key: ItemKey
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Items of several editions that are about one matter, the oldest first.

    `root` is the first item that was ever linked to: it names the story, even where its edition
    was taken back and it is no part any more.
    """

    root: ItemKey
    parts: tuple[StoryPart, ...]
