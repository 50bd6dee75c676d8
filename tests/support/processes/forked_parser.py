"""Parsers forked from a process that has their modules loaded: to import them takes half the time.

A bot that was forked asks for them, where it would start Python anew.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import digests
from digests.parsing.sandbox import worker
from digests.parsing.sandbox.runner import Sandbox
from tests.support.forking import ForkedProcess, forked


@dataclass(frozen=True, kw_only=True)
class ForkedParser:
    """A parser's process, to be handled as one of `asyncio.subprocess`."""

    process: ForkedProcess
    stdin: StreamWriter
    stdout: StreamReader
    stderr: StreamReader
    writers: tuple[StreamWriter, ...]

    @property
    def returncode(self) -> int | None:
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()

    async def wait(self) -> int:
        code = await self.process.wait()
        for writer in self.writers:
            writer.close()
        return code


def fork_parsers(asking: socket.socket) -> None:
    """Let each file be parsed in a process that the server behind `asking` forks."""

    async def start(sandbox: Sandbox) -> ForkedParser:
        limits = sandbox._limits
        ends = [socket.socketpair() for _ in range(3)]
        told = json.dumps({"parser": [limits.memory, limits.seconds], "folder": str(Path.cwd())})
        try:
            theirs = [end.fileno() for _, end in ends]
            process = await forked(asking, told.encode(), theirs)
        finally:
            for _, end in ends:
                end.close()
        for ours, _ in ends:
            ours.setblocking(False)
        streams = [await asyncio.open_connection(sock=ours) for ours, _ in ends]
        (_, stdin), (stdout, _), (stderr, _) = streams
        return ForkedParser(
            process=process,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            writers=tuple(writer for _, writer in streams),
        )

    Sandbox._start = start  # type: ignore[method-assign,assignment]


def parse(wanted: Mapping[str, Any]) -> NoReturn:
    """Be the parser that was asked for, in an environment as empty as one has that is started.

    Ends without clearing up: to let go of all that was forked would first copy it.
    """
    os.environ.clear()
    os.environ.update(PYTHONPATH=str(Path(digests.__file__).parents[1]), PYTHONUTF8="1")
    worker.main(*wanted["parser"])
    os._exit(0)
