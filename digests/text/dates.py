"""Finds days in text, in the spellings people use, and completes those without a year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from digests.text.characters import DIGITS, full_width
from digests.text.lexicon import LEXICON, Lexicon, alternatives, is_dense, listed
from digests.text.lexicon.language import CalendarWords
from digests.text.numerals import KANJI, kanji_number

_SIGNS = "0123456789./-:(), "
_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_TO_ASCII = str.maketrans(
    full_width(_SIGNS) + "‐‑−\u00a0\u202f" + _ARABIC_DIGITS, _SIGNS + "---  " + 2 * "0123456789"
)
_KANJI = "〇零" + KANJI
_DIGIT = re.compile(rf"[{DIGITS}{_KANJI}{_ARABIC_DIGITS}]")
_YEAR, _MONTH, _DAY = (
    r"(?P<y>[0-9]{4})",
    r"(?P<m>1[0-2]|0?[1-9])",
    r"(?P<d>3[01]|[12][0-9]|0?[1-9])",
)
_GAP, _DAY_END = r"\s{0,3}", r"(?![0-9])"
_ERA_DAY = rf"(?P<y>[0-9]{{1,2}})[./-]{_MONTH}[./-]{_DAY}{_DAY_END}"
_KANJI_DAY = rf"(?P<d>[{KANJI[:-1]}]?十?[{KANJI[:-1]}]|[二三]?十)"
_KANJI_MONTH = rf"(?P<m>十?[{KANJI[:-1]}]|十)"
_IN_NAMES = (
    re.compile(r"(?<![0-9])(?P<y>20[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3][0-9])(?![0-9])"),
    re.compile(
        r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})([-_.])(?P<m>0[1-9]|1[0-2])\2(?P<d>[0-3][0-9])(?![0-9])"
    ),
)
_SHORT = (
    _IN_NAMES[0],
    re.compile(
        r"(?<![0-9])(?P<y>[12][0-9])(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12][0-9]|3[01])(?![0-9])"
    ),
    re.compile(rf"(?<![0-9.,/-])['’]?(?P<y>[1-3][0-9])([./-]){_MONTH}\2{_DAY}(?![0-9./-])"),
    re.compile(rf"(?<![0-9.,/-]){_MONTH}/{_DAY}(?![0-9./%-])"),
    re.compile(
        r"(?<!\w)(?:KW|CW|W(?:ee)?k|W)[\s.-]{0,2}(?P<week>[0-5]?[0-9])(?![0-9])\D{1,5}(?P<y>20[0-9]{2})"
        "(?![0-9])",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<![0-9])(?P<y>20[0-9]{2})[\s/-]{0,2}(?:KW|W)[\s-]?(?P<week>[0-5]?[0-9])(?![0-9])"
    ),
    re.compile(r"(?<![0-9])(?P<y>20[0-9]{2})年?\s?第?(?P<week>[0-5]?[0-9])[周週]"),
    re.compile(r"(?<![0-9])(?P<week>[0-5]?[0-9])\.\s?Woche\D{1,5}(?P<y>20[0-9]{2})(?![0-9])"),
    re.compile(rf"(?<![0-9月]){_DAY}日付"),
)
_LAST_YEAR = 2999  # so far from the calendar's end that days can be counted on from any
_WEEK = re.compile(
    r"(?<!\w)(?:KW|W(?:ee)?k)[\s.-]{0,2}(?P<week>[0-5]?[0-9])(?![0-9])"
    r"|第(?P<other>[0-5]?[0-9])[周週]",
    re.IGNORECASE,
)
_WINDOW = 31  # days in which a week comes that a title counts without its year
_AHEAD = 2  # a day after the reference counts as this many times further away


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as a text spells it, at `start`–`end`; what it leaves out is None."""

    day: int
    month: int | None = None
    year: int | None = None
    start: int = 0
    end: int = 0

    def exact(self) -> date | None:
        """The calendar day, if the text names it completely and it exists."""
        if self.year is None or self.month is None:
            return None
        return _date(self.year, self.month, self.day)

    def near(self, reference: date) -> date | None:
        """The day completed so that it is nearest to the reference; the past is preferred."""
        if self.year is not None:
            return self.exact()
        days = (_date(year, month, self.day) for year, month in self._months(reference))
        return min(filter(None, days), key=lambda day: _distance(day, reference), default=None)

    def _months(self, reference: date) -> Iterator[tuple[int, int]]:
        if self.month is not None:
            yield from ((reference.year + step, self.month) for step in (-1, 0, 1))
            return
        for step in (-1, 0, 1):
            months = reference.year * 12 + reference.month - 1 + step
            yield months // 12, months % 12 + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spellings:
    """How days are written: completely or without a year, and loosely; what names in them mean."""

    sure: tuple[re.Pattern[str], ...]
    loose: tuple[re.Pattern[str], ...]
    months: Mapping[str, int]
    eras: Mapping[str, int]


