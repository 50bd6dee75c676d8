"""What pages repeat around their text: running heads, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, pairwise, takewhile

from digests.parsing.formats.pdf.layout import Line, Page
from digests.text.lexicon import LEXICON, Lexicon

_MARGIN = 0.14  # of the page's height, at its top and bottom
_EDGE_LINES = 3
_STEP = 2.0  # points: how exactly repeated lines keep their height
_APART = 2.0  # of the letters' size
_SMALLER = 0.95
_MOST_PAGES = 0.6
_NUMBER = re.compile(r"\d{1,4}")

_Key = tuple[str, int]


def without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """The pages without lines that stand at the same height of several, and without folios.

    Only lines at the edge of a page are looked at that are set apart from its text, by space or
    by smaller letters; a number in them may count the pages.
    """
    repeated = _repeated(pages)
    numbered = _numbered(pages)
    return [_cleaned(page, repeated, numbered) for page in pages]


def _cleaned(page: Page, repeated: set[_Key], numbered: set[int]) -> Page:
    def is_furniture(line: Line) -> bool:
        return not repeated.isdisjoint(_keys(page, line)) or _offset(page, line) in numbered

    # From the edge inwards: behind the first line of the text there is only text.
    gone = {id(line) for edge in _edges(page) for line in takewhile(is_furniture, edge)}
    return replace(page, lines=tuple(line for line in page.lines if id(line) not in gone))


def _edges(page: Page) -> tuple[list[Line], list[Line]]:
    """The lines in the lower and upper margin that are set apart, from the edge inwards."""
    upwards = sorted(page.lines, key=lambda line: line.baseline)
    low, high = _MARGIN * page.height, (1 - _MARGIN) * page.height
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


def _keys(page: Page, line: Line) -> Iterator[_Key]:
    """The line as it is, and as it is with one of its numbers told from the page's."""
    text, height = line.text.strip(), round(line.baseline / _STEP)
    yield text, height
    for found in _NUMBER.finditer(text):
        offset = int(found[0]) - page.number
        yield f"{text[: found.start()]}#{offset}{text[found.end() :]}", height


def _repeated(pages: Sequence[Page]) -> set[_Key]:
    found_on: defaultdict[_Key, set[int]] = defaultdict(set)
    for page in pages:
        for line in chain(*_edges(page)):
            for key in _keys(page, line):
                found_on[key].add(page.number)
    return {key for key, on in found_on.items() if _is_usual(on, len(pages))}


def _is_usual(on: set[int], count: int) -> bool:
    """Whether a line is on most pages, or on most of the left or of the right ones."""
    left = sum(number % 2 == 0 for number in on)
    sides = max(left / max(1, count // 2), (len(on) - left) / max(1, (count + 1) // 2))
    most = len(on) >= _MOST_PAGES * count or sides > _MOST_PAGES
    return len(on) > 1 and most


def _offset(page: Page, line: Line) -> int | None:
    """How far the number printed at the edge is from the page's own; None if it is none."""
    found = _page_number(LEXICON).match(line.text.strip())
    return int(found[1]) - page.number if found else None


def _numbered(pages: Sequence[Page]) -> set[int]:
    offsets: Counter[int] = Counter()
    for page in pages:
        edges = chain(*_edges(page))
        offsets.update({at for line in edges if (at := _offset(page, line)) is not None})
    if len(pages) == 1:
        return {0} & offsets.keys()
    return {offset for offset, count in offsets.items() if count >= max(2, 0.5 * len(pages))}


@cache
def _page_number(lexicon: Lexicon) -> re.Pattern[str]:
    """A line that is the number of a page, maybe of how many: `- 3 -`, `Page 3 of 8`, `3ページ`."""
    before = lexicon.any_of(lambda one: one.files.page)
    between = lexicon.any_of(lambda one: one.files.page_of)
    behind = lexicon.any_of(lambda one: one.files.page_endings)
    return re.compile(
        rf"\W*(?:{before})?\W*(\d{{1,4}})\W*(?:(?:/|／|{between})?\W*\d{{1,4}})?"
        rf"\W*(?:{behind})?\W*$",
        re.IGNORECASE,
    )
