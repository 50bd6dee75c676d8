"""Writes a digest down again, as Markdown that reads back as the same digest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from digests.model import (
    Digest,
    Item,
    Paragraph,
    ParagraphKind,
    Related,
    Source,
)
from digests.parsing.blocks import UNNUMBERED, BlockKind, ItemHeadings
from digests.parsing.lexical.annotate import AnnotatedBlock
from digests.parsing.lexical.captions import opens_caption
from digests.parsing.lexical.fragments import Role, fragment_of
from digests.parsing.lexical.line_joining import continues
from digests.parsing.lexical.list_marks import mark_of
from digests.text.ruby import as_markup
from digests.text.sentence_ends import asks, ends_with_stop

_SPECIAL = re.compile(r"([\\`*\[\]<>&~{}])|(?<![^\W_])(_)|(_)(?![^\W_])")
_LINE_START = re.compile(r"^(\s*\d*)([#+=>|:.)-])")
_RULE = "* * *"


def render(digest: Digest) -> str:
    """The digest in canonical Markdown: reading it gives the digest again.

    Sources are written in their clean form, so `raw` becomes equal to `url`; pictures keep their
    captions only.
    """
    parts = [_front_matter(digest), *_preface(digest)]
    numbered = _is_numbered(digest)
    section: str | None = None
    for item in digest.items:
        if item.section != section:
            section = item.section
            parts.append(f"## {_heading(section or '')}")
        parts += _item(item, numbered=numbered)
    if digest.left_over or digest.afterword:
        parts += ["##", *_apart(digest.left_over)]
    if digest.afterword:
        parts += ["##", *_apart(digest.afterword)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _is_numbered(digest: Digest) -> bool:
    return any(item.printed_number for item in digest.items)


def _front_matter(digest: Digest) -> str:
    lines = [
        f"items: {ItemHeadings.NUMBERED if _is_numbered(digest) else ItemHeadings.PLAIN}",
        None if digest.title else 'title: ""',
        f'author: "{digest.author}"' if digest.author else None,
        f"date: {digest.date}" if digest.date else None,
        f"issue: {digest.issue}" if digest.issue else None,
        f"lang: {digest.language}",
    ]
    return "\n".join(["---", *filter(None, lines), "---"])


def _preface(digest: Digest) -> Iterator[str]:
    if digest.title:
        yield f"# {_heading(digest.title)}"
    yield from _apart(digest.preface)


def _item(item: Item, *, numbered: bool) -> Iterator[str]:
    mark, tail = item.printed_number or "", _tail(item.date, item.outlet)
    # What its headline opens with would be read as the number that it doesn't print.
    is_mistakable = numbered and not mark and mark_of(f"{item.headline}{tail}")
    told = (mark, f"{_heading(item.headline)}{tail}", UNNUMBERED if is_mistakable else "")
    yield " ".join(["###", *filter(None, told)])
    yield from _paragraphs(item.paragraphs)
    yield from (f"![{_inline(caption)}]()" for caption in item.captions)
    sources = [*item.sources]
    if item.outlet and item.date is None and sources:
        yield from _named_source(item.outlet, sources.pop(0), below=item)
    yield from _sources(sources)
    for related in item.related:
        yield from _related(related)


def _named_source(outlet: str, source: Source, *, below: Item) -> Iterator[str]:
    last = below.paragraphs[-1] if below.paragraphs and not below.captions else None
    if last and _would_join(last, Paragraph(text=outlet)):
        yield _RULE
    yield f"[{_inline(outlet)}](<{source.url}>)"


def _tail(day: date | None, outlet: str | None) -> str:
    if day is None:
        return ""
    words = f"{_inline(outlet)}, " if outlet else ""
    return f" ({words}{day})"


def _related(related: Related) -> Iterator[str]:
    yield "〈関連情報〉"
    yield f"{_block(related.headline)}{_tail(related.date, None)}"
    yield from _sources(related.sources)


def _sources(sources: Iterable[Source]) -> Iterator[str]:
    yield from (f"<{source.url}>" for source in sources)


def _paragraphs(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    before: Paragraph | None = None
    for paragraph in paragraphs:
        if before and _would_join(before, paragraph):
            yield _RULE
        yield _paragraph(paragraph)
        before = paragraph


def _would_join(before: Paragraph, after: Paragraph) -> bool:
    open_end = before.kind is not ParagraphKind.SUBHEADING
    prose = after.kind is ParagraphKind.PROSE
    return open_end and prose and continues(before.text, after.text)


def _paragraph(paragraph: Paragraph) -> str:
    if "\n" in paragraph.text:
        return f"```\n{paragraph.text}\n```"
    if paragraph.kind is ParagraphKind.SUBHEADING:
        closed = _is_closed(paragraph.text)
        return f"#### {_inline(paragraph.text)}" if closed else f"**{_inline(paragraph.text)}**"
    if paragraph.kind is ParagraphKind.BULLET:
        return f"- {_block(paragraph.text)}"
    quoted = "" if _stays_prose(paragraph.text) else "> "
    return quoted + _block(paragraph.text)


def _stays_prose(text: str) -> bool:
    """Whether a paragraph is read as running text, and not as a heading, label or caption."""
    fragment = fragment_of(AnnotatedBlock(kind=BlockKind.PARAGRAPH, text=text))
    plain = fragment.role is Role.PROSE and fragment.text == text and not opens_caption(text)
    return plain and _is_closed(text)


def _is_closed(text: str) -> bool:
    """Whether a text ends so that none takes it for a heading, as they take questions."""
    return (ends_with_stop(text) and not asks(text)) or text.endswith("…")


def _apart(texts: Iterable[str]) -> Iterator[str]:
    prose = (Paragraph(text=text) for text in texts)
    yield from _paragraphs(prose)


def _block(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _inline(text))


def _heading(text: str) -> str:
    """A heading's text, the signs at its end kept that would close it."""
    return re.sub(r"#(?=#*$)", r"\\#", _inline(text), count=1)


def _inline(text: str) -> str:
    return as_markup(_SPECIAL.sub(lambda sign: f"\\{sign[0]}", text))
