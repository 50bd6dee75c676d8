"""What became of messages, written down: receipts, failures, recipients who can't be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from digests.delivery.attempts import Resolved
from digests.delivery.model import Broadcast, BroadcastKind, Failure
from digests.delivery.outcomes import Gone, Moved
from digests.delivery.policy import DeliverySettings
from digests.model import PauseReason
from digests.store.broadcasts import echoes, owe
from digests.store.database import insert
from digests.store.subscribers import move_subscriber, note_arrivals, pause_subscriber
from digests.store.tables import broadcasts, chunks, receipts, undelivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempt:
    """A recipient who is an exception to a broadcast, and why."""

    subscriber_id: int
    part: int
    failure: Failure
    detail: str


def settle(
    connection: Connection, broadcast: Broadcast, resolved: Sequence[Resolved], at: datetime
) -> None:
    """Write down what is final of what was settled."""
    _keep_receipts(connection, broadcast, resolved)
    _echo(connection, broadcast, resolved)
    failed = [
        Exempt(
            subscriber_id=r.attempt.subscriber_id,
            part=r.attempt.part,
            failure=r.resolution.failure,
            detail=r.resolution.detail,
        )
        for r in resolved
        if r.resolution.failure
    ]
    except_from(connection, broadcast, failed, at)
    for r in resolved:
        match r.settlement.outcome:
            case Gone(PauseReason.CHAT_NOT_FOUND) if broadcast.kind is not BroadcastKind.EDITION:
                pass  # only what everybody is sent says whether there is a chat
            case Gone(reason):
                pause_subscriber(connection, r.attempt.subscriber_id, reason, at)
            case Moved(chat_id):
                move_subscriber(connection, r.attempt.subscriber_id, chat_id)
            case _:
                pass


def except_from(
    connection: Connection, broadcast: Broadcast, exempt: Sequence[Exempt], at: datetime
) -> None:
    """Name those who are exceptions to a broadcast; a later exception takes the place of one."""
    key = {"broadcast_id": broadcast.id}
    rows = [
        key
        | {
            "subscriber_id": one.subscriber_id,
            "part": one.part,
            "failure": one.failure,
            "detail": one.detail,
            "at": at,
        }
        for one in exempt
    ]
    if rows:
        upsert = insert(connection, undelivered)
        again = {name: upsert.excluded[name] for name in ("part", "failure", "detail", "at")}
        connection.execute(
            upsert.on_conflict_do_update(index_elements=[*key, "subscriber_id"], set_=again), rows
        )


def are_too_many_refused(
    connection: Connection, broadcast: Broadcast, sent_unsaved: int, rules: DeliverySettings
) -> bool:
    """Whether so many refused a broadcast that its content must be what is wrong."""
    refusals = select(func.count()).where(
        undelivered.c.broadcast_id == broadcast.id, undelivered.c.failure == Failure.REFUSED
    )
    forgiven = select(broadcasts.c.forgiven).where(broadcasts.c.id == broadcast.id)
    sent = select(func.coalesce(func.sum(chunks.c.sent), 0)).where(
        chunks.c.broadcast_id == broadcast.id
    )
    counts = select(*(query.scalar_subquery() for query in (refusals, forgiven, sent)))
    refused, seen, arrived = connection.execute(counts).one()
    new = refused - seen
    return bool(new >= rules.refusals and new >= rules.refused_share * (arrived + sent_unsaved))


def _keep_receipts(
    connection: Connection, broadcast: Broadcast, resolved: Sequence[Resolved]
) -> None:
    rows = [
        {
            "edition_id": broadcast.edition_id,
            "subscriber_id": r.attempt.subscriber_id,
            "part": r.attempt.part,
            "message_id": r.resolution.message_id,
        }
        for r in resolved
        if r.resolution.message_id is not None
    ]
    if not rows:
        return
    upsert = insert(connection, receipts)
    newest = upsert.on_conflict_do_update(
        index_elements=["edition_id", "subscriber_id", "part"],
        set_={"message_id": upsert.excluded.message_id},
    )
    connection.execute(newest, rows)
    if broadcast.kind is BroadcastKind.EDITION:
        note_arrivals(
            connection,
            {r.attempt.subscriber_id for r in resolved if r.resolution.message_id is not None},
        )


def _echo(connection: Connection, broadcast: Broadcast, resolved: Sequence[Resolved]) -> None:
    """Correct or recall also what was on its way when that was decided."""
    sent = [r.attempt for r in resolved if r.resolution.message_id is not None]
    if not sent or broadcast.kind is not BroadcastKind.EDITION:
        return
    for echo, until in (echoes(connection, broadcast)).items():
        late = [(f.subscriber_id, f.part) for f in sent if f.due <= until]
        owe(connection, echo, late)
