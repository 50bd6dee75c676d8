"""The order of answers: chats side by side, each chat's own one by one."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs
from telegram import Chat, Message, Update

from bot.inbox.update_order import PerChat


def update(number: int, chat_id: int) -> Update:
    chat = Chat(chat_id, Chat.PRIVATE)
    return Update(number, Message(number, datetime.now(UTC), chat, text="/today"))


async def test_a_chat_is_answered_in_its_order_and_holds_up_no_other() -> None:
    processor, done = PerChat(), []
    first, second = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        await first.wait()
        done.append("slow")

    async def quick(name: str) -> None:
        done.append(name)
        second.set()

    async with processor, asyncio.TaskGroup() as tasks:
        tasks.create_task(processor.process_update(update(1, 7), slow()))
        await asyncio.sleep(0)
        tasks.create_task(processor.process_update(update(2, 7), quick("same chat")))
        tasks.create_task(processor.process_update(update(3, 8), quick("other chat")))
        await second.wait()
        assert done == ["other chat"]
        first.set()
    assert done == ["other chat", "slow", "same chat"]


async def test_what_belongs_to_no_chat_waits_for_nobody() -> None:
    processor, done = PerChat(), []

    async def mark() -> None:
        done.append(1)

    async with processor:
        await processor.process_update(object(), mark())
    assert done == [1]


async def test_what_waits_for_its_chat_takes_nobodys_place() -> None:
    processor, done = PerChat(places=2), []
    first = asyncio.Event()

    async def flood() -> None:
        await first.wait()

    async def other() -> None:
        done.append("other")
        first.set()

    async with processor, asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        for number in range(100):
            tasks.create_task(processor.process_update(update(number, 7), flood()))
        await asyncio.sleep(0)
        assert processor.waiting == 99
        tasks.create_task(processor.process_update(update(101, 8), other()))
    assert done == ["other"]
    assert processor.waiting == 0


async def test_no_more_run_at_once_than_there_are_places() -> None:
    processor, running = PerChat(places=2), []
    most = 0

    async def work(number: int) -> None:
        nonlocal most
        running.append(number)
        most = max(most, len(running))
        await asyncio.sleep(0)
        running.remove(number)

    async with processor, asyncio.TaskGroup() as tasks:
        for number in range(1, 9):
            tasks.create_task(processor.process_update(update(number, number), work(number)))
    assert most == 2


async def test_who_sends_more_than_can_wait_is_told_once_and_the_rest_is_logged() -> None:
    processor, told, done = PerChat(), [], []
    first = asyncio.Event()

    async def work(number: int) -> None:
        await first.wait()
        done.append(number)

    async def tell(flooding: Update) -> None:
        told.append(flooding.update_id)

    processor.on_flood = tell
    with capture_logs() as logs:
        async with processor, asyncio.TaskGroup() as tasks:
            for number in range(104):
                tasks.create_task(processor.process_update(update(number, 7), work(number)))
            await asyncio.sleep(0)
            first.set()
    assert told == [101]
    assert done == list(range(101))
    assert [one["update"] for one in logs] == [101, 102, 103]
    assert {one["log_level"] for one in logs} == {"info"}


async def test_an_update_that_is_given_up_while_it_waits_is_counted_no_more() -> None:
    processor, first = PerChat(), asyncio.Event()

    async def work() -> None:
        await first.wait()

    async with processor:
        running = asyncio.create_task(processor.process_update(update(1, 7), work()))
        given_up = work()
        waiting = asyncio.create_task(processor.process_update(update(2, 7), given_up))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert processor.waiting == 0
        given_up.close()
        first.set()
        await running


async def test_when_the_bot_is_to_stop_what_has_not_begun_is_given_up_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.inbox.update_order._GRACE", 0.01)
    processor, done, first = PerChat(), [], asyncio.Event()

    async def work(number: int) -> None:
        await first.wait()
        done.append(number)

    with capture_logs() as logs:
        async with processor, asyncio.TaskGroup() as tasks:
            for number in range(5):
                tasks.create_task(processor.process_update(update(number, 7), work(number)))
            processor.close()
            await asyncio.sleep(0.02)
            first.set()
    assert done == [0]
    assert [(one["event"], one["count"]) for one in logs] == [("updates_given_up", 4)]
