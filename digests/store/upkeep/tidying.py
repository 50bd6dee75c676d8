"""What is old goes, some rows at a time, so that nobody waits long for their turn to write.

What stays for ever is the archive: published editions, what they say in the index, their pictures,
a row for each broadcast, and sums.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)

from digests.delivery.model import BroadcastKind
from digests.model import EditionState
from digests.rhythm import LONGEST_BACK
from digests.store import planning
from digests.store.database import Session
from digests.store.letters.letter_tables import barred_senders, letter_cards, letters, votes
from digests.store.readers.behind import is_untold
from digests.store.readership.opening_tables import openings
from digests.store.staff.schema import audit, invites
from digests.store.stories.story_tables import story_links
from digests.store.tables import (
    ChunkState,
    announcements,
    broadcasts,
    chunks,
    draft_cards,
    editions,
    movements,
    pictures,
    plans,
    receipts,
    structure_choices,
    submissions,
    undelivered,
    uploads,
)
from digests.values.feedback import LETTERS_KEPT
from digests.values.figures import OPENINGS_COUNTED

_AT_ONCE = 10_000
"""Rows of a transaction."""

_EDITIONS_AT_ONCE = 50
_CHOICES = timedelta(days=400)
"""For how long a choice is kept that was not used again: what comes once a year finds its own."""
_LETTERS_COUNTED = timedelta(days=1)
"""How long a letter counts for how many somebody may write."""
_MOVEMENTS = timedelta(days=1)
"""After how long nobody adds a movement of that time any more."""
_PICTURE = re.compile(r'"key":"([^"]*)"')
"""How a digest names a picture; see `digests.store.serialization`. Quotes in texts are escaped."""
_PICTURE_BEFORE = re.compile(r'\\"key\\":\\"([^"\\]*)')
"""The same in what an edition said before its last change, where a digest stands as a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """For how long what is over is kept.

    `deliveries`: who got what, and what was planned, after a broadcast was over. `drafts`: what was
    discarded, announcements that were not sent, and keys under which editions were handed in.
    `audit`: by whom what was done.
    """

    deliveries: timedelta
    drafts: timedelta
    audit: timedelta = timedelta(days=365)


Delete = Callable[[Connection, datetime, int], int]
"""Deletes up to so many rows of what was over by an instant; how many."""


