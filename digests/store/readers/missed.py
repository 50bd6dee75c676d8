"""What subscribers missed because of their rhythm, worked out for many of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from digests.delivery.model import Broadcast
from digests.delivery.schedule import instant_of
from digests.model import EditionState, Extras
from digests.rhythm import Rhythm
from digests.store.database import AnyRow
from digests.store.planning import brought_since, owed_at, zone_named
from digests.store.readers.rhythm_conditions import rhythm_of
from digests.store.tables import editions, receipts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Situation:
    """What decides when something was owed to somebody whose round-up comes on a day."""

    timezone: str
    minute: int
    rhythm: Rhythm
    paper: str
    extras: Extras

    @classmethod
    def of(cls, row: AnyRow) -> _Situation:
        return cls(
            timezone=row.timezone,
            minute=row.minute,
            rhythm=rhythm_of(row),
            paper=row.paper,
            extras=row.extras,
        )

    def since(self, day: date) -> datetime:
        """Since when something may have been missed that the round-up of a day tells."""
        return instant_of(self.rhythm.last_on(day), self.minute, zone_named(self.timezone))

    def passed_over(
        self, broadcasts: Sequence[Broadcast], day: date
    ) -> Iterator[tuple[Broadcast, datetime]]:
        """What was owed after the last day of theirs, and when.

        Where they have a round-up each time, also what they would be brought at the same minute.
        """
        zone = zone_named(self.timezone)
        since, until = self.since(day), instant_of(day, self.minute, zone)
        for broadcast in filter(self._wants, broadcasts):
            due = owed_at(broadcast, self.minute, zone)
            if since < due < until or (self.rhythm.round_up and due == until):
                yield broadcast, due

    def _wants(self, broadcast: Broadcast) -> bool:
        is_unwanted = broadcast.is_extra and self.extras is Extras.NONE
        return broadcast.paper == self.paper and not is_unwanted


def missed_by(
    connection: Connection, rows: Sequence[AnyRow], day: date
) -> Mapping[int, tuple[int, ...]]:
    """The editions that the round-up of a day tells each of some subscribers of, newest first.

    By their ids; who has nothing to be told is left out. A row has the subscriber's id, zone,
    minute, rhythm, paper, whether they take extras, and since when they are there.
    """
    situations = {row.id: _Situation.of(row) for row in rows}
    if not situations:
        return {}
    earliest = min(one.since(day) for one in set(situations.values()))
    brought = brought_since(connection, earliest)
    order = _published(connection, brought)
    brought = tuple(one for one in brought if one.edition_id in order)
    owed = {one: tuple(one.passed_over(brought, day)) for one in dict.fromkeys(situations.values())}
    has = _received(connection, list(situations), list(order))
    found: dict[int, tuple[int, ...]] = {}
    for row in rows:
        missed = {
            broadcast.edition_id
            for broadcast, due in owed[situations[row.id]]
            if row.joined_at <= due and broadcast.edition_id not in has[row.id]
        }
        if missed:
            found[row.id] = tuple(sorted(missed, key=order.__getitem__, reverse=True))
    return found


def _published(
    connection: Connection, brought: Sequence[Broadcast]
) -> Mapping[int, tuple[date, int]]:
    """Those of the editions that readers can still ask for, with their order."""
    ids = [broadcast.edition_id for broadcast in brought]
    query = select(editions.c.id, editions.c.date).where(
        editions.c.id.in_(ids), editions.c.state == EditionState.PUBLISHED
    )
    return {row.id: (row.date, row.id) for row in connection.execute(query)}


def _received(
    connection: Connection, subscriber_ids: Sequence[int], edition_ids: Sequence[int]
) -> Mapping[int, set[int]]:
    """The editions that each has, or may have."""
    query = select(receipts.c.subscriber_id, receipts.c.edition_id).where(
        receipts.c.edition_id.in_(edition_ids), receipts.c.subscriber_id.in_(subscriber_ids)
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in connection.execute(query):
        found[row.subscriber_id].add(row.edition_id)
    return found
