"""What readers mean by the numbers and days they type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from digests.text.lexicon import LEXICON, Lexicon, listed

_SIGNS = r"[ \t\u3000#＃№.．。、,)）(（]"
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_FARTHEST_AHEAD = timedelta(days=31)
"""A day without a year is the last one that is at most this far ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spellings:
    """How people type a day: in words, with its year, without."""

    days_ago: Mapping[str, int]
    full: re.Pattern[str]
    short: re.Pattern[str]


def item_number(text: str) -> int | None:
    """The item somebody asks for: `3`, `３`, `③`, `❸`, `3️⃣`, `#3`, `3番`; None for anything else."""
    bare = _around(LEXICON).sub("", text.replace("\ufe0f", "").replace("\u20e3", ""))
    if not 1 <= len(bare) <= 4:
        return None
    if len(bare) == 1:
        value = unicodedata.numeric(bare, 0.0)
        return int(value) if value >= 1 and value.is_integer() else None
    return int(bare) if bare.isdecimal() and int(bare) > 0 else None


def leading_number(words: str) -> tuple[int | None, str]:
    """`3 2025-03-14` as the item's number and the rest; without a number all of it is rest."""
    first, _, rest = words.partition(" ")
    number = item_number(first)
    return (number, rest.strip()) if number else (None, words)


def day(text: str, today: date, *, lexicon: Lexicon = LEXICON) -> date | None:
    """The day somebody asks for: `2025-03-14`, `2025年3月14日`, `3/14`, `昨日`; None for none.

    `today` is the asker's. A day without a year is the latest one not far ahead of today.
    """
    bare = unicodedata.normalize("NFKC", text).strip().lower()
    spellings = _spellings(lexicon)
    if bare in spellings.days_ago:
        return today - timedelta(days=spellings.days_ago[bare])
    full = spellings.full.fullmatch(bare) or _COMPACT.fullmatch(bare)
    if full:
        return _date(*map(int, full.groups()))
    short = spellings.short.fullmatch(bare)
    return _latest(int(short[1]), int(short[2]), today) if short else None


@cache
def _around(lexicon: Lexicon) -> re.Pattern[str]:
    """The words and signs in front of an item's number or behind it."""
    words = lexicon.any_of(lambda one: one.counting.item)
    return re.compile(rf"^(?:{words}|{_SIGNS})+|(?<!{_SIGNS})(?:{words}|{_SIGNS})+$")


@cache
def _spellings(lexicon: Lexicon) -> _Spellings:
    year, month, day_sign = lexicon.date_signs()
    month_and_day = rf"(\d{{1,2}})\s*[-/.{month}]\s*(\d{{1,2}})\s*[{day_sign}]?"
    return _Spellings(
        days_ago={
            word: ago
            for one in lexicon.languages
            for ago, words in enumerate(one.calendar.days_ago)
            for word in listed(words)
        },
        full=re.compile(rf"(\d{{4}})\s*[-/.{year}]\s*{month_and_day}"),
        short=re.compile(month_and_day),
    )


def _latest(month: int, day_of_month: int, today: date) -> date | None:
    years = range(today.year + 1, today.year - 9, -1)
    days = (_date(year, month, day_of_month) for year in years)
    return next((day for day in days if day and day <= today + _FARTHEST_AHEAD), None)


def _date(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None
