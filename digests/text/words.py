"""What counts as a word in any script: folded runs, bigrams and stems.

Scripts written without spaces (Han, kana, Thai …) or with particles glued to the noun (Hangul)
are *dense*: nothing tells where their words end, so they are compared by pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

from digests.text.characters import DENSE
from digests.text.languages import languages_of_word
from digests.text.lexicon import LEXICON, Lexicon

# `\w` leaves out the vowel signs and accents that stand on the letter before them.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0971-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff"
)
_RUN = re.compile(
    rf"(?P<dense>[{DENSE}]+)|(?<!\w)[a-z](?:\+\+?|#)(?![\w+#])|(?:(?![{DENSE}_])[\w{_MARKS}])+"
)
_LONGEST_WORD = 100
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's own name


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Letters and digits of one kind that stand together, in folded text at `start`.

    Or a single letter with the signs that make it another name: c++, c#.
    """

    text: str
    start: int
    dense: bool


def fold(text: str) -> str:
    """The text as it is compared: compatibility forms unified, case and invisible signs gone."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


def letters_and_digits(text: str) -> str:
    """The letters and digits of a text alone, without case: what two spellings of it share."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text)).casefold()


def runs(folded: str) -> Iterator[Run]:
    """The words and dense runs of a folded text, in order."""
    for match in _RUN.finditer(folded):
        yield Run(text=match[0], start=match.start(), dense=match["dense"] is not None)


def bigrams(run: str) -> tuple[str, ...]:
    """The overlapping pairs of characters, or the one character there is."""
    return tuple(run[at : at + 2] for at in range(max(1, len(run) - 1)))


def stem(word: str, language: str) -> str:
    """The word's stem, or the word itself for a language without an algorithm.

    What is longer than any word stays as it is: stemmers take the square of its length.
    """
    algorithm = _algorithms(LEXICON).get(language) if len(word) <= _LONGEST_WORD else None
    return _stem(word, algorithm) if algorithm else word


def stems(word: str) -> frozenset[str]:
    """The word's stems in every language it may be of: a query is too short to tell which."""
    return frozenset(stem(word, language) for language in languages_of_word(word))


@cache
def _algorithms(lexicon: Lexicon) -> Mapping[str, str]:
    """The Snowball algorithm of each language that has one."""
    return {one.code: one.stemmer for one in lexicon.languages if one.stemmer}


@lru_cache(maxsize=65_536)
def _stem(word: str, algorithm: str) -> str:
    # Its thirty languages take long to load, and Japanese needs none of them.
    from snowballstemmer import stemmer as made_for  # type: ignore[import-untyped]  # noqa: PLC0415

    # A stemmer keeps the word it works on in itself, so threads must not share one.
    stemmer: _Stemmer = made_for(algorithm)
    return stemmer.stemWord(word)
