"""What readers think of items: one vote a person and item, told to nobody but as sums."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, delete, func, select

from digests.model import Vote, VoteSums
from digests.store.database import Session, insert
from digests.store.letters.letter_tables import votes


class VoteStore:
    """Keeps votes; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def cast(
        self, edition_id: int, number: int, user_id: int, vote: Vote | None, at: datetime
    ) -> None:
        """Keep what a person thinks of an item from now on; None takes their vote back."""
        await self._session.in_write(_cast, (edition_id, number, user_id), vote, at)

    async def find(self, edition_id: int, number: int, user_id: int) -> Vote | None:
        """How a person voted on an item, None where they didn't."""
        return await self._session.in_read(_find, (edition_id, number, user_id))

    async def sums(self, edition_id: int) -> Mapping[int, VoteSums]:
        """The votes on an edition by the number of the item; of items with votes only."""
        return await self._session.in_read(_sums, edition_id)


_Place = tuple[int, int, int]
"""An edition's id, an item's number and a person's id."""


def _is_it(place: _Place) -> ColumnElement[bool]:
    edition_id, number, user_id = place
    is_item = (votes.c.edition_id == edition_id) & (votes.c.number == number)
    return is_item & (votes.c.user_id == user_id)


def _cast(connection: Connection, place: _Place, vote: Vote | None, at: datetime) -> None:
    if vote is None:
        connection.execute(delete(votes).where(_is_it(place)))
        return
    edition_id, number, user_id = place
    row = {"edition_id": edition_id, "number": number, "user_id": user_id, "vote": vote, "at": at}
    key = [votes.c.edition_id, votes.c.number, votes.c.user_id]
    added = insert(connection, votes).values(row)
    changed = added.on_conflict_do_update(index_elements=key, set_={"vote": vote, "at": at})
    connection.execute(changed)


def _find(connection: Connection, place: _Place) -> Vote | None:
    return connection.execute(select(votes.c.vote).where(_is_it(place))).scalar_one_or_none()


def _sums(connection: Connection, edition_id: int) -> Mapping[int, VoteSums]:
    up, down = (func.sum(case((votes.c.vote == one, 1), else_=0)) for one in (Vote.UP, Vote.DOWN))
    query = select(votes.c.number, up.label("up"), down.label("down"))
    grouped = query.where(votes.c.edition_id == edition_id).group_by(votes.c.number)
    return {row.number: VoteSums(up=row.up, down=row.down) for row in connection.execute(grouped)}
