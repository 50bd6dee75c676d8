"""What is known of natural languages, an entry each: adding a language for reading is one entry.

Whoever looks for words builds a pattern of those of all languages: a digest quotes others than its
own, and a single line is too short to tell which it is in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from digests.text.characters import DENSE
from digests.text.lexicon import (
    chinese,
    english,
    germanic,
    japanese,
    korean,
    others,
    romance,
    russian,
    slavic,
)
from digests.text.lexicon.language import Language

_NOTHING = "(?!)"
_DENSE = re.compile(f"[{DENSE}]")
Words = Callable[[Language], str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """The languages that are read, the most usual of each script first."""

    languages: tuple[Language, ...]

    def words(self, of: Words) -> tuple[str, ...]:
        """The words of one kind in all languages, each once, the longest first."""
        found = {word: None for one in self.languages for word in listed(of(one))}
        return tuple(sorted(found, key=len, reverse=True))

    def signs(self, of: Words) -> str:
        """The single signs of one kind in all languages, as the inside of a character class."""
        found = dict.fromkeys("".join(map(of, self.languages)))
        return "".join(map(re.escape, found))

    def date_signs(self) -> tuple[str, str, str]:
        """The signs behind the numbers of year, month and day, as insides of character classes."""
        year = self.signs(lambda one: one.calendar.date_signs[0])
        month = self.signs(lambda one: one.calendar.date_signs[1])
        return year, month, self.signs(lambda one: one.calendar.date_signs[2])

    def any_of(self, of: Words) -> str:
        """A regular expression for any of the words of one kind, without a group around it."""
        return alternatives(self.words(of))

    def any_whole(self, of: Words) -> str:
        """The same, where a word ends as words of its script do."""
        return "|".join(map(_whole, self.words(of))) or _NOTHING

    def any_pattern(self, of: Words) -> str:
        """Any of what the languages hold as regular expressions.

        In one `{month}` stands for the language's own months.
        """
        found = (of(one).replace("{month}", _month(one)) for one in self.languages)
        return "|".join(filter(None, found)) or _NOTHING


def _month(language: Language) -> str:
    names = (name for month in language.calendar.months for name in listed(month))
    return f"(?:{alternatives(names)})"


def listed(words: str) -> tuple[str, ...]:
    """The words of an entry's text."""
    return tuple(word.replace("_", " ") for word in words.split())


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of the words; for none of them one that never fits."""
    return "|".join(map(re.escape, words)) or _NOTHING


def is_dense(word: str) -> bool:
    """Whether a word opens in a script that sets no space behind it."""
    return _DENSE.match(word) is not None


def _whole(word: str) -> str:
    return re.escape(word) if is_dense(word) else rf"{re.escape(word)}\b"


LEXICON = Lexicon(
    languages=(
        *(japanese.JAPANESE, chinese.CHINESE, korean.KOREAN, russian.RUSSIAN, others.GREEK),
        *(others.MODERN_ARABIC, others.HEBREW, others.CENTRAL_THAI, others.HINDI, others.TAMIL),
        *(others.ARMENIAN, others.AMHARIC, others.KHMER, others.BURMESE),
        *(slavic.UKRAINIAN, slavic.BELARUSIAN, slavic.SERBIAN, others.PERSIAN, others.URDU),
        *(others.NEPALI, english.ENGLISH, germanic.GERMAN, romance.FRENCH, romance.SPANISH),
        *(romance.PORTUGUESE, romance.ITALIAN, germanic.DUTCH, germanic.SWEDISH),
        *(germanic.DANISH, germanic.NORWEGIAN, others.FINNISH, slavic.POLISH, slavic.CZECH),
        *(others.HUNGARIAN, romance.ROMANIAN, others.TURKISH, others.INDONESIAN),
        *(others.VIETNAMESE, romance.CATALAN, germanic.BOKMAL, germanic.NYNORSK),
        *(others.BASQUE, others.ESPERANTO, others.ESTONIAN, others.IRISH, others.LITHUANIAN),
    )
)
"""All languages; the order decides where two fit a text equally well."""
