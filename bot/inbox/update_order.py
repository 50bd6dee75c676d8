"""The order in which updates are answered: chats side by side, each chat's own one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

import structlog
from telegram import Update

from digests.store.bots.inbox import NO_CONVERSATION

log = structlog.get_logger()

_MOST_AT_ONCE = 256
_MOST_OF_A_CHAT = 100
"""Updates of one chat that may wait: answers for a hundred seconds, by the limit of a person.

Whoever sends more is told once, and not answered.
"""


@dataclass(slots=True, weakref_slot=True)
class _ChatQueue:
    """The updates of one chat."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    is_told: bool = False
    telling: asyncio.Lock = field(default_factory=asyncio.Lock)


def _always() -> bool:
    return True


class PerChat:
    """Answers updates of different chats at once and those of one chat in their order.

    Only what runs takes one of the places; whatever waits for an earlier update of its chat waits
    beside them. `on_flood` tells somebody that too much of theirs waits already; False where there
    was nobody to tell.
    """

    def __init__(self, *, places: int = _MOST_AT_ONCE) -> None:
        self._places = asyncio.Semaphore(places)
        self._queues: WeakValueDictionary[int, _ChatQueue] = WeakValueDictionary()
        self.on_flood: Callable[[Update], Awaitable[bool]] | None = None
        self.waiting = 0
        """Updates whose turn has not come yet."""

    async def run(
        self,
        update: Update,
        chat_id: int,
        answer: Callable[[], Awaitable[None]],
        *,
        may_begin: Callable[[], bool] = _always,
        permit: AbstractAsyncContextManager[None] | None = None,
    ) -> bool:
        """Wait for the chat's turn, then answer; what belongs to no chat needs only a place.

        Before it takes a place it takes its `permit`, and holds that until it has answered.
        False where it did not begin, because it no longer may when its turn has come. Of a chat of
        which too much waits it is not answered at all.
        """
        has_chat = chat_id != NO_CONVERSATION
        queue = self._queues.setdefault(chat_id, _ChatQueue()) if has_chat else _ChatQueue()
        if queue.waiting >= _MOST_OF_A_CHAT:
            await self._refuse(queue, update)
            return True
        return await self._in_turn(queue, answer, may_begin, permit or nullcontext())

    async def _in_turn(
        self,
        queue: _ChatQueue,
        answer: Callable[[], Awaitable[None]],
        may_begin: Callable[[], bool],
        permit: AbstractAsyncContextManager[None],
    ) -> bool:
        queue.waiting += 1
        self.waiting += 1
        has_begun = False
        try:
            async with queue.turn, permit, self._places:
                has_begun = True
                self._begun(queue)
                if not may_begin():
                    return False
                await answer()
                return True
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
        async with queue.telling:
            if self.on_flood and not queue.is_told:
                queue.is_told = await self.on_flood(update)
