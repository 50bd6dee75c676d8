from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from digests.delivery.steady_clock import JUMP, PROOF, SteadyClock, steady

DAY = 86_400.0
NOW = 1_000_000.0


@dataclass
class Elapsed:
    seconds: float = 50.0

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> float:
        self.seconds += seconds
        return seconds


@pytest.fixture
def elapsed() -> Elapsed:
    return Elapsed()


@pytest.fixture
def clock(elapsed: Elapsed) -> SteadyClock:
    clock = SteadyClock(elapsed)
    assert clock.believe(NOW) == NOW
    return clock


def test_before_it_saw_a_clock_it_doubts_nothing(elapsed: Elapsed) -> None:
    assert SteadyClock(elapsed).latest() is None


def test_a_clock_that_goes_on_as_time_does_is_believed(
    clock: SteadyClock, elapsed: Elapsed
) -> None:
    elapsed.pass_by(DAY)
    assert clock.latest() == NOW + DAY + JUMP
    assert clock.believe(NOW + DAY + 5) == NOW + DAY + 5


def test_a_jump_of_seconds_is_not_believed(clock: SteadyClock, elapsed: Elapsed) -> None:
    for second in range(8):
        elapsed.pass_by(1)
        assert clock.believe(NOW + second + 1 + DAY) == NOW + second + 1
    elapsed.pass_by(1)
    assert clock.believe(NOW + 9) == NOW + 9
    assert clock.latest() == NOW + 9 + JUMP


def test_a_jump_that_lasts_is_believed(clock: SteadyClock, elapsed: Elapsed) -> None:
    assert clock.believe(NOW + DAY) == NOW
    elapsed.pass_by(PROOF - 1)
    assert clock.believe(NOW + DAY + PROOF - 1) == NOW + PROOF - 1
    elapsed.pass_by(1)
    assert clock.believe(NOW + DAY + PROOF) == NOW + DAY + PROOF


def test_a_jump_that_goes_on_jumping_is_no_proof(clock: SteadyClock, elapsed: Elapsed) -> None:
    clock.believe(NOW + DAY)
    elapsed.pass_by(PROOF)
    assert clock.believe(NOW + 2 * DAY) == NOW + PROOF
    elapsed.pass_by(PROOF)
    assert clock.believe(NOW + 2 * DAY + PROOF) == NOW + 2 * DAY + PROOF


def test_a_jump_is_told_once(clock: SteadyClock, elapsed: Elapsed) -> None:
    with capture_logs() as logs:
        for second in range(8):
            clock.believe(NOW + DAY + second)
            elapsed.pass_by(1)
    (told,) = logs
    assert (told["event"], told["seconds"]) == ("clock_jumped", DAY)


def test_two_short_jumps_are_not_taken_for_one_that_lasts(
    clock: SteadyClock, elapsed: Elapsed
) -> None:
    clock.believe(NOW + DAY)
    elapsed.pass_by(PROOF)
    clock.believe(NOW + PROOF)
    assert clock.believe(NOW + PROOF + DAY) == NOW + PROOF


def test_a_clock_that_is_set_back_is_believed_at_once(clock: SteadyClock) -> None:
    assert clock.believe(NOW - DAY) == NOW - DAY
    assert clock.latest() == NOW - DAY + JUMP


def test_instants_are_believed_as_seconds_are(elapsed: Elapsed) -> None:
    shown = [datetime(2025, 3, 14, tzinfo=UTC)]
    now = steady(lambda: shown[0], elapsed)
    assert now() == shown[0]
    before = shown[0]
    shown[0] += timedelta(days=1)
    assert now() == before
