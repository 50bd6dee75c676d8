from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from digests.delivery.outcomes import (
    Absent,
    AttemptResult,
    Gone,
    Held,
    HeldChat,
    Sent,
    Unknown,
    Unreached,
    Withheld,
)
from digests.delivery.policy import DeliverySettings
from digests.delivery.throttle import Throttle
from digests.model import PauseReason
from tests.support.town import DEADLINE

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
def throttle(clock: Clock) -> Throttle:
    return Throttle(RULES, clock, clock.sleep)


async def pass_through(throttle: Throttle, clock: Clock) -> float:
    acquired = await throttle.acquire(clock.now)
    assert acquired is not None
    return acquired


def report(throttle: Throttle, outcomes: Sequence[AttemptResult]) -> None:
    for outcome in outcomes:
        throttle.reserve()
        throttle.report(outcome)


async def test_no_second_has_more_than_the_limit(throttle: Throttle, clock: Clock) -> None:
    times = []
    for _ in range(9):
        times.append(await pass_through(throttle, clock))
        throttle.release(times[-1])
    assert all(later - earlier > 1 for earlier, later in zip(times, times[3:], strict=False))


async def test_a_message_counts_until_a_second_after_its_outcome(
    throttle: Throttle, clock: Clock
) -> None:
    acquired = [await pass_through(throttle, clock) for _ in range(3)]
    throttle.release(acquired[0])  # at once, so no way is known to be longer
    clock.now += 2.0  # they may arrive as late as that
    throttle.release(acquired[1])
    assert await pass_through(throttle, clock) == 102.0
    assert await pass_through(throttle, clock) > 103.0


async def test_the_shortest_way_takes_nothing_from_the_rate(
    throttle: Throttle, clock: Clock
) -> None:
    first = [await pass_through(throttle, clock) for _ in range(3)]
    clock.now += 0.4  # all arrive by so much later at least
    for acquired in first:
        throttle.release(acquired)
    assert await pass_through(throttle, clock) == pytest.approx(101.01)


async def test_a_message_waits_for_its_slot(throttle: Throttle, clock: Clock) -> None:
    assert await throttle.acquire(101.5) == clock.now == 101.5


async def test_messages_leave_in_step(throttle: Throttle, clock: Clock) -> None:
    assert await throttle.acquire(100.001) == pytest.approx(100.01)
    assert await throttle.acquire(100.009) == pytest.approx(100.01)
    clock.now = 100.5
    assert await throttle.acquire(100.46) == 100.5  # late already


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
            report(stalled, [Held(seconds=5)])  # read only now
        await clock.sleep(seconds)

    stalled = Throttle(RULES, clock, sleep)
    assert await stalled.acquire(due) is None


async def test_where_every_wake_up_is_late_messages_go_out_all_the_same() -> None:
    clock = Clock()

    async def late(seconds: float) -> None:
        await clock.sleep(seconds + 0.1)

    async with asyncio.timeout(DEADLINE):
        assert await Throttle(RULES, clock, late).acquire(99.0) is not None


async def test_answers_count_as_what_is_delivered_does(throttle: Throttle, clock: Clock) -> None:
    for _ in range(2):
        throttle.take()
        throttle.settle()
    assert throttle.answers == 2
    assert await pass_through(throttle, clock) == 100.0
    assert await pass_through(throttle, clock) > 101.0


async def test_an_answer_counts_until_a_second_after_its_outcome_however_short_other_trips_are(
    throttle: Throttle, clock: Clock
) -> None:
    throttle.release(await pass_through(throttle, clock))
    clock.now += 2.0
    for _ in range(3):
        throttle.take()
    assert throttle.answers == 3
    clock.now += 0.5
    throttle.settle()
    assert throttle.wait() > 0
    clock.now += 1.0
    assert 0 < throttle.wait() < 0.01
    clock.now += 0.01
    assert throttle.wait() == 0


async def test_while_an_answer_waits_nothing_else_passes(throttle: Throttle, clock: Clock) -> None:
    throttle.answers_wait = True
    passing = asyncio.create_task(throttle.acquire(clock.now))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not passing.done()
    throttle.answers_wait = False
    assert await passing is not None


async def test_nothing_passes_while_telegram_wants_silence(throttle: Throttle) -> None:
    report(throttle, [Held(seconds=5)])
    assert not throttle.is_open
    assert throttle.room == 0
    acquired = [await throttle.acquire(at) for at in (100.0, 104.9, 105.0)]
    assert acquired == [None, None, 105.0]


async def test_a_shorter_order_does_not_end_a_longer_silence(throttle: Throttle) -> None:
    report(throttle, [Held(seconds=5), Held(seconds=1)])
    assert [await throttle.acquire(at) for at in (104.9, 105.0)] == [None, 105.0]


def test_only_so_many_are_in_flight(throttle: Throttle) -> None:
    assert throttle.room == 8
    for _ in range(5):
        throttle.reserve()
    assert throttle.room == 3
    throttle.report(Sent(1))
    assert throttle.room == 4


def test_a_failure_among_successes_is_nobodys_outage(throttle: Throttle) -> None:
    report(throttle, [Unknown("?"), Unreached("?"), Sent(1)] * 10)
    assert throttle.is_open


@pytest.mark.parametrize("local", [HeldChat(3600), Absent(), Withheld()])
def test_what_may_have_asked_nobody_neither_begins_nor_ends_an_outage(
    throttle: Throttle, local: AttemptResult
) -> None:
    report(throttle, [local] * 20)
    assert throttle.is_open
    report(throttle, [Unknown("?"), local] * 5)
    assert not throttle.is_open


@pytest.mark.parametrize("failure", [Unknown("?"), Unreached("?")])
def test_when_nothing_gets_through_one_message_tries_now_and_then(
    throttle: Throttle, clock: Clock, failure: AttemptResult
) -> None:
    report(throttle, [failure] * 5)
    waits = []
    for _ in range(8):
        began = clock.now
        while throttle.room == 0:
            clock.now += 0.5
        waits.append(clock.now - began)
        assert throttle.room == 1
        report(throttle, [failure])
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]


def test_what_fails_together_is_one_outage(throttle: Throttle, clock: Clock) -> None:
    report(throttle, [Unreached("?")] * 20)
    assert throttle.room == 0
    clock.now += 1
    assert throttle.room == 1


@pytest.mark.parametrize("success", [Sent(1), Gone(PauseReason.BLOCKED)])
def test_the_first_that_gets_through_ends_the_outage(
    throttle: Throttle, clock: Clock, success: AttemptResult
) -> None:
    report(throttle, [Unreached("?")] * 5)
    clock.now += 1
    report(throttle, [success])
    assert throttle.room == 8


def test_what_was_not_tried_says_nothing_about_the_network(
    throttle: Throttle, clock: Clock
) -> None:
    report(throttle, [Unreached("?")] * 5)
    clock.now += 1
    report(throttle, [Withheld()])
    assert throttle.room == 1
