"""Numbers as lists print them: decimal, letters, roman, circled, kanji."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from digests.text.characters import full_width

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN = 3999
KANJI = "一二三四五六七八九十"
"""One to ten."""
KANJI_DIGITS = "〇" + KANJI[:-1]
"""Zero to nine."""
_AIUEO = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
_FULL_WIDTH = str.maketrans("0123456789", full_width("0123456789"))


class Numerals(StrEnum):
    """How a list prints its numbers; named as ST_NumberFormat of ECMA-376, 17.18.59."""

    DECIMAL = "decimal"  # 1 2 3
    DECIMAL_ZERO = "decimalZero"  # 01 02 03
    FULL_WIDTH = "decimalFullWidth"  # １ ２ ３
    CIRCLED = "decimalEnclosedCircle"  # ① ② ③
    LOWER_LETTER = "lowerLetter"  # a b c
    UPPER_LETTER = "upperLetter"  # A B C
    LOWER_ROMAN = "lowerRoman"  # i ii iii
    UPPER_ROMAN = "upperRoman"  # I II III
    KANJI = "japaneseCounting"  # 一 二 三 … 十
    AIUEO = "aiueoFullWidth"  # ア イ ウ
    IROHA = "irohaFullWidth"  # イ ロ ハ


def printed(number: int, numerals: Numerals) -> str:
    """The number as it is printed; in decimal where its numerals don't reach."""
    return _PRINTERS[numerals](number)


def _decimal_zero(number: int) -> str:
    return f"{number:02}"


def _full_width(number: int) -> str:
    return str(number).translate(_FULL_WIDTH)


def _circled(number: int) -> str:
    for first, base, count in ((1, 0x2460, 20), (21, 0x3251, 15), (36, 0x32B1, 15)):
        if first <= number < first + count:
            return chr(base + number - first)
    return str(number)


def _letters(number: int) -> str:
    """After z Word goes on with aa, bb, cc."""
    if number < 1:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * min(9, (number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _kanji(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else KANJI_DIGITS[tens]) + "十" if tens else ""
    return head + (KANJI_DIGITS[ones] if ones else "")


def kanji_number(text: str) -> int | None:
    """二十一 as 21, 二〇二五 as 2025; None for what no number is written like."""
    if "十" not in text:
        return int("".join(str(KANJI_DIGITS.index(sign)) for sign in text.replace("零", "〇")))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return 10 * (KANJI_DIGITS.index(tens) if tens else 1) + (
        KANJI_DIGITS.index(ones) if ones else 0
    )


def _upper_letters(number: int) -> str:
    return _letters(number).upper()


def _upper_roman(number: int) -> str:
    return _roman(number).upper()


def _aiueo(number: int) -> str:
    return _AIUEO[number - 1] if 0 < number <= len(_AIUEO) else str(number)


def _iroha(number: int) -> str:
    return _IROHA[number - 1] if 0 < number <= len(_IROHA) else str(number)


_PRINTERS: Mapping[Numerals, Callable[[int], str]] = MappingProxyType(
    {
        Numerals.DECIMAL: str,
        Numerals.DECIMAL_ZERO: _decimal_zero,
        Numerals.FULL_WIDTH: _full_width,
        Numerals.CIRCLED: _circled,
        Numerals.LOWER_LETTER: _letters,
        Numerals.UPPER_LETTER: _upper_letters,
        Numerals.LOWER_ROMAN: _roman,
        Numerals.UPPER_ROMAN: _upper_roman,
        Numerals.KANJI: _kanji,
        Numerals.AIUEO: _aiueo,
        Numerals.IROHA: _iroha,
    }
)
