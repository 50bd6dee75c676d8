"""The order of answers: chats side by side, each chat's own one by one."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from telegram import Chat, Message, Update

from bot.botapi.update_order import PerChat


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
