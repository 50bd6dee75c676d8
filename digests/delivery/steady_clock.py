"""A clock that is believed only where it goes on as time does.

What a clock decides for good (for whom it is too late, whose minute has come) can't be taken back
when it turns out that it was wrong for a moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

_log = structlog.get_logger()

JUMP = 600.0
"""Seconds by which a clock may run ahead of the time that went by."""

PROOF = 60.0
"""Seconds for which it must go on steadily after a jump (or a machine's sleep) to be believed."""


class SteadyClock:
    """What to take for the time, given what a clock shows; `elapsed` counts seconds, never back.

    A clock that jumps ahead is believed once that has lasted; one that is set back at once.
    """

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._offset: float | None = None  # of the clock against `elapsed`, as last believed
        self._jump: tuple[float, float] | None = None  # an offset, and since when it is shown

    def latest(self) -> float | None:
        """The latest time that would be believed now; None while nothing is known."""
        return None if self._offset is None else self._elapsed() + self._offset + JUMP

    def believe(self, shown: float) -> float:
        """What to take for the time when the clock shows `shown`, both in seconds since 1970."""
        now = self._elapsed()
        offset = shown - now
        if self._offset is None or offset - self._offset <= JUMP or self._has_lasted(offset, now):
            self._offset, self._jump = offset, None
        return now + self._offset

    def _has_lasted(self, offset: float, now: float) -> bool:
        if self._jump is None or abs(offset - self._jump[0]) > JUMP:
            self._jump = offset, now
            _log.warning("clock_jumped", seconds=round(offset - (self._offset or 0.0)))
        return now - self._jump[1] >= PROOF


def steady(
    now: Callable[[], datetime], elapsed: Callable[[], float] = time.monotonic
) -> Callable[[], datetime]:
    """A clock of instants that is believed only where it goes on as time does."""
    clock = SteadyClock(elapsed)
    return lambda: datetime.fromtimestamp(clock.believe(now().timestamp()), UTC)
