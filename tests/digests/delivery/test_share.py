"""What several processes may send together is never more than what one alone may."""

from __future__ import annotations

import pytest

from digests.delivery.share import Others, Share

LIMIT = 30


class Process:
    """One of several, with a clock that is set by hand."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.now, self.others = 100.0, Others()
        self.share = Share(limit, lambda: self.others, lambda: self.now)

    def delivers(self, others: Others) -> int:
        """Its part once all know that it delivers."""
        self.others = others
        self.share.limit(delivers=True)
        self.now += 3.0
        return self.share.limit(delivers=True)


def test_who_is_alone_has_all() -> None:
    process = Process()
    assert process.share.limit(delivers=False) == LIMIT
    assert process.share.limit(delivers=True) == LIMIT


def test_while_nobody_delivers_all_have_the_same() -> None:
    process = Process()
    process.others = Others(living=2)
    assert process.share.limit(delivers=False) == 10


def test_who_delivers_leaves_a_tenth_to_each_that_does_not() -> None:
    process = Process()
    process.others = Others(living=2, delivering=1)
    assert process.share.limit(delivers=False) == 3
    assert process.delivers(Others(living=2)) == 24
    assert process.delivers(Others(living=2, delivering=1)) == 13


def test_who_begins_to_deliver_has_no_more_than_before_until_the_others_know() -> None:
    process = Process()
    process.others = Others(living=2)
    assert process.share.limit(delivers=True) == 10
    process.now += 2.9
    assert process.share.limit(delivers=True) == 10
    process.share.limit(delivers=False)
    process.now += 0.1
    assert process.share.limit(delivers=True) == 10


@pytest.mark.parametrize("limit", [30, 1_000])
@pytest.mark.parametrize("living", range(2, 12))
def test_all_parts_together_are_never_more_than_the_limit(limit: int, living: int) -> None:
    for delivering in range(living + 1):
        process = Process(limit)
        idle = living - delivering
        parts = 0
        if delivering:
            others = Others(living=living - 1, delivering=delivering - 1)
            parts += delivering * process.delivers(others)
        process.others = Others(living=living - 1, delivering=delivering)
        parts += idle * process.share.limit(delivers=False)
        assert 0 < parts <= limit


def test_who_was_lost_with_a_chunk_takes_nothing_from_it_twice() -> None:
    # Its process no longer counts as living while its chunk still counts as held.
    assert Process().delivers(Others(living=1, delivering=3)) == LIMIT // 4
    process = Process(2)
    assert process.delivers(Others(living=1, delivering=3)) == 1  # not nobody
