"""The index of what an outage kept from subscribers: one for each, as soon as it is over.

It is the round-up of the day on which it comes. Who is owed that anyway is told there of all; the
others are caught up with once their minute has come. What is still sent late stands in none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState
from digests.delivery.policy import DeliverySettings
from digests.delivery.schedule import last_minute_reached, local_day
from digests.rhythm import LONGEST_BACK
from digests.store.broadcasts import find_broadcasts, reopen_finished
from digests.store.database import Query
from digests.store.planning import lock_planner, zone_named, zones_in_use
from digests.store.readers.behind import awaits_index, is_behind, note_untold
from digests.store.readers.rhythm_conditions import SqlDay, is_owed
from digests.store.tables import (
    IS_ACTIVE,
    IS_UNDONE,
    PLACES,
    broadcasts,
    chunks,
    clock,
    planner,
    subscribers,
    undelivered,
)

_DAY = timedelta(days=1)
_OFTEN = timedelta(minutes=15)
"""Every zone's days begin with a quarter of an hour."""
_COST_OF_A_GAP = 20  # recipients whose planning takes as long
_KIND = BroadcastKind.ROUND_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDue:
    """A zone in which somebody waits for an index now, and its day; whether that has a round-up."""

    timezone: str
    day: date
    has_round_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    """A zone's places after one up to another, that one included, that stand in no chunk."""

    timezone: str
    after: int
    last: int


def indexes_due(connection: Connection, now: datetime) -> Sequence[IndexDue]:
    """The zones in which somebody waits for an index, is passed by, and whose minute has come.

    A look that keeps nobody from writing, since somebody who is away may wait for weeks.
    """
    names = connection.execute(select(subscribers.c.timezone).where(is_behind()).distinct())
    days = {name: local_day(zone_named(name), now) for name in names.scalars()}
    opened = {one.day: one for one in find_broadcasts(connection, _is_of({*days.values()}))}
    return [
        IndexDue(timezone=name, day=day, has_round_up=day in opened)
        for name, day in days.items()
        if _is_any_passed_by(connection, name, day, now, opened.get(day))
    ]


def plan_some_indexes(
    connection: Connection, due: IndexDue, now: datetime, rules: DeliverySettings, after: int
) -> int | None:
    """Write chunks for some of those who wait behind a place: up to where; None if for all.

    The rate limit may not be asked for here: workers have it when they ask for the planner's lock.
    """
    lock_planner(connection)
    (round_up,) = find_broadcasts(connection, _is_of({due.day}))
    if round_up.state is BroadcastState.CANCELLED:
        return None
    its = {"broadcast_id": round_up.id, "due_at": now, "caught_up": True}
    its["expires"] = clock() + rules.staleness.total_seconds()
    room = rules.planned_at_once
    for gap in _gaps(connection, due.timezone, now, round_up, after):
        waiting = _waiting(gap, due.day, round_up).order_by(subscribers.c.place).limit(room)
        places: Sequence[int] = connection.execute(waiting).scalars().all()
        if places:
            rows = [its | piece for piece in _pieces(gap, places, rules.chunk)]
            connection.execute(insert(chunks).values(rows))
            reopen_finished(connection, round_up.id)
        if len(places) == room:
            return places[-1]
        room -= len(places) + _COST_OF_A_GAP
        if room <= 0:
            return gap.last
    return None


def _pieces(gap: _Gap, places: Sequence[int], size: int) -> Iterator[dict[str, object]]:
    """The ranges of chunks that cut a gap up to the last of some places: nothing between them."""
    after = gap.after
    for start in range(0, len(places), size):
        piece = places[start : start + size]
        ends = {"after_place": after, "last_place": piece[-1], "owed": len(piece)}
        yield {"timezone": gap.timezone, **ends}
        after = piece[-1]


def _is_any_passed_by(
    connection: Connection, timezone: str, day: date, now: datetime, round_up: Broadcast | None
) -> bool:
    if round_up and round_up.state is BroadcastState.CANCELLED:
        return False
    gaps = _gaps(connection, timezone, now, round_up)
    waiting = (_waiting(gap, day, round_up).limit(1) for gap in gaps)
    return any(connection.execute(one).first() for one in waiting)


