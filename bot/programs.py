"""Programs of the operator's that are started without a shell."""

from __future__ import annotations

import os
import shlex
import signal
from asyncio.subprocess import Process
from contextlib import suppress


def words_of(line: str) -> tuple[str, ...]:
    """The words of a command as one would type it; raises `ValueError` if that is none."""
    words = tuple(shlex.split(line))
    if not words:
        raise ValueError("must name a program")
    return words


async def end(running: Process) -> None:
    """End a program with all that it started; it has to have a session of its own."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    await running.wait()