def find_days(text: str, *, loose: bool = False, lexicon: Lexicon = LEXICON) -> tuple[Day, ...]:
    """Every day the text spells, in order; `loose` adds `3/14`, `3.14` and `14日`.

    Loose spellings mean other things in running text and are only for brackets and labels.
    """
    spellings = _spellings(lexicon)
    return _found(text, spellings, (*spellings.sure, *(spellings.loose if loose else ())))


def without_days(text: str) -> str:
    """The text less the days, and the weekdays, that it spells."""
    rest = text
    for day in reversed(find_days(text, loose=True)):
        rest = f"{rest[: day.start]} {rest[day.end :]}"
    return _any_weekday(LEXICON).sub("", rest)


def typed_day(text: str, *, lexicon: Lexicon = LEXICON) -> Day | None:
    """The day somebody typed, who typed nothing else but maybe its weekday.

    Besides what `find_days` knows: `3/14`, `3-14` and `3/14/2025`, the month first; `14.3.` and
    `14.3.2025`, the day first; `3.14` as `3/14`; `20250314`; months in short. Where only one of
    two numbers can be a month, it is: `14/3`, `24.11`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    spellings = _typed_spellings(lexicon)
    for pattern in spellings.loose:
        match = pattern.fullmatch(plain)
        if match and (day := _read(match, spellings)):
            return day
    found = _found(plain, spellings, spellings.sure)
    if len(found) != 1:
        return None
    rest = f"{plain[: found[0].start]} {plain[found[0].end :]}"
    return None if re.search(r"\w", _any_weekday(lexicon).sub("", rest)) else found[0]


def _found(
    text: str, spellings: _Spellings, patterns: Iterable[re.Pattern[str]]
) -> tuple[Day, ...]:
    if not _DIGIT.search(text):
        return ()
    plain = text.translate(_TO_ASCII)
    found: list[Day] = []
    for pattern in patterns:
        found += (
            day
            for match in pattern.finditer(plain)
            if (day := _read(match, spellings)) and not any(_overlap(day, known) for known in found)
        )
    return tuple(sorted(found, key=lambda day: day.start))


def month_named(name: str, lexicon: Lexicon = LEXICON) -> int | None:
    """The number of the month of that name, in any language; None for no month's."""
    return _months(calendar.months for calendar in _calendars(lexicon)).get(name.casefold())


def only_day(text: str) -> Day | None:
    """The day, where the text is nothing but one: a line `2025-03-14`, a label's value."""
    return day_alone(text, find_days(text))


def day_alone(text: str, days: Sequence[Day]) -> Day | None:
    """The last of the days that a text spells, where it says nothing else."""
    rest = text
    for day in reversed(days):
        rest = rest[: day.start] + rest[day.end :]
    alone = days and not re.search(r"\w", _weekday(LEXICON).sub("", rest))
    return days[-1] if alone else None


def with_lost_sign(text: str) -> str:
    """The text with the first sign behind a day's number that its writer lost: `3月14の…`."""
    for pattern, sign in _lost_signs(LEXICON):
        text, found = pattern.subn(rf"\1{sign}", text, count=1)
        if found:
            break
    return text


