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
from bot.handlers.guards import Handler, answering, deciders_only, editors_only
from bot.handlers.paste_buffer import PasteBuffer, looks_like_a_digest
from bot.handlers.request import Context, Request
from bot.views.callbacks import Action, pattern
from digests.text import references

CALLBACK_HANDLERS: Mapping[Action, Handler] = MappingProxyType(
    {
        Action.ITEM: browsing.press_item,
        Action.TURN: browsing.press_turn,
        Action.EDITION: browsing.press_edition,
        Action.SOURCES: browsing.press_sources,
        Action.DAY: search.press_day,
        Action.FOUND: search.press_found,
        Action.ARCHIVE: browsing.archive,
        Action.SUBSCRIBE: deciders_only(subscriptions.subscribe),
        Action.UNSUBSCRIBE: deciders_only(subscriptions.unsubscribe),
        Action.SETTINGS: deciders_only(subscriptions.press_settings),
        Action.LANGUAGES: deciders_only(subscriptions.press_offer),
        Action.LANGUAGE: deciders_only(subscriptions.press_language),
        Action.HOURS: deciders_only(subscriptions.press_offer),
        Action.HOUR: deciders_only(subscriptions.press_hour),
        Action.ZONES: deciders_only(subscriptions.press_offer),
        Action.ZONE: deciders_only(subscriptions.press_zone),
        Action.FORMS: deciders_only(subscriptions.press_offer),
        Action.FORM: deciders_only(subscriptions.press_form),
        Action.READ: deciders_only(subscriptions.press_read),
        Action.UNREAD: deciders_only(subscriptions.press_unread),
        Action.FORGET: deciders_only(subscriptions.press_forget),
        Action.PREVIEW: editors_only(drafts.press_preview),
        Action.SHOW: editors_only(drafts.press_show),
        Action.PUBLISH: editors_only(drafts.press_publish),
        Action.CONFIRM: editors_only(drafts.press_confirm),
        Action.SCHEDULE: editors_only(drafts.press_schedule),
        Action.AT: editors_only(drafts.press_at),
        Action.REPLACE: editors_only(drafts.press_replace),
        Action.DISCARD: editors_only(drafts.press_discard),
        Action.SEND_NOW: editors_only(broadcasts.press_broadcast),
        Action.PAUSE: editors_only(broadcasts.press_broadcast),
        Action.RESUME: editors_only(broadcasts.press_broadcast),
        Action.CANCEL: editors_only(broadcasts.press_broadcast),
        Action.RESEND: editors_only(broadcasts.press_broadcast),
        Action.ASSUME_DELIVERED: editors_only(broadcasts.press_broadcast),
        Action.RETRY: editors_only(broadcasts.press_broadcast),
        Action.RECALL: editors_only(drafts.press_recall),
        Action.RECALL_NOW: editors_only(drafts.press_recall_now),
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
    application: Application[Any, Context, Any, Any, Any, Any], paste_buffer: PasteBuffer
) -> None:
    """Register every handler; an update goes to the first one that takes it."""
    application.add_handlers(
        [*command_handlers(), *_callback_handlers(), *_messages(paste_buffer), *_chats()]
    )
    application.add_handler(InlineQueryHandler(inline.answer))
    application.add_error_handler(errors.failed)


def _callback_handlers() -> Iterable[CallbackQueryHandler[Context, None]]:
    for action, handler in CALLBACK_HANDLERS.items():
        yield CallbackQueryHandler(answering(handler), pattern(action))
    yield CallbackQueryHandler(answering(browsing.press_unknown))


def _messages(paste_buffer: PasteBuffer) -> Iterable[MessageHandler[Context, None]]:
    yield MessageHandler(_POSTED, answering(drafts.document))
    yield MessageHandler(_TYPED & _Number(), answering(browsing.number))
    private = _TYPED & filters.ChatType.PRIVATE
    # Pasting waits for more of the text, so it must not hold up the chat's next update.
    yield MessageHandler(private, answering(_typed(paste_buffer)), block=False)
    commands = _NEW & filters.COMMAND & filters.ChatType.PRIVATE
    yield MessageHandler(commands, answering(browsing.unknown_command))


def _typed(paste_buffer: PasteBuffer) -> Handler:
    """Talk in a private chat: an answer to a question, a pasted digest, a day, or none of them."""

    async def typed(request: Request) -> None:
        if request.message is None:
            return
        if request.is_editor:
            if await drafts.typed_moment(request):
                return
            if looks_like_a_digest(request.message) or paste_buffer.is_open(request.chat.id):
                text = await paste_buffer.whole(request.message)
                if text is not None:
                    await drafts.pasted(request, text)
                return
        await browsing.talk(request)

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
