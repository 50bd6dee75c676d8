"""Whether the database takes what is written, tried on a row whose number nobody counts on."""

from __future__ import annotations

from digests.store import planning
from digests.store.database import Database


async def beat(database: Database) -> None:
    """Write what changes nothing that counts; raises `StoreError` as every write does."""
    await database.in_write(planning.lock_planner)
