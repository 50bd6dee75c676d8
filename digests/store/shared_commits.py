"""Pieces of work that wait for SQLite at the same time, done in one transaction."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, exc

_LONGEST_GROUP = 0.1  # seconds after which pieces of work that share a transaction are committed


@dataclass(slots=True, eq=False)
class PendingWrite:
    """A piece of work that waits to be done, maybe in one transaction with others."""

    work: Callable[[Connection], object]
    done: asyncio.Future[None]
    is_over: bool = False
    result: object = None
    failure: Exception | None = None

    def attempt(self, begun: Callable[[], AbstractContextManager[Connection]]) -> None:
        """Do it within something that is taken back where it fails."""
        try:
            with begun() as connection:
                self.result, self.failure = self.work(connection), None
        except Exception as error:  # noqa: BLE001 - whoever waits for it is told
            self.failure = error
        self.is_over = True

    def tell(self) -> None:
        """Wake whoever waits for it."""
        if not self.done.done():
            self.done.set_result(None)


class _LostTransactionError(Exception):
    """SQLite took back the whole transaction: the disk is full, or fails."""


def do_some(engine: Engine, pieces: Sequence[PendingWrite]) -> None:
    """Do pieces of work from the first on, for a while; raises what keeps all from beginning."""
    if len(pieces) == 1:
        pieces[0].attempt(engine.begin)
        return
    begun: list[PendingWrite] = []
    try:
        with engine.begin() as connection:
            _do_together(connection, pieces, begun)
    except (exc.SQLAlchemyError, _LostTransactionError):
        if not begun:
            raise
        for piece in begun:
            piece.attempt(engine.begin)


def _do_together(
    connection: Connection, pieces: Sequence[PendingWrite], begun: list[PendingWrite]
) -> None:
    """Do pieces of work in one transaction, of which one that fails leaves nothing."""

    @contextmanager
    def savepoint() -> Iterator[Connection]:
        with connection.begin_nested():
            yield connection

    until = time.monotonic() + _LONGEST_GROUP
    for piece in pieces:
        begun.append(piece)
        piece.attempt(savepoint)
        driver: Any = connection.connection.dbapi_connection
        if not driver.in_transaction:
            raise _LostTransactionError
        if time.monotonic() > until:
            return


class SharedCommits:
    """Pieces of work that wait at the same time share a transaction, and so a wait for the disk.

    So thousands get through in the patience of one. None is spoilt by another that fails.
    """

    def __init__(
        self,
        do: Callable[[Sequence[PendingWrite]], Awaitable[None]],
        turn: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._do = do
        self._turn = turn
        self._waiting: list[PendingWrite] = []
        self._running: Sequence[PendingWrite] = ()
        self._leading: asyncio.Task[None] | None = None

    async def write(self, work: Callable[[Connection], object]) -> object:
        """Do a piece of work; whoever is cancelled waits for it once it may have begun."""
        piece = PendingWrite(work, asyncio.get_running_loop().create_future())
        self._waiting.append(piece)
        if self._leading is None or self._leading.done():
            self._leading = asyncio.create_task(self._lead())
        try:
            await asyncio.shield(piece.done)
        except asyncio.CancelledError:
            if piece in self._running:
                await asyncio.wait([piece.done])
            else:
                self._waiting.remove(piece)
            raise
        if piece.failure:
            raise piece.failure
        return piece.result

    async def _lead(self) -> None:
        """Do what waits, a group at a time, until nothing does."""
        try:
            while self._waiting:
                await self._lead_group()
        finally:
            for piece in self._waiting:  # which nobody will do any more
                piece.done.cancel()

    async def _lead_group(self) -> None:
        waiting = tuple(self._waiting)
        try:
            async with self._turn():
                self._running = waiting = tuple(self._waiting)
                await self._do(waiting)
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            for piece in waiting:
                piece.is_over, piece.failure = True, error
        finally:
            self._settle(waiting)

    def _settle(self, pieces: Sequence[PendingWrite]) -> None:
        self._running = ()
        for piece in pieces:
            if piece.is_over:
                piece.tell()
        self._waiting = [piece for piece in self._waiting if not piece.is_over]
