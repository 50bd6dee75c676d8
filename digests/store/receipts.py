"""What became of messages, written down: receipts, failures, recipients who can't be reached."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select, update

from digests.delivery.attempts import Resolved
from digests.delivery.model import BY_MINUTE, COPIES, Broadcast, BroadcastKind, Failure, Settlement
from digests.delivery.outcomes import Gone, Moved, Sent
from digests.delivery.policy import DeliverySettings
from digests.model import PauseReason
from digests.store import planning
from digests.store.broadcasts import Echo, assume_delivered, echoes, exceptions, owe
from digests.store.database import insert, insert_rows
from digests.store.subscribers import known, move_subscriber, note_arrivals, pause_subscriber
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
    arrived = {r.attempt.subscriber_id for r in resolved if r.resolution.message_id is not None}
    if arrived and broadcast.kind in BY_MINUTE:
        note_arrivals(connection, arrived)
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
            case Gone(PauseReason.CHAT_NOT_FOUND) if broadcast.kind not in BY_MINUTE:
                pass  # only what everybody is sent says whether there is a chat
            case Gone(reason):
                pause_subscriber(connection, r.attempt.subscriber_id, reason, at)
            case Moved(chat_id):
                move_subscriber(connection, r.attempt.subscriber_id, chat_id)
            case _:
                pass


def keep_late(
    connection: Connection, broadcast: Broadcast, settlements: Sequence[Settlement]
) -> None:
    """Keep what arrived and was told too late to count: copies of what may be sent once more.

    What was taken for unknown meanwhile is known now. Of whom nothing may be kept, nothing is.
    """
    arrived = {
        (one.subscriber_id, one.part): one.outcome.message_id
        for one in settlements
        if isinstance(one.outcome, Sent)
    }
    _resolve_unknown(connection, broadcast, arrived)
    ids = {subscriber_id for subscriber_id, _ in arrived}
    there = known(connection, ids)
    kept = _kept(connection, broadcast, ids)
    rows = []
    for (subscriber_id, part), message_id in arrived.items():
        of_it = kept.get(subscriber_id, {})
        if subscriber_id in there and message_id not in of_it.values():
            taken = [other for other in of_it if other % COPIES == part]
            rows.append((subscriber_id, max([part, *taken]) + COPIES, message_id))
    _keep_copies(connection, broadcast, rows)


def _resolve_unknown(
    connection: Connection, broadcast: Broadcast, arrived: Mapping[tuple[int, int], int]
) -> None:
    """Take as arrived of what nobody could know whether it has."""
    failed = exceptions(connection, broadcast.id, [Failure.UNKNOWN])
    known = [one for one in failed if (one.subscriber_id, one.part) in arrived]
    if not known:
        return
    planning.lock_planner(connection)
    assume_delivered(connection, broadcast, known)
    for one in known:
        is_it = and_(
            receipts.c.edition_id == broadcast.edition_id,
            receipts.c.subscriber_id == one.subscriber_id,
            receipts.c.part == one.part,
        )
        message_id = arrived[one.subscriber_id, one.part]
        connection.execute(update(receipts).where(is_it).values(message_id=message_id))


def _kept(
    connection: Connection, broadcast: Broadcast, subscriber_ids: Collection[int]
) -> Mapping[int, Mapping[int, int]]:
    """The message ids that some subscribers have of an edition, by subscriber and part."""
    query = select(receipts).where(
        receipts.c.edition_id == broadcast.edition_id, receipts.c.subscriber_id.in_(subscriber_ids)
    )
    found: dict[int, dict[int, int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.subscriber_id, {})[row.part] = row.message_id
    return found


def _keep_copies(
    connection: Connection, broadcast: Broadcast, rows: Sequence[tuple[int, int, int]]
) -> None:
    """Keep copies as (subscriber, part, message), and owe them what the edition was changed by."""
    if not rows:
        return
    names = ("edition_id", "subscriber_id", "part", "message_id")
    values = [dict(zip(names, (broadcast.edition_id, *row), strict=True)) for row in rows]
    connection.execute(insert(connection, receipts), values)
    for echo in echoes(connection, broadcast.edition_id):
        if echo.is_change:
            follow(connection, echo, [(subscriber_id, part) for subscriber_id, part, _ in rows])


def except_from(
    connection: Connection, broadcast: Broadcast, exempt: Sequence[Exempt], at: datetime
) -> None:
    """Name those who are exceptions to a broadcast; a later exception takes the place of one."""
    key = {"broadcast_id": broadcast.id}
    there = known(connection, {one.subscriber_id for one in exempt})
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
        if one.subscriber_id in there
    ]
    if rows:
        upsert = insert(connection, undelivered)
        again = {name: upsert.excluded[name] for name in ("part", "failure", "detail", "at")}
        latest = upsert.on_conflict_do_update(index_elements=[*key, "subscriber_id"], set_=again)
        insert_rows(connection, latest, rows)


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
    if not broadcast.keeps_receipts:
        return
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
    there = known(connection, {row["subscriber_id"] for row in rows})
    rows = [row for row in rows if row["subscriber_id"] in there]
    if not rows:
        return
    upsert = insert(connection, receipts)
    newest = upsert.on_conflict_do_update(
        index_elements=["edition_id", "subscriber_id", "part"],
        set_={"message_id": upsert.excluded.message_id},
    )
    insert_rows(connection, newest, rows)


def _echo(connection: Connection, broadcast: Broadcast, resolved: Sequence[Resolved]) -> None:
    """Correct or recall also what was on its way when that was decided."""
    sent = [r.attempt for r in resolved if r.resolution.message_id is not None]
    if not sent or broadcast.kind is not BroadcastKind.EDITION:
        return
    for echo in echoes(connection, broadcast.edition_id):
        follow(connection, echo, [(f.subscriber_id, f.part) for f in sent if f.due <= echo.until])


def lock_where_followed(connection: Connection, broadcast: Broadcast) -> None:
    """Have the planner's lock before any subscriber's row, as who plans has it."""
    if broadcast.kind is BroadcastKind.EDITION and echoes(connection, broadcast.edition_id):
        planning.lock_planner(connection)


def follow(connection: Connection, echo: Echo, parts: Sequence[tuple[int, int]]) -> None:
    """Owe what follows an edition to subscribers who got a part of it just now.

    What is told of it is told once: to those whom it would come to no more otherwise.
    """
    if not parts:
        return
    planning.lock_planner(connection)  # who plans it is done before, or sees the receipt
    if not echo.is_change:
        first = [subscriber_id for subscriber_id, part in parts if not part]
        parts = [(one, 0) for one in planning.passed(connection, echo.broadcast_id, first)]
    owe(connection, echo.broadcast_id, parts)
