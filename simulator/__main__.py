"""`python -m simulator`: a local Telegram to type into."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

from simulator.server import Simulator
from simulator.world import DEMO_TOKEN, World


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine")
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free one")
    parser.add_argument("--token", default=DEMO_TOKEN, help="the token of the one bot")
    parser.add_argument("--bot-username", default="kawaraban_demo_bot")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="added to each answer")
    parser.add_argument("--seed-people", type=int, default=0, help="readers made at the start")
    return parser.parse_args()


async def run(options: argparse.Namespace) -> None:
    """Serve until somebody presses Ctrl-C."""
    world = World(token=options.token, username=options.bot_username)
    world.cloud.settings.latency = options.latency_ms / 1000
    if options.seed_people:
        world.crowd(options.seed_people)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
            loop.add_signal_handler(number, stopped.set)
    async with Simulator.serve(world, host=options.host, port=options.port) as simulator:
        sys.stdout.write(f"chat page: {simulator.url}/\n")
        sys.stdout.flush()
        await stopped.wait()


def main() -> None:
    """Run the server from the command line."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(arguments()))


if __name__ == "__main__":
    main()
