"""How likely a decoded text is: the signs of a script that mojibake does not have."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice

SENSE = 0.25  # the least score of a text that was decoded rightly

_FFFD_WEIGHT = -3.0
_MISFIT_WEIGHT = -1.0
_SAMPLE_RUNS = 2000
_SAMPLE_CHARS = 8000
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")

# What the old encodings hold of the scripts, and people write; less than what Unicode has.
_HIRAGANA = range(0x3041, 0x3097)
_KATAKANA = range(0x30A1, 0x30FD)
_HALF_KATAKANA = range(0xFF66, 0xFFA0)
_IDEOGRAPHS = range(0x4E00, 0xA000)
_CYRILLIC = range(0x0400, 0x0460)
_ACCENTED = range(0x00C0, 0x0180)
_CJK_SIGNS = (
    range(0x2150, 0x2180),  # Ⅰ ⅱ ⅓
    range(0x2190, 0x2194),  # → ←
    range(0x2460, 0x2500),  # ① ⑴ ⓫
    range(0x25A0, 0x2760),  # ■ ★
    range(0x2776, 0x2794),  # ❶
    range(0x3000, 0x3030),  # 、。「」
    range(0xFF01, 0xFF5F),  # （ ） ＝ ０
)
_PUNCTUATION = frozenset("“”‘’„‚–—―…‥·•※«»‹›№§°©®™€£×÷±\xa0\xad")
_SIMPLIFIED = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可"
    "后么心多天而能好都然没日于起还发成事只作当想看文无开用主行方又如前所本经头面公同三已老从动两长"
)
_TRADITIONAL = frozenset(
    "的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可"
    "後麼心多天而能好都然沒日於起還發成事只作當想看文無開用主行方又如前所本經頭面公同三已老從動兩長"
)
_CYRILLIC_CAPITAL_INSIDE = re.compile(r"[а-џ][Ѐ-Я]|[A-Za-z][Ѐ-џ]|[Ѐ-џ][A-Za-z]")
_ACCENTS_IN_A_ROW = re.compile(r"[À-ſ](?=[À-ſ])")
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """An encoding with what text in it looks like: a weight a character, −1 to 1, and misfits."""

    encoding: str
    weigh: Callable[[str], float]
    misfit: re.Pattern[str] = _NOTHING

    def score(self, text: str) -> float:
        """The mean weight of the characters beyond ASCII; below `SENSE` it isn't such a text."""
        return _mean_weight(_beyond_ascii(text), self.weigh) + self._misfits(text)

    def _misfits(self, text: str) -> float:
        head = text[: 4 * _SAMPLE_CHARS]
        characters = sum(len(run) for run in _BEYOND_ASCII.findall(head))
        return _MISFIT_WEIGHT * len(self.misfit.findall(head)) / (characters or 1)


def sense(text: str) -> float:
    """How much of a text (its start) is of the characters people write in, −3 to 1."""
    return _mean_weight(text[:_SAMPLE_CHARS], _any_script)


def is_noise(text: str) -> bool:
    """Whether a text (its start) is full of code points that stand for no character."""
    sample = [char for char in text[:_SAMPLE_CHARS] if not char.isspace()]
    return 20 * sum(char == "\ufffd" or _stands_for_nothing(char) for char in sample) > len(sample)


