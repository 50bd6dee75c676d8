"""How a draft becomes an edition: what an editor orders, another may have to agree to, and undo.

draft ─order→ waits for another editor ─agree→ carried out
      └────────────(one editor is enough)────→ carried out: leaves in some seconds, at its moment,
                                               into the archive, and in some seconds
                                               in the place of another
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from digests.model import Digest, EditionState
from digests.newsroom import Accepted, Newsroom, note
from digests.values.orders import CORRECTS, OrderKind, PublishOrder
from digests.values.roles import AuditEntry

log = structlog.get_logger()


class Ordered(StrEnum):
    """What became of an order."""

    PUBLISHED = "published"  # it is on its way
    LEAVING = "leaving"  # it goes out in some seconds, and can be undone until then
    SCHEDULED = "scheduled"  # the clock publishes it
    ARCHIVED = "archived"  # readers can look it up
    REPLACED = "replaced"  # it stands in the place of another
    WAITING = "waiting"  # another editor has to agree
    OUTDATED = "outdated"  # it was about what the draft does not say any more
    DECIDED = "decided"  # the edition is no draft any more, or nobody ordered anything
    DAY_TAKEN = "day_taken"  # its day has another edition
    PASSED = "passed"  # its moment has passed
    TOO_LARGE = "too_large"  # readers can't be sent so much
    OWN = "own"  # who ordered it can't be the one who agrees


DONE = frozenset(
    {
        Ordered.PUBLISHED,
        Ordered.LEAVING,
        Ordered.SCHEDULED,
        Ordered.ARCHIVED,
        Ordered.REPLACED,
        Ordered.WAITING,
    }
)
"""What changes where an edition stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """Where editors say how drafts are published; whoever asks has to be an editor.

    `undo` is for how long what shall go out at once can be called back; nothing can where it is 0.
    """

    newsroom: Newsroom
    undo: timedelta

    @property
    def needs_approval(self) -> bool:
        """Whether a second editor has to agree."""
        return self.newsroom.needs_approval

    async def order(
        self,
        edition_id: int,
        kind: OrderKind,
        *,
        entry: AuditEntry,
        moment: datetime | None = None,
        revision: int | None = None,
    ) -> Ordered:
        """Publish a draft in that way, or ask for another editor's agreement.

        `entry` says in the audit who does so, in the transaction in which it is done. `moment` is
        for what shall appear at one. `revision` is that of the draft which the editor saw; None
        where that is not known.
        """
        edition = await self.newsroom.edition(edition_id)
        if edition is None or not edition.is_undecided:
            return Ordered.DECIDED
        accepted = await self.newsroom.look(edition)
        now = accepted.draft.revision if accepted.draft else 0
        if revision not in {None, now}:
            return Ordered.OUTDATED
        order = PublishOrder(
            edition_id=edition_id,
            kind=kind,
            by=entry.actor,
            at=self.newsroom.clock(),
            revision=now,
            moment=moment,
            is_waiting=self.needs_approval,
        )
        before = accepted.prospect.order
        is_so = before is not None and replace(before, at=order.at) == order
        hindered = self._hindered(accepted, order, is_so=is_so)
        if hindered:
            return hindered
        if is_so and accepted.is_leaving:
            return Ordered.LEAVING  # pressed twice: the seconds go on
        if order.is_waiting:
            await self.newsroom.unschedule(edition_id)
            async with self.newsroom.store.transaction() as unit:
                await unit.orders.put(order)
                await note(unit, entry, EditionState.DRAFT)
            log.info("approval_asked", edition=edition_id)
            return Ordered.WAITING
        return await self._carry_out(order, entry)

    def _hindered(self, accepted: Accepted, order: PublishOrder, *, is_so: bool) -> Ordered | None:
        """Why an order can't be carried out now; one that is so already may have its moment."""
        if self.newsroom.excesses(accepted.edition):
            return Ordered.TOO_LARGE
        if accepted.same_day and order.kind not in CORRECTS:
            return Ordered.DAY_TAKEN
        is_past = order.moment is not None and order.moment <= self.newsroom.clock()
        return Ordered.PASSED if is_past and not is_so else None

    async def approve(self, edition_id: int, *, entry: AuditEntry) -> Ordered:
        """Agree to what another editor ordered, and carry it out."""
        by = entry.actor
        edition = await self.newsroom.edition(edition_id)
        order = await self.newsroom.store.orders.find(edition_id)
        if edition is None or not edition.is_undecided or order is None or not order.is_waiting:
            return Ordered.DECIDED
        if by is None or by == order.by:
            return Ordered.OWN
        accepted = await self.newsroom.look(edition)
        is_gone = order.kind in CORRECTS and accepted.same_day is None
        if is_gone or order.revision != (accepted.draft.revision if accepted.draft else 0):
            await self.newsroom.store.orders.drop(edition_id)
            return Ordered.OUTDATED
        hindered = self._hindered(accepted, order, is_so=False)
        if hindered:
            return hindered
        if not await self.newsroom.store.orders.agree(order):
            return Ordered.DECIDED  # who ordered it has withdrawn it meanwhile
        return await self._carry_out(replace(order, is_waiting=False), entry)

    async def _carry_out(self, order: PublishOrder, entry: AuditEntry) -> Ordered:
        ways: Mapping[OrderKind, Callable[[PublishOrder, AuditEntry], Awaitable[Ordered | None]]]
        ways = {
            OrderKind.NOW: self._send,
            OrderKind.AT: self._schedule,
            OrderKind.ARCHIVE: self._archive,
            OrderKind.REPLACE: self._replace,
            OrderKind.TELL: self._replace,
        }
        # First of all, so that who is told of its way is the editor who ordered it.
        await self.newsroom.store.orders.put(order)
        done = await ways[order.kind](order, entry)
        if done:
            return done
        await self.newsroom.store.orders.drop(order.edition_id)
        edition = await self.newsroom.edition(order.edition_id)
        is_undecided = edition is not None and edition.is_undecided
        return Ordered.DAY_TAKEN if is_undecided else Ordered.DECIDED

    async def _send(self, order: PublishOrder, entry: AuditEntry) -> Ordered | None:
        if self.undo:
            return await self._leave(order, entry)
        published = await self.newsroom.publish(order.edition_id, by=order.by, entry=entry)
        return Ordered.PUBLISHED if published else None

    async def _leave(self, order: PublishOrder, entry: AuditEntry) -> Ordered | None:
        """Let the clock do it in some seconds, until which it can be undone."""
        leaves = self.newsroom.clock() + self.undo
        scheduled = await self.newsroom.schedule(order.edition_id, leaves, entry=entry)
        return Ordered.LEAVING if scheduled else None

    async def _schedule(self, order: PublishOrder, entry: AuditEntry) -> Ordered | None:
        moment = order.moment or order.at
        scheduled = await self.newsroom.schedule(order.edition_id, moment, entry=entry)
        return Ordered.SCHEDULED if scheduled else None

    async def _archive(self, order: PublishOrder, entry: AuditEntry) -> Ordered | None:
        archived = await self.newsroom.archive(order.edition_id, entry=entry)
        return Ordered.ARCHIVED if archived else None

    async def _replace(self, order: PublishOrder, entry: AuditEntry) -> Ordered | None:
        if self.undo:
            return await self._leave(order, entry)
        tells = order.kind is OrderKind.TELL
        replaced = await self.newsroom.replace(
            order.edition_id, by=order.by, tells=tells, entry=entry
        )
        return Ordered.REPLACED if replaced else None

    async def waiting(self, edition_id: int) -> PublishOrder | None:
        """What another editor has to agree to; None where nothing of an edition waits."""
        order = await self.newsroom.store.orders.find(edition_id)
        return order if order and order.is_waiting else None

    async def withdraw(self, edition_id: int, *, entry: AuditEntry) -> bool:
        """Let what is scheduled, leaves or waits be a draft again; False where it is none of it."""
        return await self.newsroom.unschedule(edition_id, entry=entry)

    async def queue(self) -> Sequence[Accepted]:
        """Everything that is not decided about, what appears first in front, drafts last."""
        those = [await self.newsroom.look(one) for one in await self.newsroom.drafts()]
        return sorted(those, key=_place)

    async def before(self, edition_id: int, revision: int) -> Digest | None:
        """What a draft said in a revision; None where that is not known any more."""
        draft = await self.newsroom.store.uploads.find(edition_id)
        if draft is None or draft.revision != revision + 1:
            return None
        return await self.newsroom.store.uploads.before(edition_id)


def _place(accepted: Accepted) -> tuple[bool, datetime]:
    edition, order = accepted.edition, accepted.prospect.order
    moment = edition.publish_at or (order.moment if order else None)
    is_draft = edition.state is EditionState.DRAFT and order is None
    return is_draft, moment or edition.created_at
