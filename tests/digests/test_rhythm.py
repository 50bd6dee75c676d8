"""On which days somebody has what brought, and when nothing rings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.rhythm import EVERY_DAY, LONGEST_BACK, WEEKDAYS, WEEKENDS, Rhythm

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
WEEK = [MONDAY + number * DAY for number in range(7)]

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
rhythms = st.builds(
    Rhythm,
    weekdays=st.integers(1, EVERY_DAY),
    round_up=st.booleans(),
    away_from=st.none() | days,
    away_until=st.none() | days,
)


def test_who_chose_nothing_has_every_edition_and_no_round_up() -> None:
    assert all(Rhythm().has_edition(day) and not Rhythm().has_round_up(day) for day in WEEK)


def test_weekdays_and_weekends_are_all_days_together() -> None:
    assert WEEKDAYS | WEEKENDS == EVERY_DAY
    assert [Rhythm(weekdays=WEEKDAYS).is_on(day) for day in WEEK] == [True] * 5 + [False] * 2


def test_the_first_day_after_others_tells_what_was_missed() -> None:
    weekly = Rhythm(weekdays=WEEKDAYS)
    assert [day for day in WEEK if weekly.has_round_up(day)] == [MONDAY]
    assert weekly.last_on(MONDAY) == MONDAY - 3 * DAY


def test_a_round_up_comes_instead_of_editions() -> None:
    weekly = Rhythm(weekdays=0b100_0000, round_up=True)
    assert not any(map(weekly.has_edition, WEEK))
    assert [day for day in WEEK if weekly.has_round_up(day)] == [WEEK[6]]


def test_a_pause_ends_by_itself() -> None:
    paused = Rhythm(away_from=WEEK[2], away_until=WEEK[5])
    assert [day for day in WEEK if not paused.is_on(day)] == WEEK[2:5]
    assert [day for day in WEEK if paused.has_round_up(day)] == [WEEK[5]]


@given(rhythms, days)
def test_a_day_is_never_told_of_twice_and_never_forgotten(rhythm: Rhythm, day: date) -> None:
    """Between two days that are somebody's no other is, so that each stands in one interval."""
    coming = rhythm.next_on(day)
    assert rhythm.is_on(coming)
    between = (coming - day).days
    assert not any(rhythm.is_on(day + number * DAY) for number in range(between))
    before = rhythm.last_on(coming)
    gap = (coming - before).days
    assert rhythm.is_on(before) or gap == LONGEST_BACK
    assert not any(rhythm.is_on(before + number * DAY) for number in range(1, gap))


@given(rhythms, days)
def test_a_day_has_an_edition_or_is_told_of(rhythm: Rhythm, day: date) -> None:
    if not rhythm.has_edition(day):
        assert rhythm.has_round_up(rhythm.next_on(day + DAY))
    assert rhythm.is_on(day) or not rhythm.has_round_up(day)


@pytest.mark.parametrize(
    ("rhythm", "minute", "is_quiet"),
    [
        (Rhythm(), 22 * 60, True),
        (Rhythm(), 7 * 60, False),
        (Rhythm(quiet_from=13 * 60, quiet_until=15 * 60), 14 * 60, True),
        (Rhythm(quiet_from=13 * 60, quiet_until=15 * 60), 23 * 60, False),
        (Rhythm(quiet_from=0, quiet_until=0), 0, False),
    ],
)
def test_quiet_hours_may_go_over_midnight_or_not(
    rhythm: Rhythm, minute: int, is_quiet: bool
) -> None:
    assert rhythm.is_quiet(minute) is is_quiet


@pytest.mark.parametrize("weekdays", [0, EVERY_DAY + 1])
def test_a_set_without_a_day_is_none(weekdays: int) -> None:
    with pytest.raises(ValueError, match="set of weekdays"):
        Rhythm(weekdays=weekdays).check_rhythm()
