"""Our whole path as one more contestant: claim, intent, send, settle, on SQLite or PostgreSQL.

python -m benchmarks.ours TASK.json
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from benchmarks.peers.measure import Meter, Task, perform
from bot import app
from bot.composition.store import delivery
from bot.runtime import event_loop
from bot.runtime.lifecycle import Kawaraban
from bot.settings import Settings
from digests.delivery.model import BroadcastKind, BroadcastState
from digests.delivery.worker import Worker
from digests.model import ChatKind, Digest, Item, Paragraph, Preferences, Subscriber
from digests.store import Store

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
PARAGRAPH = (
    "The town of Kamibashi opened a bridge made of paper on Monday. Engineers say that it will "
    "hold a cart and two oxen, and that it must be folded before the rains."
)
DIGEST = Digest(
    title="Morning edition",
    language="en",
    items=tuple(
        Item(
            number=n,
            headline=f"A bridge of paper opens, part {n}",
            paragraphs=(Paragraph(text=PARAGRAPH),),
        )
        for n in range(1, 6)
    ),
)


async def work(task: Task, meter: Meter, digest: Digest = DIGEST, rate: float = 1e9) -> None:
    """Deliver a broadcast that was planned before, as fast as the ledger lets us or at a rate."""
    with tempfile.TemporaryDirectory() as folder, database(task.server, folder) as url:
        settings = Settings.given(
            token=task.token,
            api_url=task.url,
            data_dir=Path(folder),
            database_url=url,
        )
        unhurried = delivery(settings)
        rules = replace(unhurried, rate=rate, limit=10**9, in_flight=task.connections)
        store = await Store.open(settings.database, rules)
        await store.migrate()
        await subscribe(store, task.chats)
        broadcast = await publish(store, digest)
        bot = app.build(settings, store)
        async with bot.application:
            worker = Worker(store.ledger, bot.messenger, rules)
            with meter:
                await deliver(worker, bot, broadcast, task.count)
        assert (await store.ledger.progress(broadcast)).sent == task.count
        await store.close()


@contextmanager
def database(server: str, folder: str) -> Iterator[str]:
    """The URL of a new database on a server, or in a file without one."""
    if not server:
        yield f"sqlite+aiosqlite:///{folder}/store.db"
        return
    name = Path(folder).name
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            url = make_url(server).set(database=name, drivername="postgresql+psycopg")
            yield url.render_as_string(hide_password=False)
        finally:
            admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


async def deliver(worker: Worker, bot: Kawaraban, broadcast: int, count: int) -> None:
    """Run a worker until a broadcast to so many is over."""
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    ledger = bot.store.ledger

    async def is_over() -> bool:
        # Asking the ledger all the while would count as its cost.
        done = sum(bot.messenger.outcomes().values()) >= count
        return done and (await ledger.broadcast(broadcast)).state is BroadcastState.FINISHED

    while not await is_over():  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.05)
    stop.set()
    await running


async def subscribe(store: Store, chats: range) -> None:
    """So many subscribers who joined long ago."""
    await store.intake.put_many(
        Subscriber(
            id=0,
            chat_id=chat,
            kind=ChatKind.PRIVATE,
            preferences=Preferences(language="en", timezone="UTC", minute=0),
            joined_at=LONG_AGO,
        )
        for chat in chats
    )


async def publish(store: Store, digest: Digest = DIGEST, *, plan: bool = True) -> int:
    """An edition, and its broadcast planned for everybody."""
    now = datetime.now(UTC)
    draft = await store.editions.add(
        digest, (), date=now.date(), fingerprint="f", posted_by=None, created_at=now
    )
    edition = await store.editions.publish(draft.id, now)
    assert edition
    opened = await store.ledger.open_broadcast(
        edition.id, BroadcastKind.EDITION, day=edition.date, at=now, by=None
    )
    if plan:
        await store.ledger.plan(now)
    return opened.id


if __name__ == "__main__":
    perform(work, event_loop.run)
