"""What people want of their days, and how they say it: `weekdays only`, `毎週日曜にまとめて`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from bot.intents.moments import day_to_come
from digests.model import Preferences
from digests.rhythm import EVERY_DAY, WEEKDAYS, WEEKENDS
from digests.text import references
from digests.text.lexicon import LEXICON, Lexicon, Words, alternatives, is_dense

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_FARTHEST, _AHEAD = timedelta(days=366), timedelta(days=300)
"""A pause ends within a year, and what was longer ago is to come again."""
_LONGEST = 60
"""Characters; who writes more says something else."""
_SUNDAY = 0b100_0000
_FROM_DAY_TO_DAY = "-–〜~"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysChosen:
    """Have editions on a set of weekdays, or a round-up instead."""

    weekdays: int
    round_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PausedUntil:
    """Have nothing from a day on until another, on which it comes again."""

    first: date
    until: date


@dataclass(frozen=True, slots=True)
class PauseEnded:
    """Have it again from today on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundChosen:
    """Let what comes ring, or not."""

    silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHoursChosen:
    """Let nothing ring from a minute of the day until another."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class RhythmAsked:
    """Be shown what can be chosen: one word alone may be a search as well."""


RhythmChange = DaysChosen | PausedUntil | PauseEnded | SoundChosen | QuietHoursChosen | RhythmAsked


def applied(change: RhythmChange, chosen: Preferences) -> Preferences:
    """The preferences once that is changed."""
    match change:
        case DaysChosen():
            return replace(chosen, weekdays=change.weekdays, round_up=change.round_up)
        case PausedUntil():
            return replace(chosen, away_from=change.first, away_until=change.until)
        case PauseEnded():
            return replace(chosen, away_from=None, away_until=None)
        case SoundChosen():
            return replace(chosen, silent=change.silent)
        case QuietHoursChosen():
            return replace(chosen, quiet_from=change.begins, quiet_until=change.ends)
        case RhythmAsked():
            return chosen


def rhythm_of(plain: str, today: date) -> RhythmChange | None:
    """What somebody wants of their days; None for whatever says nothing of them.

    `plain` is folded as words are compared, `today` the asker's.
    """
    if len(plain) > _LONGEST:
        return None
    if plain in LEXICON.words(lambda one: one.asking.rhythms):
        return RhythmAsked()
    return _said(LEXICON).get(plain) or _days(plain) or _round_up(plain) or _pause(plain, today)


@cache
def _said(lexicon: Lexicon) -> Mapping[str, RhythmChange]:
    """What is said in words that mean nothing else."""
    wanted: tuple[tuple[RhythmChange, tuple[str, ...]], ...] = (
        (DaysChosen(weekdays=EVERY_DAY), lexicon.words(lambda one: one.asking.every_day)),
        (DaysChosen(weekdays=WEEKDAYS), lexicon.words(lambda one: one.asking.weekdays)),
        (DaysChosen(weekdays=WEEKENDS), lexicon.words(lambda one: one.asking.weekends)),
        (
            DaysChosen(weekdays=_SUNDAY, round_up=True),
            lexicon.words(lambda one: one.asking.weekly),
        ),
        (PauseEnded(), lexicon.words(lambda one: one.asking.resume)),
        (SoundChosen(silent=True), lexicon.words(lambda one: one.asking.silently)),
        (SoundChosen(silent=False), lexicon.words(lambda one: one.asking.with_sound)),
    )
    return {word: change for change, words in wanted for word in words}


def _days(plain: str) -> DaysChosen | None:
    """A set of weekdays that is said to be all: `only on Mondays and Fridays`, `月・水・金だけ`."""
    rest, is_only = _without(plain, _only(LEXICON))
    if not is_only:
        return None
    named = _said(LEXICON).get(rest)
    if isinstance(named, DaysChosen):
        return named
    named_each, _ = _without(rest, _beside(LEXICON))
    found = [_weekday(part) for part in _and(LEXICON).split(named_each) if part]
    weekdays = sum(set(filter(None, found)))
    return DaysChosen(weekdays=weekdays) if weekdays and all(found) else None


def _round_up(plain: str) -> DaysChosen | None:
    """`weekly on Sunday`, `毎週日曜にまとめて`."""
    rest, is_weekly = _without(plain, _weekly(LEXICON))
    weekday = _weekday(rest) if is_weekly else None
    return DaysChosen(weekdays=weekday, round_up=True) if weekday else None


def _pause(plain: str, today: date) -> PausedUntil | None:
    """`pause until Monday`, `pause for a week`, `away from 1 to 9 December`."""
    rest, is_pause = _without(plain, _pausing(LEXICON))
    if not is_pause:
        return None
    found = _for(rest, today) or _until(rest, today) or _from_to(rest, today) or _on(rest, today)
    if found and today <= found.first < found.until <= today + _FARTHEST:
        return found
    return None


def _for(rest: str, today: date) -> PausedUntil | None:
    match = _length(LEXICON).fullmatch(rest)
    if match is None:
        return None
    unit = _DAY if match["days"] else _WEEK
    return PausedUntil(first=today, until=today + int(match["count"] or 1) * unit)


def _until(rest: str, today: date) -> PausedUntil | None:
    named, is_until = _without(rest, _up_to(LEXICON))
    until = day_to_come(named, today, ahead=_AHEAD) if is_until else None
    return PausedUntil(first=today, until=until) if until else None


def _on(rest: str, today: date) -> PausedUntil | None:
    """One of the next days: `明日は休み`."""
    named, _ = _without(rest, _topic(LEXICON))
    ahead = LEXICON.words(lambda one: " ".join(one.asking.days_ahead))
    day = day_to_come(named, today, ahead=_AHEAD) if named in ahead else None
    return PausedUntil(first=day, until=day + _DAY) if day else None


def _from_to(rest: str, today: date) -> PausedUntil | None:
    """A vacation, both of whose days are in it."""
    for left, right in _halves(rest):
        first = day_to_come(left, today, ahead=_AHEAD)
        last = day_to_come(right, first or today, ahead=_AHEAD)
        first = _same_month(left, last) or first
        last = _same_month(right, first) or last
        if first and last:
            return PausedUntil(first=first, until=last + _DAY)
    return None


def _same_month(text: str, other: date | None) -> date | None:
    """The day of another's month of which only the number was said: `1 to 9 December`."""
    match = re.fullmatch(rf"(\d{{1,2}})[{LEXICON.date_signs()[2]}]?", text)
    if match is None or other is None:
        return None
    try:
        return other.replace(day=int(match[1]))
    except ValueError:  # no day of that month
        return None


