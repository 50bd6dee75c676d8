"""A mailing in a town: subscribers in the store, an edition on its way to them, and who has it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Column, select

from bot import app
from bot.composition.identity import ALONE, identity
from bot.composition.store import notes, open_store
from bot.settings import Settings
from digests.delivery.attempts import read
from digests.delivery.journal import Journal
from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState, Progress, Undelivered
from digests.model import (
    ChatKind,
    Digest,
    Item,
    Paragraph,
    Preferences,
    Subscriber,
    SubscriberState,
)
from digests.store import Store
from digests.store.tables import ChunkState, chunks, planner, rate_limits
from simulator.world import DEMO_TOKEN, World
from tests.support.town import DEADLINE, Town

TITLE = "The Harbour Letter"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DIGEST = Digest(
    title=TITLE,
    language="en",
    items=tuple(
        Item(number=n, headline=headline, paragraphs=(Paragraph(text=text),))
        for n, (headline, text) in enumerate(
            {
                "The ferry runs again": "After three weeks of repairs it sails at seven.",
                "The library stays open": "Readers may stay until two in the morning.",
                "A bell was found": "Divers brought it up from the old mole.",
            }.items(),
            start=1,
        )
    ),
)


@dataclass
class Mailing:
    """One edition on its way to the subscribers of a town."""

    town: Town
    store: Store
    subscribers: list[int] = field(default_factory=list)
    broadcast: Broadcast | None = None

    @property
    def world(self) -> World:
        return self.town.world

    @classmethod
    @asynccontextmanager
    async def begin(cls, town: Town) -> AsyncIterator[Mailing]:
        """A mailing over the store of the town's bot, which it keeps open beside the bot."""
        town.world.unblock(town.editor)
        store = await open_store(settings_of(town))
        try:
            yield cls(town, store)
        finally:
            await store.close()

    def crowd(self, number: int) -> list[int]:
        """People who all started the bot, as chats."""
        return list(self.world.crowd(number))

    async def subscribe(self, chats: Iterable[int], **changes: Any) -> None:
        """Chats that read the edition, since long ago."""
        named = list(chats)
        self.subscribers += named
        names = {field.name for field in fields(Preferences)}
        chosen: dict[str, Any] = {name: value for name, value in changes.items() if name in names}
        others = {name: value for name, value in changes.items() if name not in names}
        usual = Preferences(language="en", timezone="UTC", minute=0)
        preferences = replace(usual, **chosen)
        template: dict[str, Any] = {"id": 0, "kind": ChatKind.PRIVATE, "joined_at": LONG_AGO}
        template |= others
        await self.store.intake.put_many(
            Subscriber(chat_id=chat, preferences=preferences, **template) for chat in named
        )
        # A bot that came into them right now would hear of that after it has written to them.
        self.world.cloud.updates.clear()

    async def publish(self, digest: Digest = DIGEST, *, days_ago: int = 0) -> None:
        """The edition of a day is published and its broadcast planned; whoever runs sends it."""
        now = datetime.now(UTC) - timedelta(seconds=1)
        day = now.date() - timedelta(days=days_ago)
        draft = await self.store.editions.add(
            digest, (), date=day, fingerprint=str(day), posted_by=None, created_at=now
        )
        edition = await self.store.editions.publish(draft.id, now)
        assert edition
        self.broadcast = await self.store.ledger.open_broadcast(
            edition.id,
            BroadcastKind.EDITION,
            day=edition.date,
            at=now,
            by=self.town.editor.id,
        )
        await self.store.ledger.plan(now)

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        """The whole bot in this process, until the block ends."""
        stop = asyncio.Event()
        settings = settings_of(self.town)
        with identity(settings, ALONE) as who:
            running = asyncio.create_task(app.build(settings, self.store, who).run(stop))
            try:
                yield
            finally:
                stop.set()
                await asyncio.wait_for(running, DEADLINE)

    # --- waiting ---------------------------------------------------------------------------------

    async def under_way(self, number: int) -> None:
        """Wait until so many messages have arrived."""
        await self.world.wait_until(lambda: self.arrived >= number, timeout=DEADLINE)

    async def ends(self, state: BroadcastState = BroadcastState.FINISHED) -> None:
        """Wait until the broadcast has come to a state."""
        await self.until(lambda: self._is(state))

    async def comes_back(self, chat: int, topic: int | None = None) -> None:
        """Wait until a chat that was paused is sent editions again."""
        await self.until(lambda: self._is_in_state(chat, topic, SubscriberState.ACTIVE))

    async def is_paused(self, chat: int) -> bool:
        """Whether nothing is sent to a chat because it can't be reached."""
        return await self._is_in_state(chat, None, SubscriberState.PAUSED)

    async def keeps_the_pause(self) -> None:
        """The broadcast hears of an ordered pause and ends; until then it sent nothing more."""
        await self.until(self.knows_of_a_pause)
        leaving, before = await self.leaving(), len(self.world.violations)
        await self.ends()
        assert {late.chat_id for late in self.world.violations[before:]} <= leaving

    async def until(self, seen: Callable[[], Awaitable[bool]]) -> None:
        """Wait until something holds that can only be asked for."""
        async with asyncio.timeout(DEADLINE):
            while not await seen():  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(0.05)

    async def knows_of_a_pause(self) -> bool:
        """Whether the ledger was ever told that Telegram ordered one."""
        return any(await self._column(rate_limits.c.held_until))

    async def turns(self) -> int:
        """How often the planner was asked for its turn; the bot's clock does so once it works."""
        (turns,) = await self._column(planner.c.turns)
        return int(turns)

    async def is_at_rest(self) -> bool:
        """Whether no worker has any of it in its hands."""
        return ChunkState.CLAIMED not in await self._column(chunks.c.state)

    async def _column(self, column: Column[Any]) -> Sequence[Any]:
        """What stands in a column of the database."""
        return await self.store.database.in_read(
            lambda connection: connection.execute(select(column)).scalars().all()
        )

    async def _is(self, state: BroadcastState) -> bool:
        assert self.broadcast
        return (await self.store.ledger.broadcast(self.broadcast.id)).state is state

    async def _is_in_state(self, chat: int, topic: int | None, state: SubscriberState) -> bool:
        return (await self.subscriber(chat, topic)).state is state

    # --- what came of it -------------------------------------------------------------------------

    @property
    def arrived(self) -> int:
        """How many copies of the edition have arrived."""
        return sum(self.copies().values())

    def copies(self) -> Counter[int]:
        """How many copies of the edition each subscriber has."""
        return Counter(
            {
                chat: sum(TITLE in message.text for message in self.world.received(chat))
                for chat in self.subscribers
            }
        )

    def missed(self) -> set[int]:
        """Who has no copy."""
        return {chat for chat, number in self.copies().items() if not number}

    def doubled(self) -> set[int]:
        """Who has more than one."""
        return {chat for chat, number in self.copies().items() if number > 1}

    async def progress(self) -> Progress:
        assert self.broadcast
        return await self.store.ledger.progress(self.broadcast.id)

    async def exceptions(self) -> tuple[Undelivered, ...]:
        """Who is not known to have it, as an editor is told."""
        assert self.broadcast
        return await self.store.ledger.exceptions(self.broadcast.id)

    async def in_flight(self) -> set[int]:
        """Whose message was written down as about to be sent and is not settled."""
        texts = await self._column(chunks.c.attempts)
        in_flight = [attempt for text in texts for attempt in read(text) if attempt.in_flight]
        return await self.chats_of(attempt.subscriber_id for attempt in in_flight)

    async def leaving(self) -> set[int]:
        """Whose message the workers' journals say has started, and not what became of it."""
        folder = notes(settings_of(self.town))
        journals = [Journal.of(folder, unquote(one.name)) for one in folder.iterdir()]
        left = [log for journal in journals for log in journal.left()]
        return await self.chats_of(who for log in left for who in log.unfinished)

    async def chats_of(self, subscribers: Iterable[int]) -> set[int]:
        """The chats of subscribers, by their ids."""
        named = frozenset(subscribers)
        return {one.chat_id async for one in self.store.subscribers.each() if one.id in named}

    async def subscriber(self, chat: int, topic: int | None = None) -> Subscriber:
        """A subscription as it stands."""
        found = await self.store.subscribers.find(chat, topic)
        assert found
        return found

    async def active(self) -> int:
        """How many chats are sent editions."""
        return (await self.store.subscribers.counts())[SubscriberState.ACTIVE]


def settings_of(town: Town) -> Settings:
    """The settings with which the town's bot is started."""
    given = {name.removeprefix("BOT_").lower(): value for name, value in town.settings.items()}
    return Settings.given(
        token=DEMO_TOKEN,
        api_url=town.simulator.url,
        admin_ids=str(town.editor.id),
        data_dir=town.folder,
        hour="00:00",
        **given,
    )
