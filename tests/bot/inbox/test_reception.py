"""For how long Telegram was not heard, whatever failed and however often."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.inbox.reception import Reception


@dataclass
class Seconds:
    at: float = 500.0

    def now(self) -> float:
        return self.at


@pytest.fixture
def time() -> Seconds:
    return Seconds()


@pytest.fixture
def reception(time: Seconds) -> Reception:
    return Reception(elapsed=time.now)


def test_silence_counts_from_the_last_good_call(time: Seconds, reception: Reception) -> None:
    time.at += 3
    assert reception.silent_for == 3
    assert not reception.has_begun
    reception.trying()
    reception.heard()
    time.at += 7
    assert reception.silent_for == 7
    assert reception.has_begun


def test_a_run_of_failures_counts_from_its_first(time: Seconds, reception: Reception) -> None:
    reception.heard()
    for _ in range(5):
        time.at += 5
        reception.failed("status 502")
    time.at += 30  # the waits between two tries grow
    assert reception.failing_for == 50
    assert (reception.error, reception.failures) == ("status 502", 5)


def test_one_good_call_among_failures_does_not_end_the_run(
    time: Seconds, reception: Reception
) -> None:
    for _ in range(4):
        reception.failed("status 409")
        time.at += 5
        reception.heard()
        time.at += 5
    assert reception.failing_for == 40
    time.at += 11
    assert reception.failing_for == 0
    reception.failed("status 409")
    time.at += 1
    assert reception.failing_for == 1


def test_a_token_is_rejected_until_it_is_taken(time: Seconds, reception: Reception) -> None:
    reception.failed("status 401", rejected=True)
    time.at += 10
    reception.failed("status 502")
    reception.failed("status 401", rejected=True)
    assert reception.rejected_for == 10
    reception.heard()
    assert reception.rejected_for == 0


def test_where_listening_begins_anew_what_was_before_is_no_silence(
    time: Seconds, reception: Reception
) -> None:
    reception.trying()
    reception.failed("status 401", rejected=True)
    time.at += 1_000
    reception.begin()
    assert not reception.has_begun
    time.at += 2
    assert reception.silent_for == 2
    assert (reception.failing_for, reception.rejected_for) == (0, 0)
    assert reception.failures == 1
