"""Which items of an edition somebody is brought translated: the same in all its messages.

A translation may come to be there between two messages of an edition. Split otherwise than the
original, the second could then repeat items, or leave some out.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from bot.views.message import OutgoingMessage
from digests.delivery.model import COPIES, Broadcast, Recipient
from digests.model import ChatKind, Form
from digests.values.rules import EditionView

_FRESH = 10.0
"""Seconds for which it is not looked anew what is translated."""
_MOST_BEGUN = 10_000
"""Recipients of whom it is remembered how their edition began: some seconds of a paid broadcast."""

Wording = frozenset[int]
"""The numbers of the items that are shown translated."""
_ORIGINAL: Wording = frozenset()


class TranslatedEditions(Protocol):
    """Knows what is translated, and puts editions into messages."""

    async def await_translation(self, edition_id: int, language: str) -> None:
        """Wait until an edition is translated, as long as a broadcast may wait for that."""

    async def wording(self, edition_id: int, language: str) -> frozenset[int]:
        """The numbers of the items of an edition that are translated by now."""

    async def parts(
        self,
        edition_id: int,
        language: str,
        form: Form,
        kind: ChatKind,
        view: EditionView | None = None,
    ) -> Sequence[OutgoingMessage]:
        """The messages that bring an edition in a language and form; at least one."""


_Continued = tuple[int, str, Form, ChatKind, EditionView, int]
"""Of which broadcast, in which language, form and kind of chat, seen how, which part is due."""


class Wordings:
    """Remembers in which words an edition began for whom, until too many others began."""

    def __init__(self, editions: TranslatedEditions, now: Callable[[], float]) -> None:
        self._editions = editions
        self._now = now
        self._begun: OrderedDict[tuple[int, int], Wording] = OrderedDict()
        self._made: dict[tuple[int, str], tuple[float, Wording]] = {}
        self._continued: dict[_Continued, tuple[float, Wording]] = {}
        self._deciding = asyncio.Lock()

    def begin(self, broadcast: Broadcast, recipient: Recipient) -> None:
        """Let it begin anew, in the words that there are by now."""
        self._begun.pop(_who(broadcast, recipient), None)

    def has_begun(self, broadcast: Broadcast, recipient: Recipient) -> bool:
        """Whether it is remembered how it began."""
        return _who(broadcast, recipient) in self._begun

    async def chosen(
        self, broadcast: Broadcast, recipient: Recipient, form: Form, view: EditionView, part: int
    ) -> EditionView:
        """The view in the words of the part before; those of the first part are decided here."""
        who = _who(broadcast, recipient)
        wording = self._begun.get(who)
        if wording is None:
            made = await self._made_by_now(broadcast, recipient.language)
            place = part % COPIES
            key = (broadcast.id, recipient.language, form, recipient.kind, view, place)
            wording = await self._going_on(key, broadcast, made) if place and made else made
            self._begun[who] = wording
            while len(self._begun) > _MOST_BEGUN:
                self._begun.popitem(last=False)
        return replace(view, wording=wording)

    async def _made_by_now(self, broadcast: Broadcast, language: str) -> Wording:
        key = (broadcast.id, language)
        until, wording = self._made.get(key, (0.0, _ORIGINAL))
        if self._now() < until:
            return wording
        # Each by themselves: whoever gets another language need not wait for this one.
        await self._editions.await_translation(broadcast.edition_id, language)
        async with self._deciding:
            until, wording = self._made.get(key, (0.0, _ORIGINAL))
            if self._now() >= until:
                wording = await self._editions.wording(broadcast.edition_id, language)
                now = self._now()
                self._made = {one: kept for one, kept in self._made.items() if now < kept[0]}
                self._made[key] = (now + _FRESH, wording)
        return wording

    async def _going_on(self, key: _Continued, broadcast: Broadcast, made: Wording) -> Wording:
        """In which words to go on where nobody remembers how it began, as after a restart.

        It began in the original or as it is translated by now. It goes on in that which is less
        far by this part: so an item may come twice, but none is left out.
        """
        async with self._deciding:
            until, wording = self._continued.get(key, (0.0, _ORIGINAL))
            if self._now() < until:
                return wording
            _, language, form, kind, view, part = key

            async def rank(one: Wording) -> tuple[bool, int, int]:
                seen = replace(view, wording=one)
                messages = await self._editions.parts(
                    broadcast.edition_id, language, form, kind, seen
                )
                return part < len(messages), -_told(messages[:part]), len(messages)

            wording = made if await rank(made) > await rank(_ORIGINAL) else _ORIGINAL
            now = self._now()
            self._continued = {one: kept for one, kept in self._continued.items() if now < kept[0]}
            self._continued[key] = (now + _FRESH, wording)
        return wording


def _who(broadcast: Broadcast, recipient: Recipient) -> tuple[int, int]:
    return broadcast.id, recipient.subscriber_id


def _told(messages: Sequence[OutgoingMessage]) -> int:
    """How much of an edition messages tell: by the buttons of their items, of rich ones by blocks.

    What stands before the last message has no other buttons.
    """
    labels = {key.text for message in messages for row in message.rows for key in row}
    return len(labels) + sum((message.rich_html or "").count("<details") for message in messages)
