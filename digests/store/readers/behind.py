"""Who waits for an index of what came too late for them, and what no index has told of yet.

An edition that could not be sent in time is written down as missed (`undelivered`). Of whom that is
so stands in the row of their subscriber, so that nothing else is looked at while nobody waits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import (
    ColumnElement,
    Connection,
    Index,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)

from digests.delivery.model import Broadcast, BroadcastKind, Failure
from digests.rhythm import LONGEST_BACK
from digests.store.readers.active import are_most_active
from digests.store.readers.rhythm_conditions import SqlDay, takes_index
from digests.store.tables import broadcasts, subscribers, undelivered

TOLD = "an index told of it"
"""What is noted of an edition that somebody missed, once they know."""

_WHERE = "is_behind AND state = 'active'"
Index(
    "ix_subscribers_behind",
    subscribers.c.timezone,
    subscribers.c.place,
    sqlite_where=text(_WHERE),
    postgresql_where=text(_WHERE),
)
UP_TO_DATE: Mapping[str, object] = MappingProxyType({"is_behind": False, "untold_since": None})
"""What stands of who waits for nothing."""


def is_behind() -> ColumnElement[bool]:
    """Whether an active subscriber waits for an index of what came too late."""
    # Of a boolean it would be asked whether it is 1, and SQLite would not know its index again.
    return and_(literal_column("is_behind"), are_most_active())


def awaits_index(one: SqlDay) -> ColumnElement[bool]:
    """The same, where a day is one of theirs and has not begun with an index already."""
    told = subscribers.c.rounded_up
    return and_(is_behind(), takes_index(one), or_(told.is_(None), told < one.day))


def note_behind(connection: Connection, broadcast: Broadcast, ids: Collection[int]) -> None:
    """Note of whom it was too late for what comes by the minute: an index is to tell them.

    Of a round-up that is so of everything that it would have told.
    """
    those = update(subscribers).where(subscribers.c.id.in_(ids))
    if broadcast.kind is BroadcastKind.ROUND_UP:
        note_untold(connection, subscribers.c.id.in_(ids), broadcast.day)
        begun = those.where(subscribers.c.rounded_up == broadcast.day)
        connection.execute(begun.values(rounded_up=None))
    elif broadcast.kind is BroadcastKind.EDITION:
        connection.execute(those.values(is_behind=True))


def note_untold(connection: Connection, who: ColumnElement[bool], day: date) -> None:
    """Note of some that the round-up of a day was not brought to them."""
    since = subscribers.c.untold_since
    earliest = case((or_(since.is_(None), since > day), day), else_=since)
    behind = update(subscribers).where(who).values(is_behind=True, untold_since=earliest)
    connection.execute(behind)


def note_nothing_left(connection: Connection, ids: Collection[int]) -> None:
    """Note of some that an index has nothing to tell them."""
    those = update(subscribers).where(subscribers.c.id.in_(ids), subscribers.c.is_behind)
    connection.execute(those.values({**UP_TO_DATE}))


def note_told(connection: Connection, broadcast: Broadcast, begun: Mapping[int, float]) -> None:
    """Note of whom an index came that was begun then, by the database's clock."""
    waited = select(subscribers.c.id).where(subscribers.c.id.in_(begun), subscribers.c.is_behind)
    ids = connection.execute(waited).scalars().all()
    if not ids:
        return
    is_left_untold = and_(is_untold(), _is_looked_at(broadcast.day))
    together: dict[float, list[int]] = {}
    for one in ids:
        together.setdefault(begun[one], []).append(one)
    for at, those in together.items():
        told = update(undelivered).where(undelivered.c.subscriber_id.in_(those), is_left_untold)
        until = undelivered.c.at <= datetime.fromtimestamp(at, UTC)
        connection.execute(told.where(until).values(detail=TOLD))
    left = select(undelivered.c.part).where(undelivered.c.subscriber_id == subscribers.c.id)
    is_left = left.where(is_left_untold).exists()
    # What was noted meanwhile of later days it did not tell.
    is_later = func.coalesce(subscribers.c.untold_since > broadcast.day, false())
    since = case((is_later, subscribers.c.untold_since), else_=None)
    up_to_date = update(subscribers).where(subscribers.c.id.in_(ids))
    values = {"is_behind": or_(is_left, is_later), "untold_since": since}
    connection.execute(up_to_date.values(values))


def untold(connection: Connection, ids: Sequence[int], day: date) -> Mapping[int, frozenset[int]]:
    """The editions, by their ids, that each of some missed before a day and no index told of."""
    query = (
        select(undelivered.c.subscriber_id, broadcasts.c.edition_id)
        .join(broadcasts, broadcasts.c.id == undelivered.c.broadcast_id)
        .join(subscribers, subscribers.c.id == undelivered.c.subscriber_id)
        .where(undelivered.c.subscriber_id.in_(ids), is_untold(), _is_looked_at(day))
        .where(undelivered.c.at >= subscribers.c.joined_at)
    )
    found: dict[int, set[int]] = {}
    for row in connection.execute(query) if ids else ():
        found.setdefault(row.subscriber_id, set()).add(row.edition_id)
    return {one: frozenset(editions) for one, editions in found.items()}


def is_untold() -> ColumnElement[bool]:
    """Whether what was not delivered came too late, and no index told of it."""
    return and_(undelivered.c.failure == Failure.TOO_LATE, undelivered.c.detail != TOLD)


def _is_looked_at(day: date) -> ColumnElement[bool]:
    """Whether what was not delivered is of an edition that the index of a day looks back to."""
    is_edition = broadcasts.c.kind == BroadcastKind.EDITION
    since = day - timedelta(days=LONGEST_BACK)
    recent = select(broadcasts.c.id).where(is_edition, broadcasts.c.day >= since)
    return undelivered.c.broadcast_id.in_(recent)
