"""The order of answers: chats side by side, each chat's own one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from structlog.testing import capture_logs
from telegram import Chat, Message, Update

from bot.inbox.update_order import PerChat
from digests.store.bots.inbox import NO_CONVERSATION
from tests.support.town import DEADLINE


def update(number: int, chat_id: int = 7) -> Update:
    chat = Chat(chat_id, Chat.PRIVATE)
    return Update(number, Message(number, datetime.now(UTC), chat, text="/today"))


async def run(
    order: PerChat,
    number: int,
    chat_id: int,
    answer: Callable[[], Awaitable[None]],
    *,
    may_begin: Callable[[], bool] = lambda: True,
) -> bool:
    return await order.run(update(number, chat_id), chat_id, answer, may_begin=may_begin)


async def test_a_chat_is_answered_in_its_order_and_holds_up_no_other() -> None:
    order, done = PerChat(), []
    first, second = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        await first.wait()
        done.append("slow")

    def quick(name: str) -> Callable[[], Awaitable[None]]:
        async def answer() -> None:
            await asyncio.sleep(0)
            done.append(name)
            second.set()

        return answer

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(run(order, 1, 7, slow))
        await asyncio.sleep(0)
        tasks.create_task(run(order, 2, 7, quick("same chat")))
        tasks.create_task(run(order, 3, 8, quick("other chat")))
        await second.wait()
        assert done == ["other chat"]
        first.set()
    assert done == ["other chat", "slow", "same chat"]


async def test_what_belongs_to_no_chat_waits_for_nobody() -> None:
    order, done = PerChat(), []
    first = asyncio.Event()

    async def slow() -> None:
        await first.wait()
        done.append("slow")

    async def quick() -> None:
        await asyncio.sleep(0)
        done.append("quick")
        first.set()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(run(order, 1, NO_CONVERSATION, slow))
        await asyncio.sleep(0)
        tasks.create_task(run(order, 2, NO_CONVERSATION, quick))
    assert done == ["quick", "slow"]


async def test_what_waits_for_its_chat_takes_nobodys_place() -> None:
    order, done = PerChat(places=2), []
    first = asyncio.Event()

    async def flood() -> None:
        await first.wait()

    async def other() -> None:
        await asyncio.sleep(0)
        done.append("other")
        first.set()

    async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as tasks:
        for number in range(100):
            tasks.create_task(run(order, number, 7, flood))
        await asyncio.sleep(0)
        assert order.waiting == 99
        tasks.create_task(run(order, 101, 8, other))
    assert done == ["other"]
    assert order.waiting == 0


async def test_no_more_run_at_once_than_there_are_places() -> None:
    order, running = PerChat(places=2), []
    most = 0

    async def work() -> None:
        nonlocal most
        running.append(1)
        most = max(most, len(running))
        await asyncio.sleep(0)
        running.pop()

    async with asyncio.TaskGroup() as tasks:
        for number in range(1, 9):
            tasks.create_task(run(order, number, number, work))
    assert most == 2


async def test_who_sends_more_than_can_wait_is_told_once_and_the_rest_is_logged() -> None:
    order, told, done = PerChat(), [], []
    first = asyncio.Event()

    def work(number: int) -> Callable[[], Awaitable[None]]:
        async def answer() -> None:
            await first.wait()
            done.append(number)

        return answer

    async def tell(flooding: Update) -> bool:
        await asyncio.sleep(0)
        told.append(flooding.update_id)
        return flooding.update_id != 101  # which is not said to the bot

    order.on_flood = tell
    with capture_logs() as logs:
        async with asyncio.TaskGroup() as tasks:
            runs = [tasks.create_task(run(order, number, 7, work(number))) for number in range(104)]
            await asyncio.sleep(0)
            first.set()
    assert told == [101, 102]
    assert done == list(range(101))
    assert all(one.result() for one in runs)
    assert [one["update"] for one in logs] == [101, 102, 103]
    assert {one["log_level"] for one in logs} == {"info"}


async def test_an_update_that_is_given_up_while_it_waits_is_counted_no_more() -> None:
    order, first = PerChat(), asyncio.Event()

    async def work() -> None:
        await first.wait()

    running = asyncio.create_task(run(order, 1, 7, work))
    waiting = asyncio.create_task(run(order, 2, 7, work))
    await asyncio.sleep(0)
    assert order.waiting == 1
    waiting.cancel()
    await asyncio.wait([waiting])
    assert order.waiting == 0
    first.set()
    assert await running


async def test_what_may_not_begin_is_let_go_and_what_has_begun_ends() -> None:
    order, done = PerChat(), []
    first = asyncio.Event()

    async def work() -> None:
        await first.wait()
        done.append(1)

    may_begin = iter([True, False, False, True, False]).__next__
    runs = [
        asyncio.create_task(run(order, number, 7, work, may_begin=may_begin)) for number in range(5)
    ]
    await asyncio.sleep(0)
    first.set()
    assert await asyncio.gather(*runs) == [True, False, False, True, False]
    assert (done, order.waiting) == ([1, 1], 0)
