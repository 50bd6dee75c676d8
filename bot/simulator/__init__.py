"""A local Telegram: the Bot API over HTTP, people who act, faults, and a chat page.

    bot ── Bot API ──→ gateway ── schema, faults, limits ──→ api ──→ cloud
    page, tests ─────→ control, World ──→ acts, membership ───────→ cloud

It imports nothing else of this project.
"""

from bot.simulator.faults import FaultKind
from bot.simulator.server import Simulator
from bot.simulator.world import DEMO_TOKEN, World

__all__ = ["DEMO_TOKEN", "FaultKind", "Simulator", "World"]
