"""How long readers wait for `/item 3`: idle, and while a broadcast goes out; ours beside a peer's.

    python -m benchmarks.latency [QUESTIONS]

Each question comes from somebody else, so that no chat's own limit is in the way. The peer is
python-telegram-bot with its own rate limiter, at our rate. The time runs from the question's
update to the answer's arrival at the local Telegram, which shares the machine with the bot.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles

from benchmarks.speed import PEERS, ROOT, message
from benchmarks.stalls import uncollected
from simulator.server import Simulator
from simulator.state.people import Person
from simulator.world import DEMO_TOKEN, World
from tests.support.mailing import Mailing
from tests.support.town import Town

QUESTIONS = 100
PATIENCE = 15.0  # seconds after which nobody waits for an answer any more
FREE = 28.5  # messages a second where 30 are allowed: ours' and the peer's
PAUSE = 0.25  # seconds between an answer and the next question
CROWD = {"free": 2_500, "paid": 70_000}
SETTINGS: Mapping[str, Mapping[str, str]] = {
    "free": {"BOT_RATE": str(FREE)},
    "paid": {"BOT_PAID_BROADCAST": "true", "BOT_RATE": "950"},
}


async def ask(world: World, who: Person, text: str) -> float:
    """Ask, and wait for the answer; the seconds it took, or all the patience there is."""
    started = time.perf_counter()
    world.say(who, text)
    with contextlib.suppress(TimeoutError):
        await world.wait_for_message(who, timeout=PATIENCE)
    return time.perf_counter() - started


async def asked(world: World, questions: int) -> Sequence[float]:
    """Questions one after the other, each of somebody else."""
    waits = []
    for number in range(questions):
        await asyncio.sleep(PAUSE)
        waits.append(await ask(world, world.person(f"Reader {number}"), "/item 3"))
    return waits


def told(name: str, waits: Sequence[float], idle: Sequence[float] | None, world: World) -> None:
    """Print the median and the 99th percentile."""
    half, most = (1000 * value for value in _percentiles(waits))
    over = f", {most - 1000 * _percentiles(idle)[1]:+.0f} ms over idle" if idle else ""
    lost = sum(wait >= PATIENCE for wait in waits)
    refused = world.statuses.get(429, 0)
    print(
        f"{name:<46} p50 {half:6.0f} ms  p99 {most:7.0f} ms{over}"
        f" (429 told {refused} times, {lost} unanswered)"
    )


def _percentiles(values: Sequence[float]) -> tuple[float, float]:
    cuts = quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[98]


@asynccontextmanager
async def town(settings: Mapping[str, str]) -> AsyncIterator[Town]:
    """A local Telegram with its limits on."""
    world = World()
    editor = world.person("Editor")
    quiet = {"BOT_LOG_LEVEL": "ERROR", **settings}
    with tempfile.TemporaryDirectory() as folder:
        async with Simulator.serve(world) as simulator:
            with uncollected():
                yield Town(simulator, editor, Path(folder), quiet)


async def ours(kind: str, questions: int) -> None:
    """The real bot, idle and then with a broadcast under way."""
    async with town(SETTINGS[kind]) as place, Mailing.begin(place) as mailing:
        await mailing.publish(days_ago=1)
        await place.start()
        idle = await asked(mailing.world, questions)
        told(f"ours, idle ({kind})", idle, None, mailing.world)
        await mailing.subscribe(mailing.crowd(CROWD[kind]))
        await mailing.publish()
        await mailing.under_way(1)
        busy = await asked(mailing.world, questions)
        rate = mailing.world.cloud.deliveries.most_in_a_second
        told(f"ours, broadcast under way ({kind})", busy, idle, mailing.world)
        print(f"{'':<46} at most {rate} messages in a second")
        await place.end()


async def peer(questions: int) -> None:
    """A bot with python-telegram-bot's limiter, idle and then with a broadcast under way."""
    async with town({}) as place:
        world = place.world
        crowd = world.crowd(CROWD["free"])
        task = {
            "url": place.simulator.url,
            "token": DEMO_TOKEN,
            "first": crowd[0],
            "count": len(crowd),
            "connections": 30,
            "rate": FREE,
            **message(),
        }
        file = place.folder / "task.json"
        await asyncio.to_thread(file.write_text, json.dumps(task), "utf-8")
        process = await asyncio.create_subprocess_exec(
            str(PEERS), "-m", "benchmarks.peers.limited_bot", str(file), cwd=ROOT
        )
        await ask(world, place.editor, "/item 3")
        idle = await asked(world, questions)
        told("python-telegram-bot's limiter, idle", idle, None, world)
        world.say(place.editor, "/broadcast")
        await world.wait_until(lambda: world.received(crowd[0]))
        busy = await asked(world, questions)
        told("python-telegram-bot's limiter, broadcast", busy, idle, world)
        process.kill()
        await process.wait()


async def measure(questions: int) -> None:
    """Everybody in turn."""
    await ours("free", questions)
    if PEERS.exists():
        await peer(questions)
    else:
        print("skipped: the peer; `make bench` installs it")
    await ours("paid", questions)


def main() -> None:
    """Measure and print."""
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS))


if __name__ == "__main__":
    main()
