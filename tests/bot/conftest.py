"""A desk of its own for every test, each over a copy of one empty store.

What every bot reads as it starts, and no test changes, is read once for all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest
from aiohttp import web_app

from bot.i18n import po_file
from bot.i18n.catalogs import catalogs
from bot.i18n.translator import Translations
from bot.intents.labels import Vocabulary
from digests.store import Store
from simulator.state.people import Person
from tests.support.databases.engines import compiled_once  # noqa: F401 - for all tests of this folder
from tests.support.desk import Desk


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Keeps the catalogues and the words in them, as long as they are as they were."""
    read, load, words = po_file.read, Translations.load, Vocabulary.of

    @cache
    def kept(file: Path, changed: int, size: int) -> po_file.CatalogMessages:
        del changed, size
        return read(file)

    def read_again(file: Path) -> po_file.CatalogMessages:
        stands = file.stat()
        return kept(file, stands.st_mtime_ns, stands.st_size)

    @cache
    def loaded(default: str, stands: frozenset[tuple[Path, int, int]]) -> Translations:
        del stands
        return load(default)

    def load_again(default: str, folder: Path | None = None) -> Translations:
        if folder:
            return load(default, folder)
        files = [(file, file.stat()) for file in catalogs().values()]
        return loaded(default, frozenset((f, at.st_mtime_ns, at.st_size) for f, at in files))

    vocabularies: dict[int, tuple[Translations, Vocabulary]] = {}

    def words_again(translations: Translations) -> Vocabulary:
        of_it = vocabularies.get(id(translations)) or (translations, words(translations))
        return vocabularies.setdefault(id(translations), of_it)[1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(po_file, "read", read_again)
        patch.setattr(Translations, "load", load_again)
        patch.setattr(Vocabulary, "of", words_again)
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
