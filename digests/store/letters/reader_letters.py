"""Letters from readers: kept until they are answered, with where they are shown and who may write.

Nobody who reads one is told whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, select, update

from digests.store.database import Session, insert
from digests.store.letters.letter_tables import (
    NOBODY,
    barred_senders,
    blocked_senders,
    letter_cards,
    letters,
)
from digests.store.tables import WHOLE_CHAT
from digests.values.feedback import BarredSender, KeptLetter, LetterCard, ReaderLetter


class LetterStore:
    """Keeps letters; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, letter: ReaderLetter, at: datetime) -> KeptLetter:
        """Keep a letter and give it an id; one of the same message stays as it is."""
        return await self._session.in_write(_add, letter, at)

    async def written(self, chat_id: int, message_id: int) -> KeptLetter | None:
        """The letter of which the words stand in a message."""
        return await self._session.in_read(_written, chat_id, message_id)

    async def get(self, letter_id: int) -> KeptLetter | None:
        """A letter as it is kept; None where it is no more, or whoever wrote it was forgotten."""
        return await self._session.in_read(_get, letter_id)

    async def remove(self, letter_id: int) -> None:
        """Delete a letter that reached no editor."""
        await self._session.in_write(_remove, letter_id)

    async def count(self, since: datetime, *, of: int | None = None) -> int:
        """How many were sent since then, by one person or by everybody."""
        return await self._session.in_read(_count, since, of)

    async def show(self, letter_id: int, card: LetterCard) -> None:
        """Remember that a message in an editor's chat shows a letter."""
        await self._session.in_write(_show, letter_id, card)

    async def cards(self, letter_id: int) -> Sequence[LetterCard]:
        """The messages that show a letter."""
        return await self._session.in_read(_cards, letter_id)

    async def answer(self, letter_id: int, by: int) -> None:
        """Note which editor has answered first; the words are kept no longer."""
        await self._session.in_write(_answer, letter_id, by)

    async def block(self, letter_id: int, at: datetime) -> bool:
        """Let whoever wrote a letter write no more; False where that is not known any more."""
        return await self._session.in_write(_block, letter_id, at)

    async def allow(self, letter_id: int) -> None:
        """Let whoever was blocked for a letter write again."""
        await self._session.in_write(_allow, letter_id)

    async def is_blocked(self, user_id: int) -> bool:
        """Whether a person may write no more."""
        return await self._session.in_read(_is_blocked, user_id)

    async def keep_barred(self, user_id: int, sender: str, written: int, at: datetime) -> None:
        """Keep under another name whether a person is blocked, and how much they wrote of late."""
        await self._session.in_write(_keep_barred, user_id, sender, written, at)

    async def barred(self, sender: str) -> BarredSender | None:
        """What is known of somebody who was forgotten."""
        return await self._session.in_read(_barred, sender)


def _add(connection: Connection, letter: ReaderLetter, at: datetime) -> KeptLetter:
    row = {
        "kind": letter.kind,
        "edition_id": letter.edition,
        "number": letter.number,
        "words": letter.words,
        "chat_id": letter.chat_id,
        "topic_id": letter.topic_id or WHOLE_CHAT,
        "user_id": letter.user_id,
        "below": letter.below,
        "written": letter.written,
        "at": at,
    }
    connection.execute(insert(connection, letters).values(row).on_conflict_do_nothing())
    kept = _written(connection, letter.chat_id, letter.written)
    assert kept  # noqa: S101 - it was kept just now, or before
    return kept


def _written(connection: Connection, chat_id: int, message_id: int) -> KeptLetter | None:
    is_it = (letters.c.chat_id == chat_id) & (letters.c.written == message_id)
    row = connection.execute(select(letters).where(is_it)).mappings().one_or_none()
    return _kept(row) if row else None


def _get(connection: Connection, letter_id: int) -> KeptLetter | None:
    is_it = _is_known(letter_id)
    row = connection.execute(select(letters).where(is_it)).mappings().one_or_none()
    return _kept(row) if row else None


