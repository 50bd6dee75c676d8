"""Who goes ahead and who waits: answers before broadcasts, nobody inside an ordered pause."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import Enum, auto
from typing import TypeVar

import structlog
from telegram.error import RetryAfter

from bot.botapi.errors import seconds_of

log = structlog.get_logger()

_MOST_TRIES = 3
_LONGEST_WAIT = 60.0
"""Seconds; whoever asked has gone by then, so a longer pause fails the answer instead."""

_Result = TypeVar("_Result")


class Lane(Enum):
    """On which terms a request leaves.

    An answer goes out at once, ahead of any broadcast, and after a pause that Telegram ordered. A
    broadcast keeps its own rate and does not wait: inside a pause it is refused as Telegram would.
    """

    ANSWER = auto()
    BROADCAST = auto()


class RateLimiter:
    """Lets requests out on the terms of their lane, and counts answers: broadcasts leave them room.

    A pause that Telegram orders (`retry_after`), whoever it was told, holds every message until it
    is over. `now` is a monotonic clock in seconds.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._answered: Callable[[], None] | None = None
        self._now = now
        self._sleep = sleep
        self._held_until = 0.0
        self.refused: Counter[str] = Counter()
        """How often Telegram ordered a pause (429) since the start, by the lane it was told in."""
        self.retries = 0
        """How many requests were made again since the start."""

    def count(self, answered: Callable[[], None]) -> None:
        """Tell each answer to whoever shares the allowance."""
        self._answered = answered

    async def run(self, lane: Lane, method: str, make: Callable[[], Awaitable[_Result]]) -> _Result:
        """Make a request; an answer again after an ordered pause, at most three times.

        Raises `RetryAfter` where the pause is longer than the lane waits.
        """
        if lane is Lane.BROADCAST:
            self._refuse_beyond(0.0)
            return await self._heeded(lane, method, make)
        for _ in range(_MOST_TRIES - 1):
            with contextlib.suppress(RetryAfter):
                return await self._in_turn(method, make)
            self.retries += 1
        return await self._in_turn(method, make)

    async def _heeded(
        self, lane: Lane, method: str, make: Callable[[], Awaitable[_Result]]
    ) -> _Result:
        """Make a request, and keep the pause that Telegram may order in its answer."""
        try:
            return await make()
        except RetryAfter as error:
            self.refused[lane.name.lower()] += 1
            self._hold(error, method)
            raise

    async def _in_turn(self, method: str, make: Callable[[], Awaitable[_Result]]) -> _Result:
        self._refuse_beyond(_LONGEST_WAIT)
        await self._sleep(max(0.0, self._held_until - self._now()))
        if self._answered:
            self._answered()
        return await self._heeded(Lane.ANSWER, method, make)

    def _refuse_beyond(self, patience: float) -> None:
        """Say what Telegram would, if the pause takes longer than that."""
        left = self._held_until - self._now()
        if left > patience:
            raise RetryAfter(timedelta(seconds=left))

    def _hold(self, error: RetryAfter, method: str) -> None:
        seconds = seconds_of(error)
        log.warning("pause_ordered", endpoint=method, seconds=seconds)
        self._held_until = max(self._held_until, self._now() + seconds)
