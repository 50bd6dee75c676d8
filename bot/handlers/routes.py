"""Which handler answers which update: the only place where handlers are registered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.handlers import broadcasts, browsing, drafts, errors, groups, inline, search, subscriptions
from bot.handlers.commands import command_handlers
from bot.handlers.guards import Handler, admins_only, answering, deciders_only
from bot.handlers.paste_buffer import Pasteboard, looks_like_a_digest
from bot.handlers.request import Ask, Context
from bot.views.callbacks import Act, pattern
from digests.text import references

PRESSES: Mapping[Act, Handler] = MappingProxyType(
    {
        Act.ITEM: browsing.press_item,
        Act.TURN: browsing.press_turn,
        Act.EDITION: browsing.press_edition,
        Act.SOURCES: browsing.press_sources,
        Act.DAY: search.press_day,
        Act.FOUND: search.press_found,
        Act.ARCHIVE: browsing.archive,
        Act.SUBSCRIBE: deciders_only(subscriptions.subscribe),
        Act.UNSUBSCRIBE: deciders_only(subscriptions.unsubscribe),
        Act.SETTINGS: deciders_only(subscriptions.press_settings),
        Act.LANGUAGES: deciders_only(subscriptions.press_offer),
        Act.LANGUAGE: deciders_only(subscriptions.press_language),
        Act.HOURS: deciders_only(subscriptions.press_offer),
        Act.HOUR: deciders_only(subscriptions.press_hour),
        Act.ZONES: deciders_only(subscriptions.press_offer),
        Act.ZONE: deciders_only(subscriptions.press_zone),
        Act.FORMS: deciders_only(subscriptions.press_offer),
        Act.FORM: deciders_only(subscriptions.press_form),
        Act.READ: deciders_only(subscriptions.press_read),
        Act.UNREAD: deciders_only(subscriptions.press_unread),
        Act.FORGET: deciders_only(subscriptions.press_forget),
        Act.PREVIEW: admins_only(drafts.press_preview),
        Act.SHOW: admins_only(drafts.press_show),
        Act.PUBLISH: admins_only(drafts.press_publish),
        Act.CONFIRM: admins_only(drafts.press_confirm),
        Act.SCHEDULE: admins_only(drafts.press_schedule),
        Act.AT: admins_only(drafts.press_at),
        Act.REPLACE: admins_only(drafts.press_replace),
        Act.DISCARD: admins_only(drafts.press_discard),
        Act.HURRY: admins_only(broadcasts.press_broadcast),
        Act.PAUSE: admins_only(broadcasts.press_broadcast),
        Act.RESUME: admins_only(broadcasts.press_broadcast),
        Act.CANCEL: admins_only(broadcasts.press_broadcast),
        Act.RESEND: admins_only(broadcasts.press_broadcast),
        Act.TRUST: admins_only(broadcasts.press_broadcast),
        Act.RETRY: admins_only(broadcasts.press_broadcast),
        Act.RECALL: admins_only(drafts.press_recall),
        Act.RECALL_NOW: admins_only(drafts.press_recall_now),
    }
)

_NEW = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST
# What was chosen of a bot's offers is nothing that a person typed to this one.
_TYPED = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND & ~filters.VIA_BOT
_POSTED = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & filters.Document.ALL


class _Number(filters.MessageFilter):
    """A message that is nothing but an item's number."""

    def filter(self, message: Any) -> bool:
        return references.item_number(message.text or "") is not None


def register(
    application: Application[Any, Context, Any, Any, Any, Any], pasteboard: Pasteboard
) -> None:
    """Register every handler; an update goes to the first one that takes it."""
    application.add_handlers([*command_handlers(), *_presses(), *_messages(pasteboard), *_chats()])
    application.add_handler(InlineQueryHandler(inline.answer))
    application.add_error_handler(errors.failed)


def _presses() -> Iterable[CallbackQueryHandler[Context, None]]:
    for act, handler in PRESSES.items():
        yield CallbackQueryHandler(answering(handler), pattern(act))
    yield CallbackQueryHandler(answering(browsing.press_unknown))


def _messages(pasteboard: Pasteboard) -> Iterable[MessageHandler[Context, None]]:
    yield MessageHandler(_POSTED, answering(drafts.document))
    yield MessageHandler(_TYPED & _Number(), answering(browsing.number))
    private = _TYPED & filters.ChatType.PRIVATE
    # Pasting waits for more of the text, so it must not hold up the chat's next update.
    yield MessageHandler(private, answering(_typed(pasteboard)), block=False)
    commands = _NEW & filters.COMMAND & filters.ChatType.PRIVATE
    yield MessageHandler(commands, answering(browsing.unknown_command))


def _typed(pasteboard: Pasteboard) -> Handler:
    """Talk in a private chat: an answer to a question, a pasted digest, a day, or none of them."""

    async def typed(ask: Ask) -> None:
        if ask.message is None:
            return
        if ask.is_admin:
            if await drafts.typed_moment(ask):
                return
            if looks_like_a_digest(ask.message) or pasteboard.is_open(ask.chat.id):
                text = await pasteboard.whole(ask.message)
                if text is not None:
                    await drafts.pasted(ask, text)
                return
        await browsing.talk(ask)

    return typed


def _chats() -> Iterable[ChatMemberHandler[Context, None] | MessageHandler[Context, None]]:
    yield ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER)
    yield MessageHandler(filters.StatusUpdate.MIGRATE, groups.migrated)


ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
"""The kinds of update that any handler takes; Telegram sends no others."""
