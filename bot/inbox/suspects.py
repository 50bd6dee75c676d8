"""What may have ended a process: begun with fewer beside it each time, and in the end not at all.

What a process that ended has left is counted before it is begun again. Nobody knows which of all
that was begun ended the process, so what was begun before is begun with fewer beside it: the third
time with nothing, and whoever ends a process then is known.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.inbox.group_commit import GroupCommit
from digests.errors import StoreError
from digests.store.bots.inbox import InboxStore, Incoming

MOST_TRIES = 3
"""How often what was left is begun again."""
_TOGETHER = 16
"""How many are handled at once that were begun once before."""
_WATCHED = 10.0
"""Seconds for which others wait; what ends a process does so sooner, what takes longer may wait."""


class Suspects:
    """Counts how often what was left is begun, and keeps others from beginning beside it."""

    def __init__(self, store: InboxStore) -> None:
        self._store = store
        self._begun = GroupCommit(store.begun)
        self._few = asyncio.Semaphore(_TOGETHER)
        self._alone = asyncio.Semaphore(1)

    @asynccontextmanager
    async def permit(self, one: Incoming) -> AsyncIterator[None]:
        """Wait until something may begin; others of its kind wait for a while."""
        if not one.tries:
            yield
            return
        places = self._few if one.tries == 1 else self._alone
        await places.acquire()
        freed = asyncio.Event()
        timer = asyncio.get_running_loop().call_later(_WATCHED, _free, places, freed)
        try:
            yield
        finally:
            timer.cancel()
            _free(places, freed)

    async def count(self, one: Incoming) -> bool:
        """Write down that something is begun once more; False where it must not be.

        Where that can't be written it counts for nothing: readers are answered all the same.
        """
        if one.tries is None:
            return True
        try:
            await self._begun.put([one.id])
        except StoreError:
            return True
        return one.tries < MOST_TRIES

    async def set_aside(self, one: Incoming) -> None:
        """Keep something as it is, unhandled; raises `StoreError`."""
        await self._store.set_aside(one.id)

    async def survived(self, one: Incoming) -> None:
        """Count from the start again what was handled well, but may be handled anew."""
        if one.tries is not None:
            with suppress(StoreError):
                await self._store.survived(one.id)


def _free(places: asyncio.Semaphore, freed: asyncio.Event) -> None:
    if not freed.is_set():
        freed.set()
        places.release()
