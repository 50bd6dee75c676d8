"""Many people who write to a town's bot at once, and who of them was answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import select

from bot.composition.store import open_store
from bot.inbox.updates import conversation_of
from digests.store import Store
from digests.store.bots.bot_tables import IS_WAITING, inbox
from simulator.world import World
from tests.support.mailing import settings_of
from tests.support.town import DEADLINE, Town


@dataclass
class Asking:
    """A crowd, each of whom has asked once.

    `in_flight` are those who were being answered at the kills, `left` those of whom only the inbox
    knew at one of them.
    """

    town: Town
    store: Store
    chats: range = field(default_factory=lambda: range(0))
    in_flight: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)

    @property
    def world(self) -> World:
        return self.town.world

    @classmethod
    @asynccontextmanager
    async def begin(cls, town: Town) -> AsyncIterator[Asking]:
        """Nobody has asked yet; the store is open beside the bot's."""
        town.settings |= {"BOT_RATE": "1000", "BOT_PAID_BROADCAST": "true"}
        town.world.cloud.limits.enabled = False
        # What has arrived is known to the bot only later: that is what a kill leaves in flight.
        town.world.cloud.settings.latency = 0.02
        town.world.cloud.settings.webhook_retry = 0.02
        store = await open_store(settings_of(town))
        try:
            yield cls(town, store)
        finally:
            await store.close()

    def ask(self, number: int, text: str = "/about") -> None:
        """So many people write."""
        self.chats = self.world.crowd(number)
        for chat in self.chats:
            person = self.world.cloud.people.get(chat)
            assert person
            self.world.say(person, text)

    async def kill_once(self, kill: Callable[[], Awaitable[object]], after: int) -> None:
        """Kill the bot, which is there, once so many more answers have arrived."""
        deliveries = self.world.cloud.deliveries
        before = deliveries.total
        await self.world.wait_until(lambda: deliveries.total - before >= after, timeout=DEADLINE)
        confirmed = self._confirmed()
        await kill()
        await self.arrived()
        waiting, unanswered = await self.waiting(), self.unanswered()
        self.in_flight |= waiting - unanswered
        self.left |= confirmed & unanswered

    async def arrived(self) -> None:
        """Wait until what was on its way has arrived: until nothing else does for a while."""
        seen = -1
        while seen != self.world.cloud.deliveries.total:
            seen = self.world.cloud.deliveries.total
            await asyncio.sleep(0.2)

    async def answered(self, chats: set[int]) -> set[int]:
        """Which of some chats have an answer once what was on its way to them has arrived."""
        seen: set[int] | None = None
        while seen != (found := chats - self.unanswered()):
            seen = found
            await asyncio.sleep(0.5)
        return found

    async def all_answered(self) -> None:
        """Wait until nothing waits, here or there."""
        async with asyncio.timeout(DEADLINE):
            while len(self.world.cloud.updates) or await self.waiting():  # noqa: ASYNC110 - nobody is told
                await asyncio.sleep(0.1)

    def answers(self, chats: Iterable[int]) -> dict[int, int]:
        """How many answers each has."""
        return {chat: len(self.world.received(chat)) for chat in chats}

    def unanswered(self) -> set[int]:
        return {chat for chat, count in self.answers(self.chats).items() if not count}

    def doubled(self) -> set[int]:
        return {chat for chat, count in self.answers(self.chats).items() if count > 1}

    async def waiting(self, worker: str = "") -> set[int]:
        """Whose update is in the store and not handled, of a worker's or of all."""
        is_theirs = inbox.c.owner.startswith(worker)
        query = select(inbox.c.conversation).where(IS_WAITING, is_theirs)
        return set(
            await self.store.database.in_read(
                lambda connection: connection.execute(query).scalars().all()
            )
        )

    def _confirmed(self) -> set[int]:
        """Whose update Telegram does not keep any more."""
        kept = {conversation_of(one.as_json()) for one in self.world.cloud.updates._queue}
        return {*self.chats} - kept
