"""Hours of delivery in a moment: the worker's clock and the database's go on together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count, repeat
from typing import Any, TypeVar

from sqlalchemy import Pool, event

from digests.delivery.messenger import Messenger
from digests.delivery.policy import DeliverySettings
from digests.delivery.worker import Worker
from digests.store import Store
from tests.digests.work import FlakyLedger

T = TypeVar("T")

_TURNS = 20  # of the event loop, after which nobody has anything left to do
_EPOCH = 2_440_587.5  # 1970-01-01 as a Julian day
_DAY = 86_400.0


@dataclass
class VirtualTime:
    """A time that goes on only while everybody sleeps; `error` is by how much clocks are ahead."""

    elapsed: float = 0.0
    began: float = field(default_factory=time.time)
    error: Callable[[float], float] = lambda _: 0.0
    busy: int = 0  # turns of the ledger that are under way
    _waiting: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def __call__(self) -> float:
        """How many seconds went by."""
        return self.elapsed

    def shown(self) -> float:
        """What clocks show: seconds since 1970."""
        return self.began + self.elapsed + self.error(self.elapsed)

    async def sleep(self, seconds: float) -> None:
        """Sleep for so many of its seconds."""
        awake = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (self.elapsed + seconds, next(self._numbers), awake))
        await awake

    async def go_on(self) -> None:
        """Wake the sleepers in their order, each once nobody else is at work."""
        while True:
            for _ in range(_TURNS):
                await asyncio.sleep(0)
            if self.busy or not self._waiting:
                await asyncio.sleep(0.0002)
                continue
            until, _, awake = heappop(self._waiting)
            if not awake.done():
                self.elapsed = max(self.elapsed, until)
                awake.set_result(None)

    @contextmanager
    def in_databases(self) -> Iterator[None]:
        """Show this time in all SQLite databases that are opened within."""

        def julian_day(_: str) -> float:
            return self.shown() / _DAY + _EPOCH

        def show(connection: Any, _: object) -> None:
            connection.create_function("julianday", 1, julian_day)

        event.listen(Pool, "connect", show)
        try:
            yield
        finally:
            event.remove(Pool, "connect", show)


@dataclass
class AttentiveLedger(FlakyLedger):
    """A ledger that never fails, and lets no time go by while it is asked."""

    faults: Iterator[str] = field(default_factory=lambda: repeat(""))
    time: VirtualTime = field(default_factory=VirtualTime)

    async def _faulty(self, ask: Callable[[], Awaitable[T]]) -> T:
        self.time.busy += 1
        try:
            return await super()._faulty(ask)
        finally:
            self.time.busy -= 1


@asynccontextmanager
async def at_work_in(
    going_on: VirtualTime, store: Store, messenger: Messenger, settings: DeliverySettings
) -> AsyncIterator[Worker]:
    """A worker at work in such a time; at the end it is stopped, and has stopped."""
    stop = asyncio.Event()
    ledger = AttentiveLedger(store.ledger, time=going_on)
    worker = Worker(ledger, messenger, settings, clock=going_on, sleep=going_on.sleep)
    clockwork = asyncio.create_task(going_on.go_on())
    working = asyncio.create_task(worker.run(stop))
    try:
        yield worker
        stop.set()
        await working
    finally:
        working.cancel()
        clockwork.cancel()
        await asyncio.wait([working, clockwork])
