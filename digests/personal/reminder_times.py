"""When somebody is reminded who says "tonight" or "on Saturday": arithmetic over their clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from digests.delivery.schedule import instant_of, local_day, next_instant
from digests.model import Preferences
from digests.rhythm import Rhythm
from digests.values.saved import ReminderTime

TONIGHT = 20 * 60
"""The minute of the day that is meant by tonight."""
_SATURDAYS = Rhythm(weekdays=1 << 5)


def remind_at(when: ReminderTime, chosen: Preferences, now: datetime) -> datetime:
    """The instant (UTC) that is meant, later than `now`."""
    zone = ZoneInfo(chosen.timezone)
    if when is ReminderTime.TONIGHT:
        return next_instant(TONIGHT, zone, now)
    if when is ReminderTime.TOMORROW:
        return instant_of(local_day(zone, now) + timedelta(days=1), chosen.minute, zone)
    return next_instant(chosen.minute, zone, now, rhythm=_SATURDAYS)
