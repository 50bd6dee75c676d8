"""Backups: a copy of the whole database while it is used, checked before it counts as one.

SQLite is copied by its online backup within one transaction, so that what the copy must hold is
known; PostgreSQL by its `pg_dump`, where that is there. Everything here waits for disks: it is for
a thread.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType

from sqlalchemy.engine import URL, make_url

from digests.errors import StoreError
from digests.store.tables import metadata

_NAME = re.compile(r"kawaraban-(\d{8}T\d{6}Z)\.(?:db|dump)")
_TIME = "%Y%m%dT%H%M%SZ"
_PART = ".part"
_PAGES = 2_000  # 8 MB
_ROOM = 1.1
"""So many times the size of the database must be free: a full disk would stop the bot."""

SQLITE_BEGINS = b"SQLite format 3\0"
DUMP_BEGINS = b"PGDMP"


class BackupError(StoreError):
    """A backup can't be made or used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was checked; `rows` says how many rows a table has, where that is known."""

    file: Path
    size: int
    rows: Mapping[str, int] = field(default_factory=dict)


def is_possible(url: str) -> bool:
    """Whether this process can back up the database of a URL."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        return place.database not in {None, "", ":memory:"}
    return not lacking_program(url)


def lacking_program(url: str) -> str:
    """The program of PostgreSQL that backups of this database lack here; empty for none."""
    needed = () if make_url(url).get_backend_name() == "sqlite" else ("pg_dump", "pg_restore")
    return next((program for program in needed if shutil.which(program) is None), "")


def go_on() -> bool:
    """Where nobody wants to break it off."""
    return True


def back_up(url: str, folder: Path, at: datetime, is_wanted: Callable[[], bool] = go_on) -> Backup:
    """Write a backup of the database into a folder and check it; raises `BackupError`.

    `is_wanted` is asked now and then, so that a process can end in the middle of a large one.
    """
    place = make_url(url)
    is_sqlite = place.get_backend_name() == "sqlite"
    name = f"kawaraban-{at.astimezone(UTC):{_TIME}}.{'db' if is_sqlite else 'dump'}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _whole_or_not(folder / name) as part:
            rows = _copy(file_of(place), part, is_wanted) if is_sqlite else _dump(place, part)
    except OSError as error:
        raise BackupError(
            "{file}: {said}", file=error.filename or folder, said=error.strerror
        ) from error
    file = folder / name
    return Backup(file=file, size=file.stat().st_size, rows=rows)


def backups(folder: Path) -> Sequence[Path]:
    """Every backup in a folder, the oldest first."""
    return sorted(file for file in folder.glob("kawaraban-*") if _NAME.fullmatch(file.name))


def made_at(file: Path) -> datetime:
    """When a backup was made, by its name or else by its file."""
    if found := _NAME.fullmatch(file.name):
        return datetime.strptime(found[1], _TIME).replace(tzinfo=UTC)
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def rotate(folder: Path, keep: int) -> Sequence[Path]:
    """Remove all backups but the newest ones; which they were. At least one is kept."""
    old = backups(folder)[: -max(1, keep)]
    for file in old:
        file.unlink(missing_ok=True)
    return old


def file_of(place: URL) -> Path:
    """The file of an SQLite database."""
    return Path(place.database or "")


def copy_of(source: Path, target: Path) -> None:
    """Copy an SQLite database to a file of its own, however it is used."""
    with _opened(source) as old, _opened(target) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")  # one file, without a -wal beside it


def check_sqlite(file: Path) -> Mapping[str, int]:
    """How many rows each table of an SQLite file has; raises `BackupError` if it is damaged."""
    with _opened(file) as connection, _sqlite_explained(file):
        (said, *_), *_ = connection.execute("PRAGMA integrity_check(1)").fetchall()
        if said != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupError("{file} is damaged: {said}", file=file, said=said)
        return _counted(connection)


def run(program: str, *words: str | Path) -> str:
    """What one of PostgreSQL's programs prints; raises `BackupError` with what it complains of."""
    try:
        done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's
            [program, *map(str, words)], capture_output=True, check=False
        )
    except FileNotFoundError:
        raise BackupError(
            "{program} of PostgreSQL is not installed here", program=program
        ) from None
    if done.returncode:
        complaint = done.stderr.decode("utf-8", "replace").strip()
        raise BackupError("{said}", said=complaint or f"{program}: {done.returncode}")
    return done.stdout.decode("utf-8", "replace")


