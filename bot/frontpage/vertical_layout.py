"""The Japanese front page: from top to bottom, from right to left, in rows (段) of headlines."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from bot.frontpage.cells import Cell, downward
from bot.frontpage.contents import Contents, PageItem
from bot.frontpage.line_breaks import Line, balanced, extent, fill
from bot.frontpage.shapes import (
    HEIGHT,
    WIDTH,
    Bar,
    Disc,
    Frame,
    Glyphs,
    Ink,
    Measure,
    Shape,
    Waves,
    column,
    page_frame,
)

_EDGE = 62
"""Pixels between the picture's edge and what is set."""
_NAME_WIDTH = 196
"""Of the column on the right with the paper's name."""
_LONGEST_NAME, _LARGEST_NAME, _SMALLEST_NAME = 620, 150, 14
_LEFT, _RIGHT = _EDGE, WIDTH - _EDGE - _NAME_WIDTH - 34
_TOP, _BOTTOM = _EDGE, HEIGHT - _EDGE
_BETWEEN_ROWS, _BETWEEN_ITEMS = 44, 46
_TEXT, _TEXT_PITCH = 31, 52
_PITCH = 1.24
"""Of the lines of a headline, in ems."""
_SIZES = (
    *((220, 140), (176, 116), (140, 94), (112, 74), (100, 68), (90, 62), (80, 56), (72, 52)),
    *((64, 48), (56, 44), (48, 40), (42, 36)),
)
"""The ems of the first headline and of all others, from those for few words on."""
_EMPTY = 220
"""Pixels of a row that are filled with waves where nothing is told."""
_MOST_ROWS = 3
_MOST_TEXT = 9
"""Lines of the first item's first sentence for which all headlines are made smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """An item in a row: the lines of its headline at an em of `size`, and those of its text."""

    item: PageItem
    size: float
    lines: Sequence[Line]
    text: Sequence[Line] = ()

    @property
    def width(self) -> float:
        """Pixels from right to left."""
        text = len(self.text) * _TEXT_PITCH + _TEXT_PITCH / 4 if self.text else 0
        return self.columns * self.size * _PITCH + text

    @property
    def columns(self) -> int:
        """How many lines it takes beside its text; the number one also without a headline."""
        return max(1, len(self.lines))


Row = Sequence[_Block]


def shapes(contents: Contents, measure: Measure) -> Sequence[Shape]:
    """All that is drawn."""
    return tuple(_Setting(contents, measure).shapes())


class _Setting:
    """A front page that is being set."""

    def __init__(self, contents: Contents, measure: Measure) -> None:
        self._contents = contents
        self._measure = measure

    def shapes(self) -> Iterator[Shape]:
        """The frame, the name's column, then the rows."""
        yield from page_frame()
        yield from self._name()
        yield from self._rows()

    def _room(self, cell: Cell, size: float, *, bold: bool = True) -> float:
        return self._measure(cell.text, size, bold) if cell.room is None else cell.room * size

    # --- the column with the name ---

    def _name(self) -> Iterator[Shape]:
        left, right = WIDTH - _EDGE - _NAME_WIDTH, WIDTH - _EDGE
        middle = (left + right) / 2
        cells = downward(self._contents.name)
        size = _LARGEST_NAME
        length = extent(cells, partial(self._room, size=size))
        while size > _SMALLEST_NAME and length > _LONGEST_NAME:
            size -= 4
            length = extent(cells, partial(self._room, size=size))
        bottom = _TOP + length + 90
        yield Bar(left=left, top=_TOP, right=right, bottom=bottom)
        inner = (left + 9, _TOP + 9, right - 9, bottom - 9)
        yield Frame(
            left=inner[0], top=inner[1], right=inner[2], bottom=inner[3], thick=2, ink=Ink.GROUND
        )
        for one in column(cells, middle, _TOP + 45, size, partial(self._room, size=size)):
            yield replace(one, ink=Ink.GROUND, is_bold=True)
        at = yield from self._seal(middle, bottom + 34)
        at = yield from self._facts(middle, at + 34)
        if _BOTTOM - at > 120:
            yield Waves(left=left, top=at + 20, right=right, bottom=_BOTTOM, radius=28)

    def _seal(self, middle: float, top: float) -> Generator[Shape, None, float]:
        """The day in a red seal: the month on the right, the day beside it; where it ends."""
        width, height, lines = 176, 218, self._contents.seal
        left, right, bottom = middle - width / 2, middle + width / 2, top + height
        yield Frame(
            left=left, top=top, right=right, bottom=bottom, thick=9, ink=Ink.SEAL, round_by=22
        )
        for place, line in enumerate(lines):
            size = min(62, (height - 44) / len(line))
            x = middle + (0.5 - place) * 68
            start = top + (height - len(line) * size) / 2
            for one in column(downward(line), x, start, size, partial(self._room, size=size)):
                yield replace(one, ink=Ink.SEAL, is_bold=True)
        return bottom

    def _facts(self, middle: float, top: float) -> Generator[Shape, None, float]:
        """Year, weekday and number, side by side; where they end."""
        size, at = 34.0, top
        lines = [downward(fact) for fact in self._contents.facts]
        for place, cells in enumerate(lines):
            x = middle + ((len(lines) - 1) / 2 - place) * 56
            room = partial(self._room, size=size, bold=False)
            yield from column(cells, x, top, size, room)
            at = max(at, top + extent(cells, room))
        return at

    # --- the rows ---

    def _rows(self) -> Iterator[Shape]:
        rows = self._fitting()
        height = _height(len(rows))
        for place, row in enumerate(rows):
            top = _TOP + place * (height + _BETWEEN_ROWS)
            more = self._contents.more if place == len(rows) - 1 else ""
            if place:
                line = top - _BETWEEN_ROWS / 2
                yield Bar(left=_LEFT, top=line - 1, right=_RIGHT, bottom=line + 1)
            yield from self._row(self._with_texts(row, height, more), top, height, more)

    def _fitting(self) -> Sequence[Row]:
        """The rows in the largest letters for which there is room, else what is left of them."""
        for sizes, has_text in _tries():
            tried = [
                self._tried(sizes, count, has_text=has_text) for count in range(1, _MOST_ROWS + 1)
            ]
            fitting = [rows for rows in tried if rows]
            if fitting:
                return self._balanced(min(fitting, key=_unevenness))
        return self._cut()

    def _tried(self, sizes: tuple[int, int], count: int, *, has_text: bool) -> Sequence[Row] | None:
        """The items in so many rows at those sizes; None where they don't fit.

        With the first sentence of the first one, where it `has_text`.
        """
        height = _height(count)
        blocks = [
            self._block(item, sizes[0 if place == 0 else 1], height)
            for place, item in enumerate(self._contents.items)
        ]
        if not all(self._is_within(block, height) for block in blocks):
            return None
        if has_text and blocks:
            lead = blocks[0].item
            text = self._text(replace(lead, openings=lead.openings[:1]), height, _MOST_TEXT)
            blocks[0] = replace(blocks[0], text=text)
        return _shared_out(blocks, count, self._last_room())

    def _is_within(self, block: _Block, height: float) -> bool:
        """Whether no line is longer than its row, as one of a long turned word may be."""
        room = partial(self._room, size=block.size)
        longest = max((extent(line, room) for line in block.lines), default=0.0)
        return longest <= height - _number_room(block.size)

    def _last_room(self) -> float:
        """What the last row leaves free for how many items there are besides."""
        return _TEXT_PITCH + _BETWEEN_ITEMS if self._contents.more else 0

    def _block(self, item: PageItem, size: float, height: float) -> _Block:
        room = partial(self._room, size=size)
        lines = fill(downward(item.headline), height - _number_room(size), room)
        return _Block(item=item, size=size, lines=lines)

    def _balanced(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The same with headlines of as many lines, which end where they read best."""
        return [[self._well_broken(one, _height(len(rows))) for one in row] for row in rows]

    def _well_broken(self, block: _Block, height: float) -> _Block:
        length, room = height - _number_room(block.size), partial(self._room, size=block.size)
        cells = downward(block.item.headline)
        return replace(block, lines=balanced(cells, length, block.size, room))

    def _cut(self) -> Sequence[Row]:
        """Each headline cut behind three lines: even the smallest letters are too large."""
        height, size = _height(_MOST_ROWS), _SIZES[-1][1]
        blocks = [self._block(item, size, height) for item in self._contents.items]
        cut = [
            replace(one, lines=(*one.lines[:2], (*one.lines[2][:-1], *downward("…"))))
            if len(one.lines) > 3
            else one
            for one in blocks
        ]
        each = -(-len(cut) // _MOST_ROWS)
        return [cut[at : at + each] for at in range(0, len(cut), each)]

    def _with_texts(self, row: Row, height: float, more: str) -> Row:
        """The row with texts of its items in the room that is left, the first one's first."""
        filled = [replace(block, text=()) for block in row]
        for place, block in enumerate(row):
            free = _free(filled, self._last_room() if more else 0)
            lines = self._text(block.item, height, int(free / _TEXT_PITCH - 0.25))
            filled[place] = replace(block, text=lines)
        return filled

    def _text(self, item: PageItem, height: float, most: int) -> Sequence[Line]:
        """The whole sentences of an item that fill no more lines."""
        room = partial(self._room, size=_TEXT, bold=False)
        told: Sequence[Line] = ()
        for text in item.openings:
            lines = fill(downward(text), height - 2 * _TEXT, room)
            if len(lines) > most:
                break
            told = lines
        return told

    def _row(self, row: Row, top: float, height: float, more: str) -> Iterator[Shape]:
        spare = _free(row, self._last_room() if more else 0)
        between = _BETWEEN_ITEMS + min(60.0, spare / max(1, len(row)))
        at = float(_RIGHT)
        for place, block in enumerate(row):
            if place:
                line = at + between / 2
                ends = (top + 8, top + height - 8)
                yield Bar(
                    left=round(line),
                    top=ends[0],
                    right=round(line) + 2,
                    bottom=ends[1],
                    ink=Ink.FAINT,
                )
            yield from self._set(block, at, top, height)
            at -= block.width + between
        left = _LEFT + (self._last_room() if more else 0)
        if at - left > _EMPTY:
            yield Waves(left=left, top=top, right=at, bottom=top + height, radius=40)
        if more:
            yield from self._more(more, top, height)

    def _more(self, more: str, top: float, height: float) -> Iterator[Shape]:
        cells, size = downward(more), 34.0
        room = partial(self._room, size=size, bold=False)
        start = top + height - extent(cells, room)
        for one in column(cells, _LEFT + size / 2, start, size, room):
            yield replace(one, ink=Ink.SEAL)

    def _set(self, block: _Block, right: float, top: float, height: float) -> Iterator[Shape]:
        size, pitch = block.size, block.size * _PITCH
        yield from _number(block.item.number, right - pitch / 2, top, size)
        begin = top + _number_room(size)
        for place, line in enumerate(block.lines):
            x = right - (place + 0.5) * pitch
            for one in column(line, x, begin, size, partial(self._room, size=size)):
                yield replace(one, is_bold=True)
        left = right - block.columns * pitch - _TEXT_PITCH / 4
        yield from self._text_of(block, left, top + 2 * _TEXT, height - 2 * _TEXT)

    def _text_of(self, block: _Block, right: float, top: float, length: float) -> Iterator[Shape]:
        room = partial(self._room, size=_TEXT, bold=False)
        for place, line in enumerate(block.text):
            is_last = place == len(block.text) - 1
            spread = 0.0 if is_last else (length - extent(line, room)) / max(1, len(line) - 1)
            spread = min(spread, _TEXT / 4)

            def spaced(cell: Cell, spread: float = spread) -> float:
                return room(cell) + spread

            yield from column(line, right - (place + 0.5) * _TEXT_PITCH, top, _TEXT, spaced)


def _tries() -> Iterator[tuple[tuple[int, int], bool]]:
    """In which sizes all may have room, with a text and without; the best first."""
    yield from ((sizes, True) for sizes in _SIZES[:-2])
    yield from ((sizes, False) for sizes in _SIZES)


def _number_room(size: float) -> float:
    """From a row's top to where a headline begins, below its number."""
    return size * 1.3


def _number(number: int, x: float, top: float, size: float) -> Iterator[Shape]:
    radius = size * 0.52
    yield Disc(x=x, y=top + radius, radius=radius)
    digits = str(number)
    em = size * (0.78 if len(digits) == 1 else 0.6 if len(digits) == 2 else 0.42)
    yield Glyphs(text=digits, x=x, y=top + radius, size=em, ink=Ink.GROUND, is_bold=True)


def _height(rows: int) -> float:
    """Of each of so many rows."""
    return (_BOTTOM - _TOP - (rows - 1) * _BETWEEN_ROWS) / rows


def _free(row: Row, kept: float) -> float:
    """Pixels of a row's width that nothing takes."""
    taken = sum(one.width for one in row) + _BETWEEN_ITEMS * (len(row) - 1)
    return _RIGHT - _LEFT - kept - taken


def _shared_out(blocks: Sequence[_Block], count: int, last_room: float) -> Sequence[Row] | None:
    """The blocks in so many rows one after the other, as even as can be; None without room."""
    target = sum(one.width + _BETWEEN_ITEMS for one in blocks) / count
    rows: list[list[_Block]] = [[]]
    for place, block in enumerate(blocks):
        taken = sum(one.width + _BETWEEN_ITEMS for one in rows[-1])
        is_full = taken + (block.width + _BETWEEN_ITEMS) / 2 > target
        may_begin = rows[-1] and len(rows) < count and len(blocks) - place >= count - len(rows)
        if may_begin and (is_full or _free([*rows[-1], block], 0) < 0):
            rows.append([])
        rows[-1].append(block)
    fits = len(rows) == count and all(_free(row, 0) >= 0 for row in rows)
    return rows if fits and _free(rows[-1], last_room) >= 0 else None


def _unevenness(rows: Sequence[Row]) -> float:
    """How much of the picture stays empty, texts apart: where lines end early."""
    blocks = [*chain.from_iterable(rows)]
    height = _height(len(rows))
    filled = sum(
        len(line) * one.size / (height - _number_room(one.size))
        for one in blocks
        for line in one.lines
    )
    return sum(len(one.lines) for one in blocks) - filled
