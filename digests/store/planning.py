"""Who is owed a broadcast, written down as chunks of up to a thousand recipients.

Subscribers of a zone stand in the order of their minutes and ids. A frontier says up to where that
row is in chunks, so that planning again, by whomever, goes on from there and writes nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    and_,
    false,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from digests.delivery.model import BY_MINUTE, Broadcast, BroadcastKind, BroadcastState
from digests.delivery.policy import DeliverySettings
from digests.delivery.schedule import instant_of, is_night, last_minute_due, local_day
from digests.model import PAPER, Subscriber, SubscriberState
from digests.rhythm import MINUTES_A_DAY, USUAL, Rhythm
from digests.store import database
from digests.store.broadcasting.finished import awaiting, was_finished_since
from digests.store.broadcasts import OPEN_STATES, find_broadcasts, is_taken_back, reopen_finished
from digests.store.database import Query, instant
from digests.store.papers.audiences import is_announced, is_meant, wants
from digests.store.readers.active import are_most_active
from digests.store.readers.rhythm_conditions import has_own_rhythm, is_owed
from digests.store.tables import (
    IS_UNDONE,
    PLACES,
    UNKNOWN_MESSAGE,
    Instant,
    broadcasts,
    chunks,
    clock,
    planner,
    plans,
    receipts,
    subscribers,
)
from digests.values.slots import earliest_minute

_log = structlog.get_logger()

_NOWHERE = ""
"""The zone of whom everything goes to that does not come by the minute, whatever theirs is."""

_PUNCTUAL = timedelta(minutes=45)
"""How far from the minute that they chose an edition still comes as they chose."""

MOVING = ("timezone", "minute", "paper", "weekdays", "round_up", "away_from", "away_until")
"""The preferences that decide when somebody is owed an edition, and whether."""

_LONGEST_TO_DUE = timedelta(days=3)
"""More than from a broadcast's day, or from its opening on a later day, to anybody's minute."""

_RANGE = ("broadcast_id", "timezone", "after_place", "last_place", "owed")
_COST_OF_A_ZONE = 200  # recipients whose planning takes as long


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """Up to where a zone is planned: everybody before `place` is."""

    timezone: str
    place: int = 0

    def is_past(self, subscriber: Subscriber) -> bool:
        """Whether a subscriber of its zone would be planned already."""
        return _place(subscriber) < self.place


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Up to which minute, included, a zone's subscribers are due, and since when.

    `patience` is how many seconds are left until it is too late for them; None for ever.
    """

    timezone: str
    minute: int
    due_at: datetime
    patience: float | None

    @property
    def place(self) -> int:
        """The first place behind everybody it means."""
        return (self.minute + 1) * PLACES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """How much planning wrote, and up to where it came."""

    chunks: int
    recipients: int
    frontier: Frontier


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name; one that the zone database has lost is taken as UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        _log.warning("zone_unknown", zone=name)
        return ZoneInfo("UTC")


def owed_at(broadcast: Broadcast, minute: int, zone: ZoneInfo) -> datetime:
    """The instant from which a subscriber of that minute and zone is owed the broadcast."""
    if broadcast.is_extra:
        return broadcast.opened_at
    return max(broadcast.opened_at, _due_at(broadcast, minute, zone))


def _due_at(broadcast: Broadcast, minute: int, zone: ZoneInfo) -> datetime:
    """When the minute comes, or the first one that counts if that is later."""
    earliest = earliest_minute(broadcast.slot)
    return instant_of(day_in(broadcast, zone), max(minute, earliest), zone)


def is_silent(
    broadcast: Broadcast, minute: int, zone: ZoneInfo, at: datetime, rhythm: Rhythm = USUAL
) -> bool:
    """Whether a message sent at an instant rings at nobody's of that minute, zone and rhythm.

    At night nobody is rung, but for the edition at the time that they chose themselves.
    """
    if rhythm.silent:
        return True
    if not is_night(zone, at, rhythm):
        return False
    if broadcast.kind is not BroadcastKind.EDITION or broadcast.is_extra:
        return True
    return abs(at - _due_at(broadcast, minute, zone)) > _PUNCTUAL


