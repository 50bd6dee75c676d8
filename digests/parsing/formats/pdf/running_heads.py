"""What pages repeat around their text: running heads, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise, takewhile

from digests.parsing.formats.pdf.layout import Line, Sheet

_MARGIN = 0.14  # of the page's height, at its top and bottom
_EDGE_LINES = 3
_STEP = 2.0  # points: how exactly repeated lines keep their height
_APART = 2.0  # of the letters' size
_SMALLER = 0.95
_MOST_PAGES = 0.6
_NUMBER = re.compile(r"\d{1,4}")
_PAGE_NUMBER = re.compile(
    r"\W*(?:p(?:age|\.)?|ページ|頁|第|стр\.?|seite)?\W*(\d{1,4})\W*"
    r"(?:(?:/|／|of|von|из|sur)?\W*\d{1,4})?\W*(?:ページ|頁|页)?\W*$",
    re.IGNORECASE,
)

_Key = tuple[str, int]


def without_running_heads(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets without lines that stand at the same height of several, and without folios.

    Only lines at the edge of a page are looked at that are set apart from its text, by space or
    by smaller letters; a number in them may count the pages.
    """
    repeated = _repeated(sheets)
    numbered = _numbered(sheets)
    return [_cleaned(sheet, repeated, numbered) for sheet in sheets]


def _cleaned(sheet: Sheet, repeated: set[_Key], numbered: set[int]) -> Sheet:
    def is_furniture(line: Line) -> bool:
        return not repeated.isdisjoint(_keys(sheet, line)) or _offset(sheet, line) in numbered

    # From the edge inwards: behind the first line of the text there is only text.
    gone = {id(line) for edge in _edges(sheet) for line in takewhile(is_furniture, edge)}
    return replace(sheet, lines=tuple(line for line in sheet.lines if id(line) not in gone))


def _edges(sheet: Sheet) -> tuple[list[Line], list[Line]]:
    """The lines in the lower and upper margin that are set apart, from the edge inwards."""
    upwards = sorted(sheet.lines, key=lambda line: line.baseline)
    low, high = _MARGIN * sheet.height, (1 - _MARGIN) * sheet.height
    return (
        [line for line in _outer(upwards) if line.middle < low],
        [line for line in _outer(upwards[::-1]) if line.middle > high],
    )


def _outer(inwards: Sequence[Line]) -> Sequence[Line]:
    """The first lines from an edge, up to the last one behind which the text begins."""
    ends = [
        at
        for at, (line, inner) in enumerate(pairwise(inwards[: _EDGE_LINES + 1]), 1)
        if abs(line.baseline - inner.baseline) > _APART * inner.size
        or line.size < _SMALLER * inner.size
    ]
    return inwards[: max(ends, default=0)]


def _keys(sheet: Sheet, line: Line) -> Iterator[_Key]:
    """The line as it is, and as it is with one of its numbers told from the page's."""
    text, height = line.text.strip(), round(line.baseline / _STEP)
    yield text, height
    for found in _NUMBER.finditer(text):
        offset = int(found[0]) - sheet.number
        yield f"{text[: found.start()]}#{offset}{text[found.end() :]}", height


def _repeated(sheets: Sequence[Sheet]) -> set[_Key]:
    pages: defaultdict[_Key, set[int]] = defaultdict(set)
    for sheet in sheets:
        for line in chain(*_edges(sheet)):
            for key in _keys(sheet, line):
                pages[key].add(sheet.number)
    return {key for key, on in pages.items() if _is_usual(on, len(sheets))}


def _is_usual(on: set[int], count: int) -> bool:
    """Whether a line is on most pages, or on most of the left or of the right ones."""
    left = sum(number % 2 == 0 for number in on)
    sides = max(left / max(1, count // 2), (len(on) - left) / max(1, (count + 1) // 2))
    most = len(on) >= _MOST_PAGES * count or sides > _MOST_PAGES
    return len(on) > 1 and most


def _offset(sheet: Sheet, line: Line) -> int | None:
    """How far the number printed at the edge is from the page's own; None if it is none."""
    found = _PAGE_NUMBER.match(line.text.strip())
    return int(found[1]) - sheet.number if found else None


def _numbered(sheets: Sequence[Sheet]) -> set[int]:
    offsets: Counter[int] = Counter()
    for sheet in sheets:
        edges = chain(*_edges(sheet))
        offsets.update({at for line in edges if (at := _offset(sheet, line)) is not None})
    if len(sheets) == 1:
        return {0} & offsets.keys()
    return {offset for offset, count in offsets.items() if count >= max(2, 0.5 * len(sheets))}
