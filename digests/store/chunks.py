"""The chunk protocol: who holds a chunk, what is in flight, and what became of it.

Every turn of a worker is one transaction that begins by renewing its lease under its epoch, which
fails once another worker claimed the chunk. Then it locks the rate limit, so that the turns of all
workers follow one another and each sees what the others have in flight.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    FromClause,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    update,
)

from digests.delivery.attempts import (
    LONGEST_HOLD,
    Attempt,
    Resolved,
    lost,
    read,
    remaining,
    resolve,
    written,
)
from digests.delivery.model import (
    CHANGES,
    AttemptLog,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Claim,
    Failure,
    Intent,
    Recipient,
    Settlement,
    Step,
    UnknownPolicy,
)
from digests.delivery.outcomes import Gone, Held, Refused
from digests.delivery.policy import DeliverySettings
from digests.delivery.rate_limit import RateLimit
from digests.errors import FencedError
from digests.store import receipts, recipients
from digests.store.broadcasts import find_broadcast, pause_broadcast
from digests.store.database import AnyRow, Query
from digests.store.readers import pending
from digests.store.readers.behind import note_behind, note_told
from digests.store.receipts import Exempt
from digests.store.recipients import Range
from digests.store.tables import IS_UNDONE, ChunkState, broadcasts, chunks, clock, rate_limits

_EVERYBODY = 100_000
"""More recipients than any chunk has."""

# What every turn says; making a statement costs SQLAlchemy twice what running it does.
_RENEW = (
    update(chunks)
    .where(chunks.c.id == bindparam("chunk"), chunks.c.epoch == bindparam("raised"))
    .values(lease_until=clock() + bindparam("lease", type_=Double()))
    .returning(*chunks.c)
)
_LOCK_RATE = (
    update(rate_limits)
    .values(seen=rate_limits.c.seen)
    .returning(
        rate_limits.c.due,
        rate_limits.c.seen,
        rate_limits.c.held_until,
        rate_limits.c.slowdown,
        clock(),
    )
)
_SAVE_CHUNK = update(chunks).where(chunks.c.id == bindparam("chunk"))
_SAVE_RATE = update(rate_limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a worker tells of its chunk; see `Ledger.advance`."""

    settlements: Sequence[Settlement] = ()
    holding: Collection[int] = ()
    wanted: int = 0
    answers: int = 0
    latest: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    """A chunk as it stands within a transaction."""

    id: int
    range: Range
    attempts: tuple[Attempt, ...]
    expires: float | None
    listed: int
    sent: int
    failed: int
    is_stopped: bool = False

    def after(self, resolved: Sequence[Resolved], holding: Collection[int]) -> _Chunk:
        """The chunk once these attempts are settled."""
        resolutions = [r.resolution for r in resolved]
        arrived = sum(not one.attempt and not one.failure for one in resolutions)
        return replace(
            self,
            attempts=remaining(self.attempts, resolved, holding),
            sent=self.sent + arrived,
            failed=self.failed + sum(one.failure is not None for one in resolutions),
        )

    def abandoned(self) -> _Chunk:
        """The chunk when nobody else is to be tried."""
        in_flight = tuple(attempt for attempt in self.attempts if attempt.in_flight)
        return replace(self, attempts=in_flight, range=self.range.beyond(self.range.last))

    def stopped(self) -> _Chunk:
        """The chunk when nobody else is to be tried unless its broadcast is resumed."""
        return replace(self, is_stopped=True)

    @property
    def rests_until(self) -> float:
        """Until when there is nothing to do, since all who are left are held; else 0."""
        if not self.range.is_empty or any(f.in_flight or not f.is_held for f in self.attempts):
            return 0.0
        ends = () if self.expires is None else (self.expires,)
        return min((*(f.due for f in self.attempts), *ends), default=0.0)

    @property
    def is_done(self) -> bool:
        """Whether nobody is left to be tried; of what was stopped, whether nothing is in flight."""
        if self.is_stopped:
            return not any(attempt.in_flight for attempt in self.attempts)
        return self.range.is_empty and not self.attempts


