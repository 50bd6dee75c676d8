"""Everything that is kept about a reader, as it stands in the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import BigInteger, Column, Connection, Select, Table, literal, select

from digests.store.bots.bot_tables import misunderstood
from digests.store.database import Session
from digests.store.letters.letter_tables import blocked_senders, letter_cards, letters, votes
from digests.store.personal.personal_tables import reading_rules, saved_items
from digests.store.readership.opening_tables import openings
from digests.store.staff.schema import audit, staff
from digests.store.tables import draft_cards, receipts, structure_choices, subscribers, undelivered

Value = str | int | float | bool | None
Row = Mapping[str, Value]
"""Each column by its name; instants as ISO 8601 writes them, in UTC."""

CONCERNING: Mapping[Table, Column[int]] = MappingProxyType(
    {
        subscribers: subscribers.c.id,
        receipts: receipts.c.subscriber_id,
        undelivered: undelivered.c.subscriber_id,
        openings: openings.c.subscriber_id,
    }
)
"""The tables that hold a reader's data (see `DATA_POLICIES`), and the column that says whose."""
CONCERNING_CHATS: Mapping[Table, Column[int]] = MappingProxyType(
    {
        misunderstood: misunderstood.c.chat_id,
        structure_choices: structure_choices.c.user_id,  # in private the chat's id is the person's
        letters: letters.c.user_id,
        letter_cards: letter_cards.c.chat_id,
        blocked_senders: blocked_senders.c.user_id,
        votes: votes.c.user_id,
        saved_items: saved_items.c.user_id,
        reading_rules: reading_rules.c.user_id,
        staff: staff.c.user_id,
        audit: audit.c.actor_id,
        draft_cards: draft_cards.c.user_id,
    }
)
"""Those that know them by the id of their chat."""


class PersonalDataStore:
    """What readers get who ask what is kept about them.

    Raises `StoreError` where the database did not do what was asked.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of(self, subscriber_id: int) -> Mapping[str, Sequence[Row]]:
        """The rows that concern a subscriber, by their tables; each table is named."""
        chat = select(subscribers.c.chat_id).where(subscribers.c.id == subscriber_id)
        return await self._session.in_read(_rows, [subscriber_id], chat)

    async def of_stranger(self, chat_id: int) -> Mapping[str, Sequence[Row]]:
        """The same of a chat that was never written down as a subscriber."""
        return await self._session.in_read(_rows, [], select(literal(chat_id, BigInteger)))


def _rows(
    connection: Connection, subscriber_ids: Sequence[int], chat: Select[int]
) -> Mapping[str, Sequence[Row]]:
    whose = {table: of.in_(subscriber_ids) for table, of in CONCERNING.items()}
    whose |= {table: of.in_(chat) for table, of in CONCERNING_CHATS.items()}
    return {
        table.name: [
            {name: _plain(value) for name, value in row.items()}
            for row in connection.execute(select(table).where(is_theirs)).mappings()
        ]
        for table, is_theirs in whose.items()
    }


def _plain(value: object) -> Value:
    match value:
        case datetime():
            return value.isoformat()
        case StrEnum():
            return value.value
        case str() | int() | float() | None:
            return value
    return str(value)
