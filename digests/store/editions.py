"""Editions and the pictures in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Connection,
    Update,
    and_,
    delete,
    exists,
    func,
    select,
    update,
)

from digests.errors import StoreError
from digests.model import (
    PAPER,
    SLOT,
    UNDECIDED,
    Correction,
    Digest,
    Edition,
    EditionKey,
    EditionState,
    EditionSummary,
    ItemKey,
    Problem,
    Subscriber,
)
from digests.store import planning
from digests.store.broadcasts import lock_rate
from digests.store.database import AnyRow, Query, Session, aside, insert, insert_rows
from digests.store.papers.slot_conditions import is_morning, is_of
from digests.store.search import reindex
from digests.store.serialization import (
    read_corrections,
    read_digest,
    read_problems,
    written_corrections,
    written_digest,
    written_problems,
)
from digests.store.stories.story_links import continuations_of, continued_of
from digests.store.tables import (
    NO_CORRECTIONS,
    editions,
    pictures,
    publish_orders,
    receipts,
    uploads,
)
from digests.values.round_up import RoundUp
from digests.values.slots import ALL_KINDS, NEW_EXTRA, SlotKind, in_order, kind_of, next_extra
from digests.values.stories import PublishedItem

_READ_AT_ONCE = 200_000
"""Characters that are read in some milliseconds; a thread of their own would take longer."""
_INDEXED = 10
"""Editions that one message names of many."""
_PICTURE_OPENING = 8
"""Bytes: as many as a PNG file begins with, always the same."""
_IS_PUBLISHED = editions.c.state == EditionState.PUBLISHED
_APPEARED = (EditionState.PUBLISHED, EditionState.REPLACED, EditionState.RECALLED)
_SCHEDULED = frozenset({EditionState.SCHEDULED})
_NEWEST = (editions.c.date.desc(), editions.c.published_at.desc(), editions.c.id.desc())


class EditionStore:
    """Every edition ever posted; at most one a key is published.

    Every method raises `StoreError` where the database did not do what was asked.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(  # noqa: PLR0913 - all that is known of an edition
        self,
        digest: Digest,
        problems: Sequence[Problem],
        *,
        date: date,
        paper: str = PAPER,
        slot: str = SLOT,
        fingerprint: str,
        posted_by: int | None,
        created_at: datetime,
    ) -> Edition:
        """Keep a digest as a draft; the same fingerprint again gives the edition already kept."""
        row = {
            "paper": paper,
            "date": date,
            "slot": slot,
            "state": EditionState.DRAFT,
            "fingerprint": fingerprint,
            "posted_by": posted_by,
            "created_at": created_at,
            "marked_at": created_at,
        }
        return await self._session.in_write(_add, digest, problems, row)

    async def get(self, edition_id: int) -> Edition | None:
        """The edition of that id, in whatever state."""
        return await self._first(select(editions).where(editions.c.id == edition_id))

    async def posted(self, fingerprint: str) -> Edition | None:
        """The edition that a content became; None where it became none, or was discarded."""
        return await self._first(_kept(fingerprint))

    async def published(self, edition_key: EditionKey) -> Edition | None:
        """The edition that is published for a key."""
        return await self._first(_published().where(_has(edition_key)))

    async def of_day(self, day: date, paper: str | None = None) -> Edition | None:
        """The edition published for a day; where it has none, that of its evening, or an extra.

        Here as below of any paper, unless one is named.
        """
        found = await self.all_of_day(day, paper)
        return await self.get(found[0].id) if found else None

    async def all_of_day(self, day: date, paper: str | None = None) -> tuple[EditionSummary, ...]:
        """All editions published for a day, in their order."""
        of_day = _published_summaries(paper).where(editions.c.date == day)
        found = await self._session.in_read(_summaries, of_day)
        return tuple(sorted(found, key=lambda one: (one.paper, in_order(one.slot))))

    async def latest(
        self, paper: str | None = None, *, kinds: Collection[SlotKind] = ALL_KINDS
    ) -> Edition | None:
        """The published edition of some kinds of the newest day, the newest of that day."""
        return await self._first(_published(paper).where(is_of(kinds)).order_by(*_NEWEST).limit(1))

    async def nearest(self, day: date, paper: str | None = None) -> Edition | None:
        """The published edition whose day is nearest; of two as near, the later one."""
        its = _published(paper)
        older = its.where(editions.c.date <= day).order_by(*_NEWEST)
        newer = its.where(editions.c.date >= day).order_by(editions.c.date, *_NEWEST[1:])
        found = [await self._first(query.limit(1)) for query in (newer, older)]
        there = [edition for edition in found if edition]
        return min(there, key=lambda edition: abs(edition.date - day), default=None)

    async def page(
        self, *, offset: int, limit: int, paper: str | None = None
    ) -> tuple[EditionSummary, ...]:
        """Published editions, newest first."""
        page = _published_summaries(paper).offset(offset).limit(limit)
        return await self._session.in_read(_summaries, page)

    async def between(
        self, first: date, last: date, paper: str | None = None
    ) -> tuple[EditionSummary, ...]:
        """Editions published for the days from one to another, both included, newest first."""
        is_then = editions.c.date.between(first, last)
        return await self._session.in_read(_summaries, _published_summaries(paper).where(is_then))

    async def days(self) -> tuple[date, ...]:
        """The day of each published edition, the newest first."""
        return await self._session.in_read(_days)

    async def has_recalled(self, day: date, paper: str | None = None) -> bool:
        """Whether an edition of a day was taken back after publishing."""
        is_it = (editions.c.state == EditionState.RECALLED, editions.c.date == day, *_in(paper))
        query = select(func.count()).select_from(editions).where(*is_it)
        return bool((await self._session.in_read(_row, query))[0])

    async def of_issue(self, number: int, paper: str | None = None) -> Edition | None:
        """The newest published edition of that issue."""
        is_it = editions.c.issue == number
        return await self._first(_published(paper).where(is_it).order_by(*_NEWEST).limit(1))

    async def without_issue(self, paper: str | None = None) -> tuple[EditionSummary, ...]:
        """The published editions of which no issue's number is kept, newest first."""
        query = _published_summaries(paper).where(editions.c.issue.is_(None))
        return await self._session.in_read(_summaries, query)

    async def corrected(self, limit: int, paper: str | None = None) -> tuple[Edition, ...]:
        """The published editions of which it is known what was corrected, newest first."""
        known = editions.c.corrections != NO_CORRECTIONS
        query = _published(paper).where(known).order_by(*_NEWEST).limit(limit)
        return await self._session.in_read(_editions, query)

    async def span(self, paper: str | None = None) -> tuple[date, date] | None:
        """The oldest and the newest day that an edition was published for; None without any."""
        query = select(func.min(editions.c.date), func.max(editions.c.date))
        query = query.where(_IS_PUBLISHED, *_in(paper))
        first, last = await self._session.in_read(_row, query)
        return (first, last) if first else None

    async def count(self, paper: str | None = None) -> int:
        """How many editions are published."""
        query = select(func.count()).select_from(editions).where(_IS_PUBLISHED, *_in(paper))
        count: int = (await self._session.in_read(_row, query))[0]
        return count

    async def undelivered_to(
        self, subscriber: Subscriber, since: datetime, until: datetime
    ) -> tuple[EditionSummary, ...]:
        """The published editions of which nothing reached a subscriber, newest first.

        Of those that they were owed from one instant to another.
        """
        return await self._session.in_read(_undelivered_to, subscriber, since, until)

    async def summaries_of(self, ids: Collection[int]) -> tuple[EditionSummary, ...]:
        """The published ones of some editions, newest first."""
        query = _published_summaries().where(editions.c.id.in_(ids))
        return await self._session.in_read(_summaries, query)

    async def round_up(self, ids: Sequence[int]) -> RoundUp | None:
        """An index of editions by their ids, given newest first; None without any."""
        if not ids:
            return None
        newest = [await self.get(one) for one in ids[:_INDEXED]]
        oldest = newest[-1] if len(ids) == len(newest) else await self.get(ids[-1])
        found = tuple(one for one in newest if one and one.state is EditionState.PUBLISHED)
        if not found:
            return None
        since = oldest.date if oldest else found[-1].date
        return RoundUp(editions=found, count=len(ids), since=since)

    async def due(self, now: datetime) -> tuple[Edition, ...]:
        """Scheduled editions whose time has come, in that order."""
        is_due = editions.c.publish_at <= now
        query = select(editions).where(editions.c.state == EditionState.SCHEDULED, is_due)
        return await self._all(query.order_by(editions.c.publish_at, editions.c.id))

    async def is_due(self, now: datetime) -> bool:
        """Whether the time of any scheduled edition has come."""
        is_due = and_(editions.c.state == EditionState.SCHEDULED, editions.c.publish_at <= now)
        query = select(func.count()).select_from(editions).where(is_due)
        return bool((await self._session.in_read(_row, query))[0])

    async def drafts(self) -> tuple[Edition, ...]:
        """Editions that nobody decided about yet, and those scheduled, newest first."""
        undecided = editions.c.state.in_(UNDECIDED)
        return await self._all(select(editions).where(undecided).order_by(editions.c.id.desc()))

    async def recent_items(self, days: int, place: EditionKey) -> tuple[PublishedItem, ...]:
        """The items published in the `days` days before a place, those of the newest day first.

        Of its paper; of its day those of the slots that come before its own.
        """
        is_recent = editions.c.date.between(place.date - timedelta(days=days), place.date)
        window = _published(place.paper).where(is_recent)
        found = await self._all(window.order_by(*_NEWEST))
        return tuple(
            PublishedItem(key=ItemKey(edition.id, item.number), date=edition.date, item=item)
            for edition in found
            if edition.date < place.date or _comes_before(edition.slot, place.slot)
            for item in edition.digest.items
        )

    async def picture(self, key: str) -> bytes | None:
        """The bytes of a picture by its key."""
        return await self._session.in_read(_picture, key)

    async def picture_openings(self, keys: Collection[str]) -> Mapping[str, bytes]:
        """The first bytes of pictures, which tell their formats, by their keys."""
        return await self._session.in_read(_picture_openings, keys)

    async def mark(
        self,
        edition_id: int,
        state: EditionState,
        *,
        at: datetime,
        publish_at: datetime | None = None,
        expected: frozenset[EditionState],
    ) -> bool:
        """Move an edition from one of the expected states; False if it was in none of them.

        `publish_at` is for a scheduled one and dropped otherwise. `publish` is what publishes.
        """
        change = update(editions).where(editions.c.id == edition_id, editions.c.state.in_(expected))
        values = {"state": state, "marked_at": at, "publish_at": publish_at}
        return await self._session.in_write(_mark, edition_id, change.values(values), state)

    async def publish(self, edition_id: int, at: datetime) -> Edition | None:
        """Publish a draft; None where its key has another edition, or where it is no draft.

        One that is published already is returned as it is. An extra is the next one of its day.
        """
        return await self._session.in_write(_publish, edition_id, at, UNDECIDED)

    async def publish_due(self, edition_id: int, at: datetime) -> Edition | None:
        """The same for one that is scheduled for then or earlier, and still is.

        Else None: an editor may have put it off since it was found due.
        """
        return await self._session.in_write(_publish, edition_id, at, _SCHEDULED)

    async def correct(
        self,
        edition_id: int,
        draft_id: int,
        at: datetime,
        corrections: Sequence[Correction] = (),
    ) -> Edition | None:
        """Give a published edition a draft's content in place and discard the draft.

        So its receipts, and the subscribers it is still owed to, stay its own. `corrections` are
        all that it has then. None where the edition is published no more, or the draft is none
        any more.
        """
        return await self._session.in_write(_correct, edition_id, draft_id, at, corrections)

    async def _first(self, query: Query) -> Edition | None:
        found = await self._session.in_read(_editions, query)
        return found[0] if found else None

    async def _all(self, query: Query) -> tuple[Edition, ...]:
        return await self._session.in_read(_editions, query)


