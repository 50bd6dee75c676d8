"""The order in which updates are answered: chats side by side, each chat's own one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

import structlog
from telegram import Update
from telegram.ext import BaseUpdateProcessor

log = structlog.get_logger()

_MOST_AT_ONCE = 256
_MOST_OF_A_CHAT = 100
"""Updates of one chat that may wait: answers for a hundred seconds, by the limit of a person.

Whoever sends more is told once, and not answered.
"""
_BOUNDLESS = 1_000_000_000
_GRACE = 10.0
"""Seconds after which updates that have not begun are given up, when the bot is to stop."""


@dataclass(slots=True, weakref_slot=True)
class _ChatQueue:
    """The updates of one chat."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    is_told: bool = False


class PerChat(BaseUpdateProcessor):
    """Processes updates of different chats at once and those of one chat in their order.

    Only what runs takes one of the places; whatever waits for an earlier update of its chat waits
    beside them. `handled` is told of each update that was processed, well or not, or dropped;
    `on_flood` tells somebody that too much of theirs waits already.
    """

    def __init__(
        self, handled: Callable[[object], None] = lambda _: None, *, places: int = _MOST_AT_ONCE
    ) -> None:
        super().__init__(_BOUNDLESS)  # PTB's own places would be taken by what waits, too
        self._handled = handled
        self._places = asyncio.Semaphore(places)
        self._queues: WeakValueDictionary[int, _ChatQueue] = WeakValueDictionary()
        self._is_over = False
        self.on_flood: Callable[[Update], Awaitable[None]] | None = None
        self.waiting = 0
        """Updates whose turn has not come yet."""

    async def initialize(self) -> None:
        """Nothing is prepared."""

    async def shutdown(self) -> None:
        """Nothing is held back at the end."""

    def close(self) -> None:
        """Let what waits begin for a while yet, and give up the rest: the bot is to stop."""
        asyncio.get_running_loop().call_later(_GRACE, self._end)

    def _end(self) -> None:
        self._is_over = True
        if self.waiting:
            log.warning("updates_given_up", count=self.waiting)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then process; what belongs to no chat needs only a place."""
        try:
            await self._process(update, coroutine)
        finally:
            self._handled(update)

    async def _process(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat = update.effective_chat if isinstance(update, Update) else None
        queue = _ChatQueue() if chat is None else self._queues.setdefault(chat.id, _ChatQueue())
        if isinstance(update, Update) and queue.waiting >= _MOST_OF_A_CHAT:
            _drop(coroutine)
            await self._refuse(queue, update)
            return
        await self._in_turn(queue, coroutine)

    async def _in_turn(self, queue: _ChatQueue, coroutine: Awaitable[Any]) -> None:
        queue.waiting += 1
        self.waiting += 1
        has_begun = False
        try:
            async with queue.turn, self._places:
                has_begun = True
                self._begun(queue)
                if self._is_over:
                    _drop(coroutine)
                else:
                    await coroutine
        finally:
            if not has_begun:
                self._begun(queue)

    def _begun(self, queue: _ChatQueue) -> None:
        self.waiting -= 1
        queue.waiting -= 1
        if not queue.waiting:
            queue.is_told = False

    async def _refuse(self, queue: _ChatQueue, update: Update) -> None:
        """Drop an update of a chat of which too many wait, and tell the first one so."""
        log.info("update_dropped", update=update.update_id)
        if self.on_flood and not queue.is_told:
            queue.is_told = True
            await self.on_flood(update)


def _drop(coroutine: Awaitable[Any]) -> None:
    """Let go of what will not be awaited."""
    if isinstance(coroutine, Coroutine):
        coroutine.close()
