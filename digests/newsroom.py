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
    SLOT,
    UNDECIDED,
    Digest,
    Draft,
    Edition,
    EditionKey,
    EditionState,
    Problem,
    Reading,
)
from digests.parsing.checks import excesses
from digests.store import Store, Unit
from digests.store.drafts.uploads import Original
from digests.store.papers.likely import likely_paper
from digests.stories.stories import Stories
from digests.summary import Summariser, summarised
from digests.values.orders import CORRECTS, Obstacle, OrderKind, Prospect, PublishOrder
from digests.values.papers import Paper
from digests.values.roles import AuditEntry, AuditWay
from digests.values.slots import SlotKind, kind_of
from digests.values.stories import StoryLink

log = structlog.get_logger()

_NEWS = timedelta(days=2)
"""What is older may be a back issue, which nobody wants to be sent."""

_AHEAD = timedelta(days=7)
"""What is further ahead has a misspelt year: nobody would be sent it before that day."""

_LATE = timedelta(minutes=2)
"""After its moment an edition is on its way at the next full minute at the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file or text as an editor posted it.

    `name` is the file's, empty for text. `posted` is when the editor wrote it. `by` is the editor's
    Telegram user id, None where it came another way than their chat. `paper` is the key of that
    which the editor is for, None of one who is for all. `entry` is what the audit says of it, where
    it is new.
    """

    name: str
    data: bytes
    posted: datetime
    by: int | None = None
    paper: str | None = None
    entry: AuditEntry | None = None


