"""Fair turns: whoever could go for the longest is next, and each chat in its order."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from bot.outbox.fair_queue import FairQueue


@dataclass
class Line:
    """A queue of words; `ready` says from when a chat may have a turn."""

    ready: dict[int, float] = field(default_factory=dict)
    queue: FairQueue[str] = field(init=False)

    def __post_init__(self) -> None:
        self.queue = FairQueue(lambda chat_id, _: self.ready.get(chat_id, 0.0))

    def turns(self, now: float) -> list[str]:
        """All that may go now, each done at once."""
        gone = []
        while self.queue.due() <= now:
            gone.append(self.queue.pop())
            self.queue.freed(int(gone[-1][0]), now)
        return gone


def test_chats_take_turns_and_each_is_in_its_order() -> None:
    line = Line()
    for word in ("1a", "1b", "1c", "2a", "3a", "3b"):
        line.queue.push(int(word[0]), word, 100.0)
    assert line.turns(100.0) == ["1a", "2a", "3a", "1b", "3b", "1c"]
    assert line.queue.due() == math.inf


def test_who_must_wait_is_passed_over_and_comes_as_soon_as_they_may() -> None:
    line = Line(ready={1: 105.0})
    line.queue.push(1, "1a", 100.0)
    line.queue.push(2, "2a", 101.0)
    assert line.turns(102.0) == ["2a"]
    assert line.queue.due() == 105.0
    line.queue.push(3, "3a", 106.0)
    assert line.turns(106.0) == ["1a", "3a"]


def test_a_chat_has_one_turn_at_a_time() -> None:
    line = Line()
    for word in ("1a", "1b"):
        line.queue.push(1, word, 100.0)
    assert line.queue.due() == 100.0
    assert line.queue.pop() == "1a"
    line.queue.push(1, "1c", 100.0)
    assert line.queue.due() == math.inf
    line.queue.freed(1, 103.0)
    assert line.turns(103.0) == ["1b", "1c"]


def test_what_is_tried_again_goes_before_the_rest_of_its_chat() -> None:
    line = Line()
    for word in ("1a", "1b"):
        line.queue.push(1, word, 100.0)
    line.queue.due()
    assert line.queue.pop() == "1a"
    line.queue.push(1, "1a", 101.0, first=True)
    line.queue.freed(1, 101.0)
    assert line.turns(101.0) == ["1a", "1b"]


def test_whoever_is_condemned_is_taken_out() -> None:
    line = Line()
    for word in ("1a", "2a", "1b", "3a"):
        line.queue.push(int(word[0]), word, 100.0)
    assert list(line.queue.clear(lambda chat_id: chat_id == 1)) == ["1a", "1b"]
    assert line.turns(100.0) == ["2a", "3a"]
