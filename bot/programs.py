"""Programs of the operator's that are started without a shell."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress


def words_of(line: str) -> tuple[str, ...]:
    """The words of a command as one would type it; raises `ValueError` if that is none."""
    words = tuple(shlex.split(line))
    if not words:
        raise ValueError("must name a program")
    return words


async def start(
    words: Sequence[str], environment: Mapping[str, str], *, stdout: int = DEVNULL
) -> Process:
    """Start a program that is told something on its input, in a session of its own.

    Raises `OSError` or `ValueError` where it can't be started.
    """
    return await asyncio.create_subprocess_exec(
        *words,
        stdin=PIPE,
        stdout=stdout,
        stderr=DEVNULL,
        env=environment,
        start_new_session=True,
    )


async def end(running: Process) -> None:
    """End a program with all that it started, of which asyncio alone would end nothing."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    await running.wait()