def _editions(connection: Connection, query: Query) -> tuple[Edition, ...]:
    rows = connection.execute(query).all()
    if sum(len(row.digest) for row in rows) < _READ_AT_ONCE:
        return _with_stories(connection, map(_edition, rows))
    return _with_stories(connection, aside(connection, lambda: tuple(map(_edition, rows))))


def _with_stories(connection: Connection, found: Iterable[Edition]) -> tuple[Edition, ...]:
    """Editions with what their items go on with, and which of these are gone on with."""
    those = tuple(found)
    if not those:
        return ()
    ids = [one.id for one in those]
    continuations = continuations_of(connection, ids)
    continued = continued_of(connection, ids)
    return tuple(
        replace(
            one,
            continuations=tuple(continuations.get(one.id, ())),
            continued=frozenset(number for edition, number in continued if edition == one.id),
        )
        for one in those
    )


def _in(paper: str | None) -> tuple[ColumnElement[bool], ...]:
    return () if paper is None else (editions.c.paper == paper,)


def _published(paper: str | None = None) -> Query:
    return select(editions).where(_IS_PUBLISHED, *_in(paper))


@cache
def _published_summaries(paper: str | None = None) -> Query:
    told = (editions.c.title, editions.c.item_count, editions.c.issue)
    place = (editions.c.date, editions.c.paper, editions.c.slot)
    query = select(editions.c.id, *place, *told, is_morning().label("is_morning"))
    return query.where(_IS_PUBLISHED, *_in(paper)).order_by(*_NEWEST)


