"""Who comes next in a chunk, read when their turn comes: who left meanwhile is written nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    exists,
    or_,
    select,
    update,
)

from digests.delivery.attempts import Attempt, read
from digests.delivery.model import CHANGES, Broadcast, BroadcastKind, Recipient, Settlement
from digests.delivery.outcomes import Gone, Sent, Unreached
from digests.delivery.schedule import is_night
from digests.model import Extras, SubscriberState
from digests.store.database import AnyRow, Query
from digests.store.papers.audiences import is_announced, is_meant
from digests.store.planning import day_in, is_silent, owed_at, zone_named
from digests.store.readers.behind import awaits_index, note_nothing_left
from digests.store.readers.missed import missed_by
from digests.store.readers.pending import note_told_since
from digests.store.readers.rhythm_conditions import (
    RHYTHM,
    SqlDay,
    bound,
    has_edition,
    has_round_up,
    rhythm_of,
)
from digests.store.subscribers import regained_since
from digests.store.tables import (
    IS_ACTIVE,
    IS_UNDONE,
    UNKNOWN_MESSAGE,
    WHOLE_CHAT,
    chunks,
    receipts,
    subscribers,
    undelivered,
)
from digests.values.slots import SlotKind

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The subscribers of a zone after one place up to another, that one included; see `PLACES`."""

    chunk_id: int
    timezone: str
    after: int
    last: int
    caught_up: bool

    @property
    def is_empty(self) -> bool:
        """Whether nobody is left in it."""
        return self.after >= self.last

    def beyond(self, place: int) -> Range:
        """What is left once somebody's turn has come."""
        return replace(self, after=place)


_RECIPIENT = (
    subscribers.c.id,
    subscribers.c.chat_id,
    subscribers.c.topic_id,
    subscribers.c.kind,
    subscribers.c.language,
    subscribers.c.form,
    subscribers.c.timezone,
    subscribers.c.minute,
    subscribers.c.extras,
    subscribers.c.paper,
    subscribers.c.joined_at,
    subscribers.c.has_rules,
    subscribers.c.is_behind,
    subscribers.c.untold_since,
    subscribers.c.translated,
    subscribers.c.untold,
    subscribers.c.moved_during,
    *RHYTHM,
)

_CAN_BE_CHANGED = subscribers.c.state != SubscriberState.PAUSED
"""Of those who left, what they were sent is still corrected."""

# What every turn asks; making a statement costs SQLAlchemy twice what running it does.
_HAS_IT = exists().where(
    receipts.c.edition_id == bindparam("edition"), receipts.c.subscriber_id == subscribers.c.id
)
_IS_EXEMPT = exists().where(
    undelivered.c.broadcast_id == bindparam("broadcast"),
    undelivered.c.subscriber_id == subscribers.c.id,
)
_IN_RANGE = (
    select(*_RECIPIENT, subscribers.c.place)
    .where(subscribers.c.timezone == bindparam("zone"))
    .where(subscribers.c.place > bindparam("after"), subscribers.c.place <= bindparam("last"))
    .where(~_IS_EXEMPT)
    .order_by(subscribers.c.place)
    .limit(bindparam("room"))
)
_DUE = _IN_RANGE.where(has_edition(SqlDay.named("day")), ~_HAS_IT)
_UNTRIED: Mapping[SlotKind, Query] = MappingProxyType(
    {kind: _DUE.where(is_meant(bindparam("paper"), kind)) for kind in SlotKind}
)
_NOT_ROUNDED_UP = _IN_RANGE.where(
    IS_ACTIVE,
    has_round_up(SqlDay.named("day"), SqlDay.named("before")),
    or_(subscribers.c.rounded_up.is_(None), subscribers.c.rounded_up < bindparam("day")),
)
_BEHIND = _IN_RANGE.where(awaits_index(SqlDay.named("day")))
_WHO_HAS_IT = (
    select(*_RECIPIENT, receipts.c.subscriber_id.label("place"))
    .join(receipts, receipts.c.subscriber_id == subscribers.c.id)
    .where(receipts.c.edition_id == bindparam("edition"), receipts.c.part == 0)
    .where(receipts.c.message_id != UNKNOWN_MESSAGE)
    .where(receipts.c.subscriber_id > bindparam("after"))
    .where(receipts.c.subscriber_id <= bindparam("last"))
    .order_by(receipts.c.subscriber_id)
    .limit(bindparam("room"))
)
_UNCHANGED = _WHO_HAS_IT.where(_CAN_BE_CHANGED)
_UNTOLD = _WHO_HAS_IT.where(IS_ACTIVE)
_UNADDRESSED = (
    select(*_RECIPIENT, subscribers.c.id.label("place"))
    .where(is_announced(bindparam("subject", type_=Integer())))
    .where(subscribers.c.id > bindparam("after"), subscribers.c.id <= bindparam("last"))
    .order_by(subscribers.c.id)
    .limit(bindparam("room"))
)
_FOLLOWING: Mapping[BroadcastKind, Query] = MappingProxyType(
    {
        BroadcastKind.CORRECTION: _UNCHANGED,
        BroadcastKind.RECALL: _UNCHANGED,
        BroadcastKind.ERRATUM: _UNTOLD,
        BroadcastKind.ANNOUNCEMENT: _UNADDRESSED,
        BroadcastKind.ROUND_UP: _NOT_ROUNDED_UP,
    }
)


