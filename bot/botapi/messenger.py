"""Delivery's messenger over Telegram: sends, edits and deletes what an edition is made of.

An edition is encoded once for everyone who gets it in the same language and form, in the same kind
of chat; apart for those whose rules mark or mute some of its items, as often as rules differ.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import structlog
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.botapi.client import BotClient
from bot.botapi.errors import (
    has_no_text,
    is_not_editable,
    is_too_old_to_delete,
    is_unknown_method,
    outcome_of,
)
from bot.botapi.requests import EncodedMessage, Method, Target, encode
from bot.botapi.wordings import TranslatedEditions, Wordings
from bot.outbox.lanes import Lane
from bot.views.message import OutgoingMessage
from digests.delivery.model import Broadcast, BroadcastKind, Intent, Recipient
from digests.delivery.outcomes import Outcome, Refused, Sent, Unreached, label
from digests.errors import StoreBusyError, StoreError
from digests.model import ChatKind, Form
from digests.values.rules import EditionMarks, EditionView

log = structlog.get_logger()

_FRESH = 10.0
"""Seconds for which an encoded edition is used: so soon a corrected one reaches the rest."""


class EditionRenderer(TranslatedEditions, Protocol):
    """Puts editions into messages, and what is told of them or beside them."""

    async def marks(self, broadcast: Broadcast, user_id: int) -> EditionMarks | None:
        """What somebody's rules make of an edition; None where they see it as everybody does."""

    async def erratum(
        self, edition_id: int, place: int, language: str, kind: ChatKind
    ) -> OutgoingMessage:
        """What tells of the correction at that place of an edition's."""

    async def announcement(self, announcement_id: int) -> OutgoingMessage:
        """An announcement, which is the same for everybody."""

    async def round_up(
        self,
        edition_ids: Sequence[int],
        language: str,
        kind: ChatKind,
        user_id: int | None = None,
    ) -> OutgoingMessage:
        """An index of editions that somebody missed, given newest first.

        Of `user_id`, where there is one, what they follow is marked in it.
        """

    async def follow_up(self, edition_id: int, language: str, kind: ChatKind) -> OutgoingMessage:
        """What follows a message that could not be corrected where it stands."""

    async def notice(self, edition_id: int, language: str) -> OutgoingMessage:
        """What takes the place of a recalled edition that can't be deleted any more."""


_MOST_PERSONAL = 300
"""Encoded editions of some people's rules that are kept at most: each may be some 50 kB."""

_Key = tuple[int, str, Form, ChatKind, tuple[int, ...], EditionView | None]
"""Of which broadcast, in which language and form, for which kind of chat, what was missed, and in
which view where that is another than everybody's."""