def _undelivered_to(
    connection: Connection, subscriber: Subscriber, since: datetime, until: datetime
) -> tuple[EditionSummary, ...]:
    owed = planning.owed_between(connection, subscriber, since, until)
    is_there = receipts.c.subscriber_id == subscriber.id
    has_it = exists().where(is_there, receipts.c.edition_id == editions.c.id)
    return _summaries(connection, _published_summaries().where(editions.c.id.in_(owed), ~has_it))


def _comes_before(slot: str, other: str) -> bool:
    """Whether a published edition comes before another of its day, which may be a draft."""
    return other == NEW_EXTRA or in_order(slot) < in_order(other)


def _has(key: EditionKey) -> ColumnElement[bool]:
    is_at = and_(editions.c.date == key.date, editions.c.slot == key.slot)
    return and_(editions.c.paper == key.paper, is_at)


def content_of(
    connection: Connection, digest: Digest, problems: Sequence[Problem]
) -> dict[str, object]:
    """The columns of what an edition says, but its day."""
    return {
        "title": digest.title,
        "item_count": len(digest.items),
        "issue": digest.issue,
        "digest": aside(connection, written_digest, digest),
        "problems": aside(connection, written_problems, problems),
    }


def _picture(connection: Connection, key: str) -> bytes | None:
    query = select(pictures.c.data).where(pictures.c.key == key)
    return connection.execute(query).scalar_one_or_none()


