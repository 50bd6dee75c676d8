"""What readers think of items: one vote a person and item, told to nobody but as sums."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, func, select

from digests.store.database import Session, insert
from digests.store.letters.letter_tables import votes
from digests.values.feedback import Vote, VoteSums


class VoteStore:
    """Keeps votes; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def cast(
        self, edition_id: int, number: int, user_id: int, vote: Vote, at: datetime
    ) -> Vote:
        """Keep what a person thinks of an item from now on, instead of what they thought before.

        The same once more takes it back. `at` is when they said so: said then already, it is the
        same vote. What counts from now on.
        """
        place = {"edition_id": edition_id, "number": number, "user_id": user_id}
        return await self._session.in_write(_cast, place, vote, at)

    async def sums(self, edition_id: int) -> Mapping[int, VoteSums]:
        """The votes on an edition by the number of the item; of items with votes only."""
        return await self._session.in_read(_sums, edition_id)


def _cast(connection: Connection, place: Mapping[str, int], vote: Vote, at: datetime) -> Vote:
    is_it = (votes.c[name] == value for name, value in place.items())
    before = connection.execute(select(votes.c.vote, votes.c.at).where(*is_it)).first()
    if before and before.at == at:
        return Vote(before.vote)
    counts = Vote.WITHDRAWN if before and before.vote is vote else vote
    changed = {"vote": counts, "at": at}
    added = insert(connection, votes).values({**place, **changed})
    connection.execute(added.on_conflict_do_update(index_elements=list(place), set_=changed))
    return counts


def _number_of(vote: Vote) -> ColumnElement[int]:
    return func.sum(case((votes.c.vote == vote, 1), else_=0)).label(vote.value)


def _sums(connection: Connection, edition_id: int) -> Mapping[int, VoteSums]:
    query = select(votes.c.number, _number_of(Vote.UP), _number_of(Vote.DOWN))
    counts = query.where(votes.c.edition_id == edition_id, votes.c.vote != Vote.WITHDRAWN)
    grouped = counts.group_by(votes.c.number)
    return {row.number: VoteSums(up=row.up, down=row.down) for row in connection.execute(grouped)}
