"""What everybody is asked: a message to each of many chats; and what that cost them.

Needs nothing but Python, because peers live in an environment of their own.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A message to the chats `first` … `first + count - 1`, over so many connections at once.

    `server` is the URL of a PostgreSQL server for whoever keeps a record there. `rate` is how many
    messages a second whoever keeps to one may send.
    """

    url: str
    token: str
    first: int
    count: int
    connections: int
    text: str
    markup: dict[str, Any]
    server: str = ""
    rate: float = 28.5

    @property
    def chats(self) -> range:
        """Whom to write to."""
        return range(self.first, self.first + self.count)

    async def spread(self, send: Callable[[int], Awaitable[object]]) -> None:
        """Send to everybody, over all connections at once."""
        left = iter(self.chats)

        async def work() -> None:
            for chat in left:
                await send(chat)

        await asyncio.gather(*(work() for _ in range(self.connections)))


class Meter:
    """Measures a block: `with meter: …`; the start of the process before it costs nothing."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.processor = 0.0

    def __enter__(self) -> None:
        self.seconds -= time.perf_counter()
        self.processor -= time.process_time()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.seconds += time.perf_counter()
        self.processor += time.process_time()

    def told(self) -> dict[str, float]:
        """Seconds on the clock and of a processor, and the most memory that was held, in MB."""
        return {"seconds": self.seconds, "processor": self.processor, "peak": peak_of("self")}


def peak_of(process: int | str) -> float:
    """The most memory a process has held since it began, in MB; what is forked inherits none."""
    status = Path(f"/proc/{process}/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8")) if status.exists() else None
    return int(found[1]) / 1024 if found else float("nan")


def perform(
    work: Callable[[Task, Meter], Awaitable[None]],
    run: Callable[[Coroutine[Any, Any, None]], None] = asyncio.run,
) -> None:
    """Do the task of the file named last on the command line and print what it cost.

    `run` is what the contestant starts its own event loop with.
    """
    task = Task(**json.loads(Path(sys.argv[-1]).read_text("utf-8")))
    meter = Meter()

    async def measured() -> None:
        await work(task, meter)

    run(measured())
    print(json.dumps(meter.told()))
