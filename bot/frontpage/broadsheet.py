"""The front page of all other languages: a broadsheet with the first item across it.

It is set from left to right, and turned over as a whole for languages that run the other way.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from bot.frontpage.cells import Cell, onward
from bot.frontpage.contents import Contents, PageItem
from bot.frontpage.line_breaks import Line, balanced, extent, fill
from bot.frontpage.shapes import (
    HEIGHT,
    WIDTH,
    Bar,
    Disc,
    Ink,
    Measure,
    Shape,
    Waves,
    Writing,
    mirrored,
    page_frame,
)

_EDGE = 66
"""Pixels between the picture's edge and what is set."""
_LEFT, _RIGHT, _BOTTOM = _EDGE, WIDTH - _EDGE, HEIGHT - _EDGE
_BETWEEN_COLUMNS, _BETWEEN_ITEMS = 52, 40
_COLUMN = (_RIGHT - _LEFT - _BETWEEN_COLUMNS) / 2
_LARGEST_NAME, _SMALLEST_NAME = 176, 24
_FACTS = 28
_TEXT, _TEXT_PITCH = 30, 42
_PITCH = 1.16
"""Of the lines of a headline, in ems."""
_SIZES = (
    *(
        (200, 96),
        (160, 84),
        (130, 72),
        (112, 60),
        (100, 52),
        (92, 50),
        (84, 47),
        (76, 44),
        (70, 42),
        (64, 40),
        (58, 37),
        (52, 34),
    ),
    *((46, 31), (40, 28)),
)
"""The ems of the first headline and of all others, from those for few words on."""
_FEW_LINES = 2
"""Lines of the first headline for which all are made smaller, so that its text has room."""
_EMPTY = 260
"""Pixels that are filled with waves where nothing is told."""
_MOST_LINES = 4
"""Lines of a headline that is cut because even the smallest letters are too large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """An item in a column `width` wide: the lines of its headline, at an em of `size`, and text."""

    item: PageItem
    size: float
    width: float
    lines: Sequence[Line]
    text: Sequence[Line] = ()
    text_columns: int = 1

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        lines = -(-len(self.text) // self.text_columns)
        text = lines * _TEXT_PITCH + _TEXT_PITCH / 3 if lines else 0
        return self.head + text

    @property
    def head(self) -> float:
        """Pixels of its headline, and of its number where it has none."""
        return max(1, len(self.lines)) * self.size * _PITCH


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sized:
    """A page at some size: the first item across it, the others in two columns."""

    lead: _Block
    columns: tuple[Sequence[_Block], Sequence[_Block]]


def shapes(contents: Contents, measure: Measure) -> Sequence[Shape]:
    """All that is drawn; from the right where the language runs from there."""
    found = _Setting(contents, measure).shapes()
    return tuple(map(mirrored, found) if contents.runs_left else found)


class _Setting:
    """A front page that is being set."""

    def __init__(self, contents: Contents, measure: Measure) -> None:
        self._contents = contents
        self._measure = measure

    def shapes(self) -> Iterator[Shape]:
        """The frame, the name, then the items."""
        yield from page_frame()
        top = yield from self._name()
        bottom = _BOTTOM
        if self._contents.more:
            bottom -= 44
            yield self._write(self._contents.more, _RIGHT, _BOTTOM, _FACTS, ends_there=True)
        if self._contents.items:
            yield from self._items(top, bottom)

    def _write(
        self, text: str, x: float, y: float, size: float, *, ends_there: bool = False
    ) -> Writing:
        return Writing(text=text, x=x, y=y, size=size, ink=Ink.SEAL, ends_there=ends_there)

    def _room(self, cell: Cell, size: float, *, bold: bool = True) -> float:
        return self._measure(cell.text, size, bold)

    def _name(self) -> Generator[Shape, None, float]:
        """The paper's name, and below it the day and the number between rules; where they end."""
        name, size = self._contents.name, float(_LARGEST_NAME)
        while size > _SMALLEST_NAME and self._measure(name, size, True) > _RIGHT - _LEFT:
            size -= 4
        base = _EDGE + size * 0.86
        x = (WIDTH - self._measure(name, size, True)) / 2
        yield Writing(text=name, x=x, y=base, size=size, is_bold=True)
        top = base + size * 0.3
        yield Bar(left=_LEFT, top=top, right=_RIGHT, bottom=top + 5)
        line = top + 5 + _FACTS * 1.35
        first, *others = self._contents.facts
        yield self._write(first, _LEFT, line, _FACTS)
        for fact in others:
            yield self._write(fact, _RIGHT, line, _FACTS, ends_there=True)
        below = line + _FACTS * 0.55
        yield Bar(left=_LEFT, top=below, right=_RIGHT, bottom=below + 2)
        return below + 2 + 34

    # --- the items ---

    def _items(self, top: float, bottom: float) -> Iterator[Shape]:
        page = self._with_texts(self._fitting(bottom - top), bottom - top)
        between = self._between(page, bottom - top)
        yield from self._set(page.lead, _LEFT, top)
        top += page.lead.height + between / 2
        lowest = top + between / 2 + max(map(_column_height, page.columns))
        if bottom - lowest > _EMPTY:
            yield Waves(left=_LEFT, top=lowest + 50, right=_RIGHT, bottom=_BOTTOM, radius=40)
            bottom = lowest
        if not any(page.columns):
            return
        yield Bar(left=_LEFT, top=round(top), right=_RIGHT, bottom=round(top) + 2)
        top += between / 2
        middle = WIDTH // 2
        yield Bar(left=middle - 1, top=top, right=middle + 1, bottom=bottom, ink=Ink.FAINT)
        for place, blocks in enumerate(page.columns):
            left = _LEFT + place * (_COLUMN + _BETWEEN_COLUMNS)
            yield from self._column(blocks, left, top, bottom)

    def _column(
        self, blocks: Sequence[_Block], left: float, top: float, bottom: float
    ) -> Iterator[Shape]:
        """Items one below the other, what is free between them shared evenly."""
        free = bottom - top - sum(one.height for one in blocks)
        between = min(free / max(1, len(blocks) - 1), 3.0 * _BETWEEN_ITEMS)
        for place, block in enumerate(blocks):
            if place:
                line = round(top - between / 2)
                right = left + _COLUMN
                yield Bar(left=left, top=line, right=right, bottom=line + 2, ink=Ink.FAINT)
            yield from self._set(block, left, top)
            top += block.height + between

    def _between(self, page: _Sized, height: float) -> float:
        """Between the first item and the others."""
        columns = max(map(_column_height, page.columns))
        free = height - page.lead.height - columns
        return min(max(_BETWEEN_ITEMS, free), 2.0 * _BETWEEN_ITEMS)

    def _fitting(self, height: float) -> _Sized:
        """The page in the largest letters for which there is room, else what is left of it."""
        for page in (self._tried(lead, other) for lead, other in _SIZES[:-3]):
            told = replace(page, lead=self._begun(page.lead))
            if len(page.lead.lines) <= _FEW_LINES and self._is_within(told, height):
                return self._well_broken(page)
        for page in (self._tried(lead, other) for lead, other in _SIZES):
            if self._is_within(page, height):
                return self._well_broken(page)
        return self._cut(height)

    def _begun(self, block: _Block) -> _Block:
        """A block with the first sentence of its text."""
        item = replace(block.item, openings=block.item.openings[:1])
        return replace(self._told(replace(block, item=item), HEIGHT), item=block.item)

    def _tried(self, lead: float, other: float) -> _Sized:
        first, *others = self._contents.items
        return _Sized(
            lead=self._block(first, lead, _RIGHT - _LEFT, text_columns=2),
            columns=_in_columns([self._block(item, other, _COLUMN) for item in others]),
        )

    def _block(self, item: PageItem, size: float, width: float, *, text_columns: int = 1) -> _Block:
        room = partial(self._room, size=size)
        lines = fill(onward(item.headline), width - _indent(size), room)
        return _Block(item=item, size=size, width=width, lines=lines, text_columns=text_columns)

    def _is_within(self, page: _Sized, height: float) -> bool:
        """Whether all has room, of long words too."""
        return _free(page, height) >= 0 and all(
            extent(line, partial(self._room, size=block.size)) <= block.width - _indent(block.size)
            for block in (page.lead, *chain.from_iterable(page.columns))
            for line in block.lines
        )

    def _well_broken(self, page: _Sized) -> _Sized:
        """The same with headlines of as many lines, which are as even as can be."""
        first, second = ([*map(self._balanced, blocks)] for blocks in page.columns)
        return _Sized(lead=self._balanced(page.lead), columns=(first, second))

    def _balanced(self, block: _Block) -> _Block:
        room, length = partial(self._room, size=block.size), block.width - _indent(block.size)
        lines = balanced(onward(block.item.headline), length, block.size, room)
        return replace(block, lines=lines)

    def _cut(self, height: float) -> _Sized:
        """Each headline ends behind so many lines that all of them have room."""
        page = self._tried(*_SIZES[-1])
        for most in range(_MOST_LINES, 0, -1):
            cut = _Sized(
                lead=_ended(page.lead, most),
                columns=_in_columns(
                    [_ended(block, most) for column in page.columns for block in column]
                ),
            )
            if _free(cut, height) >= 0:
                break
        return cut

    def _with_texts(self, page: _Sized, height: float) -> _Sized:
        """The page with texts of its items in the room that is left, the first one's first."""
        lead = self._told(page.lead, _free(page, height))
        page = replace(page, lead=lead)
        columns = []
        for blocks in page.columns:
            filled = list(blocks)
            for place, block in enumerate(blocks):
                free = height - lead.height - _BETWEEN_ITEMS - _column_height(filled)
                filled[place] = self._told(block, free)
            columns.append(filled)
        return replace(page, columns=(columns[0], columns[1]))

    def _told(self, block: _Block, free: float) -> _Block:
        """A block with as many whole sentences as have room."""
        room = partial(self._room, size=_TEXT, bold=False)
        found = block
        for text in block.item.openings:
            longer = replace(block, text=fill(onward(text), _COLUMN, room))
            if longer.height - block.height > free:
                break
            found = longer
        return found

    def _set(self, block: _Block, left: float, top: float) -> Iterator[Shape]:
        size, pitch = block.size, block.size * _PITCH
        yield from self._number(block.item.number, left, top, size)
        for place, line in enumerate(block.lines):
            x, y = left + _indent(size), top + place * pitch + size * 0.92
            yield Writing(text=_joined(line), x=x, y=y, size=size, is_bold=True)
        below = top + block.head + _TEXT_PITCH / 3
        lines = -(-len(block.text) // block.text_columns) or 1
        for place, line in enumerate(block.text):
            x = left + place // lines * (_COLUMN + _BETWEEN_COLUMNS)
            y = below + place % lines * _TEXT_PITCH + _TEXT
            yield Writing(text=_joined(line), x=x, y=y, size=_TEXT)

    def _number(self, number: int, left: float, top: float, size: float) -> Iterator[Shape]:
        radius = size * 0.4
        x, y = left + radius, top + size * 0.57
        yield Disc(x=x, y=y, radius=radius)
        digits = str(number)
        em = size * (0.58 if len(digits) == 1 else 0.46 if len(digits) == 2 else 0.32)
        width = self._measure(digits, em, True)
        yield Writing(
            text=digits, x=x - width / 2, y=y + em * 0.36, size=em, ink=Ink.GROUND, is_bold=True
        )


def _indent(size: float) -> float:
    """How far a headline stands from the left, behind its number."""
    return size * 1.05


def _joined(line: Line) -> str:
    return "".join(cell.text for cell in line)


def _in_columns(blocks: Sequence[_Block]) -> tuple[Sequence[_Block], Sequence[_Block]]:
    """The blocks in two columns of which the higher one is as low as can be."""
    ways = [(blocks[:count], blocks[count:]) for count in range(len(blocks) + 1)]
    return min(ways, key=lambda way: (max(map(_column_height, way)), -len(way[0])))


def _column_height(blocks: Sequence[_Block]) -> float:
    return sum(one.height for one in blocks) + _BETWEEN_ITEMS * max(0, len(blocks) - 1)


def _free(page: _Sized, height: float) -> float:
    """Pixels of the height that nothing takes."""
    columns = max(map(_column_height, page.columns))
    between = _BETWEEN_ITEMS if columns else 0
    return height - page.lead.height - between - columns


def _ended(block: _Block, most: int) -> _Block:
    """A block whose headline has no more lines; an ellipsis stands where it is cut."""
    if len(block.lines) <= most:
        return block
    last = (*block.lines[most - 1][:-1], Cell("…", room=None))
    return replace(block, lines=(*block.lines[: most - 1], last))