def _picture_openings(connection: Connection, keys: Collection[str]) -> Mapping[str, bytes]:
    opening = func.substr(pictures.c.data, 1, _PICTURE_OPENING)
    query = select(pictures.c.key, opening).where(pictures.c.key.in_(keys))
    return {key: bytes(found) for key, found in connection.execute(query)}


def _days(connection: Connection) -> tuple[date, ...]:
    query = select(editions.c.date).where(_IS_PUBLISHED).order_by(editions.c.date.desc())
    return tuple(connection.execute(query).scalars())


def _row(connection: Connection, query: Query) -> AnyRow:
    return connection.execute(query).one()


def _summaries(connection: Connection, query: Query) -> tuple[EditionSummary, ...]:
    return tuple(
        EditionSummary(
            id=row.id,
            date=row.date,
            title=row.title,
            items=row.item_count,
            issue=row.issue,
            paper=row.paper,
            slot=row.slot,
            is_morning=bool(row.is_morning),
        )
        for row in connection.execute(query)
    )


def _add(
    connection: Connection,
    digest: Digest,
    problems: Sequence[Problem],
    known: Mapping[str, object],
) -> Edition:
    keep_pictures(connection, digest)
    row = {**known, **content_of(connection, digest, problems)}
    connection.execute(insert(connection, editions).values(row).on_conflict_do_nothing())
    (edition,) = _editions(connection, _kept(row["fingerprint"]))
    return edition


def _kept(fingerprint: object) -> Query:
    is_kept = editions.c.state != EditionState.DISCARDED
    return select(editions).where(editions.c.fingerprint == fingerprint, is_kept)


def keep_pictures(connection: Connection, digest: Digest) -> None:
    """Keep the pictures of a digest that came with it."""
    found = {one.key: one.data for one in digest.pictures if one.data}
    rows = [{"key": key, "data": data} for key, data in found.items()]
    if rows:
        planning.lock_planner(connection)  # who deletes pictures that nobody has holds it too
        insert_rows(connection, insert(connection, pictures).on_conflict_do_nothing(), rows)


def _mark(connection: Connection, edition_id: int, change: Update, state: EditionState) -> bool:
    if state is EditionState.RECALLED:
        _lock_day(connection, edition_id)
    moved = connection.execute(change).rowcount == 1
    if moved and state not in UNDECIDED:
        _drop_upload(connection, edition_id)
    if moved and state is EditionState.RECALLED:
        reindex(connection, _one(connection, edition_id).date)
    return moved


