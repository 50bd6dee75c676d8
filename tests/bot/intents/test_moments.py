"""The moments that people name, in whatever order and words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.intents.moments import moment_of

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("tomorrow 7pm", "21 19:00"),
        ("7pm tomorrow", "21 19:00"),
        ("at 7pm on Sunday", "22 19:00"),
        ("on Friday at 19:00", "20 19:00"),
        ("明日の7時半", "21 07:30"),
        ("明日、7時に", "21 07:00"),
        ("明後日 午後7時", "22 19:00"),
        ("morgen um 19:00", "21 19:00"),
        ("11 am", "21 11:00"),
        ("am Sonntag um 19:00", "22 19:00"),
        ("yesterday 7:30", "19 07:30"),
    ],
)
def test_a_day_and_a_time_are_read_together(said: str, moment: str) -> None:
    found = moment_of(said, NOW)
    assert found
    assert found.strftime("%d %H:%M") == moment


@pytest.mark.parametrize(
    "said", ["", "hello", "7", "item 3", "3 2026-11-20", "14 March", "the ferry at the harbour"]
)
def test_what_names_no_time_is_no_moment(said: str) -> None:
    assert moment_of(said, NOW) is None
