"""What readers think of items: one vote a person and item, told to nobody but as sums."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from digests.model import Vote, VoteSums
from digests.store.database import Session, insert
from digests.store.letters.letter_tables import votes


class VoteStore:
    """Keeps votes; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def cast(
        self, edition_id: int, number: int, user_id: int, vote: Vote, at: datetime
    ) -> None:
        """Keep what a person thinks of an item from now on, instead of what they thought before."""
        row = {"edition_id": edition_id, "number": number, "user_id": user_id}
        await self._session.in_write(_cast, row | {"vote": vote, "at": at})

    async def sums(self, edition_id: int) -> Mapping[int, VoteSums]:
        """The votes on an edition by the number of the item; of items with votes only."""
        return await self._session.in_read(_sums, edition_id)


def _cast(connection: Connection, row: Mapping[str, object]) -> None:
    key = [votes.c.edition_id, votes.c.number, votes.c.user_id]
    added = insert(connection, votes).values(row)
    changed = {"vote": row["vote"], "at": row["at"]}
    connection.execute(added.on_conflict_do_update(index_elements=key, set_=changed))


def _sums(connection: Connection, edition_id: int) -> Mapping[int, VoteSums]:
    up, down = (func.sum(case((votes.c.vote == one, 1), else_=0)) for one in (Vote.UP, Vote.DOWN))
    query = select(votes.c.number, up.label("up"), down.label("down"))
    grouped = query.where(votes.c.edition_id == edition_id).group_by(votes.c.number)
    return {row.number: VoteSums(up=row.up, down=row.down) for row in connection.execute(grouped)}
