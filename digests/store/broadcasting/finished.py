"""Broadcasts that are finished, and go on where somebody is owed them again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from digests.delivery.model import BY_MINUTE, Broadcast, BroadcastKind, BroadcastState
from digests.store.tables import broadcasts, receipts, subscribers


def was_finished_since(since: datetime) -> ColumnElement[bool]:
    """Whether a broadcast that came by the minute has been finished since an instant."""
    return and_(
        broadcasts.c.kind.in_(BY_MINUTE),
        broadcasts.c.state == BroadcastState.FINISHED,
        broadcasts.c.finished_at >= since,
    )


def awaiting(connection: Connection, broadcast: Broadcast, ids: Collection[int]) -> Sequence[int]:
    """Those of some subscribers, by id, to whom a broadcast has not come."""
    if not ids:
        return ()
    those = select(subscribers.c.id).where(subscribers.c.id.in_(ids), has_not_come(broadcast))
    return connection.execute(those).scalars().all()


def has_not_come(broadcast: Broadcast) -> ColumnElement[bool]:
    """Whether a subscriber was not begun to be sent what comes by the minute."""
    if broadcast.kind is BroadcastKind.ROUND_UP:
        told = subscribers.c.rounded_up
        return or_(told.is_(None), told < broadcast.day)
    has_it = select(receipts.c.part).where(
        receipts.c.edition_id == broadcast.edition_id,
        receipts.c.subscriber_id == subscribers.c.id,
    )
    return ~has_it.exists()
