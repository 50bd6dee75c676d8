"""The bot of the demo: the real one, whose time is the local Telegram's.

Run as a process of its own, `python -m bot.cli.demonstration.bot_main`; the time comes by standard
input, so that no setting of a real bot can change it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bot import app
from bot.composition.identity import ALONE, identity
from bot.composition.store import opened
from bot.runtime import event_loop, logs
from bot.settings import Settings

_INPUT = 0


class SetClock:
    """The machine's time, ahead of itself by as many seconds as the last line said.

    It is believed as it is, also where it jumps: somebody sets it on purpose.
    """

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._begun = b""

    def __call__(self) -> datetime:
        """The time of the local Telegram."""
        return datetime.now(UTC) + self._ahead

    def hear(self, data: bytes) -> None:
        """Take in what came: lines of a number each, maybe not all of the last one."""
        *lines, self._begun = (self._begun + data).split(b"\n")
        if lines:
            self._ahead = timedelta(seconds=float(lines[-1]))


def main() -> None:
    """Run the bot until SIGTERM, or until whoever tells the time is gone."""
    settings = Settings.load()
    logs.configure(settings)
    clock = SetClock()
    clock.hear(sys.stdin.buffer.readline())
    event_loop.run(_serve(settings, clock))


async def _serve(settings: Settings, clock: SetClock) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    os.set_blocking(_INPUT, False)
    loop.add_reader(_INPUT, _listen, clock, stop)
    async with opened(settings) as store:
        with identity(settings, ALONE) as who:
            await app.build(settings, store, who, clock=clock).run(stop)


def _listen(clock: SetClock, stop: asyncio.Event) -> None:
    with suppress(BlockingIOError):
        if data := os.read(_INPUT, 4096):
            clock.hear(data)
        else:
            asyncio.get_running_loop().remove_reader(_INPUT)
            stop.set()


if __name__ == "__main__":
    main()
