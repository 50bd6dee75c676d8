"""Thousands who subscribe in the same moment, while a broadcast goes out: whether all get through.

    python -m benchmarks.storage.bursts [PEOPLE]

The use cases over a ledger on a SQLite file, with a worker's turns beside them. What a
person would be told is counted: subscribed, or that the bot is busy.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from benchmarks.storage.durability import Instant, at_level, planned
from digests.audience import Audience
from digests.delivery.policy import DeliverySettings
from digests.delivery.worker import Worker
from digests.errors import StoreBusyError
from digests.model import ChatKind, Preferences
from digests.store import Store

PEOPLE, READERS = 2_000, 20_000
PREFERENCES = Preferences(language="en", timezone="UTC", minute=0)
RULES = DeliverySettings(rate=950, limit=1_000, in_flight=256)


async def subscribe(audience: Audience, chat_id: int) -> tuple[str, float]:
    """What somebody is told who subscribes, and after how many seconds."""
    begun = time.perf_counter()
    try:
        known = await audience.known(chat_id, None, ChatKind.PRIVATE, language="en", timezone="UTC")
        await audience.subscribe(known)
    except StoreBusyError:
        return "busy", time.perf_counter() - begun
    return "subscribed", time.perf_counter() - begun


async def measure(people: int) -> None:
    """Let them all come at once, and tell how it went."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, at_level("FULL") as commits:
        store = await Store.open(f"sqlite+aiosqlite:///{folder}/store.db", RULES)
        await store.migrate()
        await planned(store, READERS)
        stop = asyncio.Event()
        working = asyncio.create_task(Worker(store.ledger, Instant(), RULES).run(stop))
        audience = Audience(store=store, defaults=PREFERENCES, clock=lambda: datetime.now(UTC))
        commits.clear()
        told = await asyncio.gather(
            *(subscribe(audience, READERS + n) for n in range(1, people + 1))
        )
        made = len(commits)
        stop.set()
        await working
        await store.close()
    seconds = quantiles([one for _, one in told], n=100)
    print(dict(Counter(said for said, _ in told)))
    print(f"median {seconds[49]:.2f} s, 99 of 100 within {seconds[98]:.2f} s, {made} commits")


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE))
