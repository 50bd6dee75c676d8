"""What readers mean by the numbers and days they type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

_AROUND = " \t\u3000#＃№.．。、,)）(（番号第のitem"
_DAYS_AGO: Mapping[str, int] = MappingProxyType(
    {
        "today": 0, "今日": 0, "本日": 0, "きょう": 0,
        "yesterday": 1, "昨日": 1, "きのう": 1, "前日": 1,
        "一昨日": 2, "おととい": 2,
    }
)  # fmt: skip
_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_FARTHEST_AHEAD = timedelta(days=31)
"""A day without a year is the last one that is at most this far ahead."""


def item_number(text: str) -> int | None:
    """The item somebody asks for: `3`, `３`, `③`, `❸`, `3️⃣`, `#3`, `3番`; None for anything else."""
    bare = text.replace("\ufe0f", "").replace("\u20e3", "").strip(_AROUND)
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


def day(text: str, today: date) -> date | None:
    """The day somebody asks for: `2025-03-14`, `2025年3月14日`, `3/14`, `昨日`; None for none.

    `today` is the asker's. A day without a year is the latest one not far ahead of today.
    """
    bare = unicodedata.normalize("NFKC", text).strip().lower()
    if bare in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[bare])
    full = _FULL.fullmatch(bare) or _COMPACT.fullmatch(bare)
    if full:
        return _date(*map(int, full.groups()))
    short = _SHORT.fullmatch(bare)
    return _latest(int(short[1]), int(short[2]), today) if short else None


def _latest(month: int, day_of_month: int, today: date) -> date | None:
    years = range(today.year + 1, today.year - 9, -1)
    days = (_date(year, month, day_of_month) for year in years)
    return next((day for day in days if day and day <= today + _FARTHEST_AHEAD), None)


def _date(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None
