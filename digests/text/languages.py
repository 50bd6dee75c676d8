"""Tells the language of a digest from its scripts and its smallest words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from digests.text.characters import HAN, HANGUL, KANA, THAI

_SAMPLE = 20_000
_SCRIPTS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "ja": re.compile(f"[{KANA}]"),
        "zh": re.compile(f"[{HAN}]"),
        "ko": re.compile(f"[{HANGUL}]"),
        "ru": re.compile(r"[\u0400-\u04ff]"),
        "el": re.compile(r"[\u0370-\u03ff]"),
        "ar": re.compile(r"[\u0600-\u06ff]"),
        "he": re.compile(r"[\u0590-\u05ff]"),
        "th": re.compile(f"[{THAI}]"),
        "hi": re.compile(r"[\u0900-\u097f]"),
    }
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset(
            (
                "the",
                "of",
                "and",
                "to",
                "in",
                "is",
                "that",
                "for",
                "on",
                "with",
                "was",
                "by",
                "at",
                "from",
                "it",
                "as",
                "are",
            )
        ),
        "de": frozenset(
            (
                "der",
                "die",
                "das",
                "und",
                "ist",
                "nicht",
                "ein",
                "eine",
                "mit",
                "für",
                "von",
                "zu",
                "den",
                "im",
                "auf",
            )
        ),
        "fr": frozenset(
            (
                "le",
                "la",
                "les",
                "des",
                "et",
                "est",
                "un",
                "une",
                "pour",
                "que",
                "dans",
                "du",
                "au",
                "par",
                "sur",
                "pas",
            )
        ),
        "es": frozenset(
            (
                "el",
                "los",
                "las",
                "y",
                "es",
                "un",
                "una",
                "para",
                "que",
                "en",
                "del",
                "con",
                "por",
                "su",
                "se",
                "al",
            )
        ),
        "it": frozenset(
            (
                "il",
                "gli",
                "di",
                "che",
                "è",
                "un",
                "una",
                "per",
                "non",
                "con",
                "della",
                "sono",
                "nel",
                "dei",
                "le",
            )
        ),
        "pt": frozenset(
            (
                "o",
                "os",
                "as",
                "e",
                "é",
                "um",
                "uma",
                "para",
                "que",
                "em",
                "do",
                "da",
                "com",
                "não",
                "por",
                "na",
                "no",
            )
        ),
        "nl": frozenset(
            (
                "de",
                "het",
                "een",
                "en",
                "van",
                "is",
                "dat",
                "niet",
                "op",
                "te",
                "voor",
                "met",
                "zijn",
                "aan",
            )
        ),
        "pl": frozenset(
            (
                "i",
                "w",
                "na",
                "nie",
                "się",
                "z",
                "do",
                "że",
                "jest",
                "to",
                "o",
                "jak",
                "po",
                "od",
                "za",
            )
        ),
    }
)
_UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)
_KANA_SHARE = 0.05  # Chinese quotes a Japanese name at most
_CJK_WEIGHT = 2  # one ideograph or kana says about as much as two letters


def language_of(text: str, declared: str | None = None) -> str:
    """The ISO 639-1 code of a text's language; what the file declares decides where words can't."""
    counts = {code: len(found.findall(text[:_SAMPLE])) for code, found in _SCRIPTS.items()}
    latin = len(_LATIN.findall(text[:_SAMPLE]))
    code = _of_scripts(counts, latin)
    if code == "ru" and 50 * len(_UKRAINIAN.findall(text[:_SAMPLE])) > counts["ru"]:
        return "uk"
    return code or _of_words(text[:_SAMPLE]) or (declared or "en")[:2].casefold()


def _of_scripts(counts: Mapping[str, int], latin: int) -> str | None:
    cjk = counts["ja"] + counts["zh"]
    others = {code: count for code, count in counts.items() if code not in {"ja", "zh"}}
    best = max(others, key=lambda code: others[code])
    if _CJK_WEIGHT * cjk > max(others[best], latin) or (cjk and latin == others[best] == 0):
        return "ja" if counts["ja"] > _KANA_SHARE * cjk else "zh"
    return best if others[best] > latin / _CJK_WEIGHT else None


def _of_words(text: str) -> str | None:
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    scores = {code: sum(words[word] for word in small) for code, small in _WORDS.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] else None
