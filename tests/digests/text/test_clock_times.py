"""Times of the day as people type them."""

from __future__ import annotations

from datetime import time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.clock_times import clock_time, spoken_time, without_times

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


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("朝7時", time(7)),
        ("朝の7時", time(7)),
        ("6時半", time(6, 30)),
        ("夜9時", time(21)),
        ("夜12時", time(0)),
        ("午後12時", time(12)),
        ("午後3時20分", time(15, 20)),
        ("午後15時", time(15)),
        ("7：00", time(7)),
        ("7am", time(7)),
        ("7 a.m.", time(7)),
        ("7.30 pm", time(19, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("오전 7시", time(7)),
        ("晚上9点", time(21)),
        ("19:30", time(19, 30)),
        ("24:00", None),
        ("25時", None),
        ("7時99分", None),
        ("15am", None),
        ("7.5", None),
        ("7", None),
        ("朝", None),
        ("am", None),
        ("朝7時pm", None),
    ],
)
def test_a_time_is_named_in_words_too(text: str, clock: time | None) -> None:
    assert spoken_time(text) == clock


@given(st.text(max_size=8))
def test_any_words_name_a_time_or_none(text: str) -> None:
    found = spoken_time(text)
    assert found is None or clock_time(f"{found:%H:%M}") == found
