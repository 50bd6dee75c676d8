from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.delivery.attempts import (
    LONGEST_HOLD,
    LONGEST_WAIT,
    Attempt,
    Resolution,
    lost,
    read,
    remaining,
    resolve,
    written,
)
from digests.delivery.model import Failure, Settlement, UnknownPolicy
from digests.delivery.outcomes import (
    Absent,
    AttemptResult,
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
from digests.model import PauseReason

NOW = 5_000.0
RULES = DeliverySettings(policy=UnknownPolicy.RESEND, attempts=3)
HOLD = replace(RULES, policy=UnknownPolicy.HOLD)
IN_FLIGHT = Attempt(7, part=1, in_flight=True, due=NOW - 1)
WAITING = Attempt(7, part=1, due=NOW)


def resolution(
    outcome: AttemptResult,
    attempt: Attempt = IN_FLIGHT,
    rules: DeliverySettings = RULES,
    *,
    more: bool = False,
    outage: bool = False,
) -> Resolution:
    settlement = Settlement(
        subscriber_id=7, part=1, outcome=outcome, more=more, rest=2.0, outage=outage
    )
    (resolved,) = resolve([attempt], [settlement], NOW, rules)
    return resolved.resolution


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
            st.booleans(),
        )
    )
)
def test_attempts_survive_being_written(attempts: list[Attempt]) -> None:
    assert read(written(attempts)) == tuple(attempts)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Sent(message_id=4), Resolution(message_id=4)),
        (Absent(), Resolution()),
        (Gone(PauseReason.KICKED), Resolution(failure=Failure.GONE, detail="kicked")),
        (Refused("too long"), Resolution(failure=Failure.REFUSED, detail="too long")),
        (Held(seconds=3), Resolution(attempt=WAITING)),
        (HeldChat(70), Resolution(attempt=replace(WAITING, due=NOW + 70, is_held=True))),
        (Moved(chat_id=-9), Resolution(attempt=WAITING)),
        (Withheld(), Resolution(attempt=WAITING)),
        (Unreached("no route"), Resolution(attempt=replace(WAITING, tries=1, due=NOW + 1))),
        (Unknown("silence"), Resolution(attempt=replace(WAITING, unknowns=1, due=NOW + 1))),
    ],
)
def test_every_outcome_has_its_consequence(outcome: AttemptResult, expected: Resolution) -> None:
    assert resolution(outcome) == expected


def test_after_a_part_comes_the_next_when_the_chat_has_rested() -> None:
    further = Attempt(7, part=2, due=NOW + 2)
    assert resolution(Sent(message_id=4), more=True) == Resolution(attempt=further, message_id=4)


def test_what_is_unknown_is_held_back_where_nobody_may_be_doubled() -> None:
    held = Resolution(failure=Failure.UNKNOWN, detail="silence")
    assert resolution(Unknown("silence"), rules=HOLD) == held


def test_what_stays_unknown_is_left_to_the_editor() -> None:
    given_up = Resolution(failure=Failure.UNKNOWN, detail="silence")
    assert resolution(Unknown("silence"), replace(IN_FLIGHT, unknowns=2)) == given_up


@pytest.mark.parametrize("answered", [True, False])
def test_in_an_outage_only_the_first_unknown_try_counts(answered: bool) -> None:
    first = resolution(Unknown("?", answered), outage=True).attempt
    assert first
    assert first.unknowns == 1
    later = resolution(Unknown("?", answered), replace(IN_FLIGHT, unknowns=2), outage=True).attempt
    assert later
    assert later.unknowns == 2


def test_in_an_outage_what_may_have_arrived_is_tried_ever_more_seldom() -> None:
    often = replace(IN_FLIGHT, unknowns=1, tries=20)
    refused = resolution(Unknown("?", answered=True), often, outage=True).attempt
    silent = resolution(Unknown("?"), often, outage=True).attempt
    assert refused
    assert silent
    assert refused.due == NOW + LONGEST_WAIT
    assert silent.due == NOW + 900
    assert not silent.is_due(NOW)


def test_an_outage_leaves_unknown_what_was_under_way_where_nobody_may_be_doubled() -> None:
    held = Resolution(failure=Failure.UNKNOWN, detail="?")
    assert resolution(Unknown("?", answered=True), rules=HOLD, outage=True) == held


def test_a_try_that_surely_failed_costs_nobody_a_delivery() -> None:
    attempt = resolution(Unreached("no route"), replace(IN_FLIGHT, tries=1_500)).attempt
    assert attempt
    assert attempt.due == NOW + LONGEST_WAIT


def test_a_chat_that_is_held_waits_for_as_long_as_telegram_says_but_not_for_ever() -> None:
    held = resolution(HeldChat(seconds=1e9)).attempt
    assert held
    assert held.due == NOW + LONGEST_HOLD
    assert not held.is_due(NOW + LONGEST_HOLD - 1)
    assert held.is_due(NOW + LONGEST_HOLD)


def test_what_waits_longer_than_anything_does_saw_the_clock_set_back() -> None:
    late = replace(WAITING, due=NOW + LONGEST_WAIT + 1)
    assert late.is_due(NOW)
    assert not replace(late, is_held=True).is_due(NOW)
    assert replace(late, is_held=True, due=NOW + LONGEST_HOLD + 1).is_due(NOW)


def test_what_is_sent_again_is_held_no_more() -> None:
    again = replace(WAITING, is_held=True).intended(NOW + 1)
    assert again == replace(IN_FLIGHT, due=NOW + 1)


def test_an_older_process_can_read_what_is_held_and_is_read_by_this_one() -> None:
    held = replace(WAITING, tries=3, is_held=True)
    assert written([held]) == "[[7,1,0,0,-4,5000.0]]"
    assert read("[[7,1,1,2,3,4999.0]]") == (replace(IN_FLIGHT, unknowns=2, tries=3),)


def test_only_what_is_in_flight_can_be_settled() -> None:
    settlement = Settlement(subscriber_id=7, part=1, outcome=Sent(message_id=4))
    assert resolve([WAITING], [settlement], NOW, RULES) == ()
    assert resolve([replace(IN_FLIGHT, part=0)], [settlement], NOW, RULES) == ()
    assert len(resolve([IN_FLIGHT], [settlement, settlement], NOW, RULES)) == 1


def test_what_a_lost_worker_had_is_unknown() -> None:
    (settlement,) = lost([IN_FLIGHT, WAITING])
    assert isinstance(settlement.outcome, Unknown)
    assert settlement.part == 1


def test_what_no_worker_holds_was_never_handed_over() -> None:
    held, unknown = IN_FLIGHT, replace(IN_FLIGHT, subscriber_id=8)
    kept = remaining([held, unknown, WAITING], (), holding=[7])
    assert kept == (held, replace(unknown, in_flight=False), WAITING)