def claim(connection: Connection, worker: str, rules: DeliverySettings) -> Claim | None:
    """Take the chunk that has waited longest; what its former worker left in flight is settled."""
    free = _claimable(rules.lease).with_for_update(of=chunks, skip_locked=True)
    taken = (
        update(chunks)
        .where(chunks.c.id == free.scalar_subquery())
        .values(
            state=ChunkState.CLAIMED,
            epoch=chunks.c.epoch + 1,
            worker=worker,
            lease_until=clock() + rules.lease,
        )
        .returning(chunks.c.id, chunks.c.epoch, chunks.c.broadcast_id, chunks.c.attempts)
    )
    row = connection.execute(taken).first()
    if row is None:
        return None
    broadcast = find_broadcast(connection, row.broadcast_id)
    claimed = Claim(chunk_id=row.id, epoch=row.epoch, broadcast=broadcast)
    if left := lost(read(row.attempts)):
        advance(connection, claimed, Report(settlements=left), rules)
    return claimed


def is_any_claimable(connection: Connection, rules: DeliverySettings) -> bool:
    """Whether a claim would find something: a look that keeps nobody from writing."""
    return connection.execute(_claimable(rules.lease)).first() is not None


@cache
def _claimable(lease: float) -> Query:
    """The chunk to claim next, where workers hold one for `lease` seconds at a time."""
    lapsed = or_(
        chunks.c.lease_until < clock(),
        # The clock was set back: nobody takes a lease that long.
        chunks.c.lease_until > clock() + 2 * lease,
    )
    # A cancelled broadcast's chunk is claimed only to settle what a lost worker left in flight.
    moving = broadcasts.c.state.in_([BroadcastState.RUNNING, BroadcastState.CANCELLED])
    # A chunk in which everybody is held rests until a lease before the first may be written to.
    rested = or_(
        chunks.c.lease_until <= clock() + lease,
        chunks.c.lease_until > clock() + LONGEST_HOLD,  # the clock was set back
        broadcasts.c.state == BroadcastState.CANCELLED,
        _is_too_late(chunks),  # it would keep every round-up back
    )
    # Only once it is written down who gets what no more, an index tells of all of it.
    is_ready = or_(
        broadcasts.c.kind != BroadcastKind.ROUND_UP, _is_too_late(chunks), ~_is_any_too_late()
    )
    is_open = chunks.c.state == ChunkState.OPEN
    is_free = or_(and_(is_open, rested), and_(chunks.c.state == ChunkState.CLAIMED, lapsed))
    return (
        select(chunks.c.id)
        .join(broadcasts, broadcasts.c.id == chunks.c.broadcast_id)
        .where(IS_UNDONE, moving, is_free, is_ready)
        .order_by(broadcasts.c.kind.not_in(CHANGES), chunks.c.due_at, chunks.c.id)
        .limit(1)
    )


def _is_any_too_late() -> ColumnElement[bool]:
    """Whether anything that is going out has recipients left for whom it is too late."""
    late, its = chunks.alias("late"), broadcasts.alias("its")
    left = select(late.c.id).join(its, its.c.id == late.c.broadcast_id)
    is_left = late.c.state != literal(ChunkState.DONE, literal_execute=True)
    is_going = its.c.state == BroadcastState.RUNNING
    return left.where(is_left, is_going, _is_too_late(late)).exists()


def _is_too_late(those: FromClause) -> ColumnElement[bool]:
    return and_(those.c.expires.is_not(None), those.c.expires < clock())


def is_any_held(connection: Connection) -> bool:
    """Whether a worker is at work on a chunk."""
    held = and_(chunks.c.state == ChunkState.CLAIMED, chunks.c.lease_until > clock())
    return (
        connection.execute(select(chunks.c.id).where(IS_UNDONE, held).limit(1)).first() is not None
    )


def count_others(connection: Connection, worker: str) -> int:
    """How many other workers are at work on chunks."""
    held = and_(chunks.c.state == ChunkState.CLAIMED, chunks.c.lease_until > clock())
    names = select(func.count(chunks.c.worker.distinct()))
    return connection.execute(names.where(IS_UNDONE, held, chunks.c.worker != worker)).scalar_one()


def charge(connection: Connection, answers: int, rules: DeliverySettings) -> None:
    """Take answers to readers from what all workers may send."""
    rate = _locked_rate(connection).debited(answers, rules)
    connection.execute(_SAVE_RATE, asdict(rate))


