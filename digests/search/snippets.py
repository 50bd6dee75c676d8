"""The stretch of a text in which a search found something, its words marked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from digests.search.phrases import Word, stems_of
from digests.search.query import Query
from digests.text import words
from digests.text.characters import width as columns
from digests.text.languages import language_of_words
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.sentence_ends import stops_without_space
from digests.text.variants import Span, unified_with_origin
from digests.text.words import Run

_CONTEXT_BEFORE = 4
"""The part of a snippet before its first hit: one in so many, where no clause begins near."""
_MOST_BEFORE = 2
"""The part of a snippet before its first hit where a clause begins: at most one in so many."""


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
    """At most `width` columns of the text around the words of the query, which are marked.

    It begins where a clause does, if one begins near. A text without any of the words (the hit was
    its headline, outlet or date) is shown from its beginning.
    """
    unified, origin = unified_with_origin(text)
    found = tuple(words.runs(unified))
    hits = [hit for word in query.words for hit in _hits(word, unified, found)]
    spans = _merged((origin[start][0], origin[end - 1][1]) for start, end in hits)
    start = _best_start(text, spans, width)
    end = _end(text, start, width)
    inside = [(max(a, start), min(b, end)) for a, b in spans if b > start and a < end]
    return Snippet(
        parts=tuple(_parts(text, inside, start, end)),
        cut_before=bool(text[:start].strip()),
        cut_after=bool(text[end:].strip()),
    )


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _hits(word: Word, unified: str, found: Sequence[Run]) -> Iterator[Span]:
    borders = {run.start: run.start + len(run.text) for run in found if not run.dense}
    for spelling in word.spellings:
        wanted = tuple(words.runs(spelling))
        if wanted:
            yield from _occurrences(wanted, unified, borders)
    stems = frozenset() if word.quoted else stems_of(word.text)
    if stems:
        language = language_of_words(unified)
        for run in found:
            if not run.dense and words.stem(run.text, language) in stems:
                yield run.start, run.start + len(run.text)


def _occurrences(wanted: Sequence[Run], unified: str, borders: dict[int, int]) -> Iterator[Span]:
    """Where the runs stand in a row, to the end of a word that they begin."""
    for match in _pattern(wanted).finditer(unified):
        if wanted[0].dense or match.start() in borders:
            last = match.start("last")
            yield match.start(), match.end() if wanted[-1].dense else borders.get(last, match.end())


def _pattern(wanted: Sequence[Run]) -> re.Pattern[str]:
    *others, last = wanted
    return re.compile(
        "".join(rf"{re.escape(run.text)}\W*" for run in others)
        + f"(?P<last>{re.escape(last.text)})"
    )


def _best_start(text: str, spans: Sequence[Span], width: int) -> int:
    """Where to begin so that most of the hits are seen, with some of what precedes them."""
    if not spans or columns(text) <= width:
        return 0
    starts = [start for start, _ in spans]
    seen = width // 2 // (columns(text) // len(text) or 1)
    ends = (bisect_left(starts, at + seen) for at in starts)
    counts = [end - bisect_left(starts, at) for at, end in zip(starts, ends, strict=True)]
    best = starts[counts.index(max(counts))]
    clause = _clause_start(text, best)
    if columns(text[clause:best]) <= width // _MOST_BEFORE:
        return clause
    start = _begin(text, best, width // _CONTEXT_BEFORE)
    # Not in the middle of a word, where there are words.
    space = text.find(" ", start, best)
    return space + 1 if start and space >= start else start


def _clause_start(text: str, at: int) -> int:
    ends = [match.end() for match in _clause_end(LEXICON).finditer(text, 0, at)]
    return ends[-1] if ends else 0


def _begin(text: str, at: int, width: int) -> int:
    """The first place from which it is at most `width` columns to `at`."""
    while at and (width := width - columns(text[at - 1])) >= 0:
        at -= 1
    return at


def _end(text: str, start: int, width: int) -> int:
    """The place up to which the text from `start` fits, before a word that is not seen whole."""
    at = start
    while at < len(text) and (width := width - columns(text[at])) >= 0:
        at += 1
    if at == len(text) or not (text[at - 1 : at + 1].isascii() and text[at - 1 : at + 1].isalnum()):
        return at
    space = text.rfind(" ", start, at)
    return space if space > start + (at - start) // 2 else at


def _parts(text: str, spans: Sequence[Span], start: int, end: int) -> Iterator[SnippetPart]:
    at = start
    for from_, to in spans:
        if at < from_:
            yield SnippetPart(text=text[at:from_])
        yield SnippetPart(text=text[from_:to], marked=True)
        at = to
    if at < end:
        yield SnippetPart(text=text[at:end])


@cache
def _clause_end(lexicon: Lexicon) -> re.Pattern[str]:
    """What ends a clause, with the space behind it."""
    stops = stops_without_space(lexicon)
    return re.compile(rf"[{stops}!?…、，；;：:\n]+[」』”’）)\"]*\s*|[.,]+[”’)\"]*\s+|\s[–—-]\s")
