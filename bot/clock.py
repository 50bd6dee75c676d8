"""One tick a minute; what is due is asked of the store, so nothing is scheduled here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import (  # type: ignore[import-untyped]  # 3.x has no types
    AsyncIOScheduler,
)

log = structlog.get_logger()

Tick = Callable[[], Awaitable[None]]
"""What is done each minute; it looks at the time itself."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Calls `tick` when it starts and at each full minute, never twice at once.

    A tick that is late, or that stands for several missed minutes (a sleeping machine, a busy
    loop), happens once and at once. One that fails is logged, and the next one comes all the same.
    """

    def __init__(self, tick: Tick, *, now: Callable[[], datetime] = _utc_now) -> None:
        self._tick = tick
        self._now = now
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._ticking = asyncio.Lock()

    def start(self) -> None:
        """Begin to tick, in the running loop."""
        self._scheduler.add_job(
            self.hurry,
            "cron",
            second=0,
            id="tick",
            next_run_time=self._now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    async def hurry(self) -> None:
        """Tick now instead of at the next full minute, after the tick that is under way."""
        async with self._ticking:
            try:
                await self._tick()
            except Exception:
                log.exception("tick_failed")

    async def stop(self) -> None:
        """Begin no further tick, and wait for the one under way."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        async with self._ticking:
            self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # the scheduler ends in the loop's next turn
