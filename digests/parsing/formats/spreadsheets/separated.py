"""Tables as text: cells set apart by commas, semicolons, tabs or bars (RFC 4180 and its kin)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Document
from digests.parsing.formats.plain_text import parse_text
from digests.parsing.formats.spreadsheets.rows import (
    MOST_CELLS,
    NAMED_WITHIN,
    Cell,
    Row,
    blocks_of,
    names_columns,
)
from digests.text.whitespace import visible

SEPARATORS = "\t,;|"
_SAMPLE = 200  # rows
_ALIKE = 0.8  # of the rows: some have a cell too many, and a title stands alone
_LONGEST_CELL = 1_000_000


def parse_separated(text: str) -> Document:
    """A table as blocks, and as plain text what is none; raises ReadingError: DAMAGED, TOO_BIG."""
    separator = separator_of(text)
    if separator is None:
        return parse_text(text)
    text = visible(text)
    rows: list[Row] = []
    cells = 0
    csv.field_size_limit(_LONGEST_CELL)
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            cells += len(row)
            if cells > MOST_CELLS:
                raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{MOST_CELLS:,} ▦"})
            rows.append([Cell(text=cell.strip()) for cell in row])
    except csv.Error as error:
        raise ReadingError(ReadingFault.DAMAGED) from error
    return Document(blocks=tuple(blocks_of(rows)))


def separator_of(text: str) -> str | None:
    """The sign that cuts a row into named columns, else all rows into as many cells, and the most.

    None for what is no table.
    """
    samples = {sign: _sample(text, sign) for sign in SEPARATORS}
    named = (sign for sign, rows in samples.items() if any(map(names_columns, rows[:NAMED_WITHIN])))
    widths = {sign: _width(rows) for sign, rows in samples.items()}
    widest = max(widths, key=lambda sign: widths[sign])
    return next(named, widest if widths[widest] > 1 else None)


def _sample(text: str, separator: str) -> list[Row]:
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
        rows = [row for _, row in zip(range(_SAMPLE), reader, strict=False) if any(row)]
    except csv.Error:
        return []
    return [[Cell(text=cell) for cell in row] for row in rows]


def _width(rows: Sequence[Row]) -> int:
    """Of how many cells the rows are, 0 where too many disagree."""
    widths = [len(row) for row in rows]
    usual = max(widths, key=widths.count, default=0)
    return usual if widths.count(usual) >= _ALIKE * len(widths) else 0
