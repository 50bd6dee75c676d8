"""Everything from one database to another, of the same or the other engine, table by table.

Rows are read in the order of their keys and written some at a time, each time together with how
far that came, so that a transfer which was broken off goes on where it was. At the end both are
compared, row by row. Until then no bot takes the new database for a whole one: its revision is
`UNFINISHED`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    tuple_,
)

from digests.errors import StoreError
from digests.model import EditionState
from digests.store.database import Database
from digests.store.search import reindex, search
from digests.store.store import HEAD, UNFINISHED, Store, write_revision
from digests.store.tables import editions, metadata


class Treatment(StrEnum):
    """What becomes of a table."""

    COPIED = "copied"  # every row
    MADE_AGAIN = "made_again"  # out of what was copied
    LEFT = "left"  # says who works with that database


TREATMENTS: Mapping[str, Treatment] = MappingProxyType(
    {
        "editions": Treatment.COPIED,
        "uploads": Treatment.COPIED,
        "draft_cards": Treatment.COPIED,
        "publish_orders": Treatment.COPIED,
        "structure_choices": Treatment.COPIED,
        "pictures": Treatment.COPIED,
        "search": Treatment.MADE_AGAIN,
        "story_links": Treatment.COPIED,
        "papers": Treatment.COPIED,
        "subscribers": Treatment.COPIED,
        "announcements": Treatment.COPIED,
        "broadcasts": Treatment.COPIED,
        "plans": Treatment.COPIED,
        "chunks": Treatment.COPIED,
        "receipts": Treatment.COPIED,
        "undelivered": Treatment.COPIED,
        "openings": Treatment.COPIED,
        "opening_sums": Treatment.COPIED,
        "movements": Treatment.COPIED,
        "file_ids": Treatment.COPIED,
        "narrations": Treatment.COPIED,
        "translations": Treatment.COPIED,
        "inbox": Treatment.COPIED,
        "submissions": Treatment.COPIED,
        "followed_pages": Treatment.COPIED,
        "misunderstood": Treatment.COPIED,
        "letters": Treatment.COPIED,
        "letter_cards": Treatment.COPIED,
        "blocked_senders": Treatment.COPIED,
        "barred_senders": Treatment.COPIED,
        "votes": Treatment.COPIED,
        "saved_items": Treatment.COPIED,
        "reading_rules": Treatment.COPIED,
        "staff": Treatment.COPIED,
        "invites": Treatment.COPIED,
        "audit": Treatment.COPIED,
        "planner": Treatment.COPIED,
        "pace": Treatment.COPIED,
        "processes": Treatment.LEFT,
        "leader": Treatment.LEFT,
    }
)
"""Every table: a new one says here what becomes of it."""

_FIRST_FILLED = frozenset({"planner", "pace"})
"""Tables that have a row from the beginning."""

_BATCH = 2_000  # rows a transaction
_SMALLER: Mapping[str, int] = MappingProxyType({"editions": 50, "pictures": 20, "uploads": 2})
"""The same for tables whose rows are large."""

_PROGRESS = Table(
    "transfer",
    MetaData(),
    Column("name", String(64), primary_key=True),
    Column("last", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("is_done", Boolean, nullable=False),
)
"""In the new database, as long as it isn't whole: up to which key a table is copied."""

_Values = Mapping[str, Any]
"""A row by the keys of its columns."""

