"""How a stopped broadcast goes on: to whom it had not come, and to nobody twice."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select, update

from digests.delivery.attempts import read
from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState
from digests.store.broadcasts import find_broadcast, is_resumable, resume_broadcast
from digests.store.chunks import lock_rate
from digests.store.planning import catch_up_to, has_begun, is_announced, lock_planner
from digests.store.subscribers import subscriber_of
from digests.store.tables import IS_ACTIVE, IS_UNDONE, ChunkState, chunks, receipts, subscribers


def resume_stopped(connection: Connection, broadcast_id: int) -> bool:
    """Let a stopped broadcast go on; False where it can't."""
    lock_rate(connection)  # as who recalls its edition does
    lock_planner(connection)
    broadcast = find_broadcast(connection, broadcast_id)
    if not is_resumable(connection, broadcast):
        return False
    resume_broadcast(connection, broadcast_id, BroadcastState.CANCELLED)
    _reopen_chunks(connection, broadcast)
    if broadcast.kind is BroadcastKind.EDITION:
        _catch_up(connection, broadcast)
    return True


def _reopen_chunks(connection: Connection, broadcast: Broadcast) -> None:
    """Open the chunks that have kept somebody: a range, or who waits for a try or a part."""
    its = and_(chunks.c.broadcast_id == broadcast.id, chunks.c.state == ChunkState.DONE)
    is_range = chunks.c.after_place < chunks.c.last_place
    left = select(chunks.c.id, chunks.c.attempts).where(
        its, or_(is_range, chunks.c.attempts != "[]")
    )
    settled = chunks.c.sent + chunks.c.failed - chunks.c.listed
    for row in connection.execute(left).all():
        owed = settled + len(read(row.attempts)) + _count_left(broadcast)
        reopened = {"state": ChunkState.OPEN, "lease_until": 0.0, "owed": owed}
        connection.execute(update(chunks).where(chunks.c.id == row.id).values(reopened))


def _count_left(broadcast: Broadcast) -> ColumnElement[int]:
    """How many recipients the range of a chunk has left."""
    if broadcast.kind is BroadcastKind.EDITION:
        its_zone = and_(IS_ACTIVE, subscribers.c.timezone == chunks.c.timezone)
        place, is_meant = subscribers.c.place, its_zone
    elif broadcast.kind is BroadcastKind.ANNOUNCEMENT:
        place, is_meant = subscribers.c.id, is_announced(literal(broadcast.subject))
    else:
        place, is_meant = receipts.c.subscriber_id, has_begun(broadcast)
    within = and_(is_meant, place > chunks.c.after_place, place <= chunks.c.last_place)
    return select(func.count(place)).where(within).correlate(chunks).scalar_subquery()


def _catch_up(connection: Connection, broadcast: Broadcast) -> None:
    """Write chunks for whoever moved while it was stopped to where others had been planned."""
    has_it = select(receipts.c.part).where(
        receipts.c.edition_id == broadcast.edition_id,
        receipts.c.subscriber_id == subscribers.c.id,
    )
    waits = select(chunks.c.id).where(
        chunks.c.broadcast_id == broadcast.id,
        IS_UNDONE,
        chunks.c.timezone == subscribers.c.timezone,
        chunks.c.after_place < subscribers.c.place,
        chunks.c.last_place >= subscribers.c.place,
    )
    moved = select(subscribers).where(
        IS_ACTIVE, subscribers.c.moved_during >= broadcast.id, ~has_it.exists(), ~waits.exists()
    )
    movers = list(map(subscriber_of, connection.execute(moved)))
    catch_up_to(connection, broadcast, [(one, one) for one in movers])
