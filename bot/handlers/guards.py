"""Who may have a request carried out, and how python-telegram-bot calls a handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Concatenate, ParamSpec

from telegram import Update

from bot.handlers.request import Context, Request, Toast

P = ParamSpec("P")

Handler = Callable[[Request], Awaitable[Toast | None]]
"""Answers a request."""
Guarded = Callable[Concatenate[Request, P], Awaitable[Toast | None]]
"""A handler, or one that is given more than the request: a press also what the button carried."""
UpdateHandler = Callable[[Update, Context], Coroutine[Any, Any, None]]
"""What python-telegram-bot calls."""


def answering(handler: Handler) -> UpdateHandler:
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


def editors_only(handler: Guarded[P]) -> Guarded[P]:
    """Let only editors through; what others press or send has no effect."""

    async def checked(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> Toast | None:
        if request.is_editor:
            return await handler(request, *args, **kwargs)
        refusal = request.translator.gettext("Only the editors of this bot can do that.")
        if request.query is None:
            await request.say(refusal)
        return Toast(refusal)

    return checked


def deciders_only(handler: Guarded[P]) -> Guarded[P]:
    """Let only those through who may decide what the chat receives."""

    async def checked(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> Toast | None:
        if await request.may_decide():
            return await handler(request, *args, **kwargs)
        refusal = request.translator.gettext(
            "In a group, only its admins can change what it receives."
        )
        if request.query is None:
            await request.say(refusal)
        return Toast(refusal)

    return checked
