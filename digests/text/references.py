"""What readers mean by the numbers and days they type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import cache

from digests.text.clock_times import clock_time
from digests.text.dates import Day, typed_day
from digests.text.lexicon import LEXICON, Lexicon, listed

_SIGNS = r"[ \t\u3000#＃№.．。、,)）(（]"
_FARTHEST_AHEAD = timedelta(days=31)
"""A day without a year is the last one that is at most this far ahead."""


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
    """`3 2025-03-14` as the item's number and the rest; without a number all of it is rest.

    The number of a day is none: `14 March`.
    """
    if typed_day(words):
        return None, words
    first, _, rest = words.partition(" ")
    number = item_number(first)
    return (number, rest.strip()) if number else (None, words)


def day(text: str, today: date, *, lexicon: Lexicon = LEXICON) -> date | None:
    """The day somebody asks for, as `typed_day` reads it, or `昨日`; None for none.

    `today` is the asker's. A day without a year is the latest one not far ahead of today.
    """
    bare = unicodedata.normalize("NFKC", text).strip().casefold()
    ago = _days_ago(lexicon).get(bare)
    if ago is not None:
        return today - timedelta(days=ago)
    typed = typed_day(text, lexicon=lexicon)
    if typed is None or typed.month is None:
        return None
    return typed.exact() if typed.year else _latest(typed.month, typed.day, today)


def moment(text: str, now: datetime) -> datetime | None:
    """The instant that somebody names: `07:30`, `19時`, `2026-11-24 07:30`; None for none.

    `now` is theirs, with their zone. A time without a day is the next one to come; ISO 8601 with a
    `T` may have an offset of its own.
    """
    with suppress(ValueError):
        found = datetime.fromisoformat(text.strip())
        if "T" in text.upper():
            return found if found.tzinfo else found.replace(tzinfo=now.tzinfo)
    *named, typed = text.rsplit(maxsplit=1) or [""]
    clock = clock_time(typed)
    on = day(named[0], now.date()) if named else now.date()
    if clock is None or on is None:
        return None
    at = datetime.combine(on, clock, now.tzinfo)
    if not named and at <= now:
        at = datetime.combine(on + timedelta(days=1), clock, now.tzinfo)
    return at


@cache
def _around(lexicon: Lexicon) -> re.Pattern[str]:
    """The words and signs in front of an item's number or behind it."""
    words = lexicon.any_of(lambda one: one.counting.item)
    return re.compile(rf"^(?:{words}|{_SIGNS})+|(?<!{_SIGNS})(?:{words}|{_SIGNS})+$")


@cache
def _days_ago(lexicon: Lexicon) -> Mapping[str, int]:
    """How many days ago each word says."""
    return {
        word: ago
        for one in lexicon.languages
        for ago, words in enumerate(one.calendar.days_ago)
        for word in listed(words)
    }


def _latest(month: int, day_of_month: int, today: date) -> date | None:
    years = range(today.year + 1, today.year - 9, -1)
    days = (Day(year=year, month=month, day=day_of_month).exact() for year in years)
    return next((day for day in days if day and day <= today + _FARTHEST_AHEAD), None)
