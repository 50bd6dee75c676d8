from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.delivery.attempts import (
    LONGEST_WAIT,
    Attempt,
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
    AttemptResult,
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
from digests.model import PauseReason

NOW = 5_000.0
RULES = DeliverySettings(policy=DoubtPolicy.RESEND, attempts=3)
HOLD = replace(RULES, policy=DoubtPolicy.HOLD)
ALOFT = Attempt(7, part=1, in_flight=True, due=NOW - 1)
WAITING = Attempt(7, part=1, due=NOW)


def verdict(
    outcome: AttemptResult,
    attempt: Attempt = ALOFT,
    rules: DeliverySettings = RULES,
    *,
    more: bool = False,
) -> Verdict:
    settlement = Settlement(subscriber_id=7, part=1, outcome=outcome, more=more, rest=2.0)
    (judged,) = judge([attempt], [settlement], NOW, rules)
    return judged.verdict


@given(
    st.lists(
        st.builds(
            Attempt,
            st.integers(1, 2**40),
            st.integers(0, 50),
            st.booleans(),
            st.integers(0, 3),
            st.integers(0, 2_000),
            st.floats(0, 2e9),
        )
    )
)
def test_flights_survive_being_written(attempts: list[Attempt]) -> None:
    assert read(written(attempts)) == tuple(attempts)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Sent(message_id=4), Verdict(message_id=4)),
        (Absent(), Verdict()),
        (Gone(PauseReason.KICKED), Verdict(failure=Failure.GONE, detail="kicked")),
        (Refused("too long"), Verdict(failure=Failure.REFUSED, detail="too long")),
        (Held(seconds=3), Verdict(attempt=WAITING)),
        (Moved(chat_id=-9), Verdict(attempt=WAITING)),
        (Withheld(), Verdict(attempt=WAITING)),
        (Unreached("no route"), Verdict(attempt=replace(WAITING, tries=1, due=NOW + 1))),
        (Unknown("silence"), Verdict(attempt=replace(WAITING, doubts=1, due=NOW + 1))),
    ],
)
def test_every_outcome_has_its_consequence(outcome: AttemptResult, expected: Verdict) -> None:
    assert verdict(outcome) == expected


def test_after_a_part_comes_the_next_when_the_chat_has_rested() -> None:
    further = Attempt(7, part=2, due=NOW + 2)
    assert verdict(Sent(message_id=4), more=True) == Verdict(attempt=further, message_id=4)


def test_what_is_in_doubt_is_held_back_where_nobody_may_be_doubled() -> None:
    held = Verdict(failure=Failure.UNSURE, detail="silence")
    assert verdict(Unknown("silence"), rules=HOLD) == held


def test_what_stays_in_doubt_is_left_to_the_admin() -> None:
    given_up = Verdict(failure=Failure.UNSURE, detail="silence")
    assert verdict(Unknown("silence"), replace(ALOFT, doubts=2)) == given_up


def test_a_try_that_surely_failed_costs_nobody_a_delivery() -> None:
    attempt = verdict(Unreached("no route"), replace(ALOFT, tries=1_500)).attempt
    assert attempt
    assert attempt.due == NOW + LONGEST_WAIT


def test_only_what_is_aloft_can_be_settled() -> None:
    settlement = Settlement(subscriber_id=7, part=1, outcome=Sent(message_id=4))
    assert judge([WAITING], [settlement], NOW, RULES) == ()
    assert judge([replace(ALOFT, part=0)], [settlement], NOW, RULES) == ()
    assert len(judge([ALOFT], [settlement, settlement], NOW, RULES)) == 1


def test_what_a_lost_worker_had_is_in_doubt() -> None:
    (settlement,) = doubted([ALOFT, WAITING])
    assert isinstance(settlement.outcome, Unknown)
    assert settlement.part == 1


def test_what_is_in_nobodys_hands_was_never_handed_over() -> None:
    held, unknown = ALOFT, replace(ALOFT, subscriber_id=8)
    kept = remaining([held, unknown, WAITING], (), holding=[7])
    assert kept == (held, replace(unknown, in_flight=False), WAITING)
