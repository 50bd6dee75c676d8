"""What single characters are: which script, how wide."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

# The inside of a character class of `re`, for patterns that need more than a test of one character.
HIRAGANA = "\u3041-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff"
KANA = HIRAGANA + KATAKANA
HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Ideographs, and 々 〆 〇, which stand among them."""
HANGUL = "\uac00-\ud7af"
THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
LATIN = "A-Za-z\u00c0-\u024f"
CYRILLIC = "\u0400-\u04ff"
ARABIC = "\u0600-\u06ff"
DENSE = (
    f"{KANA}{HAN}{HANGUL}{THAI}"
    "\u0e81-\u0edf\u0f40-\u0fbc\u1000-\u1049\u1050-\u109f\u1780-\u17d3"  # Lao to Khmer
    "\u1100-\u11ff\u3105-\u318f\u31f0-\u31ff\ua960-\ua97f\ud7b0-\ud7ff"  # jamo, bopomofo
)
"""Letters of scripts without spaces, or with particles glued to the noun."""
DIGITS = "0-9０-９"
"""Decimal digits, half and full width."""
_FULL_WIDTH = MappingProxyType(
    {ord(" "): 0x3000, **{code: code + 0xFEE0 for code in range(0x21, 0x7F)}}
)
_CJK = re.compile(rf"[{HAN}{KANA}\u3000-\u30ff\u4dc0-\u4dff\uff00-\uffef\u2e80-\u2fff]")
_HANGUL = re.compile(f"[{HANGUL}]")
_HAN_OR_KANA = re.compile(f"[{KANA}{HAN}]")


def full_width(text: str) -> str:
    """The text with each ASCII character in its full-width form."""
    return text.translate(_FULL_WIDTH)


def is_cjk(char: str) -> bool:
    """Whether a character belongs to a script that is written without spaces."""
    return _CJK.match(char) is not None


def is_hangul(char: str) -> bool:
    """Whether a character is a Korean syllable, which spaces set apart."""
    return _HANGUL.match(char) is not None


def count_cjk(text: str) -> int:
    """How many ideographs and kana a text has; signs don't count."""
    return len(_HAN_OR_KANA.findall(text))


def width(text: str) -> int:
    """The columns a text takes where CJK characters take two."""
    if text.isascii():
        return len(text)
    widths = [*map(unicodedata.east_asian_width, text)]
    return len(text) + widths.count("W") + widths.count("F")
