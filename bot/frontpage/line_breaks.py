"""Where lines may be broken (禁則: JLREQ 3.1.7 to 3.1.10), and how they fill."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from bot.frontpage.cells import CLOSING, COMMAS, OPENING, SMALL_KANA, Cell, Orientation
from digests.text.characters import HAN, HIRAGANA, KATAKANA

Line = Sequence[Cell]

_NOT_FIRST = frozenset(f"{CLOSING}{COMMAS}{SMALL_KANA}ー々〻ゝゞヽヾ・！？!?：；:;,.…‥〜～％%℃")
_NOT_LAST = frozenset(f"{OPENING}￥¥＄$№＃#")
_TOGETHER = ("……", "‥‥", "――", "——")
_DIGIT = frozenset("0123456789０１２３４５６７８９")
_CAPITAL = frozenset("ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ")
_PAUSES = frozenset(f"{COMMAS}{CLOSING}！？!?・")
_PARTICLES = frozenset("をがはにへとでのも")
_HIRAGANA = re.compile(f"[{HIRAGANA}]")
_KATAKANA = re.compile(f"[{KATAKANA}]")
_HAN = re.compile(f"[{HAN}]")


def may_break(before: Cell, after: Cell) -> bool:
    """Whether a line may end between two cells."""
    if after.is_space or before.is_space:
        return after.text[:1] not in _NOT_FIRST
    last, first = before.text[-1:], after.text[:1]
    if first in _NOT_FIRST or last in _NOT_LAST or last + first in _TOGETHER:
        return False
    if _is_figure(before) and (_is_figure(after) or _HAN.match(first)):
        return False  # a number stands with what it counts
    return not (last in _CAPITAL and (first in _CAPITAL or first in _DIGIT))


def _is_figure(cell: Cell) -> bool:
    return cell.orientation is Orientation.ACROSS or cell.text[-1:] in _DIGIT


Room = Callable[[Cell], float]
"""What a cell takes of a line, in the unit of the line's length."""


def fill(cells: Sequence[Cell], length: float, room: Room) -> list[Line]:
    """Lines no longer than `length`, each broken as late as it may be.

    Spaces at their ends are left out. What may not be broken and is too long is broken anyway.
    """
    lines: list[Line] = []
    rest = [*_without_spaces(cells)]
    while rest:
        count = _count(rest, length, room)
        lines.append(_trimmed(rest[:count]))
        rest = [*_without_spaces(rest[count:])]
    return lines


def balanced(cells: Sequence[Cell], length: float, em: float, room: Room) -> list[Line]:
    """As few lines as `fill` makes, as even as can be, and broken where a reader would pause.

    That no line is longer than `length` holds as it does for `fill`.
    """
    lines = fill(cells, length, room)
    if len(lines) < 2:
        return lines
    cells = [*_without_spaces(cells)]
    chosen = _Breaking(cells, length, em, room).cheapest(len(lines))
    if chosen is None:
        return lines
    starts = (0, *chosen[:-1])
    return [
        _trimmed([*_without_spaces(cells[start:end])])
        for start, end in zip(starts, chosen, strict=True)
    ]


class _Broken(NamedTuple):
    """A way to break the first cells into lines, which end at `ends`; `cost` is in square ems."""

    cost: float
    ends: tuple[int, ...]


class _Breaking:
    """Finds the cheapest way to break cells into lines (Knuth and Plass, 1981)."""

    def __init__(self, cells: Sequence[Cell], length: float, em: float, room: Room) -> None:
        self._cells = cells
        self._length = length
        self._em = em
        self._sums = [*accumulate(map(room, cells), initial=0.0)]

    def cheapest(self, count: int) -> Sequence[int] | None:
        """Where so many lines end; None where they can't be so few."""
        target = self._sums[-1] / count
        best: dict[int, _Broken] = {0: _Broken(0.0, ())}
        for number in range(1, count + 1):
            best = self._further(best, target, is_last=number == count)
        found = best.get(len(self._cells))
        return found.ends if found else None

    def _further(
        self, before: Mapping[int, _Broken], target: float, *, is_last: bool
    ) -> dict[int, _Broken]:
        """The cheapest ways with one line more, by where it ends."""
        best: dict[int, _Broken] = {}
        for start, broken in before.items():
            for end in self._ends(start, is_last=is_last):
                taken = self._sums[end] - self._sums[start]
                cost = broken.cost + self._price(end) + ((taken - target) / self._em) ** 2
                if end not in best or cost < best[end].cost:
                    best[end] = _Broken(cost, (*broken.ends, end))
        return best

    def _ends(self, start: int, *, is_last: bool) -> Iterator[int]:
        """Where a line may end that begins there."""
        longest = bisect_right(self._sums, self._sums[start] + self._length) - 1
        if is_last:
            if longest == len(self._cells) > start:
                yield longest
            return
        for end in range(start + 1, min(longest, len(self._cells) - 1) + 1):
            if may_break(self._cells[end - 1], self._cells[end]):
                yield end

    def _price(self, end: int) -> float:
        if end == len(self._cells):
            return 0.0
        return reluctance(self._cells[end - 1], self._cells[end])


def reluctance(before: Cell, after: Cell) -> float:
    """How little a line should end between two cells, in square ems: words are left whole.

    Japanese sets no spaces between them, but most begin where hiragana end.
    """
    last, first = before.text[-1:], after.text[:1]
    if before.is_space or after.is_space or last in _PAUSES:
        return 0.0
    if last in SMALL_KANA or (_KATAKANA.match(last) and _KATAKANA.match(first)):
        return 30.0
    if _HIRAGANA.match(last):
        if not _HIRAGANA.match(first):
            return 1.0
        return 9.0 if last in _PARTICLES else 14.0
    return 12.0 if _HIRAGANA.match(first) else 6.0


def extent(cells: Sequence[Cell], room: Room) -> float:
    """How long cells are in a row."""
    return sum(map(room, cells))


def _count(cells: Sequence[Cell], length: float, room: Room) -> int:
    """How many of the cells make the first line; at least one."""
    taken, fits = 0.0, 0
    for cell in cells:
        taken += room(cell)
        if taken > length and not cell.is_space:
            break
        fits += 1
    if fits == len(cells):
        return fits
    for count in range(fits, 0, -1):
        if may_break(cells[count - 1], cells[count]):
            return count
    return max(1, fits)


def _without_spaces(cells: Sequence[Cell]) -> Iterator[Cell]:
    """The cells from the first on that is none."""
    is_begun = False
    for cell in cells:
        is_begun = is_begun or not cell.is_space
        if is_begun:
            yield cell


def _trimmed(cells: Sequence[Cell]) -> Line:
    last = len(cells)
    while last and cells[last - 1].is_space:
        last -= 1
    return tuple(cells[:last])