def untried(
    connection: Connection, broadcast: Broadcast, among: Range, limit: int, at: datetime
) -> tuple[tuple[Recipient, ...], Range]:
    """The next recipients of a range, at most `limit`, and what is left of the range after them.

    `at` is when they are written to.
    """
    owed, rest = _next_owed(connection, broadcast, among, limit)
    found = _recipients(connection, broadcast, owed, at)
    _note_begun(connection, broadcast, owed, found)
    return found, rest


def never_tried(
    connection: Connection, broadcast: Broadcast, among: Range, limit: int, at: datetime
) -> tuple[Recipient, ...]:
    """The same of those for whom it is too late: nothing is begun with them."""
    owed, _ = _next_owed(connection, broadcast, among, limit)
    return _recipients(connection, broadcast, owed, at)


def _next_owed(
    connection: Connection, broadcast: Broadcast, among: Range, limit: int
) -> tuple[Sequence[AnyRow], Range]:
    day = day_in(broadcast, zone_named(among.timezone)) if among.timezone else broadcast.day
    asked = {
        "edition": broadcast.edition_id,
        "broadcast": broadcast.id,
        "subject": broadcast.subject,
        "paper": broadcast.paper,
        "zone": among.timezone,
        "after": among.after,
        "last": among.last,
        "room": limit,
        **bound("day", day),
        **bound("before", day - _DAY),
    }
    rows = connection.execute(_next(broadcast), asked).all()
    if broadcast.kind is BroadcastKind.ROUND_UP and among.caught_up:
        behind = connection.execute(_BEHIND, asked).all()
        rows = sorted({*rows, *behind}, key=lambda row: row.place)[:limit]
    rest = among.beyond(rows[-1].place if len(rows) == limit else among.last)
    elsewhere = _in_flight_elsewhere(connection, broadcast, among, rows)
    absent = _not_yet_there(broadcast, among, rows)
    known = _told_before(broadcast, rows)
    return [row for row in rows if row.id not in elsewhere | absent | known], rest


def _next(broadcast: Broadcast) -> Query:
    if broadcast.kind is BroadcastKind.EDITION:
        return _UNTRIED[broadcast.slot_kind]
    return _FOLLOWING[broadcast.kind]


def still_there(
    connection: Connection, broadcast: Broadcast, attempts: Collection[Attempt], at: datetime
) -> dict[int, Recipient]:
    """Those of the attempts' recipients who can be written to, as they are now, by their ids.

    What was begun is brought to its end whatever the day and paper: nobody gets half of an edition.
    """
    ids = [attempt.subscriber_id for attempt in attempts]
    query = select(*_RECIPIENT).where(subscribers.c.id.in_(ids), _is_open_to(broadcast, attempts))
    rows = connection.execute(query).all() if ids else ()
    return {one.subscriber_id: one for one in _recipients(connection, broadcast, rows, at)}


