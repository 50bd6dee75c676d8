"""Texts that editors paste or forward: their pieces, and what they became."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import Message, MessageEntity

_CUT = 4096
"""Clients cut a longer text into messages of this length, at most."""
_SHORTEST = 80
"""A digest has at least as many characters, and more than one line."""
_SOON = timedelta(seconds=10)
"""How long after a piece was sent the next one still belongs to its text."""
_REMEMBERED = 100
"""Texts whose later edits are understood."""


@dataclass(slots=True, kw_only=True)
class Paste:
    """A text of one or several messages, and what it became.

    `pieces` are their texts by their ids, `at` is when the last one was sent, `heard` when the bot
    heard of it, by the monotonic clock `elapsed`. `draft` is the edition it became, None while it
    can't be read; `card` the messages that show what became of it.
    """

    chat_id: int
    pieces: dict[int, str]
    at: datetime
    elapsed: Callable[[], float]
    draft: int | None = None
    card: tuple[int, ...] = ()
    heard: float = field(init=False)

    def __post_init__(self) -> None:
        self.heard = self.elapsed()

    def put(self, message: Message) -> None:
        """Take a message as a piece, or what a piece says now."""
        self.pieces[message.message_id] = with_links(message)
        self.heard = self.elapsed()

    def open_for(self) -> float:
        """For how many seconds a further piece may come; 0 or less when none can."""
        return _SOON.total_seconds() - (self.elapsed() - self.heard)

    @property
    def text(self) -> str:
        """All of it, as far as it came."""
        return together([self.pieces[number] for number in sorted(self.pieces)])


@dataclass(slots=True)
class PasteBuffer:
    """The texts that were pasted last, in this process; a text that comes soon joins the last.

    `elapsed` is a monotonic clock, in seconds.
    """

    elapsed: Callable[[], float] = time.monotonic
    _pastes: deque[Paste] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))

    def is_open(self, message: Message) -> bool:
        """Whether a message comes soon enough after a text of that chat to be a piece of it."""
        return self._last(message) is not None

    def add(self, message: Message) -> Paste:
        """Take a message in: as a piece of the text before it, else as the first of a new one."""
        paste = self._last(message)
        if paste is None:
            paste = Paste(chat_id=message.chat_id, pieces={}, at=message.date, elapsed=self.elapsed)
            self._pastes.append(paste)
        paste.put(message)
        paste.at = max(paste.at, message.date)
        return paste

    def edited(self, message: Message) -> Paste | None:
        """The text that an edited message is a piece of, with what it says now; None if unknown."""
        for paste in self._pastes:
            if paste.chat_id == message.chat_id and message.message_id in paste.pieces:
                paste.put(message)
                return paste
        return None

    def _last(self, message: Message) -> Paste | None:
        """The chat's last text, if this message goes on with it; what is the same does not."""
        last = next((one for one in reversed(self._pastes) if one.chat_id == message.chat_id), None)
        if last is None or message.date - last.at > _SOON:
            return None
        return None if with_links(message) in last.pieces.values() else last


def looks_like_a_digest(message: Message) -> bool:
    """Whether a text or caption is more than talk: forwarded, or long and of several lines."""
    text = message.text or message.caption or ""
    return bool(text and message.forward_origin) or (len(text) >= _SHORTEST and "\n" in text)


def is_cut_short(message: Message) -> bool:
    """Whether a text has several lines, as what is pasted, and is too short to be a digest."""
    text = (message.text or "").strip()
    return "\n" in text and not looks_like_a_digest(message)


def with_links(message: Message) -> str:
    """The text with each hidden link written out behind its words, so that none is lost."""
    text = (message.text or message.caption or "").encode("utf-16-le")
    entities = message.entities or message.caption_entities
    for entity in sorted(entities, key=lambda entity: -entity.offset):
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
