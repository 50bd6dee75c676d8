"""Messages that meant nothing to a bot: whoever edits one is answered then, and by any process."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, select

from digests.store.bots.bot_tables import misunderstood
from digests.store.database import Session, insert
from digests.store.tables import clock


class MisunderstoodStore:
    """The messages that one bot did not understand; every method raises `StoreError`."""

    def __init__(self, session: Session, bot_id: int) -> None:
        self._session = session
        self._bot_id = bot_id

    async def add(self, chat_id: int, message_id: int, update: int) -> None:
        """Remember that an update brought a message which meant nothing."""
        await self._session.in_write(_add, self._bot_id, chat_id, message_id, update)

    async def has(self, chat_id: int, message_id: int) -> bool:
        """Whether a message meant nothing, as far as it is known."""
        return await self._session.in_read(_has, self._bot_id, chat_id, message_id)

    async def remove(self, chat_id: int, message_id: int, *, before: int) -> None:
        """Forget a message that meant nothing when updates before this one brought it."""
        await self._session.in_write(_remove, self._bot_id, chat_id, message_id, before)

    async def tidy(self, age: float) -> int:
        """Forget what came longer than `age` seconds ago; how much that was."""
        return await self._session.in_write(_tidy, self._bot_id, age)


def _is_it(bot_id: int, chat_id: int, message_id: int) -> ColumnElement[bool]:
    table = misunderstood.c
    is_of_chat = (table.bot_id == bot_id) & (table.chat_id == chat_id)
    return is_of_chat & (table.message_id == message_id)


def _add(connection: Connection, bot_id: int, chat_id: int, message_id: int, update: int) -> None:
    row = {"bot_id": bot_id, "chat_id": chat_id, "message_id": message_id, "update_id": update}
    added = insert(connection, misunderstood).values(row | {"arrived": clock()})
    connection.execute(
        added.on_conflict_do_update(
            index_elements=["bot_id", "chat_id", "message_id"], set_={"update_id": update}
        )
    )


def _has(connection: Connection, bot_id: int, chat_id: int, message_id: int) -> bool:
    query = select(misunderstood.c.update_id).where(_is_it(bot_id, chat_id, message_id))
    return connection.execute(query).first() is not None


def _remove(
    connection: Connection, bot_id: int, chat_id: int, message_id: int, before: int
) -> None:
    is_it = _is_it(bot_id, chat_id, message_id) & (misunderstood.c.update_id < before)
    connection.execute(delete(misunderstood).where(is_it))


def _tidy(connection: Connection, bot_id: int, age: float) -> int:
    is_old = misunderstood.c.arrived < clock() - age
    removed = delete(misunderstood).where(misunderstood.c.bot_id == bot_id, is_old)
    return connection.execute(removed).rowcount