async def note(unit: Unit, entry: AuditEntry | None, state: EditionState) -> None:
    """Write down in its transaction what was done, and which state came of it."""
    if entry:
        await unit.audit.add(replace(entry, detail=state))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What became of an upload; `same_day` is the published edition of its key, if another is.

    `draft` is what can still be changed, None where nothing can. `prospect` is how it is to be
    published, as far as that is decided, `papers` are those of which it may be one.
    """

    edition: Edition
    is_new: bool
    same_day: Edition | None
    draft: Draft | None = None
    prospect: Prospect = field(default_factory=Prospect)
    papers: Sequence[Paper] = ()

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

    Where it `needs_approval`, nothing goes out by the clock to which only one editor agreed. An
    `entry` of the audit is written in the transaction of what it tells of, with the state that
    comes of it.
    """

    store: Store
    broadcasts: Broadcasts
    parser: Parser
    summariser: Summariser
    zone: ZoneInfo
    clock: Callable[[], datetime]
    needs_approval: bool = False

    @property
    def stories(self) -> Stories:
        """What goes on from edition to edition."""
        return Stories(store=self.store)

    async def accept(self, upload: Upload, *, before: Edition | None = None) -> Accepted:
        """Read an upload into a draft; the same content twice is one edition, of one paper.

        A draft from `before` gives way to it, and leaves it its paper, its slot, and the moment for
        which it was scheduled. What is too large to be published is neither summarised nor compared
        with what was told.
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
        fingerprint = await self._of_paper(fingerprint, upload.paper)
        read = await self._as_chosen(original, upload.by)
        day, slot = read.digest.date or self._day_of(original), before.slot if before else SLOT
        paper = before.paper if before else upload.paper
        if paper is None:
            paper = await likely_paper(self.store.papers, self.store.editions, read.digest)
        key = EditionKey(date=day, paper=paper, slot=slot)
        reading, links = await self._told(read, key)
        digest, created_at = reading.digest, self.clock()
        async with self.store.transaction() as unit:
            edition = await unit.editions.add(
                digest,
                reading.problems,
                date=key.date,
                paper=key.paper,
                slot=key.slot,
                fingerprint=fingerprint,
                posted_by=upload.by,
                created_at=created_at,
            )
            await unit.uploads.keep(edition.id, original, reading.alternatives)
            if edition.created_at == created_at:
                entry = replace(upload.entry, edition=edition.id) if upload.entry else None
                await note(unit, entry, edition.state)
        if edition.created_at == created_at:
            others = [before, await self.store.editions.published(edition.key)]
            said_before = [(one.id, one.digest) for one in others if one]
            edition = await self._link(edition, links, said_before)
        log.info("edition_accepted", edition=edition.id, items=len(digest.items))
        if before and before.id != edition.id:
            edition = await self._give_way(before, edition)
        return await self.look(edition, is_new=edition.created_at == created_at)

    async def _of_paper(self, fingerprint: str, paper: str | None) -> str:
        """The fingerprint, or another where it is that of an edition of another paper."""
        while paper is not None:
            there = await self.store.editions.posted(fingerprint)
            if there is None or there.paper == paper:
                break
            fingerprint = hashlib.sha256(f"{fingerprint} {paper}".encode()).hexdigest()
        return fingerprint

    async def read(self, original: Original, structure: str, key: EditionKey) -> Reading:
        """Read again what the edition of a key was read from, as one of that structure.

        Raises `ReadingError` where that can't be done.
        """
        read = await self._parsed(original, structure)
        reading, _ = await self._told(read, replace(key, date=read.digest.date or key.date))
        return reading

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

    async def _told(
        self, reading: Reading, key: EditionKey
    ) -> tuple[Reading, tuple[StoryLink, ...]]:
        """A reading with its summaries, and with what was told before; and what it goes on with.

        As it is, and linked to nothing, if too large.
        Summaries that an editor wrote in the edition of that key stay where the text is the same.
        """
        if excesses(reading.digest):
            return reading, ()
        digest = await summarised(reading.digest, self.summariser)
        published = await self.store.editions.published(key)
        if published:
            before = published.digest
            digest = await asyncio.to_thread(with_editors_summaries, before, digest)
        found = await self.stories.compare(digest, key)
        problems = (*reading.problems, *found.repeats)
        return replace(reading, digest=digest, problems=problems), found.links

    async def link_again(self, edition_id: int, before: Digest) -> None:
        """Find anew what a draft goes on with that said something else before."""
        edition = await self.edition(edition_id)
        if edition is None or excesses(edition.digest):
            return
        found = await self.stories.compare(edition.digest, edition.key)
        await self._link(edition, found.links, [(edition.id, before)])

    async def _catch_up(self, draft: Edition | None) -> None:
        """Find anew what a draft goes on with where another was published since it was read."""
        if draft and await self.stories.needs_new_links(draft):
            await self.link_again(draft.id, draft.digest)

    async def _link(
        self, edition: Edition, links: Sequence[StoryLink], before: Sequence[tuple[int, Digest]]
    ) -> Edition:
        """Let a draft go on with these, but where an editor has cut the link of the same item.

        The draft as it is then. `before` are editions that said the same, by their ids, and what
        they said.
        """
        cut: set[int] = set()
        for edition_id, digest in before:
            numbers = await self.stories.cut_numbers(edition_id)
            if numbers:
                moved = await asyncio.to_thread(numbers_now, digest, edition.digest)
                cut |= {now for one in numbers if (now := moved.get(one)) is not None}
        await self.stories.put(edition.id, links, cut)
        return await self.edition(edition.id) or edition

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

    async def look(self, edition: Edition, *, is_new: bool = True) -> Accepted:
        """An edition beside the one that readers have of its key."""
        same_day = await self.store.editions.published(edition.key)
        other = same_day if same_day and same_day.id != edition.id else None
        draft = order = None
        extras: tuple[str, ...] = ()
        if edition.is_undecided:
            draft = await self.store.uploads.find(edition.id)
            order = await self.store.orders.find(edition.id)
            of_day = await self.store.editions.all_of_day(edition.date, edition.paper)
            extras = tuple(one.slot for one in of_day if kind_of(one.slot) is SlotKind.EXTRA)
        return Accepted(
            edition=edition,
            is_new=is_new,
            same_day=other,
            draft=draft,
            papers=await self.store.papers.all(),
            prospect=Prospect(
                order=order, obstacle=self._obstacle(edition, other, order), extras=extras
            ),
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

    async def publish(
        self, edition_id: int, *, by: int | None = None, entry: AuditEntry | None = None
    ) -> Broadcast | None:
        """Publish a draft and open its broadcast; None where its key has another edition.

        None as well for what is too large, is no draft any more, or was only archived. Doing it
        twice changes nothing: there is one broadcast an edition.
        """

        async def published(unit: Unit) -> Edition | None:
            before = await unit.editions.get(edition_id)
            edition = await unit.editions.publish(edition_id, self.clock())
            if edition and before and before.state is not EditionState.PUBLISHED:
                await note(unit, entry, edition.state)
            return edition

        return await self._sent(edition_id, published, by)

    async def _sent(self, edition_id: int, published: Cause, by: int | None) -> Broadcast | None:
        """Publish an edition in that way, and open its broadcast."""
        edition = await self.edition(edition_id)
        if edition is None or self.excesses(edition):
            return None
        await self._catch_up(edition)

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

    async def archive(self, edition_id: int, *, entry: AuditEntry | None = None) -> Edition | None:
        """Let readers look a draft up without sending it; None where its key has another edition.

        None as well for what is too large, or no draft any more.
        """
        await self._catch_up(await self.edition(edition_id))
        async with self.store.transaction() as unit:
            edition = await unit.editions.get(edition_id)
            if edition is None or not edition.is_undecided or self.excesses(edition):
                return None
            archived = await unit.editions.publish(edition_id, self.clock())
            if archived:
                await note(unit, entry, archived.state)
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
        """Publish every scheduled edition whose moment has come, or make the correction it is.

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

        if await self._is_agreed(edition, order) and await self._carried_out(edition, order):
            return True
        now = await self.edition(edition.id)
        if now is None or now.publish_at != edition.publish_at:
            return True  # an editor put it off meanwhile
        log.warning("edition_superseded", edition=edition.id)
        return not await self.unschedule(edition.id)

    async def _carried_out(self, edition: Edition, order: PublishOrder | None) -> bool:
        """Send an edition whose moment has come, or let it take the place of another."""
        by = order.by if order else edition.posted_by
        entry = AuditEntry(
            at=self.clock(), way=AuditWay.CLOCK, action="publish", edition=edition.id
        )
        if order and order.kind in CORRECTS:
            entry = replace(entry, action="replace_edition")
            tells = order.kind is OrderKind.TELL
            return await self.replace(edition.id, by=by, tells=tells, entry=entry) is not None

        async def published(unit: Unit) -> Edition | None:
            due = await unit.editions.publish_due(edition.id, self.clock())
            if due:
                await note(unit, entry, due.state)
            return due

        return await self._sent(edition.id, published, by) is not None

    async def _is_agreed(self, edition: Edition, order: PublishOrder | None) -> bool:
        """Whether as many editors as it takes agreed to what an edition says now."""
        if not self.needs_approval:
            return True
        draft = await self.store.uploads.find(edition.id)
        revision = draft.revision if draft else 0
        return order is not None and not order.is_waiting and order.revision == revision

    async def unschedule(self, edition_id: int, *, entry: AuditEntry | None = None) -> bool:
        """Let what is scheduled or waits for another editor be a draft again; else False."""
        async with self.store.transaction() as unit:
            order = await unit.orders.find(edition_id)
            await unit.orders.drop(edition_id)
            is_again = await unit.editions.mark(
                edition_id,
                EditionState.DRAFT,
                at=self.clock(),
                expected=frozenset({EditionState.SCHEDULED}),
            )
            is_changed = is_again or (order is not None and order.is_waiting)
            if is_changed:
                await note(unit, entry, EditionState.DRAFT)
        return is_changed

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

    async def schedule(
        self, edition_id: int, at: datetime, *, entry: AuditEntry | None = None
    ) -> bool:
        """Let the clock publish a draft at an instant; False where it is too large, or no draft."""
        edition = await self.edition(edition_id)
        if edition is None or self.excesses(edition):
            return False
        async with self.store.transaction() as unit:
            scheduled = await unit.editions.mark(
                edition_id,
                EditionState.SCHEDULED,
                at=self.clock(),
                publish_at=at,
                expected=UNDECIDED,
            )
            if scheduled:
                await note(unit, entry, EditionState.SCHEDULED)
        return scheduled

    async def discard(self, edition_id: int, *, entry: AuditEntry | None = None) -> bool:
        """Throw a draft away; False where it is no draft any more."""
        async with self.store.transaction() as unit:
            discarded = await unit.editions.mark(
                edition_id, EditionState.DISCARDED, at=self.clock(), expected=UNDECIDED
            )
            if discarded:
                await note(unit, entry, EditionState.DISCARDED)
        return discarded

    async def replace(
        self,
        draft_id: int,
        *,
        by: int | None = None,
        tells: bool = False,
        entry: AuditEntry | None = None,
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
        moved = await asyncio.to_thread(numbers_now, current.digest, draft.digest)

        async def replaced(unit: Unit) -> Edition | None:
            before = await unit.editions.get(current.id) or current
            told = corrections if before == current else corrected(before, draft.digest, at)
            now = await unit.editions.correct(current.id, draft_id, at, told)
            if now:
                is_same = before.digest == current.digest
                numbers = moved if is_same else numbers_now(before.digest, draft.digest)
                await unit.story_links.follow(current.id, draft_id, numbers)
                await unit.saved_items.renumber(current.id, numbers)
                await unit.reading_rules.renumber(current.id, numbers)
                await note(unit, entry, now.state)
            return now

        broadcast = await self.broadcasts.correct(replaced, by=by, tells=tells)
        if broadcast:
            log.info("edition_replaced", edition=current.id)
        return broadcast

    async def recall(
        self, edition_id: int, *, by: int | None = None, entry: AuditEntry | None = None
    ) -> Broadcast | None:
        """Take a published edition back; None where it isn't published."""
        published = frozenset({EditionState.PUBLISHED})

        async def recalled(unit: Unit) -> Edition | None:
            marked = await unit.editions.mark(
                edition_id, EditionState.RECALLED, at=self.clock(), expected=published
            )
            if marked:
                await unit.translations.forget(edition_id)
                await note(unit, entry, EditionState.RECALLED)
            return await unit.editions.get(edition_id) if marked else None

        broadcast = await self.broadcasts.open(BroadcastKind.RECALL, recalled, by=by)
        if broadcast:
            log.info("edition_recalled", edition=edition_id)
        return broadcast