class TidyingStore:
    """Deletes what is old; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def tidy(self, now: datetime, periods: Periods) -> Mapping[str, int]:
        """Delete what is older than its period; how many rows of each table that has any."""
        old = now - periods.deliveries
        await self._repeat(_sum_movements, now - _MOVEMENTS)
        deleted = {
            "receipts": await self.delete_receipts(old),
            "undelivered": await self._delete_undelivered(old, now),
            "openings": await self._repeat(_delete_openings, now - OPENINGS_COUNTED),
            "chunks": await self._repeat(_delete_chunks, old),
            "plans": await self._repeat(_delete_plans, old),
            "uploads": await self._repeat(_delete_uploads, now - periods.drafts),
            "draft_cards": await self._repeat(_delete_cards, now - periods.drafts),
            "structure_choices": await self._repeat(_delete_choices, now - _CHOICES),
            "story_links": await self._repeat(_delete_story_links, now - periods.drafts),
            "editions": await self._repeat(_delete_discarded, now - periods.drafts),
            "invites": await self._repeat(_delete_invites, now),
            "audit": await self._repeat(_delete_audit, now - periods.audit),
            "submissions": await self._repeat(_delete_submissions, now - periods.drafts),
            "letters": await self._repeat(_delete_letters, now - LETTERS_KEPT),
            "letter_cards": await self._repeat(_delete_letter_cards, now),
            "barred_senders": await self._repeat(_delete_barred, now - _LETTERS_COUNTED),
            "votes": await self._repeat(_delete_votes, old),
            "announcements": await self._repeat(_delete_announcements, now - periods.drafts),
            "pictures": await self.delete_orphans(),
        }
        return {name: count for name, count in deleted.items() if count}

    async def _delete_undelivered(self, before: datetime, now: datetime) -> int:
        """What an index may still tell of is kept for as long as one looks back."""
        settled = await self._repeat(_delete_settled, before)
        looked_back = now - timedelta(days=LONGEST_BACK)
        return settled + await self._repeat(_delete_undelivered, min(before, looked_back))

    async def delete_receipts(self, before: datetime) -> int:
        """Delete the receipts of what was over by then; how many."""
        return await self._repeat(_delete_receipts, before)

    async def delete_orphans(self) -> int:
        """Delete the pictures that no edition has any more; how many."""
        left, last = set(await self._session.in_read(_picture_keys)), 0
        while left:
            named, newest = await self._session.in_read(_pictures_named, last)
            left -= named
            if newest is None:
                return await self._session.in_write(_delete_pictures, left, last)
            last = newest
        return 0

    async def _repeat(self, delete_some: Delete, before: datetime) -> int:
        deleted = 0
        while True:
            some = await self._session.in_write(delete_some, before, _AT_ONCE)
            deleted += some
            if some < _AT_ONCE:
                return deleted


def _delete_receipts(connection: Connection, before: datetime, at_once: int) -> int:
    # Announcements have no edition, and a NULL among those would keep every receipt.
    going_on = select(broadcasts.c.edition_id).where(
        ~_was_over(before), broadcasts.c.edition_id.is_not(None)
    )
    # Of what was never broadcast, those have receipts who subscribed while it was the latest.
    was_broadcast = editions.c.id.in_(select(broadcasts.c.edition_id))
    over = select(editions.c.id).where(
        editions.c.id.not_in(going_on), or_(was_broadcast, editions.c.marked_at < before)
    )
    columns = (receipts.c.edition_id, receipts.c.subscriber_id)
    oldest = select(*columns).where(receipts.c.edition_id.in_(over)).limit(at_once)
    return connection.execute(delete(receipts).where(tuple_(*columns).in_(oldest))).rowcount


def _delete_undelivered(
    connection: Connection, before: datetime, at_once: int, *among: ColumnElement[bool]
) -> int:
    columns = (undelivered.c.broadcast_id, undelivered.c.subscriber_id)
    of_it = select(*columns).where(undelivered.c.broadcast_id.in_(_over(before)), *among)
    oldest = of_it.limit(at_once)
    return connection.execute(delete(undelivered).where(tuple_(*columns).in_(oldest))).rowcount


def _delete_settled(connection: Connection, before: datetime, at_once: int) -> int:
    """Of what was not delivered what no index is to tell of any more."""
    return _delete_undelivered(connection, before, at_once, ~is_untold())


def _delete_openings(connection: Connection, before: datetime, at_once: int) -> int:
    """Who opened what of editions that are no longer counted; their sums stay."""
    counted = select(openings.c.edition_id).distinct()
    old = select(editions.c.id).where(editions.c.id.in_(counted), editions.c.published_at < before)
    columns = (openings.c.edition_id, openings.c.subscriber_id, openings.c.number)
    oldest = select(*columns).where(openings.c.edition_id.in_(old)).limit(at_once)
    return connection.execute(delete(openings).where(tuple_(*columns).in_(oldest))).rowcount


def _sum_movements(connection: Connection, before: datetime, at_once: int) -> int:
    """Make one row of all movements of a kind and time; for how many it did."""
    several = (
        select(
            movements.c.at,
            movements.c.kind,
            func.min(movements.c.id).label("kept"),
            func.sum(movements.c.total).label("total"),
        )
        .where(movements.c.at < before)
        .group_by(movements.c.at, movements.c.kind)
        .having(func.count() > 1)
        .limit(at_once)
    )
    summed = connection.execute(several).all()
    for one in summed:
        is_it = movements.c.id == one.kept
        connection.execute(update(movements).where(is_it).values(total=one.total))
        is_same = and_(movements.c.at == one.at, movements.c.kind == one.kind)
        connection.execute(delete(movements).where(is_same, ~is_it))
    return len(summed)


def _delete_chunks(connection: Connection, before: datetime, at_once: int) -> int:
    """But the newest: its number must not be given to another."""
    newest = select(func.max(chunks.c.id)).scalar_subquery()
    oldest = select(chunks.c.id).where(
        chunks.c.broadcast_id.in_(_over(before)),
        chunks.c.state == ChunkState.DONE,
        chunks.c.id < newest,
    )
    deleted = delete(chunks).where(chunks.c.id.in_(oldest.limit(at_once)))
    return connection.execute(deleted).rowcount


def _delete_plans(connection: Connection, before: datetime, at_once: int) -> int:
    columns = (plans.c.broadcast_id, plans.c.timezone)
    oldest = select(*columns).where(plans.c.broadcast_id.in_(_over(before))).limit(at_once)
    return connection.execute(delete(plans).where(tuple_(*columns).in_(oldest))).rowcount


def _delete_uploads(connection: Connection, before: datetime, at_once: int) -> int:
    """What drafts were read from that nobody has touched for long; those say what they say."""
    old = select(editions.c.id).where(
        editions.c.marked_at < before, editions.c.state != EditionState.SCHEDULED
    )
    oldest = select(uploads.c.edition_id).where(uploads.c.edition_id.in_(old)).limit(at_once)
    return connection.execute(delete(uploads).where(uploads.c.edition_id.in_(oldest))).rowcount


def _delete_cards(connection: Connection, before: datetime, at_once: int) -> int:
    """Which messages showed what was decided about, or touched by nobody, long ago."""
    old = select(editions.c.id).where(
        editions.c.marked_at < before, editions.c.state != EditionState.SCHEDULED
    )
    columns = (draft_cards.c.edition_id, draft_cards.c.user_id)
    oldest = select(*columns).where(draft_cards.c.edition_id.in_(old)).limit(at_once)
    return connection.execute(delete(draft_cards).where(tuple_(*columns).in_(oldest))).rowcount


def _delete_choices(connection: Connection, before: datetime, at_once: int) -> int:
    columns = (structure_choices.c.user_id, structure_choices.c.title)
    oldest = select(*columns).where(structure_choices.c.chosen_at < before).limit(at_once)
    return connection.execute(
        delete(structure_choices).where(tuple_(*columns).in_(oldest))
    ).rowcount


def _delete_story_links(connection: Connection, before: datetime, at_once: int) -> int:
    """Those of drafts that were thrown away."""
    old = select(editions.c.id).where(
        editions.c.state == EditionState.DISCARDED, editions.c.marked_at < before
    )
    columns = (story_links.c.edition_id, story_links.c.number)
    oldest = select(*columns).where(story_links.c.edition_id.in_(old)).limit(at_once)
    return connection.execute(delete(story_links).where(tuple_(*columns).in_(oldest))).rowcount


def _delete_discarded(connection: Connection, before: datetime, at_once: int) -> int:
    """Drafts that were thrown away; what was broadcast stays."""
    was_broadcast = select(broadcasts.c.id).where(broadcasts.c.edition_id == editions.c.id).exists()
    oldest = select(editions.c.id).where(
        editions.c.state == EditionState.DISCARDED, editions.c.marked_at < before, ~was_broadcast
    )
    deleted = delete(editions).where(editions.c.id.in_(oldest.limit(at_once)))
    return connection.execute(deleted).rowcount


def _delete_submissions(connection: Connection, before: datetime, at_once: int) -> int:
    oldest = select(submissions.c.key).where(submissions.c.at < before).limit(at_once)
    return connection.execute(delete(submissions).where(submissions.c.key.in_(oldest))).rowcount


def _delete_letters(connection: Connection, before: datetime, at_once: int) -> int:
    oldest = select(letters.c.id).where(letters.c.at < before).limit(at_once)
    return connection.execute(delete(letters).where(letters.c.id.in_(oldest))).rowcount


def _delete_letter_cards(connection: Connection, _: datetime, at_once: int) -> int:
    """Those of letters that are no more."""
    columns = (letter_cards.c.letter_id, letter_cards.c.chat_id)
    is_left = letter_cards.c.letter_id.in_(select(letters.c.id))
    over = select(*columns).where(~is_left).limit(at_once)
    return connection.execute(delete(letter_cards).where(tuple_(*columns).in_(over))).rowcount


def _delete_barred(connection: Connection, before: datetime, at_once: int) -> int:
    """Of whoever was not blocked: how much they wrote counts for a day."""
    is_over = (barred_senders.c.at < before) & barred_senders.c.letter_id.is_(None)
    oldest = select(barred_senders.c.sender).where(is_over).limit(at_once)
    deleted = delete(barred_senders).where(barred_senders.c.sender.in_(oldest))
    return connection.execute(deleted).rowcount


def _delete_votes(connection: Connection, before: datetime, at_once: int) -> int:
    columns = (votes.c.edition_id, votes.c.number, votes.c.user_id)
    oldest = select(*columns).where(votes.c.at < before).limit(at_once)
    return connection.execute(delete(votes).where(tuple_(*columns).in_(oldest))).rowcount


def _delete_invites(connection: Connection, before: datetime, at_once: int) -> int:
    """Those that nobody can use any more."""
    oldest = select(invites.c.id).where(invites.c.expires_at < before).limit(at_once)
    return connection.execute(delete(invites).where(invites.c.id.in_(oldest))).rowcount


def _delete_audit(connection: Connection, before: datetime, at_once: int) -> int:
    oldest = select(audit.c.id).where(audit.c.at < before).limit(at_once)
    return connection.execute(delete(audit).where(audit.c.id.in_(oldest))).rowcount


def _delete_announcements(connection: Connection, before: datetime, at_once: int) -> int:
    """Those that were written and never sent."""
    was_sent = select(broadcasts.c.id).where(
        broadcasts.c.kind == BroadcastKind.ANNOUNCEMENT,
        broadcasts.c.subject == announcements.c.id,
    )
    unsent = select(announcements.c.id).where(
        announcements.c.created_at < before, ~was_sent.exists()
    )
    deleted = delete(announcements).where(announcements.c.id.in_(unsent.limit(at_once)))
    return connection.execute(deleted).rowcount


def _delete_pictures(connection: Connection, keys: Collection[str], last: int) -> int:
    """Delete pictures, less those that editions have which came after one."""
    planning.lock_planner(connection)  # who adds an edition with pictures has it too
    while keys:
        named, newest = _pictures_named(connection, last)
        keys = set(keys) - named
        if newest is None:
            return connection.execute(delete(pictures).where(pictures.c.key.in_(keys))).rowcount
        last = newest
    return 0


def _was_over(before: datetime) -> ColumnElement[bool]:
    return and_(broadcasts.c.finished_at.is_not(None), broadcasts.c.finished_at < before)


def _over(before: datetime) -> Select[int]:
    return select(broadcasts.c.id).where(_was_over(before))


def _picture_keys(connection: Connection) -> Sequence[str]:
    return connection.execute(select(pictures.c.key)).scalars().all()


def _pictures_named(connection: Connection, last: int) -> tuple[set[str], int | None]:
    """The pictures of some editions after one, and the last of these; None where there is none."""
    joined = editions.outerjoin(uploads, uploads.c.edition_id == editions.c.id)
    query = select(editions.c.id, editions.c.digest, uploads.c.before).select_from(joined)
    page = query.where(editions.c.id > last).order_by(editions.c.id).limit(_EDITIONS_AT_ONCE)
    found = connection.execute(page).all()
    named = {key for row in found for key in _PICTURE.findall(row.digest)}
    named |= {key for row in found for key in _PICTURE_BEFORE.findall(row.before or "")}
    return named, found[-1].id if found else None
