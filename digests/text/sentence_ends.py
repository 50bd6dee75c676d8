"""Where sentences end, as their signs tell; `sentences` cuts by more than that.

The languages' own stops end a sentence wherever they stand. `.!?…` belong to no language: they also
stand inside names and numbers, and so does the wide `．`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from digests.text.lexicon import LEXICON, Lexicon

_WIDE_DOT = "．"
_DOTS = "." + _WIDE_DOT
_QUOTES = r"['\"”’»)）\]」』]"
_WINDOW = 40  # characters that show whether a text is closed
_OPEN, _CLOSE = "「『（(【《“", "」』）)】》”"
_LATIN_END = re.compile(r"[.!?…]['\"”’)\]]*(?=\s+[\"“'(\[]?[^\W\d_a-zа-я])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stops:
    """The signs that may end a sentence, a statement, a statement for sure, a question."""

    all: tuple[str, ...]
    full: tuple[str, ...]
    sure: tuple[str, ...]
    questions: tuple[str, ...]


def stops(lexicon: Lexicon = LEXICON) -> str:
    """The signs that may end a sentence, as the inside of a character class."""
    return re.escape("".join(_kinds(lexicon).all))


def full_stops(lexicon: Lexicon = LEXICON) -> str:
    """Those that may end a statement, as the inside of a character class."""
    return re.escape("".join(_kinds(lexicon).full))


def stops_without_space(lexicon: Lexicon = LEXICON) -> str:
    """Those that need no space behind them, as the inside of a character class."""
    return lexicon.signs(lambda one: one.stops) + _WIDE_DOT


def sure_stops(lexicon: Lexicon = LEXICON) -> str:
    """Those that end statements and do nothing else, one after the other."""
    return "".join(_kinds(lexicon).sure)


@cache
def sentence_end(lexicon: Lexicon = LEXICON) -> re.Pattern[str]:
    """The signs that end a sentence in running text, with the quotation marks that close it."""
    stops = stops_without_space(lexicon)
    return re.compile(rf"[{stops}!?…]+{_QUOTES}*|[.!?]+{_QUOTES}*(?=\s)")


def ends_sentence(text: str, *, lexicon: Lexicon = LEXICON) -> bool:
    """Whether a text is closed: by a full stop, a bracket, a quotation mark, a colon."""
    return _closed(lexicon).search(text[-_WINDOW:]) is not None


def ends_with_stop(text: str, *, lexicon: Lexicon = LEXICON) -> bool:
    """Whether the last sign is one that ends sentences; `…` leaves one open."""
    return text.endswith(_kinds(lexicon).all)


def ends_with_full_stop(text: str, *, lexicon: Lexicon = LEXICON) -> bool:
    """The same of a statement; headlines are often questions and exclamations."""
    return text.endswith(_kinds(lexicon).full)


def ends_with_sure_stop(text: str, *, lexicon: Lexicon = LEXICON) -> bool:
    """The same, where the stop can't be the dot of an abbreviation."""
    return text.endswith(_kinds(lexicon).sure)


def asks(text: str, *, lexicon: Lexicon = LEXICON) -> bool:
    """Whether a text ends with a question mark."""
    return text.endswith(_kinds(lexicon).questions)


def asks_or_exclaims(text: str, *, lexicon: Lexicon = LEXICON) -> bool:
    """Whether a text ends as a sentence does that is no statement."""
    kinds = _kinds(lexicon)
    return text.endswith(kinds.all) and not text.endswith(kinds.full)


def holds_sentence_end(text: str, *, lexicon: Lexicon = LEXICON) -> bool:
    """Whether a sentence ends inside a text, or a sign that needs no space behind it ends it."""
    return _inside(lexicon).search(text) is not None


def holds_stop(text: str, *, lexicon: Lexicon = LEXICON) -> bool:
    """Whether a text has a sign that ends sentences; dots don't count, days have them too."""
    return not frozenset(text).isdisjoint(_kinds(lexicon).all[: -len(_DOTS)])


def first_sentence_end(text: str, *, lexicon: Lexicon = LEXICON) -> int:
    """Where the first sentence ends; quotations aren't torn apart."""
    depth = 0
    for match in _telling(lexicon).finditer(text):
        char = match[0]
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if not depth and (match["own"] or match["latin"]):
            return match.end()
    return len(text)


@cache
def _telling(lexicon: Lexicon) -> re.Pattern[str]:
    """The signs of a text by which its first sentence is found."""
    own = lexicon.signs(lambda one: one.stops)
    return re.compile(rf"(?P<own>[{own}])|(?P<latin>(?={_LATIN_END.pattern}).)|[{_OPEN}{_CLOSE}]")


@cache
def _kinds(lexicon: Lexicon) -> _Stops:
    own = dict.fromkeys("".join(one.stops for one in lexicon.languages))
    statements = tuple(sign for sign in own if not _is(sign, "QUESTION", "EXCLAMATION"))
    every = (*own, *"!?", *_DOTS)
    return _Stops(
        all=every,
        full=(*statements, *_DOTS),
        sure=statements,
        questions=tuple(sign for sign in every if _is(sign, "QUESTION")),
    )


def _is(sign: str, *kinds: str) -> bool:
    """Whether the name that Unicode gives a sign says so: ARABIC QUESTION MARK."""
    return any(kind in unicodedata.name(sign, "") for kind in kinds)


@cache
def _inside(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"[{stops_without_space(lexicon)}]|[.!?]\s")


@cache
def _closed(lexicon: Lexicon) -> re.Pattern[str]:
    stops = stops_without_space(lexicon)
    return re.compile(
        rf"[{stops}.!?…‥」』）)】\]］〉》”\"’»:：;；♪♡〟]['\"”’*_)\s]*$|[\U0001F300-\U0001FAFF]$"
    )
