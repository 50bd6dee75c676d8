from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.delivery.schedule import (
    instant_of,
    is_night,
    last_minute_reached,
    local_day,
)
from digests.rhythm import MINUTES_A_DAY

BERLIN = ZoneInfo("Europe/Berlin")
TOKYO = ZoneInfo("Asia/Tokyo")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TWO_YEARS = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
ZONES = sorted(available_timezones())

instants = st.integers(631_152_000, 2_114_380_800).map(lambda s: datetime.fromtimestamp(s, UTC))


def changes(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """Roughly when the zone's offset changes, to 12 hours."""
    steps = [since + 12 * HOUR * n for n in range(int((until - since) / (12 * HOUR)) + 1)]
    for earlier, later in pairwise(steps):
        if earlier.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            yield later


def ticks(since: datetime, until: datetime, chance: Random) -> list[datetime]:
    """Moments at which a clock that was late, stopped or in a hurry may have looked."""
    span = (until - since).total_seconds()
    inside = sorted(chance.uniform(0, span) for _ in range(9))
    return [since, *(since + timedelta(seconds=second) for second in inside), until]


def reached(zone: ZoneInfo, day: date, at: list[datetime]) -> list[int]:
    last = [last_minute_reached(day, zone, instant) for instant in at]
    return [minute for a, b in pairwise(last) for minute in range(a + 1, b + 1)]


def test_a_minute_is_reached_when_the_clock_shows_it() -> None:
    assert instant_of(date(2025, 3, 14), 7 * 60, TOKYO) == datetime(2025, 3, 13, 22, tzinfo=UTC)


def test_a_skipped_hour_is_reached_at_the_gaps_end() -> None:
    gap_ends = datetime(2025, 3, 30, 1, tzinfo=UTC)
    for minute in (120, 121, 150, 179, 180):
        assert instant_of(date(2025, 3, 30), minute, BERLIN) == gap_ends
    assert instant_of(date(2025, 3, 30), 181, BERLIN) == gap_ends + timedelta(minutes=1)


def test_a_repeated_hour_is_reached_the_first_time_only() -> None:
    day = date(2025, 10, 26)
    first = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert instant_of(day, 150, BERLIN) == first
    assert reached(BERLIN, day, [first + HOUR - DAY / 1440, first + HOUR]) == []


def test_a_day_that_a_country_skipped_is_reached_at_its_end() -> None:
    apia = ZoneInfo("Pacific/Apia")
    skipped = date(2011, 12, 30)
    assert instant_of(skipped, 420, apia) == datetime(2011, 12, 30, 10, tzinfo=UTC)
    ends = datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert reached(apia, skipped, [ends - HOUR, ends]) == list(range(MINUTES_A_DAY))


@pytest.mark.parametrize("minute", [0, 1, 30, 59, 1439])
def test_a_midnight_that_comes_twice_is_reached_once(minute: int) -> None:
    # Newfoundland's clock went from 00:01 back to 23:01 of the day before.
    zone = ZoneInfo("America/St_Johns")
    day = date(2010, 11, 7)
    at = instant_of(day, minute, zone)
    assert (
        reached(zone, day, [at - DAY, at - HOUR / 60, at, at + HOUR, at + DAY]).count(minute) == 1
    )


def test_nothing_is_reached_while_the_clock_stands_still() -> None:
    now = datetime(2025, 3, 14, 3, tzinfo=UTC)
    assert reached(TOKYO, date(2025, 3, 14), [now, now]) == []
    assert reached(TOKYO, date(2025, 3, 14), [now, now - HOUR]) == []


def test_the_minute_before_the_day_begins_is_none_of_its_own() -> None:
    assert last_minute_reached(date(2025, 3, 15), TOKYO, datetime(2025, 3, 14, tzinfo=UTC)) == -1


def test_every_minute_is_reached_once_around_every_change_of_two_years() -> None:
    chance = Random(20250314)
    seen = 0
    for name in ZONES:
        zone = ZoneInfo(name)
        for change in chance.sample(found := list(changes(zone, *TWO_YEARS)), min(2, len(found))):
            day = local_day(zone, change) + chance.choice([-1, 0, 0, 0, 1]) * DAY
            at = ticks(change - 4 * DAY, change + 4 * DAY, chance)
            assert reached(zone, day, at) == list(range(MINUTES_A_DAY)), (name, day)
            seen += 1
    assert seen > 300


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    at=instants,
    minutes=st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
)
def test_a_later_minute_is_never_reached_earlier(
    zone: ZoneInfo, at: datetime, minutes: tuple[int, int]
) -> None:
    day = local_day(zone, at)
    first, second = sorted(minutes)
    assert instant_of(day, first, zone) <= instant_of(day, second, zone)


@pytest.mark.parametrize(
    ("clock", "night"),
    [("21:59", False), ("22:00", True), ("00:00", True), ("06:59", True), ("07:00", False)],
)
def test_night_is_by_the_clock_of_the_zone(clock: str, night: bool) -> None:
    at = datetime.fromisoformat(f"2026-11-20T{clock}").replace(tzinfo=TOKYO)
    assert is_night(TOKYO, at.astimezone(UTC)) is night
