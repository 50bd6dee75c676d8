"""Backups: of one moment while others write, checked, and never in the way of the bot."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import insert
from sqlalchemy.engine import make_url

from digests.delivery.policy import DeliverySettings
from digests.errors import StoreReleaseError
from digests.model import Digest, EditionState, Item
from digests.store import Store
from digests.store.bots.inbox import Incoming
from digests.store.store import HEAD, write_revision
from digests.store.tables import pictures
from digests.store.upkeep import backup as module
from digests.store.upkeep.backup import (
    BackupError,
    address,
    back_up,
    backups,
    check_sqlite,
    is_possible,
    made_at,
    rotate,
)
from digests.store.upkeep.restore import HeldBack, restore
from tests.digests.world import MORNING, World
from tests.support.databases.postgres import programs

AT = datetime(2026, 11, 29, 3, 30, 5, tzinfo=UTC)
LATER = AT + timedelta(hours=5)


@pytest.fixture
def url(url: str, engine: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the `pg_dump` that fits the server of the tests, not one that is older."""
    if engine == "postgresql":
        monkeypatch.setenv("PATH", f"{programs()}{os.pathsep}{os.environ['PATH']}")
    return url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


async def filled(world: World) -> int:
    """Two subscribers, an edition that one of them has, and a scheduled one; the broadcast."""
    await world.subscriber(minute=6 * 60)
    await world.subscriber(minute=18 * 60)
    broadcast = await world.broadcast()
    assert await world.due(MORNING) == [1]
    tomorrow = MORNING + timedelta(days=1)
    item = Item(number=1, headline="The ferry runs again")
    draft = await world.store.editions.add(
        Digest(title="Tomorrow", items=(item,)),
        (),
        date=tomorrow.date(),
        fingerprint="tomorrow",
        posted_by=None,
        created_at=MORNING,
    )
    undecided = frozenset({EditionState.DRAFT})
    assert await world.store.editions.mark(
        draft.id, EditionState.SCHEDULED, at=MORNING, publish_at=tomorrow, expected=undecided
    )
    row = {"key": "ab", "data": b"\x89PNG" * 1000}
    await world.store.database.in_write(
        lambda connection: connection.execute(insert(pictures), row)
    )
    return broadcast.id


async def test_a_backup_holds_what_there_was_and_is_one_file(
    world: World, url: str, folder: Path
) -> None:
    await filled(world)
    done = back_up(url, folder, AT)
    assert done.file.name.startswith("kawaraban-20261129T033005Z.")
    assert names(folder) == [done.file.name]
    assert made_at(done.file) == AT
    assert done.file.stat().st_mode & 0o077 == 0  # for nobody else to read
    if done.file.suffix == ".db":
        assert check_sqlite(done.file) == done.rows
        assert (done.rows["subscribers"], done.rows["pictures"]) == (2, 1)
        assert names(folder) == [done.file.name]


async def test_what_is_restored_is_what_was_backed_up_and_nothing_goes_out_by_itself(
    world: World, url: str, folder: Path
) -> None:
    number = await filled(world)
    before = [one async for one in world.store.subscribers.each()]
    await world.store.inbox(42).receive([Incoming(id=5, conversation=7, payload="{}")], "bot")
    done = back_up(url, folder, AT)
    await world.due(MORNING + timedelta(hours=12))
    await world.subscriber()
    await world.store.close()
    restored = await restore(url, done.file, folder, LATER)
    assert restored.held == HeldBack(broadcasts=1, editions=1)
    store = await Store.open(url, world.settings)
    back = World(store, world.settings)
    assert [one async for one in store.subscribers.each()] == before
    assert await back.due(MORNING + timedelta(days=3)) == []
    assert not await store.editions.due(MORNING + timedelta(days=3))
    assert (await store.inbox(42).backlog()).waiting == 0
    (draft,) = await store.editions.drafts()
    assert (draft.state, draft.publish_at) == (EditionState.DRAFT, MORNING + timedelta(days=1))
    broadcast = await store.ledger.broadcast(number)
    assert broadcast.pause_note == f"restored:{AT.isoformat()}"
    assert await store.ledger.resume(number)
    assert await back.due(MORNING + timedelta(hours=12)) == [2]
    await store.close()
    assert restored.kept
    again = await restore(url, restored.kept, folder, LATER + timedelta(hours=1))
    assert again.held.editions == 1
    store = await Store.open(url)
    assert len([one async for one in store.subscribers.each()]) == 3
    await store.close()


async def test_a_backup_of_a_newer_release_changes_nothing(
    world: World, url: str, folder: Path
) -> None:
    await filled(world)
    await _set_revision(world.store, "0999")
    done = back_up(url, folder, AT)
    await _set_revision(world.store, HEAD)
    await world.store.database.engine.dispose()  # no session of ours is in the way
    with pytest.raises(StoreReleaseError):
        await restore(url, done.file, folder, LATER)
    assert len([one async for one in world.store.subscribers.each()]) == 2
    assert not [name for name in names(folder.parent) if "restoring" in name]


