"""Subscribing, which brings the latest edition at once, and unsubscribing."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from telegram.error import TelegramError

from bot.botapi.errors import is_unknown_method, judged
from bot.botapi.requests import Target
from bot.handlers.request import Request, Toast
from bot.handlers.rhythm import resume
from bot.outbox.lanes import Lane
from bot.views.deep_links import with_links
from bot.views.message import OutgoingMessage
from bot.views.welcome import Subscription, subscribed_message, unsubscribed_message
from digests.audience import Joined
from digests.delivery.model import FirstDelivery
from digests.delivery.outcomes import Unknown
from digests.delivery.schedule import next_instant
from digests.model import ChatKind, Edition, Form, Preferences


async def subscribe(request: Request) -> Toast:
    """Start the daily delivery to this chat, with the latest edition at once.

    But in a channel, where it would ring at everybody's: there it comes at its hour.
    """
    subscriber = await resume(request, await request.known())
    at_once = subscriber.kind is not ChatKind.CHANNEL
    joined = await request.services.audience.subscribe(subscriber, at_once=at_once)
    await request.send([_confirmation(request, joined)])
    if joined.latest and joined.first:
        await _bring(request, joined.latest, joined.first)
    return Toast("")


def _confirmation(request: Request, joined: Joined) -> OutgoingMessage:
    chosen = joined.subscriber.preferences
    subscription = Subscription(
        chosen=chosen,
        is_new=joined.is_new,
        comes_now=joined.first is not None,
        next_at=_next(request, chosen, joined.latest),
        can_choose=joined.subscriber.kind is not ChatKind.CHANNEL,
        is_guess=joined.is_new and request.is_private and chosen.timezone == request.guessed_zone,
    )
    return subscribed_message(request.translator, subscription, request.now)


def _next(request: Request, chosen: Preferences, latest: Edition | None) -> str:
    zone = ZoneInfo(chosen.timezone)
    after = latest.date if latest else None
    moment = next_instant(chosen.minute, zone, request.now, after=after, rhythm=chosen)
    return request.translator.at_next(moment, request.now, chosen.timezone)


async def _bring(request: Request, edition: Edition, first: FirstDelivery) -> None:
    """Send an edition as its broadcast would, ahead of any; each message is noted as it arrives.

    Where it can't arrive it may still come at their hour; where nobody knows, they have it.
    """
    form = request.preferences.form
    try:
        await _send_parts(request, edition, first, form)
    except TelegramError as error:
        if form is Form.RICH and is_unknown_method(error):
            await _send_parts(request, edition, first, Form.SUMMARIES)
            return
        if not isinstance(judged(error), Unknown):
            await request.services.audience.not_arrived(first)
        raise
    request.remember_shown(edition)


async def _send_parts(request: Request, edition: Edition, first: FirstDelivery, form: Form) -> None:
    services, target = request.services, Target(request.chat.id, request.topic)
    messages = await request.in_form(edition, form)
    for part, message in enumerate(messages):
        if part in first.arrived:
            continue
        message_id = await services.client.send(target, _for(request, message), Lane.ANSWER)
        is_more = part + 1 < len(messages)
        await services.audience.arrived(first, part, message_id, is_more=is_more)


def _for(request: Request, message: OutgoingMessage) -> OutgoingMessage:
    """As a broadcast shows it: what many read leads into the private chat."""
    return message if request.is_private else with_links(message, request.bot.username)


async def unsubscribe(request: Request) -> Toast:
    """End the daily delivery to this chat."""
    if not request.is_subscribed or request.subscriber is None:
        said = request.translator.gettext("No edition is delivered here.")
        await request.send([unsubscribed_message(request.translator, said)])
        return Toast("")
    await request.services.audience.unsubscribe(request.subscriber.id)
    said = request.translator.gettext("🔕 Unsubscribed. You can still read every edition here.")
    await request.send([unsubscribed_message(request.translator, said)])
    return Toast("")
