"""Which handler answers which update: the only place where handlers are registered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from telegram import Message, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.botapi.addressed import addressed_text, mention_in
from bot.handlers import errors, media, presence
from bot.handlers.callbacks import press, said
from bot.handlers.commands import command_handlers
from bot.handlers.desk import announcements, drafts, letters, replies
from bot.handlers.desk.posting.paste_buffer import PasteBuffer, is_cut_short, looks_like_a_digest
from bot.handlers.desk.posting.posted_link import posted_link
from bot.handlers.desk.publication import scheduling
from bot.handlers.guards import Handler, answering, permitted
from bot.handlers.permissions import Role
from bot.handlers.reading import inline, talk
from bot.handlers.request import Context, Request, Toast

_NEW = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST
# What was chosen of a bot's offers is nothing that a person typed to this one.
_TYPED = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND & ~filters.VIA_BOT
_PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
# An animation comes as a document as well, for apps that know none (Bot API, Message.document).
_POSTED = _PRIVATE & filters.Document.ALL & ~filters.ANIMATION
_MEDIA = _PRIVATE & (filters.ATTACHMENT | filters.CHECKLIST) & ~filters.VIA_BOT

_BEFORE_ANSWERS = -1
"""The group of handlers that see every update, whoever takes it then."""


class _Reply(filters.MessageFilter):
    """A reply to a message of the bot's."""

    def filter(self, message: Message) -> bool:
        return addressed_text(message) is not None and mention_in(message) is None


class _Mentioning(filters.MessageFilter):
    """A message that names the bot; a reply may as well be said to the others in the group."""

    def filter(self, message: Message) -> bool:
        return mention_in(message) is not None


def register(
    application: Application[Any, Context, Any, Any, Any, Any], paste_buffer: PasteBuffer
) -> None:
    """Register every handler; an update goes to the first one that takes it."""
    application.add_handler(TypeHandler(Update, presence.returned), group=_BEFORE_ANSWERS)
    application.add_handlers([*command_handlers(), *_messages(paste_buffer), *_chats()])
    application.add_handler(CallbackQueryHandler(answering(press)))
    application.add_handler(InlineQueryHandler(inline.answer))
    application.add_error_handler(errors.failed)


def _messages(paste_buffer: PasteBuffer) -> Iterable[MessageHandler[Context, None]]:
    yield MessageHandler(_POSTED, answering(drafts.document))
    private = _TYPED & filters.ChatType.PRIVATE
    elsewhere = _TYPED & ~filters.ChatType.PRIVATE
    yield MessageHandler(private, answering(_typed(paste_buffer)))
    yield MessageHandler(_MEDIA, answering(media.media(paste_buffer)))
    yield MessageHandler(filters.UpdateType.EDITED_MESSAGE, media.edited(paste_buffer))
    yield MessageHandler(elsewhere & _Mentioning(), answering(said))
    yield MessageHandler(elsewhere & _Reply(), answering(_replied))
    commands = _NEW & filters.COMMAND & filters.ChatType.PRIVATE
    yield MessageHandler(commands, answering(said))


def _typed(paste_buffer: PasteBuffer) -> Handler:
    """Talk in a private chat: an answer to a question, a link, a pasted digest, or other words."""

    async def typed(request: Request) -> None:
        if request.message is None:
            return
        if await _decided(request):
            return
        if request.is_editor:
            goes_on = paste_buffer.is_open(request.message)
            if not goes_on and await posted_link(request):
                return
            if goes_on or looks_like_a_digest(request.message):
                await drafts.pasted(request, paste_buffer.add(request.message))
                return
            if is_cut_short(request.message) and talk.is_search(request):
                await drafts.too_short(request)
                return
        await said(request)

    return typed


async def _replied(request: Request) -> Toast | None:
    """A reply to the bot in a group: an editor's about a draft that is shown there, or talk."""
    return None if await _decided(request) else await talk.said_in_group(request)


async def _decided(request: Request) -> bool:
    """Take a reply of an editor's for the answer to a question; False if it is none."""
    if not request.is_editor:
        return False
    if await letters.typed_answer(request) or await scheduling.typed_moment(request):
        return True
    if announcements.is_announcement(request):
        typed, action = announcements.typed_announcement, "write_announcement"
        await permitted(Role.ANNOUNCER, typed, action=action)(request)
        return True
    return await replies.typed_change(request)


def _chats() -> Iterable[ChatMemberHandler[Context, None] | MessageHandler[Context, None]]:
    yield ChatMemberHandler(presence.membership, ChatMemberHandler.MY_CHAT_MEMBER)
    yield MessageHandler(filters.StatusUpdate.MIGRATE, presence.migrated)


ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
"""The kinds of update that any handler takes; Telegram sends no others."""
