"""The numbers that a text tells, however it writes them: 3月, ③, ４万, 40,000, forty thousand.

Of each number it is told what values it may stand for: 午後3時 is 3 or 15, 40.125 is 40⅛ or 40125.
What is written in digits surely is a number; 二 in 二酸化炭素 is none, and "second" may be a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import zip_longest
from types import MappingProxyType

from digests.text.characters import HAN
from digests.text.lexicon import LEXICON, listed
from digests.text.numerals import KANJI, KANJI_DIGITS

Values = frozenset[Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a text as it stands there, and what it may mean; `is_sure` that it is one."""

    written: str
    values: Values
    is_sure: bool


_DIGITS: Mapping[str, int] = MappingProxyType(
    {sign: at for at, sign in enumerate(KANJI_DIGITS)} | {"零": 0, "両": 2}
)
_SMALL: Mapping[str, int] = MappingProxyType({"十": 10, "百": 100, "千": 1_000})
_LARGE: Mapping[str, int] = MappingProxyType(
    {
        "万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12,
        "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9,
        "trillion": 10**12, "bn": 10**9, "tn": 10**12, "mn": 10**6,
    }
)  # fmt: skip
_ENGLISH = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_OTHERS: Mapping[str, int] = MappingProxyType(
    {word: at for at, word in enumerate(_ORDINALS.split(), 1)}
    | {"both": 2, "half": 2, "twice": 2, "once": 1, "dozen": 12, "single": 1, "a": 1, "an": 1}
)
"""Words that tell a number now and then."""
_COUNTED = "年月日時分秒人円台件歳回枚本冊隻頭匹軒棟校社票点位倍割度階世%"
"""What stands behind a kanji that is a number there."""
_NO_NUMBERS = frozenset({"十分", "千人", "万人"})
"""Words that are mostly none: enough, everybody."""
_NUMBER = re.compile(
    r"(?P<digits>\d+(?:[.,'\u00a0\u202f]\d+)*)(?P<kanji>[十百千]?)"
    r"(?P<large>[万萬億亿兆]|\s?(?:hundred|thousand|million|billion|trillion|bn|tn|mn)\b)?",
    re.IGNORECASE,
)
_SCALED, _REST = r"\d+(?:[.,]\d+)*[千百]?[万億兆]", r"\d+(?:,\d{3})*(?:\.\d+)?[千百]?"
_COMPOUND = re.compile(rf"(?:{_SCALED}){{2,3}}(?:{_REST})?|{_SCALED}{_REST}")
"""1億2000万 and 4万5000, which are one number."""
_PART = re.compile(r"(\d+(?:[.,]\d+)*)([千百]?)([万億兆]?)")
_KANJI = re.compile(rf"(?<!\d)[〇零両{KANJI}百千万億兆]+")
_ALONE = frozenset("一両万")
"""What by itself is often no number: 一部, 両国."""
_IS_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[^\W_]+(?:-[^\W\d_]+)?")
_POINT = re.compile(r"(?<=\d)・(?=\d)")
_NO_DIGIT, _LAST_SIGN = re.compile(r"\D"), re.compile(r"[.,](?=\d+$)")
_ENDLESS = re.compile(rf"\d(?:[.,'\u00a0\u202f]?\d){{30}}|[〇零両{KANJI}百千万億兆]{{31}}")
_GROUPS = re.compile(r"\d{1,3}(?:[.,'\u00a0\u202f]\d{3})+")


def is_beyond_numbers(text: str) -> bool:
    """Whether a text has more digits or kanji in a row than any number, and can't be read."""
    return _ENDLESS.search(_opened(text)) is not None


def numbers_in(text: str) -> tuple[Number, ...]:
    """The numbers of a text, in no order; those in words and kanji among them."""
    plain = _opened(text)
    return (*_compounds(plain), *_in_digits(plain), *_in_kanji(plain), *_in_words(plain))


def _opened(text: str) -> str:
    """Half width; what is enclosed is set apart, what is raised left out: 第③回, km²."""
    plain = unicodedata.normalize("NFKC", "".join(map(_apart, text)))
    return _POINT.sub(".", plain)  # 3・5％


def _apart(sign: str) -> str:
    kind = unicodedata.decomposition(sign).partition(" ")[0]
    return "" if kind == "<super>" else f" {sign} " if kind == "<circle>" else sign


def _compounds(text: str) -> Iterator[Number]:
    for match in _COMPOUND.finditer(text):
        value = Fraction(0)
        for digits, small, large in _PART.findall(match[0]):
            value += max(_values(digits)) * _SMALL.get(small, 1) * _LARGE.get(large, 1)
        yield Number(written=match[0], values=frozenset({value}), is_sure=True)


