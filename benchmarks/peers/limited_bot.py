"""A bot as python-telegram-bot's own rate limiter makes it: answers `/item`, broadcasts meanwhile.

The broadcast begins with `/broadcast`, sent by anybody, and goes to the chats of the task, thirty
at a time, so that the limiter always has a few to choose from.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, Application, CommandHandler, ContextTypes

from benchmarks.peers.measure import Task

Context = ContextTypes.DEFAULT_TYPE


def main() -> None:
    """Poll until ended by a signal."""
    logging.disable()  # it logs every refusal with its traceback
    task = Task(**json.loads(Path(sys.argv[1]).read_text("utf-8")))
    application: Application[Any, Any, Any, Any, Any, Any] = (
        Application.builder()
        .token(task.token)
        .base_url(f"{task.url}/bot")
        .rate_limiter(AIORateLimiter(overall_max_rate=task.rate, max_retries=3))
        .concurrent_updates(True)
        .build()
    )

    async def item(update: Update, _context: Context) -> None:
        if update.effective_chat:
            await application.bot.send_message(
                update.effective_chat.id,
                task.text,
                parse_mode="HTML",
                reply_markup=task.markup,
            )

    async def broadcast(_update: Update, _context: Context) -> None:
        async def send(chat: int) -> None:
            with contextlib.suppress(TelegramError):  # refused more often than it tries again
                await application.bot.send_message(
                    chat,
                    task.text,
                    parse_mode="HTML",
                    reply_markup=task.markup,
                )

        sending = asyncio.create_task(task.spread(send))
        application.bot_data["sending"] = sending

    application.add_handler(CommandHandler("item", item))
    application.add_handler(CommandHandler("broadcast", broadcast))
    application.run_polling()


if __name__ == "__main__":
    main()
