"""Who comes next in a chunk, read when their turn comes: who left meanwhile is written nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, exists, select

from digests.delivery.flights import Flight, read
from digests.delivery.ledger import Broadcast, BroadcastKind, Recipient, Settlement
from digests.delivery.outcome import Sent
from digests.model import SubscriberState
from digests.store.database import AnyRow, Query
from digests.store.planning import owed_at, zone_named
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
    """The readers of a zone after one place up to another, that one included; see `PLACES`."""

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


_READER = (
    subscribers.c.id,
    subscribers.c.chat_id,
    subscribers.c.topic_id,
    subscribers.c.kind,
    subscribers.c.language,
    subscribers.c.form,
)

_STANDS = (subscribers.c.minute, subscribers.c.joined_at, subscribers.c.moved_during)


def untried(
    connection: Connection, broadcast: Broadcast, among: Range, limit: int
) -> tuple[tuple[Recipient, ...], Range]:
    """The next readers of a range, at most `limit`, and what is left of the range after them."""
    rows = connection.execute(_in_range(broadcast, among).limit(limit)).all()
    rest = among.beyond(rows[-1].place if len(rows) == limit else among.last)
    elsewhere = _flying_elsewhere(connection, broadcast, among, rows)
    absent = _not_yet_there(broadcast, among, rows)
    owed = tuple(_recipient(row) for row in rows if row.id not in elsewhere | absent)
    return owed, rest


def still_there(
    connection: Connection, broadcast: Broadcast, flights: Collection[Flight]
) -> dict[int, Recipient]:
    """Those of the flights' recipients who can be written to, as they are now, by their ids."""
    ids = [flight.subscriber_id for flight in flights]
    query = select(*_READER).where(subscribers.c.id.in_(ids), _is_open_to(broadcast))
    rows = connection.execute(query).all() if ids else ()
    return {row.id: _recipient(row) for row in rows}


def messages(
    connection: Connection, broadcast: Broadcast, flights: Collection[Flight]
) -> dict[tuple[int, int], int]:
    """The message ids that a correction or recall is about, by subscriber and part."""
    if broadcast.kind is BroadcastKind.EDITION or not flights:
        return {}
    parts = [(flight.subscriber_id, flight.part) for flight in flights]
    return _receipts(connection, broadcast, parts)


def with_further_parts(
    connection: Connection, broadcast: Broadcast, settlements: Sequence[Settlement]
) -> tuple[Settlement, ...]:
    """The settlements of a correction or recall, which goes on to every part that was sent."""
    if broadcast.kind is BroadcastKind.EDITION:
        return tuple(settlements)
    over = [s for s in settlements if isinstance(s.outcome, Sent) and not s.more]
    parts = [(s.subscriber_id, s.part + 1) for s in over]
    found = _receipts(connection, broadcast, parts) if parts else {}
    return tuple(
        replace(s, more=s.more or (s.subscriber_id, s.part + 1) in found) for s in settlements
    )


def _receipts(
    connection: Connection, broadcast: Broadcast, parts: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    query = select(receipts).where(
        receipts.c.edition_id == broadcast.edition_id,
        receipts.c.subscriber_id.in_({subscriber_id for subscriber_id, _ in parts}),
        receipts.c.part.in_({part for _, part in parts}),
        receipts.c.message_id != UNKNOWN_MESSAGE,
    )
    rows = connection.execute(query)
    return {(row.subscriber_id, row.part): row.message_id for row in rows}


def _in_range(broadcast: Broadcast, among: Range) -> Query:
    if broadcast.kind is not BroadcastKind.EDITION:
        return _with_receipt(broadcast, among)
    has_it = receipts.c.edition_id == broadcast.edition_id
    is_told = undelivered.c.broadcast_id == broadcast.id
    return (
        select(*_READER, *_STANDS, subscribers.c.place)
        .where(subscribers.c.timezone == among.timezone, _is_open_to(broadcast))
        .where(subscribers.c.place > among.after, subscribers.c.place <= among.last)
        .where(~exists().where(has_it, receipts.c.subscriber_id == subscribers.c.id))
        .where(~exists().where(is_told, undelivered.c.subscriber_id == subscribers.c.id))
        .order_by(subscribers.c.place)
    )


def _with_receipt(broadcast: Broadcast, among: Range) -> Query:
    reader = receipts.c.subscriber_id
    return (
        select(*_READER, *_STANDS, reader.label("place"))
        .join(receipts, reader == subscribers.c.id)
        .where(receipts.c.edition_id == broadcast.edition_id, receipts.c.part == 0)
        .where(receipts.c.message_id != UNKNOWN_MESSAGE)
        .where(reader > among.after, reader <= among.last, _is_open_to(broadcast))
        .order_by(reader)
    )


def _is_open_to(broadcast: Broadcast) -> ColumnElement[bool]:
    """Who may be written to: of those who left, what they were sent is still corrected."""
    if broadcast.kind is BroadcastKind.EDITION:
        return IS_ACTIVE
    return subscribers.c.state != SubscriberState.PAUSED


def _not_yet_there(broadcast: Broadcast, among: Range, rows: Sequence[AnyRow]) -> frozenset[int]:
    """Who had not joined yet when the broadcast was due to them."""
    is_for_whoever_is_there = broadcast.kind is not BroadcastKind.EDITION or broadcast.hurried
    if is_for_whoever_is_there or among.caught_up:
        return frozenset()
    zone = zone_named(among.timezone)
    due = {minute: owed_at(broadcast, minute, zone) for minute in {row.minute for row in rows}}
    return frozenset(row.id for row in rows if row.joined_at > due[row.minute])


def _flying_elsewhere(
    connection: Connection, broadcast: Broadcast, among: Range, rows: Sequence[AnyRow]
) -> frozenset[int]:
    """Who is in flight in another chunk: only those who moved meanwhile stand in two."""
    if all(row.moved_during < broadcast.id for row in rows):
        return frozenset()
    others = select(chunks.c.flying).where(
        chunks.c.broadcast_id == broadcast.id,
        chunks.c.id != among.chunk_id,
        IS_UNDONE,
        chunks.c.flying != "[]",
    )
    found = connection.execute(others).scalars()
    return frozenset(flight.subscriber_id for flying in found for flight in read(flying))


def _recipient(row: AnyRow) -> Recipient:
    return Recipient(
        subscriber_id=row.id,
        chat_id=row.chat_id,
        topic_id=row.topic_id if row.topic_id != WHOLE_CHAT else None,
        kind=row.kind,
        language=row.language,
        form=row.form,
    )
