"""Times of the day as people type them."""

from __future__ import annotations

from datetime import time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.clock_times import clock_time, without_times

MINUTES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@given(MINUTES)
def test_a_minute_is_the_same_in_every_spelling(minute: time) -> None:
    hour, rest = minute.hour, f"{minute.minute:02}"
    spelled = [
        f"{hour}:{rest}",
        f"{hour:02}:{rest}",
        f"{hour:02}：{rest}",
        f"{hour}時{rest}分",
        f"{hour}時{rest}",
        f" {hour}:{rest} ",
        f"{hour}:{rest}".translate(FULL_WIDTH),
        minute.isoformat(),
        f"T{minute.isoformat()}",
    ]
    assert {clock_time(text) for text in spelled} == {minute}


@given(st.integers(0, 23))
def test_an_hour_alone_is_that_full_hour(hour: int) -> None:
    assert {clock_time(f"{hour}{sign}") for sign in ":：時"} == {time(hour)}


@given(MINUTES)
def test_figures_without_a_sign_are_a_time_only_where_nothing_else_is_meant(minute: time) -> None:
    for text in (f"{minute.hour:02}{minute.minute:02}", f"T{minute.hour:02}{minute.minute:02}"):
        assert clock_time(text) is None
        assert clock_time(text, bare=True) == minute
    assert clock_time(f"{minute.hour:02}") is None
    assert clock_time(f"{minute.hour:02}", bare=True) == time(minute.hour)


@given(st.times(), st.integers(-23, 23))
def test_a_time_with_an_offset_is_refused_rather_than_read_by_another_clock(
    moment: time, hours: int
) -> None:
    offset = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert clock_time(offset.isoformat()) is None


@given(st.text() | st.from_regex(r"\A[0-9０-９:：時分.+T-]{1,12}\Z"), st.booleans())
def test_whatever_is_typed_is_a_time_or_none(text: str, bare: bool) -> None:
    found = clock_time(text, bare=bare)
    assert found is None or found.tzinfo is None


@pytest.mark.parametrize("text", ["", "24:00", "7:60", "7", "730", "7.30", "noon", "7:3", "-1:00"])
def test_what_is_no_time_is_not_taken_for_one(text: str) -> None:
    assert clock_time(text) is None


@pytest.mark.parametrize("text", ["午後3時05分", "15:05 JST", "１５：０５"])
def test_a_printed_time_is_found_beside_a_day(text: str) -> None:
    assert without_times(f"14日、{text}、発", "…") == "14日、…、発"
