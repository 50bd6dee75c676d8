"""What holds for every test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.forking import ForkServer

# The machines that run these tests are shared and noisy: a slow example is not a wrong one, and
# the same commit tries the same examples everywhere. `--hypothesis-profile=wander` tries others.
settings.register_profile("shared machine", deadline=None, derandomize=True)
settings.register_profile("wander", deadline=None)
settings.load_profile("shared machine")


# --- processes -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    """Forks the bots of whatever test."""
    server = ForkServer()
    yield server
    server.close()


# --- what runs first, and beside what ------------------------------------------------------------

WAITING_FIRST = (
    "tests/bot/stories/test_trouble_clock.py",
    "tests/bot/stories/test_trouble_lock.py",
    "tests/bot/stories",
    "tests/bot/page",
)
"""What waits long, before what computes: else one worker would end long after the others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files; within a file tests stay as they are written."""

    def place(item: pytest.Item) -> int:
        folders = (n for n, path in enumerate(WAITING_FIRST) if item.nodeid.startswith(path))
        return next(folders, len(WAITING_FIRST))

    items.sort(key=place)


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many workers as processors: in half of the time, stories wait for the bot's pace."""
    return 2 * (os.cpu_count() or 1)
