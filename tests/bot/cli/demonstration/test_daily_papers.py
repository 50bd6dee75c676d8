"""What of the demo's papers is out at the start, whatever time of the day it is then."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cli.demonstration.daily_papers import DAYS_BACK
from bot.cli.demonstration.demo_readers import settle
from simulator.world import World


@pytest.mark.parametrize("hour", range(24))
def test_each_readers_last_paper_is_among_those_that_are_out(hour: int) -> None:
    now = datetime(2031, 5, 14, hour, 30, tzinfo=UTC)
    today = now.astimezone(ZoneInfo("Asia/Tokyo")).date()
    back = {(today - reader.latest(now)[0]).days for reader in settle(World())}
    assert back <= set(range(DAYS_BACK + 1))