def _gaps(
    connection: Connection,
    timezone: str,
    now: datetime,
    round_up: Broadcast | None,
    after: int = 0,
) -> Iterator[_Gap]:
    """What behind a place of a zone no chunk of a round-up has that is to be sent, as far as due.

    So nobody who waits is compared with every chunk.
    """
    zone = zone_named(timezone)
    end = (last_minute_reached(local_day(zone, now), zone, now) + 1) * PLACES - 1
    for begins, ends in _ranges(connection, timezone, round_up):
        if after < min(begins, end):
            yield _Gap(timezone=timezone, after=after, last=min(begins, end))
        after = max(after, ends)
    if after < end:
        yield _Gap(timezone=timezone, after=after, last=end)


def _ranges(
    connection: Connection, timezone: str, round_up: Broadcast | None
) -> Sequence[tuple[int, int]]:
    if round_up is None:
        return ()
    its = and_(chunks.c.broadcast_id == round_up.id, chunks.c.timezone == timezone, IS_UNDONE)
    query = select(chunks.c.after_place, chunks.c.last_place).where(its)
    return [(row[0], row[1]) for row in connection.execute(query.order_by(chunks.c.after_place))]


def _waiting(gap: _Gap, day: date, round_up: Broadcast | None) -> Query:
    """The places within a gap of whoever waits for an index on a day."""
    place = subscribers.c.place
    query = select(place).where(
        subscribers.c.timezone == gap.timezone,
        place > gap.after,
        place <= gap.last,
        awaits_index(SqlDay.of(day)),
    )
    if round_up is None:
        return query
    is_exempt = select(undelivered.c.part).where(
        undelivered.c.broadcast_id == round_up.id,
        undelivered.c.subscriber_id == subscribers.c.id,
    )
    return query.where(~is_exempt.exists())


def is_to_look_back(connection: Connection, now: datetime) -> bool:
    """Whether it is time to note that the days go by."""
    looked_at = connection.execute(select(planner.c.looked_at)).scalar_one()
    return looked_at is None or abs(now - looked_at) >= _OFTEN


def look_back(connection: Connection, now: datetime) -> None:
    """Note of the days on which nothing was planned whom they would have begun with a round-up."""
    lock_planner(connection)
    looked_at = connection.execute(select(planner.c.looked_at)).scalar_one()
    if looked_at:
        for day, zones in sorted(_passed(connection, looked_at, now).items()):
            there = and_(IS_ACTIVE, subscribers.c.timezone.in_(zones))
            note_untold(connection, and_(there, is_owed(_KIND, day)), day)
    note_looked(connection, now)


def note_looked(connection: Connection, now: datetime) -> None:
    """Note that all that is due by then is planned."""
    connection.execute(update(planner).values(looked_at=now))


def _passed(connection: Connection, since: datetime, now: datetime) -> Mapping[date, Sequence[str]]:
    """The days, with the zones, that went by as a whole, and have no round-up."""
    found: defaultdict[date, list[str]] = defaultdict(list)
    for name in connection.execute(select(zones_in_use(_KIND).c.timezone)).scalars():
        for day in _days_between(zone_named(name), since, now):
            found[day].append(name)
    opened = {one.day for one in find_broadcasts(connection, _is_of(found))} if found else set()
    return {day: zones for day, zones in found.items() if day not in opened}


def _days_between(zone: ZoneInfo, since: datetime, now: datetime) -> Sequence[date]:
    today = local_day(zone, now)
    first = max(local_day(zone, since) + _DAY, today - LONGEST_BACK * _DAY)
    return [first + number * _DAY for number in range((today - first).days)]


def _is_of(days: Collection[date]) -> ColumnElement[bool]:
    """Whether a broadcast is the round-up of one of some days."""
    ordinals = [day.toordinal() for day in days]
    return and_(broadcasts.c.kind == _KIND, broadcasts.c.subject.in_(ordinals))
