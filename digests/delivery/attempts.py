"""The messages of a chunk whose outcome is open, and what each outcome means for them.

waiting ──intended──> aloft ──settled──> waiting | receipt | failure | nothing left
                        └──worker lost──> in doubt: the policy decides
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from digests.delivery.model import DoubtPolicy, Failure, Settlement
from digests.delivery.outcomes import (
    Absent,
    Gone,
    Held,
    Moved,
    Refused,
    Sent,
    Unknown,
    Unreached,
    Withheld,
)
from digests.delivery.policy import DeliverySettings

LONGEST_WAIT = 60.0
"""Seconds after which a flight is tried again at the latest."""

_LOST = Unknown("the worker was lost")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A part that a recipient is owed, at or below the chunk's watermark.

    `in_flight` says that a worker was told to send it. `doubts` counts the tries that may have
    arrived, `tries` those that surely did not. `due` is when the next may be made, or when the one
    aloft was intended, in seconds of the database's clock.
    """

    subscriber_id: int
    part: int = 0
    in_flight: bool = False
    doubts: int = 0
    tries: int = 0
    due: float = 0.0


def written(attempts: Iterable[Attempt]) -> str:
    """Flights as the ledger stores them: a JSON list of lists in the order of the fields."""
    return json.dumps(
        [[f.subscriber_id, f.part, int(f.in_flight), f.doubts, f.tries, f.due] for f in attempts],
        separators=(",", ":"),
    )


def read(text: str) -> tuple[Attempt, ...]:
    """The flights that `written` wrote."""
    return tuple(
        Attempt(subscriber, part, bool(in_flight), doubts, tries, due)
        for subscriber, part, in_flight, doubts, tries, due in json.loads(text)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a flight: still owed as `flight`, arrived, failed, or simply over."""

    attempt: Attempt | None = None
    message_id: int | None = None
    failure: Failure | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A flight with the settlement that ended it and what becomes of it."""

    attempt: Attempt
    settlement: Settlement
    verdict: Verdict


def judge(
    attempts: Sequence[Attempt],
    settlements: Sequence[Settlement],
    now: float,
    rules: DeliverySettings,
) -> tuple[Judged, ...]:
    """What becomes of the flights that were settled; a settlement of none of them says nothing."""
    in_flight = {(f.subscriber_id, f.part): f for f in attempts if f.in_flight}
    known = ((in_flight.pop((s.subscriber_id, s.part), None), s) for s in settlements)
    return tuple(
        Judged(attempt=attempt, settlement=said, verdict=_verdict(attempt, said, now, rules))
        for attempt, said in known
        if attempt
    )


def doubted(attempts: Sequence[Attempt]) -> tuple[Settlement, ...]:
    """The settlements of what was aloft when its worker was lost."""
    return tuple(
        Settlement(subscriber_id=f.subscriber_id, part=f.part, outcome=_LOST)
        for f in attempts
        if f.in_flight
    )


def remaining(
    attempts: Sequence[Attempt], judged: Sequence[Judged], holding: Collection[int]
) -> tuple[Attempt, ...]:
    """The flights still open; what is aloft but in nobody's hands was never handed over."""
    over = {j.attempt: j.verdict.attempt for j in judged}
    kept = (over.get(attempt, attempt) for attempt in attempts)
    return tuple(
        attempt if attempt.subscriber_id in holding else replace(attempt, in_flight=False)
        for attempt in kept
        if attempt
    )


def _verdict(
    attempt: Attempt, settlement: Settlement, now: float, rules: DeliverySettings
) -> Verdict:
    """The one place that decides what an outcome means for its flight."""
    match settlement.outcome:
        case Sent(message_id):
            further = Attempt(attempt.subscriber_id, attempt.part + 1, due=now + settlement.rest)
            verdict = Verdict(attempt=further if settlement.more else None, message_id=message_id)
        case Absent():
            verdict = Verdict()
        case Gone(reason):
            verdict = Verdict(failure=Failure.GONE, detail=reason.value)
        case Refused(detail):
            verdict = Verdict(failure=Failure.REFUSED, detail=detail)
        case Unknown(detail):
            unsure = replace(attempt, in_flight=False, doubts=attempt.doubts + 1, due=now)
            verdict = _in_doubt(unsure, detail, rules)
        case Unreached():
            failed = replace(attempt, in_flight=False, tries=attempt.tries + 1, due=now)
            verdict = Verdict(attempt=_later(failed))
        case Held() | Moved() | Withheld():
            verdict = Verdict(attempt=replace(attempt, in_flight=False, due=now))
    return verdict


def _in_doubt(attempt: Attempt, detail: str, rules: DeliverySettings) -> Verdict:
    if rules.policy is DoubtPolicy.HOLD or attempt.doubts >= rules.attempts:
        return Verdict(failure=Failure.UNSURE, detail=detail)
    return Verdict(attempt=_later(attempt))


def _later(attempt: Attempt) -> Attempt:
    """After a wait that grows with every failed try."""
    wait = 2.0 ** min(6, attempt.tries + attempt.doubts - 1)
    return replace(attempt, due=attempt.due + min(LONGEST_WAIT, wait))
