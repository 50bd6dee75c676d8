"""The messages of a chunk whose outcome is open, and what each outcome means for them.

waiting ──intended──> in flight ──settled──> waiting | receipt | failure | nothing left
                          └──worker lost──> unknown: the policy decides
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from digests.delivery.model import Failure, Settlement, UnknownPolicy
from digests.delivery.outcomes import (
    Absent,
    Gone,
    Held,
    HeldChat,
    Moved,
    Refused,
    Sent,
    Unknown,
    Unreached,
    Withheld,
)
from digests.delivery.policy import DeliverySettings

LONGEST_WAIT = 60.0
"""Seconds after which an attempt is made again at the latest."""

LONGEST_HOLD = 24 * 3600.0
"""Seconds for which a chat that is held is left alone at the longest."""

_LONGEST_SILENCE = 900.0  # in an outage, where no server says that it did not take a message

_LOST = Unknown("the worker was lost")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A part that a recipient is owed, at or below the chunk's watermark.

    `in_flight` says that a worker was told to send it. `unknowns` counts the tries that may have
    arrived, `tries` those that surely did not. `due` is when the next may be made, or when the one
    in flight was intended, in seconds of the database's clock. `is_held` says that it waits for so
    long because its chat must be left alone.
    """

    subscriber_id: int
    part: int = 0
    in_flight: bool = False
    unknowns: int = 0
    tries: int = 0
    due: float = 0.0
    is_held: bool = False

    def is_due(self, now: float) -> bool:
        """Whether it may be made at `now`."""
        # Nothing waits longer than that unless the clock was set back.
        longest = LONGEST_HOLD if self.is_held else LONGEST_WAIT
        return self.due <= now or self.due > now + longest

    def intended(self, now: float) -> Attempt:
        """The attempt once a worker is told to send it."""
        return replace(self, in_flight=True, due=now, is_held=False)


def written(attempts: Iterable[Attempt]) -> str:
    """Attempts as the ledger stores them: a JSON list of lists in the order of the fields.

    The tries of one that is held are negative (`~tries`): so an older process that works on the
    same database can read it too, and merely tries again too soon.
    """
    return json.dumps([_fields(f) for f in attempts], separators=(",", ":"))


def read(text: str) -> tuple[Attempt, ...]:
    """The attempts that `written` wrote."""
    return tuple(
        Attempt(subscriber, part, bool(in_flight), unknowns, max(tries, ~tries), due, tries < 0)
        for subscriber, part, in_flight, unknowns, tries, due in json.loads(text)
    )


def _fields(f: Attempt) -> list[float]:
    tries = ~f.tries if f.is_held else f.tries
    return [f.subscriber_id, f.part, int(f.in_flight), f.unknowns, tries, f.due]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What becomes of an attempt: open still as `attempt`, arrived, failed, or simply over."""

    attempt: Attempt | None = None
    message_id: int | None = None
    failure: Failure | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """An attempt with the settlement that ended it and what becomes of it."""

    attempt: Attempt
    settlement: Settlement
    resolution: Resolution


def resolve(
    attempts: Sequence[Attempt],
    settlements: Sequence[Settlement],
    now: float,
    rules: DeliverySettings,
) -> tuple[Resolved, ...]:
    """What becomes of the attempts that were settled; a settlement of none of them says nothing."""
    in_flight = {(f.subscriber_id, f.part): f for f in attempts if f.in_flight}
    known = ((in_flight.pop((s.subscriber_id, s.part), None), s) for s in settlements)
    return tuple(
        Resolved(
            attempt=attempt, settlement=said, resolution=_resolution(attempt, said, now, rules)
        )
        for attempt, said in known
        if attempt
    )


def lost(attempts: Sequence[Attempt]) -> tuple[Settlement, ...]:
    """The settlements of what was in flight when its worker was lost."""
    return tuple(
        Settlement(subscriber_id=f.subscriber_id, part=f.part, outcome=_LOST)
        for f in attempts
        if f.in_flight
    )


def remaining(
    attempts: Sequence[Attempt], resolved: Sequence[Resolved], holding: Collection[int]
) -> tuple[Attempt, ...]:
    """The attempts still open; what is in flight but held by no worker never reached one."""
    over = {r.attempt: r.resolution.attempt for r in resolved}
    kept = (over.get(attempt, attempt) for attempt in attempts)
    return tuple(
        attempt if attempt.subscriber_id in holding else replace(attempt, in_flight=False)
        for attempt in kept
        if attempt
    )


def _resolution(
    attempt: Attempt, settlement: Settlement, now: float, rules: DeliverySettings
) -> Resolution:
    """The one place that decides what an outcome means for its attempt."""
    match settlement.outcome:
        case Sent(message_id):
            part = attempt.part + 1 if settlement.next_part is None else settlement.next_part
            further = Attempt(attempt.subscriber_id, part, due=now + settlement.rest)
            resolution = Resolution(
                attempt=further if settlement.more else None, message_id=message_id
            )
        case Absent():
            resolution = Resolution()
        case Gone(reason):
            resolution = Resolution(failure=Failure.GONE, detail=reason.value)
        case Refused(detail):
            resolution = Resolution(failure=Failure.REFUSED, detail=detail)
        case Unknown() as unknown:
            resolution = _unknown(
                replace(attempt, in_flight=False, due=now), unknown, rules, outage=settlement.outage
            )
        case Unreached():
            failed = replace(attempt, in_flight=False, tries=attempt.tries + 1, due=now)
            resolution = Resolution(attempt=_later(failed))
        case HeldChat(seconds):
            until = now + min(LONGEST_HOLD, seconds)
            held = replace(attempt, in_flight=False, due=until, is_held=True)
            resolution = Resolution(attempt=held)
        case Held() | Moved() | Withheld():
            resolution = Resolution(attempt=replace(attempt, in_flight=False, due=now))
    return resolution


def _unknown(
    attempt: Attempt, said: Unknown, rules: DeliverySettings, *, outage: bool
) -> Resolution:
    again = replace(attempt, unknowns=attempt.unknowns + 1)
    if rules.policy is UnknownPolicy.HOLD:
        return Resolution(failure=Failure.UNKNOWN, detail=said.detail)
    if outage:
        return Resolution(attempt=_through_outage(attempt if attempt.unknowns else again, said))
    if again.unknowns >= rules.attempts:
        return Resolution(failure=Failure.UNKNOWN, detail=said.detail)
    return Resolution(attempt=_later(again))


def _through_outage(attempt: Attempt, said: Unknown) -> Attempt:
    """Again, however often that was; seldom where each try may have arrived after all."""
    tried = replace(attempt, tries=attempt.tries + 1)
    if said.answered:
        return _later(tried)
    later = _later(tried, _LONGEST_SILENCE)
    return replace(later, is_held=later.due > tried.due + LONGEST_WAIT)


def _later(attempt: Attempt, longest: float | None = None) -> Attempt:
    """After a wait that grows with every failed try."""
    longest = LONGEST_WAIT if longest is None else longest
    wait = 2.0 ** min(10, attempt.tries + attempt.unknowns - 1)
    return replace(attempt, due=attempt.due + min(longest, wait))
