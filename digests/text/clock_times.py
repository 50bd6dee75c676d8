"""Times of the day as people type and print them."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from functools import cache

from digests.text.characters import DIGITS
from digests.text.lexicon import LEXICON, Lexicon

_BARE = re.compile(r"T?\d+", re.ASCII)


def clock_time(text: str, *, bare: bool = False) -> time | None:
    """The time somebody typed: `7:30`, `７：３０`, `7時`, `19時30分`, `07:30:00`; None for none.

    `bare` adds ISO 8601's `07` and `0730`, which elsewhere are numbers of other things. A time
    with an offset is none: whose clock is meant is for the caller to know.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    typed = _typed(LEXICON).fullmatch(plain)
    if typed:
        return time(int(typed[1]), int(typed[2] or 0))
    if _BARE.fullmatch(plain) and not bare:
        return None
    try:
        found = time.fromisoformat(plain)
    except ValueError:
        return None
    return found if found.tzinfo is None else None


def without_times(text: str, stand_in: str) -> str:
    """The text with each time beside a day replaced; whether there is such a time isn't checked."""
    return _printed(LEXICON).sub(stand_in, text)


@cache
def _typed(lexicon: Lexicon) -> re.Pattern[str]:
    hour, minute = _signs(lexicon)
    return re.compile(rf"([01]?\d|2[0-3])[:{hour}]([0-5]\d)?[{minute}]?")


@cache
def _printed(lexicon: Lexicon) -> re.Pattern[str]:
    hour, minute = _signs(lexicon)
    halves = lexicon.any_of(lambda one: one.calendar.halves)
    return re.compile(
        rf"(?:{halves})?\s*[{DIGITS}]{{1,2}}\s*[:：{hour}]\s*[{DIGITS}]{{1,2}}\s*[{minute}]?"
        r"\s*(?:JST|GMT|UTC|MSK|EST)?"
    )


def _signs(lexicon: Lexicon) -> tuple[str, str]:
    hour = lexicon.signs(lambda one: one.calendar.time_signs[0])
    return hour, lexicon.signs(lambda one: one.calendar.time_signs[1])
