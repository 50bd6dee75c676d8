"""Text that an editor pastes or forwards, put together again from the messages it came in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from telegram import Message, MessageEntity

_CUT = 4096
"""Clients cut a longer text into messages of this length, at most."""
_SHORTEST = 80
"""A digest has at least as many characters, and more than one line."""


@dataclass(slots=True)
class PasteBuffer:
    """Waits until nothing more of a text comes; `quiet` is how many seconds that takes."""

    quiet: float = 1.5
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _piles: dict[int, dict[int, str]] = field(default_factory=dict)

    def is_open(self, chat_id: int) -> bool:
        """Whether a text of that chat is still coming in."""
        return chat_id in self._piles

    async def whole(self, message: Message) -> str | None:
        """The whole text, for the last of its messages; None for those before."""
        pile = self._piles.setdefault(message.chat_id, {})
        pile[message.message_id] = with_links(message)
        size = len(pile)
        await self.sleep(self.quiet)
        if len(pile) != size:
            return None
        self._piles.pop(message.chat_id, None)
        return together([pile[number] for number in sorted(pile)])


def looks_like_a_digest(message: Message) -> bool:
    """Whether a text is more than talk: forwarded, or long and of several lines."""
    text = message.text or ""
    return bool(message.forward_origin) or (len(text) >= _SHORTEST and "\n" in text)


def with_links(message: Message) -> str:
    """The text with each hidden link written out behind its words, so that none is lost."""
    text = (message.text or "").encode("utf-16-le")
    for entity in sorted(message.entities, key=lambda entity: -entity.offset):
        if entity.type == MessageEntity.TEXT_LINK and entity.url:
            end = 2 * (entity.offset + entity.length)
            text = text[:end] + f" <{entity.url}>".encode("utf-16-le") + text[end:]
    return text.decode("utf-16-le")


def together(texts: list[str]) -> str:
    """The pieces of a text that a client cut: full messages run on, others end a line."""
    joined = ""
    for text in texts:
        joined += text if len(text) >= _CUT else f"{text}\n"
    return joined
