"""The figures of very many readers: how long they take, and whom they keep waiting meanwhile.

    python -m benchmarks.storage.figures [READERS]

Of ninety days, each with an edition that was broadcast to everybody, who came and went in every
quarter of an hour, and what was opened; in SQLite and in PostgreSQL.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, make_url, text

from benchmarks.speed import postgres
from benchmarks.storage.writer import writing
from digests.readership import Readership
from digests.store import Store

READERS, DAYS = 1_000_000, 90
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
_FILLED = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :readers)
INSERT INTO subscribers (id, chat_id, topic_id, kind, language, timezone, minute, form, state,
    pause_reason, joined_at, regained_at, moved_during, source)
SELECT i, i, 0, 'private', CASE i % 5 WHEN 0 THEN 'en' ELSE 'ja' END, 'Asia/Tokyo', 420,
    CASE i % 3 WHEN 0 THEN 'full' ELSE 'summaries' END,
    CASE i % 10 WHEN 0 THEN 'paused' ELSE 'active' END, CASE i % 10 WHEN 0 THEN 'blocked' END,
    '2026-01-01 00:00:00.000000', 0, 0, CASE i % 50 WHEN 0 THEN 'flyer' || i % 7 END
FROM n;
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :days * 96 * 4 - 1)
INSERT INTO movements (at, kind, total)
SELECT datetime(:now, '-' || (i / 4 * 15) || ' minutes') || '.000000',
    CASE i % 4 WHEN 0 THEN 'came' WHEN 1 THEN 'left' WHEN 2 THEN 'lost' ELSE 'back' END, 3
FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :days)
INSERT INTO editions (id, date, state, item_count, digest, problems, fingerprint, created_at,
    published_at, marked_at)
SELECT i, date(:now, '-' || (:days - i) || ' days'), 'published', 30, hex(zeroblob(50000)), '[]', i,
    :now, :now, :now
FROM n;
INSERT INTO broadcasts (id, edition_id, kind, state, day, opened_at, hurried, forgiven)
SELECT id, id, 'edition', 'finished', date, :now, 0, 0 FROM editions;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :readers / 1000)
INSERT INTO chunks (broadcast_id, timezone, after_place, last_place, state, owed, sent, due_at)
SELECT id, 'Asia/Tokyo', i, i, 'done', 1000, 990, :now FROM n, broadcasts;
INSERT INTO undelivered (broadcast_id, subscriber_id, part, failure, detail, at)
SELECT b.id, s.id, 0, 'gone', '', :now FROM broadcasts AS b, subscribers AS s WHERE s.id % 100 = 0;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
INSERT INTO opening_sums SELECT id, i, 12345 FROM n, editions
"""


_FILLED_POSTGRES = """
INSERT INTO subscribers (id, chat_id, topic_id, kind, language, timezone, minute, form, state,
    pause_reason, joined_at, regained_at, moved_during, source)
SELECT i, i, 0, 'private', CASE i % 5 WHEN 0 THEN 'en' ELSE 'ja' END, 'Asia/Tokyo', 420,
    CASE i % 3 WHEN 0 THEN 'full' ELSE 'summaries' END,
    CASE i % 10 WHEN 0 THEN 'paused' ELSE 'active' END, CASE i % 10 WHEN 0 THEN 'blocked' END,
    '2026-01-01', 0, 0, CASE i % 50 WHEN 0 THEN 'flyer' || i % 7 END
FROM generate_series(1, :readers) AS i;
INSERT INTO movements (at, kind, total)
SELECT CAST(:now AS timestamptz) - i / 4 * interval '15 minutes',
    CASE i % 4 WHEN 0 THEN 'came' WHEN 1 THEN 'left' WHEN 2 THEN 'lost' ELSE 'back' END, 3
FROM generate_series(0, :days * 96 * 4 - 1) AS i;
INSERT INTO editions (id, date, state, item_count, digest, problems, fingerprint, created_at,
    published_at, marked_at)
SELECT i, CAST(:now AS date) - (:days - i), 'published', 30, repeat('0', 100000), '[]',
    CAST(i AS text), now(), now(), now()
FROM generate_series(1, :days) AS i;
INSERT INTO broadcasts (id, edition_id, kind, state, day, opened_at, hurried, forgiven)
SELECT id, id, 'edition', 'finished', date, now(), false, 0 FROM editions;
INSERT INTO chunks (broadcast_id, timezone, after_place, last_place, state, owed, sent, due_at)
SELECT id, 'Asia/Tokyo', i, i, 'done', 1000, 990, now()
FROM generate_series(1, :readers / 1000) AS i, broadcasts;
INSERT INTO undelivered (broadcast_id, subscriber_id, part, failure, detail, at)
SELECT b.id, s.id, 0, 'gone', '', now() FROM broadcasts AS b, subscribers AS s WHERE s.id % 100 = 0;
INSERT INTO opening_sums SELECT id, i, 12345 FROM generate_series(1, 30) AS i, editions;
ANALYZE
"""
_MOST_SECONDS = {"sqlite": 20.0, "postgresql": 10.0}
"""What the figures of ninety days may take on a desk's machine."""


def fill(connection: Connection, readers: int) -> None:
    """Write what ninety days leave."""
    given = {"readers": readers, "days": DAYS, "now": NOW.strftime("%Y-%m-%d %H:%M:%S")}
    filled = _FILLED if connection.dialect.name == "sqlite" else _FILLED_POSTGRES
    for statement in filled.split(";"):
        named = {name: value for name, value in given.items() if f":{name}" in statement}
        connection.execute(text(statement), named)


async def measure(url: str, readers: int) -> None:
    """Ask for the figures while somebody writes, and print what it took."""
    store = await Store.open(url)
    await store.migrate()
    await store.database.in_write(fill, readers)
    readership = Readership(store=store, clock=lambda: NOW, zone=ZoneInfo("Asia/Tokyo"))
    engine = make_url(url).get_backend_name()
    for days in (7, DAYS):
        # In PostgreSQL who reads keeps nobody from writing.
        with writing(file_of(url)) if engine == "sqlite" else nullcontext() as waits:
            asked = asyncio.create_task(readership.figures(days))
            started, longest = time.perf_counter(), 0.0
            while not asked.done():
                before = time.perf_counter()
                await asyncio.sleep(0.001)
                longest = max(longest, time.perf_counter() - before)
            took = time.perf_counter() - started
        found = asked.result()
        waited = f", a writer waited for {1_000 * waits.longest:.0f} ms" if waits else ""
        print(
            f"{engine}: {readers:,} readers, {days} days ({len(found.editions)} editions):"
            f" {took:.2f} s; the event loop stood still for {1_000 * longest:.0f} ms at most"
            f"{waited}",
            flush=True,
        )
        if took > _MOST_SECONDS[engine]:
            print(f"too long: {_MOST_SECONDS[engine]} s at most")
    await store.close()


def file_of(url: str) -> Path:
    """The file of an SQLite database."""
    return Path(make_url(url).database or "")


def main() -> None:
    """Measure and print."""
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else READERS
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(f"sqlite+aiosqlite:///{folder}/figures.db", readers))
    with postgres() as server:
        if server:
            asyncio.run(measure(server, readers))


if __name__ == "__main__":
    main()
