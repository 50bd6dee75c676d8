"""Writes that come while one is under way, done together in the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class GroupCommit(Generic[T]):
    """Writes as soon as the last write has ended, whatever came meanwhile, in its order."""

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[None]]) -> None:
        self._write = write
        self._waiting: list[tuple[Sequence[T], asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, items: Sequence[T]) -> None:
        """Have items written; returns when they are, or raises what their write raised."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((items, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        await done

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            error = await self._failure([item for items, _ in batch for item in items])
            for _, done in batch:
                _end(done, error)

    async def _failure(self, items: Sequence[T]) -> Exception | None:
        try:
            await self._write(items)
        except Exception as error:  # noqa: BLE001 - whoever waits for the write is told
            return error
        return None


def _end(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():
        return  # who waited was cancelled
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
