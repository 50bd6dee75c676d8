"""From a tree of HTML to the blocks of a RichMessage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from simulator.protocol.wire import JsonObject, not_implemented
from simulator.rich.lists import Numbering, label_of
from simulator.rich.texts import RichText, joined
from simulator.rich.tree import HEADINGS, INLINE, MEDIA, Node, parse_tree
from simulator.text.html_text import MarkupError, check_time_format
from simulator.text.links import LinkError, check_link, person_of

Pictures = Callable[[str], list[JsonObject]]

_STYLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "b": "bold",
        "strong": "bold",
        "i": "italic",
        "em": "italic",
        "u": "underline",
        "ins": "underline",
        "s": "strikethrough",
        "strike": "strikethrough",
        "del": "strikethrough",
        "code": "code",
        "mark": "marked",
        "sub": "subscript",
        "sup": "superscript",
        "tg-spoiler": "spoiler",
    }
)
_EMOJI: Final = "tg://emoji"
_SPACES = re.compile(r"[ \t\r\n\f]+")


def blocks_of_html(source: str, pictures: Pictures) -> list[JsonObject]:
    """The blocks of a message; `pictures` finds the photo that an id stands for.

    Raises `MarkupError` for HTML that is not well-formed or not allowed.
    """
    root = parse_tree(source)
    references = {node.attribute("name") for node in _all(root) if node.name == "tg-reference"}
    return _Converter(pictures, frozenset(references)).blocks(root.children)


def _all(node: Node) -> Iterable[Node]:
    for child in node.children:
        if isinstance(child, Node):
            yield child
            yield from _all(child)


class _Converter:
    """Knows the pictures and the references of one message."""

    def __init__(self, pictures: Pictures, references: frozenset[str]) -> None:
        self._pictures = pictures
        self._references = references

    # --- blocks --------------------------------------------------------------------------------

    def blocks(self, children: Sequence[Node | str]) -> list[JsonObject]:
        """Blocks as they are; what stands between them becomes paragraphs."""
        found: list[JsonObject] = []
        loose: list[Node | str] = []
        for child in children:
            if isinstance(child, str) or self._is_inline(child):
                loose.append(child)
                continue
            found += self._paragraph(loose)
            loose = []
            found.append(self._block(child))
        return found + self._paragraph(loose)

    def _is_inline(self, node: Node) -> bool:
        emoji = node.name == "img" and node.attribute("src").startswith(_EMOJI)
        return emoji or (node.name in INLINE and not self._is_anchor(node))

    def _is_anchor(self, node: Node) -> bool:
        return node.name == "a" and "name" in node.attributes and not node.children

    def _paragraph(self, loose: Sequence[Node | str]) -> list[JsonObject]:
        text = self.text(loose)
        return [{"type": "paragraph", "text": text}] if text not in ("", []) else []

    def _block(self, node: Node) -> JsonObject:
        if node.name in HEADINGS:
            return {"type": "heading", "text": self.text(node.children), "size": int(node.name[1])}
        if node.name in MEDIA:
            return self._media(node)
        makers: Mapping[str, Callable[[Node], JsonObject]] = {
            "p": lambda n: {"type": "paragraph", "text": self.text(n.children)},
            "footer": lambda n: {"type": "footer", "text": self.text(n.children)},
            "hr": lambda _: {"type": "divider"},
            "a": lambda n: {"type": "anchor", "name": n.attribute("name")},
            "pre": self._pre,
            "ul": self._list,
            "ol": self._list,
            "blockquote": self._quote,
            "aside": self._pull_quote,
            "figure": self._figure,
            "tg-collage": self._gallery,
            "tg-slideshow": self._gallery,
            "tg-map": self._map,
            "tg-math-block": _math,
            "table": self._table,
            "details": self._details,
        }
        return makers[node.name](node)

    def _pre(self, node: Node) -> JsonObject:
        code = node.elements("code")
        alone = len(node.children) == 1 and len(code) == 1
        inner = code[0] if alone else node
        block: JsonObject = {"type": "pre", "text": self._verbatim(inner.children)}
        language = inner.attribute("class").removeprefix("language-")
        return block | ({"language": language} if alone and language else {})

    def _list(self, node: Node) -> JsonObject:
        items = node.elements("li")
        if not items:
            raise MarkupError("A list must have items")
        numbering = Numbering.of(node, len(items))
        return {"type": "list", "items": [self._item(li, numbering) for li in items]}

    def _item(self, node: Node, numbering: Numbering) -> JsonObject:
        boxes = node.elements("input")
        item: JsonObject = {"blocks": self.blocks(node.without("input"))}
        if boxes:
            item["has_checkbox"] = True
            if "checked" in boxes[0].attributes:
                item["is_checked"] = True
        kind, value = numbering.next(node)
        if kind is not None:
            item |= {"value": value, "type": kind}
        return item | {"label": label_of(kind, value)}

    def _quote(self, node: Node) -> JsonObject:
        return {
            "type": "blockquote",
            "blocks": self.blocks(node.without("cite")),
            **self._credit(node),
        }

    def _pull_quote(self, node: Node) -> JsonObject:
        text = self.text(node.without("cite"))
        return {"type": "pullquote", "text": text, **self._credit(node)}

    def _credit(self, node: Node) -> JsonObject:
        cites = node.elements("cite")
        return {"credit": self.text(cites[0].children)} if cites else {}

    def _details(self, node: Node) -> JsonObject:
        summaries = node.elements("summary")
        if len(summaries) != 1:
            raise MarkupError('Tag "details" must have one "summary"')
        block: JsonObject = {
            "type": "details",
            "summary": self.text(summaries[0].children),
            "blocks": self.blocks(node.without("summary")),
        }
        return block | ({"is_open": True} if "open" in node.attributes else {})

    # --- media ---------------------------------------------------------------------------------

    def _media(self, node: Node) -> JsonObject:
        if node.name != "img":
            raise not_implemented(f'the media of tag "{node.name}"')
        block: JsonObject = {"type": "photo", "photo": self._pictures(node.attribute("src"))}
        return block | ({"has_spoiler": True} if "tg-spoiler" in node.attributes else {})

    def _figure(self, node: Node) -> JsonObject:
        inner = node.elements(*MEDIA, "tg-map")
        if len(inner) != 1:
            raise MarkupError('Tag "figure" must have one medium')
        return self._block(inner[0]) | self._caption(node)

    def _gallery(self, node: Node) -> JsonObject:
        block: JsonObject = {
            "type": node.name.removeprefix("tg-"),
            "blocks": [self._media(inner) for inner in node.elements(*MEDIA)],
        }
        return block | self._caption(node)

    def _caption(self, node: Node) -> JsonObject:
        captions = node.elements("figcaption")
        if not captions:
            return {}
        text = self.text(captions[0].without("cite"))
        return {"caption": {"text": text, **self._credit(captions[0])}}

    def _map(self, node: Node) -> JsonObject:
        try:
            latitude, longitude = float(node.attribute("lat")), float(node.attribute("long"))
            zoom = int(node.attribute("zoom") or 15)
        except ValueError:
            raise MarkupError("Invalid map properties specified") from None
        location = {"latitude": latitude, "longitude": longitude}
        return {"type": "map", "location": location, "zoom": zoom, "width": 600, "height": 300}

    # --- tables --------------------------------------------------------------------------------

    def _table(self, node: Node) -> JsonObject:
        rows = [
            [self._cell(cell) for cell in row.elements("td", "th")] for row in node.elements("tr")
        ]
        block: JsonObject = {"type": "table", "cells": rows}
        block |= {f"is_{n}": True for n in ("bordered", "striped") if n in node.attributes}
        captions = node.elements("caption")
        return block | ({"caption": self.text(captions[0].children)} if captions else {})

    def _cell(self, node: Node) -> JsonObject:
        header = node.name == "th"
        cell: JsonObject = {
            "align": node.attribute("align") or ("center" if header else "left"),
            "valign": node.attribute("valign") or "top",
        }
        text = self.text(node.children)
        cell |= {"text": text} if text not in ("", []) else {}
        cell |= {"is_header": True} if header else {}
        for name in ("colspan", "rowspan"):
            if node.attribute(name).isdecimal():
                cell[name] = int(node.attribute(name))
        return cell

    # --- text ----------------------------------------------------------------------------------

    def text(self, children: Sequence[Node | str]) -> RichText:
        """A run of text, its white space as a browser shows it."""
        return joined(_tidied([part for child in children for part in self._parts(child)]))

    def _parts(self, child: Node | str) -> list[RichText]:
        if isinstance(child, str):
            return [_SPACES.sub(" ", child)]
        if child.name == "br":
            return ["\n"]
        return [self._styled(child)]

    def _verbatim(self, children: Sequence[Node | str]) -> RichText:
        parts: list[RichText] = [c if isinstance(c, str) else self._styled(c) for c in children]
        return joined(parts)

    def _styled(self, node: Node) -> RichText:
        if node.name not in {*INLINE, "img"}:
            raise MarkupError(f'Block "{node.name}" can\'t be inside of a text')
        makers: Mapping[str, Callable[[Node], RichText]] = {
            "img": _pictured_emoji,
            "a": self._link,
            "tg-emoji": lambda n: _emoji(n.attribute("emoji-id"), _plain(n)),
            "tg-math": _math,
            "tg-time": lambda n: _time(n, self._inner(n)),
            "tg-reference": self._reference,
        }
        if node.name in makers:
            return makers[node.name](node)
        return {"type": _STYLES[node.name], "text": self._inner(node)}

    def _reference(self, node: Node) -> RichText:
        return {"type": "reference", "text": self._inner(node), "name": node.attribute("name")}

    def _inner(self, node: Node) -> RichText:
        return joined([part for child in node.children for part in self._parts(child)])

    def _link(self, node: Node) -> RichText:
        href, inner = node.attribute("href"), self._inner(node)
        if "name" in node.attributes and not node.children:
            return {"type": "anchor", "name": node.attribute("name")}
        if href.startswith("#"):
            if href[1:] in self._references:
                return {"type": "reference_link", "text": inner, "reference_name": href[1:]}
            return {"type": "anchor_link", "text": inner, "anchor_name": href[1:]}
        return _outward(href, inner)


def _outward(href: str, inner: RichText) -> RichText:
    """A link that leaves the message, by its scheme; one that can't be is its text alone."""
    scheme, _, rest = href.partition(":")
    if scheme == "mailto":
        return {"type": "email_address", "text": inner, "email_address": rest}
    if scheme == "tel":
        return {"type": "phone_number", "text": inner, "phone_number": rest}
    if (person := person_of(href)) is not None:
        return {"type": "text_mention", "text": inner, "user": {"id": person}}
    try:
        return {"type": "url", "text": inner, "url": check_link(href)}
    except LinkError:
        return inner


