"""Backup, restore while a bot writes, and transfer to PostgreSQL and back, beside a plain copy.

    python -m benchmarks.storage.upkeep [READERS] [EDITIONS]

The database has so many readers and editions, each with a picture, and a receipt of each reader for
each edition. Everything is told in seconds, and as a multiple of what the same machine takes in the
same run to copy the file and have it on the disk. A bot writes fifty times a second meanwhile; how
long the longest of its transactions took is told beside what it was with the bot alone.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.ours import subscribe
from benchmarks.speed import postgres
from benchmarks.storage.growth import live
from benchmarks.storage.writer import writing
from digests.store import Store
from digests.store.upkeep.backup import back_up
from digests.store.upkeep.restore import restore
from digests.store.upkeep.transfer import Transfer

READERS, EDITIONS = 100_000, 30
_ALONE = 5.0  # seconds
_FIRST = datetime(2026, 1, 1, 7, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scale:
    """What times are told in: the seconds that a plain copy takes."""

    copy: float

    @contextmanager
    def told(self, what: str, file: Path | None = None) -> Iterator[None]:
        """Print what the block takes; with a file, while a bot writes to it."""
        if file is None:
            with self._timed(what):
                yield
            return
        with writing(file) as waits, self._timed(what):
            yield
        print(f"    a transaction of the bot's took {waits.longest:.2f} s at most", flush=True)

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        took = time.perf_counter() - started
        print(f"{what:<44}{took:8.1f} s{took / self.copy:8.1f}×", flush=True)


def url_of(file: Path) -> str:
    """Of an SQLite file."""
    return f"sqlite+aiosqlite:///{file}"


async def fill(file: Path, readers: int, editions: int) -> None:
    """A database as so many editions leave it."""
    store = await Store.open(url_of(file))
    await store.migrate()
    await subscribe(store, range(1, readers + 1))
    for day in range(1, editions + 1):
        await live(store, day, _FIRST + timedelta(days=day))
    await store.close()


def copied(file: Path, to: Path) -> float:
    """The seconds in which the file is copied, and is on the disk."""
    started = time.perf_counter()
    with file.open("rb") as source, to.open("wb") as target:
        shutil.copyfileobj(source, target, 2**20)
        os.fsync(target.fileno())
    return time.perf_counter() - started


async def transferred(source: str, target: str) -> int:
    """Everything from one to the other, compared; how many rows."""
    old, new = await Store.open(source), await Store.open(target)
    try:
        done = await Transfer(source=old, target=new, tell=lambda *_: None).run()
    finally:
        await old.close()
        await new.close()
    return sum(one.rows for one in done.values())


def measure(folder: Path, readers: int, editions: int) -> None:
    """Do everything once, and print."""
    file = folder / "kawaraban.db"
    asyncio.run(fill(file, readers, editions))
    scale = Scale(copied(file, folder / "copy.db"))
    size = file.stat().st_size / 1e6
    print(f"{readers:,} readers, {editions} editions: {size:.0f} MB, copied in {scale.copy:.1f} s")
    with scale.told("the bot alone", file):
        time.sleep(_ALONE)
    with scale.told("backup, checked", file):
        made = back_up(url_of(file), folder / "backups", datetime.now(UTC))
    with scale.told("restored to another place", file):
        place = url_of(folder / "restored.db")
        asyncio.run(restore(place, made.file, folder / "backups", datetime.now(UTC)))
    with postgres() as server:
        if not server:
            return
        with scale.told("to PostgreSQL, compared"):
            there = asyncio.run(transferred(url_of(file), server))
        with scale.told("and back, compared"):
            back = asyncio.run(transferred(server, url_of(folder / "back.db")))
    print(f"{there:,} rows there, {back:,} back")


def main() -> None:
    """Measure and print."""
    given = [int(word) for word in sys.argv[1:]]
    readers, editions = (*given, *(READERS, EDITIONS)[len(given) :])
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), readers, editions)


if __name__ == "__main__":
    main()
