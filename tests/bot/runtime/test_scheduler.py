"""The clock ticks at its start and at full minutes, whatever the ticks do."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from bot.runtime.scheduler import Clock, Tick
from tests.support.town import DEADLINE


@asynccontextmanager
async def running(
    tick: Tick, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[Clock]:
    clock = Clock(tick, now=now)
    clock.start()
    yield clock
    await clock.stop()


class Ticks:
    """Counts ticks; each one waits until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.at_once = 0
        self.most_at_once = 0
        self.started: asyncio.Queue[int] = asyncio.Queue()
        self.go = asyncio.Event()

    async def __call__(self) -> None:
        self.begun += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.started.put(self.begun)
        await self.go.wait()
        self.at_once -= 1

    async def next(self) -> int:
        return await asyncio.wait_for(self.started.get(), DEADLINE)


async def test_it_ticks_when_it_starts_and_then_at_the_full_minute() -> None:
    ticks = Ticks()
    ticks.go.set()
    async with running(ticks) as clock:
        assert await ticks.next() == 1
        due = clock._scheduler.get_job("tick").next_run_time
    assert (due.second, due.microsecond) == (0, 0)
    assert timedelta(0) < due - datetime.now(UTC) <= timedelta(minutes=1)


async def test_missed_minutes_make_one_tick() -> None:
    ticks = Ticks()
    began = datetime.now(UTC)
    async with running(ticks, now=lambda: began - timedelta(hours=1)) as clock:
        assert await ticks.next() == 1
        assert clock._scheduler.get_job("tick").next_run_time > began
        ticking = asyncio.create_task(clock.tick_now())
        await asyncio.sleep(0)
        ticks.go.set()
        await ticking
    assert ticks.begun == 2  # stopping waits its turn behind whatever else was to be made up for


async def test_a_clock_that_is_set_back_by_hours_goes_on_ticking_and_is_told() -> None:
    back = timedelta(0)
    told: list[tuple[datetime, datetime]] = []
    ticks = Ticks()
    ticks.go.set()
    clock = Clock(
        ticks,
        now=lambda: datetime.now(UTC) - back,
        on_set_back=lambda before, after: told.append((before, after)),
        look=0.01,
    )
    clock.start()
    await ticks.next()
    clock._scheduler.modify_job("tick", next_run_time=datetime.now(UTC) + timedelta(hours=3))
    back = timedelta(hours=3)
    assert await ticks.next() == 2
    await clock.stop()
    [(before, after)] = told
    assert timedelta(hours=2, minutes=59) < before - after < timedelta(hours=3, minutes=1)


async def test_a_clock_that_is_corrected_by_seconds_is_not_worth_a_word() -> None:
    looks = itertools.count()
    enough = asyncio.Event()

    def now() -> datetime:
        look = next(looks)
        if look == 30:
            enough.set()
        return datetime.now(UTC) - timedelta(seconds=look % 2 * 50)

    told: list[datetime] = []
    ticks = Ticks()
    ticks.go.set()
    clock = Clock(
        ticks,
        now=now,
        on_set_back=lambda before, _: told.append(before),
        look=0.001,
    )
    clock.start()
    await enough.wait()
    await clock.stop()
    assert not told


async def test_a_clock_that_jumps_ahead_was_not_set_back() -> None:
    looks: list[int] = []
    enough = asyncio.Event()
    told: list[datetime] = []

    def now() -> datetime:
        looks.append(1)
        if len(looks) > 9:
            enough.set()
        return datetime.now(UTC) + timedelta(hours=3) * (len(looks) > 5)

    ticks = Ticks()
    ticks.go.set()
    clock = Clock(ticks, now=now, on_set_back=lambda before, _: told.append(before), look=0.001)
    clock.start()
    await asyncio.wait_for(enough.wait(), DEADLINE)
    await clock.stop()
    assert not told


