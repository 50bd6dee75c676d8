"""The one client that says something in a chat: answers, notes to editors, and broadcasts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar, cast

from telegram import InputFile
from telegram.error import EndPointNotFound, InvalidToken

from bot.botapi.errors import is_revoked_token
from bot.botapi.files import Answer, Attachments
from bot.botapi.rate_limit import Lane, RateLimiter
from bot.botapi.requests import DELETION, ApiRequest, EncodedMessage, Method, Target, encode
from bot.botapi.transport import AnswerLostError, Prepared, Transport
from bot.views.message import OutgoingMessage

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
        rate_limiter: RateLimiter,
        attachments: Attachments,
        *,
        paid: bool = False,
    ) -> None:
        self._url = url
        self._transport = transport
        self._rate_limiter = rate_limiter
        self._attachments = attachments
        self._paid = paid

    async def send(
        self, target: Target, message: OutgoingMessage | EncodedMessage, lane: Lane
    ) -> int:
        """Send a message, encoded now or before; its id in the chat."""
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
        """Let a message take the place of another; as `caption`, its text that of a caption."""
        encoded = _encoded(message)
        request = encoded.caption if caption else encoded.edit
        await self._request(request, target.parameters_of(message_id), lane)

    async def delete(self, target: Target, message_id: int, lane: Lane) -> None:
        """Delete a message."""
        await self._request(DELETION, target.parameters_of(message_id), lane)

    async def ask(self, method: str, make: Callable[[], Awaitable[_Result]]) -> _Result:
        """Make a call of python-telegram-bot's about a chat, within the pauses kept here."""
        return await self._rate_limiter.run(Lane.ANSWER, method, make)

    async def _request(
        self, request: ApiRequest, target: Mapping[str, object], lane: Lane
    ) -> Answer:
        attachment = request.attachment
        if attachment is None:
            return await self._post(request.method, request.parameters.joined(target), lane)

        async def send(file: str | InputFile) -> Answer:
            parameters = request.with_file(attachment, file).joined(target)
            return await self._post(request.method, parameters, lane)

        return await self._attachments.send(attachment, send)

    async def _post(self, method: Method, parameters: Prepared, lane: Lane) -> Answer:
        """The raw answer: a message, of a deletion only True, which nobody reads."""
        url = f"{self._url}/{method}"
        try:
            answer = await self._rate_limiter.run(
                lane, method, lambda: self._transport.post_prepared(url, parameters)
            )
        except InvalidToken as error:
            if is_revoked_token(error):
                raise
            # Telegram answers 404 for an unknown method and for a token that is none.
            raise EndPointNotFound(f"Endpoint '{method}' not found in Bot API") from error
        return cast(Answer, answer)


def _encoded(message: OutgoingMessage | EncodedMessage) -> EncodedMessage:
    return message if isinstance(message, EncodedMessage) else encode(message)
