"""The ids under which Telegram keeps the files that a bot has uploaded."""

from __future__ import annotations

from sqlalchemy import select

from digests.store.database import Database, insert
from digests.store.tables import file_ids


class FileIdStore:
    """The file ids of one bot; another bot can't send by them."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._bot_id = bot_id

    async def find(self, key: str) -> str | None:
        """The file id of an upload, None when it is not known."""
        query = select(file_ids.c.file_id).where(
            file_ids.c.bot_id == self._bot_id, file_ids.c.key == key
        )
        async with self._database.read() as connection:
            file_id: str | None = await connection.scalar(query)
            return file_id

    async def keep(self, key: str, file_id: str) -> None:
        """Remember an upload; a later one of the same key takes its place."""
        row = {"bot_id": self._bot_id, "key": key, "file_id": file_id}
        async with self._database.write() as connection:
            kept = insert(connection, file_ids).values(row)
            await connection.execute(
                kept.on_conflict_do_update(
                    index_elements=["bot_id", "key"], set_={"file_id": file_id}
                )
            )
