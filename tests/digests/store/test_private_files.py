"""What is kept about readers is for nobody else on the machine to read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from digests.delivery.journal import Journal
from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState, Claim
from digests.errors import StoreError
from digests.store import Store
from digests.store.bots.inbox import Incoming
from digests.store.database import Database
from tests.digests.world import MORNING, TODAY

DATABASE = ("store.db", "store.db-shm", "store.db-wal")


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """That of most machines: whoever is on it may read what is made."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> Mapping[str, str]:
    return {file.name: oct(file.stat().st_mode & 0o777) for file in sorted(folder.iterdir())}


async def modes_at_work(folder: Path) -> Mapping[str, str]:
    """What the files of a store may be used for while it writes."""
    store = await Store.open(f"sqlite+aiosqlite:///{folder}/store.db")
    try:
        await store.database.in_write(write)
        return modes(folder)
    finally:
        await store.close()


def write(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE IF NOT EXISTS some (thing)"))


async def test_the_files_of_a_new_database_are_their_owner_s(tmp_path: Path) -> None:
    assert await modes_at_work(tmp_path) == dict.fromkeys(DATABASE, "0o600")


async def test_files_that_others_could_read_become_their_owner_s(tmp_path: Path) -> None:
    other = await Store.open(f"sqlite+aiosqlite:///{tmp_path}/store.db")
    await other.database.in_write(write)
    for name in DATABASE:
        (tmp_path / name).chmod(0o644)
    (tmp_path / "readme.txt").touch(0o644)
    assert await modes_at_work(tmp_path) == dict.fromkeys(DATABASE, "0o600") | {
        "readme.txt": "0o644"
    }
    await other.close()


async def test_what_belongs_to_somebody_else_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "store.db").touch(0o664)
    monkeypatch.setattr(os, "geteuid", lambda: -1)
    assert (await modes_at_work(tmp_path))["store.db"] == "0o644"


async def test_a_database_in_memory_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = await Store.open("sqlite+aiosqlite:///:memory:")
    await store.close()
    assert modes(tmp_path) == {}


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the bot's notes need Linux")
def test_the_journal_is_its_owner_s(tmp_path: Path) -> None:
    broadcast = Broadcast(
        id=1,
        edition_id=1,
        kind=BroadcastKind.EDITION,
        state=BroadcastState.RUNNING,
        day=TODAY,
        opened_at=MORNING,
    )
    journal = Journal.of(tmp_path, "w")
    journal.journal_file(Claim(chunk_id=1, epoch=1, broadcast=broadcast)).close()
    assert modes(tmp_path) == {"w": "0o700"}
    assert modes(tmp_path / "w") == {"1-1": "0o600"}


async def test_what_was_handled_is_in_no_page_of_the_file(tmp_path: Path) -> None:
    """Large enough to have pages of its own, which are free afterwards."""
    payload = "What Wren asked for. " * 1_000
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path}/store.db")
    await store.migrate()
    await store.inbox(42).receive([Incoming(id=5, conversation=7, payload=payload)], "me")
    await store.inbox(42).handled([5])
    await store.close()
    assert not (tmp_path / "store.db-wal").exists()
    assert b"What Wren asked for" not in (tmp_path / "store.db").read_bytes()


async def test_the_log_holds_nothing_once_it_is_emptied_unless_somebody_reads_it(
    tmp_path: Path,
) -> None:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path}/store.db")
    await store.migrate()
    with closing(sqlite3.connect(tmp_path / "store.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM inbox").fetchall()
        await store.inbox(42).receive([Incoming(id=5, conversation=7, payload="Wren's")], "me")
        await store.inbox(42).handled([5])
        assert not await store.database.empty_log()
        await store.inbox(42).handled([6])  # nobody is kept from writing
        reader.rollback()
        assert await store.database.empty_log()
    assert (tmp_path / "store.db-wal").read_bytes() == b""
    assert b"Wren's" not in (tmp_path / "store.db").read_bytes()
    assert await store.database.in_read(patience) == 2_000
    await store.close()


def patience(connection: Connection) -> int:
    """Milliseconds that SQLite waits for a lock."""
    return int(connection.execute(text("PRAGMA busy_timeout")).scalar_one())


async def test_a_log_that_can_not_be_emptied_is_told_in_our_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def cursor(self) -> None:
            raise sqlite3.OperationalError("disk I/O error")

        def invalidate(self, _: object) -> None: ...

        def close(self) -> None: ...

    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path}/store.db")
    monkeypatch.setattr(store.database._plain, "raw_connection", Broken)
    with pytest.raises(StoreError, match="disk I/O error"):
        await store.database.empty_log()
    await store.close()


async def test_a_server_sees_to_its_own_log() -> None:
    server = Database.at("postgresql+psycopg://nobody@localhost/none")
    assert await server.empty_log()  # without a connection
    await server.close()
