"""HTML and XML out of texts that anybody may have written: the one place where they are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

from digests.export.link_names import link_names
from digests.model import Paragraph, ParagraphKind, Source
from digests.text.ruby import as_markup, without_readings

_VOID = frozenset({"img", "input", "link", "meta"})
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document of XML 1.0 may hold (https://www.w3.org/TR/xml/#charsets)."""


def escaped(text: str) -> str:
    """A text as it stands in an element or an attribute, without what no document may hold."""
    return escape(_FORBIDDEN.sub("", text))


def element(tag: str, /, *inside: str, **attributes: str | int | None) -> str:
    """An element around markup.

    Values of attributes are texts, None leaves one out; a `_` in a name stands for `-`, at its end
    for nothing.
    """
    told = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escaped(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    opened = f"<{tag}{told}>"
    return opened if tag in _VOID else f"{opened}{''.join(inside)}</{tag}>"


def xml_element(tag: str, attributes: Mapping[str, str], *inside: str) -> str:
    """An element of XML, whose attributes are texts."""
    told = "".join(f' {name}="{escaped(value)}"' for name, value in attributes.items())
    return f"<{tag}{told}>{''.join(inside)}</{tag}>"


def written(text: str) -> str:
    """A text with its readings and its lines."""
    return as_markup(escaped(text)).replace("\n", "<br>")


def plain_text(text: str) -> str:
    """A text in one line, without readings, for titles and descriptions."""
    return " ".join(without_readings(text).split())


def prose(texts: Iterable[str]) -> str:
    """Texts as paragraphs."""
    return "".join(element("p", written(text)) for text in texts)


def paragraphs(pieces: Iterable[Paragraph], heading: str) -> str:
    """The paragraphs of an item; `heading` is the element of its sub-headings."""
    return "".join(
        _of_one_kind(kind, [*group], heading)
        for kind, group in groupby(pieces, key=lambda piece: piece.kind)
    )


def _of_one_kind(kind: ParagraphKind, pieces: Sequence[Paragraph], heading: str) -> str:
    texts = [piece.text for piece in pieces]
    match kind:
        case ParagraphKind.BULLET:
            return element("ul", *(element("li", written(text)) for text in texts))
        case ParagraphKind.SUBHEADING:
            return "".join(element(heading, written(text)) for text in texts)
        case ParagraphKind.PROSE:
            return prose(texts)


def source_list(sources: Sequence[Source], outlet: str | None = None) -> str:
    """An entry a link; what is no page to be opened stands as it was written, and is none."""
    if not sources:
        return ""
    names = link_names([source.url for source in sources], outlet)
    entries = (
        element("li", link(source.url, name) if name else written(source.raw))
        for source, name in zip(sources, names, strict=True)
    )
    return element("ul", *entries, class_="sources")


def link(url: str, name: str) -> str:
    """A link that leads away from the site, and doesn't tell from where."""
    return element("a", escaped(name), href=url, rel="noreferrer nofollow")
