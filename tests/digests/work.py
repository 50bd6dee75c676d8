"""Workers at work, and ledgers that fail now and then or remember what they were told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from pathlib import Path
from typing import TypeVar

from digests.delivery.ledger import Ledger
from digests.delivery.model import AttemptLog, Claim, Settlement, Step
from digests.delivery.policy import DeliverySettings
from digests.delivery.worker import Worker
from digests.errors import StoreBusyError
from tests.digests.world import FakeMessenger
from tests.support.town import DEADLINE

T = TypeVar("T")


OLDER_NOTES = Path(__file__).parents[1] / "data" / "older" / "notes"
"""What workers of an earlier release noted, without the room that it set aside."""


def older_notes(folder: Path) -> Path:
    """What an earlier release's worker `bot` left, as it left it: with the room it set aside."""
    (folder / "bot").mkdir(parents=True)
    for file in (OLDER_NOTES / "bot").iterdir():
        (folder / "bot" / file.name).write_bytes(file.read_bytes().ljust(128 * 1024, b"\0"))
    return folder / "bot"


@asynccontextmanager
async def at_work(
    ledger: Ledger,
    messenger: FakeMessenger,
    settings: DeliverySettings,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[tuple[Worker, asyncio.Event]]:
    """A worker at work; at the end it is stopped, and has stopped."""
    stop = asyncio.Event()
    worker = Worker(ledger, messenger, settings, sleep=sleep)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run(stop))
        yield worker, stop
        stop.set()


def answer(worker: Worker, count: int = 1) -> None:
    """Answer so many readers, in no time."""
    for _ in range(count):
        worker.throttle.take()
        worker.throttle.settle()


async def impatient(seconds: float) -> None:
    """Sleep, but never for long."""
    await asyncio.sleep(min(seconds, 0.005))


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait until something is so; a minute at most."""
    async with asyncio.timeout(DEADLINE):
        while True:
            found = condition()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.005)


@dataclass
class FlakyLedger:
    """A ledger whose database is locked, or whose answers get lost, now and then."""

    inner: Ledger
    faults: Iterator[str]

    async def plan(self, now: datetime) -> int:
        """As the ledger does, or not."""
        return await self._faulty(lambda: self.inner.plan(now))

    async def release_all(self, worker: str, logs: Sequence[AttemptLog] = ()) -> None:
        """As the ledger does, or not."""
        await self._faulty(lambda: self.inner.release_all(worker, logs))

    async def keep_late(self, chunk_id: int, settlements: Sequence[Settlement]) -> None:
        """As the ledger does, or not."""
        await self._faulty(lambda: self.inner.keep_late(chunk_id, settlements))

    async def claim(self, worker: str) -> Claim | None:
        """As the ledger does, or not."""
        return await self._faulty(lambda: self.inner.claim(worker))

    async def advance(
        self,
        claim: Claim,
        settlements: Sequence[Settlement],
        *,
        holding: Collection[int],
        wanted: int,
        answers: int,
        latest: float | None = None,
    ) -> Step:
        """As the ledger does, or not."""
        return await self._faulty(
            lambda: self.inner.advance(
                claim,
                settlements,
                holding=holding,
                wanted=wanted,
                answers=answers,
                latest=latest,
            )
        )

    async def charge(self, answers: int) -> None:
        """As the ledger does, or not."""
        await self._faulty(lambda: self.inner.charge(answers))

    async def release(self, claim: Claim) -> None:
        """As the ledger does, or not."""
        await self._faulty(lambda: self.inner.release(claim))

    async def _faulty(self, ask: Callable[[], Awaitable[T]]) -> T:
        fault = next(self.faults)
        if fault == "locked":
            raise StoreBusyError("database is locked")
        answer = await ask()
        if fault == "lost":
            raise StoreBusyError("the connection was closed")
        return answer


@dataclass
class RecordingLedger(FlakyLedger):
    """A ledger that never fails, and remembers what it was told.

    `during` happens during each of its turns, after it heard the worker.
    """

    faults: Iterator[str] = field(default_factory=lambda: repeat(""))
    during: Callable[[], Awaitable[object]] = lambda: asyncio.sleep(0)
    settlements: list[Settlement] = field(default_factory=list)
    answers: int = 0
    turns: int = 0
    claims: int = 0
    idle: int = 0  # claims that found nothing

    async def claim(self, worker: str) -> Claim | None:
        """As the ledger does."""
        claim = await super().claim(worker)
        self.claims += claim is not None
        self.idle += claim is None
        return claim

    async def advance(
        self,
        claim: Claim,
        settlements: Sequence[Settlement],
        *,
        holding: Collection[int],
        wanted: int,
        answers: int,
        latest: float | None = None,
    ) -> Step:
        """As the ledger does."""
        self.settlements += settlements
        self.answers += answers
        self.turns += 1
        step = await super().advance(
            claim,
            settlements,
            holding=holding,
            wanted=wanted,
            answers=answers,
            latest=latest,
        )
        await self.during()
        return step

    def has_looked(self, times: int) -> bool:
        """Whether so many claims found nothing."""
        return self.idle >= times
