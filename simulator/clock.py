"""The simulated time, which can be moved."""

from __future__ import annotations

import math
import time
from collections.abc import Callable


class Clock:
    """Seconds since 1970 (UTC) from a source, plus an offset that people may change."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._offset = 0.0

    @property
    def offset(self) -> float:
        """How many seconds this clock is ahead of its source."""
        return self._offset

    def now(self) -> float:
        """The simulated moment, in Unix seconds."""
        return self._source() + self._offset

    def stamp(self) -> int:
        """The moment as the Bot API writes dates: whole Unix seconds."""
        return math.floor(self.now())

    def advance(self, seconds: float) -> None:
        """Move on by `seconds`; a negative number moves back."""
        self._offset += seconds

    def move_to(self, moment: float) -> None:
        """Move to a moment given in Unix seconds."""
        self._offset = moment - self._source()
