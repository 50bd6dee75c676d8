"""Planning a broadcast to very many: time, size, and what a command waits for meanwhile.

    python -m benchmarks.storage.planning [SUBSCRIBERS]

Then the same for readers of whom each second has days of their own, in turns with as many who all
have every day: what that costs more. Then the memory of a process that plans and delivers to 20,000
of them, beside one that does the same among twenty thousand; and what a turn of the ledger costs at
the beginning and far into a minute that everybody shares.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import Connection, text, update

from benchmarks.ours import publish, subscribe
from benchmarks.peers.measure import peak_of
from digests.delivery.model import BroadcastKind, Settlement
from digests.delivery.outcomes import Sent
from digests.delivery.policy import DeliverySettings
from digests.model import ChatKind, Preferences
from digests.store import Store
from digests.store.tables import PLACES, chunks

SUBSCRIBERS, FEW = 1_000_000, 20_000
DELIVERED = 20_000
MIXED_ROUNDS = 3
GOAL = 1.25
"""Planning for every rhythm takes at most so many times what it takes for all of every day."""
RULES = DeliverySettings(rate=1e6, limit=1_000_000, in_flight=256)

# Each subscriber but the first is a copy of the first, in one statement.
_COPIES = """
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count - 1)
INSERT INTO subscribers
  (chat_id, topic_id, kind, language, timezone, minute, form, state, joined_at, moved_during)
SELECT s.chat_id + n.i, s.topic_id, s.kind, s.language, s.timezone, s.minute, s.form, s.state,
  s.joined_at, s.moved_during
FROM n JOIN subscribers AS s ON s.id = 1
"""


@asynccontextmanager
async def crowded(subscribers: int) -> AsyncIterator[Store]:
    """A store in a file with so many subscribers, all of them of one minute."""
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite+aiosqlite:///{folder}/store.db", RULES)
        await store.migrate()
        await subscribe(store, range(1, 2))
        copies = text(_COPIES).bindparams(count=subscribers)
        await store.database.in_write(lambda connection: connection.execute(copies))
        yield store
        await store.close()


async def command(store: Store, chat: int) -> float:
    """What `/settings` does to the store, and the seconds it took."""
    started = time.perf_counter()
    await store.subscribers.find(chat)
    await store.editions.latest()
    await store.subscribers.remember(
        chat,
        None,
        ChatKind.PRIVATE,
        Preferences(language="en", timezone="UTC", minute=0),
        datetime.now(UTC),
    )
    return time.perf_counter() - started


async def commands(store: Store, until: asyncio.Event, first: int) -> list[float]:
    """Commands of strangers, one after the other."""
    waits: list[float] = []
    while not until.is_set():
        waits.append(await command(store, first + len(waits)))
        await asyncio.sleep(0.01)
    return waits


async def plan(subscribers: int) -> None:
    """Plan for everybody while others use the store, and print."""
    async with crowded(subscribers) as store:
        await publish(store, plan=False)
        idle = [await command(store, 2 * subscribers + n) for n in range(50)]
        done = asyncio.Event()
        asking = asyncio.create_task(commands(store, done, 3 * subscribers))
        started = time.perf_counter()
        written = await store.ledger.plan(datetime.now(UTC))
        took = time.perf_counter() - started
        done.set()
        waits = await asking
        print(
            f"planning {subscribers:,} subscribers: {took:.2f} s, {written} chunks; meanwhile"
            f" {len(waits)} commands waited {1000 * median(waits):.0f} ms in the middle and"
            f" {1000 * max(waits):.0f} ms at most (idle {1000 * median(idle):.0f} and"
            f" {1000 * max(idle):.0f})"
        )


_MIXED = """
UPDATE subscribers SET
  weekdays = CASE id % 8 WHEN 1 THEN 31 WHEN 3 THEN 96 WHEN 5 THEN 64 ELSE 127 END,
  round_up = id % 8 = 5,
  away_from = CASE id % 8 WHEN 7 THEN date('now', '-3 days') END,
  away_until = CASE id % 8 WHEN 7 THEN date('now', '+3 days') END,
  silent = id % 16 = 2,
  quiet_from = CASE id % 16 WHEN 4 THEN 0 ELSE 1320 END
