"""What subscribers missed because of their rhythm or of an outage, worked out for many at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from digests.delivery.model import Broadcast
from digests.delivery.schedule import instant_of
from digests.model import EditionState, Extras
from digests.rhythm import LONGEST_BACK, Rhythm
from digests.store.broadcasts import OPEN_STATES
from digests.store.database import AnyRow
from digests.store.planning import brought_since, day_in, owed_at, zone_named
from digests.store.readers.behind import untold
from digests.store.readers.rhythm_conditions import rhythm_of
from digests.store.tables import editions, receipts

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What decides when something was owed to somebody whose round-up comes on a day."""

    timezone: str
    minute: int
    rhythm: Rhythm
    paper: str
    extras: Extras
    day: date
    days: tuple[date, ...]
    """Those whose round-ups are told in one, the oldest first."""
    untold: frozenset[int] | None
    """Of the broadcasts `moved_during` or before those that are to be told; None for the usual."""
    moved_during: int

    @classmethod
    def of(cls, row: AnyRow, day: date) -> Situation:
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
            day=day,
            days=days,
            untold=None if row.untold is None else frozenset(json.loads(row.untold)),
            moved_during=0 if row.untold is None else row.moved_during,
        )

    @property
    def earliest(self) -> datetime | None:
        """Since when something may have been missed; None where there is no round-up to tell."""
        if self.untold is not None:
            return self.instant(self.day - LONGEST_BACK * _DAY)
        return self.since(self.days[0]) if self.days else None

    def told(self, broadcasts: Sequence[Broadcast]) -> Sequence[tuple[Broadcast, datetime]]:
        """What the round-ups of all of its days tell of, and when that was owed."""
        if self.untold is None:
            return [one for day in self.days for one in self.passed_over(broadcasts, day)]
        if not self.rhythm.is_on(self.day):
            return []
        until = self.instant(self.day)
        noted = (one for one in broadcasts if self.is_wanted(one) and self.is_noted(one))
        owed = [(one, self.due(one)) for one in noted if not self.is_coming(one)]
        return [(one, due) for one, due in owed if due <= until]

    def is_noted(self, broadcast: Broadcast) -> bool:
        """Whether it is to be told of, or came out later than what they chose."""
        return broadcast.id > self.moved_during or broadcast.id in (self.untold or ())

    def is_wanted(self, broadcast: Broadcast) -> bool:
        """Whether it is of their paper, and of those of it that they take."""
        is_unwanted = broadcast.is_extra and self.extras is Extras.NONE
        return broadcast.paper == self.paper and not is_unwanted

    def is_coming(self, broadcast: Broadcast) -> bool:
        """Whether it is still brought on a day of theirs."""
        return broadcast.state in OPEN_STATES and self.has_edition(broadcast)

    def has_edition(self, broadcast: Broadcast) -> bool:
        """Whether its day is one on which an edition is brought."""
        return self.rhythm.has_edition(day_in(broadcast, zone_named(self.timezone)))

    def due(self, broadcast: Broadcast) -> datetime:
        """Since when it is owed to them."""
        return owed_at(broadcast, self.minute, zone_named(self.timezone))

    def last_round_up(self, until: datetime) -> datetime | None:
        """When a round-up would have come last by an instant; None where none did of late."""
        days = (self.day - number * _DAY for number in range(LONGEST_BACK))
        came = (self.instant(one) for one in days if self.rhythm.has_round_up(one))
        return next((at for at in came if at <= until), None)

    def instant(self, day: date) -> datetime:
        """When their minute of a day comes."""
        return instant_of(day, self.minute, zone_named(self.timezone))

    def since(self, day: date) -> datetime:
        """Since when something may have been missed that the round-up of a day tells."""
        return self.instant(self.rhythm.last_on(day))

    def passed_over(
        self, broadcasts: Sequence[Broadcast], day: date
    ) -> Iterator[tuple[Broadcast, datetime]]:
        """What was owed after the last day of theirs, and when.

        Where they have a round-up each time, also what they would be brought at the same minute.
        """
        since, until = self.since(day), self.instant(day)
        for broadcast in filter(self.is_wanted, broadcasts):
            due = self.due(broadcast)
            if since < due and self._is_told(due, until):
                yield broadcast, due

    def _is_told(self, due: datetime, until: datetime) -> bool:
        return due < until or (self.rhythm.round_up and due == until)


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
    minute, rhythm, paper, whether they take extras, since when they are there, what came too late
    for them, and what they await since they chose something else.
    """
    situations = {row.id: Situation.of(row, day) for row in rows}
    late = untold(connection, [row.id for row in rows if row.is_behind], day)
    begins = [one.earliest for one in set(situations.values()) if one.earliest]
    brought = brought_since(connection, min(begins)) if begins else ()
    named = {broadcast.edition_id for broadcast in brought}.union(*late.values())
    order = _published(connection, named)
    brought = tuple(one for one in brought if one.edition_id in order)
    owed = {one: one.told(brought) for one in dict.fromkeys(situations.values())}
    has = received(connection, list(situations), list(order))
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


def received(
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