def _in_digits(text: str) -> Iterator[Number]:
    """What is written in digits, by itself; parts of a compound are none."""
    rest = _COMPOUND.sub(lambda match: " " * len(match[0]), text)
    for match in _NUMBER.finditer(rest):
        large = (match["large"] or "").strip().lower()
        by = _SMALL.get(match["kanji"], 1) * _LARGE.get(large, 1)
        values = {value * by for value in _values(match["digits"])}
        around = rest[max(0, match.start() - 2) : match.start()], rest[match.end() :][:1]
        written = match[0].strip()
        # The minutes of 15:00 are told nowhere else.
        yield Number(
            written=written, values=_meant(values, *around), is_sure=match["digits"] != "00"
        )


def _values(digits: str) -> set[Fraction]:
    """What digits may stand for: signs between them group, or the last begins a fraction.

    Three zeros are none: 2,000 is not 2.
    """
    bare = _NO_DIGIT.sub("", digits)
    whole, _, part = _LAST_SIGN.sub(" ", digits).partition(" ")
    is_grouped = _GROUPS.fullmatch(digits) is not None
    found = {Fraction(int(bare))} if bare == digits or is_grouped else set()
    is_fraction = part.strip("0") or not is_grouped
    if part and is_fraction and (whole.isdecimal() or _GROUPS.fullmatch(whole)):
        found.add(Fraction(f"{_NO_DIGIT.sub('', whole)}.{part}"))
    return found or {Fraction(int(bare))}


def _meant(values: set[Fraction], before: str, behind: str) -> Values:
    """With what the same is elsewhere: the year of an era, an hour of the afternoon, 割."""
    more = set(values)
    if before in _eras() and behind == "年":
        more |= {value + _eras()[before] for value in values}
    if behind == "時":
        more |= {value + 12 for value in values if before == "午後" and value < 12}
        more |= {value - 12 for value in values if 12 < value <= 24}
    if behind == "割":
        more |= {value * 10 for value in values}
    return frozenset(more)


def _in_kanji(text: str) -> Iterator[Number]:
    for match in _KANJI.finditer(text):
        value = _kanji_value(match[0])
        if value is None:
            continue
        before, behind = text[max(0, match.start() - 2) : match.start()], text[match.end() :][:1]
        is_counted = bool(behind) and behind in _COUNTED and _IS_HAN.match(before[-1:]) is None
        is_word = match[0] in _ALONE or f"{match[0]}{behind}" in _NO_NUMBERS
        values = _meant({Fraction(value)}, before, behind)
        yield Number(written=match[0], values=values, is_sure=is_counted and not is_word)


def _kanji_value(signs: str) -> int | None:
    """四万五千 as 45000, 二〇二五 as 2025; None for what no number is written like."""
    if all(sign in _DIGITS for sign in signs):
        return int("".join(str(_DIGITS[sign]) for sign in signs))
    total = section = digit = 0
    for sign in signs:
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            section += (digit or 1) * _SMALL[sign]
            digit = 0
        else:
            total += (section + digit or 1) * _LARGE[sign]
            section = digit = 0
    return total + section + digit


def _in_words(text: str) -> Iterator[Number]:
    """English words for numbers, alone or before thousand and the like; months of any language."""
    words = [match[0].lower() for match in _WORD.finditer(text)]
    for word, behind in zip_longest(words, words[1:], fillvalue=""):
        values = {Fraction(value) for value in _months().get(word, ())}
        head, _, tail = word.partition("-")
        counted = _cardinals().get(head, 0) + _cardinals().get(tail, 0)
        other = _OTHERS.get(word, 0)
        if counted or other:
            values.add(Fraction((counted or other) * _LARGE.get(behind, 1)))
        if values:
            yield Number(written=word, values=frozenset(values), is_sure=counted > 1)


@cache
def _eras() -> Mapping[str, int]:
    """Eras by their names, with the year before their first."""
    return MappingProxyType(
        {name: year for one in LEXICON.languages for name, year in one.calendar.eras}
    )


@cache
def _cardinals() -> Mapping[str, int]:
    tens = {word: 10 * at for at, word in enumerate(_TENS.split(), 2)}
    return MappingProxyType({word: at for at, word in enumerate(_ENGLISH.split(), 1)} | tens)


@cache
def _months() -> Mapping[str, frozenset[int]]:
    """The numbers of the months that a word names in some language."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for language in LEXICON.languages:
        for spellings in (language.calendar.months, language.calendar.short_months):
            for number, names in enumerate(spellings, 1):
                for name in listed(names):
                    found[name.casefold()].add(number)
    return MappingProxyType({name: frozenset(numbers) for name, numbers in found.items()})
