"""What happens to the chats themselves: the bot joins or is removed, groups get a new id."""

from __future__ import annotations

import structlog
from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot.handlers import subscriptions
from bot.handlers.request import KINDS, Context, Request
from bot.views.welcome import group_message
from digests.model import ChatKind, PauseReason

log = structlog.get_logger()

_IN = frozenset({ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER})
_OUT = frozenset({ChatMember.LEFT, ChatMember.BANNED})


async def membership(update: Update, context: Context) -> None:
    """The bot was let in, thrown out, blocked or unblocked (Bot API, `my_chat_member`)."""
    change = update.my_chat_member
    if change is None:
        return
    audience = context.bot_data.audience
    kind = KINDS[change.chat.type]
    if change.new_chat_member.status in _OUT:
        reason = PauseReason.BLOCKED if kind is ChatKind.PRIVATE else PauseReason.KICKED
        paused = await audience.lose_chat(change.chat.id, reason)
        log.info("chat_paused", reason=reason, subscriptions=paused)
    elif change.new_chat_member.status in _IN and kind is not ChatKind.PRIVATE:
        resumed = await audience.regain_chat(change.chat.id)
        log.info("chat_resumed", subscriptions=resumed)
        came = change.old_chat_member.status not in _IN
        if came:
            await _greet(update, context, resumed=bool(resumed))


async def _greet(update: Update, context: Context, *, resumed: bool) -> None:
    """Say hello to a group, with a button for its administrators unless the digest comes anyway.

    In a channel nothing is said: whoever brought the bot into it has its settings in private.
    """
    request = await Request.of(update, context)
    if request is None:
        return
    if request.chat.type == ChatType.CHANNEL:
        await subscriptions.offer_channel(request)
    else:
        await request.send([group_message(request.translator, subscribed=resumed)])


async def migrated(update: Update, context: Context) -> None:
    """A group became a supergroup: its subscription moves to the new id."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        audience = context.bot_data.audience
        await audience.move_chat(message.chat_id, message.migrate_to_chat_id)
        log.info("chat_migrated")
