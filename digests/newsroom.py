"""Where editions are made: read, checked, summarised, published, replaced.

bytes ─read→ Digest + Problems ─summarise→ stored Edition (draft)
  draft ─publish→ the edition of its key, and a broadcast to everyone who is owed it
  draft ─archive→ the edition of its key, sent to nobody
  draft ─schedule→ published by the clock
  draft ─replace→ that edition says this instead, and what was sent is corrected
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from digests.broadcasts import Broadcasts, Cause
from digests.corrections import corrected, numbers_now, with_editors_summaries
from digests.delivery.model import Broadcast, BroadcastKind
from digests.model import (
    CORRECTS,
    UNDECIDED,
    Digest,
    Draft,
    Edition,
    EditionKey,
    EditionState,
    Obstacle,
    Place,
    Problem,
    Prospect,
    PublishOrder,
    Reading,
)
from digests.parsing.checks import excesses
from digests.parsing.near_duplicates import near_copies
from digests.store import Store, Unit
from digests.store.drafts.uploads import Original
from digests.summary import Summariser, summarised
from digests.values.roles import AuditEntry, AuditWay

log = structlog.get_logger()

_NEWS = timedelta(days=2)
"""What is older may be a back issue, which nobody wants to be sent."""

_AHEAD = timedelta(days=7)
"""What is further ahead has a misspelt year: nobody would be sent it before that day."""

_LATE = timedelta(minutes=2)
"""After its moment an edition is on its way at the next full minute at the latest."""

_MEMORY_DAYS = 30
"""News that was told within so many days is not news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file or text as an editor posted it.

    `name` is the file's, empty for text. `posted` is when the editor wrote it. `by` is the editor's
    Telegram user id, None where it came another way than their chat.
    """

    name: str
    data: bytes
    posted: datetime
    by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What became of an upload; `same_day` is the published edition of its key, if another is.

    `draft` is what can still be changed, None where nothing can. `prospect` is how it is to be
    published, as far as that is decided.
    """

    edition: Edition
    is_new: bool
    same_day: Edition | None
    draft: Draft | None = None
    prospect: Prospect = field(default_factory=Prospect)

    @property
    def is_leaving(self) -> bool:
        """Whether it goes out in a moment, and that can still be undone."""
        return self.edition.state is EditionState.SCHEDULED and self.prospect.is_at_once


