"""What it saves to copy a text from whoever has it, beside writing it out for each reader.

    python -m benchmarks.copies [MESSAGES]

The same edition to the same local Telegram, in as many items as say how long it is, by our whole
path with the ledger on. Bytes are what went over the loopback in both directions, headers
included, so nothing else should talk there meanwhile. Medians of three rounds.
"""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path
from statistics import median
from unittest.mock import patch

from benchmarks.ours import PARAGRAPH, work
from benchmarks.peers.measure import perform
from benchmarks.speed import Contestant, Cost, asked
from benchmarks.stalls import uncollected
from bot.runtime import event_loop
from digests.model import Digest, Item, Paragraph
from simulator.server import Simulator
from simulator.world import World

MESSAGES, ROUNDS = 4_000, 3
LENGTHS = (1, 4, 10, 20)  # items
NEVER, ALWAYS = 10**9, 0  # bytes from which on a text is copied

Measured = tuple[float, Cost]
"""Bytes a message, and its cost."""


def digest(items: int) -> Digest:
    """An edition of so many items."""
    paragraphs = (Paragraph(text=PARAGRAPH),)
    numbered = (
        Item(number=n, headline=f"A bridge of paper opens, part {n}", paragraphs=paragraphs)
        for n in range(1, items + 1)
    )
    return Digest(title="Morning edition", language="en", items=tuple(numbered))


def carried() -> int:
    """Bytes that have gone over the loopback since the machine started (proc_net(5))."""
    lines = Path("/proc/net/dev").read_text("utf-8").splitlines()
    (loopback,) = (line for line in lines if line.strip().startswith("lo:"))
    return int(loopback.split(":")[1].split()[0])


async def sent(simulator: Simulator, world: World, messages: int, *how: int) -> Measured:
    """What it takes to send so many messages, each of a length and in a way."""
    command = (sys.executable, "-m", "benchmarks.copies", *map(str, how))
    ours = Contestant(name="ours", command=command, connections=64)
    crowd = world.crowd(messages)
    before = carried()
    with uncollected():
        cost = await asyncio.to_thread(asked, simulator.url, ours, crowd[0], len(crowd))
    each = (carried() - before) / messages
    assert {len(world.received(chat)) for chat in crowd} == {1}
    return each, cost


async def measure(messages: int) -> None:
    """Send in turn, and print."""
    ways = [(items, worth) for items in LENGTHS for worth in (NEVER, ALWAYS)]
    found: dict[tuple[int, int], list[Measured]] = {way: [] for way in ways}
    world = World(limits=False)
    async with Simulator.serve(world) as simulator:
        for way in ways * ROUNDS:
            found[way].append(await sent(simulator, world, messages, *way))
    print(
        f"{'items':>5}{'bytes written out':>20}{'copied':>8}{'CPU µs written out':>21}{'copied':>8}"
    )
    for items in LENGTHS:
        written, copied = found[items, NEVER], found[items, ALWAYS]
        sizes = [median(size for size, _ in those) for those in (written, copied)]
        costs = [median(cost.microseconds for _, cost in those) for those in (written, copied)]
        print(f"{items:>5}{sizes[0]:>20,.0f}{sizes[1]:>8,.0f}{costs[0]:>21,.0f}{costs[1]:>8,.0f}")


def send(items: int, worth: int) -> None:
    """Send one edition, copying texts from so many bytes on."""
    with patch("bot.botapi.messenger.WORTH", worth):
        perform(partial(work, digest=digest(items)), event_loop.run)


def main() -> None:
    """Measure and print; or send, in a process of its own."""
    match sys.argv[1:]:
        case [items, worth, _]:
            send(int(items), int(worth))
        case [messages]:
            asyncio.run(measure(int(messages)))
        case _:
            asyncio.run(measure(MESSAGES))


if __name__ == "__main__":
    main()
