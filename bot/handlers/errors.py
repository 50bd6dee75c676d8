"""What happens when a handler fails: the log has the detail, the person a sentence."""

from __future__ import annotations

import contextlib
import logging
import secrets
from functools import partial
from typing import Any

import structlog
from telegram import Chat, Update
from telegram.constants import ChatType
from telegram.error import Conflict, Forbidden, InvalidToken, TelegramError
from telegram.ext import Application

from bot.botapi.addressed import topic_of
from bot.botapi.errors import is_query_too_old, outcome_of
from bot.botapi.requests import Target
from bot.handlers.floods import ask_in_private
from bot.handlers.request import Context, Services, translator_for
from bot.outbox.lanes import Lane
from bot.outbox.outbox import ChatFullError, NotOwnedError
from bot.views.alerts import apology, given_up_sentence
from bot.views.message import OutgoingMessage
from bot.views.rich_text import plain, to_html
from digests.delivery.outcomes import Gone, Moved, Refused
from digests.errors import StoreError

log = structlog.get_logger()

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


async def failed(update: object, context: Context) -> None:
    """Log a failure without anybody's words or name, and apologise in the chat it happened in."""
    error = context.error
    if isinstance(error, ChatFullError) and isinstance(update, Update):
        log.info("answer_dropped", update=update.update_id)
        await ask_in_private(error, update, context, await translator_for(update, context.bot_data))
        return
    if isinstance(error, NotOwnedError):
        log.info("answer_left_to_another", update=getattr(update, "update_id", None))
        return
    kind, failure_id = _kind_of(error), new_failure_id()
    log.log(
        kind,
        "handler_failed",
        id=failure_id,
        error=type(error).__name__,
        update=update.update_id if isinstance(update, Update) else None,
        exc_info=error if kind == logging.ERROR else None,
    )
    if kind == logging.ERROR:
        context.bot_data.report_failure(type(error).__name__, failure_id)
    if not isinstance(update, Update) or kind == logging.INFO or _is_out_of_reach(error):
        return
    with contextlib.suppress(TelegramError, NotOwnedError):
        await _apologise(update, context, failure_id)


def new_failure_id() -> str:
    """What a failure is called in the log and to people, such as `E-7K3Q`; without look-alikes."""
    return "E-" + "".join(secrets.choice(_SIGNS) for _ in range(4))


async def say_given_up(
    application: Application[Any, Context, Any, Any, Services, Any], update: Update
) -> None:
    """Say below what somebody sent that it ended the bot each time, and is left unhandled.

    A press is answered in the chat as well: its own answer comes too late by then. What nobody
    wrote or pressed, and what is asked from another chat, has no place for it.
    """
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    if chat is None or message is None:
        return
    services = application.bot_data
    said = given_up_sentence(await translator_for(update, services))
    with contextlib.suppress(TelegramError):
        if update.callback_query:
            answer = partial(update.callback_query.answer, said, show_alert=True)
            await services.client.answer_query(answer)
    only_for = user.id if user and chat.type in {ChatType.GROUP, ChatType.SUPERGROUP} else None
    target = Target(chat.id, topic_of(message), message.message_id, only_for)
    with contextlib.suppress(TelegramError):
        await services.client.send(target, OutgoingMessage(text=to_html(plain(said))), Lane.ANSWER)


def _kind_of(error: Exception | None) -> int:
    """How loud a failure is: of every day, of the surroundings, or a fault of the bot's.

    Every day somebody blocks the bot, or takes its rights away, before it has answered.
    """
    if isinstance(error, StoreError | InvalidToken | Conflict):
        return logging.WARNING  # told to the editors, or ends the process where it lasts
    if not isinstance(error, TelegramError):
        return logging.ERROR
    if is_query_too_old(error):
        return logging.INFO
    match outcome_of(error):
        case Gone() | Moved():
            return logging.INFO
        case Refused():
            return logging.ERROR
    return logging.WARNING


def _is_out_of_reach(error: Exception | None) -> bool:
    """Whether an apology would fail as well."""
    return isinstance(error, Forbidden)


async def _apologise(update: Update, context: Context, failure_id: str) -> None:
    chat = update.effective_chat
    if chat is None:
        return
    translator = await translator_for(update, context.bot_data)
    said = apology(translator, context.error, failure_id)
    if update.callback_query:
        answer = partial(update.callback_query.answer, said, show_alert=True)
        await context.bot_data.client.answer_query(answer)
        return
    target = Target(chat.id, topic_of(update.effective_message), _replied_to(update, chat))
    message = OutgoingMessage(text=to_html(plain(said)))
    await context.bot_data.client.send(target, message, Lane.ANSWER)


def _replied_to(update: Update, chat: Chat) -> int | None:
    message = update.effective_message
    if message is None or chat.type == ChatType.PRIVATE:
        return None
    return message.message_id
