"""Plain text as a document: one block a line, because only the outline can tell what goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from digests.model import Place
from digests.parsing.blocks import Block, BlockKind, Document
from digests.parsing.formats.mail_digest import mail_digest
from digests.text.characters import width
from digests.text.whitespace import visible

_LINE_END = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]|(?=\f)")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)(?:\s+#+)?$")
_RULE = re.compile(r"[-=_*~─━―＝＿—・.…☆★◇◆\s]{3,}$")
_UNDERLINE = re.compile(r"(=|-|~)\1{3,}$")
_BOLD = re.compile(r"\*\*(?=\S)([^*]{2,200})(?<=\S)\*\*")
_PAGE_NUMBER = re.compile(
    r"[-–—‐]\s?\d{1,4}\s?[-–—‐]|(?:page|p\.)\s?\d{1,4}(?:\s?(?:/|of)\s?\d{1,4})?", re.IGNORECASE
)
_ENTRY = re.compile(r"( *)[-*+•‣◦▪・]\s+\S")
_MAX_LINE = 20_000
_UNEVEN = 2  # columns that the line below a heading may be longer or shorter


def parse_text(text: str) -> Document:
    """The lines of a plain text as blocks; blank lines and rules become gaps, form feeds page ends.

    A line that opens with one ideographic space opens a paragraph: it too is set off by a gap.
    """
    lines = _LINE_END.split(text)
    digest = mail_digest(lines, lambda own, first: _blocks(enumerate(own, start=first)))
    if digest is not None:
        return Document(blocks=digest.blocks, title=digest.title)
    return Document(blocks=tuple(_blocks(enumerate(lines, start=1))))


def _blocks(lines: Iterable[tuple[int, str]]) -> Iterator[Block]:
    gap = ruled = False
    indents: list[int] = []
    held: Block | None = None
    for number, raw in lines:
        line = visible(raw)
        text = line.strip()
        if held is not None and (line.startswith("\f") or _PAGE_NUMBER.fullmatch(text)):
            held = replace(held, page_end=True)
        if not text or _RULE.fullmatch(text) or _PAGE_NUMBER.fullmatch(text):
            if held is not None and not gap and not held.ruled and _underlines(text, held.text):
                level = 1 if text[0] == "=" else 2
                held = replace(held, kind=BlockKind.HEADING, level=level)
                gap = True
                continue
            gap = True
            ruled = ruled or _RULE.fullmatch(text) is not None
            continue
        if held is not None:
            yield held
        block = _block(text, gap=gap or _is_indented(line), place=Place(line=number))
        held = replace(block, ruled=ruled, level=_level(line, indents) or block.level)
        gap = ruled = False
    if held is not None:
        yield held


def _level(line: str, indents: list[int]) -> int:
    """How deep an entry of a list stands, from 1; 0 for other lines. `indents` are those above."""
    entry = _ENTRY.match(line.expandtabs(4))
    if entry is None:
        return 0
    while indents and indents[-1] >= len(entry[1]):
        del indents[-1]
    indents.append(len(entry[1]))
    return len(indents)


def _is_indented(line: str) -> bool:
    return line.startswith("\u3000") and not line.startswith("\u3000\u3000")


def _block(text: str, *, gap: bool, place: Place) -> Block:
    heading = _HEADING.fullmatch(text) if len(text) < _MAX_LINE else None
    if heading:
        level = len(heading[1])
        return Block(kind=BlockKind.HEADING, text=heading[2], level=level, gap=gap, place=place)
    if bold := _BOLD.fullmatch(text):
        return Block(kind=BlockKind.LINE, text=bold[1], bold=bold[1], gap=gap, place=place)
    return Block(kind=BlockKind.LINE, text=text, gap=gap, place=place)


def _underlines(rule: str, text: str) -> bool:
    """Whether a rule is drawn below a heading: of ASCII, and as long."""
    drawn = _UNDERLINE.fullmatch(rule) is not None
    return drawn and abs(len(rule) - width(text)) <= _UNEVEN
