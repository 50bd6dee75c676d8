"""A local Telegram: the Bot API over HTTP, people who act, faults, and a chat page.

    bot ── Bot API ──→ gateway ── schema, faults, limits ──→ api ──→ cloud
    page, tests ─────→ control, World ──→ acts, membership ───────→ cloud

It imports nothing else of this project.
"""

from simulator.protocol.faults import FaultKind
from simulator.server import Simulator
from simulator.world import DEMO_TOKEN, World

__all__ = ["DEMO_TOKEN", "FaultKind", "Simulator", "World"]