def _is_known(letter_id: int) -> ColumnElement[bool]:
    return (letters.c.id == letter_id) & (letters.c.user_id != NOBODY)


def _kept(row: RowMapping) -> KeptLetter:
    letter = ReaderLetter(
        kind=row["kind"],
        edition=row["edition_id"],
        number=row["number"],
        words=row["words"],
        chat_id=row["chat_id"],
        topic_id=row["topic_id"] or None,
        user_id=row["user_id"],
        below=row["below"],
        written=row["written"],
    )
    return KeptLetter(id=row["id"], letter=letter, answered_by=row["answered_by"])


def _remove(connection: Connection, letter_id: int) -> None:
    connection.execute(delete(letters).where(letters.c.id == letter_id))


def _count(connection: Connection, since: datetime, of: int | None) -> int:
    query = select(func.count()).select_from(letters).where(letters.c.at > since)
    if of is not None:
        query = query.where(letters.c.user_id == of)
    return connection.execute(query).scalar_one()


def _show(connection: Connection, letter_id: int, card: LetterCard) -> None:
    row = {"letter_id": letter_id, "chat_id": card.chat_id, "message_id": card.message_id}
    connection.execute(insert(connection, letter_cards).values(row).on_conflict_do_nothing())


def _cards(connection: Connection, letter_id: int) -> Sequence[LetterCard]:
    table = letter_cards.c
    query = select(table.chat_id, table.message_id).where(table.letter_id == letter_id)
    rows = connection.execute(query.order_by(table.chat_id))
    return [LetterCard(chat_id=row.chat_id, message_id=row.message_id) for row in rows]


def _answer(connection: Connection, letter_id: int, by: int) -> None:
    first = func.coalesce(letters.c.answered_by, by)
    is_it = letters.c.id == letter_id
    connection.execute(update(letters).where(is_it).values(answered_by=first, words=""))


def _block(connection: Connection, letter_id: int, at: datetime) -> bool:
    query = select(letters.c.user_id).where(_is_known(letter_id))
    user_id = connection.execute(query).scalar_one_or_none()
    if user_id is None:
        return False
    row = {"user_id": user_id, "letter_id": letter_id, "at": at}
    added = insert(connection, blocked_senders).values(row)
    key = [blocked_senders.c.user_id]
    # By which letter they were blocked last: that one's card lets them write again.
    changed = added.on_conflict_do_update(index_elements=key, set_={"letter_id": letter_id})
    connection.execute(changed)
    return True


def _allow(connection: Connection, letter_id: int) -> None:
    # By whichever of their letters; by its number alone once that one is kept no more.
    whose = select(letters.c.user_id).where(_is_known(letter_id))
    is_it = (blocked_senders.c.letter_id == letter_id) | blocked_senders.c.user_id.in_(whose)
    connection.execute(delete(blocked_senders).where(is_it))
    connection.execute(delete(barred_senders).where(barred_senders.c.letter_id == letter_id))


def _keep_barred(
    connection: Connection, user_id: int, sender: str, written: int, at: datetime
) -> None:
    is_it = blocked_senders.c.user_id == user_id
    blocked = connection.execute(select(blocked_senders.c.letter_id).where(is_it)).first()
    if blocked is None and not written:
        return
    row = {"written": written, "at": at} | ({"letter_id": blocked.letter_id} if blocked else {})
    added = insert(connection, barred_senders).values(sender=sender, **row)
    key = [barred_senders.c.sender]
    connection.execute(added.on_conflict_do_update(index_elements=key, set_=row))


def _barred(connection: Connection, sender: str) -> BarredSender | None:
    query = select(barred_senders).where(barred_senders.c.sender == sender)
    row = connection.execute(query).first()
    if row is None:
        return None
    is_blocked = row.letter_id is not None
    return BarredSender(is_blocked=is_blocked, written=row.written, at=row.at)


def _is_blocked(connection: Connection, user_id: int) -> bool:
    query = select(blocked_senders.c.user_id).where(blocked_senders.c.user_id == user_id)
    return connection.execute(query).first() is not None
