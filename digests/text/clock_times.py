"""Times of the day as people type and print them."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from functools import cache

from digests.text.characters import DIGITS
from digests.text.lexicon import LEXICON, Lexicon

_LEADING = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?![0-9:])", re.ASCII)
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


def leading_time(text: str) -> str | None:
    """The time of day that a text opens with, as in a live report: `08:15`; None for none."""
    match = _LEADING.match(text)
    return match[0] if match else None


def opening_time(text: str, *, lexicon: Lexicon = LEXICON) -> time | None:
    """The time an entry of a live report opens with: `【20:40】`, `3時40分`, `18.40 Uhr`."""
    match = _opening(lexicon).match(text)
    if match is None:
        return None
    hour = int(match["h"]) + (12 if match["pm"] and int(match["h"]) < 12 else 0)
    return time(hour, int(match["m"] or match["signed"] or 0))


def spoken_time(text: str, *, lexicon: Lexicon = LEXICON) -> time | None:
    """The time somebody names in words too: `朝7時`, `午後7時半`, `7:30 p.m.`; None for none.

    What `clock_time` reads is read alike; noon and midnight are `12pm` and `12am`.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    match = _spoken(lexicon).fullmatch(plain)
    if match is None:
        return clock_time(plain)
    morning, evening = match["am"] or match["am_behind"], match["pm"] or match["pm_behind"]
    is_sure = morning or evening or match["sign"] not in {None, "."}
    hour, minute = int(match["h"]), 30 if match["half"] else int(match["m"] or 0)
    if not is_sure or (morning and evening) or minute >= 60:
        return None
    if morning or evening:
        hour = _of_day(hour, evening, lexicon)
    return time(hour).replace(minute=minute) if 0 <= hour < 24 else None


def _of_day(hour: int, evening: str | None, lexicon: Lexicon) -> int:
    """The hour of the day that is the hour of a morning or an evening; 12 at night is midnight."""
    if hour > 12:
        return hour if evening else -1
    halves = lexicon.words(lambda one: f"{one.calendar.halves} p.m. pm")
    return hour % 12 + (12 if evening and (hour < 12 or evening in halves) else 0)


def without_times(text: str, stand_in: str) -> str:
    """The text with each time beside a day replaced; whether there is such a time isn't checked."""
    return _printed(LEXICON).sub(stand_in, text)


@cache
def _typed(lexicon: Lexicon) -> re.Pattern[str]:
    hour, minute = _signs(lexicon)
    return re.compile(rf"([01]?\d|2[0-3])[:{hour}]([0-5]\d)?[{minute}]?")


@cache
def _opening(lexicon: Lexicon) -> re.Pattern[str]:
    hour, minute = _signs(lexicon)
    am, pm = _halves(lexicon)
    return re.compile(
        rf"[^\w\s]{{0,2}}\s?(?:{am}|(?P<pm>{pm}))?\s?"
        r"(?P<h>[01]?\d|2[0-3])"
        rf"(?:[:：.](?P<m>[0-5]\d)(?!\d)|\s?[{hour}](?:\s?(?P<signed>[0-5]?\d)\s?[{minute}])?(?!\w))"
    )


@cache
def _spoken(lexicon: Lexicon) -> re.Pattern[str]:
    hour, minute = _signs(lexicon)
    am, pm = _halves(lexicon)
    half = lexicon.any_of(lambda one: one.asking.half)
    return re.compile(
        rf"(?:(?P<am>{am})|(?P<pm>{pm}))?の?\s*(?P<h>\d{{1,2}})\s*"
        rf"(?:(?P<sign>[:.{hour}])\s*(?:(?P<half>{half})|(?P<m>\d{{1,2}})\s*[{minute}]?)?)?"
        rf"\s*(?:(?P<am_behind>{am})|(?P<pm_behind>{pm}))?"
    )


@cache
def _printed(lexicon: Lexicon) -> re.Pattern[str]:
    hour, minute = _signs(lexicon)
    halves = lexicon.any_of(lambda one: one.calendar.halves)
    return re.compile(
        rf"(?:{halves})?\s*[{DIGITS}]{{1,2}}\s*[:：{hour}]\s*[{DIGITS}]{{1,2}}\s*[{minute}]?"
        r"\s*(?:JST|GMT|UTC|MSK|EST)?"
    )


def _halves(lexicon: Lexicon) -> tuple[str, str]:
    """What says that a time is before noon, and after it."""
    am = lexicon.any_of(lambda one: one.asking.mornings)
    return am, lexicon.any_of(lambda one: one.asking.evenings)


def _signs(lexicon: Lexicon) -> tuple[str, str]:
    hour = lexicon.signs(lambda one: one.calendar.time_signs[0])
    return hour, lexicon.signs(lambda one: one.calendar.time_signs[1])
