"""The stretch of a text in which a search found something, its words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from digests.search.query import Query, stems_of
from digests.text import words
from digests.text.languages import language_of_words
from digests.text.words import Run

_CLUSTER = re.compile(
    ".[\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f\u00ad\u200b-\u200f\ufeff]*", re.DOTALL
)


_CONTEXT_BEFORE = 4
"""The part of a snippet before its first hit: one in so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetPart:
    """A part of a snippet; `marked` where it is what was searched for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """The place in a text where a query was found; joined, the parts are a part of the text.

    The flags say whether the text goes on there.
    """

    parts: tuple[SnippetPart, ...]
    cut_before: bool = False
    cut_after: bool = False


def snippet(text: str, query: Query, width: int) -> Snippet:
    """About `width` characters of the text around the words of the query, which are marked.

    A text without any of them (the hit was its outlet or date) is shown from its beginning.
    """
    folded, origin = _folded_with_origin(text)
    found = tuple(words.runs(folded))
    hits = [hit for word in query.words for hit in _hits(word, folded, found)]
    spans = _merged((origin[start][0], origin[end - 1][1]) for start, end in hits)
    start = _best_start(text, spans, width)
    end = min(len(text), start + width)
    inside = [(max(a, start), min(b, end)) for a, b in spans if b > start and a < end]
    return Snippet(
        parts=tuple(_parts(text, inside, start, end)),
        cut_before=bool(text[:start].strip()),
        cut_after=bool(text[end:].strip()),
    )


def _folded_with_origin(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text, and for each of its characters the part of the text it came from."""
    parts: list[str] = []
    origin: list[tuple[int, int]] = []
    for cluster in _CLUSTER.finditer(text):
        folded = words.fold(cluster[0])
        parts.append(folded)
        origin.extend([cluster.span()] * len(folded))
    return "".join(parts), origin


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _hits(word: str, folded: str, found: Sequence[Run]) -> Iterator[tuple[int, int]]:
    wanted = tuple(words.runs(word))
    if not wanted:
        return
    borders = {run.start: run.start + len(run.text) for run in found if not run.dense}
    for match in _pattern(wanted).finditer(folded):
        if wanted[0].dense or match.start() in borders:
            last = match.start("last")
            yield match.start(), match.end() if wanted[-1].dense else borders.get(last, match.end())
    stems = stems_of(wanted)
    if stems:
        language = language_of_words(folded)
        for run in found:
            if not run.dense and words.stem(run.text, language) in stems:
                yield run.start, run.start + len(run.text)


def _pattern(wanted: Sequence[Run]) -> re.Pattern[str]:
    *others, last = wanted
    return re.compile(
        "".join(rf"{re.escape(run.text)}\W*" for run in others)
        + f"(?P<last>{re.escape(last.text)})"
    )


def _best_start(text: str, spans: Sequence[tuple[int, int]], width: int) -> int:
    """Where to begin so that most of the hits are seen, with some of what precedes them."""
    if not spans or len(text) <= width:
        return 0
    starts = [start for start, _ in spans]
    best = max(starts, key=lambda at: sum(at <= other < at + width // 2 for other in starts))
    start = max(0, min(best - width // _CONTEXT_BEFORE, len(text) - width))
    # Not in the middle of a word, where there are words.
    space = text.find(" ", start, best)
    return space + 1 if start and 0 <= space - start <= width // _CONTEXT_BEFORE else start


def _parts(
    text: str, spans: Sequence[tuple[int, int]], start: int, end: int
) -> Iterator[SnippetPart]:
    at = start
    for from_, to in spans:
        if at < from_:
            yield SnippetPart(text=text[at:from_])
        yield SnippetPart(text=text[from_:to], marked=True)
        at = to
    if at < end:
        yield SnippetPart(text=text[at:end])
