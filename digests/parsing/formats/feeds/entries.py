"""What a feed tells, whichever its format, and the blocks made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from html import escape

from digests.parsing.blocks import Block, BlockKind, Document
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.html.document import parse_with_pictures
from digests.text.whitespace import collapsed


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A piece of news: `content` is HTML, `day` as the feed spells it, `outlet` whose it is."""

    title: str
    link: str
    day: str
    outlet: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed's own title, author, day and language, raw, and its entries in its order."""

    title: str
    author: str
    day: str
    language: str
    entries: Sequence[FeedEntry]


def document_of(feed: Feed) -> Document:
    """The feed as a digest's file: its title, then each entry below its headline."""
    blocks = [Block(kind=BlockKind.HEADING, text=feed.title)] if feed.title else []
    for entry in feed.entries:
        blocks += _blocks(entry)
    return Document(
        blocks=tuple(blocks),
        title=told(feed.title),
        author=told(feed.author),
        date=_day(feed.day) or None,
        language=feed.language or None,
    )


def plain(markup: str) -> str:
    """The words of a title that may hold HTML, on one line."""
    if "<" not in markup and "&" not in markup:
        return collapsed(markup)
    blocks = parse_with_pictures(f"<p>{markup}</p>", _none, whole=True).blocks
    return " ".join(block.text for block in blocks if block.text) or collapsed(markup)


def as_markup(text: str) -> str:
    """Plain text as HTML: a paragraph a line."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _none(_: str) -> bytes:
    return b""


def _blocks(entry: FeedEntry) -> Iterator[Block]:
    content = [_below(block) for block in _content(entry)]
    title = entry.title
    if not title and content and content[0].text:
        title = content.pop(0).text  # short notes have no title: they begin with what they say
    tail = ", ".join(filter(None, (entry.outlet, _day(entry.day))))
    if title or tail:
        text = f"{title} ({tail})" if tail else title
        yield Block(kind=BlockKind.HEADING, level=2, text=text.strip())
    yield from content
    if entry.link:
        yield Block(kind=BlockKind.PARAGRAPH, text=entry.link)


def _content(entry: FeedEntry) -> Iterator[Block]:
    blocks = parse_with_pictures(entry.content, _none, whole=True).blocks if entry.content else ()
    for place, block in enumerate(blocks):
        # Many feeds repeat the headline on top of the text.
        if place or block.text != entry.title:
            yield block


def _below(block: Block) -> Block:
    """A block of an entry's text: a heading there opens no item."""
    if block.kind is not BlockKind.HEADING:
        return block
    return replace(block, kind=BlockKind.PARAGRAPH, level=1, bold=block.text)


def _day(spelled: str) -> str:
    """The day of a moment (RFC 3339 or RFC 822) in its own zone, as 2025-04-01; empty for none."""
    try:
        return date.fromisoformat(spelled.strip()[:10]).isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(spelled).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
