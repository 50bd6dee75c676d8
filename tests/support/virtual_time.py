"""Time that goes on only when nobody in the event loop has anything left to do."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable
from itertools import count
from typing import Any, TypeVar

_Result = TypeVar("_Result")


class VirtualTime:
    """A monotonic clock and its `sleep`: hours pass in no time, the same on every machine."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        waking = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), waking))
        await waking

    async def run(self, work: Awaitable[_Result]) -> _Result:
        """Let time go on until a piece of work is done."""
        task = asyncio.ensure_future(work)
        while not task.done():
            await _settled()
            if not task.done():
                self._go_on()
        return task.result()

    async def pass_by(self, seconds: float) -> None:
        """Let that much time go on."""
        await self.run(self.sleep(seconds))

    def _go_on(self) -> None:
        while self._sleepers:
            moment, _, waking = heapq.heappop(self._sleepers)
            if not waking.done():
                self.now = max(self.now, moment)
                waking.set_result(None)
                return
        raise AssertionError("everybody waits for something that never comes")


async def _settled() -> None:
    loop: Any = asyncio.get_running_loop()
    await asyncio.sleep(0)
    while loop._ready:  # noqa: ASYNC110 - this is what it waits for
        await asyncio.sleep(0)
