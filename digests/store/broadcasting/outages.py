"""The index of what an outage kept from subscribers: one for each, as soon as it is over.

It is the round-up of the day on which it comes. Who is owed that anyway is told there of all; the
others are caught up with once their minute has come. What is still sent late stands in none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, select, update

from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState
from digests.delivery.policy import DeliverySettings
from digests.delivery.schedule import last_minute_reached, local_day
from digests.rhythm import LONGEST_BACK
from digests.store.broadcasts import find_broadcasts, reopen_finished
from digests.store.database import Query
from digests.store.planning import Goal, lock_planner, write_chunks, zone_named, zones_in_use
from digests.store.readers.behind import awaits_index, is_behind, note_untold
from digests.store.readers.rhythm_conditions import SqlDay, is_owed
from digests.store.readers.round_ups import open_round_up
from digests.store.tables import IS_ACTIVE, IS_UNDONE, broadcasts, chunks, planner, subscribers

_DAY = timedelta(days=1)
_OFTEN = timedelta(minutes=15)
"""Every zone's days begin with a quarter of an hour."""
_KIND = BroadcastKind.ROUND_UP


def is_any_behind(connection: Connection) -> bool:
    """Whether anybody waits for an index of what came too late."""
    return (
        connection.execute(select(subscribers.c.id).where(is_behind()).limit(1)).first() is not None
    )


def plan_indexes(connection: Connection, now: datetime, rules: DeliverySettings) -> None:
    """Write chunks for whoever waits for an index, is passed by, and whose minute has come."""
    lock_planner(connection)
    zones = connection.execute(select(subscribers.c.timezone).where(is_behind()).distinct())
    for name in zones.scalars().all():
        zone = zone_named(name)
        day = local_day(zone, now)
        goal = Goal(
            timezone=name,
            minute=last_minute_reached(day, zone, now),
            due_at=now,
            patience=rules.staleness.total_seconds(),
            caught_up=True,
        )
        if connection.execute(_waiting(goal, day).limit(1)).first():
            _catch_up(connection, day, goal, rules)


def _catch_up(connection: Connection, day: date, goal: Goal, rules: DeliverySettings) -> None:
    open_round_up(connection, day, goal.due_at)
    (round_up,) = find_broadcasts(connection, _is_of({day}))
    if round_up.state is BroadcastState.CANCELLED:
        return
    due = _passed_by(round_up, goal).subquery()
    if write_chunks(connection, round_up.id, goal, due, rules.chunk).chunks:
        reopen_finished(connection, round_up.id)


def _waiting(goal: Goal, day: date) -> Query:
    """Who waits for an index on a day, up to a goal."""
    place = subscribers.c.place
    return select(place).where(
        subscribers.c.timezone == goal.timezone,
        place < goal.place,
        awaits_index(SqlDay.of(day)),
    )


def _passed_by(round_up: Broadcast, goal: Goal) -> Query:
    """Those of them who wait in no chunk of the round-up."""
    place = subscribers.c.place
    waits = select(chunks.c.id).where(
        chunks.c.broadcast_id == round_up.id,
        chunks.c.timezone == goal.timezone,
        chunks.c.after_place < place,
        chunks.c.last_place >= place,
        IS_UNDONE,
    )
    return _waiting(goal, round_up.day).where(~waits.exists()).order_by(place)


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
