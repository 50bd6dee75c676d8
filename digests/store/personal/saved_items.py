"""Items that people saved, and the reminders of them, each handed out once.

A reminder is taken before it is sent. After a kill between the two nobody can know whether it came:
it stays taken, is named where its reader looks, and is not sent again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update

from digests.model import SubscriberState
from digests.store.database import AnyRow, Session, insert
from digests.store.personal.personal_tables import IS_TO_COME, saved_items
from digests.store.readers.rhythm_conditions import RHYTHM, rhythm_of
from digests.store.tables import WHOLE_CHAT, subscribers
from digests.values.saved import DueReminder, SavedItem, SavedPage

_NEWEST = (saved_items.c.saved_at.desc(), saved_items.c.id.desc())


class SavedItemStore:
    """Keeps saved items; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, user_id: int, edition_id: int, number: int, at: datetime) -> bool:
        """Save an item for somebody; False where it was saved before."""
        return await self._session.in_write(_add, user_id, edition_id, number, at)

    async def remove(self, user_id: int, edition_id: int, number: int) -> bool:
        """Take an item out of what somebody saved; False where it was not among that."""
        return await self._session.in_write(_remove, _is_item(user_id, edition_id, number))

    async def drop(self, user_id: int, saved_id: int) -> bool:
        """The same for what was saved under an id, if it is theirs."""
        is_it = and_(saved_items.c.user_id == user_id, saved_items.c.id == saved_id)
        return await self._session.in_write(_remove, is_it)

    async def find(self, user_id: int, edition_id: int, number: int) -> SavedItem | None:
        """What somebody saved of an item; None where they did not."""
        return await self._session.in_read(_find, _is_item(user_id, edition_id, number))

    async def page(self, user_id: int, *, offset: int, limit: int) -> SavedPage:
        """What somebody saved, the newest but `offset` first."""
        return await self._session.in_read(_page, user_id, offset, limit)

    async def remind(self, user_id: int, edition_id: int, number: int, at: datetime) -> bool:
        """Have somebody reminded of what they saved, at that instant alone; False if they did not.

        Instead of a reminder that was to come or may have come.
        """
        is_it = _is_item(user_id, edition_id, number)
        return await self._session.in_write(_remind, is_it, at)

    async def cancel(self, user_id: int, saved_id: int) -> None:
        """Remind somebody no more of what they saved under an id."""
        is_it = and_(saved_items.c.user_id == user_id, saved_items.c.id == saved_id)
        await self._session.in_write(_cancel, is_it)

    async def is_due(self, now: datetime) -> bool:
        """Whether a reminder is due to somebody who can be reached."""
        return await self._session.in_read(_is_due, now)

    async def take_due(self, now: datetime, limit: int) -> Sequence[DueReminder]:
        """Hand out reminders that are due, the oldest first; no other call gets them again."""
        return await self._session.in_write(_take_due, now, limit)

    async def settle(self, reminder: DueReminder) -> None:
        """A reminder that was handed out is over: it came, or can't be sent to anybody."""
        await self._session.in_write(_settle, reminder, {"remind_at": None, "taken_at": None})

    async def give_back(self, reminder: DueReminder) -> None:
        """A reminder that was handed out did not leave: it is due again."""
        await self._session.in_write(_settle, reminder, {"taken_at": None})

    async def renumber(self, edition_id: int, numbers: Mapping[int, int | None]) -> None:
        """Follow an edition's items to the numbers they have now, None for those taken out."""
        await self._session.in_write(_renumber, edition_id, numbers)


def _is_item(user_id: int, edition_id: int, number: int) -> ColumnElement[bool]:
    is_theirs = saved_items.c.user_id == user_id
    return and_(is_theirs, saved_items.c.edition_id == edition_id, saved_items.c.number == number)


def _is_person() -> ColumnElement[bool]:
    """The subscriber that is the private chat of whoever saved an item."""
    is_chat = subscribers.c.chat_id == saved_items.c.user_id
    return and_(is_chat, subscribers.c.topic_id == WHOLE_CHAT)


def _add(connection: Connection, user_id: int, edition_id: int, number: int, at: datetime) -> bool:
    row = {"user_id": user_id, "edition_id": edition_id, "number": number, "saved_at": at}
    added = insert(connection, saved_items).values(row).on_conflict_do_nothing()
    return connection.execute(added.returning(saved_items.c.id)).first() is not None


