"""Kill the bot again and again while thousands wait for an answer, and count who got none or two.

    python -m benchmarks.inbox [KILLS] [WAITING]

By polling and by webhook. Beside what was lost stands what would have been without the inbox: whom
Telegram had handed over and nobody had answered when the bot was killed. Answers take a while, so
that a kill always finds some that have arrived without the bot's knowing.
"""

from __future__ import annotations

import asyncio
import random
import signal
import socket
import sys
import tempfile
from pathlib import Path

from simulator.server import Simulator
from simulator.world import World
from tests.support.asking import Asking
from tests.support.forking import ForkServer
from tests.support.town import Town

KILLS, WAITING = 20, 3_000


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _webhook() -> dict[str, str]:
    port = str(_free_port())
    return {"BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "BOT_WEBHOOK_PORT": port}


async def _killed(asking: Asking, kills: int, waiting: int) -> None:
    """Let a crowd ask, kill the bot so often, and let it come to the end."""
    chance, town = random.Random(0), asking.town
    asking.ask(waiting)
    for _ in range(kills):
        town.process = await town.run("run")
        await asking.kill_once(
            lambda: town.end(signal.SIGKILL), after=chance.randint(1, waiting // kills)
        )
    town.process = await town.run("run")
    await asking.all_answered()
    await town.end()


async def _measure(name: str, settings: dict[str, str], kills: int, waiting: int) -> str:
    """What became of one crowd, as a line."""
    world = World()
    editor = world.person("Editor")
    fork_server = ForkServer()
    settings = {**settings, "BOT_LOG_LEVEL": "ERROR"}
    with tempfile.TemporaryDirectory() as folder:
        async with Simulator.serve(world) as simulator:
            town = Town(simulator, editor, Path(folder), settings, fork_server=fork_server)
            async with Asking.begin(town) as asking:
                await _killed(asking, kills, waiting)
                lost, doubled = asking.unanswered(), asking.doubled()
    fork_server.close()
    kept = "kept" if not lost and doubled <= asking.in_flight else "BROKEN"
    return (
        f"{name}: {waiting:,} waiting, {kills} kills: lost {len(lost)} (without the inbox"
        f" {len(asking.left)}); answered twice {len(doubled)}, in flight at the kills"
        f" {len(asking.in_flight)}: {kept}"
    )


def main() -> None:
    """Measure and print, polling first."""
    kills, waiting = [int(word) for word in sys.argv[1:]] or (KILLS, WAITING)
    for name, settings in (("polling", {}), ("webhook", _webhook())):
        print(asyncio.run(_measure(name, settings, kills, waiting)), flush=True)


if __name__ == "__main__":
    main()