def _publish(
    connection: Connection, edition_id: int, at: datetime, expected: frozenset[EditionState]
) -> Edition | None:
    edition = _locked(connection, edition_id)
    if edition.state is EditionState.PUBLISHED:
        return edition
    is_early = expected == _SCHEDULED and (edition.publish_at is None or edition.publish_at > at)
    others = _published().where(_has(edition.key))
    if edition.state not in expected or is_early or connection.execute(others).first():
        return None
    published = {"state": EditionState.PUBLISHED, "published_at": at, "marked_at": at}
    if kind_of(edition.slot) is SlotKind.EXTRA:
        published["slot"] = _next_extra(connection, edition.key)
    _set(connection, editions.c.id == edition_id, **published)
    _drop_upload(connection, edition_id)
    reindex(connection, edition.date)
    return _one(connection, edition_id)


def _next_extra(connection: Connection, key: EditionKey) -> str:
    """The slot of the next extra of a day, which is locked; one that was recalled keeps its own."""
    is_of_day = (editions.c.date == key.date, editions.c.paper == key.paper)
    taken = select(editions.c.slot).where(*is_of_day, editions.c.state.in_(_APPEARED))
    return next_extra(connection.execute(taken).scalars())


def _correct(
    connection: Connection,
    edition_id: int,
    draft_id: int,
    at: datetime,
    corrections: Sequence[Correction],
) -> Edition | None:
    edition, draft = _locked(connection, edition_id), _locked(connection, draft_id)
    lock_rate(connection)  # before what readers saved is renumbered, as who forgets a reader does
    if edition.state is not EditionState.PUBLISHED or not draft.is_undecided:
        return None
    _set(connection, editions.c.id == draft_id, state=EditionState.DISCARDED, marked_at=at)
    _drop_upload(connection, draft_id)
    content = content_of(connection, draft.digest, draft.problems)
    content |= {"fingerprint": draft.fingerprint, "is_revised": draft.is_revised, "marked_at": at}
    content |= {"corrections": written_corrections(corrections)}
    _set(connection, editions.c.id == edition_id, **content)
    corrected = _one(connection, edition_id)
    reindex(connection, corrected.date)
    return corrected


def _drop_upload(connection: Connection, edition_id: int) -> None:
    """Drop what was needed until an edition was decided about: what it was read from, its order."""
    connection.execute(delete(uploads).where(uploads.c.edition_id == edition_id))
    connection.execute(delete(publish_orders).where(publish_orders.c.edition_id == edition_id))


def _one(connection: Connection, edition_id: int) -> Edition:
    found = _editions(connection, select(editions).where(editions.c.id == edition_id))
    if not found:
        raise StoreError(f"there is no edition {edition_id}")
    return found[0]


def _locked(connection: Connection, edition_id: int) -> Edition:
    _lock_day(connection, edition_id)
    return _one(connection, edition_id)


def _lock_day(connection: Connection, edition_id: int) -> None:
    """Lock all of an edition's day in one order, so that publishing and recalling are serial.

    All of its day and not of its key alone, because a day is indexed as one.
    """
    day = select(editions.c.date).where(editions.c.id == edition_id).scalar_subquery()
    same_day = select(editions.c.id).where(editions.c.date == day).order_by(editions.c.id)
    connection.execute(same_day.with_for_update())


def _set(connection: Connection, *where: ColumnElement[bool], **values: object) -> None:
    connection.execute(update(editions).where(*where).values(values))


def _edition(row: AnyRow) -> Edition:
    return Edition(
        id=row.id,
        date=row.date,
        state=row.state,
        digest=read_digest(row.digest),
        problems=read_problems(row.problems),
        fingerprint=row.fingerprint,
        posted_by=row.posted_by,
        created_at=row.created_at,
        publish_at=row.publish_at,
        published_at=row.published_at,
        corrected_at=_corrected_at(row),
        corrections=read_corrections(row.corrections),
        is_revised=row.is_revised,
        paper=row.paper,
        slot=row.slot,
    )


def _corrected_at(row: AnyRow) -> datetime | None:
    """A published edition is marked again only when its content is corrected."""
    is_published = row.state is EditionState.PUBLISHED and row.published_at is not None
    return row.marked_at if is_published and row.marked_at > row.published_at else None
