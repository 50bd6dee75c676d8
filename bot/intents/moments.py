"""The moments that people name: a time, or a day and a time in either order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from bot.intents.folding import folded
from digests.text import references
from digests.text.clock_times import spoken_time
from digests.text.lexicon import LEXICON, Lexicon, alternatives, is_dense

_WEEK = timedelta(days=7)
_LONGEST = 60
"""Characters; who writes more says something else."""


def moment_of(text: str, now: datetime) -> datetime | None:
    """The instant that somebody names: `tomorrow 19:00`, `7pm on Friday`, `明日の7時半`.

    `now` is theirs, with their zone. A weekday is the next one to come, as is a time without a
    day. None for what names no moment.
    """
    exact = references.moment(text, now)
    if (exact and exact > now) or len(text) > _LONGEST:
        return exact
    return _spoken(folded(text), now) or exact


def _spoken(plain: str, now: datetime) -> datetime | None:
    clock = spoken_time(_bare(plain))
    if clock:
        today = datetime.combine(now.date(), clock, now.tzinfo)
        return today if today > now else today + timedelta(days=1)
    for first, second in _halves(plain):
        for named, typed in ((first, second), (second, first)):
            clock, on = spoken_time(typed), day_to_come(named, now.date())
            if clock and on:
                return datetime.combine(on, clock, now.tzinfo)
    return None


def _halves(text: str) -> Iterator[tuple[str, str]]:
    for place in range(1, len(text)):
        first, second = _bare(text[:place]), _bare(text[place:])
        if first and second:
            yield first, second


def _bare(text: str) -> str:
    """What names a day or a time, without the words and signs that stand before and between."""
    return _beside(LEXICON).sub("", text)


@cache
def _beside(lexicon: Lexicon) -> re.Pattern[str]:
    words = lexicon.words(lambda one: f"{one.asking.at} {one.asking.of}")
    dense = alternatives(word for word in words if is_dense(word))
    spaced = alternatives(word for word in words if not is_dense(word))
    one = rf"[\s,、]|{dense}"
    return re.compile(rf"^(?:{one}|(?:{spaced})\s)+|(?:{one})+$")


def day_to_come(
    text: str, today: date, *, ahead: timedelta = references.FARTHEST_AHEAD
) -> date | None:
    """The day that somebody names, to come where they name a weekday: `Monday`, `来週の月曜`.

    A day without a year is the last one that is at most so far `ahead`.
    """
    plain = folded(text)
    of_next_week = references.weekday(_after_this(LEXICON).sub("", plain))
    if of_next_week is not None and _after_this(LEXICON).match(plain):
        return today + timedelta(days=7 - today.weekday() + of_next_week)
    bare = _coming(LEXICON).sub("", plain)
    found = references.day(bare, today, ahead=ahead)
    if found is None or found >= today or any(map(str.isdigit, bare)):
        return found
    # What moves on with the days is no weekday: yesterday stays the day before.
    later = references.day(bare, today + timedelta(days=1), ahead=ahead)
    is_weekday = later in {found, found + _WEEK}
    return found + _WEEK if is_weekday else found


@cache
def _after_this(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"^(?:{lexicon.any_whole(lambda one: one.asking.coming_week)})\s*")


@cache
def _coming(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"^(?:{lexicon.any_whole(lambda one: one.asking.coming)})\s*")
