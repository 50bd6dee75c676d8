"""A whole broadcast to very many: whether memory or a message's cost grow with the crowd.

    python -m benchmarks.crowd [READERS]

The whole path with the ledger on a SQLite file, first to twenty thousand and then to them all,
against a server that says to everything the same: the local Telegram would keep every message.
"""

from __future__ import annotations

import sys

from benchmarks.simulator import rival
from benchmarks.speed import Contestant, asked

FEW, MANY = 20_000, 1_000_000
OURS = Contestant(name="ours", command=(sys.executable, "-m", "benchmarks.ours"), connections=64)


def sent(url: str, readers: int) -> float:
    """Send to so many, print what it took, and return the most memory in MB."""
    cost = asked(url, OURS, 1, readers)
    print(
        f"{readers:>9,} readers: {readers / cost.rate:,.0f} s, each sent once by the ledger;"
        f" {cost.microseconds:.0f} µs of a core each, {cost.peak:.0f} MB at most",
        flush=True,
    )
    return cost.peak


def main() -> None:
    """Measure and print."""
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with rival() as (name, server):
        print(f"the other side is {name}")
        few, many = sent(server.url, FEW), sent(server.url, readers)
    print(f"memory: {many / few:.2f} × that of {FEW:,}")


if __name__ == "__main__":
    main()
