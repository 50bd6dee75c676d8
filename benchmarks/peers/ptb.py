"""python-telegram-bot as it comes, over httpx."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup
from telegram.ext import ApplicationBuilder

from benchmarks.peers.measure import Meter, Task, perform


async def work(task: Task, meter: Meter) -> None:
    """Send with `Bot.send_message`."""
    application = ApplicationBuilder().token(task.token).base_url(f"{task.url}/bot").build()
    async with application.bot as bot:
        markup = InlineKeyboardMarkup.de_json(task.markup, bot)
        with meter:
            await task.spread(
                lambda chat: bot.send_message(
                    chat, task.text, parse_mode="HTML", reply_markup=markup
                )
            )


if __name__ == "__main__":
    perform(work)
