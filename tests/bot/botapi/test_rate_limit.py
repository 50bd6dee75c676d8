"""Lanes: answers at once and counted, and nobody while Telegram wants silence."""

from __future__ import annotations

import pytest
from telegram.error import RetryAfter

from bot.botapi.errors import seconds_of
from bot.botapi.rate_limit import Lane, RateLimiter


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

    def limiter(self) -> RateLimiter:
        return RateLimiter(now=lambda: self.now, sleep=self.sleep)


async def answer(limiter: RateLimiter, telegram: Telegram) -> bool:
    return await limiter.run(Lane.ANSWER, "sendMessage", telegram.request)


async def broadcast(limiter: RateLimiter, telegram: Telegram) -> bool:
    return await limiter.run(Lane.BROADCAST, "sendMessage", telegram.request)


async def test_an_answer_goes_out_at_once_and_is_counted() -> None:
    telegram, counted = Telegram(refusals=0), []
    limiter = telegram.limiter()
    limiter.count(lambda: counted.append(1))
    assert await answer(limiter, telegram)
    assert telegram.came == [100.0]
    assert counted == [1]


async def test_an_answer_is_counted_before_it_leaves() -> None:
    counted: list[int] = []

    async def request() -> bool:
        assert counted == [1]
        return True

    limiter = Telegram(refusals=0).limiter()
    limiter.count(lambda: counted.append(1))
    assert await limiter.run(Lane.ANSWER, "sendMessage", request)


async def test_no_request_comes_before_the_pause_that_telegram_ordered_is_over() -> None:
    telegram = Telegram(refusals=2)
    limiter = telegram.limiter()
    assert await answer(limiter, telegram)
    assert telegram.came == [100.0, 105.0, 110.0]
    assert await answer(limiter, telegram)
    assert telegram.came[-1] == 110.0


async def test_a_pause_holds_the_answers_to_everybody() -> None:
    telegram = Telegram(refusals=9)
    limiter = telegram.limiter()
    with pytest.raises(RetryAfter):
        await answer(limiter, telegram)
    assert telegram.came == [100.0, 105.0, 110.0]


async def test_a_pause_longer_than_anybody_waits_fails_the_answer() -> None:
    telegram = Telegram(refusals=1, seconds=3600)
    with pytest.raises(RetryAfter):
        await answer(telegram.limiter(), telegram)
    assert len(telegram.came) == 1


async def test_a_broadcast_is_not_counted() -> None:
    telegram, counted = Telegram(refusals=0), []
    limiter = telegram.limiter()
    limiter.count(lambda: counted.append(1))
    assert await broadcast(limiter, telegram)
    assert not counted


async def test_a_pause_that_began_before_may_be_too_long_as_well() -> None:
    telegram = Telegram(refusals=1, seconds=3600)
    limiter = telegram.limiter()
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await answer(limiter, telegram)
    assert telegram.came == [100.0]


async def test_a_broadcast_keeps_its_own_pace() -> None:
    telegram = Telegram(refusals=1)
    with pytest.raises(RetryAfter):
        await broadcast(telegram.limiter(), telegram)
    assert telegram.came == [100.0]


async def test_a_pause_that_a_broadcast_was_ordered_holds_the_answers_too() -> None:
    telegram = Telegram(refusals=1)
    limiter = telegram.limiter()
    with pytest.raises(RetryAfter):
        await broadcast(limiter, telegram)
    assert await answer(limiter, telegram)
    assert telegram.came == [100.0, 105.0]


async def test_a_pause_that_an_answer_was_ordered_refuses_the_broadcast_until_it_is_over() -> None:
    telegram = Telegram(refusals=1, seconds=3600)
    limiter = telegram.limiter()
    with pytest.raises(RetryAfter):
        await answer(limiter, telegram)
    telegram.now += 3590
    with pytest.raises(RetryAfter) as refused:
        await broadcast(limiter, telegram)
    assert seconds_of(refused.value) == 10.0
    telegram.now += 10
    assert await broadcast(limiter, telegram)
    assert telegram.came == [100.0, 3700.0]


async def test_a_pause_is_not_shortened_by_a_shorter_one_that_is_ordered_later() -> None:
    telegram = Telegram(refusals=0)
    limiter = telegram.limiter()

    async def short_after_long() -> bool:
        with pytest.raises(RetryAfter):
            await limiter.run(Lane.BROADCAST, "sendMessage", long)
        raise RetryAfter(5)

    async def long() -> bool:
        raise RetryAfter(50)

    with pytest.raises(RetryAfter):
        await limiter.run(Lane.BROADCAST, "sendMessage", short_after_long)
    assert await answer(limiter, telegram)
    assert telegram.came == [150.0]
