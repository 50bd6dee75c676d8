"""Broadcasts: opened, planned, steered, watched; one listener is told of every change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from digests.delivery.model import Broadcast, BroadcastKind, Progress, Undelivered
from digests.errors import StoreError
from digests.model import Edition
from digests.store import Store, Unit

log = structlog.get_logger()

Cause = Callable[[Unit], Awaitable[Edition | None]]
"""What gives cause for a broadcast, done in its transaction: the edition, None without a cause."""

OnChange = Callable[[Broadcast], Awaitable[None]]
"""Who is told that a broadcast was opened, steered, or owes somebody something new.

It raises nothing: what it is told of has happened.
"""


async def tell_nobody(_: Broadcast) -> None:
    """Where nothing runs that a change would concern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastStatus:
    """A broadcast, the edition that it brings, and how far it is."""

    broadcast: Broadcast
    edition: Edition
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcasts:
    """Everything that is brought to subscribers; `clock` tells the time.

    Every method raises `StoreError` where the store could not do what was asked, or where there
    is no broadcast of that id. What steers says whether it changed anything; where it takes an
    `until`, by the database's clock, what failed later stays as it is.
    """

    store: Store
    clock: Callable[[], datetime]
    on_change: OnChange = tell_nobody

    async def open(
        self, kind: BroadcastKind, cause: Cause, *, by: int | None = None
    ) -> Broadcast | None:
        """Do what gives cause for a broadcast and open it, both or neither; None without a cause.

        An edition is broadcast once: opening it again gives the same broadcast. `by` is an
        editor's Telegram user id.
        """
        async with self.store.transaction() as unit:
            edition = await cause(unit)
            if edition is None:
                return None
            opened = await unit.ledger.open_broadcast(
                edition.id, kind, day=edition.date, at=self.clock(), by=by
            )
        return await self._follow_up(opened)

    async def plan(self) -> None:
        """Owe what is going out to those whose minute has come."""
        await self.store.ledger.plan(self.clock())
        for broadcast in await self.store.ledger.running():
            await self.on_change(broadcast)

    async def pause(self, broadcast_id: int) -> bool:
        """Write to nobody else until it is resumed."""
        return await self._steered(broadcast_id, self.store.ledger.pause(broadcast_id, ""))

    async def resume(self, broadcast_id: int) -> bool:
        """Let a paused one go on."""
        return await self._steered(broadcast_id, self.store.ledger.resume(broadcast_id))

    async def cancel(self, broadcast_id: int) -> bool:
        """Stop it for good."""
        return await self._steered(broadcast_id, self.store.ledger.cancel(broadcast_id))

    async def send_now(self, broadcast_id: int) -> bool:
        """Owe it at once to everybody whose minute is still to come."""
        return await self._steered(broadcast_id, self.store.ledger.send_now(broadcast_id))

    async def resend_unknown(self, broadcast_id: int, *, until: datetime | None = None) -> bool:
        """Send again what may not have arrived."""
        return await self._steered(
            broadcast_id, self.store.ledger.resolve_unknown(broadcast_id, resend=True, until=until)
        )

    async def assume_delivered(self, broadcast_id: int, *, until: datetime | None = None) -> bool:
        """Take what may not have arrived as arrived."""
        return await self._steered(
            broadcast_id, self.store.ledger.resolve_unknown(broadcast_id, resend=False, until=until)
        )

    async def retry_refused(self, broadcast_id: int, *, until: datetime | None = None) -> bool:
        """Send again what was refused, once its content is mended."""
        return await self._steered(
            broadcast_id, self.store.ledger.retry_refused(broadcast_id, until=until)
        )

    async def retry_missed(self, broadcast_id: int, *, until: datetime | None = None) -> bool:
        """Send it after all to those for whom it was too late."""
        return await self._steered(
            broadcast_id, self.store.ledger.retry_missed(broadcast_id, until=until)
        )

    async def unfinished(self) -> Sequence[Broadcast]:
        """Those that are going out or paused, oldest first."""
        return await self.store.ledger.unfinished()

    async def status(self, broadcast_id: int) -> BroadcastStatus:
        """A broadcast as it stands."""
        broadcast = await self.store.ledger.broadcast(broadcast_id)
        edition = await self.store.editions.get(broadcast.edition_id)
        if edition is None:
            raise StoreError(f"there is no edition {broadcast.edition_id}")
        progress = await self.store.ledger.progress(broadcast_id)
        return BroadcastStatus(broadcast=broadcast, edition=edition, progress=progress)

    async def undelivered(self, broadcast_id: int) -> Sequence[Undelivered]:
        """Who does not have it, as far as known, and why."""
        return await self.store.ledger.exceptions(broadcast_id)

    async def _steered(self, broadcast_id: int, change: Awaitable[bool | int]) -> bool:
        is_changed = bool(await change)
        await self._follow_up(await self.store.ledger.broadcast(broadcast_id))
        return is_changed

    async def _follow_up(self, broadcast: Broadcast) -> Broadcast:
        """The broadcast once it is written down who is owed it now, and told of.

        What was decided is in the store by now. Where planning fails, the next minute's does it.
        """
        try:
            await self.store.ledger.plan(self.clock())
            broadcast = await self.store.ledger.broadcast(broadcast.id)
        except StoreError as error:
            log.warning("planning_put_off", error=type(error).__name__)
        await self.on_change(broadcast)
        return broadcast
