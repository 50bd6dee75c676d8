"""Who may have a request carried out, and how python-telegram-bot calls a handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update

from bot.handlers.request import Context, Request, Toast

Handler = Callable[[Request], Awaitable[Toast | None]]
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


def answering(handler: Handler) -> Callback:
    """Make a handler one that python-telegram-bot calls; presses are always answered."""

    async def answer(update: Update, context: Context) -> None:
        request = await Request.of(update, context)
        if request is None:
            return
        toast = await handler(request)
        if request.query:
            await request.query.answer(
                toast.text if toast else None, toast.alert if toast else None
            )

    return answer


def editors_only(handler: Handler) -> Handler:
    """Let only editors through; what others press or send has no effect."""

    async def checked(request: Request) -> Toast | None:
        if request.is_editor:
            return await handler(request)
        refusal = request.translator.gettext("Only the editors of this bot can do that.")
        if request.query is None:
            await request.say(refusal)
        return Toast(refusal)

    return checked


def deciders_only(handler: Handler) -> Handler:
    """Let only those through who may decide what the chat receives."""

    async def checked(request: Request) -> Toast | None:
        if await request.may_decide():
            return await handler(request)
        refusal = request.translator.gettext(
            "In a group, only its admins can change what it receives."
        )
        if request.query is None:
            await request.say(refusal)
        return Toast(refusal)

    return checked