def days_of_title(text: str) -> tuple[Day, ...]:
    """The days that a title spells in the shortest ways: `4/8の`, `24/4/8`, `20240408`, `240408`.

    Elsewhere these are numbers of other things. Of a week (`KW 15 2024`) it is the Monday; `13日付`
    leaves out its month.
    """
    plain = text.translate(_TO_ASCII)
    for pattern in _SHORT:
        found = (_short_day(match) for match in pattern.finditer(plain))
        if days := tuple(day for day in found if day is not None):
            return days
    return ()


def week_of_title(text: str, newest: date) -> Day | None:
    """The Monday of the week that a title counts without its year, soon after the `newest` item."""
    match = _WEEK.search(text.translate(_TO_ASCII))
    if match is None:
        return None
    week = int(match["week"] or match["other"])
    for monday in (_monday(newest.year, week), _monday(newest.year + 1, week)):
        if monday and 0 <= (monday - newest).days <= _WINDOW:
            return Day(year=monday.year, month=monday.month, day=monday.day)
    return None


def _monday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def _short_day(match: re.Match[str]) -> Day | None:
    groups = {key: int(value) for key, value in match.groupdict().items() if value}
    year = groups.get("y")
    if year is not None and year < 100:
        year += 2000
    if "week" in groups and year is not None:
        monday = _monday(year, groups["week"])
        return Day(year=monday.year, month=monday.month, day=monday.day) if monday else None
    month = groups.get("m")
    if _date(2024 if year is None else year, month or 1, groups["d"]) is None:
        return None
    start, end = match.span()
    return Day(year=year, month=month, day=groups["d"], start=start, end=end)


def day_of_name(name: str) -> Day | None:
    """The day a file's name carries: `2025-03-14.txt`, `20250314.md`, `3月14日.md`.

    Of several the first: `2017-11-06-2017-45.md` is of 6 November.
    """
    stem = name.rsplit("/", 1)[-1]
    for pattern in _IN_NAMES:
        match = pattern.search(stem)
        if match and (day := _short_day(match)):
            return replace(day, start=0, end=0)
    spelled = find_days(re.sub(r"(?<=[0-9])_(?=[0-9])", "-", stem).replace("_", " "))
    found = next((day for day in spelled if day.month), None)
    short = days_of_title(stem.rsplit(".", 1)[0]) if found is None else ()
    return found or next((day for day in short if day.year), None)


def _read(match: re.Match[str], spellings: _Spellings) -> Day | None:
    groups = {key: value for key, value in match.groupdict().items() if value}
    month = _month(groups, spellings.months)
    day = _number(groups["d"])
    year = _year(groups, spellings.eras)
    sample = _date(2024 if year is None else year, 1 if month is None else month, day)
    if sample is None:
        return None
    return Day(day=day, month=month, year=year, start=match.start(), end=match.end())


def _year(groups: Mapping[str, str], eras: Mapping[str, int]) -> int | None:
    if "y" not in groups:
        return None
    year = 1 if groups["y"] == "元" else _number(groups["y"])
    if "era" in groups:
        return eras.get(groups["era"].upper(), _LAST_YEAR) + year
    return year + 2000 if year < 100 else year


def _month(groups: Mapping[str, str], names: Mapping[str, int]) -> int | None:
    if "name" in groups:
        # A dotless i is found where letters' case is ignored, and is in no month's name.
        return names.get(groups["name"].rstrip(".").casefold(), 0)
    return _number(groups["m"]) if "m" in groups else None


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    return kanji_number(text) or 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year <= _LAST_YEAR else None
    except ValueError:
        return None


def _distance(day: date, reference: date) -> int:
    days = (reference - day).days
    # Time zones put news a day ahead; more than that is rarely meant.
    return days if days >= 0 else -days * (1 if days == -1 else _AHEAD)


def _overlap(one: Day, other: Day) -> bool:
    return one.start < other.end and other.start < one.end


@cache
def _weekday(lexicon: Lexicon) -> re.Pattern[str]:
    """What may stand beside a day that is alone: its weekday, or that news came out then."""
    signs = lexicon.signs(lambda one: one.calendar.weekday_signs)
    words = lexicon.words(lambda one: " ".join(one.calendar.weekdays))
    dense = alternatives(word for word in words if is_dense(word))
    spaced = alternatives(word for word in words if not is_dense(word))
    published = lexicon.any_of(lambda one: one.calendar.published)
    return re.compile(rf"{dense}|{published}|\b(?:{spaced})\b|[{signs}]", re.IGNORECASE)


