"""python-telegram-broadcast, which makes a bot and its connections anew for every message."""

from __future__ import annotations

from functools import partial

import telegram
from python_telegram_broadcast import (  # type: ignore[import-not-found]  # only in .venv-peers
    BroadcastMethodType,
    BroadcastStrategyType,
    handle_broadcast,
)

from benchmarks.peers.measure import Meter, Task, perform


async def work(task: Task, meter: Meter) -> None:
    """Let its sequential strategy send; it knows no keyboards and no other server."""
    ours = partial(telegram.Bot, base_url=f"{task.url}/bot")
    telegram.Bot = ours  # type: ignore[misc,assignment]  # it asks for no address
    with meter:
        await handle_broadcast(
            [(chat, "") for chat in task.chats],
            task.token,
            BroadcastMethodType.TEXT,
            BroadcastStrategyType.ASYNCIO_SEQUENTIAL,
            task.text,
            "",
        )


if __name__ == "__main__":
    perform(work)
