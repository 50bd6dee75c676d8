"""The store: one object that holds the database and everything kept in it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from sqlalchemy import Select, String, column, select, table

from digests.delivery.policy import DeliverySettings
from digests.errors import StoreError
from digests.store import planning
from digests.store.database import Database
from digests.store.editions import EditionStore
from digests.store.file_ids import FileIdStore
from digests.store.ledger import LedgerStore
from digests.store.search import SearchStore
from digests.store.subscribers import SubscriberStore

HEAD = "0003"
"""The newest revision in `migrations`: the tables that this code was written for."""


class Store:
    """Everything that outlives the process; `open` gives one, `close` ends it."""

    def __init__(self, database: Database, settings: DeliverySettings) -> None:
        self.database = database
        self.editions = EditionStore(database)
        self.subscribers = SubscriberStore(database)
        self.ledger = LedgerStore(database, settings)
        self.search = SearchStore(database)

    @classmethod
    async def open(cls, url: str, settings: DeliverySettings | None = None) -> Store:
        """Open the database of a SQLAlchemy URL (`sqlite+aiosqlite:`, `postgresql+psycopg:`).

        Raises `StoreError` if it can't be reached. Its tables may still need `migrate`.
        """
        store = cls(Database.at(url), settings or DeliverySettings())
        async with store.database.read():
            return store

    async def migrate(self) -> None:
        """Bring the tables up to date; safe from several processes at once."""
        if await self.healthy():
            return  # without waiting for whoever writes just now
        # Alembic is loaded where there is something to do, which most starts don't have.
        from digests.store import migrate  # noqa: PLC0415 - see above

        async with self.database.write() as connection:
            await connection.run_sync(migrate.upgrade)

    def file_ids(self, bot_id: int) -> FileIdStore:
        """What a bot has uploaded, by the id that Telegram gave the bot."""
        return FileIdStore(self.database, bot_id)

    async def healthy(self) -> bool:
        """Whether the database answers and its tables are up to date."""
        try:
            async with self.database.read() as connection:
                revision: str | None = await connection.scalar(_revision())
                return revision == HEAD
        except StoreError:
            return False

    async def try_writing(self) -> None:
        """Write what changes nothing that counts; raises `StoreError` as every write does."""
        await self.database.in_write(planning.lock_planner)

    def together(self) -> AbstractAsyncContextManager[None]:
        """A block in which everything the store is asked by this task is one transaction."""
        return self.database.together()

    async def close(self) -> None:
        """Let go of the database."""
        await self.database.close()


def _revision() -> Select[str]:
    """What Alembic has written down of the tables, for whoever asks without it."""
    return select(column("version_num", String())).select_from(table("alembic_version"))
