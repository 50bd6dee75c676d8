"""When "tonight" and "on Saturday" are, by the clock of whoever says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.model import Preferences
from digests.personal.reminder_times import remind_at
from digests.values.saved import ReminderTime

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
TONIGHT, TOMORROW, SATURDAY = ReminderTime
ZONES = ("Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")


def chosen(zone: str, minute: int = 7 * 60) -> Preferences:
    return Preferences(language="en", timezone=zone, minute=minute)


@pytest.mark.parametrize(
    ("when", "now", "meant"),
    [
        (TONIGHT, "2026-11-20 10:59", "2026-11-20 11:00"),  # 20:00 in Tokyo
        (TONIGHT, "2026-11-20 11:00", "2026-11-21 11:00"),
        (TOMORROW, "2026-11-20 10:59", "2026-11-20 22:00"),  # at their hour
        (SATURDAY, "2026-11-20 10:59", "2026-11-20 22:00"),  # Saturday 07:00 in Tokyo
        (SATURDAY, "2026-11-20 21:59", "2026-11-20 22:00"),
        (SATURDAY, "2026-11-20 22:00", "2026-11-27 22:00"),
    ],
)
def test_a_time_is_the_next_one_to_come(when: ReminderTime, now: str, meant: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert remind_at(when, chosen("Asia/Tokyo"), at) == datetime.fromisoformat(f"{meant}+00:00")


@given(
    st.sampled_from([*ReminderTime]),
    st.sampled_from(ZONES),
    st.integers(0, 1_439),
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes)),
)
def test_a_reminder_is_always_to_come_within_its_day_or_week(
    when: ReminderTime, zone: str, minute: int, now: datetime
) -> None:
    at = remind_at(when, chosen(zone, minute), now)
    there = at.astimezone(ZoneInfo(zone))
    days = (there.date() - now.astimezone(ZoneInfo(zone)).date()).days
    assert at > now
    assert days in {TONIGHT: (0, 1), TOMORROW: (1,), SATURDAY: range(8)}[when]
    assert when is not SATURDAY or there.weekday() == 5