def _halves(text: str) -> Iterator[tuple[str, str]]:
    for match in references.reaching(LEXICON, _FROM_DAY_TO_DAY).finditer(text):
        left, _ = _without(text[: match.start()], _since(LEXICON))
        right, _ = _without(text[match.end() :], _up_to(LEXICON))
        yield left, right


def _weekday(name: str) -> int | None:
    """The bits of a weekday's name, or of several names of one letter: `月曜`, `月水金`."""
    bare, _ = _without(name, _beside(LEXICON))
    number = references.weekday(bare)
    return _letters(bare) if number is None else 1 << number


def _letters(text: str) -> int | None:
    signs = _signs(LEXICON)
    bits = [1 << signs.index(sign) for sign in text if sign in signs]
    return sum(set(bits)) if bits and len(bits) == len(text) else None


@cache
def _signs(lexicon: Lexicon) -> str:
    """The letters that name Monday to Sunday."""
    return next(filter(None, (one.calendar.weekday_signs[:7] for one in lexicon.languages)), "")


def _without(text: str, around: re.Pattern[str]) -> tuple[str, bool]:
    """A text without what stands before or behind it, and whether that was there."""
    bare, count = around.subn("", text)
    return bare.strip(), count > 0


def _around(lexicon: Lexicon, *kinds: Words) -> re.Pattern[str]:
    """Words of some kinds at the beginning or at the end of a text."""
    words = sorted({word for of in kinds for word in lexicon.words(of)}, key=len, reverse=True)
    dense = alternatives(word for word in words if is_dense(word))
    spaced = alternatives(word for word in words if not is_dense(word))
    begins = rf"^(?:(?:{spaced})(?:\s+|$)|(?:{dense})\s*)"
    return re.compile(rf"{begins}|(?:^|\s+)(?:{spaced})$|(?:{dense})$")


@cache
def _only(lexicon: Lexicon) -> re.Pattern[str]:
    return _around(lexicon, lambda one: one.asking.only)


@cache
def _weekly(lexicon: Lexicon) -> re.Pattern[str]:
    return _around(lexicon, lambda one: one.asking.weekly, lambda one: one.asking.gathered)


@cache
def _pausing(lexicon: Lexicon) -> re.Pattern[str]:
    return _around(lexicon, lambda one: one.asking.pausing)


@cache
def _up_to(lexicon: Lexicon) -> re.Pattern[str]:
    return _around(lexicon, lambda one: one.asking.up_to)


@cache
def _topic(lexicon: Lexicon) -> re.Pattern[str]:
    return _around(lexicon, lambda one: one.asking.topic)


@cache
def _since(lexicon: Lexicon) -> re.Pattern[str]:
    return _around(lexicon, lambda one: one.asking.since)


@cache
def _beside(lexicon: Lexicon) -> re.Pattern[str]:
    return _around(lexicon, lambda one: one.asking.each, lambda one: one.asking.at)


@cache
def _and(lexicon: Lexicon) -> re.Pattern[str]:
    """What stands between two days of a set."""
    words = lexicon.words(lambda one: one.asking.both)
    dense = alternatives(word for word in words if is_dense(word))
    spaced = alternatives(word for word in words if not is_dense(word))
    return re.compile(rf"\s*(?:[,、・/&]|{dense})\s*(?:(?:{spaced})\s+)?|\s+(?:(?:{spaced})\s+)?")


@cache
def _length(lexicon: Lexicon) -> re.Pattern[str]:
    """`for a week`, `3日間`."""
    lasting, one = (
        lexicon.any_of(of) for of in (lambda one: one.asking.lasting, lambda one: one.asking.one)
    )
    days = lexicon.any_of(lambda one: one.asking.days_long)
    weeks = lexicon.any_of(lambda one: one.asking.weeks_long)
    count = rf"(?:(?P<count>\d{{1,3}})|{one})"
    return re.compile(rf"(?:(?:{lasting})\s+)?{count}\s*(?:(?P<days>{days})|{weeks})")
