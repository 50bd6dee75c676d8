"""The clock is set back by hours, for the bot and its database alike; told to the real process."""

from __future__ import annotations

import asyncio
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digests.delivery.model import Failure
from tests.support.mailing import Mailing
from tests.support.town import DEADLINE, Town

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="clocks are changed differently")

CROWD = 200
MIDDLE = 60
HOURS = timedelta(hours=3)


@dataclass(frozen=True)
class WallClock:
    """The clock of the bot's machine; the time that goes by is not touched."""

    behind: Path

    def set_back(self, by: timedelta) -> None:
        self.behind.write_bytes(struct.pack("l", round(by.total_seconds())))


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What stands between a program and the system's clock."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler")
    built = tmp_path_factory.mktemp("clock") / "clock_behind.so"
    source = Path(__file__).with_name("clock_behind.c")
    words = [compiler, "-shared", "-fPIC", "-o", str(built), str(source), "-ldl"]
    subprocess.run(words, check=True)  # noqa: S603 - our own words
    return built


@pytest.fixture
def clock(town: Town, library: Path) -> WallClock:
    """A clock that can be set back below everything the town starts."""
    clock = WallClock(town.folder / "behind")
    clock.set_back(timedelta())
    town.fork_server = None  # a library is put before others only where a program begins
    town.settings |= {"LD_PRELOAD": str(library), "CLOCK_BEHIND": str(clock.behind)}
    return clock


@pytest.fixture
async def mailing(clock: WallClock, town: Town) -> AsyncIterator[Mailing]:
    """An edition on its way to two hundred people."""
    assert clock.behind.exists()
    town.settings |= {"BOT_RATE": "100", "BOT_PAID_BROADCAST": "true", "BOT_DOUBT": "hold"}
    town.world.cloud.settings.latency = 0.05
    async with Mailing.begin(town) as mailing:
        await mailing.subscribe(mailing.crowd(CROWD))
        await mailing.publish()
        await town.start()
        await mailing.under_way(MIDDLE)
        yield mailing


async def test_a_clock_set_back_stops_nothing_and_is_told(
    mailing: Mailing, clock: WallClock
) -> None:
    town = mailing.town
    await town.ask(town.editor, "/language en", answer="from now on")
    clock.set_back(HOURS)
    await mailing.ends()
    assert set(mailing.copies().values()) == {1}
    assert not await mailing.exceptions()
    assert not mailing.world.violations
    await town.world.wait_for_message(
        town.editor, containing="was set back, from", timeout=DEADLINE
    )

    # The minutes go on from there: what is scheduled for the next one is not hours away.
    preview = await town.post("2026-11-19.en.md", answer="item")
    question = await town.press(town.editor, preview, "🕖 Schedule", answer="When should")
    moment = datetime.now(UTC) - HOURS + timedelta(seconds=70)
    shown = moment.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%Y-%m-%d %H:%M")
    town.world.say(town.editor, shown, reply_to=question)
    warning = await town.world.wait_for_message(
        town.editor, containing="only add it to the archive", timeout=DEADLINE
    )
    await town.press(town.editor, warning, "📣 Send it all the same", answer="Scheduled for")
    await town.world.wait_for_message(town.editor, containing="Delivered", timeout=DEADLINE)
    assert set(mailing.copies().values()) == {1}


async def test_what_a_lost_worker_held_is_taken_over_though_its_lease_ends_in_hours(
    mailing: Mailing, clock: WallClock
) -> None:
    await mailing.town.end(signal.SIGKILL)
    in_flight = await mailing.in_flight()
    assert in_flight

    clock.set_back(HOURS)
    helper = await mailing.town.run("deliver", "--name", "helper")
    try:
        await mailing.ends()
    finally:
        helper.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(helper.wait(), DEADLINE) == 0
    listed = await mailing.exceptions()
    assert not mailing.doubled()
    assert mailing.missed() <= in_flight
    assert {(one.chat_id, one.failure) for one in listed} == {
        (chat, Failure.UNKNOWN) for chat in in_flight
    }
