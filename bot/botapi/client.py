"""The one client of the Bot API: answers and notes to single chats, and a broadcast's calls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from telegram import InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import EndPointNotFound, InvalidToken
from telegram.ext import ExtBot

from bot.botapi.files import Answer, Attachment, Attachments
from bot.botapi.rate_limit import AnswerRateLimiter, Result
from bot.botapi.transport import Prepared, Transport
from bot.views.message import OutgoingMessage


class BotClient:
    """Sends and edits messages over the bot's own connections; raises python-telegram-bot's errors.

    `send` and `edit` are for answers to readers and notes to editors, ahead of any broadcast. A
    broadcast is sent with `call`, which takes parameters that were written as JSON before, and
    `upload`, which takes those that may hold a file; both give the raw answer and keep the pauses
    that the bot keeps. `do_api_request` would spend a fifth of a message's cost on looking at
    parameters. Files go out once and then by their id, whoever sends them (`attachments`).
    """

    def __init__(
        self,
        bot: ExtBot[Any],
        transport: Transport,
        rate_limiter: AnswerRateLimiter,
        attachments: Attachments,
    ) -> None:
        self._bot = bot
        self._transport = transport
        self._rate_limiter = rate_limiter
        self.attachments = attachments

    async def send(
        self,
        chat_id: int,
        topic_id: int | None,
        message: OutgoingMessage,
        *,
        reply: ReplyParameters | None = None,
    ) -> Message:
        """Send a message to one chat or its topic."""
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
        return await self._bot.send_message(
            text=message.text,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=message.disable_preview),
            **target,
        )

    async def edit(self, chat_id: int, message_id: int, message: OutgoingMessage) -> None:
        """Let a text take the place of a message."""
        await self._bot.edit_message_text(
            message.text,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=message.keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=message.disable_preview),
        )

    async def call(self, method: str, parameters: Prepared) -> Result:
        """Call a method by its name in the Bot API."""
        url = f"{self._bot.base_url}/{method}"
        try:
            return await self._rate_limiter.paced(
                method, lambda: self._transport.post_prepared(url, parameters)
            )
        except InvalidToken as error:
            # Telegram answers 404 for an unknown method and for a token that is none.
            raise EndPointNotFound(f"Endpoint '{method}' not found in Bot API") from error

    async def upload(self, method: str, parameters: dict[str, Any]) -> Result:
        """Call a method whose parameters may hold an `InputFile`."""
        # PTB drops the empty words between the underscores; without them it would warn at each
        # call that it has a slower method of that name.
        spelt = re.sub(r"[A-Z]", lambda capital: f"__{capital[0].lower()}", method)
        answer: Result = await self._bot.do_api_request(
            spelt, api_kwargs=parameters, rate_limit_args=AnswerRateLimiter.PACED
        )
        return answer

    async def _send_file(
        self, attachment: Attachment, caption: str, target: Mapping[str, Any]
    ) -> Message:
        method = self._bot.send_photo if attachment.kind == "photo" else self._bot.send_document

        async def send(file: str | InputFile) -> Answer:
            said: dict[str, Any] = {"caption": caption, "parse_mode": ParseMode.HTML}
            said[attachment.kind] = file
            sent: Message = await method(**said, **target)
            return sent.to_dict()

        return Message.de_json(dict(await self.attachments.send(attachment, send)), self._bot)

    async def _send_rich(self, html: str, target: Mapping[str, Any]) -> Message:
        given = {name: value for name, value in target.items() if value is not None}
        sent: Message = await self._bot.do_api_request(
            "sendRichMessage",
            api_kwargs={"rich_message": {"html": html}, **given},
            return_type=Message,
        )
        return sent