def goals(
    broadcast: Broadcast, timezone: str, now: datetime, rules: DeliverySettings
) -> tuple[Goal, ...]:
    """Up to where a zone's subscribers are due: first whose hour is too long ago, then all."""
    if broadcast.kind not in BY_MINUTE:
        end = MINUTES_A_DAY - 1
        return (Goal(timezone=timezone, minute=end, due_at=broadcast.opened_at, patience=None),)
    zone = zone_named(timezone)
    day = day_in(broadcast, zone)
    goes_on = max(broadcast.opened_at, broadcast.resumed_at or broadcast.opened_at)
    too_old = now - rules.staleness
    earliest = earliest_minute(broadcast.slot)
    end = MINUTES_A_DAY - 1
    reached = [end if broadcast.send_now else last_minute_due(day, zone, now, earliest)]
    if goes_on <= too_old:
        was_due = end if broadcast.is_extra else last_minute_due(day, zone, too_old, earliest)
        reached.insert(0, was_due)
    due = [
        (minute, goes_on if broadcast.is_extra else max(goes_on, instant_of(day, minute, zone)))
        for minute in reached
        if minute >= 0
    ]
    return tuple(
        Goal(
            timezone=timezone,
            minute=minute,
            due_at=min(now, due_at),
            patience=(rules.staleness - max(timedelta(), now - due_at)).total_seconds(),
        )
        for minute, due_at in due
    )


def _place(subscriber: Subscriber) -> int:
    return subscriber.preferences.minute * PLACES + subscriber.id


def was_there(broadcast: Broadcast, subscriber: Subscriber) -> bool:
    """Whether a subscriber had joined when the broadcast was due to them."""
    return subscriber.joined_at <= _owed_to(broadcast, subscriber)


def _owed_to(broadcast: Broadcast, subscriber: Subscriber) -> datetime:
    """The instant from which a subscriber is owed the broadcast."""
    chosen = subscriber.preferences
    return owed_at(broadcast, chosen.minute, zone_named(chosen.timezone))


def owed_between(
    connection: Connection, subscriber: Subscriber, since: datetime, until: datetime
) -> frozenset[int]:
    """The editions, by id, that fell due to a subscriber from one instant to another."""
    zone, minute = zone_named(subscriber.preferences.timezone), subscriber.preferences.minute
    return frozenset(
        broadcast.edition_id
        for broadcast in brought_since(connection, since)
        if wants(subscriber, broadcast.paper, broadcast.slot_kind)
        and since <= owed_at(broadcast, minute, zone) <= until
        and was_there(broadcast, subscriber)
    )


def brought_since(connection: Connection, since: datetime) -> tuple[Broadcast, ...]:
    """The broadcasts of editions that anybody may have been owed since an instant."""
    earliest = since - _LONGEST_TO_DUE
    recent = or_(broadcasts.c.opened_at >= earliest, broadcasts.c.day >= earliest.date())
    brought = and_(
        broadcasts.c.kind == BroadcastKind.EDITION, broadcasts.c.state != BroadcastState.CANCELLED
    )
    return find_broadcasts(connection, and_(brought, recent))


def day_in(broadcast: Broadcast, zone: ZoneInfo) -> date:
    """The day of a zone's calendar on which its subscribers are owed a broadcast."""
    if broadcast.kind is BroadcastKind.ROUND_UP:
        return broadcast.day
    if broadcast.is_extra:
        return local_day(zone, broadcast.opened_at)
    return max(broadcast.day, local_day(zone, broadcast.opened_at))


