"""Which handler answers which button: the only place where presses are registered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeVar

from bot.handlers import browsing, search, subscriptions
from bot.handlers.desk import broadcasts, drafts
from bot.handlers.guards import permitted
from bot.handlers.permissions import Role
from bot.handlers.request import Request, Toast
from bot.views import callbacks
from bot.views.callbacks import Callback

C = TypeVar("C", bound=Callback)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A kind of button, whose business it is, and who answers it."""

    kind: type[Callback]
    role: Role
    handler: Callable[[Request, Any], Awaitable[Toast | None]]


@dataclass(frozen=True, slots=True)
class _Binding:
    """A kind of button and who answers it."""

    kind: type[Callback]
    handler: Callable[[Request, Any], Awaitable[Toast | None]]


def _of(kind: type[C], handler: Callable[[Request, C], Awaitable[Toast | None]]) -> _Binding:
    """Bind a handler to the kind of button that it is written for."""
    return _Binding(kind, handler)


_READERS = (
    _of(callbacks.OpenItem, browsing.press_item),
    _of(callbacks.TurnToItem, browsing.press_turn),
    _of(callbacks.OpenEdition, browsing.press_edition),
    _of(callbacks.ListSources, browsing.press_sources),
    _of(callbacks.OpenArchive, browsing.press_archive),
    _of(callbacks.TurnArchive, browsing.press_turn_archive),
    _of(callbacks.OpenHit, browsing.press_item),
    _of(callbacks.OpenItemOfDay, search.press_item_of_day),
    _of(callbacks.TurnSearch, search.press_turn),
    _of(callbacks.TurnLongSearch, search.press_turn_long),
)
_DECIDERS = (
    _of(callbacks.Subscribe, subscriptions.press_subscribe),
    _of(callbacks.Unsubscribe, subscriptions.press_unsubscribe),
    _of(callbacks.ShowSettings, subscriptions.press_settings),
    _of(callbacks.OfferLanguages, subscriptions.press_languages),
    _of(callbacks.SetLanguage, subscriptions.press_language),
    _of(callbacks.OfferHours, subscriptions.press_hours),
    _of(callbacks.SetMinute, subscriptions.press_minute),
    _of(callbacks.OfferZones, subscriptions.press_zones),
    _of(callbacks.SetZone, subscriptions.press_zone),
    _of(callbacks.OfferForms, subscriptions.press_forms),
    _of(callbacks.SetForm, subscriptions.press_form),
    _of(callbacks.AcceptRichForm, subscriptions.press_accept_rich),
    _of(callbacks.DeclineRichForm, subscriptions.press_decline_rich),
    _of(callbacks.ForgetChat, subscriptions.press_forget),
)
_EDITORS = (
    _of(callbacks.ShowPreview, drafts.press_preview),
    _of(callbacks.ShowAsReader, drafts.press_show),
    _of(callbacks.PublishDraft, drafts.press_publish),
    _of(callbacks.PublishAnyway, drafts.press_confirm),
    _of(callbacks.AskMoment, drafts.press_schedule),
    _of(callbacks.PublishAt, drafts.press_at),
    _of(callbacks.ReplaceEdition, drafts.press_replace),
    _of(callbacks.DiscardDraft, drafts.press_discard),
    _of(callbacks.AskRecall, drafts.press_recall),
    _of(callbacks.RecallEdition, drafts.press_recall_now),
    _of(callbacks.SendNow, broadcasts.press_steer),
    _of(callbacks.PauseBroadcast, broadcasts.press_steer),
    _of(callbacks.ResumeBroadcast, broadcasts.press_steer),
    _of(callbacks.CancelBroadcast, broadcasts.press_steer),
    _of(callbacks.ResendUnknown, broadcasts.press_steer),
    _of(callbacks.AssumeDelivered, broadcasts.press_steer),
    _of(callbacks.RetryRefused, broadcasts.press_steer),
    _of(callbacks.RetryMissed, broadcasts.press_steer),
)


def _routes(role: Role, bindings: Iterable[_Binding]) -> dict[type[Callback], Route]:
    return {
        one.kind: Route(kind=one.kind, role=role, handler=permitted(role, one.handler))
        for one in bindings
    }


ROUTES: Mapping[type[Callback], Route] = MappingProxyType(
    _routes(Role.READER, _READERS)
    | _routes(Role.DECIDER, _DECIDERS)
    | _routes(Role.EDITOR, _EDITORS)
)


async def press(request: Request) -> Toast | None:
    """Answer a press on a button that is ours and that the message carries.

    A modified app sends any data for any message. Where the message can't be seen, because it is
    old or was sent through inline mode, only what reads is done.
    """
    route = ROUTES[type(request.callback)] if request.callback else None
    if route is None or not _carried(request, route.role):
        return Toast(
            request.translator.gettext("This button is out of date. /help lists what I can do.")
        )
    return await route.handler(request, request.callback)


def _carried(request: Request, role: Role) -> bool:
    if request.message is None:
        return role is Role.READER
    markup = request.message.reply_markup
    keys = chain.from_iterable(markup.inline_keyboard) if markup else ()
    data = request.query.data if request.query else None
    return any(key.callback_data == data for key in keys)
