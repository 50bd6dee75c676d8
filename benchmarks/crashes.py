"""Kill the bot again and again in the middle of one broadcast, and count who has what.

    python -m benchmarks.crashes [KILLS] [SUBSCRIBERS]

Each policy gets a broadcast of its own. Connections are cut all the while, before and after
delivery, and answers take a while, so that a kill always finds some messages delivered of which
the bot does not know. The bot is the whole one in a process of its own, forked from a server that
has its modules loaded: so fifty kills take seconds, not minutes.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot import app
from bot.composition.identity import ALONE, identity
from bot.composition.store import open_store
from bot.runtime import event_loop
from bot.settings import Settings
from digests.delivery.model import Failure, UnknownPolicy
from simulator.server import Simulator
from simulator.world import World
from tests.support.mailing import Mailing
from tests.support.town import Town

KILLS, SUBSCRIBERS = 50, 10_000
LATENCY = 0.02
CUT = 0.002  # of the messages, before delivery, and as many after it


@dataclass(slots=True, kw_only=True)
class Count:
    """What happened on the way, and what subscribers have in the end."""

    kills: int = 0
    in_flight: int = 0
    cut_before: int = 0
    cut_after: int = 0
    missed: int = 0
    doubled: int = 0
    listed: int = 0
    lost: int = 0

    @property
    def bound(self) -> int:
        """How many may be doubled where nobody may be missed."""
        return self.in_flight + self.cut_after


def run_bot(given: Mapping[str, object]) -> None:
    """The whole bot, until it is killed or told to stop."""
    event_loop.run(_run_bot(Settings.given(**given)))


async def _run_bot(settings: Settings) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # its log is no part of the table
    store = await open_store(settings)
    with identity(settings, ALONE) as who:
        await app.build(settings, store, who).run(stop)
    await store.close()


@dataclass(frozen=True, slots=True)
class Killer:
    """Starts the bot of a mailing and kills it at random moments."""

    mailing: Mailing
    given: Mapping[str, object]
    context: ForkServerContext
    chance: random.Random

    def start(self) -> BaseProcess:
        """The bot in a process of its own."""
        process = self.context.Process(target=run_bot, args=(self.given,))
        process.start()
        return process

    async def kill_once(self, after: int) -> int:
        """Start it, kill it once so many more have arrived; how many were in flight."""
        deliveries = self.mailing.world.cloud.deliveries
        before = deliveries.total
        process = self.start()
        await self.mailing.world.wait_until(lambda: deliveries.total - before >= after, timeout=60)
        await asyncio.sleep(self.chance.random() * 0.05)
        process.kill()
        await asyncio.to_thread(process.join)
        return len(await self.mailing.in_flight())

    async def finish(self) -> None:
        """Let it come to the end, and stop it."""
        process = self.start()
        await self.mailing.ends()
        process.terminate()
        await asyncio.to_thread(process.join)


async def measure(policy: UnknownPolicy, kills: int, subscribers: int) -> Count:
    """One broadcast under one policy."""
    world = World()
    editor = world.person("Editor")
    world.cloud.settings.latency = LATENCY
    settings = {"BOT_PAID_BROADCAST": "true", "BOT_RATE": "900", "BOT_DOUBT": policy.value}
    with tempfile.TemporaryDirectory() as folder:
        async with Simulator.serve(world) as simulator:
            town = Town(simulator, editor, Path(folder), settings)
            async with Mailing.begin(town) as mailing:
                await mailing.subscribe(mailing.crowd(subscribers))
                await mailing.publish()
                return await _killed(mailing, kills, given_to(town))


def given_to(town: Town) -> Mapping[str, object]:
    """The settings of a town's bot, as another process can take them."""
    named = {name.removeprefix("BOT_").lower(): value for name, value in town.settings.items()}
    token = town.environment()["BOT_TOKEN"]
    where = {"api_url": town.simulator.url, "data_dir": str(town.folder), "token": token}
    return {**named, **where, "hour": "00:00"}


async def _killed(mailing: Mailing, kills: int, given: Mapping[str, object]) -> Count:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bot.app"])
    killer = Killer(mailing, given, context, random.Random(0))
    world, count = mailing.world, Count()
    before = world.cut_before_delivery(method="sendMessage", count=None, probability=CUT)
    after = world.cut_after_delivery(method="sendMessage", count=None, probability=CUT)
    leg = len(mailing.subscribers) // (2 * kills)  # what leaves until it is dead comes on top
    for _ in range(kills):
        count.in_flight += await killer.kill_once(killer.chance.randint(leg // 2, leg))
        count.kills += 1
    await killer.finish()
    count.cut_before, count.cut_after = before.struck, after.struck
    await _compare(mailing, count)
    return count


async def _compare(mailing: Mailing, count: Count) -> None:
    """Hold what subscribers have against what the ledger says."""
    copies = mailing.copies()
    doubts = await mailing.exceptions()
    listed = {one.chat_id for one in doubts if one.failure is Failure.UNKNOWN}
    missed = mailing.missed()
    count.listed = len(listed)
    count.missed = len(missed)
    count.lost = len(missed - listed)
    count.doubled = sum(number - 1 for number in copies.values() if number > 1)


def show(policy: UnknownPolicy, count: Count, subscribers: int) -> None:
    """Print one policy's line, and whether it kept its promise."""
    promise = count.doubled <= count.bound if policy is UnknownPolicy.RESEND else not count.doubled
    kept = "kept" if promise and not count.lost else "BROKEN"
    print(
        f"{policy.value}: {subscribers:,} subscribers, {count.kills} kills,"
        f" {count.in_flight} in flight at them,"
        f" {count.cut_before} cut before and {count.cut_after} after delivery\n"
        f"  missed and not listed {count.lost}; doubled {count.doubled} (bound"
        f" {count.bound if policy is UnknownPolicy.RESEND else 0}); listed as doubtful"
        f" {count.listed}, of whom {count.missed} have nothing: {kept}"
    )


def main() -> None:
    """Measure and print, one policy after the other."""
    kills, subscribers = [int(word) for word in sys.argv[1:]] or (KILLS, SUBSCRIBERS)
    for policy in UnknownPolicy:
        show(policy, asyncio.run(measure(policy, kills, subscribers)), subscribers)


if __name__ == "__main__":
    main()
