from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.delivery.policy import DeliverySettings
from digests.delivery.rate_limit import RateLimit

RULES = DeliverySettings(rate=28, burst=1, horizon=0.2, recovery=60)
NOW = 1_000_000.0


def sends(
    limit: RateLimit, steps: Sequence[tuple[float, int]], rules: DeliverySettings
) -> list[float]:
    """When messages go out if workers ask after these waits for so many slots."""
    now, sent = limit.seen, []
    for wait, wanted in steps:
        now += wait
        limit = limit.at(now)
        delays, limit = limit.taken(min(wanted, limit.room(rules)), rules)
        sent += [now + delay for delay in delays]
    return sent


def most_in_a_second(times: Sequence[float]) -> int:
    return max((sum(start <= t < start + 1 for t in times) for start in times), default=0)


turns = st.lists(st.tuples(st.floats(0, 3), st.integers(0, 100)), max_size=60)


@given(turns, st.sampled_from([5.0, 28.0, 950.0]), st.sampled_from([0.0, 1.0, 20.0]))
def test_no_second_ever_has_more_than_the_rate_and_the_burst(
    steps: list[tuple[float, int]], rate: float, burst: float
) -> None:
    rules = replace(RULES, rate=rate, burst=burst)
    times = sends(RateLimit(seen=NOW, due=NOW), steps, rules)
    assert most_in_a_second(times) <= rate + burst + 1


@given(turns)
def test_slots_follow_one_another_and_begin_within_the_horizon(
    steps: list[tuple[float, int]],
) -> None:
    times = sends(RateLimit(seen=NOW), steps, RULES)
    assert times == sorted(times)


def test_who_asks_in_time_loses_no_slot() -> None:
    times = sends(RateLimit(seen=NOW, due=NOW), [(0.1, 100)] * 100, RULES)
    assert len(times) == pytest.approx(28 * 10, abs=6)


def test_nothing_is_given_beyond_the_horizon() -> None:
    limit = RateLimit(due=NOW + 5).at(NOW)
    assert limit.room(RULES) == 0
    assert limit.wait(RULES) == pytest.approx(5 - RULES.horizon)


@pytest.mark.parametrize("burst", [0, 1])
def test_however_slow_a_slot_that_begins_now_can_be_taken(burst: int) -> None:
    rules = replace(RULES, rate=0.5, burst=burst)
    limit = RateLimit(due=NOW).at(NOW)
    assert limit.room(rules) == 1
    assert limit.wait(rules) == 0


def test_taking_no_slot_changes_nothing() -> None:
    limit = RateLimit().at(NOW)
    assert limit.taken(0, RULES) == ((), limit)


def test_answers_take_slots_of_their_own() -> None:
    limit = RateLimit(due=NOW).at(NOW)
    assert limit.debited(0, RULES) is limit
    assert limit.debited(14, RULES).due == pytest.approx(NOW + 13 / 28, abs=0.04)


def test_answers_bring_no_slot_forward() -> None:
    limit = RateLimit(due=NOW + 5).at(NOW)
    assert limit.debited(3, RULES).due == NOW + 5


def test_many_answers_are_forgotten_after_a_second() -> None:
    limit = RateLimit(due=NOW).at(NOW).debited(1_000, RULES)
    assert limit.due == NOW + 1
    assert limit.at(NOW + 1).room(RULES) > 0


def test_nothing_goes_out_before_a_silence_ends() -> None:
    limit = RateLimit(due=NOW).at(NOW).held(30, RULES)
    assert limit.at(NOW + 29).room(RULES) == 0
    delays, _ = limit.at(NOW + 29.9).taken(1, RULES)
    assert delays[0] == pytest.approx(0.1)


def test_after_a_silence_it_is_slower_and_recovers() -> None:
    usual = RateLimit().at(NOW).interval(RULES)
    limit = RateLimit().at(NOW).held(10, RULES)
    assert limit.at(NOW + 10).interval(RULES) == pytest.approx(1.5 * usual)
    assert limit.at(NOW + 70).interval(RULES) == pytest.approx(1.25 * usual)
    assert limit.at(NOW + 3_000).interval(RULES) == pytest.approx(usual)


def test_several_orders_of_one_silence_slow_it_once() -> None:
    once = RateLimit().at(NOW).held(10, RULES)
    again = once.at(NOW + 1).held(20, RULES)
    assert again.held_until == NOW + 21
    assert again.slowdown == once.slowdown


def test_a_shorter_order_does_not_end_a_longer_silence() -> None:
    long = RateLimit().at(NOW).held(30, RULES)
    short = long.at(NOW + 1).held(2, RULES)
    assert short.held_until == NOW + 30
    assert short.at(NOW + 20).room(RULES) == 0


def test_a_silence_long_ago_slows_nothing_any_more() -> None:
    first = RateLimit().at(NOW).held(10, RULES)
    second = first.at(NOW + 30_000).held(10, RULES)
    assert second.slowdown == pytest.approx(1.5)


def test_after_a_stall_so_many_are_made_up_for_and_no_more() -> None:
    rules = replace(RULES, rate=2, burst=5, horizon=0)
    assert RateLimit(due=NOW).at(NOW).room(rules) == 1
    assert RateLimit(due=NOW).at(NOW + 3_600).room(rules) == 6


def test_it_never_gets_slower_than_an_eighth() -> None:
    limit = RateLimit().at(NOW)
    for silence in range(20):
        limit = limit.at(NOW + silence).held(0.5, RULES)
    assert limit.slowdown == 8


def test_a_clock_that_is_set_back_takes_the_limit_along() -> None:
    limit = RateLimit(due=NOW + 0.1).at(NOW).held(30, RULES)
    back = limit.at(NOW - 86_400)
    assert back.held_until - back.seen == pytest.approx(30)
    assert back.at(NOW - 86_400 + 31).room(RULES) > 0
