"""The size of the database over 400 days of editions to many readers, tidied each night.

    python -m benchmarks.storage.growth [READERS] [DAYS]

Each day an edition with a picture is published and planned, what a worker would leave of it is
written, another draft is discarded, and the night's tidying runs with the default periods.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, bindparam, text

from benchmarks.ours import DIGEST, subscribe
from bot.settings import OfflineSettings
from digests.delivery.model import BroadcastKind
from digests.model import Digest, EditionState, Picture
from digests.store import Store
from digests.store.upkeep.tidying import Periods

READERS, DAYS = 10_000, 400
_EVERY = 40  # days between two lines
_FIRST = datetime(2026, 1, 1, 7, tzinfo=UTC)
_PICTURE = 30_000  # bytes

# What a worker leaves of a broadcast: a receipt a reader, its chunks done, itself over.
_DELIVERED = """
INSERT INTO receipts (edition_id, subscriber_id, part, message_id)
SELECT b.edition_id, s.id, 0, b.id * 1000000 + s.id
FROM broadcasts AS b, subscribers AS s WHERE b.id = :broadcast;
UPDATE chunks SET state = 'done', sent = owed, after_place = last_place
WHERE broadcast_id = :broadcast;
INSERT INTO undelivered (broadcast_id, subscriber_id, part, failure, detail, at)
SELECT :broadcast, id, 0, 'gone', 'Forbidden: bot was blocked by the user', :at
FROM subscribers WHERE id % 200 = :broadcast % 200;
UPDATE broadcasts SET state = 'finished', finished_at = :at WHERE id = :broadcast
"""
_SIZES = (
    "SELECT CASE WHEN name LIKE 'search%' OR name IN ('editions', 'pictures', 'broadcasts')"
    " OR name LIKE '%editions%' OR name LIKE '%pictures%' THEN 'archive' ELSE 'rest' END,"
    " sum(pgsize - unused) FROM dbstat GROUP BY 1"
)


def digest(day: int, draft: bool) -> Digest:
    """An edition's content, with a picture of its own."""
    data = os.urandom(_PICTURE)
    picture = Picture(key=f"{2 * day + draft:064x}", width=10, height=10, data=data)
    first, *others = DIGEST.items
    with_picture = type(first)(
        number=1, headline=f"Day {day}", paragraphs=first.paragraphs, pictures=(picture,)
    )
    return Digest(title=f"Day {day}", language="en", items=(with_picture, *others))


async def live(store: Store, day: int, now: datetime) -> None:
    """What a day leaves in the store."""
    for is_draft in (True, False):
        added = await store.editions.add(
            digest(day, is_draft),
            (),
            date=now.date(),
            fingerprint=f"{day}{is_draft}",
            posted_by=1,
            created_at=now,
        )
        if is_draft:
            undecided = frozenset({EditionState.DRAFT})
            await store.editions.mark(added.id, EditionState.DISCARDED, at=now, expected=undecided)
    await store.editions.publish(added.id, now)
    opened = await store.ledger.open_broadcast(
        added.id, BroadcastKind.EDITION, day=now.date(), at=now, by=1
    )
    await store.ledger.plan(now + timedelta(hours=1))
    await store.database.in_write(deliver, opened.id, now + timedelta(hours=2))


def deliver(connection: Connection, broadcast: int, at: datetime) -> None:
    """Write what a worker would."""
    values = {"broadcast": broadcast, "at": at.strftime("%Y-%m-%d %H:%M:%S.000000")}
    for statement in _DELIVERED.split(";"):
        named = {name: value for name, value in values.items() if f":{name}" in statement}
        connection.execute(text(statement).bindparams(*map(bindparam, named)), named)


def sizes(connection: Connection) -> Sequence[float]:
    """Megabytes of the archive, and of all else."""
    found = {name: size for name, size in connection.execute(text(_SIZES))}  # noqa: C416 - typed
    return [found.get(name, 0) / 1e6 for name in ("archive", "rest")]


def size_of(file: Path) -> float:
    """Megabytes."""
    return file.stat().st_size / 1e6


async def grow(file: Path, readers: int, days: int) -> None:
    """Live and tidy day by day, and print the sizes."""
    settings = OfflineSettings.given()
    periods = Periods(
        deliveries=timedelta(days=settings.keep_receipts),
        drafts=timedelta(days=settings.keep_drafts),
    )
    store = await Store.open(f"sqlite+aiosqlite:///{file}")
    await store.migrate()
    await subscribe(store, range(1, readers + 1))
    longest = 0.0
    for day in range(1, days + 1):
        now = _FIRST + timedelta(days=day)
        await live(store, day, now)
        started = time.perf_counter()
        await store.tidying.tidy(now + timedelta(hours=20), periods)
        longest = max(longest, time.perf_counter() - started)
        if day % _EVERY == 0:
            archive, rest = await store.database.in_read(sizes)
            print(
                f"day {day:>3}: {size_of(file):6.1f} MB in the file; the archive {archive:5.1f} MB,"
                f" all else {rest:5.1f} MB",
                flush=True,
            )
    print(f"tidying took {longest:.2f} s at most")
    await store.close()


def main() -> None:
    """Measure and print."""
    given = [int(word) for word in sys.argv[1:]]
    readers, days = (*given, *(READERS, DAYS)[len(given) :])
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(grow(Path(folder) / "growth.db", readers, days))


if __name__ == "__main__":
    main()
