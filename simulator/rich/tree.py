"""The HTML of rich messages as a tree, read as strictly as its short list of tags allows.

https://core.telegram.org/bots/api#rich-html-style
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from simulator.text.html_text import MarkupError

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)"
    r"(?P<attributes>(?:\s+[A-Za-z][\w-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>/]+))?)*)"
    r"\s*(?P<closed>/?)>"
)
_ATTRIBUTE = re.compile(r"([A-Za-z][\w-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>/]+)))?")
_REFERENCE = re.compile(r"&(?:#[xX]([0-9A-Fa-f]+)|#([0-9]+)|([A-Za-z]+));")
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lt": "<",
        "gt": ">",
        "amp": "&",
        "quot": '"',
        "apos": "'",
        "nbsp": "\u00a0",
        "hellip": "…",
        "mdash": "—",
        "ndash": "–",
        "lsquo": "\u2018",
        "rsquo": "\u2019",
        "ldquo": "“",
        "rdquo": "”",
    }
)

VOID: Final = frozenset({"br", "hr", "img", "input"})
INLINE: Final = frozenset(
    {
        "a",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "code",
        "mark",
        "sub",
        "sup",
        "tg-spoiler",
        "tg-emoji",
        "tg-time",
        "tg-math",
        "tg-reference",
        "br",
    }
)
MEDIA: Final = frozenset({"img", "video", "audio"})
HEADINGS: Final = frozenset({f"h{size}" for size in range(1, 7)})
BLOCKS: Final = (
    HEADINGS
    | MEDIA
    | {
        "p",
        "pre",
        "footer",
        "hr",
        "ul",
        "ol",
        "blockquote",
        "aside",
        "figure",
        "tg-collage",
        "tg-slideshow",
        "tg-map",
        "tg-math-block",
        "table",
        "details",
    }
)
# What may stand only inside of one thing.
_PARENTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "li": frozenset({"ul", "ol"}),
        "summary": frozenset({"details"}),
        "figcaption": frozenset({"figure", "tg-collage", "tg-slideshow"}),
        "caption": frozenset({"table"}),
        "tr": frozenset({"table"}),
        "td": frozenset({"tr"}),
        "th": frozenset({"tr"}),
        "input": frozenset({"li"}),
        "cite": frozenset({"blockquote", "aside", "figcaption"}),
    }
)


@dataclass(frozen=True, slots=True)
class Node:
    """An element: its name, its attributes, and what is in it."""

    name: str
    attributes: Mapping[str, str]
    children: list[Node | str] = field(default_factory=list)

    def elements(self, *names: str) -> list[Node]:
        """The children of these names."""
        return [child for child in self.children if isinstance(child, Node) and child.name in names]

    def without(self, *names: str) -> list[Node | str]:
        """The children but those of these names."""
        return [c for c in self.children if isinstance(c, str) or c.name not in names]

    def attribute(self, name: str) -> str:
        """An attribute's value, empty when it has none."""
        return self.attributes.get(name, "")


def parse_tree(source: str) -> Node:
    """The whole message as one node; raises `MarkupError`."""
    root = Node("", {})
    stack = [root]
    position = 0
    while position < len(source):
        opening = source.find("<", position)
        end = len(source) if opening == -1 else opening
        if end > position:
            stack[-1].children.append(_decoded(source[position:end]))
        if opening == -1:
            break
        match = _TOKEN.match(source, opening)
        place = f"at byte offset {len(source[:opening].encode())}"
        if match is None:
            raise MarkupError(f"Malformed tag {place}")
        _take(stack, match, place)
        position = match.end()
    if len(stack) > 1:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    return root


def _take(stack: list[Node], match: re.Match[str], place: str) -> None:
    name = match["name"].lower()
    if match["end"]:
        if stack[-1].name != name:
            raise MarkupError(
                f'Unmatched end tag {place}, expected "</{stack[-1].name}>", found "</{name}>"'
            )
        stack.pop()
        return
    _check_allowed(name, stack[-1].name, place)
    node = Node(name, _attributes(match["attributes"]))
    stack[-1].children.append(node)
    if not match["closed"] and name not in VOID:
        stack.append(node)


def _check_allowed(name: str, parent: str, place: str) -> None:
    if name in _PARENTS:
        if parent not in _PARENTS[name]:
            raise MarkupError(f'Tag "{name}" can\'t be inside of "{parent}" {place}')
    elif name not in INLINE and name not in BLOCKS:
        raise MarkupError(f'Unsupported start tag "{name}" {place}')
    elif name in BLOCKS and parent in INLINE and name != "img":
        raise MarkupError(f'Block "{name}" can\'t be inside of "{parent}" {place}')


def _attributes(written: str) -> Mapping[str, str]:
    return {
        match[1].lower(): _decoded(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(written)
    }


def _decoded(text: str) -> str:
    """Named references are those of the short list; others stay as they are written."""

    def character(match: re.Match[str]) -> str:
        if match[3] is not None:
            return _NAMES.get(match[3], match[0])
        code = int(match[1], 16) if match[1] else int(match[2])
        return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x10FFFF else match[0]

    return _REFERENCE.sub(character, text)
