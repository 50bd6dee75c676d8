"""Stories happen in a town of their own."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulator.server import Simulator
from bot.simulator.world import DEMO_TOKEN, World
from tests.support.town import Town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town whose bot is not started yet."""
    world = World(token=DEMO_TOKEN)
    editor = world.person("Editor", language_code="en")
    async with Simulator.serve(world) as simulator:
        town = Town(simulator, editor, tmp_path)
        try:
            yield town
        finally:
            if town.process and town.process.returncode is None:
                await town.end(signal.SIGKILL)
