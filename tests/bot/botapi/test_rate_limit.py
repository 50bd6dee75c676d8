"""Answers: at once, counted, and silent while Telegram wants silence."""

from __future__ import annotations

from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.botapi.errors import seconds_of
from bot.botapi.rate_limit import AnswerRateLimiter


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

    def answers(self) -> AnswerRateLimiter:
        return AnswerRateLimiter(now=lambda: self.now, sleep=self.sleep)


async def request(answers: AnswerRateLimiter, telegram: Telegram, **data: Any) -> Any:
    return await answers.process_request(telegram.request, (), {}, "sendMessage", data, None)


async def test_an_answer_goes_out_at_once_and_is_counted() -> None:
    telegram, counted = Telegram(refusals=0), []
    answers = telegram.answers()
    answers.count(lambda: counted.append(1))
    assert await request(answers, telegram, chat_id=1)
    assert telegram.came == [100.0]
    assert counted == [1]


async def test_an_answer_is_counted_before_it_leaves() -> None:
    counted: list[int] = []

    async def request() -> bool:
        assert counted == [1]
        return True

    answers = Telegram(refusals=0).answers()
    answers.count(lambda: counted.append(1))
    assert await answers.process_request(request, (), {}, "sendMessage", {"chat_id": 1}, None)


async def test_no_request_comes_before_the_pause_that_telegram_ordered_is_over() -> None:
    telegram = Telegram(refusals=2)
    answers = telegram.answers()
    assert await request(answers, telegram, chat_id=1)
    assert telegram.came == [100.0, 105.0, 110.0]
    assert await request(answers, telegram, chat_id=2)
    assert telegram.came[-1] == 110.0


async def test_a_pause_holds_the_answers_to_everybody() -> None:
    telegram = Telegram(refusals=9)
    answers = telegram.answers()
    with pytest.raises(RetryAfter):
        await request(answers, telegram, chat_id=1)
    assert telegram.came == [100.0, 105.0, 110.0]


async def test_a_pause_longer_than_anybody_waits_fails_the_answer() -> None:
    telegram = Telegram(refusals=1, seconds=3600)
    with pytest.raises(RetryAfter):
        await request(telegram.answers(), telegram, chat_id=1)
    assert len(telegram.came) == 1


async def test_what_is_sent_to_no_chat_is_neither_held_nor_counted() -> None:
    telegram, counted = Telegram(refusals=0), []
    answers = telegram.answers()
    answers.count(lambda: counted.append(1))
    assert await request(answers, telegram)
    assert not counted


async def test_a_pause_that_began_before_may_be_too_long_as_well() -> None:
    telegram = Telegram(refusals=1, seconds=3600)
    answers = telegram.answers()
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await request(answers, telegram, chat_id=1)
    assert telegram.came == [100.0]


async def send_paced(answers: AnswerRateLimiter, telegram: Telegram) -> Any:
    return await answers.process_request(
        telegram.request, (), {}, "sendMessage", {"chat_id": 1}, AnswerRateLimiter.PACED
    )


async def test_a_broadcast_keeps_its_own_pace() -> None:
    telegram = Telegram(refusals=1)
    with pytest.raises(RetryAfter):
        await send_paced(telegram.answers(), telegram)
    assert telegram.came == [100.0]


async def test_a_pause_that_a_broadcast_was_ordered_holds_the_answers_too() -> None:
    telegram = Telegram(refusals=1)
    answers = telegram.answers()
    with pytest.raises(RetryAfter):
        await send_paced(answers, telegram)
    assert await request(answers, telegram, chat_id=2)
    assert telegram.came == [100.0, 105.0]


async def test_a_pause_that_an_answer_was_ordered_refuses_the_broadcast_until_it_is_over() -> None:
    telegram = Telegram(refusals=1, seconds=3600)
    answers = telegram.answers()
    with pytest.raises(RetryAfter):
        await request(answers, telegram, chat_id=1)
    telegram.now += 3590
    with pytest.raises(RetryAfter) as refused:
        await send_paced(answers, telegram)
    assert seconds_of(refused.value) == 10.0
    telegram.now += 10
    assert await send_paced(answers, telegram)
    assert telegram.came == [100.0, 3700.0]


async def test_a_pause_is_not_shortened_by_a_shorter_one_that_is_ordered_later() -> None:
    telegram = Telegram(refusals=0)
    answers = telegram.answers()

    async def short_after_long() -> bool:
        with pytest.raises(RetryAfter):
            await answers.paced("sendMessage", long)
        raise RetryAfter(5)

    async def long() -> bool:
        raise RetryAfter(50)

    with pytest.raises(RetryAfter):
        await answers.paced("sendMessage", short_after_long)
    assert await request(answers, telegram, chat_id=2)
    assert telegram.came == [150.0]


@pytest.mark.parametrize(
    ("paid", "endpoint", "payable"),
    [
        (True, "sendMessage", True),
        (True, "sendPhoto", True),
        (True, "sendDocument", True),
        (True, "sendRichMessage", True),
        (True, "editMessageText", False),
        (True, "sendChatAction", False),
        (False, "sendMessage", False),
    ],
)
async def test_answers_go_beyond_the_free_allowance_where_that_is_paid_for(
    paid: bool, endpoint: str, payable: bool
) -> None:
    telegram = Telegram(refusals=0)
    data: dict[str, Any] = {"chat_id": 1}
    answers = AnswerRateLimiter(paid=paid)
    await answers.process_request(telegram.request, (), {}, endpoint, data, None)
    assert data.get("allow_paid_broadcast", False) is payable