async def test_a_clock_that_is_set_ahead_ticks_at_once() -> None:
    ahead = timedelta(0)
    ticks = Ticks()
    ticks.go.set()
    clock = Clock(ticks, now=lambda: datetime.now(UTC) + ahead, look=0.01)
    clock.start()
    await ticks.next()
    clock._scheduler.modify_job("tick", next_run_time=datetime.now(UTC) + timedelta(hours=3))
    ahead = timedelta(days=1)
    assert await ticks.next() == 2
    await clock.stop()


async def test_a_clock_that_is_ahead_of_the_machine_ticks_when_it_starts() -> None:
    ticks = Ticks()
    ticks.go.set()
    async with running(ticks, now=lambda: datetime.now(UTC) + timedelta(days=1)) as clock:
        assert await ticks.next() == 1
        due = clock._scheduler.get_job("tick").next_run_time
    assert due - datetime.now(UTC) <= timedelta(minutes=1)


async def test_a_tick_that_is_wanted_now_comes_after_the_one_under_way() -> None:
    ticks = Ticks()
    async with running(ticks) as clock:
        await ticks.next()
        ticking = asyncio.create_task(clock.tick_now())
        await asyncio.sleep(0)
        assert ticks.begun == 1
        ticks.go.set()
        await ticking
        assert ticks.begun == 2
    assert ticks.most_at_once == 1


async def test_a_tick_that_fails_is_logged_and_not_the_last() -> None:
    tries: list[int] = []

    async def tick() -> None:
        tries.append(len(tries))
        await asyncio.sleep(0)
        raise RuntimeError("the database is on fire")

    with capture_logs() as logs:
        async with running(tick) as clock:
            await clock.tick_now()
            await clock.tick_now()
            assert clock._scheduler.get_job("tick") is not None
    assert len(tries) >= 2
    assert {entry["event"] for entry in logs} == {"tick_failed"}


async def test_stopping_waits_for_the_tick_under_way() -> None:
    ticks = Ticks()
    async with running(ticks) as clock:
        await ticks.next()
        stopping = asyncio.create_task(clock.stop())
        for _ in range(100):  # turns of the loop, in which it could have ended
            await asyncio.sleep(0)
        assert not stopping.done()
        ticks.go.set()
        await stopping
        assert ticks.at_once == 0
        assert not clock._scheduler.running
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_clock_that_never_ran_stops_quietly() -> None:
    await Clock(Ticks(), now=lambda: datetime.now(UTC)).stop()


async def test_a_tick_that_hangs_is_seen_and_does_not_keep_it_from_ending() -> None:
    ticks, at = Ticks(), 0.0
    clock = Clock(ticks, now=lambda: datetime.now(UTC), elapsed=lambda: at, patience=0.01)
    assert clock.unfinished_for == 0
    clock.start()
    await ticks.next()
    at = 100.0
    assert clock.unfinished_for == 100
    with capture_logs() as logs:
        await clock.stop()
    assert [entry["event"] for entry in logs] == ["tick_hangs"]
    ticks.go.set()


async def test_a_tick_that_ends_is_no_tick_that_hangs() -> None:
    ticks, at = Ticks(), 0.0
    ticks.go.set()
    clock = Clock(ticks, now=lambda: datetime.now(UTC), elapsed=lambda: at)
    clock.start()
    at = 100.0
    await clock.tick_now()
    assert clock.unfinished_for == 0
    await clock.stop()


async def test_a_clock_that_was_stopped_can_be_started_again() -> None:
    ticks = Ticks()
    ticks.go.set()
    clock = Clock(ticks, now=lambda: datetime.now(UTC), elapsed=itertools.count().__next__)
    ages = [clock.unfinished_for]
    for number in (1, 2):
        clock.start()
        assert await ticks.next() == number
        assert clock._scheduler.get_job("tick")
        ages.append(min(clock.unfinished_for, 1.0))
        await clock.stop()
        ages.append(clock.unfinished_for)
    assert ages == [0, 1, 0, 1, 0]
