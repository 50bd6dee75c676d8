"""The clock of the demo's bot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.cli.demonstration.bot_main import SetClock


def ahead(clock: SetClock) -> int:
    return round((clock() - datetime.now(UTC)) / timedelta(seconds=1))


def test_it_is_ahead_by_what_the_last_whole_line_says() -> None:
    clock = SetClock()
    assert ahead(clock) == 0
    clock.hear(b"86400.0\n-36")
    assert ahead(clock) == 86_400
    clock.hear(b"00.0\n")
    assert ahead(clock) == -3_600
    clock.hear(b"60.0\n120.0\n")
    assert ahead(clock) == 120
