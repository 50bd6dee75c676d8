"""The worker: claims chunks and drives each to its end.

Runner.run ── claim ── Drive.run ── advance ── intents ── Messenger.deliver ─┐
                           └────────────────── settlements ──────────────────┘
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from digests.delivery.chunk_worker import ChunkWorker, WorkerContext
from digests.delivery.journal import Journal
from digests.delivery.ledger import Ledger
from digests.delivery.messenger import Messenger
from digests.delivery.policy import DeliverySettings
from digests.delivery.throttle import Throttle
from digests.errors import StoreError

_log = structlog.get_logger()

_MOST_DRIVES = 8
"""Chunks in one worker's hands; all but one wait for recipients who were tried before."""


class Worker:
    """Delivers what the ledger says is owed, until told to stop.

    Any number of runners may work at once over one ledger, in one process or in many.
    """

    def __init__(
        self,
        ledger: Ledger,
        messenger: Messenger,
        settings: DeliverySettings,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._ledger = ledger
        self._messenger = messenger
        self._settings = settings
        self._journal = Journal.of(settings.notes, settings.worker)
        self._clock = clock
        self._sleep = sleep
        self._throttle = Throttle(settings, clock, sleep)
        self._news = asyncio.Event()
        self._drives: dict[asyncio.Task[None], ChunkWorker] = {}

    def wake(self) -> None:
        """Look for work at once."""
        self._news.set()

    def answered(self, count: int = 1) -> None:
        """Count answers sent to readers: they use the allowance and never wait for it."""
        self._throttle.answered(count)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then settle what is in flight and let go of everything.

        What is still in flight after the settings' grace is given up, and in doubt.
        """
        means = WorkerContext(
            ledger=self._ledger,
            messenger=self._messenger,
            settings=self._settings,
            throttle=self._throttle,
            journal=self._journal,
            clock=self._clock,
            sleep=self._sleep,
            stop=stop,
        )
        try:
            await self._take_back(means)
            while not stop.is_set():
                self._news.clear()
                if not await self._take_chunk(means):
                    await means.rest(self._settings.idle, stop, self._news)
            if self._drives:
                await asyncio.wait(self._drives, timeout=self._settings.grace)
        finally:
            for task in self._drives:
                task.cancel()
            await asyncio.gather(*self._drives, return_exceptions=True)

    async def _take_back(self, means: WorkerContext) -> None:
        """Take what an earlier process of this name left without waiting for its lease to end."""
        while not means.stop.is_set():
            try:
                await self._ledger.forget(self._settings.worker, self._journal.left())
            except StoreError as error:
                _log.warning("store_failed", error=str(error), kind=type(error).__name__)
                await means.rest(self._settings.idle, means.stop)
            else:
                self._journal.clear()
                return

    async def _take_chunk(self, means: WorkerContext) -> bool:
        """Claim a chunk and drive it, if there is one and hands are free for it."""
        for task in [task for task in self._drives if task.done()]:
            del self._drives[task]
        is_busy = any(not drive.is_drained for drive in self._drives.values())
        if is_busy or len(self._drives) == _MOST_DRIVES or not self._throttle.is_open:
            return False
        try:
            claim = await self._ledger.claim(self._settings.worker)
        except StoreError as error:
            _log.warning("store_failed", error=str(error), kind=type(error).__name__)
            return False
        if claim is None:
            self._throttle.answers = 0  # they have no broadcast to slow down
            return False
        drive = ChunkWorker(means, claim, on_drained=self.wake)
        self._drives[asyncio.create_task(_watched(drive))] = drive
        return True


async def _watched(drive: ChunkWorker) -> None:
    """A drive that fails is told of, and its chunk left to whoever claims it next."""
    try:
        await drive.run()
    except Exception:  # noqa: BLE001 - other chunks must go on
        _log.exception("drive_failed")
