"""A store of its own for every test, and a process over it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from digests.store import Store
from tests.bot.inbox.processes import Process


@pytest.fixture
async def store(tmp_path: Path, template: Path) -> AsyncIterator[Store]:
    shutil.copy(template, tmp_path / "inbox.db")
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'inbox.db'}")
    yield store
    await store.close()


@pytest.fixture
def process(store: Store) -> Process:
    return Process.over(store)
