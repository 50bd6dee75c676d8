"""Broadcasts: opened, planned, steered, watched; one listener is told of every change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from digests.delivery.model import (
    NO_EDITION,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Progress,
    Undelivered,
)
from digests.errors import StoreError
from digests.model import Addressees, Announcement, Edition
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
    """A broadcast, what it is about, and how far it is.

    It is about an edition, an announcement about itself, a round-up about nothing of its own.
    `is_resumable` says that it was stopped, and can go on.
    """

    broadcast: Broadcast
    content: Edition | Announcement | None
    progress: Progress
    is_resumable: bool = False

    @property
    def paper(self) -> str | None:
        """The key of the paper that it is of; None of what goes to the readers of all."""
        return self.content.paper if isinstance(self.content, Edition) else None


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

    async def correct(
        self, cause: Cause, *, by: int | None = None, tells: bool = False
    ) -> Broadcast | None:
        """Do what corrects an edition and open the broadcast that does so; None without a cause.

        One that `tells` opens another, which replies with what the correction changed.
        """
        told = None
        async with self.store.transaction() as unit:
            edition = await cause(unit)
            if edition is None:
                return None
            day, ledger = edition.date, unit.ledger
            opened = await ledger.open_broadcast(
                edition.id, BroadcastKind.CORRECTION, day=day, at=self.clock(), by=by
            )
            if tells and edition.corrections and edition.corrections[-1].changes:
                told = await ledger.open_broadcast(
                    edition.id,
                    BroadcastKind.ERRATUM,
                    day=day,
                    at=self.clock(),
                    by=by,
                    subject=len(edition.corrections) - 1,
                )
        opened = await self._follow_up(opened)
        if told:
            await self._follow_up(told)
        return opened

    async def write_announcement(self, content: str) -> Announcement:
        """Keep what an editor wants to tell readers; nobody is sent it yet."""
        return await self.store.announcements.add(content, self.clock())

    async def announcement(self, announcement_id: int) -> Announcement | None:
        """The announcement of that id, sent or not."""
        return await self.store.announcements.get(announcement_id)

    async def announce(
        self, announcement_id: int, addressees: Addressees, *, by: int | None = None
    ) -> Broadcast | None:
        """Send an announcement to those whom it is for.

        None where there is none of that id. One that was sent stays as it was sent.
        """
        async with self.store.transaction() as unit:
            if await unit.announcements.get(announcement_id) is None:
                return None
            sent = await unit.ledger.announcing(announcement_id)
            if sent:
                return sent
            await unit.announcements.address(announcement_id, addressees)
            opened = await unit.ledger.open_broadcast(
                NO_EDITION,
                BroadcastKind.ANNOUNCEMENT,
                day=self.clock().date(),
                at=self.clock(),
                by=by,
                subject=announcement_id,
            )
        log.info("announcement_sent", announcement=announcement_id)
        return await self._follow_up(opened)

    async def announcing(self, announcement_id: int) -> Broadcast | None:
        """The broadcast that sends an announcement; None where it is not sent."""
        return await self.store.ledger.announcing(announcement_id)

    async def plan(self) -> None:
        """Owe what is going out to those whose minute has come, and what they missed."""
        await self.store.ledger.open_round_ups(self.clock())
        await self.store.ledger.plan(self.clock())
        for broadcast in await self.store.ledger.running():
            await self.on_change(broadcast)

    async def pause(self, broadcast_id: int) -> bool:
        """Write to nobody else until it is resumed."""
        return await self._steered(broadcast_id, self.store.ledger.pause(broadcast_id, ""))

    async def resume(self, broadcast_id: int) -> bool:
        """Let a paused one go on."""
        return await self._steered(broadcast_id, self.store.ledger.resume(broadcast_id))

    async def resume_stopped(self, broadcast_id: int) -> bool:
        """Let a stopped one go on to whom it had not come."""
        return await self._steered(broadcast_id, self.store.ledger.resume_stopped(broadcast_id))

    async def cancel(self, broadcast_id: int) -> bool:
        """Stop it, until it is resumed."""
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

    async def retry_too_late(self, broadcast_id: int, *, until: datetime | None = None) -> bool:
        """Send it after all to those for whom it was too late."""
        return await self._steered(
            broadcast_id, self.store.ledger.retry_too_late(broadcast_id, until=until)
        )

    async def unfinished(self) -> Sequence[Broadcast]:
        """Those that are going out or paused and watched by editors, oldest first."""
        return [one for one in await self.store.ledger.unfinished() if one.is_watched]

    async def resumable(self) -> Sequence[Broadcast]:
        """Those that were stopped and can go on, oldest first."""
        return await self.store.ledger.resumable()

    async def status(self, broadcast_id: int) -> BroadcastStatus:
        """A broadcast as it stands."""
        broadcast = await self.store.ledger.broadcast(broadcast_id)
        content = await self._content(broadcast)
        if content is None and broadcast.kind is not BroadcastKind.ROUND_UP:
            raise StoreError(f"what broadcast {broadcast_id} is about is not there")
        progress = await self.store.ledger.progress(broadcast_id)
        can_go_on = broadcast.state is BroadcastState.CANCELLED and broadcast.id in {
            one.id for one in await self.resumable()
        }
        return BroadcastStatus(
            broadcast=broadcast, content=content, progress=progress, is_resumable=can_go_on
        )

    async def _content(self, broadcast: Broadcast) -> Edition | Announcement | None:
        if broadcast.kind is BroadcastKind.ANNOUNCEMENT:
            return await self.announcement(broadcast.subject)
        return await self.store.editions.get(broadcast.edition_id)

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
