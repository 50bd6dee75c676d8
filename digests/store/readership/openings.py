"""Who opened which item, as long as it takes to count each of them once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from digests.store.database import Session, insert
from digests.store.readership.opening_tables import opening_sums, openings
from digests.store.subscribers import known

_AT_ONCE = 1_000
"""Rows of a statement: SQLite takes 32,766 parameters."""


@dataclass(frozen=True, slots=True, order=True)
class OpenedItem:
    """That a subscriber opened an item: the edition's id, the subscriber's, the item's number."""

    edition_id: int
    subscriber_id: int
    number: int


class OpeningStore:
    """Counts openings; raises `StoreError` where the database did not do what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, those: Collection[OpenedItem]) -> None:
        """Count those that were not counted before; who was forgotten meanwhile is left out."""
        await self._session.in_write(_add, those)


def _add(connection: Connection, those: Collection[OpenedItem]) -> None:
    ids = known(connection, {one.subscriber_id for one in those})
    # In one order, so that processes that count at the same time never wait for each other twice.
    ordered = sorted(one for one in those if one.subscriber_id in ids)
    counts: Counter[tuple[int, int]] = Counter()
    for start in range(0, len(ordered), _AT_ONCE):
        rows = [
            {
                "edition_id": one.edition_id,
                "subscriber_id": one.subscriber_id,
                "number": one.number,
            }
            for one in ordered[start : start + _AT_ONCE]
        ]
        adding = insert(connection, openings).values(rows).on_conflict_do_nothing()
        new = connection.execute(adding.returning(openings.c.edition_id, openings.c.number))
        counts.update((row.edition_id, row.number) for row in new)
    _sum_up(connection, counts)


def _sum_up(connection: Connection, counts: Counter[tuple[int, int]]) -> None:
    for (edition_id, number), count in sorted(counts.items()):
        row = {"edition_id": edition_id, "number": number, "total": count}
        first = insert(connection, opening_sums).values(row)
        key = (opening_sums.c.edition_id, opening_sums.c.number)
        raised = {"total": opening_sums.c.total + count}
        connection.execute(first.on_conflict_do_update(index_elements=key, set_=raised))
