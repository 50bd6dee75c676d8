"""The flow of answers: never behind a broadcast, never inside a pause that Telegram ordered."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

import structlog
from telegram._utils.types import JSONDict
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.botapi.errors import seconds_of

log = structlog.get_logger()

_MOST_TRIES = 3
_LONGEST_WAIT = 60.0
"""Seconds; whoever asked has gone by then, so a longer pause fails the answer instead."""
_PAYABLE = frozenset({"sendMessage", "sendPhoto", "sendDocument", "sendRichMessage"})
"""The methods by which the bot answers that take `allow_paid_broadcast`."""

Result = bool | JSONDict | list[JSONDict]


class AnswerRateLimiter(BaseRateLimiter[str]):
    """Lets answers through at once and counts them, so that broadcasts leave them room.

    A pause that Telegram orders (`retry_after`), whoever it was told, holds every message until it
    is over. What a broadcast sends with `rate_limit_args=PACED` keeps its own rate and does not
    wait here: inside a pause it is refused as Telegram would refuse it. `paid` lets answers
    beyond the free allowance through while a broadcast uses it up (Bot API, sendMessage).
    """

    PACED = "paced"

    def __init__(
        self,
        *,
        paid: bool = False,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._answered: Callable[[], None] | None = None
        self._paid = paid
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

        async def send() -> Result:
            return await self._heeded(endpoint, callback(*args, **kwargs))

        if "chat_id" not in data:
            return await callback(*args, **kwargs)
        if rate_limit_args == self.PACED:
            return await self.paced(endpoint, lambda: callback(*args, **kwargs))
        if self._paid and endpoint in _PAYABLE:
            data["allow_paid_broadcast"] = True
        return await self._answer(send)

    async def paced(self, endpoint: str, send: Callable[[], Awaitable[Result]]) -> Result:
        """Send what keeps its own rate; a pause refuses it as Telegram would."""
        self._refuse_beyond(0.0)
        return await self._heeded(endpoint, send())

    async def _heeded(self, endpoint: str, sending: Awaitable[Result]) -> Result:
        """Await a request, and keep the pause that Telegram may order in its answer."""
        try:
            return await sending
        except RetryAfter as error:
            self._hold(error, endpoint)
            raise

    async def _answer(self, send: Callable[[], Awaitable[Result]]) -> Result:
        for _ in range(_MOST_TRIES - 1):
            with contextlib.suppress(RetryAfter):
                return await self._in_turn(send)
        return await self._in_turn(send)

    async def _in_turn(self, send: Callable[[], Awaitable[Result]]) -> Result:
        self._refuse_beyond(_LONGEST_WAIT)
        await self._sleep(max(0.0, self._held_until - self._now()))
        if self._answered:
            self._answered()
        return await send()

    def _refuse_beyond(self, patience: float) -> None:
        """Say what Telegram would, if the pause takes longer than that."""
        left = self._held_until - self._now()
        if left > patience:
            raise RetryAfter(timedelta(seconds=left))

    def _hold(self, error: RetryAfter, endpoint: str) -> None:
        seconds = seconds_of(error)
        log.warning("pause_ordered", endpoint=endpoint, seconds=seconds)
        self._held_until = max(self._held_until, self._now() + seconds)
