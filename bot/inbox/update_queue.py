"""The updates that wait for their answer, and how long they wait."""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping

from telegram import Update

BOUNDS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Seconds by which answers are counted."""


class UpdateQueue(asyncio.Queue[object]):
    """The queue that `telegram.ext.Application` works on, which knows when each update came.

    Times are in seconds; `elapsed` is a monotonic clock.
    """

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._elapsed = elapsed
        self._arrived: dict[int, float] = {}
        self._last: float | None = None
        self._counts = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def _put(self, item: object) -> None:
        super()._put(item)
        if isinstance(item, Update):
            self._last = self._elapsed()
            self._arrived.setdefault(item.update_id, self._last)

    def handled(self, update: object) -> None:
        """An update was answered, or its handler failed."""
        arrived = self._arrived.pop(update.update_id, None) if isinstance(update, Update) else None
        if arrived is not None:
            took = self._elapsed() - arrived
            self.seconds += took
            self._counts[bisect_left(BOUNDS, took)] += 1

    @property
    def waiting(self) -> int:
        """How many updates are not handled."""
        return len(self._arrived)

    @property
    def oldest(self) -> float:
        """The age of the oldest update that is not handled, 0 where all are."""
        return self._elapsed() - min(self._arrived.values(), default=self._elapsed())

    @property
    def quiet_for(self) -> float | None:
        """How long ago the last update came, None where none did."""
        return None if self._last is None else self._elapsed() - self._last

    @property
    def counts(self) -> Mapping[float, int]:
        """How many updates were handled within each bound; the last one is without end."""
        bounds = (*BOUNDS, float("inf"))
        return {bound: sum(self._counts[: i + 1]) for i, bound in enumerate(bounds)}
