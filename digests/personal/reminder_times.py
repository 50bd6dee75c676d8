"""When somebody is reminded who says "tonight" or "on Saturday": arithmetic over their clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from digests.delivery.schedule import instant_of, local_day, next_instant
from digests.model import Preferences
from digests.values.saved import ReminderTime

EVENING = 20 * 60
"""The minute of the day that is meant by an evening."""
_SATURDAY, _WEEK = 5, 7


def remind_at(when: ReminderTime, chosen: Preferences, now: datetime) -> datetime:
    """The instant (UTC) that is meant, later than `now`."""
    zone = ZoneInfo(chosen.timezone)
    if when is ReminderTime.TONIGHT:
        return next_instant(EVENING, zone, now, after=None)
    today = local_day(zone, now)
    if when is ReminderTime.TOMORROW:
        return instant_of(today + timedelta(days=1), chosen.minute, zone)
    saturday = today + timedelta(days=(_SATURDAY - today.weekday()) % _WEEK)
    reached = instant_of(saturday, chosen.minute, zone)
    if reached > now:
        return reached
    return instant_of(saturday + timedelta(days=_WEEK), chosen.minute, zone)
