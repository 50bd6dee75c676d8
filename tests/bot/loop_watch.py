"""How much the event loop did in one go, in calls of functions made by its thread.

Unlike seconds they are the same on every machine, and beside whatever else it does.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_BEGINS = asyncio.Handle._run.__code__
"""What the loop runs first whenever it turns to something else."""
_TELEGRAMS = "simulator."
"""What the local Telegram does isn't the bot's, though tests run it in the same loop."""
_COVERAGE = "slipcover."
"""Notes which lines were reached, and now and then takes its marks out of every function."""


@dataclass(kw_only=True)
class LoopWatch:
    """The most calls for which anybody had to wait for the loop."""

    most: int = 0
    _calls: int = 0
    _coverage: FrameType | None = None

    def note(self, frame: FrameType, event: str, argument: object) -> None:
        """Count a call, of a function or of one written in C; to be given to `sys.setprofile`."""
        del argument
        if self._coverage:
            if event == "return" and frame is self._coverage:
                self._coverage = None
        elif event == "call" and frame.f_code is _BEGINS:
            self._calls = 0
        elif event == "call" and _is_of(frame, _COVERAGE):
            self._coverage = frame
        elif event in {"call", "c_call"} and not _is_of(frame, _TELEGRAMS):
            self._calls += 1
            self.most = max(self.most, self._calls)


def _is_of(frame: FrameType, package: str) -> bool:
    return str(frame.f_globals.get("__name__")).startswith(package)


@contextmanager
def watched() -> Iterator[LoopWatch]:
    """Watch the loop of this thread."""
    watch = LoopWatch()
    sys.setprofile(watch.note)
    try:
        yield watch
    finally:
        sys.setprofile(None)
