"""aiogram_broadcaster, which keeps no record unless it is given a storage."""

from __future__ import annotations

from aiogram import Bot  # type: ignore[import-not-found]  # only in .venv-peers
from aiogram.client.session.aiohttp import AiohttpSession  # type: ignore[import-not-found]  # same
from aiogram.client.telegram import TelegramAPIServer  # type: ignore[import-not-found]  # same
from aiogram.types import InlineKeyboardMarkup  # type: ignore[import-not-found]  # same
from aiogram_broadcaster import Broadcaster  # type: ignore[import-not-found]  # same
from aiogram_broadcaster.contents import TextContent  # type: ignore[import-not-found]  # same

from benchmarks.peers.measure import Meter, Task, perform


async def work(task: Task, meter: Meter) -> None:
    """Let a mailer send; it sends to one chat after the other."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(task.url))
    async with Bot(task.token, session=session) as bot:
        markup = InlineKeyboardMarkup.model_validate(task.markup)
        content = TextContent(text=task.text, parse_mode="HTML", reply_markup=markup)
        mailer = await Broadcaster(bot).create_mailer(chats=task.chats, content=content)
        with meter:
            await mailer.start()


if __name__ == "__main__":
    perform(work)
