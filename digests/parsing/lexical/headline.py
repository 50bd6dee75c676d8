"""Takes a headline apart: what it says, its day, its outlet, who it is attributed to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from digests.text.characters import DIGITS
from digests.text.clock_times import without_times
from digests.text.dates import Day, find_days
from digests.text.lexicon import LEXICON, Lexicon, alternatives, is_dense
from digests.text.ruby import without_readings
from digests.text.sentence_ends import holds_sentence_end, holds_stop, sure_stops

_PAIRS = MappingProxyType({")": "(", "）": "（", "】": "【", "]": "[", "］": "［", "〕": "〔", "〉": "〈", "》": "《", ">": "<", "＞": "＜", "}": "{", "」": "「", "』": "『"})  # fmt: skip  # noqa: E501
_QUOTES = "」』"
_OPENERS = "".join(_PAIRS.values())
_MAX_TAIL = 80
MAX_OUTLET = 60
_RANGE = 5  # characters between the ends of a range
_LEAN = " \t\u3000,、，/／・;；:：|｜-–—()（）[]【】"
_BARE_TAIL = re.compile(
    r"(?:\s[-–—―]+\s*|\s*[|｜／]\s*|\s{2,}|\u3000+|\s\()(?P<outlet>[^|｜—–―。]{0,40}?)[,、，\s]*$"
)
_FRAMED = re.compile(r"【([^【】]{2,})】")
_ATTRIBUTION = re.compile(r"[＝=]([^＝=\s「」『』、。]{1,20})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """What stands behind a headline: its day and outlet; `start` is where it begins."""

    start: int
    day: Day
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A headline less its tail, and what the tail said."""

    text: str
    day: Day | None = None
    outlet: str | None = None

    @property
    def attribution(self) -> str | None:
        """Who says it, as in `…＝関係筋`."""
        match = _ATTRIBUTION.search(self.text)
        return match[1] if match else None


def headline_of(text: str) -> Headline:
    """The headline of a line, its tail taken off."""
    bare = unwrapped(without_readings(text).strip())
    tail = tail_of(bare, spaced=True)
    if tail is None:
        return Headline(text=unframed(bare))
    text = unframed(unwrapped(bare[: tail.start].rstrip()))
    return Headline(text=text, day=tail.day, outlet=tail.outlet)


def tail_of(text: str, *, spaced: bool = False) -> Tail | None:
    """The dated tail of a headline: `(2025年3月13日)`, `【日報、3/13】`, `— TASS, 1 May 2025`."""
    stripped = text.rstrip(" \t\u3000．*_" + sure_stops())
    end = stripped[-_MAX_TAIL * 3 :]
    offset = len(stripped) - len(end)
    group = _closing_group(end) or _unclosed_group(end)
    tail = _in_group(end, group) if group else _bare(end, spaced=spaced)
    return Tail(start=offset + tail.start, day=tail.day, outlet=tail.outlet) if tail else None


def line_tail(text: str, tail: Tail | None, days: Sequence[Day]) -> Tail | None:
    """The tail on a line of its own, with or without brackets: `2025年3月13日　日報`.

    `tail` is the one in brackets, `days` are those of the line.
    """
    if tail is not None and tail.start == 0:
        return tail
    dated = len(text) <= MAX_OUTLET and days and days[-1].year is not None
    if not dated or holds_stop(text):
        return None
    outlet = _outlet(text, days)
    return None if outlet is None else Tail(start=0, day=days[-1], outlet=outlet or None)


def unframed(text: str) -> str:
    """The text without the brackets that set all of it off: `【…】`."""
    match = _FRAMED.fullmatch(text.strip())
    return match[1].strip() if match else text


def unwrapped(text: str) -> str:
    """The text without the emphasis that encloses it, as in `**…**`."""
    match = re.fullmatch(r"(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1", text)
    return match[2] if match and match[1] not in match[2] else text


def _closing_group(text: str) -> tuple[int, int] | None:
    """Where the bracket group that closes a text lies: its brackets' positions."""
    if not text or text[-1] not in _PAIRS:
        return None
    close, opening, depth = text[-1], _PAIRS[text[-1]], 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == close) - (text[at] == opening)
        if depth == 0:
            return at, len(text) - 1
    return None


