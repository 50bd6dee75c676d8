"""What a search index holds of a text, what a query wants of it, and how a hit is shown.

text ─terms→ index          停戦案 → 停戦 戦案 案;  Tariffs → tariffs ≈tariff
query ─parse_query→ Query ─terms→ phrases of such terms
text + query ─snippet→ the place of the hit, marked

A dense script is indexed by its pairs of characters and the last character of each run, so one
character and any longer piece of it is found; other words by their beginning and by their stem.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from urllib.parse import urlsplit

from digests.model import Item
from digests.text import words
from digests.text.words import Run

_STEM = "≈"
_OUTLET = "＠"
_LONGEST_TERM = 100

_FILTERS = MappingProxyType({
    "since": "since", "from": "since", "以降": "since", "から": "since",
    "until": "until", "to": "until", "以前": "until", "まで": "until",
    "outlet": "outlet", "source": "outlet", "媒体": "outlet", "出典": "outlet",
})  # fmt: skip
_PART = re.compile(
    r'(?:(?P<name>[^\W\d_]+)[:：])?(?:["“「](?P<quoted>[^"”」]*)["”」]|(?P<bare>\S+))'
)
_DAY = re.compile(
    r"(?P<year>\d{4})(?:[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2})日?|月)?|年)?"
    r"(?P<side>以降|から|以前|まで)?"
)
_CLUSTER = re.compile(
    ".[\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f\u00ad\u200b-\u200f\ufeff]*", re.DOTALL
)
_CONTEXT_BEFORE = 4
"""The part of a snippet before its first hit: one in so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Index terms that stand in this order, one after another; or one of `stems` instead.

    Where `open_ended`, the last term is only the beginning of one.
    """

    terms: tuple[str, ...]
    open_ended: bool = False
    stems: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What somebody searches for; all of it has to fit.

    `words` are folded, each a word or a quoted phrase. `since` and `until` are days, both
    included. `misread` are filters whose day no calendar has, as they were typed.
    """

    words: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    outlet: str | None = None
    misread: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing to search for."""
        return not self.phrases and self.since is None and self.until is None

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """What an indexed item must hold; words without a letter or digit ask for nothing."""
        wanted = [_phrase(word) for word in self.words]
        if self.outlet is not None:
            wanted.append(_phrase(self.outlet, mark=_OUTLET))
        return tuple(phrase for phrase in wanted if phrase.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a snippet; `marked` where it is what was searched for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """The place in a text where a query was found; joined, the pieces are a part of the text.

    The flags say whether the text goes on there.
    """

    pieces: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A published item that fits a query; `text` is its body, for the snippet."""

    date: date
    number: int
    headline: str
    outlet: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the hits, newest first, and how many there are in all.

    Where `is_capped`, only so many were counted and there may be more.
    """

    total: int
    hits: tuple[Hit, ...]
    is_capped: bool = False


# --- what the index holds ---------------------------------------------------------------------


def terms(text: str) -> tuple[str, ...]:
    """The index terms of a text: first those whose order counts, then the stems."""
    folded = words.fold(text)
    found = tuple(words.runs(folded))
    language = words.language_of(folded)
    stems = {run.text: words.stem(run.text, language) for run in found if not run.dense}
    marked = {_STEM + stem for word, stem in stems.items() if stem != word}
    return (*_in_order(found), *sorted(marked))


def item_terms(item: Item) -> tuple[str, ...]:
    """The index terms of all that readers see of an item, and of who published it."""
    text = "\n".join(
        [
            item.headline,
            *(paragraph.text for paragraph in item.paragraphs),
            *item.captions,
            *(related.headline for related in item.related),
        ]
    )
    outlets = [item.outlet or "", *(urlsplit(source.url).hostname or "" for source in item.sources)]
    named = _in_order(tuple(words.runs(words.fold("\n".join(outlets)))))
    return (*terms(text), *(_OUTLET + term for term in named))


def _in_order(found: Sequence[Run]) -> Iterator[str]:
    for run in found:
        if run.dense:
            yield from words.bigrams(run.text)
            if len(run.text) > 1:
                yield run.text[-1]
        else:
            yield run.text[:_LONGEST_TERM]


# --- what a query wants -----------------------------------------------------------------------


def parse_query(text: str) -> Query:
    """Reads a query as people type it.

    `停戦 合意`, `"port linnet"`, `since:2026-11`, `until:2026`, `2026年11月以降`,
    `outlet:"The Linnet Courier"`, `媒体：やまびこ`. A period counts from its first day to its last.
    """
    found: list[str] = []
    filters: dict[str, str] = {}
    for part in _PART.finditer(text):
        name, value = _named(part)
        if name is None:
            found.append(words.fold(value))
        else:
            filters[name] = value
    periods = {name: _period(filters[name]) for name in ("since", "until") if name in filters}
    since, until = periods.get("since"), periods.get("until")
    return Query(
        words=tuple(found),
        since=since[0] if since else None,
        until=until[1] if until else None,
        outlet=words.fold(filters["outlet"]) if "outlet" in filters else None,
        misread=tuple(filters[name] for name, period in periods.items() if period is None),
    )


def _named(part: re.Match[str]) -> tuple[str | None, str]:
    """The filter and its value, or None and the word."""
    value = part["quoted"] if part["quoted"] is not None else part["bare"]
    name = _FILTERS.get(words.fold(part["name"] or ""))
    if name is not None:
        return name, value
    day = _DAY.fullmatch(words.fold(value))
    if day and day["side"]:
        return _FILTERS[day["side"]], value
    return None, part[0] if part["name"] else value


def _period(text: str) -> tuple[date, date] | None:
    """The first and last day of a year, a month or a day."""
    match = _DAY.fullmatch(words.fold(text))
    if match is None:
        return None
    year, month, day = (int(match[part] or 0) for part in ("year", "month", "day"))
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first, last


def _phrase(word: str, *, mark: str = "") -> Phrase:
    found = tuple(words.runs(word))
    in_order = tuple(mark + term for term in _in_order(found))
    if not found:
        return Phrase(terms=())
    if found[-1].dense and len(found[-1].text) > 1:
        return Phrase(terms=in_order[:-1])
    stems = frozenset() if mark else _stems_of(found)
    # A word that is its own stem is indexed once, without the sign.
    return Phrase(
        terms=in_order,
        open_ended=True,
        stems=stems.union(_STEM + stem for stem in stems) - {in_order[-1]},
    )


def _stems_of(found: Sequence[Run]) -> frozenset[str]:
    """The stems of a word; a phrase has none."""
    only = found[0] if len(found) == 1 else None
    return words.stems(only.text) if only and not only.dense else frozenset()


# --- how a hit is shown -----------------------------------------------------------------------


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
        pieces=tuple(_pieces(text, inside, start, end)),
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
    stems = _stems_of(wanted)
    if stems:
        language = words.language_of(folded)
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


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    at = start
    for from_, to in spans:
        if at < from_:
            yield Piece(text=text[at:from_])
        yield Piece(text=text[from_:to], marked=True)
        at = to
    if at < end:
        yield Piece(text=text[at:end])
