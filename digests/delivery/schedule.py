"""When a subscriber's hour comes: pure arithmetic over zones, local days and minutes.

A minute of a local day is *reached* at the first instant at which the zone's clock shows it or
something later. So a minute that the clock skips is reached at the gap's end, one that the clock
repeats is reached the first time only, and every minute of every day is reached exactly once.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.rhythm import MINUTES_A_DAY, USUAL, Rhythm

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


def instant_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the zone's clock first reaches `minute` (0–1439) of `day`."""
    wall = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)
    instant = wall.astimezone(UTC)
    if _shows(instant, zone) == wall.replace(tzinfo=None):
        return instant
    return _end_of_gap(wall, zone)


def last_minute_reached(day: date, zone: ZoneInfo, until: datetime) -> int:
    """The last minute of `day` reached by `until`, that instant included; -1 if none was."""
    minutes = range(MINUTES_A_DAY)
    return bisect_right(minutes, until, key=lambda minute: instant_of(day, minute, zone)) - 1


def last_minute_due(day: date, zone: ZoneInfo, until: datetime, earliest: int) -> int:
    """The same for what nobody is owed before the minute `earliest`, and whoever chose one then.

    So before it nobody's minute is due, and from it on that of all who chose an earlier one.
    """
    reached = last_minute_reached(day, zone, until)
    return reached if reached >= earliest else -1


def next_instant(
    minute: int,
    zone: ZoneInfo,
    now: datetime,
    *,
    after: date | None = None,
    rhythm: Rhythm = USUAL,
) -> datetime:
    """When (UTC) the zone's clock next reaches `minute`, on a day of a rhythm after `after`."""
    day = local_day(zone, now)
    if after and after >= day:
        day = after + _DAY
    day = rhythm.next_on(day)
    reached = instant_of(day, minute, zone)
    return reached if reached > now else instant_of(rhythm.next_on(day + _DAY), minute, zone)


def local_day(zone: ZoneInfo, at: datetime) -> date:
    """The day that the zone's calendar shows at an instant."""
    return at.astimezone(zone).date()


def is_night(zone: ZoneInfo, at: datetime, rhythm: Rhythm = USUAL) -> bool:
    """Whether the zone's clock shows, at an instant, a time at which nothing rings.

    Whoever chose none has from 22:00 until before 07:00.
    """
    shown = at.astimezone(zone)
    return rhythm.is_quiet(shown.hour * 60 + shown.minute)


def _shows(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clock jumps over `wall`, to the second."""
    # PEP 495: inside a gap, fold=1 takes the offset after it and lands before, fold=0 after it.
    before = wall.replace(fold=1).astimezone(UTC)
    seconds = range(int((wall.astimezone(UTC) - before) / _SECOND) + 1)
    target = wall.replace(tzinfo=None)
    jump = bisect_right(
        seconds, False, key=lambda second: _shows(before + second * _SECOND, zone) >= target
    )
    return before + jump * _SECOND
