"""How python-telegram-bot calls a handler, and what is told to whom may not have it called."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec

from telegram import CallbackQuery, Update

from bot.handlers.desk.audit import note_done
from bot.handlers.permissions import (
    BY_ROLE,
    Role,
    Rule,
    changes_something,
    elsewhere,
    for_all,
    has_own_entry,
    only_reads,
    rule_against,
)
from bot.handlers.request import Context, Request, Services, Toast, translator_for
from bot.views.deep_links import deep_link, personal_link
from bot.views.welcome import alone_message

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
            if update.callback_query:
                await _say_out_of_date(update, update.callback_query, context)
            return
        toast = await handler(request) or Toast("")
        if request.query:
            await _answer(request.query, toast, request.services)

    return answer


async def _answer(query: CallbackQuery, toast: Toast, services: Services) -> None:
    """Answer a press; where that comes too late, what was done is done all the same."""
    await services.client.answer_query(
        lambda: query.answer(toast.text or None, toast.alert or None, toast.url)
    )


async def _say_out_of_date(update: Update, query: CallbackQuery, context: Context) -> None:
    """Answer a press on what was sent through inline mode: no chat of ours."""
    translator = await translator_for(update, context.bot_data)
    said = translator.gettext("This button is out of date. /help lists what I can do.")
    await _answer(query, Toast(said), context.bot_data)


def permitted(role: Role, handler: Guarded[P], *, action: str = "") -> Guarded[P]:
    """Let only those through whose business it is where they ask; others are told why not.

    What editors changed by it is in the audit, under the name of the action.
    """

    async def checked(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> Toast | None:
        forbidding = await rule_against(request, role)
        if forbidding is None:
            kind = type(request.callback) if request.callback else None
            meant = replace(request, only_reads=only_reads(role, kind))
            toast = await handler(meant, *args, **kwargs)
            is_refused = toast is not None and toast.alert
            is_noted = has_own_entry(kind) and not is_refused
            if action and changes_something(role, kind) and not is_noted:
                await note_done(request, action, toast)
            return toast
        refusal = _refusal(request, forbidding)
        if request.query is None and forbidding is Rule.ALONE:
            link = personal_link(request.bot.username, action, request.chat.id, request.topic)
            await request.send_to_asker(alone_message(request.translator, link))
        elif request.query is None:
            await request.say_to_asker(refusal.text)
        return refusal

    return checked


def _refusal(request: Request, rule: Rule) -> Toast:
    if rule in {Rule.IN_PRIVATE, Rule.ALONE}:
        return Toast("", url=deep_link(request.bot.username, request.callback))
    if rule in BY_ROLE:
        return _refusal_by_role(request, rule)
    if request.channel:
        return Toast(
            request.translator.gettext(
                "Only the admins of that channel can change what it receives."
            )
        )
    return Toast(
        request.translator.gettext("In a group, only its admins can change what it receives.")
    )


def _refusal_by_role(request: Request, rule: Rule) -> Toast:
    if rule is Rule.OF_THEIR_PAPER:
        return Toast(elsewhere(request), alert=True)
    if rule is Rule.EDITORS_OF_ALL and request.is_editor:
        return Toast(for_all(request), alert=True)
    if rule is Rule.OWNERS and request.is_owner:
        return Toast(request.translator.gettext("Please ask me that in our private chat."))
    if rule is Rule.OWNERS:
        return Toast(request.translator.gettext("Only the owners of this bot can do that."))
    return Toast(request.translator.gettext("Only the editors of this bot can do that."))
