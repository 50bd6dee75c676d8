"""The round-ups of days: one broadcast for whoever a day begins with what they missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, select

from digests.delivery.model import NO_EDITION, BroadcastKind
from digests.delivery.schedule import local_day
from digests.store.broadcasts import BroadcastOpening, open_broadcast
from digests.store.planning import zone_named, zones_in_use
from digests.store.readers.active import are_most_active
from digests.store.readers.rhythm_conditions import is_owed
from digests.store.tables import broadcasts, subscribers

_KIND = BroadcastKind.ROUND_UP


def wanted(connection: Connection, now: datetime) -> Sequence[date]:
    """The days that it is somewhere, that begin with a round-up for anybody, and have none yet."""
    days = _days(connection, now)
    ordinals = [day.toordinal() for day in days]
    there = select(broadcasts.c.subject).where(
        broadcasts.c.kind == _KIND, broadcasts.c.subject.in_(ordinals)
    )
    opened = set(connection.execute(there).scalars())
    return [
        day
        for day, zones in sorted(days.items())
        if day.toordinal() not in opened and _is_for_anybody(connection, day, zones)
    ]


def open_round_up(connection: Connection, day: date, at: datetime) -> None:
    """Open the round-up of a day; what is open or over stays as it is."""
    opening = BroadcastOpening(
        edition_id=NO_EDITION,
        kind=_KIND,
        day=day,
        opened_at=at,
        opened_by=None,
        subject=day.toordinal(),
    )
    open_broadcast(connection, opening, echo=0.0)


def _days(connection: Connection, now: datetime) -> Mapping[date, Sequence[str]]:
    """Which day it is in the zones of those who may have a round-up."""
    zones = connection.execute(select(zones_in_use(_KIND).c.timezone)).scalars()
    found: defaultdict[date, list[str]] = defaultdict(list)
    for zone in zones:
        found[local_day(zone_named(zone), now)].append(zone)
    return found


def _is_for_anybody(connection: Connection, day: date, zones: Sequence[str]) -> bool:
    somebody = select(subscribers.c.id).where(
        are_most_active(), subscribers.c.timezone.in_(zones), is_owed(_KIND, day)
    )
    return connection.execute(somebody.limit(1)).first() is not None
