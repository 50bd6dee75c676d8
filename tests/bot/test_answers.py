"""Answers: at once, counted, and silent while Telegram wants silence."""

from __future__ import annotations

from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.answers import Answers


class Telegram:
    """Refuses as many requests as it is told to, and remembers when each one came."""

    def __init__(self, refusals: int, seconds: int = 5) -> None:
        self.now = 100.0
        self.refusals = refusals
        self.seconds = seconds
        self.came: list[float] = []

    async def request(self) -> bool:
        self.came.append(self.now)
        if self.refusals:
            self.refusals -= 1
            raise RetryAfter(self.seconds)
        return True

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    def answers(self) -> Answers:
        return Answers(now=lambda: self.now, sleep=self.sleep)


async def ask(answers: Answers, telegram: Telegram, **data: Any) -> Any:
    return await answers.process_request(telegram.request, (), {}, "sendMessage", data, None)


async def test_an_answer_goes_out_at_once_and_is_counted() -> None:
    telegram, counted = Telegram(refusals=0), []
    answers = telegram.answers()
    answers.count(lambda: counted.append(1))
    assert await ask(answers, telegram, chat_id=1)
    assert telegram.came == [100.0]
    assert counted == [1]


async def test_no_request_comes_before_the_pause_that_telegram_ordered_is_over() -> None:
    telegram = Telegram(refusals=2)
    answers = telegram.answers()
    assert await ask(answers, telegram, chat_id=1)
    assert telegram.came == [100.0, 105.0, 110.0]
    assert await ask(answers, telegram, chat_id=2)
    assert telegram.came[-1] == 110.0


async def test_a_pause_holds_the_answers_to_everybody() -> None:
    telegram = Telegram(refusals=9)
    answers = telegram.answers()
    with pytest.raises(RetryAfter):
        await ask(answers, telegram, chat_id=1)
    assert telegram.came == [100.0, 105.0, 110.0]


async def test_a_pause_longer_than_anybody_waits_fails_the_answer() -> None:
    telegram = Telegram(refusals=1, seconds=3600)
    with pytest.raises(RetryAfter):
        await ask(telegram.answers(), telegram, chat_id=1)
    assert len(telegram.came) == 1


async def test_what_is_sent_to_no_chat_is_neither_held_nor_counted() -> None:
    telegram, counted = Telegram(refusals=0), []
    answers = telegram.answers()
    answers.count(lambda: counted.append(1))
    assert await ask(answers, telegram)
    assert not counted


async def test_a_broadcast_keeps_its_own_pace() -> None:
    telegram = Telegram(refusals=1)
    answers = telegram.answers()
    with pytest.raises(RetryAfter):
        await answers.process_request(
            telegram.request, (), {}, "sendMessage", {"chat_id": 1}, Answers.PACED
        )
    assert telegram.came == [100.0]
