from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from digests.delivery.outcomes import Fate, Gone, Held, Sent, Unreached, Unsure, Withheld
from digests.delivery.policy import DeliverySettings
from digests.delivery.throttle import Gate
from digests.model import PauseReason

RULES = DeliverySettings(limit=3, in_flight=8)


@dataclass
class Clock:
    """A clock that goes on only while somebody sleeps."""

    now: float = 100.0

    def __call__(self) -> float:
        """Now."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Go on."""
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(clock: Clock) -> Gate:
    return Gate(RULES, clock, clock.sleep)


async def pass_through(gate: Gate, clock: Clock) -> float:
    passed = await gate.passes(clock.now)
    assert passed is not None
    return passed


def land(gate: Gate, outcomes: Sequence[Fate]) -> None:
    for outcome in outcomes:
        gate.boarded()
        gate.landed(outcome)


async def test_no_second_has_more_than_the_limit(gate: Gate, clock: Clock) -> None:
    times = []
    for _ in range(9):
        times.append(await pass_through(gate, clock))
        gate.returned(times[-1])
    assert all(later - earlier > 1 for earlier, later in zip(times, times[3:], strict=False))


async def test_a_message_counts_until_a_second_after_its_outcome(gate: Gate, clock: Clock) -> None:
    passed = [await pass_through(gate, clock) for _ in range(3)]
    gate.returned(passed[0])  # at once, so no way is known to be longer
    clock.now += 2.0  # they may arrive as late as that
    gate.returned(passed[1])
    assert await pass_through(gate, clock) == 102.0
    assert await pass_through(gate, clock) > 103.0


async def test_the_shortest_way_takes_nothing_from_the_pace(gate: Gate, clock: Clock) -> None:
    first = [await pass_through(gate, clock) for _ in range(3)]
    clock.now += 0.4  # all arrive by so much later at least
    for passed in first:
        gate.returned(passed)
    assert await pass_through(gate, clock) == pytest.approx(101.01)


async def test_a_message_waits_for_its_slot(gate: Gate, clock: Clock) -> None:
    assert await gate.passes(101.5) == clock.now == 101.5


async def test_messages_leave_in_step(gate: Gate, clock: Clock) -> None:
    assert await gate.passes(100.001) == pytest.approx(100.01)
    assert await gate.passes(100.009) == pytest.approx(100.01)
    clock.now = 100.5
    assert await gate.passes(100.46) == 100.5  # late already


@pytest.mark.parametrize("due", [100.3, 99.9])
@pytest.mark.parametrize("stalls", [1, 3])
async def test_after_a_stall_a_silence_that_was_ordered_meanwhile_is_heard_first(
    due: float, stalls: int
) -> None:
    clock = Clock()
    left = stalls if due > clock.now else stalls - 1  # the first was before it came here

    async def sleep(seconds: float) -> None:
        nonlocal left
        if left:
            clock.now += 0.6
            left -= 1
        else:
            land(stalled, [Held(seconds=5)])  # read only now
        await clock.sleep(seconds)

    stalled = Gate(RULES, clock, sleep)
    assert await stalled.passes(due) is None


async def test_answers_pass_at_once_and_count(gate: Gate, clock: Clock) -> None:
    gate.answered(2)
    assert gate.answers == 2
    assert await pass_through(gate, clock) == 100.0
    assert await pass_through(gate, clock) > 101.05  # they are still to be written when they pass


async def test_nothing_passes_while_telegram_wants_silence(gate: Gate) -> None:
    land(gate, [Held(seconds=5)])
    assert not gate.is_open
    assert gate.room == 0
    passed = [await gate.passes(at) for at in (100.0, 104.9, 105.0)]
    assert passed == [None, None, 105.0]


async def test_a_shorter_order_does_not_end_a_longer_silence(gate: Gate) -> None:
    land(gate, [Held(seconds=5), Held(seconds=1)])
    assert [await gate.passes(at) for at in (104.9, 105.0)] == [None, 105.0]


def test_only_so_many_are_in_flight(gate: Gate) -> None:
    assert gate.room == 8
    for _ in range(5):
        gate.boarded()
    assert gate.room == 3
    gate.landed(Sent(1))
    assert gate.room == 4


def test_a_failure_among_successes_is_nobodys_outage(gate: Gate) -> None:
    land(gate, [Unsure("?"), Unreached("?"), Sent(1)] * 10)
    assert gate.is_open


@pytest.mark.parametrize("failure", [Unsure("?"), Unreached("?")])
def test_when_nothing_gets_through_one_message_tries_now_and_then(
    gate: Gate, clock: Clock, failure: Fate
) -> None:
    land(gate, [failure] * 5)
    waits = []
    for _ in range(8):
        began = clock.now
        while gate.room == 0:
            clock.now += 0.5
        waits.append(clock.now - began)
        assert gate.room == 1
        land(gate, [failure])
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]


def test_what_fails_together_is_one_outage(gate: Gate, clock: Clock) -> None:
    land(gate, [Unreached("?")] * 20)
    assert gate.room == 0
    clock.now += 1
    assert gate.room == 1


@pytest.mark.parametrize("success", [Sent(1), Gone(PauseReason.BLOCKED)])
def test_the_first_that_gets_through_ends_the_outage(
    gate: Gate, clock: Clock, success: Fate
) -> None:
    land(gate, [Unreached("?")] * 5)
    clock.now += 1
    land(gate, [success])
    assert gate.room == 8


def test_what_was_not_tried_says_nothing_about_the_line(gate: Gate, clock: Clock) -> None:
    land(gate, [Unreached("?")] * 5)
    clock.now += 1
    land(gate, [Withheld()])
    assert gate.room == 1
