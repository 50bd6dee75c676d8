"""What somebody is told who asks for more than Telegram lets the bot answer."""

from __future__ import annotations

import contextlib
from typing import Any

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import Application

from bot.botapi.addressed import addressed_text, topic_of
from bot.botapi.requests import Target
from bot.handlers.request import Context, Services, translator_for
from bot.i18n.translator import Translator
from bot.outbox.lanes import Lane
from bot.outbox.outbox import ChatFullError
from bot.views.alerts import ask_in_private_sentence, too_many_sentence
from bot.views.deep_links import deep_link
from bot.views.message import OutgoingMessage
from bot.views.rich_text import plain, to_html


async def say_too_many(
    application: Application[Any, Context, Any, Any, Services, Any], update: Update
) -> bool:
    """Say that too many updates of a chat wait already; False if nobody turned to the bot.

    In a group of which it is an administrator it hears what people say to one another. There
    whoever asked is told alone, where that can be had.
    """
    message, user, chat = update.effective_message, update.effective_user, update.effective_chat
    if chat is None or message is None or not (update.callback_query or _is_for_bot(message)):
        return False
    translator = await translator_for(update, application.bot_data)
    only_for = user.id if user and chat.type in {ChatType.GROUP, ChatType.SUPERGROUP} else None
    await _notify(application.bot_data, update, too_many_sentence(translator), only_for)
    return True


def _is_for_bot(message: Message) -> bool:
    """Whether something was said to the bot, and not to others in a group."""
    is_private = message.chat.type == ChatType.PRIVATE
    is_command = bool(message.parse_entities([MessageEntity.BOT_COMMAND]))
    return is_private or is_command or bool(addressed_text(message))


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


async def _notify(
    services: Services, update: Update, said: str, only_for: int | None = None
) -> None:
    chat = update.effective_chat
    if chat is None:
        return
    target = Target(chat.id, topic_of(update.effective_message), only_for=only_for)
    message = OutgoingMessage(text=to_html(plain(said)))
    with contextlib.suppress(TelegramError):
        await services.client.send(target, message, Lane.NOTICE)
