"""A message as plain words, for when Telegram refuses what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

from bot.views.message import OutgoingMessage
from bot.views.rich_text import CAPTION_LIMIT, TEXT_LIMIT, plain, split, to_html

_LINES = frozenset(
    ["br", "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "hr", "summary", "figcaption"]
)
"""Tags of rich messages that begin a line."""


def in_plain_words(message: OutgoingMessage) -> Sequence[OutgoingMessage]:
    """The same without any markup, at least one message; the last one has the buttons.

    Links are written out behind their words. Pictures and files stay where they are.
    """
    words = words_of(message.rich_html or message.text)
    has_file = any((message.photo, message.document, message.drawing))
    parts = split(plain(words), CAPTION_LIMIT if has_file else TEXT_LIMIT) or (plain("…"),)
    first = replace(message, text=to_html(parts[0]), rich_html=None, rich_photos=(), keyboard=None)
    rest = [OutgoingMessage(text=to_html(part)) for part in parts[1:]]
    *before, last = (first, *rest)
    return (*before, replace(last, keyboard=message.keyboard))


def without_buttons(message: OutgoingMessage) -> OutgoingMessage:
    """The same message, of which nothing can be pressed."""
    return replace(message, keyboard=None)


def words_of(written: str) -> str:
    """What a text in Telegram's HTML says, without its marks of style."""
    reader = _Words()
    reader.feed(written)
    reader.close()
    return "".join(reader.found).strip()


class _Words(HTMLParser):
    """Takes the words out of Telegram's HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or remember where a link leads."""
        if tag in _LINES:
            self.found.append("\n")
        if tag == "a":
            self._links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        """Write a link out."""
        if tag == "a" and self._links and (url := self._links.pop()):
            self.found.append(f" ({url})")

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.found.append(data)
