"""What happens when a handler fails: the log has the detail, the person a sentence."""

from __future__ import annotations

import contextlib

import structlog
from telegram import Update
from telegram.error import Forbidden, NetworkError, TelegramError

from bot.context import Ask, Context
from digests.errors import StoreBusyError

log = structlog.get_logger()


async def failed(update: object, context: Context) -> None:
    """Log a failure without anybody's words or name, and apologise in the chat it happened in."""
    error = context.error
    log.error(
        "handler_failed",
        error=type(error).__name__,
        update=update.update_id if isinstance(update, Update) else None,
        exc_info=error,
    )
    if not isinstance(update, Update) or isinstance(error, Forbidden | NetworkError):
        return
    with contextlib.suppress(TelegramError, StoreBusyError):
        await _apologise(update, context, busy=isinstance(error, StoreBusyError))


async def _apologise(update: Update, context: Context, *, busy: bool) -> None:
    ask = await Ask.of(update, context)
    if ask is None:
        return
    said = (
        ask.speech.t("I am very busy just now. Please try again in a moment.")
        if busy
        else ask.speech.t("Something went wrong here. Nothing is lost; please try again.")
    )
    if ask.query:
        await ask.query.answer(said, show_alert=True)
    else:
        await ask.say(said)
