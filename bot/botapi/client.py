"""The one client that says something in a chat: answers, notes to editors, and broadcasts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar, cast

import structlog
from telegram import InlineKeyboardMarkup, InputFile
from telegram.error import BadRequest, EndPointNotFound, InvalidToken

from bot.botapi.errors import is_query_too_old, is_refused_for_its_content, is_revoked_token
from bot.botapi.files import Answer, Attachments
from bot.botapi.requests import (
    DELETION,
    ApiRequest,
    EncodedMessage,
    Method,
    Target,
    encode,
    keyboard_request,
)
from bot.botapi.transport import AnswerLostError, Prepared, Transport
from bot.outbox.lanes import Lane
from bot.outbox.outbox import Outbox
from bot.views.message import OutgoingMessage
from bot.views.plain_words import in_plain_words, without_buttons

log = structlog.get_logger()

_Result = TypeVar("_Result")


class BotClient:
    """Sends, edits and deletes messages; raises python-telegram-bot's errors.

    python-telegram-bot receives, types and dispatches. It does not send: it would spend a fifth of
    a message's cost on looking at parameters and on typing an answer of which only the message's
    id is read. `url` is the address of the bot's methods (`telegram.Bot.base_url`), with the token
    in it. Files go out once and then by their id, whoever sends them. `paid` lets new messages go
    beyond the free allowance for Stars (Bot API, sendMessage).
    """

    def __init__(
        self,
        url: str,
        transport: Transport,
        outbox: Outbox,
        attachments: Attachments,
        *,
        paid: bool = False,
    ) -> None:
        self._url = url
        self._transport = transport
        self._outbox = outbox
        self._attachments = attachments
        self._paid = paid

    async def send(
        self, target: Target, message: OutgoingMessage | EncodedMessage, lane: Lane
    ) -> int:
        """Send a message, encoded now or before; its id in the chat.

        An answer that Telegram refuses for what it says goes again as plain words, maybe in
        several messages, and in the end without its buttons. Where Telegram does not show it to
        one person alone, it goes to all.
        """
        if target.only_for is not None:
            try:
                return await self._send(target, message, lane)
            except BadRequest:
                target = replace(target, only_for=None)
        if lane is Lane.BROADCAST or isinstance(message, EncodedMessage):
            return await self._send(target, message, lane)
        try:
            return await self._send(target, message, lane)
        except BadRequest as error:
            if not is_refused_for_its_content(error):
                raise
            log.warning("content_refused", error=error.message)
        return [await self._send_plain(target, one, lane) for one in in_plain_words(message)][-1]

    async def _send_plain(self, target: Target, message: OutgoingMessage, lane: Lane) -> int:
        return await _with_or_without_buttons(
            lambda encoded: self._send(target, encoded, lane), message
        )

    async def _send(
        self, target: Target, message: OutgoingMessage | EncodedMessage, lane: Lane
    ) -> int:
        request = _encoded(message).send
        answer = await self._request(request, target.parameters(paid=self._paid), lane)
        match answer:
            case {"message_id": int(message_id)}:
                return message_id
        raise AnswerLostError("the answer names no message")

    async def edit(
        self,
        target: Target,
        message_id: int,
        message: OutgoingMessage | EncodedMessage,
        lane: Lane,
        *,
        caption: bool = False,
    ) -> None:
        """Let a message take the place of another; as `caption`, its text that of a caption.

        What Telegram refuses for what it says stands there as plain words; those that one message
        does not hold follow as new ones.
        """

        async def edit(encoded: EncodedMessage) -> None:
            request = encoded.caption if caption else encoded.edit
            await self._request(request, target.parameters_of(message_id), lane)

        if lane is Lane.BROADCAST or isinstance(message, EncodedMessage):
            await edit(_encoded(message))
            return
        try:
            await edit(encode(message))
        except BadRequest as error:
            if not is_refused_for_its_content(error):
                raise
            log.warning("content_refused", error=error.message)
        else:
            return
        first, *rest = in_plain_words(message)
        await _with_or_without_buttons(edit, first)
        for one in rest:
            await self._send_plain(target, one, lane)

    async def edit_keyboard(
        self, target: Target, message_id: int, keyboard: InlineKeyboardMarkup, lane: Lane
    ) -> None:
        """Put other buttons below a message."""
        await self._request(keyboard_request(keyboard), target.parameters_of(message_id), lane)

    async def delete(self, target: Target, message_id: int, lane: Lane) -> None:
        """Delete a message."""
        await self._request(DELETION, target.parameters_of(message_id), lane)

    async def keep_upload(self, fingerprint: str, file_id: str) -> None:
        """Remember a file that somebody sent to the bot, to send it on by its id.

        `fingerprint` is the SHA-256 of its content in hex.
        """
        await self._attachments.keep(fingerprint, file_id)

    async def ask(self, method: str, make: Callable[[], Awaitable[_Result]]) -> _Result:
        """Make a call of python-telegram-bot's that puts nothing into a chat; again if it fails."""
        return await self._outbox.look(method, make)

    async def answer_query(self, make: Callable[[], Awaitable[object]]) -> None:
        """Answer a press or an inline query; one that is over is no error."""
        try:
            await self._outbox.look("answerQuery", make)
        except BadRequest as error:
            if not is_query_too_old(error):
                raise
            log.info("query_answered_late")

    async def change_settings(self, settings: Mapping[str, object]) -> None:
        """Change what @BotFather sets; raises `EndPointNotFound` of a server before 10.5."""
        method = "setMySettings"
        url, parameters = f"{self._url}/{method}", Prepared.of(settings)
        with _known(method):
            await self._outbox.look(method, lambda: self._transport.post_prepared(url, parameters))

    async def _request(
        self, request: ApiRequest, target: Mapping[str, object], lane: Lane
    ) -> Answer:
        attachment, chat_id = request.attachment, cast(int, target["chat_id"])
        if request.rich_photos:

            async def send_rich(files: Mapping[str, str | InputFile]) -> Answer:
                parameters = request.with_pictures(files).joined(target)
                return await self._post(request.method, parameters, chat_id, lane)

            return await self._attachments.send_pictures(request.rich_photos, send_rich)
        if attachment is None:
            parameters = request.parameters.joined(target)
            return await self._post(request.method, parameters, chat_id, lane)

        async def send(file: str | InputFile) -> Answer:
            parameters = request.with_file(attachment, file).joined(target)
            return await self._post(request.method, parameters, chat_id, lane)

        return await self._attachments.send(attachment, send)

    async def _post(self, method: Method, parameters: Prepared, chat_id: int, lane: Lane) -> Answer:
        """The raw answer: a message, of a deletion only True, which nobody reads."""
        url = f"{self._url}/{method}"
        with _known(method):
            answer = await self._outbox.run(
                lane, chat_id, method, lambda: self._transport.post_prepared(url, parameters)
            )
        return cast(Answer, answer)


@contextmanager
def _known(method: str) -> Iterator[None]:
    """Tell a method that the server doesn't know from a token that is none; it answers both 404."""
    try:
        yield
    except InvalidToken as error:
        if is_revoked_token(error):
            raise
        raise EndPointNotFound(f"Endpoint '{method}' not found in Bot API") from error


def _encoded(message: OutgoingMessage | EncodedMessage) -> EncodedMessage:
    return message if isinstance(message, EncodedMessage) else encode(message)


async def _with_or_without_buttons(
    say: Callable[[EncodedMessage], Awaitable[_Result]], message: OutgoingMessage
) -> _Result:
    """Say plain words, where it is their buttons that Telegram refuses without them."""
    try:
        return await say(encode(message))
    except BadRequest as error:
        if message.keyboard is None or not is_refused_for_its_content(error):
            raise
    return await say(encode(without_buttons(message)))