def _pictured_emoji(node: Node) -> RichText:
    source = node.attribute("src")
    if not source.startswith(_EMOJI):
        raise MarkupError("Media can't be inside of a text")
    return _emoji(source.removeprefix(_EMOJI).removeprefix("?id="), node.attribute("alt"))


def _emoji(number: str, alternative: str) -> RichText:
    if not number.isdecimal() or int(number) == 0:
        raise MarkupError("Invalid custom emoji identifier specified")
    return {
        "type": "custom_emoji",
        "custom_emoji_id": number,
        "alternative_text": alternative,
    }


def _time(node: Node, inner: RichText) -> RichText:
    form = node.attribute("format")
    check_time_format(form)
    if not node.attribute("unix").isdecimal():
        raise MarkupError("Invalid date specified")
    return {
        "type": "date_time",
        "text": inner,
        "unix_time": int(node.attribute("unix")),
        "date_time_format": form,
    }


def _math(node: Node) -> JsonObject:
    return {"type": "mathematical_expression", "expression": _plain(node)}


def _plain(node: Node) -> str:
    return "".join(c if isinstance(c, str) else _plain(c) for c in node.children)


def _tidied(parts: list[RichText]) -> list[RichText]:
    """Without spaces at either end and around line breaks."""
    tidy: list[RichText] = []
    for index, part in enumerate(parts):
        if isinstance(part, str) and part != "\n":
            text = part
            if index == 0 or parts[index - 1] == "\n":
                text = text.lstrip(" ")
            if index == len(parts) - 1 or parts[index + 1] == "\n":
                text = text.rstrip(" ")
            tidy += [text] if text else []
        else:
            tidy.append(part)
    return tidy
