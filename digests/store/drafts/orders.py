"""How editors want undecided editions published, until they are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update

from digests.model import UNDECIDED
from digests.store.database import AnyRow, Query, Session, insert
from digests.store.tables import editions, publish_orders
from digests.values.orders import PublishOrder


class OrderStore:
    """Keeps one order an edition; an edition that is decided about has none.

    Every method raises `StoreError` where the database did not do what was asked.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, order: PublishOrder) -> None:
        """Let an order take the place of the one that its edition has."""
        await self._session.in_write(_put, order)

    async def agree(self, order: PublishOrder) -> bool:
        """Let what waits wait no more; False where it was withdrawn or is another by now."""
        is_it = (
            publish_orders.c.edition_id == order.edition_id,
            publish_orders.c.is_waiting,
            publish_orders.c.ordered_at == order.at,
        )
        agreed = update(publish_orders).where(*is_it).values(is_waiting=False)
        return await self._session.in_write(
            lambda connection: connection.execute(agreed).rowcount == 1
        )

    async def find(self, edition_id: int) -> PublishOrder | None:
        """The order of an edition; None where nobody gave one."""
        query = select(publish_orders).where(publish_orders.c.edition_id == edition_id)
        return next(iter(await self._session.in_read(_orders, query)), None)

    async def waiting(self) -> Sequence[PublishOrder]:
        """Those to which another editor has to agree, the oldest first."""
        query = select(publish_orders).where(publish_orders.c.is_waiting)
        return await self._session.in_read(_orders, query.order_by(publish_orders.c.ordered_at))

    async def drop(self, edition_id: int) -> bool:
        """Give an order up; False where there is none."""
        gone = delete(publish_orders).where(publish_orders.c.edition_id == edition_id)
        return await self._session.in_write(
            lambda connection: connection.execute(gone).rowcount > 0
        )


def _put(connection: Connection, order: PublishOrder) -> None:
    is_it = (editions.c.id == order.edition_id, editions.c.state.in_(UNDECIDED))
    if connection.execute(select(editions.c.id).where(*is_it)).first() is None:
        return
    row = {
        "kind": order.kind,
        "ordered_by": order.by,
        "ordered_at": order.at,
        "moment": order.moment,
        "revision": order.revision,
        "is_waiting": order.is_waiting,
    }
    added = insert(connection, publish_orders).values(edition_id=order.edition_id, **row)
    key = (publish_orders.c.edition_id,)
    connection.execute(added.on_conflict_do_update(index_elements=key, set_=row))


def _orders(connection: Connection, query: Query) -> Sequence[PublishOrder]:
    return tuple(map(_order, connection.execute(query)))


def _order(row: AnyRow) -> PublishOrder:
    return PublishOrder(
        edition_id=row.edition_id,
        kind=row.kind,
        by=row.ordered_by,
        at=row.ordered_at,
        moment=row.moment,
        revision=row.revision,
        is_waiting=row.is_waiting,
    )
