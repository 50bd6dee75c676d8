"""When updates came in, and how long they wait for their answers."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping

BOUNDS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Seconds by which answers are counted."""


class UpdateTimes:
    """What is known in this process of its updates, by their numbers.

    Times are in seconds; `elapsed` is a monotonic clock.
    """

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._came: dict[int, float] = {}
        self._taken: dict[int, float] = {}
        self._last: float | None = None
        self._progressed = elapsed()
        self._counts = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def came(self, updates: Iterable[int]) -> None:
        """Updates came in; nobody knows yet whether they are to be handled here."""
        for update in updates:
            self._last = self._elapsed()
            self._came.setdefault(update, self._last)

    def taken(self, update: int) -> None:
        """An update is to be handled here."""
        now = self._elapsed()
        self._taken[update] = self._came.pop(update, now)

    def all_taken(self) -> None:
        """Of what came in nothing else is to be handled here."""
        self._came.clear()

    def handled(self, update: int) -> None:
        """An update was answered, or its handler failed."""
        arrived = self.let_go(update)
        if arrived is not None:
            took = self._elapsed() - arrived
            self._progressed = self._elapsed()
            self.seconds += took
            self._counts[bisect_left(BOUNDS, took)] += 1

    def let_go(self, update: int) -> float | None:
        """An update is not to be handled here after all; when it came."""
        return self._taken.pop(update, None)

    @property
    def waiting(self) -> int:
        """How many updates were taken and are not handled."""
        return len(self._taken)

    @property
    def oldest(self) -> float:
        """The age of the oldest update that was taken and is not handled, 0 where all are."""
        return self._elapsed() - min(self._taken.values(), default=self._elapsed())

    @property
    def idle_for(self) -> float:
        """How long ago the last update was handled, or this began."""
        return self._elapsed() - self._progressed

    @property
    def quiet_for(self) -> float | None:
        """How long ago the last update came, None where none did."""
        return None if self._last is None else self._elapsed() - self._last

    @property
    def counts(self) -> Mapping[float, int]:
        """How many updates were handled within each bound; the last one is without end."""
        bounds = (*BOUNDS, float("inf"))
        return {bound: sum(self._counts[: i + 1]) for i, bound in enumerate(bounds)}
