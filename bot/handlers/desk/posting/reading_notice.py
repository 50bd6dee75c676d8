"""What an editor sees while something is read that takes long: a sign, then a message."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from telegram.error import TelegramError

from bot.botapi.requests import Target
from bot.handlers.request import Request
from bot.outbox.lanes import Lane
from bot.views.message import OutgoingMessage
from bot.views.rich_text import plain, to_html

_QUICK = 2.0
"""Seconds within which nobody asks whether anything happens."""
_SIGN_LASTS = 4.0
"""Seconds after which Telegram stops showing that the bot is writing (Bot API, sendChatAction)."""


@dataclass(slots=True)
class ReadingNotice:
    """The message that says that something is read, for another to take its place; if any."""

    card: tuple[int, ...] = ()


@asynccontextmanager
async def reading_notice(request: Request, name: str) -> AsyncIterator[ReadingNotice]:
    """Say that a file is read, where that is not quick; whatever fails deletes what was said."""
    notice, done = ReadingNotice(), asyncio.Event()
    telling = asyncio.create_task(_tell(request, name, notice, done))
    try:
        yield notice
    except BaseException:
        done.set()
        await telling
        await _take_back(request, notice)
        raise
    done.set()
    await telling


async def _tell(request: Request, name: str, notice: ReadingNotice, done: asyncio.Event) -> None:
    if await _is_done(done, _QUICK):
        return
    with contextlib.suppress(TelegramError):  # what is read is worth more than the notice of it
        notice.card = (await request.services.client.send(*_said(request, name), Lane.ANSWER),)
        while not await _is_done(done, _SIGN_LASTS):
            await request.chat.send_action("typing")


async def _is_done(done: asyncio.Event, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            return await done.wait()
    except TimeoutError:
        return False


def _said(request: Request, name: str) -> tuple[Target, OutgoingMessage]:
    said = request.translator.gettext("⏳ Reading {name} …", name=name)
    return Target(request.chat.id, request.topic), OutgoingMessage(text=to_html(plain(said)))


async def _take_back(request: Request, notice: ReadingNotice) -> None:
    for message_id in notice.card:
        with contextlib.suppress(TelegramError):
            await request.services.client.delete(Target(request.chat.id), message_id, Lane.ANSWER)