class Encodings:
    """Editions encoded for sending, kept for as long as they are fresh."""

    def __init__(self, renderer: EditionRenderer, now: Callable[[], float]) -> None:
        self._renderer = renderer
        self._now = now
        self._kept: dict[_Key, tuple[float, Sequence[EncodedMessage]]] = {}
        self._marks: dict[tuple[int, int], tuple[float, EditionMarks | None]] = {}
        self._indexes: dict[tuple[int, int], tuple[float, Sequence[EncodedMessage]]] = {}
        self._rendering = asyncio.Lock()
        self._wordings = Wordings(renderer, now)

    def begin(self, broadcast: Broadcast, recipient: Recipient) -> None:
        """Let a recipient have all of an edition in the words that there are by now."""
        self._wordings.begin(broadcast, recipient)

    async def of(
        self, broadcast: Broadcast, recipient: Recipient, form: Form, part: int = 0
    ) -> Sequence[EncodedMessage]:
        """The messages of a broadcast, of which a part is due; each renders its edition anew."""
        view = await self._view_of(broadcast, recipient, form)
        if view and view.translated:
            # Not in its turn: what needs no translation is rendered meanwhile.
            view = await self._wordings.chosen(broadcast, recipient, form, view, part)
        key = (broadcast.id, recipient.language, form, recipient.kind, recipient.missed, view)
        fresh = self._fresh(key)
        if fresh is None:
            async with self._rendering:
                fresh = self._fresh(key) or await self._render(key, broadcast)
        return fresh

    async def _view_of(
        self, broadcast: Broadcast, recipient: Recipient, form: Form
    ) -> EditionView | None:
        """How a recipient sees it; as all do what is a file, or no edition."""
        is_edition = broadcast.kind in {BroadcastKind.EDITION, BroadcastKind.CORRECTION}
        if not is_edition or form is Form.FILE:
            return None
        marks = await self.marks_of(broadcast, recipient)
        # Who turns it off meanwhile has it to its end as it began.
        is_translated = recipient.translated or self._wordings.has_begun(broadcast, recipient)
        if marks is None and not is_translated:
            return None
        return EditionView(marks=marks, translated=is_translated)

    async def marks_of(self, broadcast: Broadcast, recipient: Recipient) -> EditionMarks | None:
        """What a recipient's rules make of it; nothing of what is no edition."""
        is_edition = broadcast.kind in {BroadcastKind.EDITION, BroadcastKind.CORRECTION}
        is_person = recipient.kind is ChatKind.PRIVATE
        if not (recipient.has_rules and is_edition and is_person):
            return None
        who = (broadcast.id, recipient.chat_id)
        until, marks = self._marks.get(who, (0.0, None))
        if self._now() < until:
            return marks
        found = await self._renderer.marks(broadcast, recipient.chat_id)
        now = self._now()
        if len(self._marks) >= _MOST_PERSONAL:
            self._marks = {one: kept for one, kept in self._marks.items() if now < kept[0]}
        self._marks[who] = (now + _FRESH, found)
        return found

    def _fresh(self, key: _Key) -> Sequence[EncodedMessage] | None:
        until, encoded = self._kept.get(key, (0.0, ()))
        return encoded if self._now() < until else None

    async def _render(self, key: _Key, broadcast: Broadcast) -> Sequence[EncodedMessage]:
        messages = await self._messages(key, broadcast)
        now = self._now()
        self._kept = {one: kept for one, kept in self._kept.items() if now < kept[0]}
        personal = [one for one in self._kept if one[-1] is not None]
        if len(personal) >= _MOST_PERSONAL:
            del self._kept[personal[0]]
        self._kept[key] = (now + _FRESH, tuple(map(encode, messages)))
        return self._kept[key][1]

    async def index_of(
        self, broadcast: Broadcast, recipient: Recipient
    ) -> Sequence[EncodedMessage]:
        """The index of somebody who follows something, which is theirs alone."""
        who = (broadcast.id, recipient.chat_id)
        until, encoded = self._indexes.get(who, (0.0, ()))
        if self._now() < until:
            return encoded
        message = await self._renderer.round_up(
            recipient.missed, recipient.language, recipient.kind, recipient.chat_id
        )
        now = self._now()
        if len(self._indexes) >= _MOST_PERSONAL:
            self._indexes = {one: kept for one, kept in self._indexes.items() if now < kept[0]}
        self._indexes[who] = (now + _FRESH, (encode(message),))
        return self._indexes[who][1]

    async def _messages(self, key: _Key, broadcast: Broadcast) -> Sequence[OutgoingMessage]:
        _, language, form, kind, missed, view = key
        edition_id, subject = broadcast.edition_id, broadcast.subject
        if broadcast.kind is BroadcastKind.ANNOUNCEMENT:
            return [await self._renderer.announcement(subject)]
        if broadcast.kind is BroadcastKind.ROUND_UP:
            return [await self._renderer.round_up(missed, language, kind)]
        if broadcast.kind is BroadcastKind.ERRATUM:
            return [await self._renderer.erratum(edition_id, subject, language, kind)]
        return await self._renderer.parts(edition_id, language, form, kind, view)


