"""Letters to one chat: answers to readers and notes to admins, ahead of any broadcast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.ext import ExtBot

from bot.botapi.files import Answer, Attachment, Attachments
from bot.views.message import OutgoingMessage


@dataclass(frozen=True, slots=True)
class Post:
    """Sends and edits single messages; files go out once and then by their id."""

    bot: ExtBot[None]
    attachments: Attachments

    async def send(
        self,
        chat_id: int,
        topic_id: int | None,
        message: OutgoingMessage,
        *,
        reply: ReplyParameters | None = None,
    ) -> Message:
        """Send a letter; raises python-telegram-bot's errors."""
        target: dict[str, Any] = {
            "chat_id": chat_id,
            "message_thread_id": topic_id,
            "reply_markup": message.keyboard,
            "reply_parameters": reply,
        }
        attachment = Attachment.of(message)
        if attachment:
            return await self._send_file(attachment, message.text, target)
        if message.rich_html is not None:
            return await self._send_rich(message.rich_html, target)
        return await self.bot.send_message(
            text=message.text,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=message.disable_preview),
            **target,
        )

    async def edit(self, chat_id: int, message_id: int, message: OutgoingMessage) -> None:
        """Let a letter take a message's place; raises python-telegram-bot's errors."""
        await self.bot.edit_message_text(
            message.text,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=message.keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=message.disable_preview),
        )

    async def _send_file(
        self, attachment: Attachment, caption: str, target: Mapping[str, Any]
    ) -> Message:
        method = self.bot.send_photo if attachment.kind == "photo" else self.bot.send_document

        async def send(file: str | InputFile) -> Answer:
            said: dict[str, Any] = {"caption": caption, "parse_mode": ParseMode.HTML}
            said[attachment.kind] = file
            sent: Message = await method(**said, **target)
            return sent.to_dict()

        return Message.de_json(dict(await self.attachments.send(attachment, send)), self.bot)

    async def _send_rich(self, html: str, target: Mapping[str, Any]) -> Message:
        given = {name: value for name, value in target.items() if value is not None}
        sent: Message = await self.bot.do_api_request(
            "sendRichMessage",
            api_kwargs={"rich_message": {"html": html}, **given},
            return_type=Message,
        )
        return sent
