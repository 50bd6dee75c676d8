"""Where the bot can write: it joins, is removed, groups move, who was out of reach is back."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import structlog
from telegram import (
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import filters

from bot.botapi.addressed import topic_of
from bot.botapi.errors import judged
from bot.botapi.requests import Target
from bot.handlers import subscriptions
from bot.handlers.request import KINDS, Context, Request, Services
from bot.outbox.lanes import Lane
from bot.views.deep_links import with_links
from bot.views.message import OutgoingMessage
from bot.views.personal.personal_edition import personal_round_up
from bot.views.rhythm.round_up_message import backlog_message
from bot.views.welcome import group_message
from digests.audience import Regained
from digests.delivery.outcomes import Gone, Unknown
from digests.delivery.schedule import is_night
from digests.errors import StoreError
from digests.model import ChatKind, PauseReason, Subscriber, SubscriberState
from digests.values.round_up import RoundUp

log = structlog.get_logger()

_IN = frozenset({ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER})
_OUT = frozenset({ChatMember.LEFT, ChatMember.BANNED})

_OPENED = (
    filters.StatusUpdate.FORUM_TOPIC_REOPENED | filters.StatusUpdate.GENERAL_FORUM_TOPIC_UNHIDDEN
)


async def membership(update: Update, context: Context) -> None:
    """The bot was let in, thrown out, blocked, unblocked, or has other rights (my_chat_member)."""
    change = update.my_chat_member
    if change is None:
        return
    audience = context.bot_data.audience
    kind = KINDS[change.chat.type]
    if change.new_chat_member.status in _OUT:
        reason = PauseReason.BLOCKED if kind is ChatKind.PRIVATE else PauseReason.KICKED
        paused = await audience.lose_chat(change.chat.id, reason)
        log.info("chat_paused", reason=reason, subscriptions=paused)
        return
    regained: Sequence[Regained] = ()
    if _may_write(change.new_chat_member, kind):
        regained = await audience.regain_chat(
            change.chat.id, closed_topics=_may_write_anywhere(change.new_chat_member)
        )
    is_told = await _tell(context, regained)
    if change.old_chat_member.status in _OUT and change.new_chat_member.status in _IN:
        await _greet(update, context, resumed=bool(regained), is_told=is_told)


def _may_write(member: ChatMember, kind: ChatKind) -> bool:
    match member:
        case ChatMemberRestricted():
            return member.is_member and member.can_send_messages
        case ChatMemberAdministrator() if kind is ChatKind.CHANNEL:
            return bool(member.can_post_messages)
    return member.status in _IN


def _may_write_anywhere(member: ChatMember) -> bool:
    """Whether also into topics that are closed."""
    return isinstance(member, ChatMemberAdministrator) and bool(member.can_manage_topics)


async def _greet(update: Update, context: Context, *, resumed: bool, is_told: bool) -> None:
    """Say hello to a group, with a button for its administrators unless the digest comes anyway.

    A group that is told already that it comes again needs no more. In a channel nothing is said:
    whoever brought the bot into it has its settings in private.
    """
    request = await Request.of(update, context)
    if request is None:
        return
    kind = KINDS[request.chat.type]
    if kind is ChatKind.CHANNEL:
        await subscriptions.offer_channel(request)
    elif kind is ChatKind.GROUP and not is_told:
        await request.send([group_message(request.translator, subscribed=resumed)])


async def migrated(update: Update, context: Context) -> None:
    """A group became a supergroup: its subscription moves to the new id."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        audience = context.bot_data.audience
        await audience.move_chat(message.chat_id, message.migrate_to_chat_id)
        log.info("chat_migrated")
        await _tell(context, await audience.regain_chat(message.migrate_to_chat_id))


async def returned(update: Update, context: Context) -> None:
    """Whoever writes, presses or asks can be reached again; comes before what answers them."""
    place = _place_of(update)
    if place is None:
        return
    try:
        if _OPENED.check_update(update) or await _is_lost(update, context.bot_data, *place):
            await _tell(context, await context.bot_data.audience.regain(*place))
    except StoreError as error:  # whoever answers them says so
        log.warning("presence_not_noted", error=type(error).__name__)


def _place_of(update: Update) -> tuple[int, int | None] | None:
    """The chat and topic where an update shows that the bot is heard; None where it shows nothing.

    What Telegram itself tells of a chat (somebody left, a topic was closed) shows nothing.
    """
    chat, message, user = update.effective_chat, update.effective_message, update.effective_user
    if update.my_chat_member:
        return None
    if chat is None:
        return (user.id, None) if user else None
    if _OPENED.check_update(update) and message:
        return chat.id, message.message_thread_id
    if filters.StatusUpdate.ALL.check_update(update):
        return None
    return chat.id, topic_of(message)


async def _is_lost(update: Update, services: Services, chat_id: int, topic_id: int | None) -> bool:
    """Whether who is paused there shows that they are not out of reach.

    Inline mode is open to those who blocked the bot too; that they let it write again, Telegram
    tells by itself.
    """
    subscriber = await services.audience.find(chat_id, topic_id)
    if subscriber is None or subscriber.state is not SubscriberState.PAUSED:
        return False
    return update.effective_chat is not None or subscriber.pause_reason is not PauseReason.BLOCKED


async def _tell(context: Context, regained: Sequence[Regained]) -> bool:
    """Say in one message each what came out meanwhile; whether there was anything to say."""
    for one in regained:
        log.info("subscriber_regained", backlog=len(one.backlog))
        if one.backlog:
            await _tell_one(context, one)
    return any(one.backlog for one in regained)


async def _tell_one(context: Context, one: Regained) -> None:
    """Who can't be written to after all is paused as before, until another sign of life."""
    services, subscriber = context.bot_data, one.subscriber
    round_up = await services.audience.round_up(one.backlog)
    if round_up is None:
        return
    chosen = subscriber.preferences
    silent = chosen.silent or is_night(ZoneInfo(chosen.timezone), services.clock(), chosen)
    target = Target(subscriber.chat_id, subscriber.topic_id, silent=silent)
    try:
        message = await _index(context, subscriber, round_up)
        await services.client.send(target, message, Lane.ANSWER)
    except TelegramError as error:
        outcome = judged(error)
        log.info("backlog_not_told", error=type(error).__name__)
        if isinstance(outcome, Gone):
            await services.audience.lose_again(one, outcome.reason)
        elif not isinstance(outcome, Unknown):
            await services.audience.tell_later(one)


async def _index(context: Context, subscriber: Subscriber, round_up: RoundUp) -> OutgoingMessage:
    """What came out, in their language; what many read leads into the private chat."""
    services, username = context.bot_data, context.bot.username
    translator, chosen = services.translations.of(subscriber, None), subscriber.preferences
    if subscriber.kind is not ChatKind.PRIVATE:
        return with_links(backlog_message(translator, round_up, username, chosen), username)
    rules = services.reading_rules
    marks = [await rules.marks(subscriber.chat_id, one) for one in round_up.editions]
    seen = personal_round_up(translator, round_up, marks)
    return backlog_message(translator, seen, username, chosen)
