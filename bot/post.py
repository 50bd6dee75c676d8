"""Letters to one chat: answers to readers and notes to admins, ahead of any broadcast."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.ext import ExtBot

from bot.messages.letter import Letter


@dataclass(frozen=True, slots=True)
class Post:
    """Sends and edits single messages."""

    bot: ExtBot[None]

    async def send(
        self,
        chat_id: int,
        topic_id: int | None,
        letter: Letter,
        *,
        reply: ReplyParameters | None = None,
    ) -> Message:
        """Send a letter; raises python-telegram-bot's errors."""
        if letter.rich_html is not None:
            return await self._send_rich(chat_id, topic_id, letter)
        if letter.document:
            name, content = letter.document
            return await self.bot.send_document(
                chat_id,
                InputFile(content, filename=name),
                caption=letter.text,
                parse_mode=ParseMode.HTML,
                message_thread_id=topic_id,
                reply_markup=letter.keyboard,
                reply_parameters=reply,
            )
        return await self.bot.send_message(
            chat_id,
            letter.text,
            parse_mode=ParseMode.HTML,
            message_thread_id=topic_id,
            reply_markup=letter.keyboard,
            reply_parameters=reply,
            link_preview_options=LinkPreviewOptions(is_disabled=letter.disable_preview),
        )

    async def edit(self, chat_id: int, message_id: int, letter: Letter) -> None:
        """Let a letter take a message's place; raises python-telegram-bot's errors."""
        await self.bot.edit_message_text(
            letter.text,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=letter.keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=letter.disable_preview),
        )

    async def _send_rich(self, chat_id: int, topic_id: int | None, letter: Letter) -> Message:
        asked = {"chat_id": chat_id, "rich_message": {"html": letter.rich_html}}
        if topic_id is not None:
            asked["message_thread_id"] = topic_id
        if letter.keyboard:
            asked["reply_markup"] = letter.keyboard
        sent: Message = await self.bot.do_api_request(
            "sendRichMessage", api_kwargs=asked, return_type=Message
        )
        return sent
