"""What is known of editions that were read out; the sound itself is with Telegram."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Integer, String, Table, Text, select

from digests.store.database import Session, insert
from digests.store.tables import metadata
from digests.values.narration import Narration

# `starts` are whole seconds, with spaces between.
narrations = Table(
    "narrations",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("starts", Text, nullable=False),
    Column("seconds", Integer, nullable=False),
)


class NarrationStore:
    """Narrations by their keys, whichever bot sends them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, key: str) -> Narration | None:
        """What is known of it, None where it was not read out."""
        return await self._session.in_read(_find, key)

    async def keep(self, narration: Narration) -> None:
        """Remember what was read out; a later one of the same key takes its place."""
        await self._session.in_write(_keep, narration)


def _find(connection: Connection, key: str) -> Narration | None:
    row = connection.execute(select(narrations).where(narrations.c.key == key)).one_or_none()
    if row is None:
        return None
    return Narration(key=key, starts=tuple(map(int, row.starts.split())), seconds=row.seconds)


def _keep(connection: Connection, narration: Narration) -> None:
    told = {"starts": " ".join(map(str, narration.starts)), "seconds": narration.seconds}
    kept = insert(connection, narrations).values(key=narration.key, **told)
    connection.execute(kept.on_conflict_do_update(index_elements=["key"], set_=told))
