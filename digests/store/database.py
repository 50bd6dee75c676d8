"""A connection to SQLite or PostgreSQL, and the one place where SQLAlchemy's errors end."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import (
    asynccontextmanager,
    contextmanager,
    suppress,
)
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

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
from sqlalchemy.engine import URL, AdaptedConnection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from digests.errors import StoreBusyError, StoreError
from digests.store.shared_commits import PendingWrite, SharedCommits, do_some
from digests.store.tables import clock

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")

_PATIENCE = 2.0  # seconds in which a writer who can't write is told so
_CONNECT_TIMEOUT = 5  # seconds; a server that drops packets would else keep readers for minutes
_MOST_IDLE = 10  # seconds without a statement in a transaction, longer than a lease
_IDLENESS = "idle_in_transaction_session_timeout"
_THREADS = 4  # one writer, and readers who don't wait for it
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what is committed outlives a power cut
    "PRAGMA fullfsync = ON",  # on macOS too, where fsync leaves it to the disk; else nothing
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what was deleted is not left in pages that are free
)
# Of a connection that writes very much at once: 128 MB. In the usual 2 MB each row of a million
# would have its page of an index written out again.
_MUCH_CACHE = "PRAGMA cache_size = -131072"
_BRIEFLY = 0.1  # seconds in which readers may end before the log is left as it is
# SQLSTATE classes and codes after which the same call may go through: connection exceptions,
# serialization failure, deadlock, too many connections, shutdown or crash, lock not available.
_PASSING = ("08", "40001", "40P01", "53300", "57P", "55P03")
_FAILED = "a part of the transaction has failed"
_OVER = "the transaction is over"

Query = Select[*tuple[Any, ...]]
"""A SELECT of whatever columns."""

AnyRow = Row[*tuple[Any, ...]]
"""What such a SELECT gives; rows never leave the store."""


class Session(Protocol):
    """Who does pieces of store work, plain functions of a connection that don't commit.

    The database does each in a transaction of its own, a `Transaction` all of them in one.
    """

    async def in_read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a piece of work that only reads.

        Raises `StoreError`, or `StoreBusyError` if the database was out of reach.
        """

    async def in_write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a piece of work that writes; raises as `in_read` does."""

    async def staged(
        self, stage: Callable[[Connection], S], work: Callable[[Connection, S], T]
    ) -> T:
        """Do a piece of work that writes with what another has put into temporary tables.

        While the first one takes its time others may write.
        """


class Transaction:
    """Several pieces of work that are one transaction, done one after another.

    Tasks of its block may ask at the same time. Once a piece has failed nothing more is done: what
    it left undone can't be told from what it did.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._step = asyncio.Lock()
        self._refusal: str | None = None

    async def in_read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a piece of work that sees what was written before; see `Session.in_read`."""
        return await self.in_write(work, *args, **kwargs)

    async def in_write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a piece of work that the others see; see `Session.in_write`."""
        async with self._step:
            if self._refusal:
                raise StoreError(self._refusal)
            with self._spoilt_by_failure(), _translated():
                return await self._connection.run_sync(work, *args, **kwargs)

    async def staged(
        self, stage: Callable[[Connection], S], work: Callable[[Connection, S], T]
    ) -> T:
        """Do both pieces of work; see `Session.staged`."""
        return await self.in_write(work, await self.in_write(stage))

    @property
    def is_over(self) -> bool:
        """Whether its block has ended."""
        return self._refusal == _OVER

    async def end(self) -> str | None:
        """Wait for the piece that is being done, and do no other; why not to commit, if so."""
        async with self._step:
            refusal, self._refusal = self._refusal, _OVER
            return refusal

    @contextmanager
    def _spoilt_by_failure(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._refusal = _FAILED
            raise


# Of the task and those it began: the transaction in whose block they are.
_SURROUNDING: ContextVar[tuple[Database, Transaction] | None] = ContextVar(
    "surrounding", default=None
)


class Database:
    """Hands out transactions; reading ones never wait for writing ones.

    `in_read` and `in_write` do a piece of work in a transaction of its own. `plain` is the same
    database for those, on SQLite: through aiosqlite each statement is four trips to a thread and
    back, and a worker's turn took 9 ms of the event loop; as one it takes 0.3. A `transaction` of
    several pieces has a connection for as long as its block awaits, so that one is aiosqlite's.
    On SQLite the pieces that wait at the same time share a transaction.
    """

    def __init__(
        self, engine: AsyncEngine, plain: Engine | None = None, patience: float = _PATIENCE
    ) -> None:
        self.engine = engine
        self._patience = patience
        self._writer = engine.execution_options(writes=True)
        self._plain = plain
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="store")
        self._is_closed = False
        # SQLite's own queue for writers is a sleep of up to 100 ms; this one is fair and prompt.
        self._turn = asyncio.Lock() if engine.dialect.name == "sqlite" else None
        self._limits: set[asyncio.Timeout] = set()
        self._commits = SharedCommits(self._do_some, self._in_turn)

    @classmethod
    def at(cls, url: str) -> Database:
        """The database of a SQLAlchemy URL: `sqlite+aiosqlite:` or `postgresql+psycopg:`.

        On SQLite a writer waits two seconds for others, or as many as the URL's `timeout` says; its
        files are for nobody but their owner to read. PostgreSQL ends a transaction that stands idle
        for ten seconds, or for as long as the URL's `options` say.
        """
        with _translated():
            place = make_url(url)
            if place.get_backend_name() != "sqlite":
                patience = {
                    "connect_timeout": _CONNECT_TIMEOUT,
                    "tcp_user_timeout": 1_000 * _CONNECT_TIMEOUT,  # what was sent and not confirmed
                }
                engine = create_async_engine(place, pool_pre_ping=True, connect_args=patience)
                if _IDLENESS not in str(place.query.get("options")):
                    event.listen(engine.sync_engine, "connect", _limit_idleness)
                # Not in pipelines; for those that say ON CONFLICT see `insert_rows`.
                engine.sync_engine.dialect.use_insertmanyvalues_wo_returning = True
                return cls(engine)
            waits = _patience(place)
            if place.database and not place.database.startswith((":memory:", "file:")):
                _keep_private(place.database)
            place = place.update_query_dict({"timeout": str(waits)})
            engine = create_async_engine(place)
            # Whoever closes it does so in a thread that has opened none of its connections.
            any_thread = {"check_same_thread": False}
            plain = create_engine(place.set(drivername="sqlite"), connect_args=any_thread)
        for each in (engine.sync_engine, plain):
            event.listen(each, "connect", _prepare)
            event.listen(each, "begin", _begin)
            event.listen(each, "invalidate", _roll_back)
        return cls(engine, plain, waits)

    async def in_read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a piece of work in a transaction that only reads; see `Session.in_read`."""
        with _translated():
            if self._plain is None:
                async with self.engine.connect() as connection:
                    return await connection.run_sync(work, *args, **kwargs)
            plain = self._plain

            def job() -> T:
                with plain.connect() as connection:
                    return work(connection, *args, **kwargs)

            return await self._in_thread(job)

    async def in_write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a piece of work in a transaction that writes; see `Session.in_write`.

        Within the block of a transaction it raises `StoreError`, as `transaction` does.
        """
        with _translated():
            self._check_surrounding()
            if self._plain is None:
                async with self._writer.begin() as connection:
                    return await connection.run_sync(work, *args, **kwargs)
            done = await self._commits.write(lambda connection: work(connection, *args, **kwargs))
            return cast("T", done)

    async def staged(
        self, stage: Callable[[Connection], S], work: Callable[[Connection, S], T]
    ) -> T:
        """Do two pieces of work on a connection of their own; see `Session.staged`."""
        with _translated():
            self._check_surrounding()
            if self._plain is None:
                return await self._staged(stage, work)
            plain = await self._in_thread(self._plain.connect)
            try:
                prepared = await self._in_thread(lambda: _done(plain, _with_much_cache, stage))
                plain.execution_options(writes=True)
                async with self._in_turn():
                    return await self._in_thread(lambda: _done(plain, work, prepared))
            finally:
                await self._let_go(plain)

    async def _staged(
        self, stage: Callable[[Connection], S], work: Callable[[Connection, S], T]
    ) -> T:
        async with self.engine.connect() as connection:
            try:
                async with connection.begin():
                    prepared = await connection.run_sync(stage)
                async with connection.begin():
                    return await connection.run_sync(work, prepared)
            finally:
                await connection.invalidate()  # and with it the temporary tables

    async def listen(self, channel: str, tell: Callable[[str], None]) -> None:
        """Tell whatever is said on a channel of PostgreSQL's NOTIFY, and "" once it is heard.

        Returns at once on SQLite, which has none; else raises `StoreError` when its connection
        ends, which is nobody else's.
        """
        if self._plain is not None:
            return
        engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        driver: Any = self.engine.dialect.dbapi
        with _translated():
            async with engine.connect() as connection:
                try:
                    await connection.exec_driver_sql(f"LISTEN {channel}")
                    tell("")
                    heard: Any = (await connection.get_raw_connection()).driver_connection
                    async for notice in heard.notifies():
                        tell(notice.payload)
                except driver.Error as error:
                    raise StoreBusyError(str(error)) from error
                finally:
                    await connection.invalidate()  # it listens, whoever had it next

    async def empty_log(self) -> bool:
        """Leave nothing in SQLite's log: it repeats what has been overwritten in the file since.

        SQLite begins the log anew by itself, but only overwrites as much as is written then. False
        where somebody is reading what the log holds. PostgreSQL sees to its own.
        """
        if self._plain is None:
            return True
        plain, patience = self._plain, self._patience
        with _translated():
            async with self._in_turn():
                return await self._in_thread(lambda: _truncate_log(plain, patience))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A block whose pieces of work are one transaction that writes: all of them or none.

        It is committed at the end of the block, unless the block or any piece of it failed. Who is
        in the block and writes past it would wait for itself, so that raises `StoreError` at once.
        """
        with _translated():
            async with self._alone(), self._writer.begin() as connection:
                transaction = Transaction(connection)
                surrounding = _SURROUNDING.set((self, transaction))
                try:
                    yield transaction
                finally:
                    _SURROUNDING.reset(surrounding)
                    refusal = await transaction.end()
                if refusal:
                    raise StoreError(refusal)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """A writer's turn on SQLite; PostgreSQL's writers work side by side."""
        self._check_surrounding()
        if self._turn is None:
            yield
            return
        async with self._in_turn():
            yield

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        """Who waits behind others for a lock gives up as soon as whoever waits for the lock itself.

        While one after the other gets what it waited for, that is no reason to give up.
        """
        assert self._turn  # noqa: S101 - only SQLite's writers take turns
        limit = asyncio.timeout(self._patience)
        try:
            async with limit:
                self._limits.add(limit)
                await self._turn.acquire()
        except TimeoutError:
            raise StoreBusyError("database is locked") from None
        finally:
            self._limits.discard(limit)
        try:
            yield
            self._renew_limits()
        finally:
            self._turn.release()

    def _renew_limits(self) -> None:
        until = asyncio.get_running_loop().time() + self._patience
        for limit in self._limits:
            if not limit.expired():
                limit.reschedule(until)

    def _check_surrounding(self) -> None:
        """On PostgreSQL too: a row that the block has locked would be waited for without end."""
        database, transaction = _SURROUNDING.get() or (None, None)
        if database is self and transaction and not transaction.is_over:
            raise StoreError("a write within a transaction's block goes past the transaction")

    async def _do_some(self, pieces: Sequence[PendingWrite]) -> None:
        assert self._plain  # noqa: S101 - only SQLite's pieces share
        writer = self._plain.execution_options(writes=True)
        await self._in_thread(lambda: do_some(writer, pieces))

    async def _in_thread(self, job: Callable[[], T]) -> T:
        """Run a job in a thread; who is cancelled waits for it, or the next would be early."""
        if self._is_closed:
            raise StoreError("the database is closed")
        running = asyncio.get_running_loop().run_in_executor(self._threads, job)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.gather(running, return_exceptions=True)
            raise

    async def _let_go(self, plain: Connection) -> None:
        """End a connection, and with it its temporary tables."""

        def end() -> None:
            plain.invalidate()
            plain.close()

        if self._is_closed:
            end()  # no thread is left to do it
        else:
            await self._in_thread(end)

    async def close(self) -> None:
        """Let go of every connection, once what is under way in threads has ended.

        A connection that came back later would stay open. There may be one though nobody waits
        for it: what its only writer left, cancelled while they waited, is begun all the same.
        """
        self._is_closed = True
        if self._plain is not None:
            await asyncio.to_thread(self._threads.shutdown)
            self._plain.dispose()
        await self.engine.dispose()


def _done(
    connection: Connection,
    work: Callable[Concatenate[Connection, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    with connection.begin():
        return work(connection, *args, **kwargs)


def _with_much_cache(connection: Connection, work: Callable[[Connection], T]) -> T:
    connection.exec_driver_sql(_MUCH_CACHE)
    return work(connection)


def aside(connection: Connection, compute: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Compute what takes long, within a piece of work, out of the event loop's way."""
    driver: object = connection.connection.dbapi_connection
    if not isinstance(driver, AdaptedConnection):
        return compute(*args, **kwargs)  # the whole piece is in a thread
    result: T = driver.run_async(lambda _: asyncio.to_thread(compute, *args, **kwargs))
    return result


def insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT, which SQLAlchemy has once for each dialect."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def insert_rows(
    connection: Connection,
    statement: sqlite.Insert | postgresql.Insert,
    rows: Sequence[Mapping[str, object]],
) -> None:
    """Insert rows, each as a statement that says ON CONFLICT; of those with one key the last.

    On PostgreSQL not as the driver would, in a pipeline: after one, and in the midst of it, the
    server doesn't notice that a transaction stands idle, so that a process that stands still would
    keep its locks. With something to return SQLAlchemy writes the rows into one statement.
    """
    key = tuple(statement.table.primary_key)
    latest = {tuple(row[column.name] for column in key): row for row in rows}
    is_pipelined = connection.dialect.name == "postgresql"
    connection.execute(statement.returning(*key) if is_pipelined else statement, [*latest.values()])


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
        raise StoreError(
            "its URL's timeout is {given}, which is no number of seconds", given=given
        ) from None


def _keep_private(path: str) -> None:
    """See that only the owner can read the files; those of another owner stay as they are.

    SQLite gives its further files the permissions of the first (`findCreateFileMode` in its
    os_unix.c), and would make that as the umask has it.
    """
    with suppress(OSError):  # where there is none to be, SQLite says so
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for file in (path, f"{path}-wal", f"{path}-shm", f"{path}-journal"):
        with suppress(OSError):
            found = os.stat(file)  # noqa: PTH116 - SQLite's names are no paths
            if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid():
                os.chmod(file, 0o600)  # noqa: PTH101 - as above


def _limit_idleness(connection: Any, _record: object) -> None:
    """Have the server end a transaction whose process stands still: others wait for its locks."""
    cursor = connection.cursor()
    cursor.execute(f"SET {_IDLENESS} = '{_MOST_IDLE}s'")
    cursor.close()
    connection.commit()


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


def _truncate_log(plain: Engine, patience: float) -> bool:
    """Copy the log into the file and cut it off; writers wait, so readers are waited for briefly.

    https://sqlite.org/pragma.html#pragma_wal_checkpoint
    """
    connection = plain.raw_connection()  # it is done outside of any transaction
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BRIEFLY * 1000:.0f}")
        is_busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")
    except sqlite3.Error as error:  # SQLAlchemy sees nothing of it
        connection.invalidate(error)
        raise StoreError(str(error)) from error
    finally:
        connection.close()
    return not is_busy


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
