"""What somebody searches for: words, phrases, days and outlets, as they are typed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cache

from digests.model import SLOT
from digests.search.phrases import Phrase, Word, outlet_phrases, page_phrase, phrases
from digests.text import references, words
from digests.text.characters import HAN, HANGUL, HIRAGANA, KATAKANA, THAI
from digests.text.dates import typed_day
from digests.text.lexicon import LEXICON, Lexicon, alternatives, is_dense, listed

_PART = re.compile(
    r"(?P<minus>[-－−](?=[^\s\-－−]))?(?:(?P<name>[^\W\d_]+)[:：])?"
    r'(?:["“„「『](?P<quoted>[^"“”」』]*)["“”」』]|(?P<bare>\S+))'
)
_ANY = re.compile(r"[|｜]")
_PIECE = re.compile(
    rf"[{HAN}]+|[{KATAKANA}]+|[{HANGUL}]+|[{THAI}]+|(?:(?![{HAN}{HIRAGANA}{KATAKANA}{HANGUL}{THAI}])\w)+"
)
"""What a word is made of where it was not found whole; Japanese particles are left out."""
_TELLS_A_DAY = re.compile(r"[0-9]{4}.|[0-9]/[0-9]|[^\W\d_]")
"""Numbers that are a day: 3/14, 2025-03, 14 March, but neither 3.5 nor 2025."""
_MOST_WORDS_OF_A_DAY = 3
_MOST_PIECES = 8


class SearchOrder(Enum):
    """Which hits come first."""

    BEST = "best"
    """Those whose headline holds all words, then those that hold them as typed, then the newest."""
    NEWEST = "newest"
    """Those of the newest day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from the first to the last, both included; one of them may be open."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What somebody searches for; all of it has to fit.

    Of each of `choices` any word has to stand in the item, of `excluded` none. `address` is a page
    that it cites, without trackers. `outlet` and `excluded_outlets` are names or addresses. `since`
    and `until` are days, both included.
    `misread` are filters whose day no calendar has, as they were typed. Where nothing fits,
    `step_back` is what may have been meant as well.
    """

    choices: tuple[tuple[Word, ...], ...] = ()
    excluded: tuple[Word, ...] = ()
    since: date | None = None
    until: date | None = None
    address: str | None = None
    outlet: str | None = None
    excluded_outlets: tuple[str, ...] = ()
    misread: tuple[str, ...] = ()
    step_back: Query | None = field(default=None, repr=False)

    @property
    def words(self) -> tuple[Word, ...]:
        """All that is looked for in the text."""
        return tuple(word for choice in self.choices for word in choice)

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing to search for."""
        return not (self.wanted or self.unwanted or self.since or self.until)

    @property
    def wanted_words(self) -> tuple[tuple[Phrase, ...], ...]:
        """Of each of these any phrase must stand in the text; a word of signs asks for nothing."""
        found = (
            tuple(phrase for word in choice for phrase in phrases(word)) for choice in self.choices
        )
        return tuple(filter(None, found))

    @property
    def wanted(self) -> tuple[tuple[Phrase, ...], ...]:
        """The same, with what the item's outlet and its sources must hold."""
        return (*self.wanted_words, *self.wanted_beside)

    @property
    def wanted_beside(self) -> tuple[tuple[Phrase, ...], ...]:
        """What the item's outlet and its sources must hold."""
        outlet = outlet_phrases(self.outlet) if self.outlet is not None else ()
        cited = (page_phrase(self.address),) if self.address is not None else ()
        return tuple(filter(None, (outlet, cited)))

    @property
    def unwanted(self) -> tuple[Phrase, ...]:
        """None of these may stand in an item."""
        return (
            *(phrase for word in self.excluded for phrase in phrases(word)),
            *(phrase for outlet in self.excluded_outlets for phrase in outlet_phrases(outlet)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A published item that fits a query; `text` is its body, for the snippet.

    `slot` is that of its edition, which `is_morning` if its day has one of the evening as well.
    """

    edition_id: int
    date: date
    number: int
    headline: str
    outlet: str | None
    text: str
    slot: str = SLOT
    is_morning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """Some of the hits in the order asked for, and how many there are in all.

    Where `is_capped`, only so many were counted and there may be more. `stepped_back_to` is the
    query they fit where none fit the one that was asked.
    """

    total: int
    hits: tuple[Hit, ...]
    is_capped: bool = False
    stepped_back_to: Query | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A piece of what was typed, as it stood there; `name` is that of its filter."""

    text: str
    name: str | None = None
    quoted: bool = False
    excluded: bool = False

    @property
    def is_plain(self) -> bool:
        return not (self.name or self.quoted or self.excluded)


def parse_query(text: str, today: date | None = None) -> Query:
    """Reads a query as people type it.

    `停戦 合意`, `"port linnet"`, `停戦 -雪`, `橋 OR 港`, `since:2026-11`, `2026年11月以降`,
    `outlet:"The Linnet Courier"`, `媒体：やまびこ`. A period counts from its first day to its last.
    With `today`, the asker's, days in words are understood: `昨日 停戦`, `last friday tariff`.
    """
    parts = [_part(match) for match in _PART.finditer(text)]
    plain = _query(parts, None, today)
    period, rest = _without_days(parts, today) if today else (None, parts)
    fitting = _query(rest, period, today) if period else plain
    backs = [*([plain] if period else []), *_pieces(fitting)]
    for back in reversed(backs):
        fitting = replace(fitting, step_back=replace(back, step_back=fitting.step_back))
    return fitting


def _part(match: re.Match[str]) -> _Part:
    """The filter and its value, or a word."""
    is_quoted = match["quoted"] is not None
    value = match["quoted"] if is_quoted else match["bare"]
    excluded = match["minus"] is not None
    name = _filters(LEXICON).get(words.fold(match["name"] or ""))
    if name is not None:
        return _Part(text=value, name=name, excluded=excluded)
    day = _day(LEXICON).fullmatch(words.fold(value))
    if day and day["side"] and not excluded:
        return _Part(text=value, name=_filters(LEXICON)[day["side"]])
    if match["name"]:
        return _Part(text=match[0].lstrip("-－−") if excluded else match[0], excluded=excluded)
    return _Part(text=value, quoted=is_quoted, excluded=excluded)


def _query(parts: Sequence[_Part], period: Period | None, today: date | None) -> Query:
    filters = {part.name: part.text for part in parts if part.name and not part.excluded}
    periods = {
        name: _period(filters[name], today) for name in ("since", "until") if name in filters
    }
    since, until = periods.get("since"), periods.get("until")
    choices, excluded = _choices([part for part in parts if part.name is None])
    named = period or Period()
    return Query(
        choices=choices,
        excluded=excluded,
        since=since.since if since else named.since,
        until=until.until if until else named.until,
        outlet=words.fold(filters["outlet"]) if "outlet" in filters else None,
        excluded_outlets=tuple(
            words.fold(part.text) for part in parts if part.name == "outlet" and part.excluded
        ),
        misread=tuple(filters[name] for name, found in periods.items() if found is None),
    )


def _choices(parts: Sequence[_Part]) -> tuple[tuple[tuple[Word, ...], ...], tuple[Word, ...]]:
    """What is wanted, each any of some words, and what is not."""
    choices: list[tuple[Word, ...]] = []
    excluded: list[Word] = []
    operator = ""
    for at, part in enumerate(parts):
        if _is_operator(parts, at):
            operator = part.text
            continue
        if part.excluded or operator == "NOT":
            excluded.append(_word(part))
        elif operator in {"OR", "|", "｜"} and choices:
            choices[-1] = (*choices[-1], *_any_of(part))
        else:
            choices.append(_any_of(part))
        operator = ""
    return tuple(choices), tuple(excluded)


def _is_operator(parts: Sequence[_Part], at: int) -> bool:
    """Whether a part only says how its neighbours belong together; at an end it is a word."""
    if not parts[at].is_plain or at + 1 == len(parts):
        return False
    if parts[at].text == "NOT":
        return True
    return at > 0 and parts[at].text in {"AND", "OR", "|", "｜"}


def _any_of(part: _Part) -> tuple[Word, ...]:
    """A word, or those that strokes part: 橋|港."""
    if part.quoted:
        return (_word(part),)
    found = [replace(part, text=one) for one in _ANY.split(part.text) if one]
    return tuple(map(_word, found or [part]))


def _word(part: _Part) -> Word:
    return Word(text=words.fold(part.text), quoted=part.quoted)


def _without_days(parts: Sequence[_Part], today: date) -> tuple[Period | None, Sequence[_Part]]:
    """The first period that words beside others name, and the parts without it."""
    for at, part in enumerate(parts):
        for size in range(min(_MOST_WORDS_OF_A_DAY, len(parts) - at), 0, -1):
            taken = parts[at : at + size]
            if not part.is_plain or not all(one.is_plain for one in taken):
                continue
            period = _named_period(" ".join(one.text for one in taken), today)
            if period:
                return period, [*parts[:at], *parts[at + size :]]
    return None, parts


def _named_period(text: str, today: date) -> Period | None:
    """The period that words name among others: a month or weekday alone may be a name (May)."""
    folded = words.fold(text)
    if any(map(str.isdecimal, folded)):
        return _period(text, today) if _TELLS_A_DAY.search(folded) else None
    is_clear = is_dense(folded) or " " in folded or folded in _days_ago(LEXICON)
    return _period(text, today) if is_clear else None


@cache
def _days_ago(lexicon: Lexicon) -> frozenset[str]:
    """Today, yesterday and further back in all languages."""
    return frozenset(
        word for one in lexicon.languages for days in one.calendar.days_ago for word in listed(days)
    )


def _pieces(query: Query) -> Iterator[Query]:
    """The same query with joined words apart: all of the pieces, then any of them."""
    apart = [(choice, _pieces_of(choice)) for choice in query.choices]
    if not any(pieces for _, pieces in apart):
        return
    every = [[(piece,) for piece in pieces] if pieces else [choice] for choice, pieces in apart]
    yield replace(query, choices=tuple(one for some in every for one in some))
    yield replace(query, choices=tuple(pieces or choice for choice, pieces in apart))


def _pieces_of(choice: tuple[Word, ...]) -> tuple[Word, ...]:
    """What a word is made of: 停戦、EU → 停戦, eu; nothing of what was quoted or has a choice."""
    only = choice[0]
    if len(choice) > 1 or only.quoted or not any(map(str.isalpha, only.text)):
        return ()
    found = [piece for piece in _PIECE.findall(only.text) if not piece.isdecimal()]
    whole = [run.text for run in words.runs(only.text)]
    if len(whole) == 1 and (found == whole or not is_dense(whole[0])):
        return ()
    return tuple(Word(text=piece) for piece in dict.fromkeys(found[:_MOST_PIECES]))


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


def _period(text: str, today: date | None) -> Period | None:
    """A year, a month or a day; with `today` also in words."""
    match = _day(LEXICON).fullmatch(words.fold(text))
    if match and not match["exact"]:
        return _months(int(match["year"]), int(match["month"] or 0))
    typed = typed_day(match["day"] if match else text)
    only = typed.exact() if typed else None
    if only or today is None:
        return Period(since=only, until=only) if only else None
    return _period_in_words(text, today)


def _period_in_words(text: str, today: date) -> Period | None:
    only = references.day(text, today)
    if only:
        return Period(since=only, until=only)
    month = references.month(text, today)
    return _months(*month) if month else None


def _months(year: int, month: int) -> Period | None:
    """A month, or all of the year."""
    try:
        first = date(year, month or 1, 1)
        last = date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return Period(since=first, until=last)
