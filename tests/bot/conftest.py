"""A desk of its own for every test, each over a copy of one empty store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from digests.store import Store
from simulator.state.people import Person
from tests.support.desk import Desk


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and nothing in them."""
    path = tmp_path_factory.mktemp("template") / "kawaraban.db"
    asyncio.run(_migrated(path))
    return path


async def _migrated(path: Path) -> None:
    store = await Store.open(f"sqlite+aiosqlite:///{path}")
    await store.migrate()
    await store.close()


@pytest.fixture
async def desk(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """The bot, an editor, and nothing published."""
    async with Desk.opened(tmp_path, template) as desk:
        yield desk


@pytest.fixture
def wren(desk: Desk) -> Person:
    """Somebody who never wrote to the bot."""
    return desk.world.person("Wren")
