"""What the styles of a Word document make of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from digests.parsing.formats.docx.xml import Element, W, is_on, number, value
from digests.text.lexicon import LEXICON, Lexicon

_MOST_ANCESTORS = 20
_LIST_NAME = re.compile(r"list (?:bullet|number)(?: ([2-9]))?$", re.IGNORECASE)
_NO_OUTLINE = 9  # body text, in 17.3.1.20


class StyleKind(StrEnum):
    """What a style says that its paragraphs are."""

    BODY = "body"  # running text
    HEADING = "heading"  # a heading
    QUOTE = "quote"  # a quotation
    CAPTION = "caption"  # the words of a picture
    CONTENTS = "contents"  # a line of a table of contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a style, with those it is based on, says about its paragraphs.

    `level` is that of a heading, from 1, 0 for the title's; `list_id` and `list_level` (from 0)
    name the list whose entries they are; `depth` is how deep the style's name says that list
    stands, from 0.
    """

    kind: StyleKind = StyleKind.BODY
    level: int = 1
    list_id: str | None = None
    list_level: int = 0
    depth: int = 0
    bold: bool = False


class WordStyles:
    """The styles part of a document."""

    def __init__(self, styles: Element | None) -> None:
        found = styles.findall(f"{W}style") if styles is not None else []
        self._styles = {style.get(f"{W}styleId") or "": style for style in found}
        self._read: dict[str | None, Style] = {}
        self._default = next(
            (id_ for id_, style in self._styles.items() if _is_default(style)), None
        )

    def style(self, style_id: str | None) -> Style:
        """What a paragraph style says; the default style where none is named or known."""
        if style_id not in self._read:
            known = style_id if style_id in self._styles else self._default
            self._read[style_id] = self._style(self._chain(known))
        return self._read[style_id]

    def _style(self, chain: list[Element]) -> Style:
        names = [(value(style, f"{W}name") or "").lower() for style in chain]
        list_id = _first(value(style, f"{W}pPr/{W}numPr/{W}numId") for style in chain)
        list_level = _first_number(number(style, f"{W}pPr/{W}numPr/{W}ilvl") for style in chain)
        kind, level = self._kind(chain, names)
        return Style(
            kind=kind,
            level=level,
            list_id=list_id,
            list_level=list_level or 0,
            depth=_depth(names),
            bold=any(is_on(style, f"{W}rPr/{W}b") for style in chain),
        )

    def _kind(self, chain: list[Element], names: list[str]) -> tuple[StyleKind, int]:
        outline = _first_number(number(style, f"{W}pPr/{W}outlineLvl") for style in chain)
        if any(name.startswith("toc ") for name in names):
            return StyleKind.CONTENTS, 1
        if outline is not None and 0 <= outline < _NO_OUTLINE:
            return StyleKind.HEADING, min(outline + 1, 6)
        numbered = next((found for name in names if (found := _heading(LEXICON).match(name))), None)
        if numbered:
            return StyleKind.HEADING, min(int(numbered[1]), 6)
        kinds = _kinds(LEXICON)
        kind = next((kinds[name] for name in names if name in kinds), StyleKind.BODY)
        # Only the title's style is a heading by its name alone; it stands above all levels.
        return kind, 0 if kind is StyleKind.HEADING else 1

    def _chain(self, style_id: str | None) -> list[Element]:
        chain: list[Element] = []
        while style_id in self._styles and len(chain) < _MOST_ANCESTORS:
            style = self._styles[style_id]
            chain.append(style)
            style_id = value(style, f"{W}basedOn")
        return chain


def _is_default(style: Element) -> bool:
    is_paragraph = style.get(f"{W}type") == "paragraph"
    return is_paragraph and style.get(f"{W}default") in ("1", "true", "on")


def _depth(names: list[str]) -> int:
    listed = next((found for name in names if (found := _LIST_NAME.match(name))), None)
    return int(listed[1]) - 1 if listed and listed[1] else 0


def _first(values: Iterable[str | None]) -> str | None:
    return next((each for each in values if each is not None), None)


def _first_number(values: Iterable[int | None]) -> int | None:
    return next((each for each in values if each is not None), None)


@cache
def _heading(lexicon: Lexicon) -> re.Pattern[str]:
    names = lexicon.any_of(lambda one: one.files.heading_styles)
    return re.compile(rf"(?:{names})\s*([1-9])$", re.IGNORECASE)


@cache
def _kinds(lexicon: Lexicon) -> Mapping[str, StyleKind]:
    """What paragraphs are whose style has a name of its own."""
    return {
        **dict.fromkeys(lexicon.words(lambda one: one.files.title_styles), StyleKind.HEADING),
        **dict.fromkeys(lexicon.words(lambda one: one.files.quote_styles), StyleKind.QUOTE),
        **dict.fromkeys(lexicon.words(lambda one: one.files.caption_styles), StyleKind.CAPTION),
    }
