"""The outbox in virtual time, before a Telegram that keeps its limits strictly."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.botapi.errors import judged, seconds_of
from bot.botapi.transport import AnswerLostError, NotConnectedError
from bot.outbox.chat_limits import GROUP_COUNT
from bot.outbox.holds import ChatHeld
from bot.outbox.lanes import Lane
from bot.outbox.outbox import ChatFullError, Outbox
from digests.delivery.policy import DeliverySettings
from digests.delivery.share import Others, Share
from digests.delivery.throttle import Throttle
from simulator.protocol.limits import Limits
from simulator.protocol.wire import RefusalError
from tests.support.virtual_time import VirtualTime

LIMIT = 30
LATENCY = 0.02
GROUP = -5


@dataclass
class Telegram:
    """A Bot API with its standing limits; whatever is in `failures` of a chat comes first."""

    time: VirtualTime = field(default_factory=VirtualTime)
    limits: Limits = field(default_factory=Limits)
    failures: dict[int, list[Exception]] = field(default_factory=dict)
    came: list[tuple[float, int]] = field(default_factory=list)
    refused: int = 0
    outbox: Outbox = field(init=False)
    throttle: Throttle = field(init=False)
    others: Others = field(default_factory=Others)

    def __post_init__(self) -> None:
        self.outbox = Outbox(judged, now=self.time, sleep=self.time.sleep)
        share = Share(LIMIT, lambda: self.others, self.time)
        self.throttle = Throttle(
            DeliverySettings(limit=LIMIT),
            self.time,
            self.time.sleep,
            lambda: share.limit(delivers=False),
        )
        self.outbox.share(self.throttle)

    async def request(self, chat_id: int) -> int:
        await self.time.sleep(LATENCY)
        self.came.append((self.time(), chat_id))
        if left := self.failures.get(chat_id):
            raise left.pop(0)
        try:
            self.limits.check_pauses("sendMessage", chat_id, self.time())
            self.limits.take(chat_id, self.time(), count=1, group=chat_id < 0, paid=False)
        except RefusalError as refusal:
            self.refused += 1
            raise RetryAfter(int(str((refusal.parameters or {})["retry_after"]))) from None
        await self.time.sleep(LATENCY)
        return len(self.came)

    async def send(self, chat_id: int, lane: Lane = Lane.ANSWER) -> int:
        return await self.outbox.run(lane, chat_id, "sendMessage", lambda: self.request(chat_id))

    async def ask(self, chat_id: int, after: float = 0.0) -> float:
        """Send an answer so much later; how long it took."""
        await self.time.sleep(after)
        asked = self.time()
        await self.send(chat_id)
        return self.time() - asked

    def all(self, *asked: Any) -> list[Any]:
        """Await all of them, in virtual time."""

        async def together() -> list[Any]:
            return await self.time.run(asyncio.gather(*asked, return_exceptions=True))

        return asyncio.run(together())

    def most_in_a_second(self) -> int:
        moments = [moment for moment, _ in self.came]
        return max(sum(1 for one in moments if since <= one < since + 1) for since in moments)

    @property
    def chats(self) -> list[int]:
        return [chat_id for _, chat_id in self.came]


def times_of(telegram: Telegram, chat_id: int) -> list[float]:
    return [moment - 1000.0 for moment, chat in telegram.came if chat == chat_id]


def failures(results: Iterable[Any]) -> list[Any]:
    return [one for one in results if isinstance(one, BaseException)]


# --- limit and order --------------------------------------------------------------------------


def test_of_two_thousand_who_ask_at_once_each_is_answered_once_in_order_and_none_refused() -> None:
    telegram = Telegram()
    results = telegram.all(*(telegram.ask(chat) for chat in range(1, 2001)))
    assert not failures(results)
    assert telegram.chats == list(range(1, 2001))
    assert (telegram.refused, telegram.limits.violations) == (0, [])
    assert telegram.most_in_a_second() <= LIMIT
    assert max(results) < 2000 / LIMIT * 1.1


def test_several_processes_that_answer_at_once_keep_to_the_limit_together() -> None:
    first = Telegram(others=Others(living=2))
    processes = [
        first,
        *(
            Telegram(time=first.time, limits=first.limits, others=Others(living=2))
            for _ in range(2)
        ),
    ]
    asked = [processes[chat % 3].ask(chat) for chat in range(1, 301)]
    assert not failures(first.all(*asked))
    assert [telegram.refused for telegram in processes] == [0, 0, 0]
    assert first.time() - 1000.0 < 300 / LIMIT * 1.2


def test_who_asks_in_the_middle_waits_for_those_before_them_and_for_nobody_else() -> None:
    telegram = Telegram()
    early = [telegram.ask(chat) for chat in range(1, 601)]
    late = [telegram.ask(chat, after=6.0) for chat in range(1001, 1401)]
    results = telegram.all(*early, telegram.ask(9999, after=5.0), *late)
    assert not failures(results)
    assert telegram.chats.index(9999) == 600
    assert telegram.refused == 0


def test_who_floods_waits_alone() -> None:
    def others(*, flooded: bool) -> list[float]:
        telegram = Telegram()
        flood = [telegram.ask(7, after=n / 200) for n in range(4000 if flooded else 0)]
        asked = [telegram.ask(100 + n, after=n / 4) for n in range(80)]
        return telegram.all(*asked, *flood)[:80]

    alone, beside = others(flooded=False), others(flooded=True)
    assert max(flooded - quiet for quiet, flooded in zip(alone, beside, strict=True)) < 0.1


def test_one_persons_answers_keep_their_order_and_pace() -> None:
    telegram = Telegram()
    numbers = telegram.all(*(telegram.send(7) for _ in range(8)))
    assert numbers == sorted(numbers)
    assert times_of(telegram, 7)[-1] >= 3.0


def test_an_answer_leaves_at_once_where_there_is_room() -> None:
    telegram = Telegram()
    (took,) = telegram.all(telegram.ask(7))
    assert took == pytest.approx(2 * LATENCY)
    assert telegram.throttle.answers == 1


def test_broadcasts_give_way_to_answers_and_both_keep_to_the_limit() -> None:
    telegram = Telegram()

    async def broadcast(chat_id: int) -> None:
        acquired = await telegram.throttle.acquire(telegram.time())
        assert acquired is not None
        try:
            await telegram.send(chat_id, Lane.BROADCAST)
        finally:
            telegram.throttle.release(acquired)

    mailing = [broadcast(chat) for chat in range(1001, 1201)]
    results = telegram.all(*mailing, *(telegram.ask(chat, after=2.0) for chat in range(1, 61)))
    assert not failures(results)
    assert max(results[200:]) < 60 / LIMIT + 1.5
    assert telegram.most_in_a_second() <= LIMIT
    assert telegram.refused == 0


def test_who_stopped_waiting_takes_nobodys_turn() -> None:
    telegram = Telegram()

    async def scenario() -> None:
        hasty = [asyncio.create_task(telegram.ask(chat)) for chat in range(1, 91)]
        await telegram.time.pass_by(0.5)
        for one in hasty[30:]:
            one.cancel()
        took = await telegram.time.run(telegram.ask(99))
        assert took < 1.0
        assert telegram.chats == [*range(1, 31), 99]

    asyncio.run(scenario())


# --- holds -----------------------------------------------------------------------------------


def test_a_chat_that_is_held_for_an_hour_silences_nobody_else() -> None:
    telegram = Telegram(failures={GROUP: [RetryAfter(3600)]})
    held, *others = telegram.all(
        telegram.ask(GROUP), *(telegram.ask(chat, after=0.1) for chat in range(1, 20))
    )
    assert isinstance(held, ChatHeld)
    assert max(others) < 0.1
    assert isinstance(telegram.all(telegram.ask(GROUP))[0], ChatHeld)
    assert telegram.chats.count(GROUP) == 1


def test_a_short_hold_is_waited_out_and_no_call_comes_inside_it() -> None:
    telegram = Telegram(failures={7: [RetryAfter(5)]})
    took, later = telegram.all(telegram.ask(7), telegram.ask(7, after=1.0))
    assert 5.0 < took < 5.2
    assert later < 4.3
    assert len(telegram.came) == 3


def test_the_bot_is_held_when_two_chats_are_refused_at_once() -> None:
    telegram = Telegram(failures={7: [RetryAfter(5)], 8: [RetryAfter(5)]})
    results = telegram.all(telegram.ask(7), telegram.ask(8), telegram.ask(9, after=0.5))
    assert not failures(results)
    assert times_of(telegram, 9)[0] > 5.0
    assert telegram.outbox.holds == {"chat": 1, "bot": 1}


def test_answers_that_wait_are_told_when_the_hold_turns_out_too_long() -> None:
    telegram = Telegram(failures={7: [RetryAfter(3600)], 8: [RetryAfter(3600)]})
    asked = [telegram.ask(chat) for chat in range(7, 107)]
    results = telegram.all(*asked)
    assert len(failures(results)) >= 70
    assert all(isinstance(one, RetryAfter) for one in failures(results))
    assert telegram.time() < 1010


@pytest.mark.parametrize("lane", [Lane.ANSWER, Lane.BROADCAST])
def test_a_limit_of_the_bots_costs_one_more_refused_request(lane: Lane) -> None:
    telegram = Telegram()
    telegram.limits.pause(5, telegram.time())

    async def later(chat_id: int) -> None:
        await telegram.time.sleep(0.1)
        await telegram.send(chat_id, lane)

    telegram.all(telegram.send(7, lane), *(later(chat) for chat in range(101, 130)))
    assert telegram.refused == 2


@pytest.mark.parametrize("lane", [Lane.ANSWER, Lane.BROADCAST])
def test_a_limit_of_a_chats_delays_others_by_one_trip_at_most(lane: Lane) -> None:
    telegram = Telegram(failures={7: [RetryAfter(3600)]})

    async def later(chat_id: int) -> float:
        await telegram.time.sleep(0.1)
        await telegram.send(chat_id, lane)
        return telegram.time()

    _, *times = telegram.all(telegram.send(7, lane), *(later(chat) for chat in range(101, 125)))
    assert not failures(times)
    assert max(times) < 1000.1 + 5 * LATENCY


@pytest.mark.parametrize("lane", [Lane.ANSWER, Lane.BROADCAST])
def test_a_probe_that_does_not_come_back_holds_up_nobody_for_long(lane: Lane) -> None:
    telegram = Telegram(failures={7: [RetryAfter(3600)]})

    async def hanging() -> None:
        await telegram.time.sleep(30.0)

    async def probe() -> None:
        await telegram.time.sleep(0.1)
        await telegram.outbox.run(lane, 8, "sendMessage", hanging)

    async def later() -> float:
        await telegram.time.sleep(0.2)
        await telegram.send(9, lane)
        return telegram.time()

    *_, time = telegram.all(telegram.send(7, lane), probe(), later())
    assert time < 1001.3


def test_a_probe_that_says_nothing_of_limits_is_followed_by_another() -> None:
    telegram = Telegram(
        failures={
            7: [RetryAfter(3600)],
            8: [BadRequest("chat not found")],
            9: [AnswerLostError("")],
        }
    )
    _, *results = telegram.all(
        telegram.ask(7), *(telegram.ask(chat, after=0.1 * (chat - 7)) for chat in (8, 9, 10, 11))
    )
    assert [type(one) for one in results] == [BadRequest, float, float, float]


def test_a_broadcast_is_refused_inside_a_hold_and_told_whose_it_is() -> None:
    telegram = Telegram(failures={7: [RetryAfter(50)], 8: [RetryAfter(20)]})

    async def scenario() -> None:
        for _ in range(2):
            with pytest.raises(ChatHeld) as held:
                await telegram.time.run(telegram.send(7, Lane.BROADCAST))
            assert 49 < seconds_of(held.value) <= 50
        await telegram.time.run(telegram.send(9, Lane.BROADCAST))
        for chat in (8, 9):
            with pytest.raises(RetryAfter) as refused:
                await telegram.time.run(telegram.send(chat, Lane.BROADCAST))
            assert not isinstance(refused.value, ChatHeld)

    asyncio.run(scenario())
    assert telegram.chats == [7, 9, 8]


def test_a_broadcast_beyond_its_chats_pace_is_refused_and_nothing_is_sent() -> None:
    telegram = Telegram()
    results = telegram.all(*(telegram.send(7, Lane.BROADCAST) for _ in range(7)))
    assert [type(one) for one in failures(results)] == [ChatHeld] * 2
    assert len(telegram.came) == 5


def test_answers_and_broadcasts_share_a_chats_pace() -> None:
    telegram = Telegram()
    *_, took = telegram.all(
        *(telegram.send(7, Lane.BROADCAST) for _ in range(5)), telegram.ask(7, after=0.1)
    )
    assert took > 0.85


# --- groups ----------------------------------------------------------------------------------


def test_a_group_at_its_limit_is_told_once_a_minute_and_delays_nobody() -> None:
    telegram = Telegram()

    async def asking(number: float) -> str:
        await telegram.time.sleep(number)
        try:
            await telegram.send(GROUP)
        except ChatFullError as error:
            if error.is_first:
                await telegram.send(GROUP, Lane.NOTICE)
                return "told"
            return "dropped"
        return "answered"

    crowd = [asking(number / 10) for number in range(25)]
    *said, took = telegram.all(*crowd, telegram.ask(7, after=2.0))
    assert Counter(said) == {"answered": GROUP_COUNT - 1, "told": 1, "dropped": 5}
    assert took < 0.1
    assert telegram.refused == 0
    again = telegram.all(*(asking(70 + number / 10) for number in range(25)))
    assert Counter(again)["told"] == 1
    assert telegram.refused == 0


# --- failures --------------------------------------------------------------------------------

_UNKNOWN = [
    NetworkError("Internal Server Error (500)"),
    NetworkError("Bad Gateway (502)"),
    NetworkError("Gateway Timeout (504)"),
    AnswerLostError("connection cut: ServerDisconnectedError"),
    AnswerLostError("the answer is no JSON"),
]


@pytest.mark.parametrize("failure", [*_UNKNOWN, NotConnectedError("no connection")], ids=str)
def test_one_failure_is_no_silence(failure: TelegramError) -> None:
    telegram = Telegram(failures={7: [failure]})
    assert telegram.all(telegram.send(7)) == [2]


@pytest.mark.parametrize("failure", _UNKNOWN, ids=str)
def test_what_may_have_arrived_goes_twice_at_most(failure: TelegramError) -> None:
    telegram = Telegram(failures={7: [failure] * 5})
    assert failures(telegram.all(telegram.send(7))) == [failure]
    assert len(telegram.came) == 2


def test_what_never_left_is_tried_for_some_seconds() -> None:
    telegram = Telegram(failures={7: [NotConnectedError("no connection")] * 9})
    assert len(failures(telegram.all(telegram.send(7)))) == 1
    assert len(telegram.came) == 5
    assert [round(later - earlier, 1) for earlier, later in pairwise(times_of(telegram, 7))] == [
        0.5,
        1.0,
        2.0,
        4.0,
    ]


def test_retries_are_counted_by_what_became_of_the_try_before() -> None:
    kinds = [NotConnectedError("no connection")] * 2
    telegram = Telegram(failures={7: [*kinds, RetryAfter(5), _UNKNOWN[0]]})
    assert telegram.all(telegram.send(7)) == [5]
    assert telegram.outbox.retries == {"unreached": 2, "held": 1, "unsure": 1}


@pytest.mark.parametrize("failure", [BadRequest("chat not found"), Forbidden("blocked")], ids=str)
def test_what_was_refused_is_not_tried_again(failure: TelegramError) -> None:
    telegram = Telegram(failures={7: [failure]})
    assert failures(telegram.all(telegram.send(7))) == [failure]
    assert len(telegram.came) == 1


def test_a_broadcast_is_never_tried_again_here() -> None:
    telegram = Telegram(failures={7: [NetworkError("Bad Gateway (502)")]})
    assert len(failures(telegram.all(telegram.send(7, Lane.BROADCAST)))) == 1
    assert len(telegram.came) == 1


def test_while_an_answer_is_tried_again_nothing_of_its_chat_overtakes_it_and_others_go_on() -> None:
    telegram = Telegram(failures={7: [NotConnectedError("no connection")]})
    said: list[str] = []

    async def say(chat_id: int, word: str) -> None:
        await telegram.send(chat_id)
        said.append(word)

    telegram.all(say(7, "first"), say(7, "second"), say(8, "other"))
    assert said == ["other", "first", "second"]


# --- what says nothing in a chat -------------------------------------------------------------


async def look(telegram: Telegram) -> int:
    return await telegram.outbox.look("getFile", lambda: telegram.request(0))


@pytest.mark.parametrize("failure", [*_UNKNOWN, NotConnectedError(""), RetryAfter(5)], ids=str)
def test_a_look_is_repeated(failure: TelegramError) -> None:
    telegram = Telegram(failures={0: [failure, failure]})
    assert telegram.all(look(telegram)) == [3]


def test_a_look_that_would_have_to_wait_for_an_hour_fails() -> None:
    telegram = Telegram(failures={0: [RetryAfter(3600)]})
    assert len(failures(telegram.all(look(telegram)))) == 1


def test_a_look_waits_out_a_hold_of_the_bot() -> None:
    telegram = Telegram(failures={7: [RetryAfter(5)], 8: [RetryAfter(5)]})

    async def later() -> float:
        await telegram.time.sleep(0.5)
        await look(telegram)
        return telegram.time()

    *_, done = telegram.all(telegram.ask(7), telegram.ask(8), later())
    assert done > 1005


def test_a_look_is_not_counted_as_an_answer() -> None:
    telegram = Telegram()
    with contextlib.suppress(TelegramError):
        telegram.all(look(telegram))
    assert telegram.throttle.answers == 0
