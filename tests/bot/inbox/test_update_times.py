"""How long updates wait for their answer."""

from __future__ import annotations

import pytest

from bot.inbox.update_times import UpdateTimes


class Seconds:
    at = 100.0

    def now(self) -> float:
        return self.at


def test_an_update_waits_from_its_coming_until_it_is_handled() -> None:
    time = Seconds()
    times = UpdateTimes(time.now)
    assert (times.oldest, times.quiet_for) == (0, None)
    times.came([1])
    time.at += 2
    times.came([1, 2])
    times.taken(1)
    times.taken(2)
    time.at += 3
    assert (times.oldest, times.quiet_for, times.waiting) == (5, 3, 2)
    times.handled(1)
    assert (times.oldest, times.waiting) == (3, 1)
    times.let_go(2)
    assert (times.oldest, times.waiting) == (0, 0)


def test_what_came_and_is_not_to_be_handled_here_waits_for_nothing() -> None:
    time = Seconds()
    times = UpdateTimes(time.now)
    times.came([1, 2])
    time.at += 5
    assert times.oldest == 0
    times.all_taken()
    times.taken(2)  # given by another process, which knows when it came
    assert times.oldest == 0


def test_answers_are_counted_by_how_long_they_took() -> None:
    time = Seconds()
    times = UpdateTimes(time.now)
    for number, took in enumerate((0.1, 2.0, 90.0)):
        times.taken(number)
        time.at += took
        times.handled(number)
    times.handled(99)  # that never was taken
    times.taken(100)
    times.let_go(100)
    assert times.seconds == pytest.approx(92.1)
    counts = {bound: count for bound, count in times.counts.items() if bound in {0.3, 3, 30}}
    assert counts == {0.3: 1, 3.0: 2, 30.0: 2}
    assert times.counts[float("inf")] == 3


def test_it_is_known_for_how_long_nothing_was_handled() -> None:
    time = Seconds()
    times = UpdateTimes(time.now)
    time.at += 7
    times.taken(1)
    assert times.idle_for == 7
    times.handled(1)
    assert times.idle_for == 0
