"""Delivery's messenger over Telegram: sends, edits and deletes what an edition is made of.

The hot path takes the raw answer and reads only the message's id from it; an edition is
encoded once for everyone who gets it in the same language and form.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

import structlog
from telegram import InputFile
from telegram.error import BadRequest, Conflict, EndPointNotFound, InvalidToken, TelegramError

from bot.botapi.client import BotClient
from bot.botapi.errors import (
    has_no_text,
    is_not_editable,
    is_too_old_to_delete,
    is_unknown_method,
    outcome_of,
)
from bot.botapi.files import Answer, Attachment
from bot.botapi.requests import Encoded, Method, encode
from bot.botapi.transport import AnswerLostError, Prepared
from bot.views.message import OutgoingMessage
from digests.delivery.model import Broadcast, BroadcastKind, Intent, Recipient
from digests.delivery.outcomes import Outcome, Refused, Sent, Unreached, label
from digests.errors import StoreBusyError, StoreError
from digests.model import Form

log = structlog.get_logger()

_FRESH = 10.0
"""Seconds for which an encoded edition is used: so soon a corrected one reaches the rest."""


class EditionRenderer(Protocol):
    """Puts editions into messages."""

    async def parts(self, edition_id: int, language: str, form: Form) -> Sequence[OutgoingMessage]:
        """The messages that bring an edition in a language and form; at least one."""

    async def follow_up(self, edition_id: int, language: str) -> OutgoingMessage:
        """What follows a message that could not be corrected where it stands."""

    async def notice(self, edition_id: int, language: str) -> OutgoingMessage:
        """What takes the place of a recalled edition that can't be deleted any more."""


class Encodings:
    """Editions encoded for sending, kept for as long as they are fresh."""

    def __init__(self, renderer: EditionRenderer, now: Callable[[], float]) -> None:
        self._renderer = renderer
        self._now = now
        self._kept: dict[tuple[int, str, Form], tuple[float, Sequence[Encoded]]] = {}
        self._rendering = asyncio.Lock()

    async def of(self, broadcast: Broadcast, language: str, form: Form) -> Sequence[Encoded]:
        """The messages of a broadcast; each broadcast renders its edition anew."""
        key = (broadcast.id, language, form)
        fresh = self._fresh(key)
        if fresh is None:
            async with self._rendering:
                fresh = self._fresh(key) or await self._render(key, broadcast.edition_id)
        return fresh

    def _fresh(self, key: tuple[int, str, Form]) -> Sequence[Encoded] | None:
        until, encoded = self._kept.get(key, (0.0, ()))
        return encoded if self._now() < until else None

    async def _render(self, key: tuple[int, str, Form], edition_id: int) -> Sequence[Encoded]:
        _, language, form = key
        messages = await self._renderer.parts(edition_id, language, form)
        now = self._now()
        self._kept = {one: kept for one, kept in self._kept.items() if now < kept[0]}
        self._kept[key] = (now + _FRESH, tuple(map(encode, messages)))
        return self._kept[key][1]


