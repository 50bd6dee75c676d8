"""What came from outside and how far it is: written down, handed to one owner, handled once.

    receive ─→ waiting, an owner's ─take→ in the owner's memory ─handled→ its number, for a day
                      ↑ take_over: what the dead have left, of which each try counts from then on

While anything of a conversation waits, whatever else comes of it is that owner's: so a conversation
keeps its order though several processes receive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, case, delete, func, select, text, update

from digests.store.bots.bot_tables import IS_WAITING, inbox
from digests.store.database import Session, insert, insert_rows
from digests.store.processes.leases import names_of_living
from digests.store.processes.notices import notify
from digests.store.tables import clock

NO_CONVERSATION = 0
"""The conversation of what belongs to none, and need not wait for anything."""

_LOCK = 0x6B617769  # any number that nothing else in the database locks


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Something from outside: its number, which orders a conversation, and what was said.

    `arrived` is when it was written down, by the database's clock; None before that. `tries` is how
    often it was begun again after a process had ended that had it; None where none had.
    """

    id: int
    conversation: int
    payload: str
    arrived: datetime | None = field(default=None, compare=False)
    tries: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much is not handled, and the age of the oldest of it in seconds, 0 where all is."""

    waiting: int
    oldest: float


class InboxStore:
    """What came in for one bot. Every method raises `StoreError` as all of the store do."""

    def __init__(self, session: Session, bot_id: int) -> None:
        self._session = session
        self._bot_id = bot_id

    async def receive(self, batch: Sequence[Incoming], owner: str) -> None:
        """Write down what came, for this owner to handle; what is known already changes nothing.

        What goes on with a conversation of which somebody else has something unhandled is theirs,
        and they are told where the database can (`ProcessStore.listen`).
        """
        await self._session.in_write(_receive, self._bot_id, batch, owner)

    async def take(self, owner: str, known: Collection[int], limit: int) -> Sequence[Incoming]:
        """The oldest things that an owner has to handle and does not know of, in their order."""
        return await self._session.in_read(_take, self._bot_id, owner, known, limit)

    async def take_over(self, owner: str, living: Iterable[str]) -> int:
        """Make this owner's whatever waits for an owner who is none of the living; how much.

        Who has renewed their lease since they were counted lives as well. Where there is nothing
        of the kind, nothing is written.
        """
        known = {*living, owner}
        if not await self._session.in_read(_is_left, self._bot_id, known):
            return 0
        return await self._session.in_write(_take_over, self._bot_id, owner, known)

    async def owns(self, owner: str, number: int) -> bool:
        """Whether something waits, and is this owner's."""
        return await self._session.in_read(_owns, self._bot_id, owner, number)

    async def waiting(self, conversations: Collection[int]) -> Mapping[int, Collection[int]]:
        """The numbers of what waits of conversations, whoever has it; those of nothing lack."""
        return await self._session.in_read(_waiting, self._bot_id, conversations)

    async def handled(self, ids: Sequence[int]) -> None:
        """Keep of things nothing but that they were handled, if they were written down or not."""
        await self._session.in_write(_handled, self._bot_id, ids)

    async def begun(self, ids: Sequence[int]) -> None:
        """Count one try more of things, before they are begun again."""
        await self._session.in_write(_begun, self._bot_id, ids)

    async def survived(self, number: int) -> None:
        """Forget the tries of something that was handled and may be handled anew."""
        await self._session.in_write(_survived, self._bot_id, number)

    async def set_aside(self, number: int) -> None:
        """Count something as handled that was not, and keep what was said until it is tidied."""
        await self._session.in_write(_set_aside, self._bot_id, number)

    async def backlog(self) -> Backlog:
        """What is not handled, whoever has it."""
        return await self._session.in_read(_backlog, self._bot_id)

    async def tidy(self, age: float) -> int:
        """Forget what was handled longer than `age` seconds ago; how much that was."""
        return await self._session.in_write(_tidy, self._bot_id, age)


def _receive(connection: Connection, bot_id: int, batch: Sequence[Incoming], owner: str) -> None:
    _lock(connection)
    owners = _owners(connection, bot_id, {one.conversation for one in batch})
    rows = [
        {
            "bot_id": bot_id,
            "id": one.id,
            "conversation": one.conversation,
            "payload": one.payload,
            "owner": owners.get(one.conversation, owner),
        }
        for one in batch
    ]
    written = insert(connection, inbox).values(arrived=clock()).on_conflict_do_nothing()
    insert_rows(connection, written, rows)
    notify(connection, set(owners.values()) - {owner})