@cache
def _lost_signs(lexicon: Lexicon) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Where a day lacks its sign, and which one that is."""
    number = rf"[{DIGITS}]{{1,2}}"
    _, _, signs = lexicon.date_signs()
    pairs = {
        month: day[0]
        for calendar in _calendars(lexicon)
        for _, month, day in [calendar.date_signs]
        if day
    }
    return tuple(
        (re.compile(rf"({number}\s*[{month}]\s*{number})(?!\s*[{signs}{DIGITS}])"), day)
        for month, day in pairs.items()
    )


@cache
def _any_weekday(lexicon: Lexicon) -> re.Pattern[str]:
    """What may stand beside a day that was typed: a weekday, in short too."""
    signs = lexicon.signs(lambda one: one.calendar.weekday_signs)
    words = {
        word
        for one in _calendars(lexicon)
        for word in listed(" ".join((*one.weekdays, one.short_weekdays)))
    }
    longest_first = alternatives(sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)|(?<!\w)[{signs}](?!\w)", re.IGNORECASE)


@cache
def _spellings(lexicon: Lexicon) -> _Spellings:
    months = _months(calendar.months for calendar in _calendars(lexicon))
    eras = _eras(lexicon)
    return _Spellings(
        sure=tuple(_sure(lexicon, months, eras)),
        loose=tuple(_loose(lexicon)),
        months=months,
        eras=eras,
    )


@cache
def _typed_spellings(lexicon: Lexicon) -> _Spellings:
    calendars = _calendars(lexicon)
    months = {
        **_months(calendar.short_months for calendar in calendars),
        **_months(calendar.months for calendar in calendars),
    }
    eras = _eras(lexicon)
    return _Spellings(
        sure=tuple(_sure(lexicon, months, eras)),
        loose=tuple(_bare(lexicon)),
        months=months,
        eras=eras,
    )


def _calendars(lexicon: Lexicon) -> tuple[CalendarWords, ...]:
    return tuple(one.calendar for one in lexicon.languages)


def _months(written: Iterable[Sequence[str]]) -> Mapping[str, int]:
    """The number of each month's name."""
    return {
        name.casefold(): month
        for names in written
        for month, spellings in enumerate(names, start=1)
        for name in listed(spellings)
    }


def _eras(lexicon: Lexicon) -> Mapping[str, int]:
    return dict(era for calendar in _calendars(lexicon) for era in calendar.eras)


def _sure(
    lexicon: Lexicon, months: Iterable[str], eras: Iterable[str]
) -> Iterator[re.Pattern[str]]:
    year_sign, month_sign, day_sign = lexicon.date_signs()
    sign = rf"(?:{_GAP}[{day_sign}])?{_DAY_END}"
    year_first = rf"(?<![0-9]){_YEAR}"
    sources = (
        *_of_eras(lexicon, eras),
        rf"{year_first}{_GAP}[{year_sign}]{_GAP}{_MONTH}{_GAP}[{month_sign}]{_GAP}{_DAY}{sign}",
        rf"(?<![0-9])['’]?(?P<y>[0-9]{{2}}){_GAP}[{year_sign}]{_GAP}{_MONTH}{_GAP}[{month_sign}]{_GAP}{_DAY}{sign}",
        rf"(?P<y>[{_KANJI[:-1]}]{{4}}|[0-9]{{4}})[{year_sign}]{_KANJI_MONTH}[{month_sign}]{_KANJI_DAY}[{day_sign}]",
        rf"{year_first}{_GAP}([./-]){_GAP}{_MONTH}{_GAP}\2{_GAP}{_DAY}{_DAY_END}(?![./-][0-9])",
        rf"(?<![0-9.]){_DAY}([./-]){_MONTH}\2{_YEAR}{_DAY_END}",
        rf"(?<![0-9.]){_MONTH}/{_DAY}/{_YEAR}{_DAY_END}",
        *_of_names(lexicon, sorted(months, key=len, reverse=True)),
        rf"(?<![0-9.]){_MONTH}{_GAP}[{month_sign}]{_GAP}{_DAY}{sign}",
        rf"(?<![0-9{KANJI[1:]}]){_KANJI_MONTH}[{month_sign}]{_KANJI_DAY}[{day_sign}]",
    )
    return (re.compile(source, re.IGNORECASE) for source in sources)


