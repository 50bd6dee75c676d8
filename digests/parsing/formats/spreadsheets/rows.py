"""The rows of a table as blocks: with names above the columns a row is an item, else its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from digests.parsing.blocks import Block, BlockKind, Link
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.whitespace import collapsed

MOST_CELLS = 200_000
NAMED_WITHIN = 10  # rows: above the names stand title and day
_NUMBER = re.compile(r"\d{1,4}[.)]?")
_LINE_END = re.compile(r"\r\n|[\r\n]")
_COLUMNS = ("number", "section", "headline", "outlet", "date", "text", "link")
_OPENS, _NEEDS = ("headline", "text"), 2
"""One of these columns must be there, and as many known ones as that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a cell shows, and where it leads, if it does."""

    text: str
    target: str = ""


Row = Sequence[Cell]


def blocks_of(rows: Sequence[Row]) -> Iterator[Block]:
    """The blocks of a table; nothing that it shows is left out."""
    filled = [row for row in rows if any(cell.text for cell in row)]
    for place, row in enumerate(filled[:NAMED_WITHIN]):
        columns = _Columns.of(row)
        if columns is not None:
            yield from _above(filled[:place])
            yield from _Items(columns).over(filled[place + 1 :])
            return
    for row in filled:
        yield from _lines(row)


def names_columns(row: Row) -> bool:
    """Whether a row names the columns below it."""
    return _Columns.of(row) is not None


def _above(rows: Sequence[Row]) -> Iterator[Block]:
    """What stands above the names of the columns: the title first."""
    for place, row in enumerate(rows):
        kind = BlockKind.HEADING if place == 0 else BlockKind.PARAGRAPH
        yield Block(kind=kind, text=" ".join(cell.text for cell in row if cell.text))


def _lines(row: Row) -> Iterator[Block]:
    """A row without names: a line each cell, a number before the one that it counts."""
    cells = [cell for cell in row if cell.text]
    opening = ""
    if len(cells) > 1 and _NUMBER.fullmatch(cells[0].text):
        opening = f"{_printed(cells.pop(0).text)} "
    for place, cell in enumerate(cells):
        for line in filter(None, map(collapsed, _LINE_END.split(cell.text))):
            yield Block(
                kind=BlockKind.LINE, text=opening + line, gap=place == 0, links=_links(line, cell)
            )
            opening = ""


def _printed(number: str) -> str:
    return number if number.endswith((".", ")")) else f"{number}."


def _links(text: str, cell: Cell) -> tuple[Link, ...]:
    leads = cell.target.startswith(("http://", "https://")) and cell.target not in text
    return (Link(text=text, target=cell.target),) if leads else ()


@cache
def _named(lexicon: Lexicon) -> Mapping[str, re.Pattern[str]]:
    """How the columns are named that are known, in any language."""
    words = {
        "number": lexicon.any_of(lambda one: one.columns.number),
        "section": lexicon.any_of(lambda one: one.columns.section),
        "headline": lexicon.any_of(lambda one: one.columns.headline),
        "outlet": lexicon.any_of(lambda one: one.columns.outlet),
        "date": lexicon.any_of(lambda one: one.columns.date),
        "text": lexicon.any_of(lambda one: one.columns.text),
        "link": lexicon.any_of(lambda one: one.columns.link),
    }
    return {name: re.compile(said, re.IGNORECASE) for name, said in words.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Which column says what, and how the others are named."""

    known: Mapping[str, int]
    others: Mapping[int, str]

    @classmethod
    def of(cls, row: Row) -> _Columns | None:
        """The columns that a row names, None where it names too few."""
        known: dict[str, int] = {}
        others: dict[int, str] = {}
        for place, cell in enumerate(row):
            said = collapsed(cell.text)
            fits = (name for name in _COLUMNS if _named(LEXICON)[name].fullmatch(said))
            name = next((name for name in fits if name not in known), None)
            if name is None:
                others[place] = said
            else:
                known[name] = place
        names_enough = len(known) >= _NEEDS and any(name in known for name in _OPENS)
        return cls(known=known, others=others) if names_enough else None

    def cell(self, row: Row, name: str) -> Cell:
        """The cell of a row in a known column, empty where there is none."""
        place = self.known.get(name, len(row))
        return row[place] if place < len(row) else Cell(text="")


@dataclass(slots=True)
class _Items:
    """Rows as items: a heading each, with day and outlet behind it as editors write them."""

    columns: _Columns
    section: str = ""
    sectioned: bool = field(init=False)

    def __post_init__(self) -> None:
        self.sectioned = "section" in self.columns.known

    def over(self, rows: Sequence[Row]) -> Iterator[Block]:
        for row in rows:
            yield from self._opened(row)
            yield from self._body(row)

    def _opened(self, row: Row) -> Iterator[Block]:
        section = collapsed(self.columns.cell(row, "section").text)
        if section and section != self.section:
            self.section = section
            yield Block(kind=BlockKind.HEADING, level=2, text=section)
        headline = self.columns.cell(row, "headline")
        text = collapsed(headline.text)
        number = collapsed(self.columns.cell(row, "number").text)
        outlet, day = (collapsed(self.columns.cell(row, one).text) for one in ("outlet", "date"))
        told = ", ".join(filter(None, (outlet, day))) if day else ""
        whole = " ".join(filter(None, (number and _printed(number), text)))
        whole += f" ({told})" if told else ""
        if whole:
            level = 3 if self.sectioned else 2
            yield Block(
                kind=BlockKind.HEADING, level=level, text=whole, links=_links(text, headline)
            )

    def _body(self, row: Row) -> Iterator[Block]:
        yield from _paragraphs(self.columns.cell(row, "text"))
        for place, name in self.columns.others.items():
            cell = row[place] if place < len(row) else Cell(text="")
            if cell.text:
                said = Cell(text=f"{name}: {cell.text}" if name else cell.text, target=cell.target)
                yield from _paragraphs(said)
        for place in range(len(self.columns.known) + len(self.columns.others), len(row)):
            yield from _paragraphs(row[place])
        yield from self._source(row)

    def _source(self, row: Row) -> Iterator[Block]:
        """The link, on the outlet's name where no day stands with that behind the headline."""
        link = self.columns.cell(row, "link")
        dated = bool(collapsed(self.columns.cell(row, "date").text))
        outlet = "" if dated else collapsed(self.columns.cell(row, "outlet").text)
        address = link.target or link.text.strip()
        if outlet and address.startswith(("http://", "https://")):
            yield from _paragraphs(Cell(text=outlet, target=address))
            return
        yield from _paragraphs(link)
        if outlet:
            yield from _paragraphs(Cell(text=f"({outlet})"))


def _paragraphs(cell: Cell) -> Iterator[Block]:
    for text in filter(None, map(collapsed, _LINE_END.split(cell.text))):
        yield Block(kind=BlockKind.PARAGRAPH, text=text, links=_links(text, cell))
