"""The limit of each chat: bursts to people, so many a minute to groups."""

from __future__ import annotations

import pytest

from bot.outbox.chat_limits import GROUP_COUNT, PERSON_BURST, ChatLimits, NoChatLimits

PERSON, GROUP = 7, -7


def leaving(chat_limits: ChatLimits, chat_id: int, count: int, *, spare: int = 0) -> list[float]:
    """When so many messages leave that all want to leave at once."""
    now, times = 100.0, []
    for _ in range(count):
        now += chat_limits.wait(chat_id, now, spare=spare)
        chat_limits.take(chat_id, now)
        times.append(now - 100.0)
    return times


def test_a_person_gets_a_burst_and_then_one_a_second() -> None:
    assert leaving(ChatLimits(), PERSON, PERSON_BURST + 3) == [0, 0, 0, 0, 0, 1, 2, 3]


def test_a_person_who_rested_gets_a_burst_again_and_no_more() -> None:
    chat_limits = ChatLimits()
    leaving(chat_limits, PERSON, PERSON_BURST)
    for _ in range(PERSON_BURST):
        assert chat_limits.wait(PERSON, 200.0) == 0
        chat_limits.take(PERSON, 200.0)
    assert chat_limits.wait(PERSON, 200.0) == 1.0


def test_no_minute_of_a_group_has_more_than_twenty() -> None:
    times = leaving(ChatLimits(), GROUP, 65)
    assert times[GROUP_COUNT - 1] == 0
    assert all(
        later - earlier > 60 for earlier, later in zip(times, times[GROUP_COUNT:], strict=False)
    )


def test_a_groups_last_place_can_be_spared() -> None:
    chat_limits = ChatLimits()
    assert leaving(chat_limits, GROUP, GROUP_COUNT - 1, spare=1)[-1] == 0
    assert chat_limits.wait(GROUP, 100.0, spare=1) > 60
    assert chat_limits.wait(GROUP, 100.0, spare=0) == 0


def test_one_chats_pace_is_nobody_elses() -> None:
    chat_limits = ChatLimits()
    leaving(chat_limits, GROUP, GROUP_COUNT)
    leaving(chat_limits, PERSON, PERSON_BURST)
    assert chat_limits.wait(PERSON + 1, 100.0) == chat_limits.wait(GROUP - 1, 100.0) == 0


@pytest.mark.parametrize("chat_id", [PERSON, GROUP])
def test_where_there_are_no_paces_nobody_waits(chat_id: int) -> None:
    assert leaving(NoChatLimits(), chat_id, 100)[-1] == 0


def test_chats_that_have_rested_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.outbox.chat_limits._MOST_KEPT", 3)
    chat_limits = ChatLimits()
    chat_limits.take(PERSON, 100.0)
    leaving(chat_limits, GROUP, GROUP_COUNT)
    chat_limits.take(PERSON + 1, 100.0)
    chat_limits.take(PERSON + 2, 150.0)
    assert list(chat_limits._kept) == [GROUP, PERSON + 2]
    assert chat_limits.wait(GROUP, 150.0) > 10
