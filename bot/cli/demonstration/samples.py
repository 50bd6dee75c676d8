"""The demo's papers and their editions: sample files, each written again for any day."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from digests.values.papers import Paper

SAMPLES: Final = Path(__file__).resolve().parents[1] / "samples"
_PICTURES: Final = SAMPLES / "pictures"

PAPERS: Final = (
    Paper(title="瓦版だより", language="ja"),
    Paper(key="lantern", title="The Lantern", language="en"),
)
"""One in each language in which there are samples."""

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Rewrite = Callable[[re.Match[str], date, timedelta], str]
"""What stands instead of a day's name in a sample of a day, when that day moves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedSample:
    """A sample as if written for a day: its file, and the title that its messages carry."""

    name: str
    data: bytes
    title: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the files, named by the day it was written for, its language and format."""

    file: Path

    @property
    def day(self) -> date:
        """The day for which it stands written."""
        return date.fromisoformat(self.file.name[:10])

    def dated(self, day: date) -> DatedSample:
        """The same for another day: every day that it names is as far from that one."""
        text = _redated(self.file.read_text("utf-8"), self.day, day)
        name = f"{day}{self.file.name[10:]}"
        title = _title(text)
        if self.file.suffix != ".html":
            return DatedSample(name=name, data=text.encode(), title=title)
        return DatedSample(name=f"{name}.zip", data=_packed(text), title=title)


def sample_of(paper: Paper, day: date, *, today: date) -> Sample:
    """The sample of a paper for a day, where its newest is for `today`; they come round again."""
    files = sorted(SAMPLES.glob(f"*.{paper.language}.*"))
    return Sample(files[(day - today).days % len(files) - 1])


def _title(text: str) -> str:
    found = re.search(r"<title>(.*?)</title>", text)
    return found[1] if found else text.partition("\n")[0].removeprefix("#").strip()


def _packed(page: str) -> bytes:
    """A page and the pictures that it shows, as browsers save it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.html", page)
        for picture in dict.fromkeys(re.findall(r'src="pictures/([\w-]+\.png)"', page)):
            archive.write(_PICTURES / picture, f"pictures/{picture}")
    return packed.getvalue()


def _redated(text: str, before: date, after: date) -> str:
    for pattern, rewrite in _RULES:
        text = pattern.sub(partial(_rewritten, rewrite, before, after - before), text)
    return text


def _rewritten(rewrite: Rewrite, before: date, move: timedelta, found: re.Match[str]) -> str:
    return rewrite(found, before, move)


def _japanese(found: re.Match[str], before: date, move: timedelta) -> str:
    day = date(int(found[1] or before.year), int(found[2]), int(found[3])) + move
    return f"{day.year}年" * bool(found[1]) + f"{day.month}月{day.day}日"


def _month_end(_: re.Match[str], before: date, move: timedelta) -> str:
    return f"{(before + move).month}月末"


def _day_alone(found: re.Match[str], before: date, move: timedelta) -> str:
    return f"{(before.replace(day=int(found[1])) + move).day}日"


def _english(found: re.Match[str], _: date, move: timedelta) -> str:
    day = date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1])) + move
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _short(found: re.Match[str], before: date, move: timedelta) -> str:
    day = before.replace(day=int(found[1])) + move
    name = _MONTHS[day.month - 1]
    return f"{name if len(name) < 5 else f'{name[:3]}.'} {day.day}"


def _weekday(found: re.Match[str], _: date, move: timedelta) -> str:
    return _DAYS[(_DAYS.index(found[0]) + move.days) % 7]


def _address(found: re.Match[str], before: date, move: timedelta) -> str:
    year, slash, month, other, day = found.groups()
    moved = date(int(year), int(month), int(day or before.day)) + move
    return f"/{moved:%Y}{slash}{moved:%m}" + f"{other}{moved:%d}" * bool(day)


_RULES: Final = (
    (re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日"), _japanese),
    (re.compile(r"\d{1,2}月末"), _month_end),
    (re.compile(r"(?<![\d月年])(\d{1,2})日"), _day_alone),
    (re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})"), _english),
    (re.compile(r"Nov\. (\d{1,2})"), _short),
    (re.compile(rf"(?<=\bon )(?:{'|'.join(_DAYS)})\b"), _weekday),
    (re.compile(r"/(\d{4})([/-]?)(\d{2})(?:([/-]?)(\d{2}))?(?=[/-])"), _address),
)
"""The ways in which the samples name days; a number with a space before 日 counts days."""
