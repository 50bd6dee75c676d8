"""The styles of an OpenDocument text: what a paragraph is, what is bold, how lists are marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from digests.parsing.blocks import BlockKind
from digests.parsing.formats.xml_tree import XmlNode, attribute
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.numerals import Numerals, printed

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
# OpenDocument 1.3, 19.500 style:num-format, and what LibreOffice adds for Japanese.
_NUMERALS: Mapping[str, Numerals] = MappingProxyType(
    {
        "a": Numerals.LOWER_LETTER,
        "A": Numerals.UPPER_LETTER,
        "i": Numerals.LOWER_ROMAN,
        "I": Numerals.UPPER_ROMAN,
        "①, ②, ③, ...": Numerals.CIRCLED,
        "１, ２, ３, ...": Numerals.FULL_WIDTH,
        "一, 二, 三, ...": Numerals.KANJI,
        "ア, イ, ウ, ...": Numerals.AIUEO,
        "イ, ロ, ハ, ...": Numerals.IROHA,
    }
)
_ESCAPED = re.compile(r"_([0-9a-f]{1,6})_")  # how names of styles spell what XML names lack
_MOST_PARENTS = 20
_BOLD = re.compile(r"bold|[6-9]00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How one depth of a list is marked; `numerals` is None for bullets."""

    numerals: Numerals | None = None
    prefix: str = ""
    suffix: str = ""
    start: int = 1

    def mark(self, number: int) -> str | None:
        """The mark of its entry with this number, None where it prints no number."""
        if self.numerals is None:
            return None
        return f"{self.prefix}{printed(number, self.numerals)}{self.suffix}"


class OdtStyles:
    """The styles that the roots of `styles.xml` and `content.xml` define."""

    def __init__(self, roots: Iterable[XmlNode]) -> None:
        self._styles: dict[str, XmlNode] = {}
        self._lists: dict[str, XmlNode] = {}
        for root in roots:
            for node in root.iter(f"{STYLE}style"):
                self._styles[attribute(node, f"{STYLE}name")] = node
            for node in root.iter(f"{TEXT}list-style"):
                self._lists[attribute(node, f"{STYLE}name")] = node

    def kind(self, name: str) -> BlockKind:
        """What a paragraph of a style is."""
        for each in self._line(name):
            spelled = _ESCAPED.sub(lambda code: chr(int(code[1], 16) % 0x110000), each)
            for kind, pattern in _named(LEXICON):
                if pattern.fullmatch(spelled):
                    return kind
        return BlockKind.PARAGRAPH

    def is_bold(self, name: str) -> bool:
        """Whether text of a style is bold."""
        for each in self._line(name):
            properties = self._styles[each].find(f"{STYLE}text-properties")
            weight = attribute(properties, f"{FO}font-weight") if properties is not None else ""
            if weight:
                return _BOLD.fullmatch(weight) is not None
        return False

    def is_hidden(self, name: str) -> bool:
        """Whether text of a style is shown to nobody."""
        found = (self._styles[each].find(f"{STYLE}text-properties") for each in self._line(name))
        return any(one is not None and attribute(one, f"{TEXT}display") == "none" for one in found)

    def level(self, name: str, depth: int) -> Level:
        """How a list of a style is marked at a depth, from 1."""
        for node in self._lists.get(name, ()):
            if attribute(node, f"{TEXT}level") == str(depth):
                return _level(node)
        return Level()

    def _line(self, name: str) -> Iterable[str]:
        """The style and those it is derived from, as far as they are defined."""
        for _ in range(_MOST_PARENTS):
            node = self._styles.get(name)
            if node is None:
                return
            yield name
            name = attribute(node, f"{STYLE}parent-style-name")


@cache
def _named(lexicon: Lexicon) -> tuple[tuple[BlockKind, re.Pattern[str]], ...]:
    """The names of styles that say what a paragraph is; the usual ones stand in English."""
    titles = lexicon.any_of(lambda one: one.files.title_styles)
    quotes = lexicon.any_of(lambda one: one.files.quote_styles)
    captions = lexicon.any_of(lambda one: one.files.caption_styles)
    return (
        (BlockKind.HEADING, re.compile(titles, re.IGNORECASE)),
        (BlockKind.QUOTE, re.compile(rf"quotations?|{quotes}", re.IGNORECASE)),
        (BlockKind.CAPTION, re.compile(rf"illustration|figure|drawing|{captions}", re.IGNORECASE)),
    )


def _level(node: XmlNode) -> Level:
    form = attribute(node, f"{STYLE}num-format")
    if not form:
        return Level()
    start = attribute(node, f"{TEXT}start-value")
    return Level(
        numerals=_NUMERALS.get(form, Numerals.DECIMAL),
        prefix=attribute(node, f"{STYLE}num-prefix"),
        suffix=attribute(node, f"{STYLE}num-suffix"),
        start=whole_number(start, 1),
    )


def whole_number(text: str, otherwise: int) -> int:
    """A number that a file gives, or another where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else otherwise