def _stands_for_nothing(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cn", "Co", "Cs"}


def contradicts(text: str, encoding: str) -> bool:
    """Whether a text can't have been written in the encoding it was decoded with.

    Encodings of scripts not known here are only refused for what no text has: C1 controls.
    """
    script = next((script for script in SCRIPTS if script.encoding == encoding), None)
    if script is None:
        return re.search(r"[\x80-\x84\x86-\x9f]", text) is not None
    return script.score(text) < SENSE


def _beyond_ascii(text: str) -> str:
    runs = islice(_BEYOND_ASCII.finditer(text), _SAMPLE_RUNS)
    return "".join(run.group()[:_SAMPLE_CHARS] for run in runs)[:_SAMPLE_CHARS]


def _mean_weight(sample: str, weigh: Callable[[str], float]) -> float:
    counted = Counter(sample)
    total = sum(_weight(char, weigh) * count for char, count in counted.items())
    return total / (len(sample) or 1)


def _weight(char: str, weigh: Callable[[str], float]) -> float:
    if char == "\ufffd":
        return _FFFD_WEIGHT
    if "\x7f" <= char <= "\x9f" and char != "\x85":
        return -1.0
    return weigh(char)


def _japanese(char: str) -> float:
    code = ord(char)
    if code in _HIRAGANA:
        return 1.0
    if code in _KATAKANA or _is_sign(code) or char in _PUNCTUATION:
        return 0.7
    if char in _first_level("euc_jp", 0xB0, 0xCF):
        return 0.4
    if code in _HALF_KATAKANA:
        return -0.5
    return -0.2 if code in _IDEOGRAPHS else -0.6


def _simplified(char: str) -> float:
    return _chinese(char, _SIMPLIFIED, _first_level("gb2312", 0xB0, 0xD7))


def _traditional(char: str) -> float:
    return _chinese(char, _TRADITIONAL, _first_level("big5", 0xA4, 0xC6))


def _chinese(char: str, frequent: frozenset[str], first_level: frozenset[str]) -> float:
    if char in frequent:
        return 1.0
    if _is_sign(ord(char)) or char in _PUNCTUATION:
        return 0.7
    if char in first_level:
        return 0.4
    # Kana in what claims to be Chinese: it is Japanese in EUC.
    return -0.2 if ord(char) in _IDEOGRAPHS else -0.6


def _cyrillic(char: str) -> float:
    if "а" <= char <= "я" or char in "ёіїєґў":
        return 1.0
    if ord(char) in _CYRILLIC:
        # Either of cp1251 and KOI8-R has its small letters where the other has its capitals.
        return 0.1
    return 0.5 if char in _PUNCTUATION else -0.6


def _western(char: str) -> float:
    if ord(char) in _ACCENTED:
        return 0.9 if char.islower() else 0.2
    return 0.9 if char in _PUNCTUATION else -0.5


def _any_utf8(_char: str) -> float:
    return 1.0


def _any_script(char: str) -> float:
    code = ord(char)
    if char.isascii():
        return 1.0 if char.isprintable() or char in "\t\n\r" else -1.0
    if code in _IDEOGRAPHS:
        return 0.7 if char in _any_first_level() else 0.0
    known = (_HIRAGANA, _KATAKANA, _CYRILLIC, _ACCENTED, *_CJK_SIGNS)
    return 1.0 if char in _PUNCTUATION or _within(code, known) else -1.0


def _is_sign(code: int) -> bool:
    return _within(code, _CJK_SIGNS)


def _within(code: int, ranges: Iterable[range]) -> bool:
    return any(code in each for each in ranges)


@cache
def _any_first_level() -> frozenset[str]:
    return (
        _first_level("euc_jp", 0xB0, 0xCF)
        | _first_level("gb2312", 0xB0, 0xD7)
        | _first_level("big5", 0xA4, 0xC6)
    )


@cache
def _first_level(encoding: str, first: int, last: int) -> frozenset[str]:
    """The ideographs that a national standard set apart as the common ones, by their lead bytes."""
    cells = range(0x40, 0xFF)
    codes = (bytes((lead, cell)) for lead in range(first, last + 1) for cell in cells)
    decoded = (code.decode(encoding, "ignore") for code in codes)
    return frozenset(char for char in decoded if len(char) == 1 and not char.isascii())


SCRIPTS = (
    Script(encoding="utf-8", weigh=_any_utf8),  # with a few bytes broken
    Script(encoding="cp932", weigh=_japanese),
    Script(encoding="euc_jis_2004", weigh=_japanese),
    Script(encoding="gb18030", weigh=_simplified),
    Script(encoding="gb18030", weigh=_japanese),  # which has every kana, too
    Script(encoding="big5hkscs", weigh=_traditional),
    Script(encoding="cp1251", weigh=_cyrillic, misfit=_CYRILLIC_CAPITAL_INSIDE),
    Script(encoding="koi8-u", weigh=_cyrillic, misfit=_CYRILLIC_CAPITAL_INSIDE),
    Script(encoding="cp1252", weigh=_western, misfit=_ACCENTS_IN_A_ROW),
)
