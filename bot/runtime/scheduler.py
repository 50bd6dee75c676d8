"""One tick a minute; what is due is asked of the store, so nothing is scheduled here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import (  # type: ignore[import-untyped]  # 3.x has no types
    AsyncIOScheduler,
)

log = structlog.get_logger()

Tick = Callable[[], Awaitable[None]]
"""What is done each minute; it looks at the time itself."""
SetBack = Callable[[datetime, datetime], None]
"""Who is told that the clock was set back, from one instant to an earlier one."""

_LOOK = 1.0
"""Seconds between two looks at whether the clock was set."""
_PATIENCE = 5.0
"""Seconds that a tick under way is waited for at the end."""
_NOTABLE = timedelta(minutes=1)
"""Less is what a clock that is kept right corrects by itself now and then."""


class Clock:
    """Calls `tick` when it starts and at each full minute, never twice at once.

    A tick that is late, or that stands for several missed minutes (a sleeping machine, a busy
    loop), happens once and at once. One that fails is logged, and the next one comes all the same.
    Where the clock is set by more than a minute, it ticks at once; where that was back,
    `on_set_back` is told. `now` may differ from the machine's time, which the minutes follow.
    """

    def __init__(  # noqa: PLR0913 - its clocks and how long it waits
        self,
        tick: Tick,
        *,
        now: Callable[[], datetime],
        elapsed: Callable[[], float] = time.monotonic,
        on_set_back: SetBack | None = None,
        look: float = _LOOK,
        patience: float = _PATIENCE,
    ) -> None:
        self._tick = tick
        self._now = now
        self._elapsed = elapsed
        self._on_set_back = on_set_back
        self._look = look
        self._patience = patience
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._ticking = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None
        self._ended: float | None = None

    @property
    def unfinished_for(self) -> float:
        """Seconds since a tick came to its end, or since the start; 0 where it does not tick."""
        return 0.0 if self._ended is None else self._elapsed() - self._ended

    def start(self) -> None:
        """Begin to tick, in the running loop; again, where it was stopped."""
        self._ended = self._elapsed()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self.tick_now,
            "cron",
            second=0,
            id="tick",
            next_run_time=self._at_once(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch())

    async def tick_now(self) -> None:
        """Tick now instead of at the next full minute, after the tick that is under way."""
        async with self._ticking:
            try:
                await self._tick()
            except Exception:
                log.exception("tick_failed")
            self._ended = self._elapsed()

    async def stop(self) -> None:
        """Begin no further tick, and wait for the one under way, but not for one that hangs."""
        if self._watching is None:
            return
        watching, self._watching = self._watching, None
        watching.cancel()
        self._scheduler.pause()
        try:
            async with asyncio.timeout(self._patience), self._ticking:
                pass
        except TimeoutError:
            log.warning("tick_hangs")
        self._ended = None
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # the scheduler ends in the loop's next turn

    def _at_once(self) -> datetime:
        """A moment that the scheduler, which looks at the machine's time, finds due."""
        return min(self._now(), datetime.now(UTC))

    async def _watch(self) -> None:
        """Compare the clock with the time that went by; the scheduler looks only at the clock."""
        now, at = self._now(), self._elapsed()
        while True:
            await asyncio.sleep(self._look)
            before, now = now, self._now()
            since, at = at, self._elapsed()
            expected = before + timedelta(seconds=at - since)
            if abs(expected - now) > _NOTABLE:
                self._follow(expected, now)

    def _follow(self, expected: datetime, now: datetime) -> None:
        # After a step back the next tick would come when the clock shows that minute again, hours
        # later; after one ahead up to a minute late, and somebody looks on who has set it.
        self._scheduler.modify_job("tick", next_run_time=self._at_once())
        if now > expected:
            return
        log.warning("clock_set_back", seconds=round((expected - now).total_seconds()))
        if self._on_set_back:
            self._on_set_back(expected, now)
