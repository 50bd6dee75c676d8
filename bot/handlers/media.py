"""Messages that are no text: pictures, voices, stickers, places; and messages that were edited."""

from __future__ import annotations

from telegram import Update

from bot.handlers import subscriptions
from bot.handlers.callbacks import said
from bot.handlers.commands import no_words
from bot.handlers.desk import drafts, replies
from bot.handlers.desk.posting.paste_buffer import PasteBuffer, looks_like_a_digest
from bot.handlers.guards import Handler, UpdateHandler
from bot.handlers.reading import talk
from bot.handlers.remembered import Remembered
from bot.handlers.request import Context, Request


def media(paste_buffer: PasteBuffer) -> Handler:
    """Whatever somebody sends that holds no text of its own; an album is answered once."""
    albums = Remembered[str | None, bool](100)

    async def answer(request: Request) -> None:
        message = request.message
        if message is None:
            return
        if message.location:
            await subscriptions.located(request, message.location)
        elif request.is_editor and looks_like_a_digest(message):
            albums.add(message.media_group_id, True)
            await drafts.pasted(request, paste_buffer.add(message))
        elif request.text and not (request.is_editor and talk.is_search(request)):
            albums.add(message.media_group_id, True)
            await said(request)
        elif message.media_group_id is None or albums.add(message.media_group_id, True):
            await (drafts.picture if request.is_editor else no_words)(request)

    return answer


def edited(paste_buffer: PasteBuffer) -> UpdateHandler:
    """A message that was edited: a text of an editor's, or words that were not understood before.

    What was understood is not done twice.
    """

    async def answer(update: Update, context: Context) -> None:
        request = await Request.of(update, context)
        message = update.edited_message
        if request is None or message is None:
            return
        if request.is_editor and request.is_private and await _paste(request, paste_buffer):
            return
        misunderstood, place = request.services.misunderstood, (message.chat_id, message.message_id)
        if await misunderstood.has(*place):
            again = Update(update.update_id, message=message)
            again.set_bot(context.bot)
            await context.application.process_update(again)
            await misunderstood.remove(*place, before=update.update_id)

    return answer


async def _paste(request: Request, paste_buffer: PasteBuffer) -> bool:
    """Read an edited text again, or a reply that changes a draft; False if it is neither."""
    message = request.message
    if message is None:
        return False
    if await replies.typed_change(request):
        return True
    paste = paste_buffer.edited(message)
    if paste is None and not looks_like_a_digest(message):
        return False
    await drafts.pasted(request, paste or paste_buffer.add(message), is_unknown=paste is None)
    return True
