"""The pace as Telegram would count it: worst second, share of the allowed rate, pauses kept.

    python -m benchmarks.pace [SECONDS]

Four broadcasts by the real bot in a process of its own: calm at the free rate, at the paid one and
at the most that the paid limit lets through, then at the free rate with a pause ordered in the
middle. The local Telegram keeps Telegram's limits; whoever breaks one is told 429. In between a
fifth, by the whole path of delivery to a Telegram without limits: what 1,000 a second cost.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from benchmarks.ours import work
from benchmarks.peers.measure import peak_of, perform
from benchmarks.speed import Contestant, cost_of
from benchmarks.stalls import uncollected
from bot.runtime import event_loop
from simulator.server import Simulator
from simulator.state.cloud import Deliveries
from simulator.state.messages import Message
from simulator.world import World
from tests.support.mailing import TITLE, Mailing
from tests.support.town import Town

SECONDS = 40
FREE, PAID = 30, 1_000  # messages a second that Telegram allows
PAUSE = 5.0
PAID_SETTINGS = {"BOT_PAID_BROADCAST": "true", "BOT_RATE": "950"}
MOST_SETTINGS = PAID_SETTINGS | {"BOT_RATE": "1000"}
HELD = 1_010  # messages a second: 1,000 with the start and the end


class Moments(Deliveries):
    """A record of deliveries that also remembers when each came."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[float] = []

    def add(self, chat_id: int, message: Message, now: float) -> None:
        """Write down one more."""
        super().add(chat_id, message, now)
        self.moments.append(now)

    def rate(self, since: float, until: float) -> float:
        """Messages a second between two moments."""
        return sum(since <= moment < until for moment in self.moments) / (until - since)


def worst_second(moments: Sequence[float]) -> int:
    """The most messages within any one second."""
    worst = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 1.0:
            first += 1
        worst = max(worst, last - first + 1)
    return worst


@asynccontextmanager
async def under_way(settings: Mapping[str, str], subscribers: int) -> AsyncIterator[Mailing]:
    """A broadcast that the real bot has just begun."""
    world = World()
    world.cloud.deliveries = Moments()
    editor = world.person("Editor")
    with tempfile.TemporaryDirectory() as folder:
        async with Simulator.serve(world) as simulator:
            town = Town(simulator, editor, Path(folder), {"BOT_LOG_LEVEL": "ERROR", **settings})
            async with Mailing.begin(town) as mailing:
                await mailing.subscribe(mailing.crowd(subscribers))
                await mailing.publish()
                with uncollected():
                    await town.start()
                    yield mailing
                    await town.end()


def moments_of(mailing: Mailing) -> Moments:
    """When messages came."""
    deliveries = mailing.world.cloud.deliveries
    assert isinstance(deliveries, Moments)
    return deliveries


def processor_of(process: int) -> float:
    """Seconds of a core that a process has used (proc(5): utime and stime in ticks)."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def refusals(mailing: Mailing) -> int:
    """How many requests were told 429."""
    return mailing.world.statuses.get(429, 0)


async def calm(name: str, settings: Mapping[str, str], allowed: int, seconds: float) -> None:
    """A broadcast that nothing disturbs."""
    rate = float(settings.get("BOT_RATE", 28.5))
    async with under_way(settings, int(rate * (seconds + 5))) as mailing:
        process = mailing.town.process
        assert process
        await asyncio.sleep(2)
        used, started, since = processor_of(process.pid), time.perf_counter(), time.time()
        await asyncio.sleep(seconds)
        took = time.perf_counter() - started
        core = (processor_of(process.pid) - used) / took
        moments = moments_of(mailing)
        held = moments.rate(since, since + took)
        print(
            f"{name}: {held:,.1f} messages/s for {took:.0f} s, {100 * held / allowed:.1f} % of"
            f" what is allowed; worst second {worst_second(moments.moments)} of {allowed};"
            f" 429 told {refusals(mailing)} times; {100 * core:.0f} % of a core,"
            f" {peak_of(process.pid):.0f} MB at most"
        )


async def held(seconds: float) -> None:
    """A broadcast at a rate that nothing limits."""
    world = World(limits=False)
    hold = (sys.executable, "-m", "benchmarks.pace", "--hold")
    async with Simulator.serve(world) as simulator:
        ours = Contestant(name="ours", command=hold, connections=HELD // 4)
        crowd = world.crowd(int(HELD * seconds))
        with uncollected():
            cost = await asyncio.to_thread(cost_of, simulator.url, ours, crowd[0], len(crowd))
        assert {len(world.received(chat)) for chat in crowd} == {1}
    core = cost.rate * cost.microseconds / 1e6
    print(
        f"without limits: {cost.rate:,.1f} messages/s for {len(crowd) / cost.rate:.0f} s;"
        f" {100 * core:.0f} % of a core, {cost.peak:.0f} MB at most"
    )


async def paused(seconds: float) -> None:
    """A broadcast that is ordered to pause."""
    async with under_way({}, int(28.5 * (seconds + 20))) as mailing:
        world, moments = mailing.world, moments_of(mailing)
        await asyncio.sleep(8)
        before = moments.rate(time.time() - 5, time.time())
        flood = world.flood(method="sendMessage", text=TITLE, seconds=PAUSE)
        await world.wait_until(lambda: flood.struck)
        ordered = world.cloud.clock.now()
        await asyncio.sleep(PAUSE + seconds)
        end = ordered + PAUSE
        first = min((m for m in moments.moments if m > ordered + 1), default=float("nan"))
        steps = [time_after for time_after in (0, 10, 25, 55) if time_after + 5 <= seconds]
        rates = ", ".join(f"{moments.rate(end + s, end + s + 5):.1f} after {s} s" for s in steps)
        print(
            f"a pause of {PAUSE:.0f} s: first message {1000 * (first - end):.0f} ms after its end,"
            f" {len(world.violations)} requests inside it, 429 told {refusals(mailing)} times;"
            f" {before:.1f} messages/s before it, then {rates}"
        )


async def measure(seconds: float) -> None:
    """One broadcast after the other."""
    await calm("free", {}, FREE, seconds)
    await calm("paid", PAID_SETTINGS, PAID, seconds * 1.5)
    await calm("paid, the most", MOST_SETTINGS, PAID, seconds * 1.5)
    await held(seconds * 1.5)
    await paused(seconds * 1.5)


def main() -> None:
    """Measure and print; or hold a rate, in a process of its own."""
    match sys.argv[1:]:
        case ["--hold", _]:
            perform(partial(work, rate=HELD), event_loop.run)
        case [seconds]:
            asyncio.run(measure(float(seconds)))
        case _:
            asyncio.run(measure(SECONDS))


if __name__ == "__main__":
    main()
