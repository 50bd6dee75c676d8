"""What it costs that every turn of the ledger is on the disk before anything of it is sent.

    python -m benchmarks.storage.durability [MESSAGES]

The whole worker over a messenger that takes everything at once, as fast as the ledger lets it and
at the paid rate of 950 a second, in turns with the disk forced at each commit (FULL, as the bot
does) and not (NORMAL). Medians of five rounds, and how often each waited for the disk.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, Pool, event

from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState, Intent, Recipient
from digests.delivery.outcomes import Outcome, Sent
from digests.delivery.policy import DeliverySettings
from digests.delivery.worker import Worker
from digests.model import ChatKind, Digest, Preferences, Subscriber
from digests.store import Store

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
MESSAGES, ROUNDS = 8_000, 5
RATES = (1e9, 950.0)
LEVELS = ("NORMAL", "FULL")


class Instant:
    """A messenger that takes everything at once."""

    def __init__(self) -> None:
        self._ids = count(1)

    async def parts(self, broadcast: Broadcast, recipient: Recipient, part: int = 0) -> int:
        """One."""
        del broadcast, recipient, part
        return 1

    async def deliver(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        """Sent."""
        del broadcast, intent
        return Sent(next(self._ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Messages a second, and commits of transactions that write."""

    rate: float
    commits: int


@contextmanager
def at_level(level: str) -> Iterator[list[str]]:
    """Connections force the disk at that level meanwhile; a list with an entry for each commit."""
    made: list[str] = []

    def prepare(connection: Any, record: Any, _: object) -> None:
        if record.info.setdefault("level", "") != level:
            connection.execute(f"PRAGMA synchronous = {level}").close()
            record.info["level"] = level

    def notice(connection: Any) -> None:
        if connection.get_execution_options().get("writes", False):
            made.append(level)

    event.listen(Pool, "checkout", prepare)
    event.listen(Engine, "commit", notice)
    try:
        yield made
    finally:
        event.remove(Pool, "checkout", prepare)
        event.remove(Engine, "commit", notice)


async def measured(level: str, rate: float, messages: int) -> Run:
    """Deliver a broadcast that was planned before."""
    rules = DeliverySettings(rate=rate, limit=10**9, in_flight=256, private_rest=0)
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, at_level(level) as made:
        url = f"sqlite+aiosqlite:///{folder}/store.db"
        store = await Store.open(url, replace(rules, journal=Path(folder) / "notes"))
        await store.migrate()
        broadcast = await planned(store, messages)
        made.clear()
        begun = time.perf_counter()
        await deliver(store, rules, broadcast)
        seconds = time.perf_counter() - begun
        assert (await store.ledger.progress(broadcast.id)).sent == messages
        await store.close()
        return Run(rate=messages / seconds, commits=len(made))


async def planned(store: Store, messages: int) -> Broadcast:
    """A broadcast that so many people are owed."""
    somebody = Subscriber(
        id=0,
        chat_id=0,
        kind=ChatKind.PRIVATE,
        preferences=Preferences(language="en", timezone="UTC", minute=0),
        joined_at=LONG_AGO,
    )
    await store.intake.put_many(replace(somebody, chat_id=n) for n in range(1, messages + 1))
    now = datetime.now(UTC)
    draft = await store.editions.add(
        Digest(title="Morning"), (), date=now.date(), fingerprint="", posted_by=None, created_at=now
    )
    await store.editions.publish(draft.id, now)
    broadcast = await store.ledger.open_broadcast(
        draft.id, BroadcastKind.EDITION, day=date.min, at=now, by=None
    )
    await store.ledger.plan(now)
    return broadcast


async def deliver(store: Store, rules: DeliverySettings, broadcast: Broadcast) -> None:
    """Work until everybody has it."""
    stop = asyncio.Event()
    working = asyncio.create_task(Worker(store.ledger, Instant(), rules).run(stop))
    running = BroadcastState.RUNNING
    while (await store.ledger.broadcast(broadcast.id)).state is running:  # noqa: ASYNC110 - it polls
        await asyncio.sleep(0.02)
    stop.set()
    await working


def main() -> None:
    """Measure and tell."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    for rate in RATES:
        runs: dict[str, list[Run]] = {level: [] for level in LEVELS}
        for _ in range(ROUNDS):
            for level, told in runs.items():
                told.append(asyncio.run(measured(level, rate, messages)))
        wanted = "as fast as the ledger lets it" if rate > messages else f"at {rate:.0f}/s"
        for level, told in runs.items():
            speed, commits = (
                median(x) for x in ([r.rate for r in told], [r.commits for r in told])
            )
            waits = f"{commits:.0f} commits, a wait for the disk each" if level == "FULL" else ""
            print(f"{wanted}  {level:<6} {speed:6.0f} messages/s  {waits}", flush=True)


if __name__ == "__main__":
    main()