"""
_PLAIN = """
UPDATE subscribers SET weekdays = 127, round_up = false, away_from = NULL, away_until = NULL,
  silent = false, quiet_from = 1320
"""


async def planned(store: Store) -> float:
    """Plan the edition of the day and its round-up: the seconds that it took."""
    now = datetime.now(UTC)
    await store.ledger.open_broadcast(1, BroadcastKind.EDITION, day=now.date(), at=now, by=None)
    started = time.perf_counter()
    await store.ledger.open_round_ups(now)
    await store.ledger.plan(now)
    return time.perf_counter() - started


async def mix(subscribers: int) -> None:
    """Plan for all of every day and for as many of every rhythm, in turns, and print the ratio."""
    took: dict[bool, list[float]] = {False: [], True: []}
    over = [text("DELETE FROM chunks"), text("DELETE FROM plans"), text("DELETE FROM broadcasts")]
    async with crowded(subscribers) as store:
        await publish(store, plan=False)
        for number in range(2 * MIXED_ROUNDS):
            mixed = bool(number % 2)
            for statement in (*over, text(_MIXED if mixed else _PLAIN)):
                await store.database.in_write(Connection.execute, statement)
            took[mixed].append(await planned(store))
    plain, mixed_took = median(took[False]), median(took[True])
    ratio = mixed_took / plain
    kept = "" if ratio <= GOAL else "  MISSED"
    print(
        f"planning {subscribers:,}: every day {plain:.2f} s, every rhythm {mixed_took:.2f} s"
        f" ({ratio:.2f}×, goal {GOAL:g}×, medians of {MIXED_ROUNDS} in turns){kept}"
    )


async def turns(store: Store, number: int) -> float:
    """Turns of a worker that delivers to a hundred each; the milliseconds of one."""
    claim, landed = None, list[Settlement]()
    took: list[float] = []
    while len(took) < number:
        claim = claim or await store.ledger.claim("bench")
        assert claim
        started = time.perf_counter()
        step = await store.ledger.advance(claim, landed, holding=frozenset(), wanted=100, answers=0)
        took.append(time.perf_counter() - started)
        landed = [
            Settlement(subscriber_id=i.recipient.subscriber_id, part=0, outcome=Sent(n))
            for n, i in enumerate(step.intents)
        ]
        if step.done:
            claim, landed = None, []
    return 1000 * median(took)


async def deep(subscribers: int) -> None:
    """What a turn costs in the first chunks and in the last, and print."""
    async with crowded(subscribers) as store:
        await publish(store)
        first = await turns(store, 40)
        late = chunks.c.last_place % PLACES < subscribers - 5_000
        over = update(chunks).where(late).values(state="done")
        await store.database.in_write(lambda connection: connection.execute(over))
        last = await turns(store, 40)
        print(
            f"a turn for 100 of {subscribers:,}: {first:.1f} ms in the first chunks,"
            f" {last:.1f} ms in the last ({last / first:.1f}×)"
        )


async def remember(subscribers: int) -> None:
    """Plan, deliver some, and print the most memory that took."""
    async with crowded(subscribers) as store:
        await publish(store)
        await turns(store, DELIVERED // 100)
    print(json.dumps(peak_of("self")))


def peak(subscribers: int) -> float:
    """The most memory of a process that plans for so many."""
    command_line = [
        sys.executable,
        "-m",
        "benchmarks.storage.planning",
        "--remember",
        str(subscribers),
    ]
    printed = subprocess.check_output(command_line, cwd=Path(__file__).parents[2])  # noqa: S603 - ours
    return float(json.loads(printed.splitlines()[-1]))


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--remember"]:
        asyncio.run(remember(int(sys.argv[2])))
        return
    subscribers = int(sys.argv[1]) if len(sys.argv) > 1 else SUBSCRIBERS
    asyncio.run(plan(subscribers))
    asyncio.run(mix(subscribers))
    few, many = peak(FEW), peak(subscribers)
    print(
        f"memory: {few:.0f} MB for {FEW:,}, {many:.0f} MB for {subscribers:,} ({many / few:.2f}×)"
    )
    asyncio.run(deep(subscribers))


if __name__ == "__main__":
    main()
