"""Pages as they are printed: lines of text, pictures and links, each in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import NamedTuple

from digests.text.characters import is_cjk

_SAME_BASELINE = 0.35  # of the letters' size
_WORD_SPACE = 0.15
_DOT_REACH = 2.5
_BULLET = "• "
_RAISED, _RAISED_SIZE = 0.15, 0.9  # of the size of the letters before
_LONGEST_NUMBER = 2
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")

Area = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the page's lower left corner."""


class Glyph(NamedTuple):
    """A printed character; lengths in points from the page's lower left corner.

    `target` is where the link leads that lies over it, None without one.
    """

    char: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    target: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a line's text that is a link."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A printed line. `bold` is the text in bold that it opens with.

    `first` is the width of what a break before the line could not have split: a word, or one
    character of Chinese or Japanese.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    page: int = 1
    first: float = 0.0
    bold: str = ""
    spans: tuple[Span, ...] = ()

    @property
    def middle(self) -> float:
        """The height of the middle of its letters."""
        return self.baseline + 0.35 * self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedImage:
    """A picture on a page."""

    left: float
    bottom: float
    right: float
    top: float
    data: bytes = field(repr=False)

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.bottom + self.top) / 2

    @property
    def area(self) -> float:
        """In square points."""
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: its number from 1, its size in points, and what is printed on it."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    pictures: tuple[PlacedImage, ...] = ()

    @property
    def has_columns(self) -> bool:
        """Whether lines stand side by side, more often than a number beside a heading."""
        return _has_columns(self.lines)


def set_lines(runs: Iterable[Sequence[Glyph]], page: int) -> tuple[Line, ...]:
    """The printed lines of a page, from runs of characters in the order of its content.

    Runs side by side become one line. A page with one column is read from top to bottom, in
    whatever order its program drew it; one with several is read as it was drawn.
    """
    rows: list[list[Glyph]] = []
    for run in runs:
        if rows and run and _goes_on(rows[-1][-1], run[0]):
            rows[-1] += _spaced(rows[-1][-1], run)
        elif run:
            rows.append(list(run))
    rows = [_in_order(_with_citations(row)) for row in rows if _text(row).strip()]
    lines = [replace(_line(row), page=page) for row in rows if _text(row).strip()]
    if not _has_columns(lines):
        lines.sort(key=lambda line: (-round(line.baseline), line.left))
    return tuple(lines)


def with_dots(lines: Iterable[Line], dots: Sequence[Area]) -> tuple[Line, ...]:
    """The lines with a bullet before those that have a dot drawn there: browsers draw theirs."""
    return tuple(_with_dot(line, dots) for line in lines)


def _with_dot(line: Line, dots: Sequence[Area]) -> Line:
    for left, bottom, right, top in dots:
        near = 0 < line.left - right < _DOT_REACH * line.size
        level = line.baseline - 0.2 * line.size < bottom and top < line.baseline + line.size
        if near and level and top - bottom < 0.7 * line.size:
            shift = len(_BULLET)
            moved = (replace(s, start=s.start + shift, end=s.end + shift) for s in line.spans)
            return replace(line, text=_BULLET + line.text, left=left, spans=tuple(moved))
    return line


def _goes_on(last: Glyph, first: Glyph) -> bool:
    level = abs(last.baseline - first.baseline) < _SAME_BASELINE * max(last.size, first.size)
    return level and first.left > last.right - 0.5 * last.size


def _spaced(last: Glyph, run: Sequence[Glyph]) -> list[Glyph]:
    apart = run[0].left - last.right > _WORD_SPACE * last.size
    if not apart or last.char.isspace() or run[0].char.isspace():
        return list(run)
    return [last._replace(char=" ", left=last.right, right=run[0].left), *run]


def _has_columns(lines: Sequence[Line]) -> bool:
    by_height = sorted(lines, key=lambda line: line.baseline)
    beside = sum(
        abs(one.baseline - other.baseline) < _SAME_BASELINE * one.size
        for one, other in pairwise(by_height)
    )
    return beside > 3


