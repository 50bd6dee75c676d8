"""How the text of a document is set: its size, line pitch, right margin and habits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from digests.parsing.formats.pdf.layout import Line, Page
from digests.text.characters import HAN, KANA, is_cjk

GAP = 1.25  # of the pitch: what is further apart is set apart
_INDENT = 0.8  # of the letters' size
_WIDEST = 2.6  # of the letters' size: double spacing
_SAME_SIZE = 0.12
_HEADING_SIZE = 1.12
_LEAST_WIDTH = 0.35  # of the page's, that a single column takes
_EXACTLY, _JUSTIFIED = 0.5, 3  # points; lines
_UNBROKEN = 0.8  # of a line's width: it is one word
_FEW = 0.03  # of the lines: so many may run over the margin
_COLUMN = 4.0  # of the letters' size: how far lines of a column begin from each other
_MOST_HEADINGS = 0.3  # of the characters
_NEVER_FIRST = frozenset(
    "、。，．・：；？！」』）】〉》〕］ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?:;)]…‥”’％"
)
_HANGING = tuple("、。，．」』）】")
_APART = re.compile(rf"(?:[A-Za-z0-9][ ](?=[{KANA}{HAN}])|[{KANA}{HAN}][ ](?=[A-Za-z0-9]))")
_CLOSE = re.compile(rf"(?:[A-Za-z0-9](?=[{KANA}{HAN}])|[{KANA}{HAN}](?=[A-Za-z0-9]))")
_HYPHENATED = re.compile(r"[^\W\d_]{2}[-\u2010]$")
_MANY_HYPHENS = 0.02  # of the lines: then the program that set them divides words


class PageMetrics:
    """What is usual in a document; lengths in points.

    `is_spaced` tells that it writes a space between Latin and CJK letters, `divides_words` that
    it hyphenates, `sets_apart` that a gap or indent opens each paragraph.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self._columns = {page.number for page in pages if page.has_columns}
        lines = [line for page in pages for line in page.lines]
        self.size = _usual_size(lines)
        self._body = [line for line in lines if self.is_body(line)]
        self._right = self._right_margin(pages)
        self.pitch = self._usual_pitch(pages)
        text = [line.text for line in lines]
        apart, close = (sum(len(p.findall(t)) for t in text) for p in (_APART, _CLOSE))
        self.is_spaced = apart > close
        hyphens = sum(_HYPHENATED.search(line.text.rstrip()) is not None for line in lines)
        self.divides_words = hyphens > max(1, _MANY_HYPHENS * len(lines))
        self.sets_apart = self._sets_apart(pages)
        self._headings = self._heading_sizes(lines)

    def is_body(self, line: Line) -> bool:
        """Whether a line is set in the size of running text."""
        return are_alike(line.size, self.size)

    def level(self, line: Line) -> int | None:
        """The level of the heading that a line's size makes it, from 1; None for other text."""
        size = round(line.size, 1)
        return self._headings.index(size) + 1 if size in self._headings else None

    def is_full(self, line: Line, following: Line, *, slack: float = 0.0) -> bool:
        """Whether what opens the following line had no room left at the end of this one.

        `slack` is how much more room may be left, in letters.
        """
        needed = self._needed(line, following) + slack * line.size
        return line.right + needed > self._margin_of(line)

    def room(self, line: Line) -> float:
        """How much room is left at the end of a line."""
        return self._margin_of(line) - line.right

    def is_apart(self, line: Line, following: Line) -> bool:
        """Whether there is more than the usual space between two lines of a page."""
        usual = self.pitch * max(line.size, following.size) / self.size
        return line.baseline - following.baseline > GAP * usual

    def is_indented(self, line: Line, following: Line) -> bool:
        """Whether a line begins further in than the one above it."""
        further = following.left > line.left + _INDENT * line.size
        return further or following.text.startswith("\u3000")

    def is_outdented(self, line: Line, following: Line) -> bool:
        """Whether a line begins further out than the one above it."""
        return following.left < line.left - _INDENT * line.size

    def _needed(self, line: Line, following: Line) -> float:
        """The width that the following line's first word would have taken."""
        if not is_cjk(following.text.lstrip()[:1] or " "):
            return following.first + 0.4 * line.size
        # A line may end early because its next sign must not open one.
        kept = [char for char in following.text[1:3] if char in _NEVER_FIRST]
        return (1.3 + len(kept)) * line.size

    def _right_margin(self, pages: Sequence[Page]) -> float:
        """Where full lines of a single column end.

        Lines that are all short were not broken by a margin: it is taken to be as wide as the
        left one.
        """
        width = max((page.width for page in pages), default=0.0)
        left = min((line.left for line in self._body), default=0.0)
        found = _margin(self._body)
        wide = found - left > _LEAST_WIDTH * width
        return found if wide or self._is_justified(found) else width - left

    def _is_justified(self, margin: float) -> bool:
        """Whether so many lines end at the very same place that they were made to."""
        ends = sum(abs(line.right - margin) < _EXACTLY for line in self._body)
        return ends >= _JUSTIFIED and 3 * ends >= len(self._body)

    def _margin_of(self, line: Line) -> float:
        if line.page not in self._columns:
            return self._right
        near = _COLUMN * self.size
        beside = [other for other in self._body if abs(other.left - line.left) < near]
        return _margin(beside) if beside else line.right

    def _usual_pitch(self, pages: Sequence[Page]) -> float:
        full: Counter[float] = Counter()
        every: Counter[float] = Counter()
        for one, other in _pairs(pages):
            pitch = round(2 * (one.baseline - other.baseline)) / 2
            if self.is_body(one) and self.is_body(other) and 0 < pitch < 4 * self.size:
                every[pitch] += 1
                full[pitch] += self.is_full(one, other)
        for counts in (+full, every):
            if counts:
                usual = max(counts, key=lambda pitch: (counts[pitch], -pitch))
                return min(usual, _WIDEST * self.size)
        return 1.6 * self.size

    def _sets_apart(self, pages: Sequence[Page]) -> bool:
        ends = [
            self.is_apart(one, other) or self.is_indented(one, other)
            for one, other in _pairs(pages)
            if self.is_body(one) and self.is_body(other) and not self.is_full(one, other)
        ]
        return sum(ends) > 0.6 * len(ends)

    def _heading_sizes(self, lines: Sequence[Line]) -> list[float]:
        """The sizes of headings, the biggest first."""
        chars = _chars_by_size(lines)
        bigger = sorted((size for size in chars if size > _HEADING_SIZE * self.size), reverse=True)
        whole = sum(chars.values())
        return bigger[:6] if sum(chars[size] for size in bigger) < _MOST_HEADINGS * whole else []


