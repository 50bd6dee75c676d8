"""Tables as text: a row a line, its cells set apart by commas, semicolons or tabs (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from digests.model import Place
from digests.parsing.blocks import Block, BlockKind, Document
from digests.parsing.lexical.news_tables import Cell, entries_of
from digests.text.whitespace import collapsed, visible

_DELIMITERS = ",;\t"
_HEAD = 20  # rows that show which delimiter is used
_CELL_BREAK = " | "


def parse_delimited(text: str) -> Document:
    """The rows of a table as the entries of a list; lines of cells where they are no news."""
    rows = [
        [Cell(text=collapsed(cell)) for cell in row]
        for row in _rows(visible(text), _delimiter(text))
        if any(cell.strip() for cell in row)
    ]
    return Document(blocks=entries_of(rows) or tuple(_lines(rows)), title="")


def _lines(rows: Sequence[Sequence[Cell]]) -> Iterator[Block]:
    for number, row in enumerate(rows, start=1):
        told = _CELL_BREAK.join(cell.text for cell in row if cell.text)
        yield Block(kind=BlockKind.PARAGRAPH, text=told, place=Place(line=number))


def _delimiter(text: str) -> str:
    """The sign that cuts the first rows into equally many cells, and most of them."""
    head = "\n".join(text.splitlines()[:_HEAD])

    def fits(sign: str) -> tuple[bool, int]:
        lengths = [len(row) for row in islice(_rows(head, sign), _HEAD) if row]
        return len({*lengths}) == 1, max(lengths, default=0)

    return max(_DELIMITERS, key=fits)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except csv.Error:  # a cell longer than the library takes
            continue
        except StopIteration:
            return
