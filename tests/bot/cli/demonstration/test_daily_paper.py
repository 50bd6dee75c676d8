"""What of the demo's paper is out at the start, whatever time of the day it is then."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.cli.demonstration.daily_paper import DailyPaper
from bot.cli.demonstration.demo_readers import settle
from simulator.world import World

TAKEN_IN = date.max


@dataclass(kw_only=True)
class Noted(DailyPaper):
    """Notes which days' editions are brought out, and when the readers are taken in."""

    order: list[date] = field(default_factory=list)

    async def put_many(self, _: object) -> None:
        self.order.append(TAKEN_IN)

    async def _bring_out(self, day: date) -> None:
        self.order.append(day)


@pytest.mark.parametrize("hour", range(24))
async def test_whoever_s_last_paper_it_is_was_there_when_it_came_out(hour: int) -> None:
    now = datetime(2031, 5, 14, hour, 30, tzinfo=UTC)
    nothing: Any = None
    today = now.astimezone(ZoneInfo("Asia/Tokyo")).date()
    paper = Noted(settings=nothing, store=nothing, now=lambda: now, today=today)
    store: Any = SimpleNamespace(intake=paper)
    paper.store = store
    readers = settle(World())
    await paper.begin(readers)
    taken_in = paper.order.index(TAKEN_IN)
    assert all(paper.order.index(reader.latest(now)[0]) > taken_in for reader in readers)
    days = [today - timedelta(days=back) for back in (3, 2, 1, 0)]
    assert [one for one in paper.order if one is not TAKEN_IN] == days
