"""A whole broadcast to very many: whether memory or a message's cost grow with the crowd.

    python -m benchmarks.crowd [SUBSCRIBERS]

The whole path with the ledger on a SQLite file, first to twenty thousand and then to them all,
against a server that says to everything the same: the local Telegram would keep every message.
"""

from __future__ import annotations

import sys

from benchmarks.simulator import rival
from benchmarks.speed import Contestant, cost_of

FEW, MANY = 20_000, 1_000_000
OURS = Contestant(name="ours", command=(sys.executable, "-m", "benchmarks.ours"), connections=64)


def sent(url: str, subscribers: int) -> float:
    """Send to so many, print what it took, and return the most memory in MB."""
    cost = cost_of(url, OURS, 1, subscribers)
    print(
        f"{subscribers:>9,} subscribers: {subscribers / cost.rate:,.0f} s,"
        f" each sent once by the ledger; {cost.microseconds:.0f} µs of a core each,"
        f" {cost.peak:.0f} MB at most",
        flush=True,
    )
    return cost.peak


def main() -> None:
    """Measure and print."""
    subscribers = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with rival() as (name, server):
        print(f"the other side is {name}")
        few, many = sent(server.url, FEW), sent(server.url, subscribers)
    print(f"memory: {many / few:.2f} × that of {FEW:,}")


if __name__ == "__main__":
    main()
