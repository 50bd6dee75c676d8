"""What somebody is told who asks for more than Telegram lets the bot answer."""

from __future__ import annotations

import contextlib
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application

from bot.botapi.requests import Target
from bot.handlers.request import Context, Services, topic_of, translator_for
from bot.i18n.translator import Translator
from bot.outbox.lanes import Lane
from bot.outbox.outbox import ChatFullError
from bot.views.alerts import ask_in_private_sentence, too_many_sentence
from bot.views.deep_links import deep_link
from bot.views.message import OutgoingMessage
from bot.views.rich_text import plain, to_html


async def say_too_many(
    application: Application[Any, Context, Any, Any, Services, Any], update: Update
) -> None:
    """Say once that too many updates of a chat wait already."""
    translator = await translator_for(update, application.bot_data)
    await _notify(application.bot_data, update, too_many_sentence(translator))


async def ask_in_private(
    error: ChatFullError, update: Update, context: Context, translator: Translator
) -> None:
    """Tell a group that is at its limit where to go on, and whoever presses there each time."""
    said = ask_in_private_sentence(translator, deep_link(context.bot.username, None))
    query = update.callback_query
    if query:
        await context.bot_data.client.answer_query(lambda: query.answer(said, show_alert=True))
    if error.is_first:
        await _notify(context.bot_data, update, said)


async def _notify(services: Services, update: Update, said: str) -> None:
    chat = update.effective_chat
    if chat is None:
        return
    target = Target(chat.id, topic_of(update.effective_message))
    message = OutgoingMessage(text=to_html(plain(said)))
    with contextlib.suppress(TelegramError):
        await services.client.send(target, message, Lane.NOTICE)