@contextmanager
def address(place: URL) -> Iterator[str]:
    """A database for PostgreSQL's programs; its password is in a file, since all see their words.

    https://www.postgresql.org/docs/current/libpq-pgpass.html
    """
    plain = URL.create(
        "postgresql", place.username, None, place.host, place.port, place.database, place.query
    )
    if not place.password:
        yield _as_libpq_reads(plain)
        return
    with NamedTemporaryFile("w", encoding="utf-8") as passwords:
        escaped = str(place.password).replace("\\", "\\\\").replace(":", "\\:")
        passwords.write(f"*:*:*:*:{escaped}\n")
        passwords.flush()
        yield _as_libpq_reads(plain.update_query_dict({"passfile": passwords.name}))


def _as_libpq_reads(url: URL) -> str:
    """An address in which spaces of options are written out: to libpq a plus is no space.

    https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
    """
    place, sign, options = url.render_as_string().partition("?")
    return place + sign + options.replace("+", "%20")


def check_dump(file: Path) -> None:
    """See that all tables are in a dump; raises `BackupError`."""
    listed = run("pg_restore", "--list", file)
    held = set(re.findall(r" TABLE DATA \S+ (\S+) ", listed))
    lacking = [name for name in metadata.tables if name not in held]
    if lacking:
        raise BackupError("{file} lacks {tables}", file=file, tables=", ".join(lacking))


def _copy(source: Path, part: Path, is_wanted: Callable[[], bool]) -> Mapping[str, int]:
    def progress(*_: int) -> None:
        if not is_wanted():
            raise BackupError("it was broken off")

    if not source.exists():
        raise BackupError("there is no {file}", file=source)
    _check_room(source.stat().st_size, part.parent)
    with _opened(source) as old, _opened(part) as new, _sqlite_explained(source):
        old.execute("BEGIN")  # what is counted and what is copied are the same moment's
        expected = _counted(old)
        old.backup(new, pages=_PAGES, progress=progress, sleep=0)
        old.rollback()
        new.execute("PRAGMA journal_mode = DELETE")
    if check_sqlite(part) != expected:
        raise BackupError("the copy of {file} has other rows than it", file=source)
    return expected


def _dump(place: URL, part: Path) -> Mapping[str, int]:
    tables = [f"--table={name}" for name in ("alembic_version", "search", *metadata.tables)]
    with address(place) as url:
        run("pg_dump", "--format=custom", f"--file={part}", *tables, url)
    check_dump(part)
    return {}


def _check_room(needed: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed * _ROOM:
        raise BackupError(
            "a backup takes {needed} MB, and {folder} has {free} MB free",
            needed=needed // 10**6 + 1,
            folder=folder,
            free=free // 10**6,
        )


def _counted(connection: sqlite3.Connection) -> Mapping[str, int]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = [name for (name,) in connection.execute(query).fetchall()]
    counts = {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for name in names
    }
    return MappingProxyType(counts)


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


@contextmanager
def _sqlite_explained(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BackupError("{file}: {said}", file=file, said=error) from error


@contextmanager
def _whole_or_not(file: Path) -> Iterator[Path]:
    """A file to be written, which has its name only once all of it is on the disk."""
    part = file.with_name(f"{file.name}{_PART}")
    part.unlink(missing_ok=True)
    make_private(part)
    try:
        yield part
        settle(part, file)
    finally:
        part.unlink(missing_ok=True)


def make_private(file: Path) -> None:
    """Make an empty file that nobody but its owner can read."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def settle(part: Path, file: Path) -> None:
    """Give a written file its name, so that a power cut leaves the one or the other."""
    _to_disk(part)
    part.replace(file)
    _to_disk(file.parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
