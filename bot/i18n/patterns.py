"""How a language writes days and clocks, by CLDR.

CLDR holds patterns by skeleton: the fields that shall be seen, in no order. The language's pattern
puts them into its own. https://www.unicode.org/reports/tr35/tr35-dates.html#availableFormats_appendItems
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from babel import Locale
from babel.dates import get_datetime_format, match_skeleton

from digests.text.lexicon import is_dense


@dataclass(frozen=True, slots=True, kw_only=True)
class DatePatterns:
    """A language's patterns; looked up once, as that takes longer than to write a day."""

    day: str
    short_day: str
    shortest_day: str
    month: str
    clock: str
    moment: str

    @classmethod
    def of(cls, locale: Locale) -> DatePatterns:
        """The patterns of a language and region."""
        day, short_day = (_brackets(locale, _pattern(locale, one)) for one in ("yMMMMEd", "MMMEd"))
        clock = _two_digits(_pattern(locale, "Hm"))
        together = str(get_datetime_format("medium", locale=locale))
        return cls(
            day=_long_month(day),
            short_day=short_day,
            shortest_day=_pattern(locale, "Md"),
            month=_long_month(_pattern(locale, "yMMMM")),
            clock=clock,
            moment=together.format(clock, short_day),
        )


def _pattern(locale: Locale, skeleton: str) -> str:
    known = locale.datetime_skeletons
    return str(known[match_skeleton(skeleton, known)].pattern)


def _long_month(pattern: str) -> str:
    """A month's name in full where only a short one is held, as UTS 35 adjusts field widths."""
    return re.sub(r"(?<!M)MMM(?!M)", "MMMM", pattern)


def _two_digits(pattern: str) -> str:
    """The hour always in two digits, so that buttons stand in line: 07:00 in Japanese too."""
    return re.sub(r"(?<!H)H(?!H)", "HH", pattern)


def _brackets(locale: Locale, pattern: str) -> str:
    """Full-width brackets behind characters of full width: 11月22日（日）."""
    if not is_dense(locale.get_display_name(locale) or ""):
        return pattern
    return re.sub(r"(?<=\S)\((\w+)\)", r"（\1）", pattern)
