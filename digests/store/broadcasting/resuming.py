"""How a stopped broadcast goes on: to whom it had not come, and to nobody twice."""

from __future__ import annotations

from sqlalchemy import Connection, ScalarSelect, and_, func, literal, or_, select, update

from digests.delivery.attempts import read
from digests.delivery.model import BY_MINUTE, Broadcast, BroadcastKind, BroadcastState
from digests.store.broadcasting.finished import has_not_come
from digests.store.broadcasts import find_broadcast, is_resumable, lock_rate, resume_broadcast
from digests.store.papers.audiences import is_announced
from digests.store.planning import (
    catch_up_to,
    day_in,
    has_begun,
    is_one_meant,
    lock_planner,
    zone_named,
)
from digests.store.readers.rhythm_conditions import is_owed
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
    if broadcast.kind in BY_MINUTE:
        _catch_up(connection, broadcast)
    return True


def _reopen_chunks(connection: Connection, broadcast: Broadcast) -> None:
    """Open the chunks that have kept somebody: a range, or who waits for a try or a part."""
    its = and_(chunks.c.broadcast_id == broadcast.id, chunks.c.state == ChunkState.DONE)
    is_range = chunks.c.after_place < chunks.c.last_place
    left = select(chunks.c.id, chunks.c.timezone, chunks.c.attempts).where(
        its, or_(is_range, chunks.c.attempts != "[]")
    )
    settled = chunks.c.sent + chunks.c.failed - chunks.c.listed
    for row in connection.execute(left).all():
        owed = settled + len(read(row.attempts)) + _count_left(broadcast, row.timezone)
        reopened = {"state": ChunkState.OPEN, "lease_until": 0.0, "owed": owed}
        connection.execute(update(chunks).where(chunks.c.id == row.id).values(reopened))


def _count_left(broadcast: Broadcast, timezone: str) -> ScalarSelect[int]:
    """How many recipients the range of a chunk of a zone has left."""
    if broadcast.kind in BY_MINUTE:
        is_their_day = is_owed(broadcast.kind, day_in(broadcast, zone_named(timezone)))
        its_zone = and_(is_one_meant(broadcast), subscribers.c.timezone == timezone)
        place, is_meant = subscribers.c.place, and_(its_zone, is_their_day)
    elif broadcast.kind is BroadcastKind.ANNOUNCEMENT:
        place, is_meant = subscribers.c.id, is_announced(literal(broadcast.subject))
    else:
        place, is_meant = receipts.c.subscriber_id, has_begun(broadcast)
    within = and_(is_meant, place > chunks.c.after_place, place <= chunks.c.last_place)
    return select(func.count(place)).where(within).correlate(chunks).scalar_subquery()


def _catch_up(connection: Connection, broadcast: Broadcast) -> None:
    """Write chunks for whoever moved while it was stopped to where others had been planned."""
    waits = select(chunks.c.id).where(
        chunks.c.broadcast_id == broadcast.id,
        IS_UNDONE,
        chunks.c.timezone == subscribers.c.timezone,
        chunks.c.after_place < subscribers.c.place,
        chunks.c.last_place >= subscribers.c.place,
    )
    moved = select(subscribers).where(
        IS_ACTIVE,
        subscribers.c.moved_during >= broadcast.id,
        has_not_come(broadcast),
        ~waits.exists(),
    )
    movers = list(map(subscriber_of, connection.execute(moved)))
    catch_up_to(connection, broadcast, [(one, one) for one in movers])
