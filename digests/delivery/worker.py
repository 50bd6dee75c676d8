"""The worker: claims chunks and delivers each to its end.

Worker.run ── claim ── ChunkWorker.run ── advance ── intents ── Messenger.deliver ─┐
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
from digests.delivery.share import Others, Share, nobody_else
from digests.delivery.steady_clock import SteadyClock
from digests.delivery.throttle import Throttle
from digests.errors import StoreError

_log = structlog.get_logger()

_MOST_CHUNKS = 8
"""Chunks that one worker holds; all but one wait for recipients who were tried before."""


class Worker:
    """Delivers what the ledger says is owed, until told to stop.

    Any number of workers may work at once over one ledger, in one process or in many.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - its clocks are others in tests
        self,
        ledger: Ledger,
        messenger: Messenger,
        settings: DeliverySettings,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        others: Callable[[], Others] = nobody_else,
    ) -> None:
        self._ledger = ledger
        self._messenger = messenger
        self._settings = settings
        self._journal = Journal.of(settings.journal, settings.worker)
        self._clock = clock
        self._ledger_clock = SteadyClock(clock)
        self._sleep = sleep
        self._share = Share(settings.limit, others, clock)
        self._throttle = Throttle(settings, clock, sleep, self._limit)
        self._wake = asyncio.Event()
        self._chunk_workers: dict[asyncio.Task[None], ChunkWorker] = {}

    def wake(self) -> None:
        """Look for work at once."""
        self._wake.set()

    @property
    def throttle(self) -> Throttle:
        """What lets messages leave this process; answers to readers go through it as well."""
        return self._throttle

    def _limit(self) -> int:
        delivers = any(not task.done() for task in self._chunk_workers)
        return self._share.limit(delivers=delivers)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then settle what is in flight and let go of everything.

        What is still in flight after the settings' grace is given up, and unknown.
        """
        context = WorkerContext(
            ledger=self._ledger,
            messenger=self._messenger,
            settings=self._settings,
            throttle=self._throttle,
            journal=self._journal,
            clock=self._clock,
            ledger_clock=self._ledger_clock,
            sleep=self._sleep,
            stop=stop,
        )
        try:
            for name in (self._settings.worker, *self._settings.inherits):
                await self._take_back(context, name)
            while not stop.is_set():
                self._wake.clear()
                if not await self._take_chunk(context):
                    await context.rest(self._settings.idle, stop, self._wake)
            if self._chunk_workers:
                await asyncio.wait(self._chunk_workers, timeout=self._settings.grace)
        finally:
            for task in self._chunk_workers:
                task.cancel()
            await asyncio.gather(*self._chunk_workers, return_exceptions=True)

    async def _take_back(self, context: WorkerContext, name: str) -> None:
        """Take what an earlier process of a name left without waiting for its lease to end."""
        journal = Journal.of(self._settings.journal, name)
        while not context.stop.is_set():
            try:
                await self._ledger.release_all(name, journal.left())
            except StoreError as error:
                _log.warning("store_failed", error=str(error), kind=type(error).__name__)
                await context.rest(self._settings.idle, context.stop)
            else:
                journal.clear()
                return

    async def _take_chunk(self, context: WorkerContext) -> bool:
        """Claim a chunk and deliver it, if there is one and no other has untried recipients."""
        for task in [task for task in self._chunk_workers if task.done()]:
            del self._chunk_workers[task]
        is_busy = any(not one.is_drained for one in self._chunk_workers.values())
        if is_busy or len(self._chunk_workers) == _MOST_CHUNKS or not self._throttle.is_open:
            return False
        try:
            claim = await self._ledger.claim(self._settings.worker)
            if claim is None:
                await self._charge_answers()
                return False
        except StoreError as error:
            _log.warning("store_failed", error=str(error), kind=type(error).__name__)
            return False
        chunk_worker = ChunkWorker(context, claim, on_drained=self.wake)
        self._chunk_workers[asyncio.create_task(_logged(chunk_worker))] = chunk_worker
        return True

    async def _charge_answers(self) -> None:
        """Tell the ledger of answers that no chunk of this worker will tell it of."""
        answers = self._throttle.answers
        if answers and not self._chunk_workers:
            self._throttle.answers = 0  # also if it fails: by then they are too old to count
            await self._ledger.charge(answers)


async def _logged(chunk_worker: ChunkWorker) -> None:
    """Run it; one that fails is logged, and its chunk left to whoever claims it next."""
    try:
        await chunk_worker.run()
    except Exception:  # noqa: BLE001 - other chunks must go on
        _log.exception("chunk_worker_failed")
