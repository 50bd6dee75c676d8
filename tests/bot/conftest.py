"""A desk of its own for every test, each over a copy of one empty store.

What every bot reads as it starts, and no test changes, is read once for all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web_app

from digests.store import Store
from simulator.state.people import Person
from tests.support.databases.engines import compiled_once  # noqa: F401 - for all tests of this folder
from tests.support.desk import Desk
from tests.support.read_once import read_once


@pytest.fixture(scope="session", autouse=True)
def all_is_read_once() -> Iterator[None]:
    """Keeps the catalogues and the words in them, as long as they are as they were."""
    with pytest.MonkeyPatch.context() as patch:
        read_once(patch.setattr)
        yield


@pytest.fixture(autouse=True)
def no_server_is_kept() -> Iterator[None]:
    """Let a test's servers go with it: aiohttp remembers the last thousand, with all they hold.

    Else there would be a bot and its world of each test, for every search for garbage to look at.
    """
    yield
    web_app._cached_build_middleware.cache_clear()


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
