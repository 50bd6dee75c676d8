"""The latest edition, brought at once to who subscribes, so that no broadcast brings it again.

It does not go through chunks: it is an answer, in its turn ahead of any broadcast. So before its
first message leaves, a receipt without a message is written. Whoever has a receipt of an edition is
passed over when their minute comes, and what was not known to arrive is brought once more only to
who asks again. Each message that arrived leaves a receipt as a broadcast's does: corrections and
recalls follow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from digests.delivery.attempts import read
from digests.delivery.model import BroadcastKind, FirstDelivery
from digests.store.broadcasts import echoes, lock_rate
from digests.store.database import Session, insert, instant, seconds
from digests.store.receipts import follow
from digests.store.tables import (
    IS_UNDONE,
    UNKNOWN_MESSAGE,
    ChunkState,
    broadcasts,
    chunks,
    receipts,
    undelivered,
)


class FirstDeliveryStore:
    """Who is brought the latest edition because they subscribed, and what of it arrived.

    Every method raises `StoreError` where the database did not do what was asked.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def begin(
        self, edition_id: int, subscriber_id: int, *, is_new: bool
    ) -> FirstDelivery | None:
        """Promise an edition to who subscribes; None where they have it or a worker brings it.

        Who is not new is promised nothing, but what was promised and is not known to have arrived
        is still owed to them.
        """
        return await self._session.in_write(_begin, edition_id, subscriber_id, is_new)

    async def note(
        self, delivery: FirstDelivery, part: int, message_id: int, *, is_more: bool
    ) -> None:
        """A part arrived as that message; whether there is another."""
        await self._session.in_write(_note, delivery, part, message_id, is_more)

    async def give_up(self, delivery: FirstDelivery) -> None:
        """Nothing more of it arrives: it is as if what is left had not been promised."""
        await self._session.in_write(_give_up, delivery)


def _begin(
    connection: Connection, edition_id: int, subscriber_id: int, is_new: bool
) -> FirstDelivery | None:
    # From here on no worker takes its turn: who is in flight is seen, who is not is not begun with.
    lock_rate(connection)
    has = _messages(connection, edition_id, subscriber_id)
    is_promised = UNKNOWN_MESSAGE in has.values()
    if not is_promised:
        if has or not is_new or _is_on_its_way(connection, edition_id, subscriber_id):
            return None
        _promise(connection, edition_id, subscriber_id, 0)
    arrived = frozenset(part for part, message in has.items() if message != UNKNOWN_MESSAGE)
    return FirstDelivery(
        edition_id=edition_id,
        subscriber_id=subscriber_id,
        arrived=arrived,
        begun_at=seconds(connection),
    )


def _note(
    connection: Connection, delivery: FirstDelivery, part: int, message_id: int, is_more: bool
) -> None:
    lock_rate(connection)  # whoever opens a correction is done before, or sees this receipt
    edition_id, subscriber_id = delivery.edition_id, delivery.subscriber_id
    is_part = and_(_is_of(edition_id, subscriber_id), receipts.c.part == part)
    written = update(receipts).where(is_part).values(message_id=message_id)
    if not connection.execute(written).rowcount:
        return  # they were forgotten meanwhile
    if is_more and part + 1 not in delivery.arrived:
        _promise(connection, edition_id, subscriber_id, part + 1)
    _count_as_sent(connection, edition_id, subscriber_id)
    for echo in echoes(connection, edition_id):
        if delivery.begun_at <= echo.until:
            follow(connection, echo, [(subscriber_id, part)])


def _give_up(connection: Connection, delivery: FirstDelivery) -> None:
    of_it = _is_of(delivery.edition_id, delivery.subscriber_id)
    connection.execute(delete(receipts).where(of_it, receipts.c.message_id == UNKNOWN_MESSAGE))


def _messages(connection: Connection, edition_id: int, subscriber_id: int) -> Mapping[int, int]:
    """The message of each part that somebody has of an edition, or was promised."""
    query = select(receipts.c.part, receipts.c.message_id).where(_is_of(edition_id, subscriber_id))
    return dict(list(connection.execute(query)))


def _promise(connection: Connection, edition_id: int, subscriber_id: int, part: int) -> None:
    row = {
        "edition_id": edition_id,
        "subscriber_id": subscriber_id,
        "part": part,
        "message_id": UNKNOWN_MESSAGE,
    }
    connection.execute(insert(connection, receipts).values(row).on_conflict_do_nothing())


def _is_on_its_way(connection: Connection, edition_id: int, subscriber_id: int) -> bool:
    """Whether a worker began to send it to them before they left, and has not ended."""
    of_it = select(broadcasts.c.id).where(_is_sending(edition_id)).scalar_subquery()
    begun = select(chunks.c.attempts).where(
        chunks.c.broadcast_id == of_it, IS_UNDONE, chunks.c.attempts != "[]"
    )
    texts: Iterable[str] = connection.execute(begun).scalars()
    return any(one.subscriber_id == subscriber_id for text in texts for one in read(text))


def _count_as_sent(connection: Connection, edition_id: int, subscriber_id: int) -> None:
    """Who was an exception to the edition's broadcast is none any more: nobody resends it."""
    of_it = select(broadcasts.c.id).where(_is_sending(edition_id)).scalar_subquery()
    excepted = delete(undelivered).where(
        undelivered.c.broadcast_id == of_it, undelivered.c.subscriber_id == subscriber_id
    )
    gone = connection.execute(excepted.returning(undelivered.c.broadcast_id)).scalars().all()
    for broadcast_id in gone:
        # They were owed it through another chunk, which counts them as failed.
        row = {
            "broadcast_id": broadcast_id,
            "timezone": "",
            "after_place": 0,
            "last_place": 0,
            "state": ChunkState.DONE,
            "listed": 1,
            "sent": 1,
            "owed": 0,
            "due_at": instant(connection),
        }
        connection.execute(insert(connection, chunks).values(row))


def _is_of(edition_id: int, subscriber_id: int) -> ColumnElement[bool]:
    return and_(receipts.c.edition_id == edition_id, receipts.c.subscriber_id == subscriber_id)


def _is_sending(edition_id: int) -> ColumnElement[bool]:
    return and_(broadcasts.c.edition_id == edition_id, broadcasts.c.kind == BroadcastKind.EDITION)