Tell = Callable[[str, int], None]
"""Who is told how many rows of a table are copied by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checksum:
    """What a table holds: how many rows, and a sum over them in whatever order."""

    rows: int = 0
    sum: int = 0

    def __add__(self, other: Checksum) -> Checksum:
        return Checksum(rows=self.rows + other.rows, sum=(self.sum + other.sum) % 2**128)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """From one database to another; `tell` is told after each batch."""

    source: Store
    target: Store
    tell: Tell

    async def run(self) -> Mapping[str, Checksum]:
        """Copy everything, and compare; what each table holds now.

        Nothing may write to either meanwhile. Raises `StoreError` where the old one is of another
        release, where the new one holds something else, or where they differ at the end.
        """
        if await self.source.revision() != HEAD:
            raise StoreError("the old database's tables are not up to date; run `migrate` first")
        await self._begin()
        for table in copied_tables():
            await self._copy(table)
        await self._make_index()
        for table in copied_tables():
            await self._go_on_numbering(table)
        found = await self._compare()
        await self._new.in_write(_finish)
        return found

    @property
    def _old(self) -> Database:
        return self.source.database

    @property
    def _new(self) -> Database:
        return self.target.database

    async def _begin(self) -> None:
        """See that the new one is empty, or that it is what an earlier try has left."""
        if await self.target.revision() == UNFINISHED:
            await self._new.in_write(_clear)
        else:
            await self.target.migrate()
            await self._new.in_write(_begin)

    async def _copy(self, table: Table) -> None:
        progress = await self._new.in_read(_progress_of, table.name)
        while not progress.is_done:
            size = _SMALLER.get(table.name, _BATCH)
            rows = await self._old.in_read(_rows_after, table, progress.last, size)
            progress = progress.after(table, rows, is_done=len(rows) < size)
            await self._new.in_write(_keep, table, rows, progress)
            if rows or not progress.rows:
                self.tell(table.name, progress.rows)

    async def _make_index(self) -> None:
        """The index for search: made of what is published, because the engines' differ."""
        for day in await self._new.in_read(_days):
            await self._new.in_write(reindex, day)

    async def _go_on_numbering(self, table: Table) -> None:
        """Have new rows get numbers that none has had, not even one that was deleted."""
        column = table.autoincrement_column
        if column is not None:
            latest = await self._old.in_read(_latest_number, table, column)
            await self._new.in_write(_set_latest_number, table, column, latest)

    async def _compare(self) -> Mapping[str, Checksum]:
        found = {}
        # An index of an earlier release is made again by the next start; the new one is already.
        is_alike = await self.source.search.is_current()
        for table in (*copied_tables(), *([search] if is_alike else [])):
            old, new = [await _checksum(each, table) for each in (self._old, self._new)]
            if old != new:
                await self._new.in_write(_begin_again)
                raise StoreError(
                    "{table} differs: {old} rows in the old database, {new} in the new one. Stop"
                    " what writes to them, and run this again: it copies all anew",
                    table=table.name,
                    old=old.rows,
                    new=new.rows,
                )
            found[table.name] = new
        return found


def copied_tables() -> Sequence[Table]:
    """The tables that are copied, each after those whose rows its own name."""
    return [table for table in metadata.sorted_tables if TREATMENTS[table.name] is Treatment.COPIED]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Progress:
    """Up to which key, None for none, a table is copied."""

    last: Sequence[Any] | None = None
    rows: int = 0
    is_done: bool = False

    def after(self, table: Table, rows: Sequence[_Values], *, is_done: bool) -> _Progress:
        last = [rows[-1][column.key] for column in table.primary_key] if rows else self.last
        return _Progress(last=last, rows=self.rows + len(rows), is_done=is_done)


def _begin(connection: Connection) -> None:
    _check_emptiness(connection)
    _PROGRESS.create(connection)
    write_revision(connection, UNFINISHED)
    _clear(connection)


def _clear(connection: Connection) -> None:
    """Empty the tables, where none was begun with."""
    if connection.execute(select(_PROGRESS.c.name).limit(1)).first() is None:
        for table in reversed(copied_tables()):
            connection.execute(delete(table))


def _check_emptiness(connection: Connection) -> None:
    for table in copied_tables():
        is_filled = connection.execute(select(literal(1)).select_from(table).limit(1)).first()
        if is_filled and table.name not in _FIRST_FILLED:
            raise StoreError(
                "the new database holds {table} already; it must be empty", table=table.name
            )


def _begin_again(connection: Connection) -> None:
    connection.execute(delete(_PROGRESS))


def _finish(connection: Connection) -> None:
    write_revision(connection, HEAD)
    _PROGRESS.drop(connection)


def _progress_of(connection: Connection, name: str) -> _Progress:
    found = connection.execute(select(_PROGRESS).where(_PROGRESS.c.name == name)).first()
    if found is None:
        return _Progress()
    return _Progress(last=json.loads(found.last), rows=found.rows, is_done=found.is_done)


