"""Finds days in text, in the spellings people use, and completes those without a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from digests.text.month_names import MONTHS

_TO_ASCII = str.maketrans(
    "０１２３４５６７８９．／－：（），　‐‑−\u00a0\u202f", "0123456789./-:(), ---  "
)
_ERAS: Mapping[str, int] = MappingProxyType(
    {
        "令和": 2018, "㋿": 2018, "R": 2018,
        "平成": 1988, "㍻": 1988, "H": 1988,
        "昭和": 1925, "㍼": 1925, "S": 1925,
        "大正": 1911, "㍽": 1911, "T": 1911,
        "明治": 1867, "㍾": 1867, "M": 1867,
        "民国": 1911, "民國": 1911,
    }
)  # fmt: skip
_KANJI = "〇零一二三四五六七八九"
_DIGIT = re.compile(rf"[0-9０-９{_KANJI}十]")
_YEAR, _MONTH, _DAY = (
    r"(?P<y>[0-9]{4})",
    r"(?P<m>1[0-2]|0?[1-9])",
    r"(?P<d>3[01]|[12][0-9]|0?[1-9])",
)
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


def find_days(text: str, *, loose: bool = False) -> tuple[Day, ...]:
    """Every day the text spells, in order; `loose` adds `3/14`, `3.14` and `14日`.

    Loose spellings mean other things in running text and are only for brackets and labels.
    """
    if not _DIGIT.search(text):
        return ()
    plain = text.translate(_TO_ASCII)
    found: list[Day] = []
    for pattern in (*_patterns(), *(_loose_patterns() if loose else ())):
        found += (
            day
            for match in pattern.finditer(plain)
            if (day := _read(match)) and not any(_overlap(day, known) for known in found)
        )
    return tuple(sorted(found, key=lambda day: day.start))


def only_day(text: str) -> Day | None:
    """The day, where the text is nothing but one: a line `2025-03-14`, a label's value."""
    days = find_days(text)
    rest = text
    for day in reversed(days):
        rest = rest[: day.start] + rest[day.end :]
    alone = days and not re.search(
        r"\w", re.sub(r"[(（\[]?[月火水木金土日]曜?日?[)）\]]?", "", rest)
    )
    return days[-1] if alone else None


def day_of_name(name: str) -> Day | None:
    """The day a file's name carries: `2025-03-14.txt`, `20250314.md`, `3月14日.md`."""
    stem = name.rsplit("/", 1)[-1]
    compact = re.search(r"(?<![0-9])(20[0-9]{2})(0[1-9]|1[0-2])([0-3][0-9])(?![0-9])", stem)
    if compact and _date(*map(int, compact.groups())):
        year, month, day = map(int, compact.groups())
        return Day(year=year, month=month, day=day)
    spelled = find_days(re.sub(r"(?<=[0-9])_(?=[0-9])", "-", stem).replace("_", " "))
    return next((day for day in spelled if day.month), None)


def _read(match: re.Match[str]) -> Day | None:
    groups = {key: value for key, value in match.groupdict().items() if value}
    month = _month(groups)
    day = _number(groups["d"])
    year = _year(groups)
    sample = _date(2024 if year is None else year, 1 if month is None else month, day)
    if sample is None:
        return None
    return Day(day=day, month=month, year=year, start=match.start(), end=match.end())


def _year(groups: Mapping[str, str]) -> int | None:
    if "y" not in groups:
        return None
    year = 1 if groups["y"] == "元" else _number(groups["y"])
    if "era" in groups:
        return _ERAS[groups["era"]] + year
    return year + 2000 if year < 100 else year


def _month(groups: Mapping[str, str]) -> int | None:
    if "name" in groups:
        return _month_names()[groups["name"].rstrip(".").casefold()]
    return _number(groups["m"]) if "m" in groups else None


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    if "十" not in text:
        return int("".join(str(max(0, _KANJI.index(sign) - 1)) for sign in text))
    tens, ones = text.split("十")
    return 10 * (_number(tens) if tens else 1) + (_number(ones) if ones else 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _distance(day: date, reference: date) -> int:
    days = (reference - day).days
    # Time zones put news a day ahead; more than that is rarely meant.
    return days if days >= 0 else -days * (1 if days == -1 else _AHEAD)


def _overlap(one: Day, other: Day) -> bool:
    return one.start < other.end and other.start < one.end


@cache
def _month_names() -> Mapping[str, int]:
    return MappingProxyType(
        {
            name: month
            for names in MONTHS.values()
            for month, written in enumerate(names, start=1)
            for name in written.split()
        }
    )


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    names = sorted(map(re.escape, _month_names()), key=len, reverse=True)
    name = rf"(?<!\w)(?P<name>{'|'.join(names)})(?!\w)\.?"
    gap, day_end = r"\s{0,3}", r"(?![0-9])"
    kanji_day = rf"(?P<d>[{_KANJI[2:]}]?十?[{_KANJI[2:]}]|[二三]?十)"
    kanji_month = rf"(?P<m>十?[{_KANJI[2:]}]|十)"
    sign = rf"(?:{gap}[日号號일])?{day_end}"
    year_after = rf"(?:(?:\s+de|\s+del)?[,\s-]\s*{_YEAR}(?![0-9])(?:\s*г\.|\s*года)?)?"
    eras = "|".join(era for era in _ERAS if not era.isascii())
    sources = (
        rf"(?P<era>{eras}){gap}(?P<y>[0-9]{{1,3}}|元){gap}年{gap}{_MONTH}{gap}月{gap}{_DAY}{sign}",
        rf"(?<!\w)(?P<era>[RHSTM]){gap}(?P<y>[0-9]{{1,2}})[./-]{_MONTH}[./-]{_DAY}{day_end}",
        rf"(?<![0-9]){_YEAR}{gap}[年년]{gap}{_MONTH}{gap}[月월]{gap}{_DAY}{sign}",
        rf"(?<![0-9])['’]?(?P<y>[0-9]{{2}}){gap}年{gap}{_MONTH}{gap}月{gap}{_DAY}{sign}",
        rf"(?P<y>[{_KANJI}]{{4}}|[0-9]{{4}})年{kanji_month}月{kanji_day}[日号號]",
        rf"(?<![0-9]){_YEAR}{gap}([./-]){gap}{_MONTH}{gap}\2{gap}{_DAY}{day_end}(?![./-][0-9])",
        rf"(?<![0-9.]){_DAY}([./-]){_MONTH}\2{_YEAR}{day_end}",
        rf"(?<![0-9.]){_MONTH}/{_DAY}/{_YEAR}{day_end}",
        rf"(?<![0-9]){_DAY}(?:st|nd|rd|th|er|º|\.)?(?:\s+|-)(?:de |of )?{name}{year_after}",
        rf"{name}\s+{_DAY}(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?(?![0-9]|[.,:][0-9])",
        rf"(?<![0-9.]){_MONTH}{gap}[月월]{gap}{_DAY}{sign}",
        rf"(?<![0-9二三四五六七八九十]){kanji_month}月{kanji_day}[日号號]",
    )
    return tuple(re.compile(source, re.IGNORECASE) for source in sources)


@cache
def _loose_patterns() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(rf"(?<![0-9./-]){_MONTH}[/.]{_DAY}(?![0-9./%-])"),
        re.compile(rf"(?<![0-9.月]){_DAY}\s?日(?![間目])"),
    )