def lock_planner(connection: Connection) -> None:
    """Wait for one's turn to change who is planned; others wait until this transaction ends."""
    connection.execute(update(planner).values(turns=planner.c.turns + 1))


def plan_some(
    connection: Connection, broadcast: Broadcast, now: datetime, rules: DeliverySettings
) -> tuple[int, bool]:
    """Write some of the chunks that are due: how many, and whether more are left to write.

    The transaction must hold the planner's lock.
    """
    written = 0
    room = rules.planned_at_once
    reached = _frontiers(connection, broadcast.id)
    for goal in _goals(connection, broadcast, now, rules):
        frontier = reached.get(goal.timezone, Frontier(timezone=goal.timezone))
        if frontier.place >= goal.place:
            continue
        if room <= 0:
            return written, True
        due = _due(broadcast, frontier, goal).limit(room).subquery()
        new = _write(connection, broadcast.id, goal, due, rules.chunk)
        is_cut_off = new.recipients == room
        passed = Frontier(timezone=goal.timezone, place=goal.place)
        reached[goal.timezone] = new.frontier if is_cut_off else passed
        _keep(connection, broadcast.id, reached[goal.timezone])
        written += new.chunks
        if is_cut_off:
            return written, True
        room -= new.recipients + _COST_OF_A_ZONE
    return written, False


def _is_going_out() -> ColumnElement[bool]:
    return and_(broadcasts.c.kind.in_(BY_MINUTE), broadcasts.c.state.in_(OPEN_STATES))


def is_anything_going_out(connection: Connection) -> bool:
    """Whether anything is, or was lately, that who moves may have to be caught up with."""
    lately = was_finished_since(instant(connection) - _LONGEST_TO_DUE)
    found = connection.execute(select(broadcasts.c.id).where(or_(_is_going_out(), lately)).limit(1))
    return found.first() is not None


def catch_up(connection: Connection, moves: Sequence[tuple[Subscriber, Subscriber]]) -> None:
    """Write chunks for subscribers who moved to where others have been planned already.

    They moved who chose another zone or minute, or days on which they were owed nothing before.
    Each is given as before and after the move. Who has the edition, or is about to get it, gets
    nothing from such a chunk. What was finished goes on where their minute is still to come.
    The transaction must hold the planner's lock.
    """
    still = [move for move in moves if move[1].state is SubscriberState.ACTIVE]
    if not still:
        return
    for broadcast in find_broadcasts(connection, _is_going_out()):
        catch_up_to(connection, broadcast, still)
    now = instant(connection)
    for broadcast in find_broadcasts(connection, was_finished_since(now - _LONGEST_TO_DUE)):
        late = {
            after.id: (before, after)
            for before, after in still
            if _is_for(broadcast, after) and was_there(broadcast, after)
            if _owed_to(broadcast, after) > now
        }
        awaited = awaiting(connection, broadcast, late)
        if awaited and not is_taken_back(connection, broadcast):
            reopen_finished(connection, broadcast.id)
            catch_up_to(connection, broadcast, [late[one] for one in awaited])


def catch_up_to(
    connection: Connection, broadcast: Broadcast, moves: Sequence[tuple[Subscriber, Subscriber]]
) -> None:
    """The same for one broadcast, and for subscribers who are active."""
    frontiers = _frontiers(connection, broadcast.id)
    rows = [
        _caught_up(connection, broadcast, after)
        for before, after in moves
        if _is_passed_over(broadcast, frontiers, before, after)
    ]
    if rows:
        connection.execute(insert(chunks), rows)


def _is_passed_over(
    broadcast: Broadcast, frontiers: Mapping[str, Frontier], before: Subscriber, after: Subscriber
) -> bool:
    """Whether somebody is owed a broadcast that would be planned no more where they are now."""
    frontier = frontiers.get(after.preferences.timezone)
    is_past = frontier is not None and frontier.is_past(after)
    if not is_past or not _is_for(broadcast, after):
        return False
    if broadcast.kind is BroadcastKind.ROUND_UP:  # who chooses its day only now awaits the next
        return _is_for(broadcast, before)
    return was_there(broadcast, before) or was_there(broadcast, after)


