"""Which structure an editor chose for the digests of a title."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sqlalchemy import Connection, select

from digests.store.database import Session, insert
from digests.store.tables import structure_choices
from digests.text.dates import without_days

_LONGEST = 200


class StructureChoiceStore:
    """Remembers choices; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, user_id: int, title: str) -> str | None:
        """The key of the structure that an editor chose last for such a title; None for none."""
        name = name_of(title)
        return await self._session.in_read(_find, user_id, name) if name else None

    async def remember(self, user_id: int, title: str, structure: str, at: datetime) -> None:
        """Remember what an editor chose, or that it was used again.

        What has no title of its own can't be told from another, and nothing is remembered.
        """
        if name := name_of(title):
            row = {"user_id": user_id, "title": name, "structure": structure, "chosen_at": at}
            await self._session.in_write(_remember, row)


def name_of(title: str) -> str:
    """What the titles of all editions share: their letters, without days and numbers."""
    plain = unicodedata.normalize("NFKC", without_days(title)).casefold()
    return "".join(char for char in plain if char.isalpha() and not char.isnumeric())[:_LONGEST]


def _find(connection: Connection, user_id: int, title: str) -> str | None:
    query = select(structure_choices.c.structure).where(
        structure_choices.c.user_id == user_id, structure_choices.c.title == title
    )
    return connection.execute(query).scalar_one_or_none()


def _remember(connection: Connection, row: dict[str, object]) -> None:
    added = insert(connection, structure_choices).values(row)
    changed = {"structure": row["structure"], "chosen_at": row["chosen_at"]}
    key = (structure_choices.c.user_id, structure_choices.c.title)
    connection.execute(added.on_conflict_do_update(index_elements=key, set_=changed))
