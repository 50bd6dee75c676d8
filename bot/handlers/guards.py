"""Who may have a request carried out, and how python-telegram-bot calls a handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update

from bot.handlers.request import Ask, Context, Toast

Handler = Callable[[Ask], Awaitable[Toast | None]]


Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


def answering(handler: Handler) -> Callback:
    """Make a handler one that python-telegram-bot calls; presses are always answered."""

    async def answer(update: Update, context: Context) -> None:
        ask = await Ask.of(update, context)
        if ask is None:
            return
        toast = await handler(ask)
        if ask.query:
            await ask.query.answer(toast.text if toast else None, toast.alert if toast else None)

    return answer


def admins_only(handler: Handler) -> Handler:
    """Let only admins through; what others press or send has no effect."""

    async def checked(ask: Ask) -> Toast | None:
        if ask.is_admin:
            return await handler(ask)
        refusal = ask.speech.t("Only the editors of this bot can do that.")
        if ask.query is None:
            await ask.say(refusal)
        return Toast(refusal)

    return checked


def deciders_only(handler: Handler) -> Handler:
    """Let only those through who may decide what the chat receives."""

    async def checked(ask: Ask) -> Toast | None:
        if await ask.may_decide():
            return await handler(ask)
        refusal = ask.speech.t("In a group, only its admins can change what it receives.")
        if ask.query is None:
            await ask.say(refusal)
        return Toast(refusal)

    return checked