def _lock(connection: Connection) -> None:
    """Let nobody else give out owners meanwhile; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _owners(connection: Connection, bot_id: int, conversations: set[int]) -> dict[int, str]:
    """Who has what waits of conversations."""
    those = inbox.c.conversation.in_(conversations - {NO_CONVERSATION})
    query = select(inbox.c.conversation, inbox.c.owner).distinct()
    found = connection.execute(query.where(inbox.c.bot_id == bot_id, those, IS_WAITING))
    return {row.conversation: row.owner for row in found}


def _take(
    connection: Connection, bot_id: int, owner: str, known: Collection[int], limit: int
) -> list[Incoming]:
    is_mine = (inbox.c.bot_id == bot_id) & (inbox.c.owner == owner) & IS_WAITING
    oldest = select(inbox.c.id).where(is_mine).order_by(inbox.c.id).limit(len(known) + limit)
    fresh = [number for number in connection.execute(oldest).scalars() if number not in known]
    query = select(inbox).where(inbox.c.bot_id == bot_id, inbox.c.id.in_(fresh[:limit]))
    return [
        Incoming(
            id=row.id,
            conversation=row.conversation,
            payload=row.payload,
            arrived=datetime.fromtimestamp(row.arrived, UTC),
            tries=row.tries,
        )
        for row in connection.execute(query.order_by(inbox.c.id))
    ]


def _is_left(connection: Connection, bot_id: int, living: set[str]) -> bool:
    left = select(inbox.c.id).where(*_not_of(bot_id, living)).limit(1)
    return connection.execute(left).first() is not None


def _not_of(bot_id: int, owners: set[str]) -> Sequence[ColumnElement[bool]]:
    return inbox.c.bot_id == bot_id, inbox.c.owner.not_in(owners), IS_WAITING


def _owns(connection: Connection, bot_id: int, owner: str, number: int) -> bool:
    is_it = (inbox.c.bot_id == bot_id) & (inbox.c.id == number)
    query = select(inbox.c.id).where(is_it, inbox.c.owner == owner, IS_WAITING)
    return connection.execute(query).first() is not None


def _waiting(
    connection: Connection, bot_id: int, conversations: Collection[int]
) -> dict[int, set[int]]:
    those = inbox.c.conversation.in_({*conversations} - {NO_CONVERSATION})
    query = select(inbox.c.conversation, inbox.c.id)
    found: dict[int, set[int]] = {}
    for row in connection.execute(query.where(inbox.c.bot_id == bot_id, those, IS_WAITING)):
        found.setdefault(row.conversation, set()).add(row.id)
    return found


def _take_over(connection: Connection, bot_id: int, owner: str, living: set[str]) -> int:
    _lock(connection)
    is_dead = inbox.c.owner.not_in(names_of_living())
    left = update(inbox).where(*_not_of(bot_id, living), is_dead)
    again = {"owner": owner, "tries": func.coalesce(inbox.c.tries, 0)}
    return connection.execute(left.values(again)).rowcount


def _handled(connection: Connection, bot_id: int, ids: Sequence[int]) -> None:
    nothing = {"conversation": NO_CONVERSATION, "payload": "", "owner": ""}
    done = insert(connection, inbox).values(arrived=clock(), handled=clock(), **nothing)
    change = {**nothing, "handled": clock()}
    done = done.on_conflict_do_update(
        index_elements=["bot_id", "id"], set_=change, where=IS_WAITING
    )
    insert_rows(connection, done, [{"bot_id": bot_id, "id": number} for number in ids])


def _begun(connection: Connection, bot_id: int, ids: Sequence[int]) -> None:
    those = update(inbox).where(inbox.c.bot_id == bot_id, inbox.c.id.in_(ids), IS_WAITING)
    connection.execute(those.values(tries=func.coalesce(inbox.c.tries, 0) + 1))


def _survived(connection: Connection, bot_id: int, number: int) -> None:
    that = update(inbox).where(inbox.c.bot_id == bot_id, inbox.c.id == number)
    connection.execute(that.values(tries=0))


def _set_aside(connection: Connection, bot_id: int, number: int) -> None:
    """What belongs to no conversation could not be found when a person asks to be forgotten."""
    that = update(inbox).where(inbox.c.bot_id == bot_id, inbox.c.id == number, IS_WAITING)
    is_of_nobody = inbox.c.conversation == NO_CONVERSATION
    said = case((is_of_nobody, ""), else_=inbox.c.payload)
    connection.execute(that.values(handled=clock(), owner="", payload=said))


def _backlog(connection: Connection, bot_id: int) -> Backlog:
    age = func.coalesce(clock() - func.min(inbox.c.arrived), 0.0)
    query = select(func.count(), age).where(inbox.c.bot_id == bot_id, IS_WAITING)
    waiting, oldest = connection.execute(query).one()
    return Backlog(waiting=waiting, oldest=max(0.0, oldest))


def _tidy(connection: Connection, bot_id: int, age: float) -> int:
    is_old = inbox.c.handled < clock() - age
    return connection.execute(delete(inbox).where(inbox.c.bot_id == bot_id, is_old)).rowcount
