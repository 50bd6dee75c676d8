"""Whom a 429 concerns: its chat, and the bot only when others are refused too."""

from __future__ import annotations

import pytest
from telegram.error import RetryAfter

from bot.botapi.errors import seconds_of
from bot.outbox.holds import ChatHeld, Holds


def test_a_429_holds_its_chat_alone() -> None:
    holds = Holds()
    assert not holds.order(-5, 3600.0, 100.0)
    assert holds.chat_wait(-5, 700.0) == 3000.0
    assert holds.chat_wait(7, 100.0) == holds.bot_wait(100.0) == 0


def test_a_second_chat_that_is_refused_at_once_means_the_bot() -> None:
    holds = Holds()
    holds.order(-5, 3600.0, 100.0)
    assert holds.order(7, 5.0, 101.0)
    assert holds.bot_wait(102.0) == 4.0
    assert holds.bot_wait(106.0) == 0
    assert holds.chat_wait(-5, 106.0) == 3594.0


@pytest.mark.parametrize(
    ("chat_id", "at", "first"),
    [(-5, 101.0, 3600.0), (7, 104.0, 3600.0), (7, 102.0, 1.0)],
    ids=["the same chat again", "another much later", "another when the first is over"],
)
def test_other_refusals_mean_chats(chat_id: int, at: float, first: float) -> None:
    holds = Holds()
    holds.order(-5, first, 100.0)
    assert not holds.order(chat_id, 5.0, at)


def test_a_hold_is_not_shortened_by_a_shorter_one_that_is_ordered_later() -> None:
    holds = Holds()
    holds.order(7, 50.0, 100.0)
    holds.order(7, 5.0, 100.0)
    assert holds.chat_wait(7, 100.0) == 50.0


def test_neither_is_that_of_the_bot() -> None:
    holds = Holds()
    holds.order(7, 60.0, 100.0)
    holds.order(8, 50.0, 100.0)
    assert holds.order(9, 5.0, 101.0)
    assert holds.bot_wait(101.0) == 49.0


def test_a_hold_refuses_as_telegram_would_and_says_whose_it_is() -> None:
    holds = Holds()
    holds.order(7, 30.0, 100.0)
    holds.refuse(7, 100.0, patience=30.0)
    holds.refuse(8, 100.0)
    with pytest.raises(ChatHeld) as refused:
        holds.refuse(7, 110.0)
    assert seconds_of(refused.value) == 20.0
    holds.order(8, 5.0, 100.0)
    with pytest.raises(RetryAfter) as refused_all:
        holds.refuse(9, 101.0)
    assert not isinstance(refused_all.value, ChatHeld)
    assert seconds_of(refused_all.value) == 4.0


def test_holds_that_are_over_are_forgotten() -> None:
    holds = Holds()
    for chat_id in range(1, 100):
        holds.order(chat_id, 5.0, 100.0 * chat_id)
    assert len(holds._chats) == len(holds._refused) == 1
