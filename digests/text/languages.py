"""Tells the language of a text from its scripts, its commonest words and its letters."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from digests.text.characters import DENSE, LATIN
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.lexicon.language import Language

_SAMPLE = 20_000
_OTHER_SHARE = 50  # one of so many letters
_LATIN = re.compile(f"[{LATIN}]")
_KANA_SHARE = 0.05  # Chinese quotes a Japanese name at most
_CJK_WEIGHT = 2  # one ideograph or kana says about as much as two letters
_LETTER_WEIGHT = 0.5  # of a common word's
_WORD = re.compile(r"[^\W\d_]+")
_DENSE_RUN = re.compile(f"[{DENSE}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """What languages are told by: scripts, words and letters.

    `scripts` names the most usual language of each script but the Latin one, `others` those that
    share it, each with the letters that the most usual one doesn't have.
    """

    scripts: Mapping[str, re.Pattern[str]]
    others: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
    by_word: Mapping[str, tuple[str, ...]]
    by_letter: Mapping[str, tuple[str, ...]]
    latin: tuple[str, ...]


def language_of(text: str, declared: str | None = None, *, lexicon: Lexicon = LEXICON) -> str:
    """The ISO 639-1 code of a text's language; what the file declares decides where words can't."""
    signs = _signs(lexicon)
    sample = text[:_SAMPLE]
    told = _of_other_scripts(signs, sample) or _of_words(signs, sample)
    return told or (declared or "en")[:2].casefold()


def language_of_words(text: str) -> str:
    """The language of the words in a text, what is written without spaces left out."""
    return language_of(_DENSE_RUN.sub(" ", text))


def languages_of_word(word: str) -> Iterable[str]:
    """The languages a word may be of by its letters: alone it is too short to tell more."""
    signs = _signs(LEXICON)
    code = _of_other_scripts(signs, word[:_SAMPLE])
    return signs.latin if code is None else (code,)


def is_common(word: str) -> bool:
    """Whether the folded word is one of those that every text of its language is full of."""
    return word in _signs(LEXICON).by_word


def _of_other_scripts(signs: _Signs, text: str) -> str | None:
    """The language of a text that is not in the Latin script."""
    counts = {code: len(found.findall(text)) for code, found in signs.scripts.items()}
    code = _of_scripts(counts, len(_LATIN.findall(text)))
    if code is None:
        return None
    return _of_letters(signs.others.get(code, ()), text, counts[code]) or code


def _of_scripts(counts: Mapping[str, int], latin: int) -> str | None:
    cjk = counts["ja"] + counts["zh"]
    others = {code: count for code, count in counts.items() if code not in {"ja", "zh"}}
    best = max(others, key=lambda code: others[code])
    if _CJK_WEIGHT * cjk > max(others[best], latin) or (cjk and latin == others[best] == 0):
        return "ja" if counts["ja"] > _KANA_SHARE * cjk else "zh"
    return best if others[best] > latin / _CJK_WEIGHT else None


def _of_letters(others: Iterable[tuple[str, re.Pattern[str]]], text: str, count: int) -> str | None:
    """Which of the languages that share the script with a more usual one a text is in, if any."""
    own = {code: len(letters.findall(text)) for code, letters in others}
    best = max(own, key=lambda code: own[code], default=None)
    return best if best is not None and _OTHER_SHARE * own[best] > count else None


def _of_words(signs: _Signs, text: str) -> str | None:
    """The language of most words and letters; those of several languages count less for each."""
    scores: defaultdict[str, float] = defaultdict(float)
    for word, count in Counter(_WORD.findall(text.casefold())).items():
        for code, weight in _weights(signs, word).items():
            scores[code] += weight * count
    best = max(signs.latin, key=lambda code: scores[code])
    return best if scores[best] else None


def _weights(signs: _Signs, word: str) -> Mapping[str, float]:
    spoken = signs.by_word.get(word, ())
    weights = dict.fromkeys(spoken, 1 / len(spoken)) if spoken else {}
    # In the word's order: that of a set changes from run to run, and sums with it.
    for letter in dict.fromkeys(word):
        written = signs.by_letter.get(letter, ())
        for code in written:
            weights[code] = weights.get(code, 0.0) + _LETTER_WEIGHT / len(written)
    return weights


@cache
def _signs(lexicon: Lexicon) -> _Signs:
    sharing: defaultdict[str, list[Language]] = defaultdict(list)
    for one in lexicon.languages:
        sharing[one.script].append(one)
    latin = [one for one in sharing.pop(LATIN) if one.common_words]
    return _Signs(
        scripts={usual.code: re.compile(f"[{usual.script}]") for usual, *_ in sharing.values()},
        others={usual.code: _told_by_letters(others) for usual, *others in sharing.values()},
        by_word=_inverted({one.code: one.common_words.split() for one in latin}),
        by_letter=_inverted({one.code: one.own_letters for one in latin}),
        latin=tuple(one.code for one in latin),
    )


def _told_by_letters(others: Iterable[Language]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (one.code, re.compile(f"[{one.own_letters}]", re.IGNORECASE))
        for one in others
        if one.own_letters
    )


def _inverted(table: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for code, entries in table.items():
        for entry in entries:
            found[entry] += (code,)
    return MappingProxyType(dict(found))
