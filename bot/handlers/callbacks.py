"""Which handler answers which button: the only place where presses are registered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from bot.handlers import browsing, search, subscriptions
from bot.handlers.desk import broadcasts, drafts
from bot.handlers.guards import deciders_only, editors_only
from bot.handlers.request import Request, Toast
from bot.views import callbacks
from bot.views.callbacks import Callback

C = TypeVar("C", bound=Callback)


@dataclass(frozen=True, slots=True)
class Route:
    """A kind of button and who answers it."""

    kind: type[Callback]
    handler: Callable[[Request, Any], Awaitable[Toast | None]]


def _of(kind: type[C], handler: Callable[[Request, C], Awaitable[Toast | None]]) -> Route:
    """Bind a handler to the kind of button that it is written for."""
    return Route(kind, handler)


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
    _of(callbacks.Subscribe, deciders_only(subscriptions.press_subscribe)),
    _of(callbacks.Unsubscribe, deciders_only(subscriptions.press_unsubscribe)),
    _of(callbacks.ShowSettings, deciders_only(subscriptions.press_settings)),
    _of(callbacks.OfferLanguages, deciders_only(subscriptions.press_languages)),
    _of(callbacks.SetLanguage, deciders_only(subscriptions.press_language)),
    _of(callbacks.OfferHours, deciders_only(subscriptions.press_hours)),
    _of(callbacks.SetMinute, deciders_only(subscriptions.press_minute)),
    _of(callbacks.OfferZones, deciders_only(subscriptions.press_zones)),
    _of(callbacks.SetZone, deciders_only(subscriptions.press_zone)),
    _of(callbacks.OfferForms, deciders_only(subscriptions.press_forms)),
    _of(callbacks.SetForm, deciders_only(subscriptions.press_form)),
    _of(callbacks.AcceptRichForm, deciders_only(subscriptions.press_accept_rich)),
    _of(callbacks.DeclineRichForm, deciders_only(subscriptions.press_decline_rich)),
    _of(callbacks.ForgetChat, deciders_only(subscriptions.press_forget)),
)
_EDITORS = (
    _of(callbacks.ShowPreview, editors_only(drafts.press_preview)),
    _of(callbacks.ShowAsReader, editors_only(drafts.press_show)),
    _of(callbacks.PublishDraft, editors_only(drafts.press_publish)),
    _of(callbacks.PublishAnyway, editors_only(drafts.press_confirm)),
    _of(callbacks.AskMoment, editors_only(drafts.press_schedule)),
    _of(callbacks.PublishAt, editors_only(drafts.press_at)),
    _of(callbacks.ReplaceEdition, editors_only(drafts.press_replace)),
    _of(callbacks.DiscardDraft, editors_only(drafts.press_discard)),
    _of(callbacks.AskRecall, editors_only(drafts.press_recall)),
    _of(callbacks.RecallEdition, editors_only(drafts.press_recall_now)),
    _of(callbacks.SendNow, editors_only(broadcasts.press_steer)),
    _of(callbacks.PauseBroadcast, editors_only(broadcasts.press_steer)),
    _of(callbacks.ResumeBroadcast, editors_only(broadcasts.press_steer)),
    _of(callbacks.CancelBroadcast, editors_only(broadcasts.press_steer)),
    _of(callbacks.ResendUnknown, editors_only(broadcasts.press_steer)),
    _of(callbacks.AssumeDelivered, editors_only(broadcasts.press_steer)),
    _of(callbacks.RetryRefused, editors_only(broadcasts.press_steer)),
)
ROUTES: Mapping[type[Callback], Route] = MappingProxyType(
    {route.kind: route for route in (*_READERS, *_DECIDERS, *_EDITORS)}
)


async def press(request: Request) -> Toast | None:
    """Answer a press; one of a button that is none of ours is told so."""
    if request.callback is None:
        return Toast(
            request.translator.gettext("This button is out of date. /help lists what I can do.")
        )
    return await ROUTES[type(request.callback)].handler(request, request.callback)
