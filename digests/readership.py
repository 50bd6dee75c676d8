"""Readers as a whole: how many there are, what they open, by which links they came."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from digests.errors import StoreError
from digests.model import Edition, EditionState
from digests.store import Store
from digests.store.readership.counting import DaySpan
from digests.store.readership.openings import OpenedItem
from digests.values.figures import OPENINGS_COUNTED, Figures

log = structlog.get_logger()

_PAUSE = 5.0
"""Seconds between two times that openings are written: many at once cost as much as one."""
_MOST = 50_000
"""Openings that wait to be written; more are not counted."""


class Readership:
    """What editors are told of their readers, in sums.

    Openings wait in memory, so that showing an item never waits for a write; a kill loses those of
    a few seconds. `zone` is the one whose calendar days are counted.
    """

    def __init__(self, *, store: Store, clock: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._opened: set[OpenedItem] = set()

    def note_opening(self, edition: Edition, number: int, subscriber_id: int) -> None:
        """Count that a subscriber opened an item of a published edition, once, while it is new."""
        published = edition.published_at
        if edition.state is not EditionState.PUBLISHED or published is None:
            return
        if self._clock() - published < OPENINGS_COUNTED and len(self._opened) < _MOST:
            self._opened.add(OpenedItem(edition.id, subscriber_id, number))

    async def write_openings(self) -> None:
        """Have those counted that wait; raises `StoreError` where they go on waiting."""
        opened, self._opened = self._opened, set()
        if not opened:
            return
        try:
            await self._store.openings.add(opened)
        except StoreError:
            self._opened |= opened
            raise

    async def run(self, stop: asyncio.Event) -> None:
        """Write openings now and then, and at the end."""
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _PAUSE)
            await self._try_to_write()

    async def _try_to_write(self) -> None:
        try:
            await self.write_openings()
        except StoreError as error:
            log.warning("openings_not_written", error=type(error).__name__)

    async def note_source(self, subscriber_id: int, source: str) -> None:
        """Remember by which invitation link somebody came, who did not come before."""
        await self._store.subscribers.note_source(subscriber_id, source)

    async def figures(self, days: int) -> Figures:
        """Everything about so many calendar days, today the last of them."""
        await self._try_to_write()
        today = self._clock().astimezone(self._zone).date()
        first = today - timedelta(days=days - 1)
        return await self._store.counting.figures(DaySpan(first=first, last=today, zone=self._zone))