def messages(
    connection: Connection, broadcast: Broadcast, attempts: Collection[Attempt]
) -> dict[tuple[int, int], int]:
    """The message ids that a correction, recall or erratum is about, by subscriber and part.

    An erratum replies to the first part alone.
    """
    if broadcast.kind is BroadcastKind.EDITION or not attempts:
        return {}
    found = _receipts(connection, broadcast, {attempt.subscriber_id for attempt in attempts})
    is_about_all = broadcast.kind in CHANGES
    return {place: number for place, number in found.items() if is_about_all or not place[1]}


def with_further_parts(
    connection: Connection, broadcast: Broadcast, settlements: Sequence[Settlement]
) -> tuple[Settlement, ...]:
    """The settlements of a correction or recall, which goes on to every part that was sent.

    First to those of the edition, then to their copies.
    """
    if broadcast.kind not in CHANGES:
        return tuple(settlements)
    over = {s.subscriber_id for s in settlements if isinstance(s.outcome, Sent) and not s.more}
    found = _receipts(connection, broadcast, over) if over else {}
    return tuple(_going_on(s, found) if s.subscriber_id in over else s for s in settlements)


def _going_on(settlement: Settlement, found: Mapping[tuple[int, int], int]) -> Settlement:
    subscriber_id = settlement.subscriber_id
    further = [part for one, part in found if one == subscriber_id and part > settlement.part]
    if settlement.more or not further:
        return settlement
    return replace(settlement, more=True, next_part=min(further))


def without_older_refusals(
    connection: Connection, attempts: Collection[Attempt], settlements: Sequence[Settlement]
) -> tuple[Settlement, ...]:
    """The settlements, except that who came back after an attempt was begun is tried again."""
    gone = {s.subscriber_id for s in settlements if isinstance(s.outcome, Gone)}
    if not gone:
        return tuple(settlements)
    regained = regained_since(connection, gone)
    older = {
        (f.subscriber_id, f.part)
        for f in attempts
        if f.in_flight and f.due < regained.get(f.subscriber_id, 0.0)
    }
    return tuple(
        replace(s, outcome=Unreached("came back meanwhile"))
        if isinstance(s.outcome, Gone) and (s.subscriber_id, s.part) in older
        else s
        for s in settlements
    )


def _receipts(
    connection: Connection, broadcast: Broadcast, subscriber_ids: Collection[int]
) -> dict[tuple[int, int], int]:
    query = select(receipts).where(
        receipts.c.edition_id == broadcast.edition_id,
        receipts.c.subscriber_id.in_(subscriber_ids),
        receipts.c.message_id != UNKNOWN_MESSAGE,
    )
    rows = connection.execute(query)
    return {(row.subscriber_id, row.part): row.message_id for row in rows}


def _is_open_to(broadcast: Broadcast, attempts: Collection[Attempt]) -> ColumnElement[bool]:
    """Who may be written to."""
    if broadcast.kind is BroadcastKind.EDITION:
        begun = [attempt.subscriber_id for attempt in attempts if attempt.part]
        has_begun = and_(IS_ACTIVE, subscribers.c.id.in_(begun))
        return or_(has_begun, is_meant(broadcast.paper, broadcast.slot_kind))
    return _CAN_BE_CHANGED if broadcast.kind in CHANGES else IS_ACTIVE


def _not_yet_there(broadcast: Broadcast, among: Range, rows: Sequence[AnyRow]) -> frozenset[int]:
    """Who had not joined yet when the broadcast was due to them."""
    is_for_whoever_is_there = broadcast.kind is not BroadcastKind.EDITION or broadcast.send_now
    if is_for_whoever_is_there or among.caught_up:
        return frozenset()
    zone = zone_named(among.timezone)
    due = {minute: owed_at(broadcast, minute, zone) for minute in {row.minute for row in rows}}
    return frozenset(row.id for row in rows if row.joined_at > due[row.minute])


