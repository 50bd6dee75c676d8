"""An edition as rich messages: a heading, and one collapsible block an item.

Rules and limits: Bot API 10.1, `InputRichMessage`: 32,768 characters and 500 blocks a message.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from bot.i18n.translator import Translator
from bot.views.items import byline, title_of
from bot.views.keyboards import openable_host
from bot.views.message import OutgoingMessage
from bot.views.rich_text import circled
from digests.model import Edition, Item, Paragraph, ParagraphKind
from digests.text.ruby import in_brackets

_MOST_CHARACTERS = 30_000
_MOST_BLOCKS = 450


def rich_messages(translator: Translator, edition: Edition) -> list[OutgoingMessage]:
    """The rich messages that hold the whole edition, an item never torn apart unless it must be."""
    title = escape(title_of(translator, edition))
    head = f"<h2>{title}</h2><p>{escape(translator.day(edition.date))}</p>"
    details = [block for item in edition.digest.items for block in _details(translator, item)]
    return [OutgoingMessage(rich_html=html) for html in _filled(head, details)]


def _filled(head: str, details: Sequence[str]) -> Iterator[str]:
    """Messages filled with as many blocks as each takes."""
    html = head
    for block in details:
        if not _takes(html + block):
            yield html
            html = ""
        html += block
    yield html


def _takes(html: str) -> bool:
    return len(html) <= _MOST_CHARACTERS and html.count("<") // 2 <= _MOST_BLOCKS


def _details(translator: Translator, item: Item) -> Iterator[str]:
    """One collapsible block, or several where the item is longer than a message."""
    label = escape(f"{circled(item.number)} {item.headline}")
    pieces = [_byline(translator, item), *map(_paragraph, item.paragraphs), *_links(item)]
    inside = ""
    for piece in filter(None, pieces):
        if inside and not _takes(inside + piece + label):
            yield f"<details><summary>{label}</summary>{inside}</details>"
            inside = ""
        inside += piece
    yield f"<details><summary>{label}</summary>{inside}</details>"


def _byline(translator: Translator, item: Item) -> str:
    line = byline(translator, item)
    return f"<p><i>{escape(line)}</i></p>" if line else ""


def _paragraph(paragraph: Paragraph) -> str:
    text = escape(in_brackets(paragraph.text))
    if paragraph.kind is ParagraphKind.SUBHEADING:
        return f"<h4>{text}</h4>"
    if paragraph.kind is ParagraphKind.BULLET:
        return f"<ul><li>{text}</li></ul>"
    return f"<p>{text}</p>"


def _links(item: Item) -> Iterator[str]:
    for source in item.sources:
        host = openable_host(source.url)
        if host:
            yield f'<p><a href="{escape(source.url)}">{escape(host)}</a></p>'
        else:
            yield f"<p>{escape(source.raw)}</p>"