def _is_for(broadcast: Broadcast, subscriber: Subscriber) -> bool:
    """Whether somebody wants what is sent, and its day is one on which they are owed it."""
    chosen = subscriber.preferences
    day = day_in(broadcast, zone_named(chosen.timezone))
    if broadcast.kind is BroadcastKind.ROUND_UP:
        return chosen.has_round_up(day)
    return chosen.has_edition(day) and wants(subscriber, broadcast.paper, broadcast.slot_kind)


def _caught_up(
    connection: Connection, broadcast: Broadcast, after: Subscriber
) -> dict[str, object]:
    """The row of a chunk for one who moved."""
    return {
        "broadcast_id": broadcast.id,
        "timezone": after.preferences.timezone,
        "after_place": _place(after) - 1,
        "last_place": _place(after),
        "caught_up": True,
        "owed": 1,
        "due_at": instant(connection),
    }


def later(connection: Connection, broadcast: Broadcast) -> int:
    """How many subscribers are still to be planned; none of what is over."""
    if broadcast.kind not in BY_MINUTE or broadcast.state not in OPEN_STATES:
        return 0
    meant = and_(is_one_meant(broadcast), _is_their_day(connection, broadcast))
    unplanned = subscribers.c.timezone.in_(select(_unplanned_zones(broadcast)))
    beyond = select(func.count()).select_from(plans).join(subscribers, _is_beyond(meant))
    queries = (
        beyond.where(plans.c.broadcast_id == broadcast.id),
        select(func.count()).select_from(subscribers).where(meant, unplanned),
    )
    return sum([connection.execute(query).scalar_one() for query in queries])


def passed(
    connection: Connection, broadcast_id: int, subscriber_ids: Collection[int]
) -> Sequence[int]:
    """Those of some subscribers whom a broadcast in the order of ids comes to no more.

    Of the others some are not planned yet, and the others still wait in a chunk.
    """
    if not subscriber_ids:
        return ()
    planned = select(func.max(plans.c.place)).where(plans.c.broadcast_id == broadcast_id)
    frontier = connection.execute(planned).scalar_one() or 0
    ranges = select(chunks.c.after_place, chunks.c.last_place).where(
        chunks.c.broadcast_id == broadcast_id, IS_UNDONE, chunks.c.after_place < chunks.c.last_place
    )
    waiting = connection.execute(ranges).all()
    return [
        one
        for one in subscriber_ids
        if one < frontier and not any(after < one <= last for after, last in waiting)
    ]


def finish(connection: Connection, broadcast: Broadcast) -> bool:
    """Finish a broadcast that has nothing left and nobody later; whether it is finished now.

    The transaction must hold the planner's lock: whoever owes it to somebody is done before, or
    sees it finished.
    """
    if is_anything_left(connection, broadcast):
        return False
    running = (broadcasts.c.id == broadcast.id, broadcasts.c.state == BroadcastState.RUNNING)
    finished = {"state": BroadcastState.FINISHED, "finished_at": instant(connection)}
    done = connection.execute(update(broadcasts).where(*running).values(finished))
    return done.rowcount == 1


def finish_now(connection: Connection, broadcast: Broadcast) -> bool:
    """The same, unless somebody else has the planner's lock: nobody is waited for."""
    free = select(planner.c.id).with_for_update(skip_locked=True)
    return connection.execute(free).first() is not None and finish(connection, broadcast)


def is_anything_left(connection: Connection, broadcast: Broadcast) -> bool:
    """Whether a broadcast has a chunk that is not done, or is owed to somebody later."""
    undone = select(chunks.c.id).where(chunks.c.broadcast_id == broadcast.id, IS_UNDONE).limit(1)
    # Chunks first: of subscribers many may have to be looked at.
    is_undone = connection.execute(undone).first() is not None
    return is_undone or _is_anybody_later(connection, broadcast)


