"""Which of a day's editions of a paper one is, told by its slot.

A day has an edition, may have an evening edition beside it, and any number of extras, which are
sent at once. A draft that is to be another extra has its number once it is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from digests.model import SLOT

EVENING = "evening"
"""The slot of an evening edition."""

NEW_EXTRA = "extra"
"""The slot of a draft that is to be an extra, whichever of its day."""

EVENING_BEGINS = 17 * 60
"""The minute of a subscriber's day before which no evening edition is due to them."""


class SlotKind(StrEnum):
    """What a slot is for."""

    DAY = "day"  # the edition of the day
    EVENING = "evening"  # the one of its evening
    EXTRA = "extra"  # one that is sent at once


ALL_KINDS = tuple(SlotKind)
REGULAR_KINDS = (SlotKind.DAY, SlotKind.EVENING)


def kind_of(slot: str) -> SlotKind:
    """What a slot is for."""
    if slot == EVENING:
        return SlotKind.EVENING
    return SlotKind.EXTRA if slot.partition("-")[0] == NEW_EXTRA else SlotKind.DAY


def slot_for(kind: SlotKind, number: int = 0) -> str:
    """The slot of a draft that is to be of a kind; an extra with a number is that one."""
    if kind is SlotKind.EXTRA:
        return f"{NEW_EXTRA}-{number}" if number else NEW_EXTRA
    return EVENING if kind is SlotKind.EVENING else SLOT


def number_of(slot: str) -> int:
    """Which extra of its day one is, from 1; 0 of all else, and before it is published."""
    number = slot.partition("-")[2]
    return int(number) if kind_of(slot) is SlotKind.EXTRA and number.isdecimal() else 0


def next_extra(taken: Iterable[str]) -> str:
    """The slot of the next extra of a day, behind those whose slots are taken."""
    return slot_for(SlotKind.EXTRA, max(map(number_of, taken), default=0) + 1)


def in_order(slot: str) -> tuple[int, int]:
    """What sorts the editions of a day: the day's, the evening's, the extras by number."""
    return [*SlotKind].index(kind_of(slot)), number_of(slot)


def earliest_minute(slot: str) -> int:
    """The first minute of a subscriber's day at which an edition can be due to them."""
    return EVENING_BEGINS if kind_of(slot) is SlotKind.EVENING else 0
