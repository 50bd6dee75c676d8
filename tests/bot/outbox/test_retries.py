"""Which failures are tried again."""

from __future__ import annotations

import pytest

from bot.outbox.retries import Retries
from digests.delivery.outcomes import Gone, Held, Moved, Outcome, Refused, Unknown, Unreached
from digests.model import PauseReason


def pauses(outcome: Outcome | None, *, repeatable: bool = False) -> list[float]:
    """The pauses before each further try, where every one fails alike."""
    retries, found = Retries(repeatable=repeatable), []
    while (pause := retries.pause(outcome)) is not None:
        found.append(pause)
    return found


def test_what_was_never_sent_is_tried_again_with_growing_pauses() -> None:
    assert pauses(Unreached("no connection")) == [0.5, 1.0, 2.0, 4.0]


def test_what_may_have_arrived_goes_again_once() -> None:
    assert pauses(Unknown("502")) == [1.0]


def test_what_must_never_arrive_twice_goes_again_only_where_it_surely_did_not_arrive() -> None:
    retries = Retries(never_arrive_twice=True)
    assert retries.pause(Unreached("no connection")) == 0.5
    assert retries.pause(Unknown("502")) is None


def test_what_only_looks_is_repeated_like_what_was_never_sent() -> None:
    assert pauses(Unknown("502"), repeatable=True) == [0.5, 1.0, 2.0, 4.0]


def test_what_was_held_goes_when_the_hold_is_over() -> None:
    assert pauses(Held(5.0)) == [0.0, 0.0]


@pytest.mark.parametrize(
    "outcome", [None, Refused("bad"), Gone(PauseReason.BLOCKED), Moved(-7)], ids=str
)
def test_what_another_try_would_not_mend_is_not_tried_again(outcome: Outcome | None) -> None:
    assert pauses(outcome) == []


def test_each_kind_has_its_own_tries() -> None:
    retries = Retries()
    tried = [retries.pause(one) for one in (Unreached(""), Unknown(""), Unreached(""), Unknown(""))]
    assert tried == [0.5, 1.0, 1.0, None]