def _remove(connection: Connection, is_it: ColumnElement[bool]) -> bool:
    return connection.execute(delete(saved_items).where(is_it)).rowcount > 0


def _find(connection: Connection, is_it: ColumnElement[bool]) -> SavedItem | None:
    row = connection.execute(select(saved_items).where(is_it)).one_or_none()
    return _saved(row) if row else None


def _page(connection: Connection, user_id: int, offset: int, limit: int) -> SavedPage:
    is_theirs = saved_items.c.user_id == user_id
    total = select(func.count()).select_from(saved_items).where(is_theirs)
    query = select(saved_items).where(is_theirs).order_by(*_NEWEST).offset(offset).limit(limit)
    return SavedPage(
        items=tuple(map(_saved, connection.execute(query))),
        total=connection.execute(total).scalar_one(),
    )


def _remind(connection: Connection, is_it: ColumnElement[bool], at: datetime) -> bool:
    reminded = update(saved_items).where(is_it).values(remind_at=at, taken_at=None)
    return connection.execute(reminded).rowcount > 0


def _cancel(connection: Connection, is_it: ColumnElement[bool]) -> None:
    connection.execute(update(saved_items).where(is_it).values(remind_at=None, taken_at=None))


def _due(now: datetime) -> ColumnElement[bool]:
    """Of whoever can't be reached a reminder waits until they can."""
    reached = subscribers.c.state != SubscriberState.PAUSED
    is_there = select(subscribers.c.id).where(_is_person(), reached).exists()
    return and_(IS_TO_COME, saved_items.c.remind_at <= now, is_there)


def _is_due(connection: Connection, now: datetime) -> bool:
    return (
        connection.execute(select(saved_items.c.id).where(_due(now)).limit(1)).first() is not None
    )


def _take_due(connection: Connection, now: datetime, limit: int) -> Sequence[DueReminder]:
    oldest = (saved_items.c.remind_at, saved_items.c.id)
    due = select(saved_items.c.id).where(_due(now)).order_by(*oldest).limit(limit)
    # Asked again of the row itself: of two who take at once, the second finds it taken.
    taken = update(saved_items).where(saved_items.c.id.in_(due), IS_TO_COME).values(taken_at=now)
    ids = connection.execute(taken.returning(saved_items.c.id)).scalars().all()
    person = (subscribers.c.language, subscribers.c.timezone, *RHYTHM)
    query = select(saved_items, *person).join(subscribers, _is_person())
    rows = connection.execute(query.where(saved_items.c.id.in_(ids)).order_by(*oldest)).all()
    return [
        DueReminder(
            saved=_saved(row),
            user_id=row.user_id,
            language=row.language,
            timezone=row.timezone,
            rhythm=rhythm_of(row),
        )
        for row in rows
    ]


def _settle(
    connection: Connection, reminder: DueReminder, values: Mapping[str, datetime | None]
) -> None:
    # Who chose another moment meanwhile is to be reminded then.
    is_it = and_(
        saved_items.c.id == reminder.saved.id,
        saved_items.c.remind_at == reminder.saved.remind_at,
        saved_items.c.taken_at.is_not(None),
    )
    connection.execute(update(saved_items).where(is_it).values(values))


def _renumber(connection: Connection, edition_id: int, numbers: Mapping[int, int | None]) -> None:
    # Out of each other's way first: the number that one item leaves is maybe another's.
    is_of = saved_items.c.edition_id == edition_id
    moved = {old: new for old, new in numbers.items() if old != new}
    of_them = and_(is_of, saved_items.c.number.in_(moved))
    connection.execute(update(saved_items).where(of_them).values(number=-saved_items.c.number))
    for old, new in moved.items():
        is_it = and_(is_of, saved_items.c.number == -old)
        connection.execute(update(saved_items).where(is_it).values(number=new))


def _saved(row: AnyRow) -> SavedItem:
    return SavedItem(
        id=row.id,
        edition=row.edition_id,
        number=row.number,
        saved_at=row.saved_at,
        remind_at=row.remind_at,
        may_have_come=row.taken_at is not None,
    )
