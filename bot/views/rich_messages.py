"""An edition as rich messages: a heading, and one collapsible block an item.

Rules and limits: Bot API 10.1, `InputRichMessage`: 32,768 characters, 500 blocks and 50 media a
message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from bot.i18n.translator import Translator
from bot.views.items import byline, pictures_of, unpictured
from bot.views.keyboards import keyboard
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import title_of
from bot.views.reading.continuations import continuation_line
from bot.views.reading.corrections import corrections_of, corrections_of_item
from bot.views.reading.long_editions import further_ways
from bot.views.rich_text import RichText, begun, circled, parts_of, plain, text_of
from bot.views.translation.translated_edition import translation_note
from digests.export.link_names import link_names
from digests.model import (
    Edition,
    EditionState,
    Item,
    Paragraph,
    ParagraphKind,
    Picture,
    Related,
    Source,
)
from digests.text.ruby import in_brackets

_MOST_CHARACTERS = 30_000
_MOST_BLOCKS = 450
_MOST_PHOTOS = 50
_PHOTO = re.compile(r'<img src="tg://photo\?id=([^"]*)"')
_LONGEST_BLOCK, _LONGEST_LABEL = 4_000, 1_000
"""Characters of text, each of which may be five or six when it is escaped."""


def rich_messages(translator: Translator, edition: Edition) -> list[OutgoingMessage]:
    """The rich messages that hold the whole edition, an item never torn apart unless it must be.

    The last one has the buttons to the links and to past days.
    """
    blocks = [*_opening(translator, edition), *_items(translator, edition), *_closing(edition)]
    messages = [
        OutgoingMessage(rich_html=html, rich_photos=_photos_in(html)) for html in _filled(blocks)
    ]
    keys = keyboard([further_ways(translator, edition)])
    return [*messages[:-1], replace(messages[-1], keyboard=keys)]


def _filled(blocks: Sequence[str]) -> Iterator[str]:
    """Messages filled with as many blocks as each takes."""
    html = ""
    for block in blocks:
        if html and not _takes(html + block):
            yield html
            html = ""
        html += block
    yield html


def _takes(html: str) -> bool:
    is_short = len(html) <= _MOST_CHARACTERS and html.count("<") // 2 <= _MOST_BLOCKS
    return is_short and html.count("<img ") <= _MOST_PHOTOS


def _photos_in(html: str) -> tuple[str, ...]:
    """The keys of the pictures that stand in a message, each once."""
    return tuple(dict.fromkeys(_PHOTO.findall(html)))


def _opening(translator: Translator, edition: Edition) -> Iterator[str]:
    """Title, day and author, what was corrected, and what the editor says to the readers."""
    day = translator.day(edition.date)
    title = edition.digest.title
    yield f"<h2>{_escaped_label(title_of(translator, edition))}</h2>"
    yield _line(" · ".join(filter(None, (day if title else "", edition.digest.author))))
    if edition.state is EditionState.RECALLED:
        yield _line(translator.gettext("This edition was recalled."))
    yield from _lines(translation_note(translator, edition))
    yield from _lines(corrections_of(translator, edition))
    yield from (piece for text in edition.digest.greeting for piece in _prose(text))


def _closing(edition: Edition) -> Iterator[str]:
    """What the editor says behind the last item, below a rule."""
    if edition.digest.afterword:
        yield "<hr/>"
    yield from (piece for text in edition.digest.afterword for piece in _prose(text))


def _items(translator: Translator, edition: Edition) -> Iterator[str]:
    """The items, each section named above its first one."""
    section: str | None = None
    for item in edition.digest.items:
        if item.section and item.section != section:
            yield f"<h3>{_escaped_label(item.section)}</h3>"
        section = item.section
        yield from _details(translator, edition, item)


def _details(translator: Translator, edition: Edition, item: Item) -> Iterator[str]:
    """One collapsible block, or several where the item is longer than a message."""
    label = _escaped_label(f"{circled(item.number)} {item.headline}")
    pieces = [
        _line(byline(translator, replace(item, section=None))),
        *_lines(continuation_line(translator, edition, item)),
        *_lines(corrections_of_item(translator, edition, item)),
        *map(_photo, pictures_of(item)),
        *(piece for paragraph in item.paragraphs for piece in _paragraphs(paragraph)),
        *(piece for caption in unpictured(item) for piece in _prose(f"📷 {caption}")),
        *_related(translator, item.related),
        *_links(item.sources, item.outlet),
    ]
    inside = ""
    for piece in filter(None, pieces):
        if inside and not _takes(inside + piece + label):
            yield f"<details><summary>{label}</summary>{inside}</details>"
            inside = ""
        inside += piece
    yield f"<details><summary>{label}</summary>{inside}</details>"


def _photo(picture: Picture) -> str:
    said = f"<figcaption>{_escaped_label(picture.caption)}</figcaption>" if picture.caption else ""
    return f'<figure><img src="tg://photo?id={escape(picture.key)}"/>{said}</figure>'


def _line(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _lines(rich: RichText) -> Iterator[str]:
    return map(_line, text_of(rich).splitlines())


def _prose(text: str) -> Iterator[str]:
    return _paragraphs(Paragraph(text=text))


def _escaped_label(text: str) -> str:
    return escape(text_of(begun(plain(text), _LONGEST_LABEL)))


def _paragraphs(paragraph: Paragraph) -> Iterator[str]:
    """A paragraph, in several blocks where one message could not hold it."""
    for part in parts_of(plain(in_brackets(paragraph.text)), _LONGEST_BLOCK):
        yield _block(paragraph.kind, escape(text_of(part)))


def _block(kind: ParagraphKind, text: str) -> str:
    if kind is ParagraphKind.SUBHEADING:
        return f"<h4>{text}</h4>"
    if kind is ParagraphKind.BULLET:
        return f"<ul><li>{text}</li></ul>"
    return f"<p>{text}</p>"


def _related(translator: Translator, pieces: Sequence[Related]) -> Iterator[str]:
    if not pieces:
        return
    yield f"<h4>{escape(translator.gettext('Related'))}</h4>"
    for piece in pieces:
        day = f" ({translator.short_day(piece.date)})" if piece.date else ""
        yield from _prose(f"▸ {piece.headline}{day}")
        yield from _links(piece.sources)


def _links(sources: Sequence[Source], outlet: str | None = None) -> Iterator[str]:
    names = link_names([source.url for source in sources], outlet)
    for source, name in zip(sources, names, strict=True):
        if name:
            yield f'<p>🔗 <a href="{escape(source.url)}">{escape(name)}</a></p>'
        else:
            yield from _prose(f"🔗 {source.raw}")
