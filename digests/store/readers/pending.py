"""What subscribers still await once they chose other days, another hour or another paper.

What came out before was brought or told by the rules that held then, what comes out later is by
those that hold now. So who changes them has it noted which of the broadcasts up to `moved_during`
they neither have nor know of. The next index tells of these and of all that came out since; with
it the note is gone, and the days speak for themselves again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    literal,
    or_,
    select,
    update,
)

from digests.delivery.attempts import read
from digests.delivery.model import BY_MINUTE, Broadcast, BroadcastKind, BroadcastState
from digests.delivery.schedule import instant_of, local_day
from digests.model import SubscriberState
from digests.rhythm import LONGEST_BACK
from digests.store.broadcasts import (
    OPEN_STATES,
    find_broadcasts,
    newest_broadcast,
    was_stopped_lately,
)
from digests.store.database import AnyRow, instant
from digests.store.planning import brought_since, zone_named
from digests.store.readers.missed import Situation, received
from digests.store.readers.rhythm_conditions import RHYTHM, SqlDay, is_on, rhythm_of
from digests.store.tables import IS_UNDONE, Instant, broadcasts, chunks, subscribers

_DAY = timedelta(days=1)
_ON_ITS_WAY = timedelta(days=1)
"""For how long before they were lost something may have been due that never reached them."""

_FARTHEST_MOVE = timedelta(days=2)
"""By how much more than any change of hour and zone something may be due later."""

_MAY_GO_OUT = (*OPEN_STATES, BroadcastState.CANCELLED)
"""The states of a broadcast that reaches more people, or may once it is resumed."""

_Begun = Mapping[int, Mapping[int, date | None]]

_STANDING = (
    subscribers.c.id,
    subscribers.c.timezone,
    subscribers.c.minute,
    subscribers.c.extras,
    subscribers.c.paper,
    subscribers.c.joined_at,
    subscribers.c.rounded_up,
    subscribers.c.is_behind,
    subscribers.c.untold_since,
    subscribers.c.untold,
    subscribers.c.moved_during,
    *RHYTHM,
)


def note_pending(
    connection: Connection, among: ColumnElement[bool], at: datetime | None = None
) -> None:
    """Note what some subscribers await who are about to change their preferences at an instant.

    By the database's clock if none is given.
    The transaction must hold the planner's lock, and change `moved_during` beside.
    """
    there = and_(among, subscribers.c.state != SubscriberState.LEFT)
    rows = connection.execute(select(*_STANDING, subscribers.c.lost_at).where(there)).all()
    begun = _begun(connection)
    pending = _pending(connection, rows, at or instant(connection), begun)
    _keep(connection, {one: frozenset(left) for one, left in pending.items()})
    if told := [row.id for row in rows if any(begun.get(row.id, {}).values())]:
        # What is under way says no more what is told of by then.
        those = update(subscribers).where(subscribers.c.id.in_(told))
        connection.execute(those.values(rounded_up=None))


def take_pending(
    connection: Connection, subscriber_id: int, at: datetime, lost_at: datetime | None = None
) -> tuple[int, ...]:
    """The editions, by id, newest first, that somebody is to be told of now, and not again.

    Those that they were owed by an instant and that are not on their way; of who could not be
    reached since `lost_at` all that would have been brought by then, or told by an index.
    """
    lost = literal(lost_at, Instant()).label("lost_at")
    query = select(*_STANDING, lost).where(subscribers.c.id == subscriber_id)
    row = connection.execute(query).one()
    awaited = _pending(connection, [row], at, _begun(connection)).get(row.id, {})
    situation = Situation.of(row, local_day(zone_named(row.timezone), at))
    round_up = situation.last_round_up(at)

    def is_told(broadcast: Broadcast) -> bool:
        due = situation.due(broadcast)
        is_stopped = broadcast.state is BroadcastState.CANCELLED
        if is_stopped or not (situation.is_wanted(broadcast) and row.joined_at <= due <= at):
            return False
        if lost_at is None:
            return not situation.is_coming(broadcast)
        return situation.has_edition(broadcast) or (round_up is not None and due <= round_up)

    told = {one.edition_id: one for one in awaited.values() if is_told(one)}
    left = awaited.keys() - {one.id for one in told.values()}
    _note_left(connection, {row.id: frozenset(left)})
    return tuple(sorted(told, key=lambda one: (told[one].day, one), reverse=True))


def put_back(connection: Connection, subscriber_id: int, edition_ids: Collection[int]) -> None:
    """Note of what was taken that it did not reach somebody.

    The transaction must hold the planner's lock.
    """
    is_it = subscribers.c.id == subscriber_id
    noted = select(subscribers.c.untold).where(is_it)
    left = connection.execute(noted).scalar_one_or_none()
    if left is None:  # an index came since
        note_pending(connection, is_it)
        connection.execute(update(subscribers).where(is_it).values(moved_during=newest_broadcast()))
        left = connection.execute(noted).scalar_one_or_none()
    if left is None:  # nor is anybody there
        return
    query = select(broadcasts.c.id).where(
        broadcasts.c.kind == BroadcastKind.EDITION, broadcasts.c.edition_id.in_(edition_ids)
    )
    again = frozenset(connection.execute(query).scalars())
    _keep(connection, {subscriber_id: again.union(json.loads(left))})


def _note_left(connection: Connection, left: Mapping[int, frozenset[int]]) -> None:
    """Note what is left of all broadcasts so far, by subscriber."""
    those = update(subscribers).where(subscribers.c.id.in_(left.keys()))
    connection.execute(those.values(moved_during=newest_broadcast()))
    _keep(connection, left)


def _keep(connection: Connection, pending: Mapping[int, frozenset[int]]) -> None:
    """Note broadcasts by subscriber; an index is due to each, which may have nothing to tell."""
    together: dict[frozenset[int], list[int]] = {}
    for one, left in pending.items():
        together.setdefault(left, []).append(one)
    for left, ids in together.items():
        values = {"untold": json.dumps(sorted(left)), "is_behind": True}
        connection.execute(update(subscribers).where(subscribers.c.id.in_(ids)).values(values))


def _pending(
    connection: Connection, rows: Sequence[AnyRow], at: datetime, begun: _Begun
) -> Mapping[int, Mapping[int, Broadcast]]:
    """The broadcasts that subscribers neither have nor were told of, by both ids.

    Also what they are owed only later. Of who can't be reached, all since they could.
    """
    if not rows:
        return {}
    brought = _brought(connection, min(_earliest(row, at) for row in rows))
    has = received(connection, [row.id for row in rows], [one.edition_id for one in brought])
    return {
        row.id: {
            one.id: one
            for one in _neither_brought_nor_told(row, brought, at, begun.get(row.id, {}))
            if one.edition_id not in has[row.id]
        }
        for row in rows
    }


def _brought(connection: Connection, since: datetime) -> Sequence[Broadcast]:
    """The broadcasts of editions that anybody was owed since an instant, or that may go out yet."""
    is_open = broadcasts.c.state.in_(OPEN_STATES)
    going_out = and_(
        broadcasts.c.kind == BroadcastKind.EDITION, or_(is_open, was_stopped_lately(connection))
    )
    found = (*brought_since(connection, since), *find_broadcasts(connection, going_out))
    return tuple({one.id: one for one in found}.values())


def _neither_brought_nor_told(
    row: AnyRow, brought: Sequence[Broadcast], at: datetime, begun: Mapping[int, date | None]
) -> Iterator[Broadcast]:
    """What somebody is owed yet, or will be; of what they have nobody knows here."""
    situation = Situation.of(row, local_day(zone_named(row.timezone), at))
    indexes = [*filter(None, begun.values())]
    told = max([_told_until(row, at), *indexes])
    latest = situation.instant(_last_day(row, at))
    index = max([*filter(None, [row.rounded_up]), *indexes], default=None)
    if row.lost_at:
        latest = min(latest, row.lost_at - _ON_ITS_WAY)
    for one in brought:
        due = situation.due(one)
        if one.id in begun or due < row.joined_at - _FARTHEST_MOVE:
            continue
        if situation.untold is not None and not situation.is_noted(one):
            continue
        is_on = situation.has_edition(one)
        if due < row.joined_at:
            is_left = True  # it may be due later where they are going
        elif not situation.is_wanted(one):
            is_left = due > at or one.state in _MAY_GO_OUT
        elif is_on and situation.untold is None:
            is_brought = due < latest or (index is not None and due <= situation.instant(index))
            is_left = one.state in _MAY_GO_OUT or not is_brought
        else:
            is_left = is_on or _is_after(situation, told, due)
        if is_left:
            yield one


def _is_after(situation: Situation, told: date, due: datetime) -> bool:
    until = situation.instant(told)
    return due > until or (due == until and not situation.rhythm.round_up)


def _earliest(row: AnyRow, at: datetime) -> datetime:
    """Since when what they await may have been due."""
    oldest = at - LONGEST_BACK * _DAY
    if row.untold is not None:
        return oldest
    day = min(_told_until(row, at), _last_day(row, at))
    since = instant_of(day, row.minute, zone_named(row.timezone))
    return max(oldest, min(since, row.lost_at - _ON_ITS_WAY) if row.lost_at else since)


def _told_until(row: AnyRow, at: datetime) -> date:
    """The day of theirs with whose minute an index told all that was due before."""
    rhythm = rhythm_of(row)
    if row.untold is not None:
        return local_day(zone_named(row.timezone), at) - LONGEST_BACK * _DAY
    if row.rounded_up:
        return row.rounded_up if rhythm.is_on(row.rounded_up) else rhythm.last_on(row.rounded_up)
    day = _last_day(row, at)
    if rhythm.has_round_up(day):
        day = rhythm.last_on(day)
    if row.is_behind and row.untold_since:
        day = min(day, rhythm.last_on(row.untold_since))
    return day


def _last_day(row: AnyRow, at: datetime) -> date:
    """The latest day of theirs whose minute has come, while they could be reached."""
    rhythm, zone = rhythm_of(row), zone_named(row.timezone)
    until = min(at, row.lost_at or at)
    today = local_day(zone, until)
    has_come = instant_of(today, row.minute, zone) <= until
    return today if has_come and rhythm.is_on(today) else rhythm.last_on(today)


def _begun(connection: Connection) -> _Begun:
    """The broadcasts that subscribers are just being sent; of round-ups that are, the day.

    An edition goes on to be sent whatever is changed, an index only where it has left already.
    """
    query = (
        select(broadcasts.c.id, broadcasts.c.kind, broadcasts.c.day, chunks.c.attempts)
        .join(chunks, chunks.c.broadcast_id == broadcasts.c.id)
        .where(broadcasts.c.kind.in_(BY_MINUTE), broadcasts.c.state.in_(OPEN_STATES))
        .where(IS_UNDONE, chunks.c.attempts != "[]")
    )
    found: dict[int, dict[int, date | None]] = {}
    for row in connection.execute(query):
        is_round_up = row.kind is BroadcastKind.ROUND_UP
        for attempt in read(row.attempts):
            if attempt.in_flight or not is_round_up:
                day = row.day if is_round_up else None
                found.setdefault(attempt.subscriber_id, {})[row.id] = day
    return found


def note_told_since(connection: Connection, ids: Collection[int], day: date) -> None:
    """Note of some that the index of a day told all that they awaited, if the day is theirs.

    On others who have one index a week get one only of what came too late. It comes no more, also
    where it had nothing to tell: without the note it would tell by the days. Whoever was told
    already of what falls due behind it goes on with a note, of the rest.
    """
    noted = and_(subscribers.c.id.in_(ids), subscribers.c.untold.is_not(None))
    rows = connection.execute(select(*_STANDING).where(noted, is_on(SqlDay.of(day)))).all()
    if not rows:
        return
    over = update(subscribers).where(subscribers.c.id.in_([row.id for row in rows]))
    connection.execute(over.values(untold=None, rounded_up=day))
    situations = {row.id: Situation.of(row, day) for row in rows}
    brought = _brought(connection, min(one.instant(day) for one in situations.values()))
    left = {number: _left_behind(one, brought) for number, one in situations.items()}
    _note_left(connection, {number: still for number, still in left.items() if still is not None})


def _left_behind(situation: Situation, brought: Sequence[Broadcast]) -> frozenset[int] | None:
    """What is to be told or brought behind an index; None where the days say just that.

    They don't of what came on a day of theirs that was none yet: by them it has been brought.
    """
    until = situation.instant(situation.day)
    later = [one for one in brought if situation.due(one) > until or _may_come(situation, one)]
    noted = [one for one in later if situation.is_noted(one)]
    owed = situation.untold or ()
    if len(noted) == len(later) and not any(
        one.id in owed and situation.has_edition(one) for one in noted
    ):
        return None
    return frozenset(one.id for one in noted)


def _may_come(situation: Situation, broadcast: Broadcast) -> bool:
    return broadcast.state in _MAY_GO_OUT and situation.has_edition(broadcast)


def note_told_by(connection: Connection, round_up: Broadcast, ids: Collection[int]) -> None:
    """The same once it came, but of who chose something else while it was under way."""
    begun = select(subscribers.c.id).where(
        subscribers.c.id.in_(ids),
        subscribers.c.untold.is_not(None),
        subscribers.c.rounded_up == round_up.day,
    )
    if told := connection.execute(begun).scalars().all():
        note_told_since(connection, told, round_up.day)


def note_not_told_by(connection: Connection, round_up: Broadcast, ids: Collection[int]) -> None:
    """Note of some that the index of a day could not reach them."""
    begun = update(subscribers).where(
        subscribers.c.id.in_(ids), subscribers.c.rounded_up == round_up.day
    )
    connection.execute(begun.values(rounded_up=None))