def _goals(
    connection: Connection, broadcast: Broadcast, now: datetime, rules: DeliverySettings
) -> tuple[Goal, ...]:
    if broadcast.kind not in BY_MINUTE:
        return goals(broadcast, _NOWHERE, now, rules)
    zones = _zones(connection, broadcast.kind, broadcast.paper)
    return tuple(goal for zone in zones for goal in goals(broadcast, zone, now, rules))


def _zones(connection: Connection, kind: BroadcastKind, paper: str) -> Sequence[str]:
    return connection.execute(select(zones_in_use(kind, paper).c.timezone)).scalars().all()


@cache
def zones_in_use(kind: BroadcastKind, paper: str = PAPER) -> Subquery:
    """Every zone of whom such a broadcast may go to, found by one look into the index each.

    A round-up is of no paper.
    """
    is_round_up = kind is BroadcastKind.ROUND_UP
    concerned = has_own_rhythm() if is_round_up else subscribers.c.paper == paper
    meant = and_(are_most_active(), concerned)
    first = select(func.min(subscribers.c.timezone).label("timezone")).where(meant)
    found = first.cte("zones", recursive=True)
    following = (
        select(func.min(subscribers.c.timezone))
        .where(meant, subscribers.c.timezone > found.c.timezone)
        .scalar_subquery()
    )
    found = found.union_all(select(following).where(found.c.timezone.is_not(None)))
    return select(found.c.timezone).where(found.c.timezone.is_not(None)).subquery()


def _unplanned_zones(broadcast: Broadcast) -> ColumnElement[str]:
    zones = zones_in_use(broadcast.kind, broadcast.paper)
    planned = select(plans.c.timezone).where(plans.c.broadcast_id == broadcast.id)
    return select(zones.c.timezone).where(zones.c.timezone.not_in(planned)).subquery().c.timezone


def _due(broadcast: Broadcast, frontier: Frontier, goal: Goal) -> Query:
    """The subscribers between the frontier and the goal, in their order."""
    if broadcast.kind in BY_MINUTE:
        place = subscribers.c.place
        day = day_in(broadcast, zone_named(goal.timezone))
        return (
            select(place)
            .where(is_one_meant(broadcast), subscribers.c.timezone == goal.timezone)
            .where(is_owed(broadcast.kind, day))
            .where(place >= frontier.place, place < goal.place)
            .order_by(place)
        )
    if broadcast.kind is BroadcastKind.ANNOUNCEMENT:
        meant = is_announced(literal(broadcast.subject))
        query = select(subscribers.c.id.label("place")).where(meant)
        return query.where(subscribers.c.id >= frontier.place).order_by(subscribers.c.id)
    recipient = receipts.c.subscriber_id
    return (
        select(recipient.label("place"))
        .where(has_begun(broadcast))
        .where(recipient >= frontier.place)
        .order_by(recipient)
    )


def has_begun(broadcast: Broadcast) -> ColumnElement[bool]:
    """Whether a receipt is of the first part of an edition, and names its message."""
    return and_(
        receipts.c.edition_id == broadcast.edition_id,
        receipts.c.part == 0,
        receipts.c.message_id != UNKNOWN_MESSAGE,
    )


