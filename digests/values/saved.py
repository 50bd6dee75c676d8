"""What a reader keeps of items: which are saved, and when they are to be reminded of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digests.rhythm import USUAL, Rhythm


class ReminderTime(StrEnum):
    """When somebody wants to be reminded, by their own clock."""

    TONIGHT = "tonight"  # at eight in the evening
    TOMORROW = "tomorrow"  # on the day after this one, at the hour of their digest
    SATURDAY = "saturday"  # on the next Saturday, at the hour of their digest


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedItem:
    """An item that somebody saved, of an edition given by its id.

    `number` is None once the edition, corrected, has that item no more. `remind_at` is when they
    are to be reminded, None where they are not. Of a reminder that `may_have_come` nobody can know
    whether it did; it is not sent again.
    """

    id: int
    edition: int
    number: int | None
    saved_at: datetime
    remind_at: datetime | None = None
    may_have_come: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """Some of what somebody saved, the newest first, and how many items that is in all."""

    items: tuple[SavedItem, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReminder:
    """A reminder that was handed out to be sent, to a private chat that has the person's id.

    `language`, `timezone` and `rhythm` are the person's.
    """

    saved: SavedItem
    user_id: int
    language: str
    timezone: str
    rhythm: Rhythm = USUAL
