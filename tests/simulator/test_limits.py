"""The standing limits on the pace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import World
from simulator.protocol.limits import Limits, Window
from simulator.protocol.wire import RefusalError


def take(limits: Limits, chat: int, now: float, *, group: bool = False, paid: bool = False) -> bool:
    """Whether one more message goes through."""
    try:
        limits.check_pauses("sendMessage", chat, now)
        limits.take(chat, now, count=1, group=group, paid=paid)
    except RefusalError:
        return False
    return True


def test_thirty_go_in_a_second_and_the_next_must_wait() -> None:
    limits = Limits()
    assert sum(take(limits, chat, 100 + chat / 100) for chat in range(40)) == 30
    assert not take(limits, 99, 101.2), "the pause runs a whole second"
    assert take(limits, 99, 101.4)


def test_a_thousand_go_for_stars() -> None:
    limits = Limits()
    assert sum(take(limits, chat, 100, paid=True) for chat in range(1100)) == 1000


def test_a_chat_takes_a_burst_and_then_one_a_second() -> None:
    limits = Limits(burst=3)
    assert [take(limits, 1, 100.0) for _ in range(4)] == [True, True, True, False]
    assert take(limits, 2, 100.0), "another chat is not concerned"
    assert not take(limits, 1, 100.9)
    assert take(limits, 1, 101.0)


def test_a_group_takes_twenty_a_minute() -> None:
    limits = Limits()
    moments = [100 + n for n in range(25)]
    assert sum(take(limits, -1, moment, group=True) for moment in moments) == 20
    assert not take(limits, -1, 159.9, group=True)
    assert take(limits, -1, 160.0, group=True)


def test_the_answer_says_how_long_to_wait() -> None:
    limits = Limits()
    for n in range(20):
        limits.take(-1, 100 + n, count=1, group=True, paid=False)
    with pytest.raises(RefusalError) as caught:
        limits.take(-1, 130, count=1, group=True, paid=False)
    assert caught.value.parameters == {"retry_after": 30}
    assert caught.value.description == "Too Many Requests: retry after 30"


def test_a_request_that_was_under_way_is_forgiven_a_later_one_is_not() -> None:
    limits = Limits(grace=0.5)
    limits.pause(10, 100.0)
    assert not take(limits, 1, 100.4)
    assert limits.violations == []
    assert not take(limits, 1, 105.0)
    assert limits.violations[0].detail == "5.00 seconds too early"
    assert take(limits, 1, 110.0)


@given(st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_no_second_ever_holds_more_than_thirty(gaps: list[float]) -> None:
    limits, now, sent = Limits(), 0.0, []
    for chat, gap in enumerate(gaps):
        now += gap / 100
        if take(limits, chat, now):
            sent.append(now)
    for moment in sent:
        assert sum(moment - 1 < other <= moment for other in sent) <= 30


def test_a_window_tells_when_there_is_room_again() -> None:
    window = Window(10.0)
    window.moments.extend([1.0, 2.0, 3.0])
    assert window.count(10.5) == 3
    assert window.wait(10.5, 3) == pytest.approx(0.5)
    assert window.count(11.5) == 2


async def test_a_bot_that_is_too_fast_is_told_so_over_http(world: World) -> None:
    world.cloud.limits.burst = 2
    person = world.person("Bob")
    world.say(person, "/start")
    limits = world.cloud.limits
    now = world.cloud.clock.now()
    assert [take(limits, person.id, now) for _ in range(3)] == [True, True, False]
    world.advance(-60)
    assert take(limits, person.id, world.cloud.clock.now()), "a clock turned back forgets"