async def test_a_database_that_others_use_is_not_replaced(
    world: World, url: str, engine: str, folder: Path
) -> None:
    if engine == "sqlite":
        return  # bots of this machine are known by their lock
    await filled(world)
    done = back_up(url, folder, AT)
    async with world.store.transaction():
        with pytest.raises(BackupError, match="other programs use the database"):
            await restore(url, done.file, folder, LATER)
    assert len([one async for one in world.store.subscribers.each()]) == 2


async def _set_revision(store: Store, revision: str) -> None:
    await store.database.in_write(write_revision, revision)


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    path = tmp_path / "store.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def full(sqlite_url: str, settings: DeliverySettings) -> AsyncIterator[World]:
    """An SQLite database with something in it."""
    store = await Store.open(sqlite_url, settings)
    world = World(store, settings)
    await filled(world)
    yield world
    await store.close()


async def test_a_backup_is_of_one_moment_while_others_write(
    full: World, sqlite_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del full
    other = sqlite3.connect(str(make_url(sqlite_url).database), isolation_level=None)
    asked = 0

    def write_meanwhile() -> bool:
        nonlocal asked
        asked += 1
        other.execute("INSERT INTO pictures (key, data) VALUES (?, zeroblob(9000))", [f"k{asked}"])
        return True

    monkeypatch.setattr(module, "_PAGES", 10)
    done = back_up(sqlite_url, folder, AT, write_meanwhile)
    other.close()
    assert asked > 3
    assert done.rows["pictures"] == 1


async def test_a_backup_that_is_not_wanted_any_more_leaves_nothing(
    sqlite_url: str, folder: Path
) -> None:
    with pytest.raises(BackupError, match="broken off"):
        back_up(sqlite_url, folder, AT, lambda: False)
    assert not names(folder)


async def test_a_backup_does_not_fill_the_disk(
    sqlite_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(BackupError, match=r"a backup takes 1 MB, and .* has 0 MB free"):
        back_up(sqlite_url, folder, AT)


async def test_a_backup_where_nothing_can_be_written_is_told(
    sqlite_url: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError, match="file"):
        back_up(sqlite_url, tmp_path / "file", AT)


@pytest.mark.parametrize("harm", ["cut", "holes", "other"])
async def test_a_damaged_backup_is_refused_and_changes_nothing(
    full: World, sqlite_url: str, folder: Path, harm: str
) -> None:
    file = back_up(sqlite_url, folder, AT).file
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(
        {
            "cut": whole[:middle],
            "holes": whole[: middle - 20_000] + bytes(40_000) + whole[middle + 20_000 :],
            "other": b"PGDMP" + whole,
        }[harm]
    )
    with pytest.raises(BackupError):
        await restore(sqlite_url, file, folder, LATER)
    assert len([one async for one in full.store.subscribers.each()]) == 2


async def test_another_database_is_no_backup(sqlite_url: str, tmp_path: Path, folder: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    with pytest.raises(BackupError, match="no database of Kawaraban"):
        await restore(sqlite_url, other, folder, LATER)


async def test_a_backup_is_restored_where_nothing_is(
    sqlite_url: str, tmp_path: Path, folder: Path
) -> None:
    file = back_up(sqlite_url, folder, AT).file
    new = f"sqlite+aiosqlite:///{tmp_path / 'new' / 'kawaraban.db'}"
    assert (await restore(new, file, folder, LATER)).kept is None
    store = await Store.open(new)
    assert await store.healthy()
    await store.close()


def test_only_the_newest_backups_are_kept_and_nothing_else_is_removed(folder: Path) -> None:
    folder.mkdir()
    names = [f"kawaraban-202611{day:02}T033000Z.db" for day in range(1, 6)]
    others = ["kawaraban-before-20261101T033000Z.db", "readers.csv", "kawaraban-old.db"]
    for name in (*names, *others):
        (folder / name).write_text("")
    assert [file.name for file in rotate(folder, 2)] == names[:3]
    assert [file.name for file in backups(folder)] == names[3:]
    assert all((folder / name).exists() for name in others)
    rotate(folder, 0)
    assert [file.name for file in backups(folder)] == names[4:]


def test_a_database_that_has_no_file_can_not_be_backed_up() -> None:
    assert not is_possible("sqlite+aiosqlite://")
    assert not is_possible("sqlite+aiosqlite:///:memory:")


def test_postgresql_can_be_backed_up_where_its_program_is(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql+psycopg://u@h/db"
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert not is_possible(url)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    assert is_possible(url)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupError, match="pg_dump of PostgreSQL is not installed here"):
        back_up(url, Path(), AT)


def test_a_password_is_in_no_word_of_a_program() -> None:
    with address(make_url("postgresql+psycopg://u:g%3Ah%5Ci@h:5433/db?sslmode=require")) as url:
        place = make_url(url)
        passwords = Path(str(place.query["passfile"]))
        assert passwords.read_text("utf-8") == "*:*:*:*:g\\:h\\\\i\n"
        assert passwords.stat().st_mode & 0o077 == 0
    assert not passwords.exists()
    assert (place.password, place.host, place.database) == (None, "h", "db")
    assert (place.drivername, place.query["sslmode"]) == ("postgresql", "require")
