"""How long the event loop was busy in one go, by the processor time of its own thread.

What other processes and threads take from it doesn't count, so that a busy machine is no reason.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_STEP = 0.001  # seconds between two looks


@dataclass(kw_only=True)
class LoopWatch:
    """The longest that anybody had to wait for the loop, in seconds of its processor time."""

    longest: float = 0.0
    _at: float = field(default_factory=time.thread_time)
    _next: asyncio.TimerHandle | None = None

    def _look(self) -> None:
        now = time.thread_time()
        self.longest, self._at = max(self.longest, now - self._at), now
        self._next = asyncio.get_running_loop().call_later(_STEP, self._look)

    def end(self) -> None:
        """Look no more."""
        self._look()
        if self._next:
            self._next.cancel()


@contextmanager
def watched() -> Iterator[LoopWatch]:
    """Watch the running loop; garbage of the whole test run is collected before and after."""
    gc.collect()
    gc.disable()
    watch = LoopWatch()
    watch._look()
    try:
        yield watch
    finally:
        watch.end()
        gc.enable()
