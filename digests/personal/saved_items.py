"""Items that a reader saves for later, and is reminded of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from digests.model import Preferences
from digests.personal.reminder_times import remind_at
from digests.store import Store
from digests.values.saved import DueReminder, ReminderTime, SavedItem, SavedPage

_AT_ONCE = 10
"""Reminders that are in hand at the same time: of so many a kill leaves it unknown who has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedItems:
    """What people saved, by their Telegram ids; `clock` tells the time.

    Every method raises `StoreError` where the store can't be asked.
    """

    store: Store
    clock: Callable[[], datetime]

    async def save(self, user_id: int, edition_id: int, number: int) -> bool:
        """Save an item; False where it was saved before."""
        return await self.store.saved_items.add(user_id, edition_id, number, self.clock())

    async def take_out(self, user_id: int, edition_id: int, number: int) -> bool:
        """Save an item no longer, nor remind of it; False where it was not saved."""
        return await self.store.saved_items.remove(user_id, edition_id, number)

    async def drop(self, user_id: int, saved_id: int) -> bool:
        """The same for what is saved under an id; False where that is nothing of theirs."""
        return await self.store.saved_items.drop(user_id, saved_id)

    async def find(self, user_id: int, edition_id: int, number: int) -> SavedItem | None:
        """An item as somebody saved it; None where they did not."""
        return await self.store.saved_items.find(user_id, edition_id, number)

    async def page(self, user_id: int, *, offset: int, limit: int) -> SavedPage:
        """What somebody saved, the newest but `offset` first."""
        return await self.store.saved_items.page(user_id, offset=offset, limit=limit)

    async def remind(
        self, user_id: int, place: tuple[int, int], when: ReminderTime, chosen: Preferences
    ) -> datetime:
        """Save an item, given by edition and number, and remind of it; when that will be."""
        at = remind_at(when, chosen, self.clock())
        async with self.store.transaction() as unit:
            await unit.saved_items.add(user_id, *place, self.clock())
            await unit.saved_items.remind(user_id, *place, at)
        return at

    async def cancel(self, user_id: int, saved_id: int) -> None:
        """Remind no more of what is saved under an id; it stays saved."""
        await self.store.saved_items.cancel(user_id, saved_id)

    async def take_due(self) -> Sequence[DueReminder]:
        """Some reminders that are due now; whoever takes them sends each once and tells of it."""
        now = self.clock()
        if not await self.store.saved_items.is_due(now):
            return ()
        return await self.store.saved_items.take_due(now, _AT_ONCE)

    async def reminded(self, reminder: DueReminder) -> None:
        """A reminder came, or can't be sent at all: it is over."""
        await self.store.saved_items.settle(reminder)

    async def not_reminded(self, reminder: DueReminder) -> None:
        """A reminder did not leave: it is due again."""
        await self.store.saved_items.give_back(reminder)
