"""Broadcasts from opening to the end, and what can be asked about them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from digests.delivery.attempts import Attempt, written
from digests.delivery.model import (
    CHANGES,
    NO_EDITION,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Failure,
    Progress,
    Undelivered,
)
from digests.errors import StoreError
from digests.model import PAPER, SLOT
from digests.store.database import AnyRow, insert, insert_rows, instant
from digests.store.readers.behind import TOLD
from digests.store.tables import (
    IS_UNDONE,
    UNKNOWN_MESSAGE,
    ChunkState,
    broadcasts,
    chunks,
    clock,
    editions,
    plans,
    rate_limits,
    receipts,
    subscribers,
    undelivered,
)
from digests.values.slots import SlotKind, kind_of

OPEN_STATES = (BroadcastState.RUNNING, BroadcastState.PAUSED)
"""The states of a broadcast that is not over."""

RESUMABLE = timedelta(days=7)
"""For how long what was stopped can be resumed: it is no news after, and its chunks are tidied."""

_FOR_EVER = 1e18  # seconds
_LONGEST_LIST = 1_000  # recipients of a listed chunk


# What every turn of a worker asks; making a statement costs SQLAlchemy twice what running it does.
_BY_ID = select(broadcasts).where(broadcasts.c.id == bindparam("broadcast"))
_ECHOES = select(broadcasts.c.id, broadcasts.c.kind, broadcasts.c.echo_until).where(
    broadcasts.c.edition_id == bindparam("edition"),
    broadcasts.c.kind != BroadcastKind.EDITION,
    broadcasts.c.state != BroadcastState.CANCELLED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """A broadcast that follows an edition, also to who was on the way to get it until then.

    `until` is by the database's clock.
    """

    broadcast_id: int
    kind: BroadcastKind
    until: float

    @property
    def is_change(self) -> bool:
        """Whether it edits or deletes what was sent."""
        return self.kind in CHANGES


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastOpening:
    """What is known of a broadcast when it is opened; see `Broadcast`."""

    edition_id: int
    kind: BroadcastKind
    day: date
    opened_at: datetime
    opened_by: int | None
    subject: int = 0


def lock_rate(connection: Connection) -> None:
    """Wait for one's turn; no worker takes its own before this transaction ends.

    Whoever needs the lock of an edition's day as well takes it before this one, whoever needs the
    planner's after it.
    """
    connection.execute(update(rate_limits).values(seen=rate_limits.c.seen))


def newest_broadcast() -> ScalarSelect[int]:
    """The id of the newest broadcast so far, 0 where there is none."""
    return select(func.coalesce(func.max(broadcasts.c.id), 0)).scalar_subquery()


def open_broadcast(connection: Connection, opening: BroadcastOpening, echo: float) -> Broadcast:
    """Open a broadcast; what is broadcast once gives that broadcast again.

    A correction takes the place of an earlier one, a recall that of everything. An extra is due
    to everybody at once. What is sent of the edition within the next `echo` seconds may have been
    made before the correction.
    """
    lock_rate(connection)  # whoever settles a message now is done before, or sees this broadcast
    outdated = {
        BroadcastKind.CORRECTION: (BroadcastKind.CORRECTION,),
        BroadcastKind.RECALL: tuple(BroadcastKind),
    }.get(opening.kind, ())
    earlier = and_(broadcasts.c.edition_id == opening.edition_id, broadcasts.c.kind.in_(outdated))
    _cancel(connection, earlier)
    paper, slot = _place_of(connection, opening.edition_id)
    row = {
        "edition_id": opening.edition_id or None,
        "subject": opening.subject,
        "kind": opening.kind,
        "paper": paper,
        "slot": slot,
        "send_now": opening.kind is BroadcastKind.EDITION and kind_of(slot) is SlotKind.EXTRA,
        "state": BroadcastState.RUNNING,
        "day": opening.day,
        "opened_at": opening.opened_at,
        "opened_by": opening.opened_by,
        "echo_until": {
            BroadcastKind.CORRECTION: clock() + echo,
            BroadcastKind.ERRATUM: clock() + echo,
            BroadcastKind.RECALL: _FOR_EVER,
        }.get(opening.kind),
    }
    connection.execute(insert(connection, broadcasts).values(row).on_conflict_do_nothing())
    newest = select(broadcasts).where(
        broadcasts.c.edition_id.is_not_distinct_from(row["edition_id"]),
        broadcasts.c.kind == opening.kind,
        broadcasts.c.subject == opening.subject,
    )
    found = connection.execute(newest.order_by(broadcasts.c.id.desc()).limit(1))
    return _broadcast(found.one())


def _place_of(connection: Connection, edition_id: int) -> tuple[str, str]:
    """The paper and the slot of an edition."""
    query = select(editions.c.paper, editions.c.slot).where(editions.c.id == edition_id)
    found = connection.execute(query).first()
    return (found.paper, found.slot) if found else (PAPER, SLOT)


def find_broadcast(connection: Connection, broadcast_id: int) -> Broadcast:
    """The broadcast of that id."""
    found = connection.execute(_BY_ID, {"broadcast": broadcast_id}).first()
    if found is None:
        raise StoreError(f"there is no broadcast {broadcast_id}")
    return _broadcast(found)


def find_broadcasts(connection: Connection, where: ColumnElement[bool]) -> tuple[Broadcast, ...]:
    """Broadcasts in the order in which they were opened."""
    query = select(broadcasts).where(where).order_by(broadcasts.c.id)
    return tuple(_broadcast(row) for row in connection.execute(query))


def due_since(connection: Connection, now: datetime) -> datetime | None:
    """Since when the chunk of a running broadcast has been due that waits longest."""
    running = select(broadcasts.c.id).where(broadcasts.c.state == BroadcastState.RUNNING)
    is_due = and_(IS_UNDONE, chunks.c.due_at <= now, chunks.c.broadcast_id.in_(running))
    query = select(chunks.c.due_at).where(is_due).order_by(chunks.c.due_at).limit(1)
    return connection.execute(query).scalar_one_or_none()


def pause_broadcast(connection: Connection, broadcast_id: int, note: str) -> bool:
    """Pause a running broadcast; False if it was not running."""
    running = _in_state(broadcast_id, BroadcastState.RUNNING)
    values = {"state": BroadcastState.PAUSED, "pause_note": note}
    return connection.execute(update(broadcasts).where(running).values(values)).rowcount > 0


def resume_broadcast(
    connection: Connection, broadcast_id: int, state: BroadcastState = BroadcastState.PAUSED
) -> bool:
    """Let a broadcast go on that is in a state, paused unless told; False if it is in another."""
    refusals = select(func.count()).where(
        undelivered.c.broadcast_id == broadcast_id, undelivered.c.failure == Failure.REFUSED
    )
    values = {
        "state": BroadcastState.RUNNING,
        "pause_note": None,
        "finished_at": None,
        "resumed_at": instant(connection),
        "forgiven": refusals.scalar_subquery(),
    }
    held_up = _in_state(broadcast_id, state)
    resumed = connection.execute(update(broadcasts).where(held_up).values(values))
    if resumed.rowcount:
        # However long it was held up, an editor wants it to go out now.
        of_it = chunks.c.broadcast_id == broadcast_id
        connection.execute(update(chunks).where(of_it).values(expires=None))
    return resumed.rowcount > 0


def is_resumable(connection: Connection, broadcast: Broadcast) -> bool:
    """Whether what was stopped can go on: lately stopped, and nothing took its place."""
    stopped = broadcast.finished_at
    if broadcast.state is not BroadcastState.CANCELLED or stopped is None:
        return False
    if stopped < instant(connection) - RESUMABLE or _has_lost_its_plan(connection, broadcast.id):
        return False
    its = and_(broadcasts.c.edition_id == broadcast.edition_id, broadcasts.c.id != broadcast.id)
    is_recall = broadcasts.c.kind == BroadcastKind.RECALL
    is_newer = and_(broadcasts.c.kind == BroadcastKind.CORRECTION, broadcasts.c.id > broadcast.id)
    after = or_(is_recall, is_newer) if broadcast.kind is BroadcastKind.CORRECTION else is_recall
    return not find_broadcasts(connection, and_(its, after))


def _has_lost_its_plan(connection: Connection, broadcast_id: int) -> bool:
    """Whether a broadcast was planned, and its plan tidied: it would go to everybody again."""
    is_range = chunks.c.after_place < chunks.c.last_place
    ranges = select(chunks.c.id).where(chunks.c.broadcast_id == broadcast_id, is_range)
    plan = select(plans.c.place).where(plans.c.broadcast_id == broadcast_id)
    is_planned = connection.execute(plan.limit(1)).first() is not None
    return not is_planned and connection.execute(ranges.limit(1)).first() is not None


def find_resumable(connection: Connection) -> tuple[Broadcast, ...]:
    """Those that were stopped and can go on, in the order in which they were opened."""
    found = find_broadcasts(connection, was_stopped_lately(connection))
    return tuple(one for one in found if is_resumable(connection, one))


def was_stopped_lately(connection: Connection) -> ColumnElement[bool]:
    """Whether a broadcast may be resumed as far as the time since it was stopped goes."""
    since = instant(connection) - RESUMABLE
    return and_(broadcasts.c.state == BroadcastState.CANCELLED, broadcasts.c.finished_at >= since)


def cancel_broadcast(connection: Connection, broadcast_id: int) -> bool:
    """Stop a broadcast; False if it was over."""
    return _cancel(connection, broadcasts.c.id == broadcast_id)


def send_broadcast_now(connection: Connection, broadcast_id: int) -> bool:
    """Make it due at once to everybody whose minute is still to come; False if it was over."""
    is_open = _in_state(broadcast_id, *OPEN_STATES)
    now = update(broadcasts).where(is_open).values(send_now=True)
    return connection.execute(now).rowcount > 0


def progress(connection: Connection, broadcast_id: int, later: int) -> Progress:
    """How far a broadcast is; `later` is how many are still to be planned."""
    sums = select(
        func.coalesce(func.sum(chunks.c.owed), 0), func.coalesce(func.sum(chunks.c.sent), 0)
    ).where(chunks.c.broadcast_id == broadcast_id)
    owed, sent = connection.execute(sums).one()
    failures = (
        select(undelivered.c.failure, func.count())
        .where(undelivered.c.broadcast_id == broadcast_id)
        .group_by(undelivered.c.failure)
    )
    counts: dict[Failure, int] = dict(list(connection.execute(failures)))
    told = select(func.count()).where(
        undelivered.c.broadcast_id == broadcast_id,
        undelivered.c.failure == Failure.TOO_LATE,
        undelivered.c.detail == TOLD,
    )
    return Progress(
        owed=owed,
        later=later,
        sent=sent,
        gone=counts.get(Failure.GONE, 0),
        refused=counts.get(Failure.REFUSED, 0),
        unknown=counts.get(Failure.UNKNOWN, 0),
        too_late=counts.get(Failure.TOO_LATE, 0),
        told=connection.execute(told).scalar_one(),
    )


def exceptions(
    connection: Connection, broadcast_id: int, kinds: Collection[Failure]
) -> tuple[Undelivered, ...]:
    """The recipients who are exceptions to a broadcast, by subscriber."""
    query = (
        select(undelivered, subscribers.c.chat_id)
        .join(subscribers, subscribers.c.id == undelivered.c.subscriber_id)
        .where(undelivered.c.broadcast_id == broadcast_id, undelivered.c.failure.in_(kinds))
        .order_by(undelivered.c.subscriber_id)
    )
    return tuple(_undelivered(row) for row in connection.execute(query))


def is_taken_back(connection: Connection, broadcast: Broadcast) -> bool:
    """Whether nothing more of a broadcast may go out: it was stopped, or its edition recalled."""
    recalls = and_(
        broadcasts.c.edition_id == broadcast.edition_id,
        broadcasts.c.kind == BroadcastKind.RECALL,
        broadcasts.c.id != broadcast.id,
    )
    is_stopped = broadcast.state is BroadcastState.CANCELLED
    return is_stopped or bool(find_broadcasts(connection, recalls))


def try_again(
    connection: Connection, broadcast: Broadcast, recipients: Sequence[Undelivered]
) -> None:
    """Owe a broadcast once more to those who were exceptions to it, from that part on."""
    parts = [(recipient.subscriber_id, recipient.part) for recipient in recipients]
    owe(connection, broadcast.id, parts)


def assume_delivered(
    connection: Connection, broadcast: Broadcast, recipients: Sequence[Undelivered]
) -> None:
    """Take what is unknown as arrived, and go on with the part after it if there is one."""
    rows = [
        {
            "edition_id": broadcast.edition_id,
            "subscriber_id": recipient.subscriber_id,
            "part": recipient.part,
            "message_id": UNKNOWN_MESSAGE,
        }
        for recipient in recipients
    ]
    if rows and broadcast.keeps_receipts:
        insert_rows(connection, insert(connection, receipts).on_conflict_do_nothing(), rows)
    parts = [(recipient.subscriber_id, recipient.part + 1) for recipient in recipients]
    owe(connection, broadcast.id, parts)


def echoes(connection: Connection, edition_id: int) -> tuple[Echo, ...]:
    """What follows an edition to those who have it."""
    found = connection.execute(_ECHOES, {"edition": edition_id})
    return tuple(Echo(broadcast_id=row.id, kind=row.kind, until=row.echo_until) for row in found)


def owe(connection: Connection, broadcast_id: int, parts: Sequence[tuple[int, int]]) -> None:
    """Owe a broadcast to subscribers named one by one, each from a part on, even if it was over.

    The transaction must hold the planner's lock: else it may be finished meanwhile.
    """
    if not parts:
        return  # else what is over would go on, and to everybody again where its plan was tidied
    due_at = instant(connection)
    for start in range(0, len(parts), _LONGEST_LIST):
        listed = parts[start : start + _LONGEST_LIST]
        ids = [subscriber_id for subscriber_id, _ in listed]
        is_named = undelivered.c.subscriber_id.in_(ids)
        connection.execute(
            delete(undelivered).where(undelivered.c.broadcast_id == broadcast_id, is_named)
        )
        connection.execute(insert(connection, chunks).values(_list(broadcast_id, listed, due_at)))
    reopen_finished(connection, broadcast_id)


def reopen_finished(connection: Connection, broadcast_id: int) -> None:
    """Let a broadcast go on that was finished, and is owed to somebody again."""
    over = _in_state(broadcast_id, BroadcastState.FINISHED)
    reopened = {"state": BroadcastState.RUNNING, "finished_at": None}
    connection.execute(update(broadcasts).where(over).values(reopened))


def _list(
    broadcast_id: int, parts: Sequence[tuple[int, int]], due_at: datetime
) -> dict[str, object]:
    """The row of a chunk of recipients named one by one, each owed a part and what follows it."""
    return {
        "broadcast_id": broadcast_id,
        "timezone": "",
        "after_place": 0,
        "last_place": 0,
        "attempts": written(Attempt(subscriber_id, part) for subscriber_id, part in parts),
        "listed": len(parts),
        "owed": 0,
        "due_at": due_at,
    }


def edition_of_message(connection: Connection, chat_id: int, message_id: int) -> int | None:
    """The edition that a message in a chat was part of; None once its receipt is deleted."""
    of_chat = select(subscribers.c.id).where(subscribers.c.chat_id == chat_id)
    # One look into the key for each edition: an index by message would double every receipt.
    query = (
        select(receipts.c.edition_id)
        .where(receipts.c.edition_id.in_(select(editions.c.id)))
        .where(receipts.c.subscriber_id.in_(of_chat), receipts.c.message_id == message_id)
        .order_by(receipts.c.edition_id.desc())
    )
    return connection.execute(query.limit(1)).scalar_one_or_none()


def _cancel(connection: Connection, where: ColumnElement[bool]) -> bool:
    cancelled = (
        update(broadcasts)
        .where(where, broadcasts.c.state.in_(OPEN_STATES))
        .values(state=BroadcastState.CANCELLED, finished_at=instant(connection))
        .returning(broadcasts.c.id)
    )
    ids = connection.execute(cancelled).scalars().all()
    # What a worker has or left in flight is settled by a worker.
    untouched = and_(
        chunks.c.broadcast_id.in_(ids), chunks.c.state == ChunkState.OPEN, chunks.c.attempts == "[]"
    )
    owed = chunks.c.sent + chunks.c.failed - chunks.c.listed
    connection.execute(update(chunks).where(untouched).values(state=ChunkState.DONE, owed=owed))
    return bool(ids)


def _in_state(broadcast_id: int, *states: BroadcastState) -> ColumnElement[bool]:
    return and_(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(states))


def _undelivered(row: AnyRow) -> Undelivered:
    return Undelivered(
        subscriber_id=row.subscriber_id,
        chat_id=row.chat_id,
        part=row.part,
        failure=row.failure,
        detail=row.detail,
        at=row.at,
    )


def _broadcast(row: AnyRow) -> Broadcast:
    return Broadcast(
        id=row.id,
        edition_id=row.edition_id or NO_EDITION,
        kind=row.kind,
        state=row.state,
        day=row.day,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        finished_at=row.finished_at,
        resumed_at=row.resumed_at,
        pause_note=row.pause_note,
        send_now=row.send_now,
        subject=row.subject,
        paper=row.paper,
        slot=row.slot,
    )
