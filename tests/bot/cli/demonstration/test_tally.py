"""What is missed and doubled, counted from hours and from messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest_asyncio

from bot.cli.demonstration.daily_papers import DAYS_BACK
from bot.cli.demonstration.demo_readers import settle
from bot.cli.demonstration.plug import Plug
from bot.cli.demonstration.tally import Tally
from simulator import World
from simulator.clock import Clock
from simulator.state.cloud import Draft

NOON = datetime(2026, 12, 1, 3, tzinfo=UTC)  # in Tokyo
"""Everybody's last paper is of this day or of the day before."""


@dataclass
class Stage:
    """A world with the readers in it, and a bot that brings papers when it is told to."""

    world: World = field(default_factory=lambda: World(clock=Clock(NOON.timestamp)))
    waited: float = 0.0

    def __post_init__(self) -> None:
        self.readers = settle(self.world)
        self.tally = Tally(
            world=self.world,
            readers=self.readers,
            title=lambda paper, day: f"{paper or 'main'} of {day}",
            now=self.now,
            elapsed=lambda: self.waited,
        )

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.world.cloud.clock.now(), UTC)

    def bring(self, reader: int, day: date | None = None, paper: str | None = None) -> None:
        """The bot brings a reader the last edition of their paper, or another day's or paper's."""
        one = self.readers[reader]
        its = one.preferences.paper if paper is None else paper
        title = f"🗞 {its or 'main'} of {day or one.latest(self.now())[0]}\n\n① …"
        person = self.world.cloud.people.get(one.chat_id)
        assert person
        chat = self.world.cloud.chats.private(person)
        self.world.cloud.post(chat, Draft(content={"text": title}, by_bot=True))


def test_twelve_readers_in_five_zones_have_hours_of_their_own() -> None:
    readers = Stage().readers
    assert len(readers) == 12
    assert len({one.preferences.timezone for one in readers}) == 5
    hours = {(one.preferences.timezone, one.preferences.minute) for one in readers}
    assert len(hours) == 12
    read = {(one.preferences.language, one.preferences.paper) for one in readers}
    assert read == {("ja", ""), ("en", "lantern")}


def test_a_reader_s_last_paper_is_of_the_day_whose_hour_has_come_in_their_zone() -> None:
    stage = Stage()
    early, late = stage.readers[0], stage.readers[3]  # 06:30 and 21:00 in Tokyo
    assert early.latest(NOON)[0] == date(2026, 12, 1)
    assert late.latest(NOON)[0] == date(2026, 11, 30)
    assert early.subscriber(NOON).joined_at < early.latest(NOON)[1] <= NOON


def test_wherever_it_is_what_hour_the_last_paper_of_each_is_out_at_the_start() -> None:
    stage = Stage()
    for _ in range(24):
        first = stage.now().astimezone(ZoneInfo("Asia/Tokyo")).date() - timedelta(days=DAYS_BACK)
        assert min(one.latest(stage.now())[0] for one in stage.readers) >= first
        stage.world.advance(3600)


def test_another_paper_than_their_own_is_none_that_they_have() -> None:
    stage = Stage()
    stage.bring(0, paper="lantern")
    stage.bring(4, paper="")
    assert stage.tally.arrived == 0
    stage.bring(4)
    assert stage.tally.arrived == 1


def test_who_has_the_last_paper_is_counted_again_when_the_clock_passes_an_hour() -> None:
    stage = Stage()
    for reader in range(12):
        stage.bring(reader)
    assert stage.tally.arrived == 12
    stage.world.advance(9 * 3600 + 60)  # 21:01
    assert 0 < stage.tally.arrived < 12


def test_what_has_not_come_counts_as_missed_after_a_while() -> None:
    stage = Stage()
    stage.tally.look()
    for reader in range(11):
        stage.bring(reader)
    assert stage.tally.missed == 0
    stage.waited = 31.0
    assert stage.tally.missed == 1
    stage.tally.wait_anew()
    assert stage.tally.missed == 0
    stage.waited = 62.0
    assert stage.tally.missed == 1
    stage.bring(11)
    assert stage.tally.missed == 0


def test_what_was_missed_stays_missed_when_the_next_day_comes() -> None:
    stage = Stage()
    stage.tally.look()
    stage.world.advance(86_400)
    stage.tally.look()
    stage.waited = 31.0
    assert stage.tally.missed == 24


def test_what_comes_twice_is_doubled_but_not_what_a_reader_asked_for() -> None:
    stage = Stage()
    stage.tally.look()
    for _ in range(3):
        stage.bring(0)
    assert stage.tally.doubled == 2
    person = stage.world.cloud.people.get(stage.readers[0].chat_id)
    assert person
    stage.world.say(person, "/today")
    assert stage.tally.doubled == 0


# --- the plug ------------------------------------------------------------------------------------


@dataclass
class Power:
    """Counts how often it went, and who had the paper then."""

    stage: Stage
    had: list[int] = field(default_factory=list)

    async def lose(self) -> None:
        self.had.append(self.stage.tally.arrived)


@pytest_asyncio.fixture
async def power() -> Power:
    return Power(Stage())


def plug_of(power: Power) -> Plug:
    stage = power.stage
    return Plug(world=stage.world, tally=stage.tally, lose_power=power.lose, hesitation=lambda: 0.0)


async def test_it_is_pulled_in_the_middle_of_the_broadcast_under_way(power: Power) -> None:
    plug = plug_of(power)
    plug.pull()
    for reader in range(4):
        power.stage.bring(reader)
    await plug.finished()
    assert power.had == [4]
    assert plug.pulls == 1
    assert plug.line["en"].startswith("Killed with 4 of 12")


async def test_a_day_passes_where_everybody_has_their_paper(power: Power) -> None:
    stage, plug = power.stage, plug_of(power)
    for reader in range(12):
        stage.bring(reader)
    before = stage.now()
    plug.pull()
    plug.pull()  # the same pull
    while stage.now() == before:
        await stage.world.cloud.events.wait()
    assert stage.now() - before == timedelta(days=1)
    for reader in range(4):
        stage.bring(reader)
    await plug.finished()
    assert power.had == [4]
