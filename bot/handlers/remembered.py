"""What was said lately and is remembered for a while, in this process or in all."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


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


@dataclass(slots=True)
class Lately(Generic[V]):
    """Something that takes time to find out, as it was at most `seconds` ago."""

    ask: Callable[[], Awaitable[V]]
    seconds: float
    elapsed: Callable[[], float] = time.monotonic
    _known: V | None = None
    _at: float = 0.0

    async def get(self) -> V:
        """How it is, or was a moment ago."""
        if self._known is None or self.elapsed() - self._at > self.seconds:
            self._known, self._at = await self.ask(), self.elapsed()
        return self._known


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