def _written_columns(table: Table) -> Sequence[Column[Any]]:
    """All but those that the database computes."""
    return [column for column in table.columns if column.computed is None]


def _rows_after(
    connection: Connection, table: Table, last: Sequence[Any] | None, size: int
) -> Sequence[_Values]:
    key = list(table.primary_key)
    query = select(*(column.label(column.key) for column in table.columns)).order_by(*key)
    if last is not None:
        query = query.where(tuple_(*key) > tuple_(*last))
    return [dict(row) for row in connection.execute(query.limit(size)).mappings()]


def _keep(
    connection: Connection, table: Table, rows: Sequence[_Values], progress: _Progress
) -> None:
    keys = [column.key for column in _written_columns(table)]
    if rows:
        connection.execute(insert(table), [{key: row[key] for key in keys} for row in rows])
    connection.execute(delete(_PROGRESS).where(_PROGRESS.c.name == table.name))
    connection.execute(
        insert(_PROGRESS).values(
            name=table.name,
            last=json.dumps(progress.last),
            rows=progress.rows,
            is_done=progress.is_done,
        )
    )


def _days(connection: Connection) -> Sequence[date]:
    is_published = editions.c.state == EditionState.PUBLISHED
    query = select(editions.c.date).distinct().where(is_published).order_by(editions.c.date)
    return connection.execute(query).scalars().all()


def _latest_number(connection: Connection, table: Table, column: Column[Any]) -> int:
    """The highest number that was ever given, as far as the database knows."""
    highest = connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()
    if connection.dialect.name == "sqlite":
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        given = connection.execute(query, {"name": table.name}).scalar_one_or_none()
    else:
        sequence = _sequence(connection, table, column)
        query = text(f"SELECT last_value FROM {sequence}")  # noqa: S608 - the server's own word
        given = connection.execute(query).scalar_one() if sequence else None
    return max(int(highest), given or 0)


def _set_latest_number(
    connection: Connection, table: Table, column: Column[Any], latest: int
) -> None:
    if connection.dialect.name == "postgresql":
        sequence = _sequence(connection, table, column)
        if sequence and latest:
            set_value = text("SELECT setval(CAST(:sequence AS regclass), :latest)")
            connection.execute(set_value, {"sequence": sequence, "latest": latest})
        return
    if not table.dialect_options["sqlite"]["autoincrement"]:
        return  # SQLite takes the highest that there is
    row = {"name": table.name, "latest": latest}
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), row)
    connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :latest)"), row)


def _sequence(connection: Connection, table: Table, column: Column[Any]) -> str | None:
    """The PostgreSQL sequence that numbers a table's rows."""
    query = text("SELECT pg_get_serial_sequence(:name, :column)")
    row = {"name": table.name, "column": column.name}
    found: str | None = connection.execute(query, row).scalar_one()
    return found


async def _checksum(database: Database, table: Table) -> Checksum:
    found, last = Checksum(), None
    size = _SMALLER.get(table.name, _BATCH)
    while True:
        some, last = await database.in_read(_checksum_after, table, last, size)
        found += some
        if some.rows < size:
            return found


def _checksum_after(
    connection: Connection, table: Table, last: Sequence[Any] | None, size: int
) -> tuple[Checksum, Sequence[Any] | None]:
    """Over the rows after a key, and the key of the last of them."""
    key = list(table.primary_key)
    # How the engines keep the terms of the index differs.
    compared = [column for column in table.columns if column.key != "terms"]
    query = select(*(column.label(column.key) for column in compared)).order_by(*key)
    if last is not None:
        query = query.where(tuple_(*key) > tuple_(*last))
    rows = connection.execute(query.limit(size)).mappings().all()
    total = sum((_number(row) for row in rows), 0) % 2**128
    last_key = [rows[-1][column.key] for column in key] if rows else last
    return Checksum(rows=len(rows), sum=total), last_key


def _number(row: RowMapping) -> int:
    """A number for what a row says; its values are the same from both engines."""
    said = repr(tuple(row.values())).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=16).digest())
