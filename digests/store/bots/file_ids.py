"""The ids under which Telegram keeps the files that a bot has uploaded."""

from __future__ import annotations

from sqlalchemy import Connection, select

from digests.store.bots.bot_tables import file_ids
from digests.store.database import Session, insert


class FileIdStore:
    """The file ids of one bot; another bot can't send by them."""

    def __init__(self, session: Session, bot_id: int) -> None:
        self._session = session
        self._bot_id = bot_id

    async def find(self, key: str) -> str | None:
        """The file id of an upload, None when it is not known."""
        return await self._session.in_read(_find, self._bot_id, key)

    async def keep(self, key: str, file_id: str) -> None:
        """Remember an upload; a later one of the same key takes its place."""
        await self._session.in_write(_keep, self._bot_id, key, file_id)


def _find(connection: Connection, bot_id: int, key: str) -> str | None:
    query = select(file_ids.c.file_id).where(file_ids.c.bot_id == bot_id, file_ids.c.key == key)
    return connection.execute(query).scalar_one_or_none()


def _keep(connection: Connection, bot_id: int, key: str, file_id: str) -> None:
    row = {"bot_id": bot_id, "key": key, "file_id": file_id}
    kept = insert(connection, file_ids).values(row)
    connection.execute(
        kept.on_conflict_do_update(index_elements=["bot_id", "key"], set_={"file_id": file_id})
    )
