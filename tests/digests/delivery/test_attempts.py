from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.delivery.attempts import (
    LONGEST_WAIT,
    Flight,
    Verdict,
    doubted,
    judge,
    read,
    remaining,
    written,
)
from digests.delivery.model import DoubtPolicy, Failure, Settlement
from digests.delivery.outcomes import (
    Absent,
    Fate,
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
from digests.model import PauseReason

NOW = 5_000.0
RULES = DeliverySettings(policy=DoubtPolicy.RESEND, attempts=3)
HOLD = replace(RULES, policy=DoubtPolicy.HOLD)
ALOFT = Flight(7, part=1, aloft=True, due=NOW - 1)
WAITING = Flight(7, part=1, due=NOW)


def verdict(
    outcome: Fate, flight: Flight = ALOFT, rules: DeliverySettings = RULES, *, more: bool = False
) -> Verdict:
    settlement = Settlement(subscriber_id=7, part=1, outcome=outcome, more=more, rest=2.0)
    (judged,) = judge([flight], [settlement], NOW, rules)
    return judged.verdict


@given(
    st.lists(
        st.builds(
            Flight,
            st.integers(1, 2**40),
            st.integers(0, 50),
            st.booleans(),
            st.integers(0, 3),
            st.integers(0, 2_000),
            st.floats(0, 2e9),
        )
    )
)
def test_flights_survive_being_written(flights: list[Flight]) -> None:
    assert read(written(flights)) == tuple(flights)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Sent(message_id=4), Verdict(message_id=4)),
        (Absent(), Verdict()),
        (Gone(PauseReason.KICKED), Verdict(failure=Failure.GONE, detail="kicked")),
        (Refused("too long"), Verdict(failure=Failure.REFUSED, detail="too long")),
        (Held(seconds=3), Verdict(flight=WAITING)),
        (Moved(chat_id=-9), Verdict(flight=WAITING)),
        (Rerouted(), Verdict(flight=WAITING)),
        (Withheld(), Verdict(flight=WAITING)),
        (Unreached("no route"), Verdict(flight=replace(WAITING, tries=1, due=NOW + 1))),
        (Unsure("silence"), Verdict(flight=replace(WAITING, doubts=1, due=NOW + 1))),
    ],
)
def test_every_outcome_has_its_consequence(outcome: Fate, expected: Verdict) -> None:
    assert verdict(outcome) == expected


def test_after_a_part_comes_the_next_when_the_chat_has_rested() -> None:
    further = Flight(7, part=2, due=NOW + 2)
    assert verdict(Sent(message_id=4), more=True) == Verdict(flight=further, message_id=4)


def test_what_is_in_doubt_is_held_back_where_nobody_may_be_doubled() -> None:
    held = Verdict(failure=Failure.UNSURE, detail="silence")
    assert verdict(Unsure("silence"), rules=HOLD) == held


def test_what_stays_in_doubt_is_left_to_the_admin() -> None:
    given_up = Verdict(failure=Failure.UNSURE, detail="silence")
    assert verdict(Unsure("silence"), replace(ALOFT, doubts=2)) == given_up


def test_a_try_that_surely_failed_costs_nobody_a_delivery() -> None:
    flight = verdict(Unreached("no route"), replace(ALOFT, tries=1_500)).flight
    assert flight
    assert flight.due == NOW + LONGEST_WAIT


def test_only_what_is_aloft_can_be_settled() -> None:
    settlement = Settlement(subscriber_id=7, part=1, outcome=Sent(message_id=4))
    assert judge([WAITING], [settlement], NOW, RULES) == ()
    assert judge([replace(ALOFT, part=0)], [settlement], NOW, RULES) == ()
    assert len(judge([ALOFT], [settlement, settlement], NOW, RULES)) == 1


def test_what_a_lost_worker_had_is_in_doubt() -> None:
    (settlement,) = doubted([ALOFT, WAITING])
    assert isinstance(settlement.outcome, Unsure)
    assert settlement.part == 1


def test_what_is_in_nobodys_hands_was_never_handed_over() -> None:
    held, unknown = ALOFT, replace(ALOFT, subscriber_id=8)
    kept = remaining([held, unknown, WAITING], (), holding=[7])
    assert kept == (held, replace(unknown, aloft=False), WAITING)
