"""Finds the marks that number a digest's items, and which of them rise by one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from digests.text.characters import HAN, KANA, full_width
from digests.text.clock_times import leading_time
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.numerals import KANJI, kanji_number
from digests.text.words import letters_and_digits

_TO_ASCII = str.maketrans(
    {
        **dict(zip(map(ord, full_width("0123456789()[].:# ")), "0123456789()[].:# ", strict=True)),
        **{zero + digit: str(digit) for zero in (0x660, 0x6F0, 0x966) for digit in range(10)},
    }
)
_ROMAN = MappingProxyType({"I": 1, "V": 5, "X": 10})
# Two signs in a row stand for a name: ○○市.
BULLET = re.compile(
    r"(?:(?:[-+–»]|\*{1,3})\s+|[・･•‣◦▪▫⁃∙●○◆◇■□▶►✓✔➤➢](?![●○◆◇■□])[\ufe0f\s]*|"
    rf"[-－](?=[{KANA}{HAN}「『]))+(?=\S)"
)
_AFTER_SIGN = re.compile(rf"(?:[\s.．、,，:：)）]|{BULLET.pattern})*")
_TIGHT = re.compile(r"(?P<n>[0-9]{1,2})(?P<sign>[.、，,])(?=[0-9])")
_FIRMEST = frozenset({"(1)", "circled", "black", "keycap", "[1]"})
_ORNAMENTS = frozenset("■□◆◇●○◎▼▽▲△★☆▶►▷❖✦◉⬛⬜➤➢✔✅❏❑⚫⚪")
_NEVER_MARKS = frozenset("※・→←↑↓⇒…°©®™〓￣`´^¨~+|<=>¬±×÷")
_TICKER = re.compile(r"\+{2,5}\s*([^\s+].{0,200}?)\s*\+{2,5}")
_TAIL = re.compile(r"\s*[(（【\[][^()（）【】\[\]]{0,80}[)）】\]]\s*$")
_ALIKE = 0.75
"""How much of two headlines is the same where they say the same (difflib's ratio)."""
_HUGE = 999
_AHEAD = 200  # marks that are looked at to tell a gap from a stray number
_TIGHT_ALONE = 3  # tight marks without others: decimals may rise by one by chance
_OPENINGS = 3  # runs at the start of a document that may list its headlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark at a line's start: its scheme, its number (None for `■`), as printed, and the rest.

    `tight` says that the rest is a number too, with no space between.
    """

    scheme: str
    value: int | None
    printed: str
    rest: str
    tight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A marked line: its place among the blocks; what makes it sure that it is a headline."""

    index: int
    mark: Mark
    dated: bool = False
    headed: bool = False

    @property
    def sure(self) -> bool:
        """Whether a dated bracket closes it or its format calls it a heading."""
        return self.dated or self.headed


def mark_of(text: str) -> Mark | None:
    """The mark that a line opens with, or None. Call it before any NFKC: that turns ① into 1."""
    bare = text.lstrip("*_ \t\u3000")
    if not bare:
        return None
    return _sign(bare) or _spelled(bare) or _behind_bullet(bare) or _ornament(bare) or _framed(bare)


def tight_mark_of(text: str) -> Mark | None:
    """The mark that a line opens with whose headline is a number: `1.2025年度予算`, `34、90 days`.

    A number alone is written so too (`2.5 million`): it counts only where its turn has come.
    """
    plain = text[:12].lstrip("*_ \t\u3000").translate(_TO_ASCII)
    match = _TIGHT.match(plain)
    if match is None or not int(match["n"]):
        return None
    head = text.lstrip("*_ \t\u3000")
    scheme = f"1{match['sign']}".replace("，", "、").replace(",", "、")
    return Mark(
        scheme=scheme,
        value=int(match["n"]),
        printed=head[: match.end()],
        rest=head[match.end() :],
        tight=True,
    )


def without_bullet(text: str) -> str:
    """The text less the bullet that it opens with, or is."""
    match = BULLET.match(f"{text}.")  # a bullet stands before something
    return text[match.end() :] if match else text


def is_strict(scheme: str) -> bool:
    """Whether a scheme's marks also open lines of ordinary text, so that one alone says little."""
    return scheme in _STRICT


def restarts(value: int, last: int) -> bool:
    """Whether a number opens a new row after `last`."""
    return value <= 1 and value <= last


def rising(marks: Sequence[Marked]) -> list[list[Marked]]:
    """The runs of one scheme's marks that rise by one; gaps and repeats stay, strays fall out.

    Each run after the first starts again at 1. Marks of an inner list are left out, and so is a
    run whose headlines come again later: an opening letter listed them.
    """
    runs = _runs(_without_inner(_in_turn(marks)))
    firsts = [run for run in runs if _is_run(run, len(runs))]
    listed = {
        at
        for at, run in enumerate(firsts[:_OPENINGS])
        if _is_listed_again(run, firsts[at + 1 : at + 1 + _OPENINGS])
    }
    return [run for at, run in enumerate(firsts) if at not in listed]


def _sign(text: str) -> Mark | None:
    keycap = re.match(r"([0-9])\ufe0f?\u20e3", text)
    if keycap:
        return _mark("keycap", int(keycap[1]), keycap[0], text)
    known = _signs().get(text[0])
    return _mark(*known, text[0], text) if known else None


def _mark(scheme: str, value: int | None, printed: str, text: str) -> Mark:
    rest = text[len(printed) :].lstrip("\ufe0f")
    return Mark(scheme=scheme, value=value, printed=printed, rest=rest[_gap(rest) :])


def _gap(rest: str) -> int:
    match = _AFTER_SIGN.match(rest)
    return match.end() if match else 0


@cache
def _signs() -> Mapping[str, tuple[str, int]]:
    blocks = (
        ("circled", "①", 20, 1), ("circled", "㉑", 15, 21), ("circled", "㊱", 15, 36),
        ("black", "❶", 10, 1), ("black", "⓫", 10, 11), ("double", "⓵", 10, 1),
        ("sans", "➀", 10, 1), ("black", "➊", 10, 1), ("bracketed", "⑴", 20, 1),
        ("stopped", "⒈", 20, 1), ("bracketed kanji", "㈠", 10, 1), ("circled kanji", "㊀", 10, 1),
        ("roman", "Ⅰ", 12, 1), ("roman", "ⅰ", 12, 1), ("circled letter", "Ⓐ", 26, 1),
    )  # fmt: skip
    signs = {
        chr(ord(first) + step): (scheme, value + step)
        for scheme, first, count, value in blocks
        for step in range(count)
    }
    return MappingProxyType({**signs, "⓪": ("circled", 0), "⓿": ("black", 0), "🔟": ("keycap", 10)})


_STRICT = frozenset({"1)", "1.", "1、", "1:", "1/", "I.", "一、", "第1", "[1]", "<1>", "A)"})
_VERY_STRICT = frozenset({"1 ", "1-", "A."})


@cache
def _spellings(lexicon: Lexicon) -> tuple[tuple[str, re.Pattern[str]], ...]:
    spelled = (*_bracketed(), *_worded(lexicon))
    return tuple((scheme, re.compile(pattern)) for scheme, pattern in spelled)


@cache
def _any_spelling(lexicon: Lexicon) -> re.Pattern[str]:
    """All of them at once: most lines have none, and are asked once instead of twenty times."""
    spelled = (*_bracketed(), *_worded(lexicon))
    return re.compile("|".join(pattern.replace("(?P<n>", "(?:") for _, pattern in spelled))


def _bracketed() -> Iterator[tuple[str, str]]:
    yield "(1)", r"\(\s?(?P<n>[0-9]{1,3})\s?\)"
    yield "[1]", r"[【\[〔]\s?(?P<n>[0-9]{1,3})\s?[】\]〕](?!\()"
    yield "<1>", r"[<＜〈《]\s?(?P<n>[0-9]{1,3})\s?[>＞〉》]"
    yield "[一]", rf"[【\[〔](?P<n>[{KANJI}]{{1,3}})[】\]〕]"
    yield "1)", r"(?P<n>[0-9]{1,3})\s?\)"
    yield "1.", r"(?P<n>[0-9]{1,3})(?:\.-|\.\)|\.(?![0-9]))"
    yield "1/", r"(?P<n>[0-9]{1,3})/(?=\s)"
    yield "1-", r"(?P<n>[0-9]{1,3})\s?[-–—](?=\s)"
    yield "01|", r"(?P<n>[0-9]{1,2})\s?[|｜丨]"
    yield "1、", r"(?P<n>[0-9]{1,3})[、，,](?![0-9])"
    yield "1:", r"(?P<n>[0-9]{1,3}):(?![0-9/])"


def _worded(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    numbers = lexicon.any_of(lambda one: one.counting.numbers)
    ordinals = lexicon.any_of(lambda one: one.counting.ordinals)
    counters = lexicon.signs(lambda one: one.counting.counters)
    units = lexicon.signs(lambda one: one.counting.units)
    number = rf"(?P<n>[0-9]{{1,3}}|[{KANJI}]{{1,3}})"
    yield "#1", rf"(?:{numbers}|№|#)\s?(?P<n>[0-9]{{1,3}})(?:[.:、)]|(?=\s)|$)"
    yield "第1", rf"(?:{ordinals})\s?{number}[{counters}]?(?:[、.:)]|(?=\s)|$)"
    yield "一、", rf"(?P<n>[{KANJI}]{{1,3}})(?:[、.:)]|(?=\u3000))"
    yield "(一)", rf"\((?P<n>[{KANJI}]{{1,3}})\)"
    yield "I.", r"(?P<n>[IVX]{1,6})(?:[.:)、](?=\D|$))"
    yield "Q1", r"Q\s?(?P<n>[0-9]{1,3})[.:、)]"
    yield "A)", r"(?P<n>[A-Z])\)(?=\s)"
    yield "A.", r"(?P<n>[A-Z])\.(?=\s)"
    yield "1 ", rf"(?P<n>[0-9]{{1,2}})(?=\s+\S)(?!\s+[0-9{units}])"


def _spelled(text: str) -> Mark | None:
    plain = text[:12].translate(_TO_ASCII)
    if not _any_spelling(LEXICON).match(plain):
        return None
    for scheme, pattern in _spellings(LEXICON):
        match = pattern.match(plain)
        if match and (value := _value(match["n"], scheme)):
            rest = text[match.end() :].lstrip(" \t\u3000")
            return Mark(scheme=scheme, value=value, printed=text[: match.end()].strip(), rest=rest)
    return None


def _behind_bullet(text: str) -> Mark | None:
    """The number behind a bullet: `• (1)`."""
    bullet = BULLET.match(text)
    inner = mark_of(text[bullet.end() :]) if bullet else None
    if bullet is None or inner is None or inner.scheme not in _FIRMEST:
        return None
    return replace(inner, printed=text[: len(text) - len(inner.rest)].strip())


def _value(text: str, scheme: str) -> int | None:
    if scheme in {"A)", "A."}:
        return ord(text) - ord("A") + 1
    if text.isdigit() and text.isascii():
        return int(text) if int(text) <= _HUGE else None
    return _roman(text) if text[0] in _ROMAN else _kanji(text)


def _roman(text: str) -> int | None:
    values = [_ROMAN[sign] for sign in text]
    following = [*values[1:], 0]
    total = sum(-one if one < after else one for one, after in zip(values, following, strict=True))
    return total if text == _to_roman(total) else None


def _to_roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def _kanji(text: str) -> int | None:
    if "十" not in text and len(text) > 1:
        return None
    return kanji_number(text)


def _ornament(text: str) -> Mark | None:
    sign = text[0]
    symbol = sign in _ORNAMENTS or (
        ord(sign) > 0x2100
        and unicodedata.category(sign) in {"So", "Sm"}
        and sign not in _NEVER_MARKS
    )
    if not symbol or text[1:2] == sign or "\U0001f1e6" <= sign <= "\U0001f1ff":
        return None
    rest = text[1:].lstrip("\ufe0f \t\u3000")
    return Mark(scheme=sign, value=None, printed=sign, rest=rest) if rest else None


def _framed(text: str) -> Mark | None:
    """The pluses around a headline, as in a ticker: `+++ Bridge opens +++`."""
    match = _TICKER.fullmatch(text)
    return Mark(scheme="+++", value=None, printed="+++", rest=match[1]) if match else None


def clock_mark_of(text: str) -> Mark | None:
    """The time of day that a line opens with, as in a live report: `08:15 Bridge opens`."""
    bare = text.lstrip("*_ \t\u3000")
    time = leading_time(bare)
    rest = bare[len(time) :].lstrip(" \t\u3000|–—-") if time else ""
    return Mark(scheme="08:15", value=None, printed=time or "", rest=rest) if rest else None


# --- runs -------------------------------------------------------------------------------------


def _without_inner(marks: Sequence[Marked]) -> list[Marked]:
    """Without those whose number a sure headline carries too: lists inside items, or before."""
    sure = {marked.mark.value for marked in marks if marked.sure}
    if len(sure) < 2:
        return [*marks]
    return [marked for marked in marks if marked.sure or marked.mark.value not in sure]


def _in_turn(marks: Sequence[Marked]) -> list[Marked]:
    """Without the tight ones whose turn hasn't come, or whose number comes without doubt later."""
    sure = [marked for marked in marks if not marked.mark.tight]
    if len(sure) == len(marks):
        return sure
    kept: list[Marked] = []
    last, position = 0, 0
    for marked in marks:
        value = marked.mark.value or 0
        if not marked.mark.tight:
            position += 1
        elif value != last + 1 or _comes_again(value, sure[position : position + _AHEAD]):
            continue
        kept.append(marked)
        last = value
    return kept if sure or len(kept) >= _TIGHT_ALONE else []


def _comes_again(value: int, later: Sequence[Marked]) -> bool:
    return any(marked.mark.value == value for marked in _until_restart(later))


def _runs(marks: Sequence[Marked]) -> list[list[Marked]]:
    runs: list[list[Marked]] = []
    for at, marked in enumerate(marks):
        value = marked.mark.value or 0
        last = (runs[-1][-1].mark.value or 0) if runs else None
        if last is None or restarts(value, last):
            runs.append([marked])
        elif _resumes(runs, value):
            del runs[-1]
            runs[-1].append(marked)
        elif _goes_on(marked, last, marks[at + 1 : at + _AHEAD]):
            runs[-1].append(marked)
    return runs


def _resumes(runs: Sequence[Sequence[Marked]], value: int) -> bool:
    """Whether the run before the last goes on here: the last was a list inside an item."""
    if len(runs) < 2 or runs[-1][-1].mark.value == value - 1:
        return False
    return runs[-2][-1].mark.value == value - 1


def _goes_on(marked: Marked, last: int, later: Sequence[Marked]) -> bool:
    value = marked.mark.value or 0
    if value == last + 1 or marked.sure:
        return True
    if value <= last:
        return value == last and not is_strict(marked.mark.scheme)
    upcoming = [after.mark.value for after in _until_restart(later)]
    # A stray number: the one that was due still comes, before this one's successor.
    if last + 1 in upcoming:
        due = upcoming.index(last + 1)
        return value + 1 in upcoming[:due]
    return value - last <= max(3, last)


def _until_restart(later: Sequence[Marked]) -> Iterator[Marked]:
    for marked in later:
        if marked.mark.value == 1:
            return
        yield marked


def _is_run(run: Sequence[Marked], runs: int) -> bool:
    first = run[0].mark
    steps = sum((one.mark.value or 0) + 1 == other.mark.value for one, other in pairwise(run))
    sure = any(marked.sure for marked in run)
    if first.scheme in _VERY_STRICT:
        return first.value == 1 and len(run) >= 3 and steps == len(run) - 1
    if first.value not in {0, 1} and not sure:
        return steps >= 1 and (runs == 1 or steps >= 2)
    return len(run) >= 2 or sure or runs > 1 or not is_strict(first.scheme)


def _is_listed_again(run: Sequence[Marked], later: Sequence[Sequence[Marked]]) -> bool:
    """Whether one later run has the same headlines; more than one are a pattern inside items."""
    return sum(_lists_the_same(run, other) for other in later) == 1


def _lists_the_same(run: Sequence[Marked], other: Sequence[Marked]) -> bool:
    headlines = {marked.mark.value: marked.mark.rest for marked in other}
    same = sum(
        marked.mark.value in headlines and alike(marked.mark.rest, headlines[marked.mark.value])
        for marked in run
    )
    return 2 * same > len(run)


def alike(one: str, other: str) -> bool:
    """Whether two headlines say the same: one opens or nearly equals the other."""
    first, second = (_plain(text)[:80] for text in (one, other))
    if not first or not second:
        return False
    if first.startswith(second[:20]) or second.startswith(first[:20]):
        return min(len(first), len(second)) >= 4 or first == second
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    # The quick ones are never less than the ratio itself.
    quick = (matcher.real_quick_ratio, matcher.quick_ratio)
    return all(ratio() > _ALIKE for ratio in quick) and matcher.ratio() > _ALIKE


def _plain(text: str) -> str:
    return letters_and_digits(_TAIL.sub("", text))
