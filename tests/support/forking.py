"""Bot processes forked from one that has their modules loaded: to import them takes a second."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a process shall be: its words behind `python -m bot`, its variables and folder.

    It prints to where this process does, or to the files that are given.
    """

    words: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    output: IO[bytes] | None = None
    errors: IO[bytes] | None = None

    def as_json(self) -> bytes:
        told = {
            "words": list(self.words),
            "environment": dict(self.environment),
            "folder": str(self.folder),
        }
        return json.dumps(told).encode()


class ForkedProcess:
    """A bot's process, to be handled as one of `asyncio.subprocess`."""

    def __init__(
        self, pid: int, channel: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = asyncio.create_task(self._watch(channel, writer))

    async def _watch(self, channel: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        self.returncode = int(await channel.readline())
        writer.close()
        await writer.wait_closed()
        return self.returncode

    async def wait(self) -> int:
        """Its exit code once it has ended, or less than 0 the signal that ended it."""
        return await asyncio.shield(self._ended)

    def send_signal(self, number: int) -> None:
        """Raises `ProcessLookupError` if it has ended."""
        if self.returncode is not None:
            raise ProcessLookupError(self.pid)
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


async def forked(control: socket.socket, told: bytes, streams: Sequence[int]) -> ForkedProcess:
    """A process that the server behind `control` forks, told what it shall be.

    `streams` are its standard input, output and error.
    """
    channel, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(control, [b"+"], [theirs.fileno(), *streams])
    channel.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=channel)
    writer.write(told)
    writer.write_eof()
    return ForkedProcess(int(await reader.readline()), reader, writer)


class ForkServer:
    """The process that forks; started with the first process that is wanted of it."""

    def __init__(self) -> None:
        self._control: socket.socket | None = None
        self._server: subprocess.Popen[bytes] | None = None

    async def start(self, wanted: Wanted) -> ForkedProcess:
        """Fork a process; whoever starts it ends it."""
        control = self._control or self._begin()
        nothing = os.open(os.devnull, os.O_RDONLY)
        try:
            out = wanted.output.fileno() if wanted.output else 1
            error = wanted.errors.fileno() if wanted.errors else 2
            return await forked(control, wanted.as_json(), (nothing, out, error))
        finally:
            os.close(nothing)

    def _begin(self) -> socket.socket:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._server = subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, "-m", "tests.support.fork_server", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
            )
        return self._control

    def close(self) -> None:
        """End the server, and by force whatever it forked that still runs."""
        if self._control and self._server:
            self._control.close()
            self._server.wait(30)