def _told_before(broadcast: Broadcast, rows: Sequence[AnyRow]) -> frozenset[int]:
    """Whom an index told of an edition before they chose to have it brought."""
    if broadcast.kind is not BroadcastKind.EDITION:
        return frozenset()
    moved = (row for row in rows if row.untold is not None and row.moved_during >= broadcast.id)
    return frozenset(row.id for row in moved if broadcast.id not in json.loads(row.untold))


def _in_flight_elsewhere(
    connection: Connection, broadcast: Broadcast, among: Range, rows: Sequence[AnyRow]
) -> frozenset[int]:
    """Who is in flight in another chunk: only those who moved meanwhile stand in two."""
    if all(row.moved_during < broadcast.id for row in rows):
        return frozenset()
    others = select(chunks.c.attempts).where(
        chunks.c.broadcast_id == broadcast.id,
        chunks.c.id != among.chunk_id,
        IS_UNDONE,
        chunks.c.attempts != "[]",
    )
    found = connection.execute(others).scalars()
    return frozenset(attempt.subscriber_id for text in found for attempt in read(text))


def _note_begun(
    connection: Connection,
    broadcast: Broadcast,
    owed: Sequence[AnyRow],
    found: Sequence[Recipient],
) -> None:
    """Note of whom the round-up of a day is begun with: there are no receipts of it."""
    if broadcast.kind is not BroadcastKind.ROUND_UP:
        return
    begun = {one.subscriber_id for one in found}
    if waited := [row.id for row in owed if _waits(row) and row.id not in begun]:
        note_nothing_left(connection, waited)
        note_told_since(connection, waited, broadcast.day)
    if begun:
        is_begun = subscribers.c.id.in_(begun)
        connection.execute(update(subscribers).where(is_begun).values(rounded_up=broadcast.day))


def _waits(row: AnyRow) -> bool:
    return row.is_behind or row.untold is not None


def _recipients(
    connection: Connection, broadcast: Broadcast, rows: Sequence[AnyRow], at: datetime
) -> tuple[Recipient, ...]:
    """The recipients of a broadcast; of a round-up those whom it has something to tell."""
    stands = [(row.timezone, row.minute, rhythm_of(row)) for row in rows]
    unrung = {
        (timezone, minute, rhythm)
        for timezone, minute, rhythm in set(stands)
        if is_silent(broadcast, minute, zone_named(timezone), at, rhythm)
    }
    is_round_up = broadcast.kind is BroadcastKind.ROUND_UP
    missed = missed_by(connection, rows, broadcast.day) if is_round_up else {}
    return tuple(
        _recipient(
            row,
            silent=stand in unrung or _is_quiet(broadcast, row.extras),
            may_ring=row.has_rules and _may_ring(broadcast, row, at),
            missed=missed.get(row.id, ()),
        )
        for row, stand in zip(rows, stands, strict=True)
        if not is_round_up or row.id in missed
    )


def _is_quiet(broadcast: Broadcast, extras: Extras) -> bool:
    """Whether somebody of that preference is not rung for it at any time of the day."""
    return broadcast.is_extra and extras is Extras.SILENT


def _may_ring(broadcast: Broadcast, row: AnyRow, at: datetime) -> bool:
    """Whether an edition may ring for what somebody follows, however silent they want all others.

    Not in their quiet hours, not even at the minute that they chose.
    """
    is_edition = broadcast.kind is BroadcastKind.EDITION
    return is_edition and not is_night(zone_named(row.timezone), at, rhythm_of(row))


def _recipient(row: AnyRow, *, silent: bool, may_ring: bool, missed: tuple[int, ...]) -> Recipient:
    return Recipient(
        subscriber_id=row.id,
        chat_id=row.chat_id,
        topic_id=row.topic_id if row.topic_id != WHOLE_CHAT else None,
        kind=row.kind,
        language=row.language,
        form=row.form,
        silent=silent,
        may_ring=may_ring,
        missed=missed,
        has_rules=row.has_rules,
        translated=row.translated,
    )
