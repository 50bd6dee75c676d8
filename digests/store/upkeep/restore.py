"""A backup put in the place of the database, with nothing in it that would go out by itself.

Since the backup was made, broadcasts went on and scheduled editions appeared: who has them by now
isn't known to it. So what was going out is paused and what was scheduled is a draft again, before
any bot sees the database; editors decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile, islice
from pathlib import Path

from sqlalchemy import Connection, text, update
from sqlalchemy.engine import URL, make_url

from digests.delivery.model import RESTORED, BroadcastState
from digests.model import EditionState
from digests.store.bots.bot_tables import IS_WAITING, inbox
from digests.store.broadcasting import outages
from digests.store.database import instant
from digests.store.personal.personal_tables import IS_TO_COME, saved_items
from digests.store.readers import round_ups
from digests.store.readers.behind import UP_TO_DATE
from digests.store.store import Store, check_release
from digests.store.tables import broadcasts, clock, editions, metadata, subscribers
from digests.store.upkeep.backup import (
    DUMP_BEGINS,
    SQLITE_BEGINS,
    BackupError,
    address,
    back_up,
    check_dump,
    check_sqlite,
    copy_of,
    file_of,
    made_at,
    make_private,
    run,
    settle,
)
from digests.values.roles import AuditEntry, AuditWay


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """What waits for the editors: how many broadcasts are paused, how many editions are drafts.

    So many `readers` waited for an index, and wait no more: they may have had it since.
    """

    broadcasts: int
    editions: int
    readers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was done; `kept` is where the database is now that was in place before, if one was."""

    held: HeldBack
    kept: Path | None


async def restore(url: str, file: Path, folder: Path, at: datetime) -> Restored:
    """Put a backup in the place of a database that nobody uses.

    What is there is kept beside it, or in `folder` as a backup, with `at` in its name. Raises
    `BackupError` for what is no sound backup of this kind of database, `StoreReleaseError` for one
    of a newer release; the database is then as it was.
    """
    place = make_url(url)
    is_sqlite = place.get_backend_name() == "sqlite"
    _check_kind(file, SQLITE_BEGINS if is_sqlite else DUMP_BEGINS)
    if is_sqlite:
        return await _restore_sqlite(place, file, at)
    return await _restore_postgresql(place, file, folder, at)


def _check_kind(file: Path, begins: bytes) -> None:
    try:
        with file.open("rb") as source:
            found = source.read(len(begins))
    except OSError as error:
        raise BackupError(
            "{file} can't be opened: {said}", file=file, said=error.strerror
        ) from error
    if found != begins:
        raise BackupError("{file} is no backup of the kind of database in use", file=file)


async def _restore_sqlite(place: URL, file: Path, at: datetime) -> Restored:
    target = file_of(place)
    part = target.with_name(f"{target.name}.restoring")
    _remove(part)
    check_sqlite(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    make_private(part)
    try:
        copy_of(file, part)
        held = await _made_ready(place.set(database=str(part)), file, at)
        kept = _put_aside(target, at)
        settle(part, target)
    finally:
        _remove(part)
    return Restored(held=held, kept=kept)


async def _restore_postgresql(place: URL, file: Path, folder: Path, at: datetime) -> Restored:
    check_dump(file)
    check_release(_revision_in(file))
    url = place.render_as_string(hide_password=False)
    kept = await _kept(place, folder, at)
    await _drop_tables(url)
    words = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    try:
        with address(place) as named:
            run("pg_restore", *words, f"--dbname={named}", file)
    except BackupError as error:
        if kept is None:
            raise
        raise BackupError("{said}; what was there is in {file}", said=error, file=kept) from error
    return Restored(held=await _made_ready(place, file, at), kept=kept)


def _revision_in(file: Path) -> str | None:
    """Of what revision the tables in a dump are."""
    words = ("--data-only", "--table=alembic_version", "--file=-")
    lines = iter(run("pg_restore", *words, file).splitlines())
    after = dropwhile(lambda line: not line.startswith("COPY "), lines)
    return next(islice(after, 1, None), None)


async def _kept(place: URL, folder: Path, at: datetime) -> Path | None:
    url = place.render_as_string(hide_password=False)
    store = await Store.open(url)
    try:
        if await store.revision() is None:
            return None
        if others := await store.database.in_read(_other_sessions):
            raise BackupError(
                "{count} other programs use the database; stop them first", count=others
            )
    finally:
        await store.close()
    return back_up(url, folder, at).file


def _other_sessions(connection: Connection) -> int:
    query = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    return int(connection.execute(query).scalar_one())


async def _drop_tables(url: str) -> None:
    """Ours alone: others may have theirs in the same database."""
    names = ", ".join(f'"{name}"' for name in ("alembic_version", "search", *metadata.tables))
    store = await Store.open(url)
    try:
        drop = text(f"DROP TABLE IF EXISTS {names} CASCADE")
        await store.database.in_write(lambda connection: connection.execute(drop))
    finally:
        await store.close()


async def _made_ready(place: URL, file: Path, at: datetime) -> HeldBack:
    """Bring the tables up to date, and hold what may have gone out since the backup was made."""
    store = await Store.open(place.render_as_string(hide_password=False))
    try:
        if await store.revision() is None:
            raise BackupError("it holds no database of Kawaraban")
        await store.migrate()
        held = await store.database.in_write(hold_back, made_at(file))
        await store.audit.add(AuditEntry(at=at, way=AuditWay.CLI, action="restore"))
        return held
    finally:
        await store.close()


def hold_back(connection: Connection, since: datetime) -> HeldBack:
    """Let nothing go out by itself that may have gone out since an instant."""
    note = f"{RESTORED}{since.isoformat()}"
    now = instant(connection)
    # The first tick would open them, and whose minute has passed would have theirs again.
    for day in round_ups.wanted(connection, now):
        round_ups.open_round_up(connection, day, now)
    outages.note_looked(connection, now)  # nor would those be told of the days since
    paused = (
        update(broadcasts)
        .where(broadcasts.c.state == BroadcastState.RUNNING)
        .values(state=BroadcastState.PAUSED, pause_note=note)
    )
    # They keep the moment for which they were scheduled, until the editors are told.
    drafts = (
        update(editions)
        .where(editions.c.state == EditionState.SCHEDULED)
        .values(state=EditionState.DRAFT)
    )
    # What readers and editors asked for then was done, and must not be done again.
    waiting = update(inbox).where(IS_WAITING)
    nothing = {"conversation": 0, "payload": "", "owner": ""}
    connection.execute(waiting.values(handled=clock(), **nothing))
    # What was due since may have come; its reader is told so where they look.
    due = update(saved_items).where(IS_TO_COME, saved_items.c.remind_at <= now)
    connection.execute(due.values(taken_at=now))
    waited = update(subscribers).where(subscribers.c.is_behind).values({**UP_TO_DATE})
    return HeldBack(
        broadcasts=connection.execute(paused).rowcount,
        editions=connection.execute(drafts).rowcount,
        readers=connection.execute(waited).rowcount,
    )


def _put_aside(target: Path, at: datetime) -> Path | None:
    """Give the database in place, if there is one, another name, with what belongs to it."""
    if not target.exists():
        return None
    kept = target.with_name(f"{target.stem}-before-{at:%Y%m%dT%H%M%SZ}{target.suffix}")
    for end in ("", "-wal", "-shm"):
        part = target.with_name(f"{target.name}{end}")
        if part.exists():
            part.replace(kept.with_name(f"{kept.name}{end}"))
    return kept


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        file.with_name(f"{file.name}{end}").unlink(missing_ok=True)
