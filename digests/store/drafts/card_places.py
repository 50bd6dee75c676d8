"""Which messages show an edition to each of its editors, and what they are asked about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from digests.store.database import Session, insert
from digests.store.tables import draft_cards
from digests.values.questions import MomentQuestion

Card = tuple[int, ...]
"""The ids of the messages that together show an edition in a private chat."""


class CardStore:
    """Remembers cards; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def show(self, edition_id: int, user_id: int, card: Sequence[int]) -> None:
        """Note which messages show an edition in the private chat of an editor."""
        row = {"edition_id": edition_id, "user_id": user_id, "card": json.dumps([*card])}
        await self._session.in_write(_show, row)

    async def of(self, edition_id: int) -> Mapping[int, Card]:
        """The card of an edition in each private chat that has one."""
        return await self._session.in_read(_cards, edition_id)

    async def shown_by(self, user_id: int, message_id: int) -> int | None:
        """The id of the edition that a message in the private chat of an editor shows."""
        return await self._session.in_read(_shown_by, user_id, message_id)

    async def ask(self, user_id: int, question: MomentQuestion) -> None:
        """Note that an editor is asked in their private chat when a draft shall appear."""
        await self._session.in_write(_ask, user_id, question)

    async def asked(self, user_id: int, since: datetime) -> MomentQuestion | None:
        """What an editor was asked last, not before then; None where it was answered."""
        return await self._session.in_read(_asked, user_id, since)

    async def answered(self, user_id: int) -> None:
        """Wait for no answer of an editor's any more."""
        is_theirs = (draft_cards.c.user_id == user_id, draft_cards.c.asked_at.is_not(None))
        over = update(draft_cards).where(*is_theirs).values(asked_at=None, asked_revision=None)
        await self._session.in_write(lambda connection: connection.execute(over))


def _show(connection: Connection, row: dict[str, object]) -> None:
    added = insert(connection, draft_cards).values(row)
    key = (draft_cards.c.edition_id, draft_cards.c.user_id)
    shown = {"card": row["card"]}
    connection.execute(added.on_conflict_do_update(index_elements=key, set_=shown))


def _ask(connection: Connection, user_id: int, question: MomentQuestion) -> None:
    asked = {"asked_at": question.at, "asked_revision": question.revision}
    row = {"edition_id": question.edition, "user_id": user_id, "card": "[]", **asked}
    added = insert(connection, draft_cards).values(row)
    key = (draft_cards.c.edition_id, draft_cards.c.user_id)
    connection.execute(added.on_conflict_do_update(index_elements=key, set_=asked))


def _asked(connection: Connection, user_id: int, since: datetime) -> MomentQuestion | None:
    columns = (draft_cards.c.edition_id, draft_cards.c.asked_revision, draft_cards.c.asked_at)
    lately = (draft_cards.c.user_id == user_id, draft_cards.c.asked_at >= since)
    newest = select(*columns).where(*lately).order_by(draft_cards.c.asked_at.desc()).limit(1)
    row = connection.execute(newest).first()
    if row is None:
        return None
    return MomentQuestion(edition=row.edition_id, revision=row.asked_revision, at=row.asked_at)


def _cards(connection: Connection, edition_id: int) -> Mapping[int, Card]:
    columns = (draft_cards.c.user_id, draft_cards.c.card)
    rows = connection.execute(select(*columns).where(draft_cards.c.edition_id == edition_id))
    return {row.user_id: tuple(json.loads(row.card)) for row in rows}


def _shown_by(connection: Connection, user_id: int, message_id: int) -> int | None:
    columns = (draft_cards.c.edition_id, draft_cards.c.card)
    query = select(*columns).where(draft_cards.c.user_id == user_id)
    newest = query.order_by(draft_cards.c.edition_id.desc())
    rows = connection.execute(newest)
    return next((row.edition_id for row in rows if message_id in json.loads(row.card)), None)
