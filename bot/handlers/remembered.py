"""What was said lately and is remembered for a while, in this process or in all."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from bot.views.callbacks import Callback
from bot.views.reading.letter_callbacks import LeaveLetter

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class ShownLast:
    """What was shown last in a chat: an edition, by its id, maybe an item of it, and when."""

    edition: int
    number: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ShownButtons:
    """The buttons that a chat was shown last, by what stands on them, and when."""

    by_label: Mapping[str, Callback]
    at: datetime


@dataclass(frozen=True, slots=True)
class AskedLetter:
    """What a private chat was asked to write to the editors, and when."""

    about: LeaveLetter
    at: datetime


@dataclass(slots=True)
class Remembered(Generic[K, V]):
    """The last things that were added, at most `most` of them; a restart forgets them all."""

    most: int = 1_000
    _kept: dict[K, V] = field(default_factory=dict)

    def add(self, key: K, value: V) -> bool:
        """Remember one more, or one anew; False if it was among them already."""
        is_new = key not in self._kept
        self._kept.pop(key, None)
        self._kept[key] = value
        if len(self._kept) > self.most:
            del self._kept[next(iter(self._kept))]
        return is_new

    def find(self, key: K) -> V | None:
        """What was added under a key; None where it is not remembered."""
        return self._kept.get(key)

    def take(self, key: K) -> V | None:
        """The same, and forget it."""
        return self._kept.pop(key, None)


class Misunderstood(Protocol):
    """The messages that meant nothing to the bot, as all processes know them for two days.

    Every method raises `StoreError`.
    """

    async def add(self, chat_id: int, message_id: int, update: int) -> None:
        """Remember that an update brought a message which meant nothing."""

    async def has(self, chat_id: int, message_id: int) -> bool:
        """Whether a message meant nothing, as far as it is known."""

    async def remove(self, chat_id: int, message_id: int, *, before: int) -> None:
        """Forget a message that meant nothing when updates before this one brought it."""