def are_alike(one: float, other: float) -> bool:
    """Whether two sizes of letters are the same but for rounding."""
    return abs(one - other) <= _SAME_SIZE * max(one, other)


def _pairs(pages: Iterable[Page]) -> Iterator[tuple[Line, Line]]:
    for page in pages:
        yield from pairwise(page.lines)


def _chars_by_size(lines: Iterable[Line]) -> Counter[float]:
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.size, 1)] += len(line.text)
    return counts


def _usual_size(lines: Sequence[Line]) -> float:
    counts = _chars_by_size(lines)
    return max(counts, key=lambda size: (counts[size], -size)) if counts else 10.0


def _margin(lines: Sequence[Line]) -> float:
    """Where lines end that are full: the rightmost place where more than a few do."""
    # An address has no place to break: it runs over the margin.
    broken = [line for line in lines if line.first < _UNBROKEN * (line.right - line.left)]
    ends = sorted((_end(line) for line in broken or lines), reverse=True)
    near = 0.75 * lines[0].size if lines else 0.0
    for enough in (max(2, int(_FEW * len(ends))), 2):
        together = zip(ends, ends[enough - 1 :], strict=False)
        found = next((one for one, other in together if one - other < near), None)
        if found is not None:
            return found
    return ends[0] if ends else 0.0


def _end(line: Line) -> float:
    # 、 and 。 may hang over the margin.
    return line.right - (line.size if line.text.rstrip().endswith(_HANGING) else 0.0)
