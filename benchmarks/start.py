"""How soon a command has done what it is for, beside a Python that loads what any program does.

    python -m benchmarks.start [FILE] [ROUNDS]

The baseline is `python -c 'import json, re, argparse, asyncio'`; each command is told as a multiple
of it. `run` is measured until its first getUpdates reaches the local Telegram, which runs already.
FILE is what `read` reads, a sample by default. One of each in turn, medians; a round before the
first is not counted, in which Python keeps what it compiles.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import MappingProxyType

from simulator.server import Simulator
from simulator.world import DEMO_TOKEN, World
from tests.support.surroundings import surroundings

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "bot" / "cli" / "samples" / "2026-11-21.ja.txt"
ROUNDS = 15
BASELINE = "python -c 'import json, re, argparse, asyncio'"
GOALS: Mapping[str, float] = MappingProxyType(
    {"--help": 4.5, "read": 10, "run": 25, "run, its tables to be made first": 25}
)
"""At most so many times the baseline."""


@dataclass(frozen=True, slots=True)
class Starts:
    """What is started: in a folder, for a file, against a local Telegram."""

    folder: Path
    file: Path
    simulator: Simulator

    def environment(self, data: Path) -> dict[str, str]:
        """The settings, with a data directory."""
        plain = surroundings()
        plain.pop("PYTHONDONTWRITEBYTECODE", None)
        return plain | {
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": DEMO_TOKEN,
            "BOT_API_URL": self.simulator.url,
            "BOT_DATA_DIR": str(data),
            "BOT_LOG_LEVEL": "ERROR",
        }

    async def ended(self, *words: str) -> float:
        """The seconds until a Python has ended."""
        started = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *words,
            env=self.environment(self.folder / "unused"),
            cwd=self.folder,
            stdout=DEVNULL,
        )
        assert await process.wait() == 0, words
        return time.perf_counter() - started

    async def polled(self, data: Path) -> float:
        """The seconds until `run` asks for updates; something is there for it, or it would wait."""
        world = self.simulator.world
        before = len(world.cloud.calls)
        world.say(world.person("Reader"), "/about")
        started = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), env=self.environment(data), cwd=self.folder
        )
        await world.wait_until(
            lambda: any(call.method == "getUpdates" for call in [*world.cloud.calls][before:]),
            timeout=60,
        )
        took = time.perf_counter() - started
        process.terminate()
        assert await process.wait() == 0
        return took

    async def round(self, number: int) -> dict[str, float]:
        """One of each, in seconds."""
        return {
            BASELINE: await self.ended("-c", "import json, re, argparse, asyncio"),
            "--help": await self.ended("-m", "bot", "--help"),
            "read": await self.ended("-m", "bot", "read", str(self.file)),
            "run": await self.polled(self.folder / "kept"),
            "run, its tables to be made first": await self.polled(self.folder / f"new-{number}"),
        }


async def measure(file: Path, rounds: int) -> None:
    """Start everything in turn, and print."""
    with tempfile.TemporaryDirectory() as folder:
        async with Simulator.serve(World(token=DEMO_TOKEN)) as simulator:
            starts = Starts(Path(folder), file, simulator)
            await starts.round(0)
            found = [await starts.round(number) for number in range(1, rounds + 1)]
    middle = {name: median(one[name] for one in found) for name in found[0]}
    print(f"{'':<50}{'seconds':>9}{'ratio':>8}{'goal':>8}")
    print(f"{BASELINE:<50}{middle[BASELINE]:>9.3f}")
    for name, goal in GOALS.items():
        ratio = middle[name] / middle[BASELINE]
        kept = "" if ratio <= goal else "  MISSED"
        print(f"{name:<50}{middle[name]:>9.3f}{ratio:>7.1f}×{goal:>7g}×{kept}")


def main() -> None:
    """Measure and print."""
    file = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else SAMPLE
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    asyncio.run(measure(file, rounds))


if __name__ == "__main__":
    main()