def _write(
    connection: Connection, broadcast_id: int, goal: Goal, due: Subquery, size: int
) -> _Written:
    """Cut a row of recipients, each a place, into chunks."""
    number = func.row_number().over(order_by=due.c.place) - 1
    row = select(due.c.place, (number // size).label("chunk")).subquery()
    cut = select(
        literal(broadcast_id),
        literal(goal.timezone),
        func.min(row.c.place) - 1,
        func.max(row.c.place),
        func.count(),
        literal(goal.due_at, Instant()),
        null() if goal.patience is None else clock() + goal.patience,
    ).group_by(row.c.chunk)
    columns = [chunks.c[name] for name in (*_RANGE, "due_at", "expires")]
    # Of chunks due at one instant the one of the lowest id is claimed first.
    written = insert(chunks).from_select(columns, cut.order_by(row.c.chunk))
    found = connection.execute(written.returning(chunks.c.owed, chunks.c.last_place))
    rows = found.all()
    last = max((row.last_place for row in rows), default=0)
    return _Written(
        chunks=len(rows),
        recipients=sum(row.owed for row in rows),
        frontier=Frontier(timezone=goal.timezone, place=last + 1),
    )


def _frontiers(connection: Connection, broadcast_id: int) -> dict[str, Frontier]:
    query = select(plans).where(plans.c.broadcast_id == broadcast_id)
    return {
        row.timezone: Frontier(timezone=row.timezone, place=row.place)
        for row in connection.execute(query)
    }


def _keep(connection: Connection, broadcast_id: int, frontier: Frontier) -> None:
    place = {"place": frontier.place}
    key = {"broadcast_id": broadcast_id, "timezone": frontier.timezone}
    upsert = database.insert(connection, plans).values(key | place)
    connection.execute(upsert.on_conflict_do_update(index_elements=list(key), set_=place))


def _is_anybody_later(connection: Connection, broadcast: Broadcast) -> bool:
    planned = select(plans.c.timezone).where(plans.c.broadcast_id == broadcast.id)
    if broadcast.kind not in BY_MINUTE:
        through = planned.where(plans.c.place >= PLACES)
        return connection.execute(through).first() is None
    meant = and_(is_one_meant(broadcast), _is_their_day(connection, broadcast))
    anybody = select(subscribers.c.id)
    unplanned = subscribers.c.timezone.in_(select(_unplanned_zones(broadcast)))
    queries = (
        planned.where(anybody.where(_is_beyond(meant)).exists()),
        anybody.where(meant, unplanned),
    )
    found = [connection.execute(query.limit(1)).first() for query in queries]
    return any(found)


def is_one_meant(broadcast: Broadcast) -> ColumnElement[bool]:
    """Whether a subscriber is active and wants what comes by the minute, on whatever day."""
    if broadcast.kind is BroadcastKind.ROUND_UP:
        return are_most_active()
    return is_meant(broadcast.paper, broadcast.slot_kind)


def _is_their_day(connection: Connection, broadcast: Broadcast) -> ColumnElement[bool]:
    """Whether a broadcast's day is one of a subscriber's, whatever their zone."""
    zones = _zones(connection, broadcast.kind, broadcast.paper)
    return _is_day(broadcast.kind, zones, lambda zone: day_in(broadcast, zone))


def has_edition_at(connection: Connection, at: datetime, paper: str) -> ColumnElement[bool]:
    """Whether the day that it is at an instant where a reader of a paper lives has an edition."""
    zones = _zones(connection, BroadcastKind.EDITION, paper)
    return _is_day(BroadcastKind.EDITION, zones, lambda zone: local_day(zone, at))


def _is_day(
    kind: BroadcastKind, among: Sequence[str], day_of: Callable[[ZoneInfo], date]
) -> ColumnElement[bool]:
    zones: defaultdict[date, list[str]] = defaultdict(list)
    for zone in among:
        zones[day_of(zone_named(zone))].append(zone)
    if len(zones) == 1:
        return is_owed(kind, next(iter(zones)))
    return or_(
        false(),
        *(
            and_(subscribers.c.timezone.in_(there), is_owed(kind, day))
            for day, there in zones.items()
        ),
    )


def _is_beyond(meant: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a subscriber is meant and the plan of their zone has not come to them."""
    return and_(
        meant, subscribers.c.timezone == plans.c.timezone, subscribers.c.place >= plans.c.place
    )
