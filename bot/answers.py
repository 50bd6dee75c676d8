"""The flow of answers: never behind a broadcast, never inside a pause that Telegram ordered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from telegram._utils.types import JSONDict
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.outcomes import seconds_of

log = structlog.get_logger()

_MOST_TRIES = 3
_LONGEST_WAIT = 60.0
"""Seconds; whoever asked has gone by then, so a longer pause fails the answer instead."""

Result = bool | JSONDict | list[JSONDict]


class Answers(BaseRateLimiter[str]):
    """Lets answers through at once and counts them, so that broadcasts leave them room.

    A pause that Telegram orders (`retry_after`) holds every answer until it is over. What a
    broadcast sends keeps its own pace and passes by with `rate_limit_args=PACED`.
    """

    PACED = "paced"

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

    def count(self, answered: Callable[[], None]) -> None:
        """Tell each answer to whoever shares the allowance."""
        self._answered = answered

    async def initialize(self) -> None:
        """Nothing is prepared."""

    async def shutdown(self) -> None:
        """Nothing is held back at the end."""

    async def process_request(  # noqa: PLR0913, PLR0917 - python-telegram-bot's signature
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> Result:
        """Send a request, again after a pause that Telegram ordered, at most three times."""
        if rate_limit_args == self.PACED or "chat_id" not in data:
            return await callback(*args, **kwargs)
        for _ in range(_MOST_TRIES - 1):
            await self._sleep(max(0.0, self._held_until - self._now()))
            try:
                return await self._counted(callback, args, kwargs)
            except RetryAfter as error:
                self._hold(error, endpoint)
        await self._sleep(max(0.0, self._held_until - self._now()))
        return await self._counted(callback, args, kwargs)

    async def _counted(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
    ) -> Result:
        if self._answered:
            self._answered()
        return await callback(*args, **kwargs)

    def _hold(self, error: RetryAfter, endpoint: str) -> None:
        seconds = seconds_of(error)
        log.warning("answer_held", endpoint=endpoint, seconds=seconds)
        if seconds > _LONGEST_WAIT:
            raise error
        self._held_until = max(self._held_until, self._now() + seconds)
