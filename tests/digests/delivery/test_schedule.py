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
    MINUTES_A_DAY,
    instant_of,
    last_minute_reached,
    local_day,
    minutes_reached,
    next_instant,
)

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
    ranges = (minutes_reached(day, zone, after, until) for after, until in pairwise(at))
    return [minute for found in ranges if found for minute in range(found[0], found[1] + 1)]


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
    assert minutes_reached(day, BERLIN, first + HOUR - DAY / 1440, first + HOUR) is None


def test_a_day_that_a_country_skipped_is_reached_at_its_end() -> None:
    apia = ZoneInfo("Pacific/Apia")
    skipped = date(2011, 12, 30)
    assert instant_of(skipped, 420, apia) == datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert minutes_reached(
        skipped, apia, datetime(2011, 12, 30, 9, tzinfo=UTC), datetime(2011, 12, 30, 10, tzinfo=UTC)
    ) == (0, MINUTES_A_DAY - 1)


@pytest.mark.parametrize("minute", [0, 1, 30, 59, 1439])
def test_a_midnight_that_comes_twice_is_reached_once(minute: int) -> None:
    # Newfoundland's clock went from 00:01 back to 23:01 of the day before.
    zone = ZoneInfo("America/St_Johns")
    day = date(2010, 11, 7)
    at = instant_of(day, minute, zone)
    assert (
        reached(zone, day, [at - DAY, at - HOUR / 60, at, at + HOUR, at + DAY]).count(minute) == 1
    )


def test_a_minute_reached_before_midnight_came_twice_comes_next_the_day_after() -> None:
    # 23:15 of the 6th for the second time: the 7th had begun before the clock went back.
    again = datetime(2010, 11, 7, 2, 45, tzinfo=UTC)
    coming = next_instant(0, ZoneInfo("America/St_Johns"), again)
    assert coming == datetime(2010, 11, 8, 3, 30, tzinfo=UTC)


def test_nothing_is_reached_while_the_clock_stands_still() -> None:
    now = datetime(2025, 3, 14, 3, tzinfo=UTC)
    assert minutes_reached(date(2025, 3, 14), TOKYO, now, now) is None
    assert minutes_reached(date(2025, 3, 14), TOKYO, now, now - HOUR) is None


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
    minute=st.integers(0, MINUTES_A_DAY - 1),
)
def test_the_next_time_is_the_next_day_that_reaches_the_minute(
    zone: ZoneInfo, at: datetime, minute: int
) -> None:
    coming = next_instant(minute, zone, at)
    assert at < coming <= at + 3 * DAY
    day = local_day(zone, at)
    between = [instant_of(day + n * DAY, minute, zone) for n in range(-2, 5)]
    assert [other for other in between if at < other < coming] == []
    assert coming in between


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
