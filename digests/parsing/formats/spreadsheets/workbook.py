"""Spreadsheets of Office Open XML: the rows of each worksheet, as they are shown."""

from __future__ import annotations

import io
import mimetypes
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from operator import attrgetter
from typing import Any

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Block, Document
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.spreadsheets.rows import MOST_CELLS, Cell, blocks_of
from digests.parsing.formats.zip_archive import MALFORMED, ZipArchive

_MOST_WORKSHEETS = 24_000_000  # bytes of XML; the library takes some fifty for each of them
_WORKSHEETS = "xl/worksheets/"
_LEADS = re.compile(r'=HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)
_UNREAD = ("xl/media/", "xl/charts/")
_CELL = re.compile(rb"<(?:\w+:)?c[ >]")
# What openpyxl and its parser raise for what no program writes.
_MALFORMED = (
    *MALFORMED,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
)


def parse_xlsx(data: bytes) -> Document:
    """The visible worksheets one after the other; pictures and charts are told as unread.

    Raises ReadingError: DAMAGED, TOO_BIG.
    """
    archive = ZipArchive(data)
    _refuse_huge(archive)
    try:
        book = _book(data, data_only=True)
        worksheets = [one for one in book.worksheets if attrgetter("sheet_state")(one) == "visible"]
        targets = _targets(archive, data)
        blocks = tuple(block for worksheet in worksheets for block in _blocks(worksheet, targets))
        title, author = book.properties.title, book.properties.creator
    except _MALFORMED as error:
        raise ReadingError(ReadingFault.DAMAGED) from error
    return Document(
        blocks=blocks,
        title=told(title),
        author=None if author == "openpyxl" else told(author),
        unread=tuple(
            name for name in archive.names if name.startswith(("xl/media/", "xl/charts/"))
        ),
    )


def _book(data: bytes, *, data_only: bool) -> Any:
    """The workbook, with the values that were computed or with the formulas."""
    # openpyxl asks for the system's types of files when it is loaded; a child may not read those.
    mimetypes.knownfiles.clear()
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415 - see above

    return openpyxl.load_workbook(io.BytesIO(data), data_only=data_only)


def _refuse_huge(archive: ZipArchive) -> None:
    worksheets = [name for name in archive.names if name.startswith(_WORKSHEETS)]
    if sum(archive.size(name) for name in worksheets) > _MOST_WORKSHEETS:
        raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{_MOST_WORKSHEETS // 1_000_000} MB"})
    if sum(len(_CELL.findall(archive.read(name))) for name in worksheets) > MOST_CELLS:
        raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{MOST_CELLS:,} ▦"})


def _targets(archive: ZipArchive, data: bytes) -> Mapping[tuple[str, str], str]:
    """Where formulas lead, by worksheet and cell; only for files that have such formulas."""
    worksheets = (archive.read(name) for name in archive.names if name.startswith(_WORKSHEETS))
    if not any(b"HYPERLINK(" in worksheet for worksheet in worksheets):
        return {}
    book = _book(data, data_only=False)
    return {
        (worksheet.title, cell.coordinate): found[1]
        for worksheet in book.worksheets
        for row in worksheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and (found := _LEADS.match(cell.value))
    }


def _blocks(worksheet: Any, targets: Mapping[tuple[str, str], str]) -> Iterator[Block]:
    # A cell far out makes the library go over all that would lie before it.
    if worksheet.max_row * worksheet.max_column > 10 * MOST_CELLS:
        raise ReadingError(ReadingFault.TOO_BIG, {"limit": f"{10 * MOST_CELLS:,} ▦"})
    hidden = {name for name, column in worksheet.column_dimensions.items() if column.hidden}
    rows = [
        [
            _cell(cell, targets.get((worksheet.title, cell.coordinate), ""))
            for cell in row
            if cell.column_letter not in hidden
        ]
        for row in worksheet.iter_rows()
        if not worksheet.row_dimensions[row[0].row].hidden
    ]
    return blocks_of(rows)


def _cell(cell: Any, target: str) -> Cell:
    link = getattr(cell, "hyperlink", None)
    text = _shown(cell.value) or target  # a program that computes nothing saves no value
    return Cell(text=text, target=(link.target or "") if link else target)


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | datetime():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()
