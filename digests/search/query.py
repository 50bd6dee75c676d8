"""What somebody searches for: words, phrases, days and outlets, as they are typed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from digests.search.index_terms import OUTLET_MARK, STEM_MARK, ordered_terms
from digests.text import words
from digests.text.dates import typed_day
from digests.text.lexicon import LEXICON, Lexicon, alternatives, is_dense
from digests.text.words import Run

_PART = re.compile(
    r'(?:(?P<name>[^\W\d_]+)[:：])?(?:["“「](?P<quoted>[^"”」]*)["”」]|(?P<bare>\S+))'
)


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
            wanted.append(_phrase(self.outlet, mark=OUTLET_MARK))
        return tuple(phrase for phrase in wanted if phrase.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A published item that fits a query; `text` is its body, for the snippet."""

    edition_id: int
    date: date
    number: int
    headline: str
    outlet: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """Some of the hits, newest first, and how many there are in all.

    Where `is_capped`, only so many were counted and there may be more.
    """

    total: int
    hits: tuple[Hit, ...]
    is_capped: bool = False


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
    name = _filters(LEXICON).get(words.fold(part["name"] or ""))
    if name is not None:
        return name, value
    day = _day(LEXICON).fullmatch(words.fold(value))
    if day and day["side"]:
        return _filters(LEXICON)[day["side"]], value
    return None, part[0] if part["name"] else value


@cache
def _filters(lexicon: Lexicon) -> Mapping[str, str]:
    """The filter that each name in any language means."""
    return {
        **dict.fromkeys(lexicon.words(lambda one: one.filters.since), "since"),
        **dict.fromkeys(lexicon.words(lambda one: one.filters.until), "until"),
        **dict.fromkeys(lexicon.words(lambda one: one.filters.outlet), "outlet"),
    }


@cache
def _day(lexicon: Lexicon) -> re.Pattern[str]:
    """A year, a month or a day, maybe with the side of it that is meant: `2026年11月以降`."""
    year, month, day = lexicon.date_signs()
    sides = alternatives(
        name for name, wanted in _filters(lexicon).items() if _is_side(name, wanted)
    )
    return re.compile(
        rf"(?P<day>(?P<year>\d{{4}})(?:[-/.{year}](?P<month>\d{{1,2}})"
        rf"(?:(?P<exact>[-/.{month}]\d{{1,2}}[{day}]?)|[{month}])?|[{year}])?)(?P<side>{sides})?"
    )


def _is_side(name: str, wanted: str) -> bool:
    return wanted in {"since", "until"} and is_dense(name)


def _period(text: str) -> tuple[date, date] | None:
    """The first and last day of a year, a month or a day."""
    match = _day(LEXICON).fullmatch(words.fold(text))
    if match is None or match["exact"]:
        typed = typed_day(match["day"] if match else text)
        only = typed.exact() if typed else None
        return (only, only) if only else None
    year, month = int(match["year"]), int(match["month"] or 0)
    try:
        first = date(year, month or 1, 1)
        last = date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first, last


def _phrase(word: str, *, mark: str = "") -> Phrase:
    found = tuple(words.runs(word))
    in_order = tuple(mark + term for term in ordered_terms(found))
    if not found:
        return Phrase(terms=())
    if found[-1].dense and len(found[-1].text) > 1:
        return Phrase(terms=in_order[:-1])
    stems = frozenset() if mark else stems_of(found)
    # A word that is its own stem is indexed once, without the sign.
    return Phrase(
        terms=in_order,
        open_ended=True,
        stems=stems.union(STEM_MARK + stem for stem in stems) - {in_order[-1]},
    )


def stems_of(found: Sequence[Run]) -> frozenset[str]:
    """The stems of a word; a phrase has none."""
    only = found[0] if len(found) == 1 else None
    return words.stems(only.text) if only and not only.dense else frozenset()