def _unclosed_group(text: str) -> tuple[int, int] | None:
    """The bracket group at the end whose closing bracket was lost or mistyped."""
    at = max(text.rfind(opening) for opening in "(（【[〔")
    if at < 0 or any(close in text[at:-1] for close in ")）】]〕"):
        return None
    return at, len(text) - (text[-1] in _PAIRS)


def _in_group(text: str, group: tuple[int, int]) -> Tail | None:
    start, end = group
    inside = text[start + 1 : end]
    if len(inside) > _MAX_TAIL:
        return None
    days = find_days(inside, loose=True)
    if not days:
        return None
    outlet = _outlet(inside, days)
    if outlet is None or (text[-1] in _QUOTES and outlet):
        return None
    return Tail(start=start, day=_last(days), outlet=outlet or None)


def _last(days: Sequence[Day]) -> Day:
    """The end of a range; `12日～13日` leaves out what its start has said."""
    last, first = days[-1], days[0]
    if last.month is None and first.month is not None and first.day <= last.day:
        return replace(last, month=first.month, year=first.year)
    return last


def _outlet(inside: str, days: Sequence[Day]) -> str | None:
    """What a tail says beside its days; None if that is more than an outlet."""
    rest = inside
    for day in reversed(days):
        suffix = _published(LEXICON).match(rest, day.end)
        rest = f"{rest[: day.start]}\0{rest[suffix.end() if suffix else day.end :]}"
    rest = without_times(_weekday(LEXICON).sub("\0", rest), "\0")
    parts = [part.strip(_LEAN) for part in re.split(r"\0+(?:\s*[-–—~〜～]\s*\0+)*", rest)]
    words = [part for part in parts if re.search(r"\w", part)]
    if len(words) > 1 or any(len(part) > MAX_OUTLET or holds_sentence_end(part) for part in words):
        return None
    return words[0] if words else ""


def _bare(text: str, *, spaced: bool) -> Tail | None:
    days = find_days(text) if _day_at_end(LEXICON).search(text) else ()
    if not days or days[-1].year is None or days[-1].end < len(text.rstrip(" .")):
        return None
    if len(days) > 1 and days[-1].start - days[-2].end <= _RANGE:
        return None
    before = text[: days[-1].start]
    match = _BARE_TAIL.search(before)
    if match is not None and holds_sentence_end(match["outlet"]):
        match = None
    if match is None and spaced and before.strip() and before[-1].isspace():
        return Tail(start=len(before.rstrip()), day=days[-1])
    if match is None or match.start() == 0:
        return None
    return Tail(start=match.start(), day=days[-1], outlet=match["outlet"].strip(_LEAN) or None)


# --- words around a day -----------------------------------------------------------------------


@cache
def _weekday(lexicon: Lexicon) -> re.Pattern[str]:
    words = lexicon.words(lambda one: " ".join(one.calendar.weekdays))
    dense = alternatives(word for word in words if is_dense(word))
    spaced = alternatives(word for word in words if not is_dense(word))
    signs = lexicon.signs(lambda one: one.calendar.weekday_signs)
    return re.compile(
        rf"[(（\[]?(?:{dense}|(?<=[(（\[])[{signs}]+(?=[)）\]])|\b(?:{spaced})\b\.?)[)）\]]?",
        re.IGNORECASE,
    )


@cache
def _published(lexicon: Lexicon) -> re.Pattern[str]:
    words = lexicon.any_of(lambda one: one.calendar.published)
    year_words = lexicon.any_of(lambda one: one.calendar.year_words)
    return re.compile(rf"(?:{words}|{year_words})+(?![^\s,、，/・|])")


@cache
def _day_at_end(lexicon: Lexicon) -> re.Pattern[str]:
    """What a text ends with whose last words may be a day."""
    *_, day_sign = lexicon.date_signs()
    year_words = lexicon.words(lambda one: one.calendar.year_words)
    bare = alternatives(word.rstrip(".") for word in year_words)
    return re.compile(rf"(?:[{DIGITS}{day_sign}]|{bare})\.?$")
