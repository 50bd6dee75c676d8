"""RSS (0.9 to 2.0, and 1.0 in RDF) and Atom (RFC 4287) as documents."""

from __future__ import annotations

import re
from html import escape
from html.entities import html5

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Document
from digests.parsing.formats.encoding import decode_file
from digests.parsing.formats.feeds.entries import Feed, FeedEntry, as_markup, document_of, plain
from digests.parsing.formats.registry import MAX_MARKUP
from digests.parsing.formats.xml_tree import XmlNode, attribute, local_name, text_of, xml_tree

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CONTENTS = ("encoded", "content", "description", "summary")
_DAYS = ("pubDate", "published", "issued", "date", "updated", "modified", "lastBuildDate")
_ENTITY = re.compile(r"&(?:(\w{1,40});|(?!#))")
_MARKED_UP = re.compile(r"</?[A-Za-z]|&#?\w{1,40};")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_XHTML = "{http://www.w3.org/1999/xhtml}div"


def parse_xml_feed(data: bytes) -> Document:
    """A feed as blocks; raises ReadingError: DAMAGED, NOT_TEXT, TOO_BIG, UNKNOWN_FORMAT."""
    text = decode_file(data, most=MAX_MARKUP)
    # Declared encodings are wrong as often in feeds as in pages.
    undeclared = text.partition("?>")[2] if text.lstrip().startswith("<?xml") else text
    root = xml_tree(_ENTITY.sub(_spelled, undeclared).strip().encode(), lenient=True)
    channel = _child(root, "channel") if local_name(root) in ("rss", "RDF") else root
    entries = [node for node in root.iter() if local_name(node) in ("item", "entry")]
    if channel is None or not entries:
        raise ReadingError(ReadingFault.DAMAGED if channel is None else ReadingFault.EMPTY)
    return document_of(
        Feed(
            title=plain(_text(channel, "title")),
            author=_author(channel),
            day=_first(channel, _DAYS),
            language=_text(channel, "language") or attribute(root, _LANGUAGE),
            entries=[_entry(node) for node in entries],
        )
    )


def _spelled(sign: re.Match[str]) -> str:
    """An entity as XML knows it: feeds take those of HTML, and forget to escape the sign."""
    name = sign[1]
    if name is None:
        return "&amp;"
    return sign[0] if name in _OF_XML else escape(html5.get(f"{name};", f"&{name};"), quote=False)


def _entry(node: XmlNode) -> FeedEntry:
    return FeedEntry(
        title=plain(_text(node, "title")),
        link=_link(node),
        day=_first(node, _DAYS),
        outlet=text_of(_child(node, "source") if _is_named(_child(node, "source")) else None)
        or text_of(_deep(node, "source", "title")),
        content=_content(node),
    )


def _is_named(source: XmlNode | None) -> bool:
    """Whether RSS names the source itself; Atom has a whole head of a feed there."""
    return source is not None and not len(source)


def _content(node: XmlNode) -> str:
    """The whole text where there is one, else what stands for it."""
    for name in _CONTENTS:
        found = _child(node, name)
        if found is None:
            continue
        xhtml = found.find(_XHTML)
        if xhtml is not None:
            return _markup(xhtml)
        text = "".join(found.itertext()).strip()
        plain_text = attribute(found, "type") == "text" or not _MARKED_UP.search(text)
        if text:
            return as_markup(text) if plain_text else text
    return ""


def _markup(node: XmlNode) -> str:
    """An element of XHTML as HTML."""
    name = local_name(node)
    inside = escape(node.text or "", quote=False)
    inside += "".join(
        _markup(child) + escape(child.tail or "", quote=False)
        for child in node
        if local_name(child)
    )
    address = escape(node.get("href") or "")
    return (
        f'<{name} href="{address}">{inside}</{name}>' if address else f"<{name}>{inside}</{name}>"
    )


def _link(node: XmlNode) -> str:
    links = [child for child in node if local_name(child) == "link"]
    shown = [one for one in links if attribute(one, "rel") in ("", "alternate")]
    found = next((attribute(one, "href") or text_of(one) for one in shown), "")
    guid = _child(node, "guid")
    if not found and guid is not None and attribute(guid, "isPermaLink") != "false":
        found = text_of(guid)
    return found if found.startswith(("http://", "https://")) else ""


def _author(node: XmlNode) -> str:
    named = _deep(node, "author", "name")
    return text_of(named) or _text(node, "creator") or _text(node, "author")


def _text(node: XmlNode, name: str) -> str:
    return text_of(_child(node, name))


def _first(node: XmlNode, names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := _text(node, name))), "")


def _child(node: XmlNode, name: str) -> XmlNode | None:
    return next((child for child in node if local_name(child) == name), None)


def _deep(node: XmlNode, name: str, inner: str) -> XmlNode | None:
    found = _child(node, name)
    return _child(found, inner) if found is not None else None
