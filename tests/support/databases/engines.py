"""What SQLAlchemy compiled, kept from one test to the next: each test has engines of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from digests.store import database

STATEMENTS = 5_000
"""How many statements are kept as SQLAlchemy compiled them."""


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Keep what SQLAlchemy compiled, by kind of database.

    All engines take the dialect by which it is kept, of the first that has asked its server for
    its version.
    """
    asked: dict[str, Engine] = {}

    def shared(engine: Engine) -> None:
        kind = f"{engine.dialect.name}+{engine.dialect.driver}"

        @event.listens_for(engine, "engine_connect")
        def remember(_connection: object) -> None:
            asked.setdefault(kind, engine)

        if kind in asked:
            engine.dialect = asked[kind].dialect
            engine._compiled_cache = asked[kind]._compiled_cache

    def plain(*args: Any, **kwargs: Any) -> Engine:
        engine = create_engine(*args, query_cache_size=STATEMENTS, **kwargs)
        shared(engine)
        return engine

    def with_tasks(*args: Any, **kwargs: Any) -> AsyncEngine:
        engine = create_async_engine(*args, query_cache_size=STATEMENTS, **kwargs)
        shared(engine.sync_engine)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", plain)
        patch.setattr(database, "create_async_engine", with_tasks)
        yield