def _of_eras(lexicon: Lexicon, eras: Iterable[str]) -> Iterator[str]:
    """令和7年3月14日, R7.3.14."""
    year_sign, month_sign, day_sign = lexicon.date_signs()
    letters = "".join(era for era in eras if era.isascii())
    names = alternatives(era for era in eras if not era.isascii())
    yield (
        rf"(?P<era>{names}){_GAP}(?P<y>[0-9]{{1,3}}|元){_GAP}[{year_sign}]{_GAP}{_MONTH}"
        rf"{_GAP}[{month_sign}]{_GAP}{_DAY}(?:{_GAP}[{day_sign}])?{_DAY_END}"
    )
    # In running text only as it is written on forms: elsewhere a small s stands behind a name.
    yield rf"(?<![\w'’])(?P<era>(?-i:[{letters}])){_GAP}{_ERA_DAY}"


def _of_names(lexicon: Lexicon, months: Sequence[str]) -> Iterator[str]:
    """14 March 2025, 14 de marzo de 2025, 14 марта 2025 г., March 14th, 2025."""
    name = rf"(?<!\w)(?P<name>{alternatives(months)})(?!\w)\.?"
    before_month = lexicon.any_of(lambda one: one.calendar.before_month)
    before_year = lexicon.any_of(lambda one: one.calendar.before_year)
    year_words = lexicon.any_of(lambda one: one.calendar.year_words)
    ordinals = lexicon.any_of(lambda one: one.calendar.ordinals)
    year = rf"(?:(?:\s+(?:{before_year}))?[,\s-]\s*{_YEAR}(?![0-9])(?:\s*(?:{year_words}))?)?"
    yield rf"(?<![0-9]){_YEAR}[-./\s]{name}[-./\s]{_DAY}{_DAY_END}"
    yield rf"(?<![0-9]){_DAY}(?:{ordinals}|\.)?(?:\s+|-)(?:(?:{before_month}) )?{name}{year}"
    yield rf"{name}\s+{_DAY}(?:{ordinals})?(?:,?\s+{_YEAR})?(?![0-9]|[.,:][0-9])"


def _loose(lexicon: Lexicon) -> Iterator[re.Pattern[str]]:
    yield re.compile(rf"(?<![0-9./-]){_MONTH}[/.]{_DAY}(?![0-9./%-])")
    lengths = lexicon.signs(lambda one: one.calendar.duration_signs)
    _, month_sign, _ = lexicon.date_signs()
    # Of a day's signs the first means nothing else; 号 is also behind an issue's number.
    day_sign = lexicon.signs(lambda one: one.calendar.date_signs[2][:1])
    yield re.compile(rf"(?<![0-9.{month_sign}]){_DAY}\s?[{day_sign}](?![{lengths}])")


def _bare(lexicon: Lexicon) -> Iterator[re.Pattern[str]]:
    """A day in numbers alone: with its year first, the day first, the month first."""
    year_sign, month_sign, day_sign = lexicon.date_signs()
    year, month, day = r"(?P<y>[0-9]{4})", r"(?P<m>[0-9]{1,2})", r"(?P<d>[0-9]{1,2})"
    end = rf"\s*[{day_sign}]?"
    yield re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
    yield re.compile(rf"{year}\s*[-/.{year_sign}]\s*{month}\s*[-/.{month_sign}]\s*{day}{end}")
    yield re.compile(rf"{day}\.\s*{month}\.(?:\s*{year})?")
    yield re.compile(rf"{month}/{day}/{year}")
    letters = "".join(era for era in _eras(lexicon) if era.isascii())
    yield re.compile(rf"(?P<era>[{letters}]){_GAP}{_ERA_DAY}", re.IGNORECASE)
    yield re.compile(rf"{month}\s*[-/.{month_sign}]\s*{day}{end}")
    yield re.compile(rf"{day}[-/.]{month}")
