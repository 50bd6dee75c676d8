"""Who comes next in a chunk, read when their turn comes: who left meanwhile is written nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, exists, select

from digests.delivery.attempts import Attempt, read
from digests.delivery.model import Broadcast, BroadcastKind, Recipient, Settlement
from digests.delivery.outcomes import Gone, Sent, Unreached
from digests.model import SubscriberState
from digests.store.database import AnyRow
from digests.store.planning import is_silent, owed_at, zone_named
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
)

_STANDS = (subscribers.c.joined_at, subscribers.c.moved_during)


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
_UNTRIED = (
    select(*_RECIPIENT, *_STANDS, subscribers.c.place)
    .where(subscribers.c.timezone == bindparam("zone"), IS_ACTIVE)
    .where(subscribers.c.place > bindparam("after"), subscribers.c.place <= bindparam("last"))
    .where(~_HAS_IT, ~_IS_EXEMPT)
    .order_by(subscribers.c.place)
    .limit(bindparam("room"))
)
_UNTRIED_AGAIN = (
    select(*_RECIPIENT, *_STANDS, receipts.c.subscriber_id.label("place"))
    .join(receipts, receipts.c.subscriber_id == subscribers.c.id)
    .where(receipts.c.edition_id == bindparam("edition"), receipts.c.part == 0)
    .where(receipts.c.message_id != UNKNOWN_MESSAGE, _CAN_BE_CHANGED)
    .where(receipts.c.subscriber_id > bindparam("after"))
    .where(receipts.c.subscriber_id <= bindparam("last"))
    .order_by(receipts.c.subscriber_id)
    .limit(bindparam("room"))
)


def untried(
    connection: Connection, broadcast: Broadcast, among: Range, limit: int, at: datetime
) -> tuple[tuple[Recipient, ...], Range]:
    """The next recipients of a range, at most `limit`, and what is left of the range after them.

    `at` is when they are written to.
    """
    query = _UNTRIED if broadcast.kind is BroadcastKind.EDITION else _UNTRIED_AGAIN
    asked = {
        "edition": broadcast.edition_id,
        "broadcast": broadcast.id,
        "zone": among.timezone,
        "after": among.after,
        "last": among.last,
        "room": limit,
    }
    rows = connection.execute(query, asked).all()
    rest = among.beyond(rows[-1].place if len(rows) == limit else among.last)
    elsewhere = _in_flight_elsewhere(connection, broadcast, among, rows)
    absent = _not_yet_there(broadcast, among, rows)
    owed = [row for row in rows if row.id not in elsewhere | absent]
    return _recipients(broadcast, owed, at), rest


def still_there(
    connection: Connection, broadcast: Broadcast, attempts: Collection[Attempt], at: datetime
) -> dict[int, Recipient]:
    """Those of the attempts' recipients who can be written to, as they are now, by their ids."""
    ids = [attempt.subscriber_id for attempt in attempts]
    query = select(*_RECIPIENT).where(subscribers.c.id.in_(ids), _is_open_to(broadcast))
    rows = connection.execute(query).all() if ids else ()
    return {one.subscriber_id: one for one in _recipients(broadcast, rows, at)}


def messages(
    connection: Connection, broadcast: Broadcast, attempts: Collection[Attempt]
) -> dict[tuple[int, int], int]:
    """The message ids that a correction or recall is about, by subscriber and part."""
    if broadcast.kind is BroadcastKind.EDITION or not attempts:
        return {}
    return _receipts(connection, broadcast, {attempt.subscriber_id for attempt in attempts})


def with_further_parts(
    connection: Connection, broadcast: Broadcast, settlements: Sequence[Settlement]
) -> tuple[Settlement, ...]:
    """The settlements of a correction or recall, which goes on to every part that was sent.

    First to those of the edition, then to their copies.
    """
    if broadcast.kind is BroadcastKind.EDITION:
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


def _is_open_to(broadcast: Broadcast) -> ColumnElement[bool]:
    """Who may be written to."""
    return IS_ACTIVE if broadcast.kind is BroadcastKind.EDITION else _CAN_BE_CHANGED


def _not_yet_there(broadcast: Broadcast, among: Range, rows: Sequence[AnyRow]) -> frozenset[int]:
    """Who had not joined yet when the broadcast was due to them."""
    is_for_whoever_is_there = broadcast.kind is not BroadcastKind.EDITION or broadcast.send_now
    if is_for_whoever_is_there or among.caught_up:
        return frozenset()
    zone = zone_named(among.timezone)
    due = {minute: owed_at(broadcast, minute, zone) for minute in {row.minute for row in rows}}
    return frozenset(row.id for row in rows if row.joined_at > due[row.minute])


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


def _recipients(
    broadcast: Broadcast, rows: Sequence[AnyRow], at: datetime
) -> tuple[Recipient, ...]:
    stands = {(row.timezone, row.minute) for row in rows}
    asleep = {
        (timezone, minute)
        for timezone, minute in stands
        if is_silent(broadcast, minute, zone_named(timezone), at)
    }
    return tuple(_recipient(row, silent=(row.timezone, row.minute) in asleep) for row in rows)


def _recipient(row: AnyRow, *, silent: bool) -> Recipient:
    return Recipient(
        subscriber_id=row.id,
        chat_id=row.chat_id,
        topic_id=row.topic_id if row.topic_id != WHOLE_CHAT else None,
        kind=row.kind,
        language=row.language,
        form=row.form,
        silent=silent,
    )
