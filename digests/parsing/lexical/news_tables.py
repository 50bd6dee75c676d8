"""Tells tables whose rows are pieces of news: a headline in one column, a link or outlet beside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from digests.parsing.blocks import Block, BlockKind, Link
from digests.parsing.lexical.links import looks_like_url
from digests.text.characters import width
from digests.text.dates import find_days, only_day
from digests.text.lexicon import LEXICON, Lexicon

_HEADLINE = 12  # columns that headlines take on average, at least
_MOST_COLUMNS = 30


class Column(StrEnum):
    """What a column of such a table holds."""

    NUMBER = "number"  # the number of the row
    HEADLINE = "headline"  # headlines
    OUTLET = "outlet"  # who published the news
    LINK = "link"  # where it leads
    DAY = "day"  # when it was published
    TEXT = "text"  # more about it


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """What stands in a cell, and its links."""

    text: str
    links: tuple[Link, ...] = ()

    @property
    def leads(self) -> bool:
        """Whether it leads to a page."""
        return any(link.target.startswith("http") for link in self.links) or looks_like_url(
            self.text
        )


TableRow = Sequence[TableCell]


def entries_of(rows: Sequence[TableRow]) -> tuple[Block, ...]:
    """The rows of a table as the entries of a list; none where they are no news."""
    if len(rows) < 2 or max(map(len, rows)) > _MOST_COLUMNS:
        return ()
    columns = _named(rows[0])
    body = rows[1:] if columns else rows
    columns = columns or _guessed(body)
    if Column.HEADLINE not in columns.values() or len(columns) < 2:
        return ()
    heads = " | ".join(cell.text for cell in rows[0] if cell.text.strip())
    header = Block(kind=BlockKind.CAPTION, text=heads, gap=True)
    entries = (block for row in body for block in _entry(row, columns))
    return (*entries,) if body is rows else (header, *entries)


def _named(header: TableRow) -> dict[int, Column]:
    """The columns as a header names them; empty where the first row is none."""
    names = _names(LEXICON)
    found = {
        at: kind
        for at, cell in enumerate(header)
        for kind, pattern in names.items()
        if pattern.fullmatch(cell.text.strip())
    }
    if Column.HEADLINE not in found.values():
        return {}
    return found | {at: Column.TEXT for at in range(len(header)) if at not in found}


def _guessed(rows: Sequence[TableRow]) -> dict[int, Column]:
    """The columns as their cells look: one of links, and the widest of the others."""
    columns = range(min(map(len, rows)))
    kinds = {at: _look([row[at] for row in rows]) for at in columns}
    texts = {at: kind for at, kind in kinds.items() if kind is Column.TEXT}
    linked = any(kind is Column.LINK for kind in kinds.values())
    widths = {at: sum(width(row[at].text) for row in rows) / len(rows) for at in texts}
    widest = max(widths, key=lambda at: widths[at], default=None)
    if widest is None or widths[widest] < _HEADLINE:
        return {}
    if not linked and 5 * sum(row[widest].leads for row in rows) < 3 * len(rows):
        return {}
    narrow = {at: Column.OUTLET for at in texts if at != widest}
    return kinds | (narrow if len(narrow) == 1 else {}) | {widest: Column.HEADLINE}


def _look(cells: Sequence[TableCell]) -> Column:
    if all(re.fullmatch(r"\W*\d{1,4}\W*", cell.text) for cell in cells):
        return Column.NUMBER
    if all(only_day(cell.text) for cell in cells):
        return Column.DAY
    plain = sum(cell.leads and width(cell.text) < 2 * _HEADLINE for cell in cells)
    urls = sum(looks_like_url(cell.text) for cell in cells)
    return Column.LINK if 5 * max(plain, urls) >= 3 * len(cells) else Column.TEXT


def _entry(row: TableRow, columns: Mapping[int, Column]) -> Iterable[Block]:
    cells: dict[Column, list[TableCell]] = {}
    for at, cell in enumerate(row):
        if cell.text.strip() or cell.links:
            cells.setdefault(columns.get(at, Column.TEXT), []).append(cell)
    headline = next(iter(cells.get(Column.HEADLINE, ())), None)
    if headline is None or not headline.text.strip():
        texts = " | ".join(cell.text for cell in row if cell.text.strip())
        return (Block(kind=BlockKind.PARAGRAPH, text=texts, inside=1),) if texts else ()
    number = next((cell.text.strip() for cell in cells.get(Column.NUMBER, ())), None)
    mark = f"{number}." if number and number.isdecimal() else number
    outlet = next((cell.text.strip() for cell in cells.get(Column.OUTLET, ())), "")
    day = next((cell.text.strip() for cell in cells.get(Column.DAY, ())), "")
    tail = ", ".join(filter(None, (outlet, day))) if find_days(day) else ""
    text = f"{headline.text.strip()} ({tail})" if tail else headline.text.strip()
    return (
        Block(kind=BlockKind.ENTRY, text=text, mark=mark, links=headline.links, gap=True),
        *(
            Block(kind=BlockKind.PARAGRAPH, text=cell.text.strip(), links=cell.links, inside=1)
            for cell in cells.get(Column.TEXT, ())
        ),
        *_source(cells.get(Column.LINK, ()), "" if tail else outlet),
    )


def _source(cells: Sequence[TableCell], outlet: str) -> Iterable[Block]:
    """The links of a row, the outlet as the words of the first."""
    targets = [target for cell in cells for target in _targets(cell)]
    for number, target in enumerate(targets):
        words = outlet if number == 0 and outlet else target
        links = (Link(text=words, target=target),)
        yield Block(
            kind=BlockKind.PARAGRAPH,
            text=words,
            links=links if words != target else (),
            inside=1,
        )
    if outlet and not targets:
        yield Block(kind=BlockKind.PARAGRAPH, text=f"({outlet})", inside=1)


def _targets(cell: TableCell) -> tuple[str, ...]:
    found = tuple(link.target for link in cell.links if link.target.startswith("http"))
    return found or ((cell.text.strip(),) if looks_like_url(cell.text) else ())


@cache
def _names(lexicon: Lexicon) -> Mapping[Column, re.Pattern[str]]:
    words = {
        Column.NUMBER: lexicon.any_of(lambda one: one.columns.number),
        Column.HEADLINE: lexicon.any_of(lambda one: one.columns.headline),
        Column.OUTLET: lexicon.any_of(lambda one: one.columns.outlet),
        Column.LINK: lexicon.any_of(lambda one: one.columns.link),
        Column.DAY: lexicon.any_of(lambda one: one.columns.date),
    }
    return {
        kind: re.compile(rf"\W*(?:{pattern})\W*", re.IGNORECASE) for kind, pattern in words.items()
    }