class TelegramMessenger:
    """Delivery's `Messenger` over the Bot API; `now` is a monotonic clock in seconds."""

    def __init__(
        self,
        client: BotClient,
        renderer: EditionRenderer,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._renderer = renderer
        self._encodings = Encodings(renderer, now)
        self._knows_rich = True
        self._outcomes: Counter[str] = Counter()

    def outcomes(self) -> Mapping[str, int]:
        """How many messages had which outcome since the start, by its name in lower case."""
        return dict(self._outcomes)

    async def parts(self, broadcast: Broadcast, recipient: Recipient, part: int = 0) -> int:
        """How many messages the edition takes in the recipient's language and form."""
        if part == 0:
            self._encodings.begin(broadcast, recipient)
        return len(await self._encoded(broadcast, recipient, part))

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
        messages = await self._encoded(broadcast, intent.recipient, intent.part)
        part = intent.edition_part
        message = messages[part] if part < len(messages) else None
        if broadcast.kind is BroadcastKind.CORRECTION and intent.message_id is not None:
            return await self._correct(broadcast, message, intent.recipient, intent.message_id)
        if message is None:
            return Refused(f"the edition has no part {intent.part}")
        return await self._send(message, await self._ringing(broadcast, intent))

    async def _ringing(self, broadcast: Broadcast, intent: Intent) -> Intent:
        """The same with a sound, where the edition begins that somebody wants to be rung for."""
        one = intent.recipient
        if not (one.silent and one.may_ring) or intent.part:
            return intent
        marks = await self._encodings.marks_of(broadcast, one)
        rings = marks is not None and marks.rings
        return replace(intent, recipient=replace(one, silent=not rings))

    async def _encoded(
        self, broadcast: Broadcast, recipient: Recipient, part: int
    ) -> Sequence[EncodedMessage]:
        if broadcast.kind is BroadcastKind.ROUND_UP and recipient.has_rules:
            return await self._encodings.index_of(broadcast, recipient)
        form = recipient.form
        if form is Form.RICH and not self._knows_rich:
            form = Form.SUMMARIES
        return await self._encodings.of(broadcast, recipient, form, part)

    async def _send(self, message: EncodedMessage, intent: Intent) -> Outcome:
        """Send a message, in reply to the one that it is about where there is one."""
        target = replace(_target(intent.recipient), reply_to=intent.message_id)
        try:
            return Sent(await self._client.send(target, message, Lane.BROADCAST))
        except TelegramError as error:
            if not (message.send.method is Method.SEND_RICH and is_unknown_method(error)):
                raise
            return self._forgo_rich()

    def _forgo_rich(self) -> Outcome:
        """Send no more rich messages; ordinary ones may be more in number, to be counted again."""
        log.warning("rich_messages_unknown")
        self._knows_rich = False
        return Unreached("the server knows no rich messages")

    async def _correct(
        self,
        broadcast: Broadcast,
        message: EncodedMessage | None,
        recipient: Recipient,
        message_id: int,
    ) -> Outcome:
        """Edit a message; where Telegram does not let it be edited, follow it with a note.

        It is deleted where the corrected edition has no such part any more.
        """
        target = _target(recipient)
        try:
            if message is None:
                await self._client.delete(target, message_id, Lane.BROADCAST)
            else:
                await self._client.edit(target, message_id, message, Lane.BROADCAST)
        except BadRequest as error:
            # A photo or a file can't become a text, as who chose another layout would need it.
            if not (is_not_editable(error) or has_no_text(error)):
                raise
            note = await self._renderer.follow_up(
                broadcast.edition_id, recipient.language, recipient.kind
            )
            await self._client.send(target, note, Lane.BROADCAST)
        return Sent(message_id)

    async def _recall(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        """Delete a message; put a notice in its place where it is too old for that."""
        if intent.message_id is None:
            return Refused("nothing was sent that could be recalled")
        try:
            await self._client.delete(_target(intent.recipient), intent.message_id, Lane.BROADCAST)
        except BadRequest as error:
            if not is_too_old_to_delete(error):
                raise
            await self._give_notice(broadcast, intent.recipient, intent.message_id)
        return Sent(intent.message_id)

    async def _give_notice(
        self, broadcast: Broadcast, recipient: Recipient, message_id: int
    ) -> None:
        target = _target(recipient)
        notice = await self._renderer.notice(broadcast.edition_id, recipient.language)
        try:
            await self._client.edit(target, message_id, notice, Lane.BROADCAST)
        except BadRequest as error:
            if not has_no_text(error):
                raise
            await self._client.edit(target, message_id, notice, Lane.BROADCAST, caption=True)


def _target(recipient: Recipient) -> Target:
    return Target(recipient.chat_id, recipient.topic_id, silent=recipient.silent)


def _settled(error: TelegramError, intent: Intent) -> Outcome:
    """The outcome of an error; of a fault of the bot's own, that the message did not arrive."""
    try:
        return outcome_of(error, message_id=intent.message_id)
    except (InvalidToken, Conflict) as fault:
        kind = type(fault).__name__
        log.error("bot_rejected", kind=kind)  # noqa: TRY400 - PTB puts the token into texts
        return Unreached(f"Telegram rejects the bot: {kind}")