def _with_citations(row: Sequence[Glyph]) -> list[Glyph]:
    """A row with the small raised numbers of footnotes in brackets."""
    marked: list[Glyph] = []
    for raised, group in groupby(row, key=lambda glyph: _is_raised(glyph, row)):
        glyphs = [*group]
        number = "".join(glyph.char for glyph in glyphs).strip()
        if raised and marked and number.isdecimal() and len(number) <= _LONGEST_NUMBER:
            first, last = glyphs[0], glyphs[-1]
            even = first._replace(char=f"[{number}]", right=last.right, baseline=row[0].baseline)
            marked.append(even)
        else:
            marked += glyphs
    return marked


def _is_raised(glyph: Glyph, row: Sequence[Glyph]) -> bool:
    smaller = glyph.size < _RAISED_SIZE * row[0].size
    return smaller and glyph.baseline > row[0].baseline + _RAISED * row[0].size


def _in_order(row: list[Glyph]) -> list[Glyph]:
    """A row in the order of reading: of scripts from right to left, numbers keep their own."""
    letters = [glyph for glyph in row if glyph.char[0].isalpha()]
    if 2 * sum(_RIGHT_TO_LEFT.match(glyph.char) is not None for glyph in letters) <= len(letters):
        return row
    shown = sorted(
        (glyph for glyph in row if not glyph.char.isspace()),
        key=lambda glyph: -(glyph.left + glyph.right),
    )
    ordered: list[Glyph] = []
    for forth, group in groupby(_runs(shown), key=lambda pair: pair[1]):
        glyphs = [glyph for glyph, _ in group]
        ordered += reversed(glyphs) if forth else glyphs
    return _with_spaces(ordered)


def _runs(shown: Sequence[Glyph]) -> list[tuple[Glyph, bool]]:
    """Glyphs from right to left, with whether each is part of what is read from left to right."""
    own = [re.match(r"[0-9A-Za-z]", glyph.char) is not None for glyph in shown]
    for at in range(1, len(shown) - 1):
        if own[at - 1] and own[at + 1] and not shown[at].char.isalpha():
            own[at] = True
    return [*zip(shown, own, strict=True)]


def _with_spaces(row: Sequence[Glyph]) -> list[Glyph]:
    """A row from right to left, with the spaces that its gaps stand for."""
    spaced = [row[0]]
    for one, other in pairwise(row):
        near, far = (one, other) if one.left > other.left else (other, one)
        if near.left - far.right > _WORD_SPACE * one.size:
            spaced.append(one._replace(char=" ", left=far.right, right=near.left))
        spaced.append(other)
    return spaced


def _text(glyphs: Iterable[Glyph]) -> str:
    return "".join(glyph.char for glyph in glyphs)


def _line(row: Sequence[Glyph]) -> Line:
    while row[0].char.isspace() and row[0].char != "\u3000":
        row = row[1:]
    sizes: dict[float, int] = {}
    for glyph in row:
        sizes[round(glyph.size, 1)] = sizes.get(round(glyph.size, 1), 0) + 1
    printed = [glyph for glyph in row if not glyph.char.isspace()]
    return Line(
        text=_text(row),
        left=min(glyph.left for glyph in (printed[0], printed[-1])),
        right=max(glyph.right for glyph in (printed[0], printed[-1])),
        baseline=printed[0].baseline,
        size=max(sizes, key=lambda size: sizes[size]),
        first=_first_width(row),
        bold=_text(row[: _bold_until(row)]).strip(),
        spans=tuple(_spans(row)),
    )


def _first_width(row: Sequence[Glyph]) -> float:
    end = 1
    while not is_cjk(row[0].char) and end < len(row) and _is_of_word(row[end].char):
        end += 1
    return row[end - 1].right - row[0].left


def _is_of_word(char: str) -> bool:
    return not (char.isspace() or is_cjk(char))


def _bold_until(row: Sequence[Glyph]) -> int:
    plain = (at for at, glyph in enumerate(row) if not glyph.bold and not glyph.char.isspace())
    return next(plain, len(row))


def _spans(row: Sequence[Glyph]) -> Iterable[Span]:
    start = 0
    for target, glyphs in groupby(row, key=lambda glyph: glyph.target):
        end = start + sum(len(glyph.char) for glyph in glyphs)
        if target:
            yield Span(start=start, end=end, target=target)
        start = end
