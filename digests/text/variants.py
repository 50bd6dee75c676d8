"""Spellings that mean the same, as one: 渡邊 渡辺, リンゴ りんご, café cafe, 1,000 1000.

What can be told from a character, or from those beside it, is made one in texts and queries alike
(`unified`); what depends on the word is asked for in each of its `spellings`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from digests.text import words
from digests.text.characters import HAN, HANGUL, KANA
from digests.text.han_variants import han_variants
from digests.text.numerals import KANJI, kanji_number

Span = tuple[int, int]

_LEFT_OUT = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0640\u064b-\u065f\u0670\u093c]"
)
"""Accents and vowel signs that a letter is written with or without."""
_ACCENTED = re.compile("[\u00c0-\u024f\u0370-\u03ff\u1e00-\u1fff]")
_LIKE = (
    "łl øo đd ıi ħh ðd ŧt æae œoe þth ёе ґг ўу"
    " أا إا آا ٱا ىي ةه ؤو ئي کك یي ہه ھه ۀه"
    " ँं ゐい ゑえ ぁあ ぃい ぅう ぇえ ぉお ゎわ ぢじ づず ゔぶ ゕか ゖけ"
    " ’' ‘' ʼ' ‐- ‑- ♯#"
)
"""A sign, and as what it is compared."""
_CLUSTER = re.compile(
    ".[\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f\u00ad\u200b-\u200f\ufeff]*", re.DOTALL
)
_JOINED = re.compile(
    rf"(?<=[{KANA}])[・=゠](?=[{KANA}])"  # ドナルド・トランプ
    rf"|(?<=[{HANGUL}]) (?=[{HANGUL}])"  # 한국 은행
    r"|(?<![0-9.,'])[0-9]{1,3}(?:[,'][0-9]{3})+(?![0-9])"  # 1,000
    r"|(?<!\w)[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?"  # U.S.
)
_SIGNS = frozenset("・=゠ ,'.")
"""What counts for nothing in a place where `_JOINED` fits."""
_COMPOUND = re.compile(r"(?<!\w)\w++(?:[-']\w++)++")
_KATAKANA = range(0x30A1, 0x30F7)
_TO_HIRAGANA = 0x60
_LONG_ENDING = re.compile(rf"(?<=[{KANA}]{{2}})ー$")
_BETWEEN_HAN = re.compile(f"(?<=[{HAN}])[けかが](?=[{HAN}])")
_FOREIGN_V = (("ゔぁ", "ば"), ("ゔぃ", "び"), ("ゔぇ", "べ"), ("ゔぉ", "ぼ"), ("ゔ", "ぶ"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ñ": "ny"})
_DIGRAPH = re.compile("([aou])e|a(a)")
_SHORTEST_WITH_DIGRAPH = 4
_DIGITS: tuple[str, ...] = ("", *KANJI[:-1])


class _Signs(dict[int, str]):
    """What each character is compared as, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _compared(chr(code))
        return self[code]


def unified(folded: str) -> str:
    """A folded text in which spellings that mean the same are one."""
    return _JOINED.sub(_without_signs, folded.translate(_signs()))


def unified_with_origin(text: str) -> tuple[str, list[Span]]:
    """A text as it is compared, and of each of its characters the part of `text` it came from."""
    parts: list[str] = []
    origin: list[Span] = []
    for cluster in _CLUSTER.finditer(text):
        parts.append(words.fold(cluster[0]).translate(_signs()))
        origin.extend([cluster.span()] * len(parts[-1]))
    plain = "".join(parts)
    gone = {
        at
        for match in _JOINED.finditer(plain)
        for at in range(*match.span())
        if plain[at] in _SIGNS
    }
    kept = [at for at in range(len(plain)) if at not in gone]
    return "".join(plain[at] for at in kept), [origin[at] for at in kept]


def spellings(folded: str) -> tuple[str, ...]:
    """A folded word of a query as it may stand in unified texts; the usual way comes first."""
    usual = _LONG_ENDING.sub("", unified(folded))
    others = (_LONG_ENDING.sub("", other) for other in _others(folded, usual))
    return tuple(dict.fromkeys((usual, *others)))


def joined_compounds(text: str) -> frozenset[str]:
    """The words that have a hyphen or an apostrophe in them, without it: email for e-mail."""
    return frozenset(re.sub("[-']", "", match[0]) for match in _COMPOUND.finditer(text))


def _others(folded: str, usual: str) -> Iterator[str]:
    yield from joined_compounds(usual) if _COMPOUND.fullmatch(usual) else ()
    yield unified(folded.translate(_UMLAUTS))
    if len(usual) >= _SHORTEST_WITH_DIGRAPH:
        yield _DIGRAPH.sub(r"\1\2", usual)
    if _BETWEEN_HAN.search(usual):
        yield from (_BETWEEN_HAN.sub(sign, usual) for sign in "けかが")
    yield from _with_other_v(folded)
    yield re.sub(f"[{KANJI}]{{1,3}}", _in_digits, usual)
    yield re.sub("(?<![0-9.])[1-9][0-9]?(?![0-9.])", _in_kanji, usual)


def _with_other_v(folded: str) -> Iterator[str]:
    """ヴァイオリン as バイオリン, and the other way round."""
    hiragana = "".join(map(_hiragana, folded))
    if hiragana == folded:
        return
    with_b, with_v = hiragana, hiragana
    for foreign, usual in _FOREIGN_V:
        with_b = with_b.replace(foreign, usual)
        with_v = with_v.replace(usual, foreign)
    yield from map(unified, (with_b, with_v))


def _in_digits(match: re.Match[str]) -> str:
    return str(kanji_number(match[0]) or match[0])


def _in_kanji(match: re.Match[str]) -> str:
    tens, ones = divmod(int(match[0]), 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + _DIGITS[ones]


def _without_signs(match: re.Match[str]) -> str:
    return "".join(char for char in str(match[0]) if char not in _SIGNS)


@cache
def _signs() -> _Signs:
    """The signs that no rule tells, then one entry for each character that was met."""
    like = {entry[0]: entry[1:] for entry in _LIKE.split()}
    return _Signs({ord(sign): other for sign, other in (like | dict(han_variants())).items()})


def _compared(char: str) -> str:
    if _LEFT_OUT.match(char):
        return ""
    if _ACCENTED.match(char):
        bare = _LEFT_OUT.sub("", unicodedata.normalize("NFD", char))
        return "".join(_signs().get(ord(part), part) for part in bare)
    if ord(char) in _KATAKANA:
        return _signs()[ord(_hiragana(char))]
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _hiragana(char: str) -> str:
    return chr(ord(char) - _TO_HIRAGANA) if ord(char) in _KATAKANA else char