class TelegramMessenger:
    """Delivery's `Messenger` over the Bot API.

    `allow_paid_broadcast` sends beyond the free allowance for Stars (Bot API, sendMessage).
    `now` is a monotonic clock in seconds.
    """

    def __init__(
        self,
        client: BotClient,
        renderer: EditionRenderer,
        *,
        allow_paid_broadcast: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._renderer = renderer
        self._terms = {"allow_paid_broadcast": True} if allow_paid_broadcast else {}
        self._encodings = Encodings(renderer, now)
        self._knows_rich = True
        self._outcomes: Counter[str] = Counter()

    def outcomes(self) -> Mapping[str, int]:
        """How many messages had which outcome since the start, by its name in lower case."""
        return dict(self._outcomes)

    async def parts(self, broadcast: Broadcast, recipient: Recipient) -> int:
        """How many messages the edition takes in the recipient's language and form."""
        return len(await self._encoded(broadcast, recipient))

    async def deliver(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        """Send, edit or delete one message, as the broadcast's kind says."""
        outcome = await self._delivered(broadcast, intent)
        self._outcomes[label(outcome)] += 1
        return outcome

    async def _delivered(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        try:
            return await self._carry(broadcast, intent)
        except StoreBusyError as error:
            return Unreached(f"the edition can't be read now: {error}")
        except StoreError as error:
            return Refused(f"the edition can't be read: {error}")
        except TelegramError as error:
            return _settled(error, intent)

    async def _carry(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        if broadcast.kind is BroadcastKind.RECALL:
            return await self._recall(broadcast, intent)
        messages = await self._encoded(broadcast, intent.recipient)
        encoded = messages[intent.part] if intent.part < len(messages) else None
        if broadcast.kind is BroadcastKind.CORRECTION and intent.message_id is not None:
            return await self._correct(broadcast, encoded, intent)
        if encoded is None:
            return Refused(f"the edition has no part {intent.part}")
        return await self._send(encoded, intent)

    async def _encoded(self, broadcast: Broadcast, recipient: Recipient) -> Sequence[Encoded]:
        form = recipient.form
        if form is Form.RICH and not self._knows_rich:
            form = Form.SUMMARIES
        return await self._encodings.of(broadcast, recipient.language, form)

    async def _send(self, encoded: Encoded, intent: Intent) -> Outcome:
        target = self._terms | _target(intent.recipient)
        try:
            return _sent(await self._say(encoded, target))
        except TelegramError as error:
            if not (encoded.rich and is_unknown_method(error)):
                raise
            return self._forgo_rich()

    def _forgo_rich(self) -> Outcome:
        """Send no more rich messages; ordinary ones may be more in number, to be counted again."""
        log.warning("rich_messages_unknown")
        self._knows_rich = False
        return Unreached("the server knows no rich messages")

    async def _say(self, encoded: Encoded, target: Mapping[str, object]) -> Answer:
        attachment = encoded.attachment
        if attachment is None:
            return await self._tell(encoded.sends, encoded.whole.joined(target))
        parameters = {**encoded.words, **encoded.keyboard, **target}
        return await self._client.attachments.send(
            attachment,
            lambda file: self._upload(encoded.sends, {**parameters, attachment.kind: file}),
        )

    async def _correct(
        self, broadcast: Broadcast, encoded: Encoded | None, intent: Intent
    ) -> Outcome:
        """Edit a message; where Telegram does not let it be edited, follow it with a note."""
        message_id = intent.message_id or 0
        try:
            await self._edit(encoded, intent.recipient, message_id)
        except BadRequest as error:
            if not is_not_editable(error):
                raise
            message = await self._renderer.follow_up(
                broadcast.edition_id, intent.recipient.language
            )
            await self._say(encode(message), self._terms | _target(intent.recipient))
        return Sent(message_id)

    async def _edit(self, encoded: Encoded | None, recipient: Recipient, message_id: int) -> None:
        """Edit a message; delete it where the corrected edition has no such part any more."""
        target = {"chat_id": recipient.chat_id, "message_id": message_id}
        if encoded is None:
            await self._tell(Method.DELETE, Prepared.of(target))
        elif encoded.attachment is None:
            await self._tell(Method.EDIT_TEXT, encoded.whole.joined(target))
        else:
            await self._edit_media(encoded, encoded.attachment, target)

    async def _edit_media(
        self, encoded: Encoded, attachment: Attachment, target: Mapping[str, object]
    ) -> None:
        async def edit(file: str | InputFile) -> Answer:
            upload = {} if isinstance(file, str) else {"content": file}
            media = {"type": attachment.kind, "media": file if isinstance(file, str) else _UPLOAD}
            parameters = {"media": {**media, **encoded.words}, **encoded.keyboard, **target}
            return await self._upload(Method.EDIT_MEDIA, {**parameters, **upload})

        await self._client.attachments.send(attachment, edit)

    async def _recall(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        """Delete a message; put a notice in its place where it is too old for that."""
        if intent.message_id is None:
            return Refused("nothing was sent that could be recalled")
        target = {"chat_id": intent.recipient.chat_id, "message_id": intent.message_id}
        try:
            await self._tell(Method.DELETE, Prepared.of(target))
        except BadRequest as error:
            if not is_too_old_to_delete(error):
                raise
            await self._give_notice(broadcast, intent.recipient, target)
        return Sent(intent.message_id)

    async def _give_notice(
        self, broadcast: Broadcast, recipient: Recipient, target: Mapping[str, object]
    ) -> None:
        notice = await self._renderer.notice(broadcast.edition_id, recipient.language)
        encoded = encode(notice)
        try:
            await self._tell(Method.EDIT_TEXT, encoded.whole.joined(target))
        except BadRequest as error:
            if not has_no_text(error):
                raise
            caption = {"caption": notice.text, "parse_mode": "HTML"}
            parameters = Prepared.of({**caption, **encoded.keyboard, **target})
            await self._tell(Method.EDIT_CAPTION, parameters)

    async def _tell(self, method: Method, parameters: Prepared) -> Answer:
        """The raw answer: a message, of a deletion only True, which nobody reads."""
        return cast(Answer, await self._client.call(method, parameters))

    async def _upload(self, method: Method, parameters: dict[str, Any]) -> Answer:
        """The same for what may hold a file."""
        return cast(Answer, await self._client.upload(method, parameters))


_UPLOAD = "attach://content"
"""Names the part of the form that holds the file (Bot API, InputMedia)."""


def _target(recipient: Recipient) -> dict[str, object]:
    if recipient.topic_id is None:
        return {"chat_id": recipient.chat_id}
    return {"chat_id": recipient.chat_id, "message_thread_id": recipient.topic_id}


def _sent(answer: object) -> Sent:
    match answer:
        case {"message_id": int(message_id)}:
            return Sent(message_id)
    raise AnswerLostError("the answer names no message")


def _settled(error: TelegramError, intent: Intent) -> Outcome:
    """The outcome of an error; of a fault of the bot's own, that the message did not arrive."""
    try:
        return outcome_of(error, message_id=intent.message_id)
    except (InvalidToken, EndPointNotFound, Conflict) as fault:
        kind = type(fault).__name__
        log.error("bot_rejected", kind=kind)  # noqa: TRY400 - PTB puts the token into texts
        return Unreached(f"Telegram rejects the bot: {kind}")
