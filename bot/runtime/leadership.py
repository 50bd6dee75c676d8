"""Which of several processes leads: it polls, keeps the time and tells the editors."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

from bot.composition.identity import Identity
from digests.delivery.share import Others
from digests.errors import StoreError
from digests.store.processes.leases import LEASE, Beat, ProcessStore

log = structlog.get_logger()

Duties = Callable[[asyncio.Event], Awaitable[None]]
"""What the leader does until the event."""

_EVERY = 1.5
"""Seconds between two renewals."""
_FAREWELL = 2.0
"""Seconds for telling the others at the end that one leaves; a lease ends by itself as well."""


class Leadership:
    """Keeps this process's leases, and knows whether it lives and leads in the others' eyes.

    What it believes ends by a monotonic clock, counted from before it asked, so never later than by
    the database's: a process that stood still or is cut off steps down before another leads.

    Where the database answers but takes no writes (its disk is full, another program locks it),
    nobody can take a lease over; so whoever had it goes on for as long as that can be read, also
    after another start of the same worker, and so does the first of all.
    """

    def __init__(
        self,
        processes: ProcessStore,
        identity: Identity,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._processes = processes
        self._identity = identity
        self._clock = clock
        self._sleep = sleep
        self._stands = True
        self._has_joined = False
        self._is_failing = False  # which the log is told once
        self._lives_until = self._leads_until = -1.0
        self._changed = asyncio.Event()
        self.lapses = 0
        """How often its lease ended before it was renewed: others may have taken it for dead."""
        self.leader = ""
        """The name of the process that leads, as far as is known; empty where none is."""
        self.others = Others()
        """The other processes, as they were when the leases were last renewed."""

    @property
    def name(self) -> str:
        """The name of this process."""
        return self._identity.name

    def owns(self) -> bool:
        """Whether no other process may take this one for dead."""
        return self._clock() < self._lives_until

    @property
    def is_leader(self) -> bool:
        """Whether no other process may lead."""
        return self._clock() < self._leads_until

    @property
    def stands_by(self) -> bool:
        """Whether another process is known to lead."""
        return self.leader not in {"", self.name}

    async def living(self) -> frozenset[str]:
        """The names of all processes that live; raises `StoreError`."""
        return await self._processes.living()

    async def listen(self, tell: Callable[[], None]) -> None:
        """Tell whenever another process wrote something for this one; see `ProcessStore.listen`."""
        await self._processes.listen(self.name, tell)

    @asynccontextmanager
    async def kept(self, *, stands: bool = True) -> AsyncIterator[None]:
        """Live while the block runs, and lead where this process `stands` and no other does."""
        self._stands = stands
        beating = asyncio.create_task(self._keep_beating())
        try:
            await self._changed.wait()  # else two that start at once would both not stand by
            yield
        finally:
            beating.cancel()
            await asyncio.wait([beating])
            self._lives_until = self._leads_until = -1.0
            await self._tell(self._processes.leave)

    async def follow(self, duties: Duties, stop: asyncio.Event) -> None:
        """Have the leader's duties done whenever this process leads, until told to stop.

        They begin with its leadership and have ended when others hear of its end; where duties
        fail, this does.
        """
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                if await self._comes(stopping, leads=True):
                    await self._do(duties, stopping)
        finally:
            stopping.cancel()
            self._stands, self._leads_until = False, -1.0
            await self._tell(self._processes.resign)

    async def _do(self, duties: Duties, stopping: asyncio.Task[Any]) -> None:
        over = asyncio.Event()
        log.info("leading", process=self.name)
        doing = asyncio.ensure_future(duties(over))
        try:
            await self._comes(stopping, doing, leads=False)
        finally:
            is_deposed = not self.is_leader  # maybe no more once they ended
            over.set()
            await doing
        if is_deposed:
            log.warning("no_longer_leading", process=self.name, leader=self.leader)

    async def _comes(self, *others: asyncio.Future[Any], leads: bool) -> bool:
        """Wait until this process leads, or no longer does; False if another end came first."""
        while not any(one.done() for one in others):
            if self.is_leader is leads:
                return True
            self._changed.clear()
            waiting: list[asyncio.Future[Any]] = [asyncio.ensure_future(self._changed.wait())]
            if self.is_leader:
                left = self._leads_until - self._clock()
                waiting.append(asyncio.ensure_future(self._sleep(left)))
            await asyncio.wait([*waiting, *others], return_when=asyncio.FIRST_COMPLETED)
            for one in waiting:
                one.cancel()
        return False

    async def _keep_beating(self) -> None:
        while True:
            await self.beat()
            await self._sleep(_EVERY)

    async def beat(self) -> None:
        """Renew the leases, and learn who leads."""
        asked = self._clock()
        renewing = asyncio.create_task(self._renewed())
        try:
            while not (await asyncio.wait([renewing], timeout=_EVERY))[0]:
                await self._look()
        finally:
            renewing.cancel()
            await asyncio.wait([renewing])
        if beat := renewing.result():
            self.lapses += asked >= self._lives_until >= 0
            self._lives_until = asked + LEASE
            self.others = beat.others
            self._learn(beat.leader, asked)
        else:
            await self._look()
            self._changed.set()

    async def _renewed(self) -> Beat | None:
        """What is learnt from a renewal; None where nothing was written."""
        worker = self._identity.worker
        try:
            if not self._has_joined:
                await self._processes.join(self.name, worker)
                self._has_joined = True
            beat = await self._processes.beat(self.name, worker, stands=self._stands)
        except StoreError as error:
            if not self._is_failing:
                log.warning("lease_not_renewed", error=str(error), kind=type(error).__name__)
            self._is_failing = True
            return None
        self._is_failing = False
        return beat

    async def _look(self) -> None:
        """Go on leading where it can be read that nobody else does, though nothing is written."""
        if self.stands_by or not self._stands:
            return
        looked = self._clock()
        with suppress(StoreError):
            last = await self._processes.leader()
            is_mine = self._identity.is_of_worker(last) or not last
            self._learn(self.name if is_mine else last, looked)

    def _learn(self, leader: str, asked: float) -> None:
        before, self.leader = self.leader, leader
        if self.stands_by and leader != before:
            log.info("standing_by", process=self.name, leader=leader)
        if self._stands:
            self._leads_until = asked + LEASE if leader == self.name else -1.0
        self._changed.set()

    async def _tell(self, farewell: Callable[[str], Awaitable[None]]) -> None:
        """Tell the others, if the database is there: else they see it when the lease ends."""
        try:
            async with asyncio.timeout(_FAREWELL):
                await farewell(self.name)
        except (StoreError, TimeoutError) as error:
            log.warning("lease_not_given_back", kind=type(error).__name__)
