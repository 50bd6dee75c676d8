"""Writes an edition down as a page for people: one file that any browser shows, offline too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from digests.export.link_names import link_names
from digests.model import Digest, Item, Paragraph, ParagraphKind, Related, Source
from digests.text.ruby import as_markup

_LONG = 20
"""Items above which a page begins with a list of them."""
_STYLE = """\
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 0 auto; padding: 1rem; font: 1rem/1.7 system-ui, sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.3; }
h2 { border-bottom: 2px solid; padding-bottom: .2rem; margin-top: 3rem; }
h3 { font-size: 1.15rem; line-height: 1.4; margin: 2.5rem 0 0; }
h4 { font-size: 1rem; margin-bottom: 0; }
.facts, .caption, .sources, .changes { font-size: .875rem; opacity: .8; }
.facts { margin-top: 0; }
nav { columns: 16rem; font-size: .875rem; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a page says by itself, in the language of whom it is for.

    `related` stands above further news in an item, `day` writes a day. `changes` are what was
    changed in the edition, a line each, and `changes_of` what was in an item.
    """

    related: str
    day: Callable[[date], str]
    changes: Sequence[str] = ()
    changes_of: Callable[[Item], Sequence[str]] = lambda _: ()


def page_of(digest: Digest, title: str, day: date, wording: Wording) -> str:
    """The whole digest as a page of HTML, under a title and the day of its edition."""
    said = [
        *_opening(digest, title, day, wording),
        *_contents(digest),
        *_items(digest, wording),
        *(_prose(text) for text in digest.afterword),
    ]
    body = "\n".join(said)
    return (
        f'<!doctype html>\n<html lang="{escape(digest.language)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _opening(digest: Digest, title: str, day: date, wording: Wording) -> Iterator[str]:
    yield f"<h1>{escape(title)}</h1>"
    yield _facts([wording.day(day), digest.author])
    yield _changes(wording.changes)
    yield from (_prose(text) for text in digest.greeting)


def _contents(digest: Digest) -> Iterator[str]:
    if len(digest.items) <= _LONG:
        return
    lines = (
        f'<a href="#item-{item.number}">{item.number}. {escape(item.headline)}</a><br>'
        for item in digest.items
    )
    yield "\n".join(["<nav>", *lines, "</nav>"])


def _items(digest: Digest, wording: Wording) -> Iterator[str]:
    section: str | None = None
    for item in digest.items:
        if item.section != section:
            section = item.section
            yield f"<h2>{escape(section)}</h2>" if section else "<hr>"
        yield from _item(item, wording)


def _item(item: Item, wording: Wording) -> Iterator[str]:
    yield f'<article id="item-{item.number}">'
    yield f"<h3>{item.number}. {escape(item.headline)}</h3>"
    yield _facts([item.outlet, wording.day(item.date) if item.date else None])
    yield _changes(wording.changes_of(item))
    yield from _paragraphs(item.paragraphs)
    yield from (f'<p class="caption">{escape(one)}</p>' for one in item.captions)
    yield _sources(item.sources, item.outlet)
    yield from _related(item.related, wording)
    yield "</article>"


def _facts(facts: Iterable[str | None]) -> str:
    told = " · ".join(filter(None, facts))
    return f'<p class="facts">{escape(told)}</p>' if told else ""


def _changes(lines: Sequence[str]) -> str:
    told = "<br>\n".join(map(escape, lines))
    return f'<p class="changes">{told}</p>' if told else ""


def _paragraphs(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    in_list = False
    for paragraph in paragraphs:
        is_entry = paragraph.kind is ParagraphKind.BULLET
        if is_entry != in_list:
            yield "<ul>" if is_entry else "</ul>"
            in_list = is_entry
        yield _paragraph(paragraph)
    if in_list:
        yield "</ul>"


def _paragraph(paragraph: Paragraph) -> str:
    if paragraph.kind is ParagraphKind.BULLET:
        return f"<li>{_text(paragraph.text)}</li>"
    if paragraph.kind is ParagraphKind.SUBHEADING:
        return f"<h4>{_text(paragraph.text)}</h4>"
    return _prose(paragraph.text)


def _prose(text: str) -> str:
    return f"<p>{_text(text)}</p>"


def _text(text: str) -> str:
    return as_markup(escape(text)).replace("\n", "<br>\n")


def _sources(sources: Sequence[Source], outlet: str | None = None) -> str:
    """A line a link; what is no page to be opened stands as it was written."""
    names = link_names([source.url for source in sources], outlet)
    told = "<br>\n".join(
        f'<a href="{escape(source.url)}">{escape(name)}</a>' if name else escape(source.raw)
        for source, name in zip(sources, names, strict=True)
    )
    return f'<p class="sources">{told}</p>' if told else ""


def _related(pieces: Sequence[Related], wording: Wording) -> Iterator[str]:
    if not pieces:
        return
    yield f"<h4>{escape(wording.related)}</h4>"
    for piece in pieces:
        yield _prose(piece.headline)
        yield _facts([wording.day(piece.date) if piece.date else None])
        yield _sources(piece.sources)
