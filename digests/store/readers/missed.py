"""What subscribers missed because of their rhythm or of an outage, worked out for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from digests.delivery.model import Broadcast
from digests.delivery.schedule import instant_of
from digests.model import EditionState, Extras
from digests.rhythm import LONGEST_BACK, Rhythm
from digests.store.database import AnyRow
from digests.store.planning import brought_since, owed_at, zone_named
from digests.store.readers.behind import untold
from digests.store.tables import editions, receipts, subscribers

RHYTHM = tuple(subscribers.c[one.name] for one in fields(Rhythm))
"""The columns of a subscriber's rhythm."""


_DAY = timedelta(days=1)


def rhythm_of(row: AnyRow) -> Rhythm:
    """The rhythm of a row that has its columns."""
    return Rhythm(**{column.name: getattr(row, column.name) for column in RHYTHM})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Situation:
    """What decides when something was owed to somebody whose round-up comes on a day."""

    timezone: str
    minute: int
    rhythm: Rhythm
    paper: str
    extras: Extras
    days: tuple[date, ...]
    """Those whose round-ups are told in one, the oldest first."""

    @classmethod
    def of(cls, row: AnyRow, day: date) -> _Situation:
        """That of somebody whom the round-up of a day may have something to tell."""
        rhythm = rhythm_of(row)
        since = min(row.untold_since or day, day)
        days = _untold_days(rhythm, since, day) if row.is_behind else (day,)
        return cls(
            timezone=row.timezone,
            minute=row.minute,
            rhythm=rhythm,
            paper=row.paper,
            extras=row.extras,
            days=days,
        )

    @property
    def earliest(self) -> datetime | None:
        """Since when something may have been missed; None where there is no round-up to tell."""
        return self.since(self.days[0]) if self.days else None

    def told(self, broadcasts: Sequence[Broadcast]) -> Sequence[tuple[Broadcast, datetime]]:
        """What the round-ups of all of its days tell of, and when that was owed."""
        return [one for day in self.days for one in self.passed_over(broadcasts, day)]

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


def _untold_days(rhythm: Rhythm, since: date, until: date) -> tuple[date, ...]:
    """The days from one until another, that one included, whose round-ups have not come."""
    length = min((until - since).days, LONGEST_BACK)
    days = (until - number * _DAY for number in range(length, -1, -1))
    return tuple(filter(rhythm.has_round_up, days))


def missed_by(
    connection: Connection, rows: Sequence[AnyRow], day: date
) -> Mapping[int, tuple[int, ...]]:
    """The editions that the round-up of a day tells each of some subscribers of, newest first.

    By their ids; who has nothing to be told is left out. A row has the subscriber's id, zone,
    minute, rhythm, paper, whether they take extras, since when they are there, and what came too
    late for them.
    """
    situations = {row.id: _Situation.of(row, day) for row in rows}
    late = untold(connection, [row.id for row in rows if row.is_behind], day)
    begins = [one.earliest for one in set(situations.values()) if one.earliest]
    brought = brought_since(connection, min(begins)) if begins else ()
    named = {broadcast.edition_id for broadcast in brought}.union(*late.values())
    order = _published(connection, named)
    brought = tuple(one for one in brought if one.edition_id in order)
    owed = {one: one.told(brought) for one in dict.fromkeys(situations.values())}
    has = _received(connection, list(situations), list(order))
    found: dict[int, tuple[int, ...]] = {}
    for row in rows:
        passed_over = {
            broadcast.edition_id
            for broadcast, due in owed[situations[row.id]]
            if row.joined_at <= due
        }
        missed = (passed_over | (late.get(row.id, frozenset()) & order.keys())) - has[row.id]
        if missed:
            found[row.id] = tuple(sorted(missed, key=order.__getitem__, reverse=True))
    return found


def _published(connection: Connection, ids: Collection[int]) -> Mapping[int, tuple[date, int]]:
    """Those of the editions that readers can still ask for, with their order."""
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