def _locked_rate(connection: Connection) -> RateLimit:
    """The rate limit as it is now; no other worker takes its turn before this transaction ends."""
    due, seen, held_until, slowdown, now = connection.execute(_LOCK_RATE).one()
    return RateLimit(due=due, seen=seen, held_until=held_until, slowdown=slowdown).at(now)


def release(connection: Connection, held: Claim) -> None:
    """Give a chunk back, unless another worker has it already; see `Ledger.release`."""
    mine = and_(
        chunks.c.id == held.chunk_id,
        chunks.c.epoch == held.epoch,
        chunks.c.state == ChunkState.CLAIMED,
    )
    free = {"state": ChunkState.OPEN, "worker": None, "lease_until": 0.0}
    row = connection.execute(update(chunks).where(mine).values(free).returning(*chunks.c)).first()
    if row is None:
        return
    if rests := _chunk(row).rests_until:
        one = chunks.c.id == held.chunk_id
        connection.execute(update(chunks).where(one).values(lease_until=rests))


def release_all(
    connection: Connection, worker: str, logs: Sequence[AttemptLog], rules: DeliverySettings
) -> None:
    """Settle what a process of this name recorded, and give back all that it held.

    Its epochs end too: should it live after all, what it reports would be taken for news of
    attempts that others have begun since.
    """
    left = and_(chunks.c.worker == worker, chunks.c.state == ChunkState.CLAIMED)
    held = connection.execute(select(chunks.c.id, chunks.c.epoch).where(left)).all()
    for log in logs:
        if (log.chunk_id, log.epoch) in held:
            advance(connection, log, Report(settlements=log.arrived, holding=log.unfinished), rules)
        else:
            keep_late(connection, log.chunk_id, log.arrived)
    over = {"lease_until": 0.0, "epoch": chunks.c.epoch + 1}
    connection.execute(update(chunks).where(left).values(over))


def keep_late(connection: Connection, chunk_id: int, settlements: Sequence[Settlement]) -> None:
    """Keep what arrived of a chunk that another has by now; see `Ledger.keep_late`."""
    of_it = select(chunks.c.broadcast_id).where(chunks.c.id == chunk_id)
    broadcast_id = connection.execute(of_it).scalar_one_or_none()
    if broadcast_id is None:
        return
    broadcast = find_broadcast(connection, broadcast_id)
    if broadcast.kind is BroadcastKind.EDITION:
        _locked_rate(connection)  # the turns of all workers follow one another
        receipts.keep_late(connection, broadcast, settlements)


def advance(
    connection: Connection, held: Claim | AttemptLog, report: Report, rules: DeliverySettings
) -> Step:
    """One turn of a worker; see `Ledger.advance`."""
    chunk, broadcast = _renewed(connection, held, rules)
    turn = _Turn(connection, chunk, broadcast, rules)
    turn.begin()
    turn.settle(report.settlements, report.holding)
    intents = turn.intend(report)
    return turn.end(intents)


