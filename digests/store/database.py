"""A connection to SQLite or PostgreSQL, and the one place where SQLAlchemy's errors end."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
    Table,
    create_engine,
    event,
    exc,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from digests.errors import StoreBusyError, StoreError
from digests.store.tables import clock

P = ParamSpec("P")
T = TypeVar("T")

_PATIENCE = 2.0  # seconds in which a writer who can't write is told so
_CONNECT_TIMEOUT = 5  # seconds; a server that drops packets would else keep readers for minutes
_THREADS = 4  # one writer, and readers who don't wait for it
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
)
# SQLSTATE classes and codes after which the same call may go through: connection exceptions,
# serialization failure, deadlock, too many connections, shutdown or crash, lock not available.
_PASSING = ("08", "40001", "40P01", "53300", "57P", "55P03")

Query = Select[*tuple[Any, ...]]
"""A SELECT of whatever columns."""

AnyRow = Row[*tuple[Any, ...]]
"""What such a SELECT gives; rows never leave the store."""


class Database:
    """Hands out transactions; reading ones never wait for writing ones.

    `read` and `write` give a connection for a few statements. `in_read` and `in_write` do a whole
    piece of work, a plain function of a connection, in one transaction. `plain` is the same
    database for those, on SQLite: through aiosqlite each statement is four trips to a thread and
    back, and a worker's turn took 9 ms of the event loop; as one it takes 0.3.
    """

    def __init__(
        self, engine: AsyncEngine, plain: Engine | None = None, patience: float = _PATIENCE
    ) -> None:
        self.engine = engine
        self._patience = patience
        self._writer = engine.execution_options(writes=True)
        self._plain = plain
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="store")
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._joined: dict[asyncio.Task[Any] | None, AsyncConnection] = {}
        # SQLite's own queue for writers is a sleep of up to 100 ms; this one is fair and prompt.
        self._turn = asyncio.Lock() if self._is_sqlite else None

    @classmethod
    def at(cls, url: str) -> Database:
        """The database of a SQLAlchemy URL: `sqlite+aiosqlite:` or `postgresql+psycopg:`.

        On SQLite a writer waits two seconds for others, or as many as the URL's `timeout` says.
        """
        with _translated():
            place = make_url(url)
            if place.get_backend_name() != "sqlite":
                patience = {"connect_timeout": _CONNECT_TIMEOUT}
                return cls(create_async_engine(place, pool_pre_ping=True, connect_args=patience))
            waits = _patience(place)
            place = place.update_query_dict({"timeout": str(waits)})
            engine = create_async_engine(place)
            plain = create_engine(place.set(drivername="sqlite"))
        for each in (engine.sync_engine, plain):
            event.listen(each, "connect", _prepare)
            event.listen(each, "begin", _begin)
            event.listen(each, "invalidate", _roll_back)
        return cls(engine, plain, waits)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads.

        Raises `StoreError`, or `StoreBusyError` if the database was out of reach.
        """
        if joined := self._joined.get(asyncio.current_task()):
            yield joined
            return
        with _translated():
            async with self.engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """Everything written in this block by this task is one transaction: all of it or none."""
        task = asyncio.current_task()
        async with self.write() as connection:
            self._joined[task] = connection
            try:
                yield
            finally:
                del self._joined[task]

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes, committed at the end; raises as `read` does."""
        if joined := self._joined.get(asyncio.current_task()):
            yield joined
            return
        with _translated():
            async with self._alone(), self._writer.begin() as connection:
                yield connection

    async def in_read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a piece of work in a transaction that only reads; raises as `read` does."""
        if self._plain is None or asyncio.current_task() in self._joined:
            async with self.read() as connection:
                return await connection.run_sync(work, *args, **kwargs)
        plain = self._plain

        def job() -> T:
            with plain.connect() as connection:
                return work(connection, *args, **kwargs)

        with _translated():
            return await self._in_thread(job)

    async def in_write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a piece of work in a transaction that writes; raises as `read` does."""
        if self._plain is None or asyncio.current_task() in self._joined:
            async with self.write() as connection:
                return await connection.run_sync(work, *args, **kwargs)
        plain = self._plain.execution_options(writes=True)

        def job() -> T:
            with plain.begin() as connection:
                return work(connection, *args, **kwargs)

        with _translated():
            async with self._alone():
                return await self._in_thread(job)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """A writer's turn on SQLite; PostgreSQL's writers work side by side.

        Who waits behind others for a lock gives up as soon as whoever waits for the lock itself.
        """
        if self._turn is None:
            yield
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreBusyError("database is locked") from None
        try:
            yield
        finally:
            self._turn.release()

    async def _in_thread(self, job: Callable[[], T]) -> T:
        """Run a job in a thread; who is cancelled waits for it, or the next would be early."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, job)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.gather(running, return_exceptions=True)
            raise

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()
        if self._plain is not None:
            self._plain.dispose()
        self._threads.shutdown(wait=False)


def insert(
    connection: AsyncConnection | Connection, table: Table
) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT, which SQLAlchemy has once for each dialect."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def seconds(connection: Connection) -> float:
    """The database's clock, in seconds since 1970."""
    return connection.execute(select(clock())).scalar_one()


def instant(connection: Connection) -> datetime:
    """The database's clock."""
    return datetime.fromtimestamp(seconds(connection), UTC)


def _patience(place: URL) -> float:
    given = place.query.get("timeout", _PATIENCE)
    try:
        return float(str(given))
    except ValueError:
        raise StoreError(f"its URL's timeout is {given}, which is no number of seconds") from None


def _prepare(connection: Any, _record: object) -> None:
    # The driver would begin transactions by itself, and too late; `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once where others write meanwhile.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _roll_back(connection: Any, _record: object, _error: object) -> None:
    # A task that is cancelled while rows are read leaves a cursor behind; until it is collected,
    # the closed connection would go on to hold its lock.
    with suppress(exc.SQLAlchemyError, sqlite3.Error):
        connection.rollback()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except exc.SQLAlchemyError as error:
        kind = StoreBusyError if _is_passing(error) else StoreError
        raise kind(_told(error)) from error


def _is_passing(error: exc.SQLAlchemyError) -> bool:
    if isinstance(error, exc.TimeoutError):
        return True
    if not isinstance(error, exc.DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return str(state).startswith(_PASSING)
    said = str(error.orig)
    return error.connection_invalidated or "locked" in said or "connection" in said


def _told(error: exc.SQLAlchemyError) -> str:
    # Without the statement and the details: they name subscribers' chats.
    said = str(error.orig) if isinstance(error, exc.DBAPIError) else type(error).__name__
    return said.partition("\n")[0]