class Parser(Protocol):
    """Whoever turns bytes into a reading, safely and off the event loop."""

    async def parse(
        self, name: str, data: bytes, *, posted: date | None, structure: str | None = None
    ) -> Reading:
        """Parse a file, as one of that structure if it has it.

        Raises `ReadingError` with the reason where that can't be done.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """The desk through which every edition goes; `zone` is the editor's, `clock` tells the time.

    Where it `needs_approval`, nothing goes out by the clock to which only one editor agreed.
    """

    store: Store
    broadcasts: Broadcasts
    parser: Parser
    summariser: Summariser
    zone: ZoneInfo
    clock: Callable[[], datetime]
    needs_approval: bool = False

    async def accept(self, upload: Upload, *, before: Edition | None = None) -> Accepted:
        """Read an upload into a draft; the same content twice is one edition.

        A draft from `before` gives way to it, and leaves it the moment for which it was scheduled.
        What is too large to be published is neither summarised nor compared with what was told.
        Raises `ReadingError` where it can't be read as a digest.
        """
        return await self._accept(upload, hashlib.sha256(upload.data).hexdigest(), before)

    async def accept_again(self, upload: Upload) -> Accepted:
        """Read what was published and recalled into a draft of another edition.

        Posted once more it is that draft again, until that is recalled too. Raises `ReadingError`.
        """
        fingerprint = hashlib.sha256(upload.data).hexdigest()
        while True:
            fingerprint = hashlib.sha256(fingerprint.encode()).hexdigest()
            accepted = await self._accept(upload, fingerprint)
            if accepted.edition.state is not EditionState.RECALLED:
                return accepted

    async def _accept(
        self, upload: Upload, fingerprint: str, before: Edition | None = None
    ) -> Accepted:
        original = Original(name=upload.name, data=upload.data, posted=upload.posted)
        reading = await self._told(await self._as_chosen(original, upload.by), original)
        digest = reading.digest
        created_at = self.clock()
        edition = await self.store.editions.add(
            digest,
            reading.problems,
            date=digest.date or self._day_of(original),
            fingerprint=fingerprint,
            posted_by=upload.by,
            created_at=created_at,
        )
        await self.store.uploads.keep(edition.id, original, reading.alternatives)
        log.info("edition_accepted", edition=edition.id, items=len(digest.items))
        if before and before.id != edition.id:
            edition = await self._give_way(before, edition)
        return await self.look(edition, is_new=edition.created_at == created_at)

    async def read(self, original: Original, structure: str) -> Reading:
        """Read again what an edition was read from, as one of that structure.

        Raises `ReadingError` where that can't be done.
        """
        return await self._told(await self._parsed(original, structure), original)

    async def _parsed(self, original: Original, structure: str | None = None) -> Reading:
        posted = self._day_of(original)
        return await self.parser.parse(
            original.name, original.data, posted=posted, structure=structure
        )

    async def _as_chosen(self, original: Original, by: int | None) -> Reading:
        """A file as its editor had such be understood before, if it can be."""
        reading = await self._parsed(original)
        found, title = reading.alternatives, reading.digest.title
        if by is None or title is None:
            return reading
        chosen = await self.store.structure_choices.find(by, title)
        if chosen is None or chosen not in {one.key for one in found.structures}:
            return reading
        await self.store.structure_choices.remember(by, title, chosen, self.clock())
        return await self._parsed(original, chosen)

    async def _told(self, reading: Reading, original: Original) -> Reading:
        """A reading with its summaries, and with what was told before; as it is if too large.

        Summaries that an editor wrote in the edition of that day stay where the text is the same.
        """
        if excesses(reading.digest):
            return reading
        digest = await summarised(reading.digest, self.summariser)
        day = digest.date or self._day_of(original)
        published = await self.store.editions.published(EditionKey(date=day))
        if published:
            before = published.digest
            digest = await asyncio.to_thread(with_editors_summaries, before, digest)
        copies = await self._copies(digest, day)
        return replace(reading, digest=digest, problems=(*reading.problems, *copies))

    def _day_of(self, original: Original) -> date:
        """The day on which it was posted."""
        return original.posted.astimezone(self.zone).date()

    async def _give_way(self, before: Edition, edition: Edition) -> Edition:
        """Discard a draft for another, which is published when that one would be by now."""
        async with self.store.transaction() as unit:
            now = await unit.editions.get(before.id)
            order = await unit.orders.find(before.id)
            is_gone = await unit.editions.mark(
                before.id, EditionState.DISCARDED, at=self.clock(), expected=UNDECIDED
            )
            is_coming = now is not None and now.state is EditionState.SCHEDULED
            if is_gone and now and is_coming and not self.excesses(edition):
                scheduled = await unit.editions.mark(
                    edition.id,
                    EditionState.SCHEDULED,
                    at=self.clock(),
                    publish_at=now.publish_at,
                    expected=frozenset({EditionState.DRAFT}),
                )
                if scheduled and order and not self.needs_approval:
                    await unit.orders.put(replace(order, edition_id=edition.id, revision=0))
        return await self.edition(edition.id) or edition

    async def _copies(self, digest: Digest, day: date) -> tuple[Problem, ...]:
        """What the digest says that it or another of the last days has said before."""
        earlier = await self.store.editions.recent_items(_MEMORY_DAYS, before=day)
        places = {item.number: Place(item=item.number) for item in digest.items}
        return await asyncio.to_thread(near_copies, digest, places, earlier)

    async def look(self, edition: Edition, *, is_new: bool = True) -> Accepted:
        """An edition beside the one that readers have of its key."""
        same_day = await self.store.editions.published(edition.key)
        other = same_day if same_day and same_day.id != edition.id else None
        draft = order = None
        if edition.is_undecided:
            draft = await self.store.uploads.find(edition.id)
            order = await self.store.orders.find(edition.id)
        return Accepted(
            edition=edition,
            is_new=is_new,
            same_day=other,
            draft=draft,
            prospect=Prospect(order=order, obstacle=self._obstacle(edition, other, order)),
        )

    def _obstacle(
        self, edition: Edition, other: Edition | None, order: PublishOrder | None
    ) -> Obstacle | None:
        """Why an edition can't appear as it was decided; None where it can, or nothing was."""
        is_waiting = order is not None and order.is_waiting
        if not edition.is_undecided or not (edition.publish_at or is_waiting):
            return None
        if other and not (order and order.kind in CORRECTS):
            return Obstacle.DAY_TAKEN
        moment = edition.publish_at or (order.moment if order else None)
        return Obstacle.PASSED if moment and moment < self.clock() - _LATE else None

    async def edition(self, edition_id: int) -> Edition | None:
        """The edition of that id, in whatever state."""
        return await self.store.editions.get(edition_id)

    async def drafts(self) -> Sequence[Edition]:
        """Drafts and scheduled editions, newest first."""
        return await self.store.editions.drafts()

    @staticmethod
    def excesses(edition: Edition) -> tuple[Problem, ...]:
        """Why a draft can't be published, whoever confirms it: each reader would be sent too much.

        Asked of what it says now, and not of what was noted when it was read.
        """
        return excesses(edition.digest) if edition.is_undecided else ()

    async def publish(self, edition_id: int, *, by: int | None = None) -> Broadcast | None:
        """Publish a draft and open its broadcast; None where its key has another edition.

        None as well for what is too large, is no draft any more, or was only archived. Doing it
        twice changes nothing: there is one broadcast an edition.
        """

        async def published(unit: Unit) -> Edition | None:
            return await unit.editions.publish(edition_id, self.clock())

        return await self._sent(edition_id, published, by)

    async def _sent(self, edition_id: int, published: Cause, by: int | None) -> Broadcast | None:
        """Publish an edition in that way, and open its broadcast."""
        edition = await self.edition(edition_id)
        if edition is None or self.excesses(edition):
            return None

        async def cause(unit: Unit) -> Edition | None:
            is_archived = await self._is_archived(unit, edition_id)
            return None if is_archived else await published(unit)

        broadcast = await self.broadcasts.open(BroadcastKind.EDITION, cause, by=by)
        if broadcast:
            log.info("edition_published", edition=edition_id)
        return broadcast

    @staticmethod
    async def _is_archived(unit: Unit, edition_id: int) -> bool:
        """Whether an edition is published and was never sent."""
        edition = await unit.editions.get(edition_id)
        if edition is None or edition.state is not EditionState.PUBLISHED:
            return False
        return await unit.ledger.sending(edition_id) is None

    async def archive(self, edition_id: int) -> Edition | None:
        """Let readers look a draft up without sending it; None where its key has another edition.

        None as well for what is too large, or no draft any more.
        """
        async with self.store.transaction() as unit:
            edition = await unit.editions.get(edition_id)
            if edition is None or not edition.is_undecided or self.excesses(edition):
                return None
            archived = await unit.editions.publish(edition_id, self.clock())
        if archived:
            log.info("edition_archived", edition=edition_id)
        return archived

    def is_old(self, edition: Edition, at: datetime | None = None) -> bool:
        """Whether an edition would be no news any more, now or at an instant."""
        today = (at or self.clock()).astimezone(self.zone).date()
        return today - edition.date > _NEWS

    def is_far_ahead(self, edition: Edition, at: datetime | None = None) -> bool:
        """Whether an edition is of a day that nobody writes news of, now or at an instant."""
        today = (at or self.clock()).astimezone(self.zone).date()
        return edition.date - today > _AHEAD

    async def publish_due(self) -> Sequence[Edition]:
        """Publish every scheduled edition whose moment has come.

        Those whose place another edition has taken, and those changed since another editor agreed,
        are drafts again, and returned: whoever scheduled them has to decide anew.
        """
        return [one for one in await self.due() if not await self._published_or_draft(one)]

    async def due(self) -> Sequence[Edition]:
        """The scheduled editions whose moment has come."""
        return await self.store.editions.due(self.clock())

    async def is_any_due(self) -> bool:
        """Whether the moment of any scheduled edition has come."""
        return await self.store.editions.is_due(self.clock())

    async def _published_or_draft(self, edition: Edition) -> bool:
        order = await self.store.orders.find(edition.id)

        async def published(unit: Unit) -> Edition | None:
            return await unit.editions.publish_due(edition.id, self.clock())

        by = order.by if order else edition.posted_by
        if await self._is_agreed(edition, order) and await self._sent(edition.id, published, by):
            entry = AuditEntry(
                at=self.clock(),
                way=AuditWay.CLOCK,
                action="publish",
                edition=edition.id,
                detail=EditionState.PUBLISHED,
            )
            await self.store.audit.add(entry)
            return True
        now = await self.edition(edition.id)
        if now is None or now.publish_at != edition.publish_at:
            return True  # an editor put it off meanwhile
        log.warning("edition_superseded", edition=edition.id)
        return not await self.unschedule(edition.id)

    async def _is_agreed(self, edition: Edition, order: PublishOrder | None) -> bool:
        """Whether as many editors as it takes agreed to what an edition says now."""
        if not self.needs_approval:
            return True
        draft = await self.store.uploads.find(edition.id)
        revision = draft.revision if draft else 0
        return order is not None and not order.is_waiting and order.revision == revision

    async def unschedule(self, edition_id: int) -> bool:
        """Let a scheduled edition be a draft again; False where it is not scheduled."""
        async with self.store.transaction() as unit:
            await unit.orders.drop(edition_id)
            return await unit.editions.mark(
                edition_id,
                EditionState.DRAFT,
                at=self.clock(),
                expected=frozenset({EditionState.SCHEDULED}),
            )

    async def tell_held_back(self) -> Sequence[Edition]:
        """What was scheduled when the database was restored; each is told of once.

        Those are drafts, because they may have appeared since the backup.
        """
        held = [
            one for one in await self.drafts() if one.publish_at and one.state is EditionState.DRAFT
        ]
        draft = frozenset({EditionState.DRAFT})
        for edition in held:
            await self.store.editions.mark(
                edition.id, EditionState.DRAFT, at=self.clock(), expected=draft
            )
        return held

    async def schedule(self, edition_id: int, at: datetime) -> bool:
        """Let the clock publish a draft at an instant; False where it is too large, or no draft."""
        edition = await self.edition(edition_id)
        if edition is None or self.excesses(edition):
            return False
        return await self.store.editions.mark(
            edition_id,
            EditionState.SCHEDULED,
            at=self.clock(),
            publish_at=at,
            expected=UNDECIDED,
        )

    async def discard(self, edition_id: int) -> bool:
        """Throw a draft away; False where it is no draft any more."""
        return await self.store.editions.mark(
            edition_id, EditionState.DISCARDED, at=self.clock(), expected=UNDECIDED
        )

    async def replace(
        self, draft_id: int, *, by: int | None = None, tells: bool = False
    ) -> Broadcast | None:
        """Give the edition of a draft's key its content; None where the key has no other edition.

        None as well where the draft is too large.
        Who has it already sees it corrected in place, who is still owed it gets the new content,
        nobody gets both. One that `tells` replies to what they have with what was changed.
        """
        draft = await self.edition(draft_id)
        current = (await self.look(draft)).same_day if draft else None
        if draft is None or current is None or self.excesses(draft):
            return None

        at = self.clock().astimezone(self.zone)
        corrections = await asyncio.to_thread(corrected, current, draft.digest, at)
        numbers = await asyncio.to_thread(numbers_now, current.digest, draft.digest)

        async def replaced(unit: Unit) -> Edition | None:
            now = await unit.editions.get(current.id) or current
            told = corrections if now == current else corrected(now, draft.digest, at)
            edition = await unit.editions.correct(current.id, draft_id, at, told)
            if edition:
                is_same = now == current
                moved = numbers if is_same else numbers_now(now.digest, draft.digest)
                await unit.saved_items.renumber(edition.id, moved)
            return edition

        broadcast = await self.broadcasts.correct(replaced, by=by, tells=tells)
        if broadcast:
            log.info("edition_replaced", edition=current.id)
        return broadcast

    async def recall(self, edition_id: int, *, by: int | None = None) -> Broadcast | None:
        """Take a published edition back; None where it isn't published."""
        published = frozenset({EditionState.PUBLISHED})

        async def recalled(unit: Unit) -> Edition | None:
            marked = await unit.editions.mark(
                edition_id, EditionState.RECALLED, at=self.clock(), expected=published
            )
            return await unit.editions.get(edition_id) if marked else None

        broadcast = await self.broadcasts.open(BroadcastKind.RECALL, recalled, by=by)
        if broadcast:
            log.info("edition_recalled", edition=edition_id)
        return broadcast