class _Turn:
    """The working state of one turn, which lives as long as its transaction."""

    def __init__(
        self,
        connection: Connection,
        chunk: _Chunk,
        broadcast: Broadcast,
        rules: DeliverySettings,
    ) -> None:
        self._connection = connection
        self._chunk = chunk
        self._broadcast = broadcast
        self._rules = rules
        self._rate = RateLimit()

    @property
    def _at(self) -> datetime:
        return datetime.fromtimestamp(self._rate.seen, UTC)

    def begin(self) -> None:
        """Lock the rate limit; from here on no other worker takes its turn."""
        self._rate = _locked_rate(self._connection)

    def settle(self, settlements: Sequence[Settlement], holding: Collection[int]) -> None:
        """Write down what came back."""
        full = recipients.with_further_parts(self._connection, self._broadcast, settlements)
        if any(isinstance(one.outcome, Gone) for one in full):
            receipts.lock_where_followed(self._connection, self._broadcast)
        full = recipients.without_older_refusals(self._connection, self._chunk.attempts, full)
        resolved = resolve(self._chunk.attempts, full, self._rate.seen, self._policy())
        receipts.settle(self._connection, self._broadcast, resolved, self._at)
        if self._broadcast.kind is BroadcastKind.ROUND_UP:
            self._note_told(resolved)
        before, self._chunk = self._chunk, self._chunk.after(resolved, holding)
        outcomes = [r.settlement.outcome for r in resolved]
        if silence := max((o.seconds for o in outcomes if isinstance(o, Held)), default=0.0):
            self._rate = self._rate.held(silence, self._rules)
        if refusals := [o.detail for o in outcomes if isinstance(o, Refused)]:
            self._suspect_content(refusals[0], self._chunk.sent - before.sent)

    def intend(self, report: Report) -> tuple[Intent, ...]:
        """Decide who is written to next, and take a slot for each."""
        self._rate = self._rate.debited(report.answers, self._rules)
        if self._broadcast.state is BroadcastState.CANCELLED:
            self._chunk = self._chunk.stopped()
        if self._broadcast.state is not BroadcastState.RUNNING:
            return ()
        if self._chunk.expires is not None and self._rate.seen > self._chunk.expires:
            is_believed = report.latest is None or self._rate.seen <= report.latest
            if report.wanted and is_believed:
                self._give_up_the_rest()
            return ()
        room = min(report.wanted, self._rate.room(self._rules))
        again = self._tried_before(room) if room else []
        leaving = again + self._untried(room - len(again))
        delays, self._rate = self._rate.taken(len(leaving), self._rules)
        about = recipients.messages(
            self._connection, self._broadcast, [attempt for attempt, _ in leaving]
        )
        return tuple(
            Intent(
                recipient=recipient,
                part=attempt.part,
                delay=delay,
                message_id=about.get((attempt.subscriber_id, attempt.part)),
            )
            for (attempt, recipient), delay in zip(leaving, delays, strict=True)
        )

    def end(self, leaving: tuple[Intent, ...]) -> Step:
        """Write the chunk and the rate limit back."""
        self._save()
        is_running = self._broadcast.state is BroadcastState.RUNNING
        return Step(
            intents=leaving,
            done=self._chunk.is_done,
            drained=self._chunk.range.is_empty,
            stopped=not is_running,
            resting=self._is_resting(),
            wait=self._wait(),
            now=self._rate.seen,
        )

    def _is_resting(self) -> bool:
        """Whether everybody left is held, and for so long that the chunk is better let go."""
        soon = self._rate.seen + 2 * self._rules.lease
        return self._chunk.rests_until > soon

    def _wait(self) -> float:
        """For how long nobody can be written to."""
        waiting = [f.due - self._rate.seen for f in self._chunk.attempts if not f.in_flight]
        first = min(waiting, default=0.0) if self._chunk.range.is_empty else 0.0
        return max(first, self._rate.wait(self._rules))

    def _tried_before(self, room: int) -> list[tuple[Attempt, Recipient]]:
        """Who waits for another try or part; those who left meanwhile wait no more."""
        now = self._rate.seen
        due = [f for f in self._chunk.attempts if not f.in_flight and f.is_due(now)]
        # Who has waited longest comes first: in an outage not always the same one tries.
        due = sorted(due, key=lambda f: f.due)[:room]
        there = recipients.still_there(self._connection, self._broadcast, due, self._at)
        leaving = {f: f.intended(now) for f in due if f.subscriber_id in there}
        kept = tuple(
            leaving.get(f, f) for f in self._chunk.attempts if f not in due or f in leaving
        )
        self._chunk = replace(self._chunk, attempts=kept)
        return [(attempt, there[attempt.subscriber_id]) for attempt in leaving.values()]

    def _untried(self, room: int) -> list[tuple[Attempt, Recipient]]:
        if room <= 0 or self._chunk.range.is_empty:
            return []
        found, rest = recipients.untried(
            self._connection, self._broadcast, self._chunk.range, room, self._at
        )
        now = self._rate.seen
        # Who moved within the range while in flight comes again.
        here = {attempt.subscriber_id for attempt in self._chunk.attempts}
        leaving = [
            (Attempt(recipient.subscriber_id, in_flight=True, due=now), recipient)
            for recipient in found
            if recipient.subscriber_id not in here
        ]
        attempts = self._chunk.attempts + tuple(attempt for attempt, _ in leaving)
        self._chunk = replace(self._chunk, attempts=attempts, range=rest)
        return leaving

    def _policy(self) -> DeliverySettings:
        """Editing twice does no harm; what was cancelled is not sent again."""
        policy = self._rules.policy
        if self._broadcast.kind in CHANGES:
            policy = UnknownPolicy.RESEND
        if self._broadcast.state is BroadcastState.CANCELLED:
            policy = UnknownPolicy.HOLD
        return replace(self._rules, policy=policy)

    def _suspect_content(self, detail: str, sent_unsaved: int) -> None:
        """Pause rather than burn the list on a text that Telegram does not take."""
        if receipts.are_too_many_refused(
            self._connection, self._broadcast, sent_unsaved, self._rules
        ):
            pause_broadcast(self._connection, self._broadcast.id, detail)
            self._broadcast = find_broadcast(self._connection, self._broadcast.id)

    def _note_told(self, resolved: Sequence[Resolved]) -> None:
        """Of who can't be reached an index waits until they can.

        Of whom Telegram refused it, or nobody knows, it comes with what they missed another day.
        """
        gone = {r.attempt.subscriber_id for r in resolved if r.resolution.failure is Failure.GONE}
        over = {
            r.attempt.subscriber_id: r.attempt.due
            for r in resolved
            if not r.resolution.attempt and not r.resolution.failure
        }
        note_told(self._connection, self._broadcast, over)
        pending.note_told_by(self._connection, self._broadcast, over)
        pending.note_not_told_by(self._connection, self._broadcast, gone)

    def _give_up_the_rest(self) -> None:
        """Record whom it would reach too late to be news."""
        found = recipients.never_tried(
            self._connection, self._broadcast, self._chunk.range, _EVERYBODY, self._at
        )
        too_late = [
            _too_late(f.subscriber_id, f.part, "held back until then" if f.is_held else "")
            for f in self._chunk.attempts
            if not f.in_flight
        ]
        too_late += [_too_late(recipient.subscriber_id) for recipient in found]
        receipts.except_from(self._connection, self._broadcast, too_late, self._at)
        note_behind(self._connection, self._broadcast, {one.subscriber_id for one in too_late})
        chunk = self._chunk.abandoned()
        self._chunk = replace(chunk, failed=chunk.failed + len(too_late))

    def _save(self) -> None:
        chunk = self._chunk
        values = {
            "after_place": chunk.range.after,
            "attempts": written(chunk.attempts),
            "sent": chunk.sent,
            "failed": chunk.failed,
        }
        if chunk.is_done:
            # Only now it is known who left, came or moved since the chunk was planned.
            owed = chunk.sent + chunk.failed - chunk.listed
            values |= {"state": ChunkState.DONE, "owed": owed}
        self._connection.execute(_SAVE_CHUNK, {"chunk": chunk.id, **values})
        self._connection.execute(_SAVE_RATE, asdict(self._rate))


def _renewed(
    connection: Connection, held: Claim | AttemptLog, rules: DeliverySettings
) -> tuple[_Chunk, Broadcast]:
    """Renew the lease, and see the chunk and its broadcast as they are now."""
    mine = {"chunk": held.chunk_id, "raised": held.epoch, "lease": rules.lease}
    row = connection.execute(_RENEW, mine).first()
    if row is None:
        raise FencedError(f"chunk {held.chunk_id} was claimed by another worker")
    return _chunk(row), find_broadcast(connection, row.broadcast_id)


def _chunk(row: AnyRow) -> _Chunk:
    return _Chunk(
        id=row.id,
        range=Range(
            chunk_id=row.id,
            timezone=row.timezone,
            after=row.after_place,
            last=row.last_place,
            caught_up=row.caught_up,
        ),
        attempts=read(row.attempts),
        expires=row.expires,
        listed=row.listed,
        sent=row.sent,
        failed=row.failed,
    )


def _too_late(subscriber_id: int, part: int = 0, detail: str = "") -> Exempt:
    return Exempt(subscriber_id=subscriber_id, part=part, failure=Failure.TOO_LATE, detail=detail)
