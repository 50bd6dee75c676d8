"""The demo's bot as a process: started, told the time, ended politely or by the plug."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from pathlib import Path

_PATIENCE = 15.0
"""Seconds a process gets to leave by itself."""


class BotProcess:
    """The bot that runs in a folder, with these variables and no others.

    `ahead` tells by how many seconds its clock is ahead of the machine's.
    """

    def __init__(
        self, folder: Path, variables: Mapping[str, str], ahead: Callable[[], float]
    ) -> None:
        self._folder = folder
        self._variables = variables
        self._ahead = ahead
        self._process: Process | None = None
        self._told: float | None = None
        self._replaced = asyncio.Event()

    async def start(self) -> None:
        """Start it."""
        words = ("-P", "-m", "bot.cli.demonstration.bot_main")
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *words, env=self._variables, cwd=self._folder,
            stdin=PIPE, stdout=DEVNULL, start_new_session=True,
        )  # fmt: skip
        self._told = None
        self.tell_time()

    def tell_time(self) -> None:
        """Tell it the time, where that was set."""
        pipe = self._process.stdin if self._process else None
        ahead = self._ahead()
        if pipe is not None and not pipe.is_closing() and ahead != self._told:
            pipe.write(f"{ahead}\n".encode())
            self._told = ahead

    async def lose_power(self) -> None:
        """Kill it as a power cut does, and start it again."""
        dying, self._process = self._process, None
        if dying is not None and dying.returncode is None:
            dying.kill()
            await dying.wait()
        await self.start()
        self._replaced.set()

    async def ended(self) -> int:
        """The exit code with which it ended by itself."""
        while True:
            self._replaced.clear()
            if process := self._process:
                code = await process.wait()
                if process is self._process:
                    return code
            await self._replaced.wait()

    async def stop(self) -> None:
        """End it, by force if it doesn't listen."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _PATIENCE)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
