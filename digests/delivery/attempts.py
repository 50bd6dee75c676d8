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
    Rerouted,
    Sent,
    Unreached,
    Unsure,
    Withheld,
)
from digests.delivery.policy import DeliverySettings

LONGEST_WAIT = 60.0
"""Seconds after which a flight is tried again at the latest."""

_LOST = Unsure("the worker was lost")


@dataclass(frozen=True, slots=True)
class Flight:
    """A part that a recipient is owed, at or below the chunk's watermark.

    `aloft` says that a worker was told to send it. `doubts` counts the tries that may have
    arrived, `tries` those that surely did not. `due` is when the next may be made, or when the one
    aloft was intended, in seconds of the database's clock.
    """

    subscriber_id: int
    part: int = 0
    aloft: bool = False
    doubts: int = 0
    tries: int = 0
    due: float = 0.0


def written(flights: Iterable[Flight]) -> str:
    """Flights as the ledger stores them: a JSON list of lists in the order of the fields."""
    return json.dumps(
        [[f.subscriber_id, f.part, int(f.aloft), f.doubts, f.tries, f.due] for f in flights],
        separators=(",", ":"),
    )


def read(text: str) -> tuple[Flight, ...]:
    """The flights that `written` wrote."""
    return tuple(
        Flight(subscriber, part, bool(aloft), doubts, tries, due)
        for subscriber, part, aloft, doubts, tries, due in json.loads(text)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a flight: still owed as `flight`, arrived, failed, or simply over."""

    flight: Flight | None = None
    message_id: int | None = None
    failure: Failure | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A flight with the settlement that ended it and what becomes of it."""

    flight: Flight
    settlement: Settlement
    verdict: Verdict


def judge(
    flights: Sequence[Flight],
    settlements: Sequence[Settlement],
    now: float,
    rules: DeliverySettings,
) -> tuple[Judged, ...]:
    """What becomes of the flights that were settled; a settlement of none of them says nothing."""
    aloft = {(f.subscriber_id, f.part): f for f in flights if f.aloft}
    known = ((aloft.pop((s.subscriber_id, s.part), None), s) for s in settlements)
    return tuple(
        Judged(flight=flight, settlement=said, verdict=_verdict(flight, said, now, rules))
        for flight, said in known
        if flight
    )


def doubted(flights: Sequence[Flight]) -> tuple[Settlement, ...]:
    """The settlements of what was aloft when its worker was lost."""
    return tuple(
        Settlement(subscriber_id=f.subscriber_id, part=f.part, outcome=_LOST)
        for f in flights
        if f.aloft
    )


def remaining(
    flights: Sequence[Flight], judged: Sequence[Judged], holding: Collection[int]
) -> tuple[Flight, ...]:
    """The flights still open; what is aloft but in nobody's hands was never handed over."""
    over = {j.flight: j.verdict.flight for j in judged}
    kept = (over.get(flight, flight) for flight in flights)
    return tuple(
        flight if flight.subscriber_id in holding else replace(flight, aloft=False)
        for flight in kept
        if flight
    )


def _verdict(
    flight: Flight, settlement: Settlement, now: float, rules: DeliverySettings
) -> Verdict:
    """The one place that decides what an outcome means for its flight."""
    match settlement.outcome:
        case Sent(message_id):
            further = Flight(flight.subscriber_id, flight.part + 1, due=now + settlement.rest)
            verdict = Verdict(flight=further if settlement.more else None, message_id=message_id)
        case Absent():
            verdict = Verdict()
        case Gone(reason):
            verdict = Verdict(failure=Failure.GONE, detail=reason.value)
        case Refused(detail):
            verdict = Verdict(failure=Failure.REFUSED, detail=detail)
        case Unsure(detail):
            unsure = replace(flight, aloft=False, doubts=flight.doubts + 1, due=now)
            verdict = _in_doubt(unsure, detail, rules)
        case Unreached():
            failed = replace(flight, aloft=False, tries=flight.tries + 1, due=now)
            verdict = Verdict(flight=_later(failed))
        case Held() | Moved() | Rerouted() | Withheld():
            verdict = Verdict(flight=replace(flight, aloft=False, due=now))
    return verdict


def _in_doubt(flight: Flight, detail: str, rules: DeliverySettings) -> Verdict:
    if rules.policy is DoubtPolicy.HOLD or flight.doubts >= rules.attempts:
        return Verdict(failure=Failure.UNSURE, detail=detail)
    return Verdict(flight=_later(flight))


def _later(flight: Flight) -> Flight:
    """After a wait that grows with every failed try."""
    wait = 2.0 ** min(6, flight.tries + flight.doubts - 1)
    return replace(flight, due=flight.due + min(LONGEST_WAIT, wait))
