"""An inbox as a process has it, over a store that can be made to fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram import Bot, Update

from bot.inbox.inbox import Inbox
from bot.inbox.ownership import Ownership
from bot.inbox.update_order import PerChat
from bot.inbox.update_times import UpdateTimes
from bot.inbox.updates import Told
from digests.errors import StoreBusyError, StoreError
from digests.store import Store
from digests.store.bots.inbox import InboxStore, Incoming
from tests.support.town import DEADLINE

BOT = Bot("1:token-of-no-bot")


def said(number: int, chat_id: int = 7, text: str = "/today") -> Told:
    chat = {"id": chat_id, "type": "private"}
    message = {"message_id": number, "date": 1, "chat": chat, "text": text}
    return {"update_id": number, "message": message}


class Failing(InboxStore):
    """A store that takes no writes while it is full."""

    is_full = False

    async def receive(self, batch: Sequence[Incoming], owner: str) -> None:
        self._check()
        await super().receive(batch, owner)

    async def handled(self, ids: Sequence[int]) -> None:
        self._check()
        await super().handled(ids)

    def _check(self) -> None:
        if self.is_full:
            raise StoreBusyError("database is locked")


@dataclass
class Handlers:
    """Notes what was handled, each as soon as `free` lets it."""

    begun: list[int] = field(default_factory=list)
    handled: list[int] = field(default_factory=list)
    free: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None

    def __post_init__(self) -> None:
        self.free.set()

    async def handle(self, update: Update) -> None:
        self.begun.append(update.update_id)
        await self.free.wait()
        self.handled.append(update.update_id)
        if self.error:
            raise self.error


@dataclass
class Process:
    """An inbox as a process has it."""

    store: Failing
    handlers: Handlers
    inbox: Inbox
    times: UpdateTimes

    @classmethod
    def over(cls, store: Store, **ownership: Any) -> Process:
        handlers, times = Handlers(), UpdateTimes()
        kept = Failing(store.database, 1)
        inbox = Inbox(
            kept,
            handlers.handle,
            bot=BOT,
            order=PerChat(),
            times=times,
            ownership=Ownership(**ownership),
        )
        return cls(kept, handlers, inbox, times)

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE):
            while not is_so():  # noqa: ASYNC110 - nobody is told
                await asyncio.sleep(0.001)

    async def rest(self) -> None:
        """Wait until nothing waits, here or in the store."""
        async with asyncio.timeout(DEADLINE):
            while self.inbox._tasks or (await self.store.backlog()).waiting:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.001)


async def refused(process: Process, *told: Told) -> None:
    """Updates come that can't be written down."""
    with pytest.raises(StoreError):
        await process.inbox.receive(told)
