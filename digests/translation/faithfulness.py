"""Whether a translation tells what the original does, as far as that can be told by rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from itertools import chain

from digests.text.characters import HAN, HANGUL, KANA, width
from digests.translation import ItemText
from digests.translation.kept_names import has_same_names, without_addresses
from digests.translation.numbers import is_beyond_numbers, numbers_in


class Fault(StrEnum):
    """Why a translation is not shown."""

    EMPTY = "empty"  # it has no words, or other pieces than the original
    SIZE = "size"  # far longer or far shorter than what it says
    MARKUP = "markup"  # signs of a markup language, or lines, that the original has not
    LANGUAGE = "language"  # its letters are not those of the language
    NUMBER = "number"  # a number or date is gone, or another came in
    NAME = "name"  # a name or an address is not there as it was written


_DENSE_LANGUAGES = frozenset({"ja", "zh"})
_DENSE = re.compile(f"[{KANA}{HAN}]")
_KANA = re.compile(f"[{KANA}]")
_FOREIGN = re.compile(f"[{KANA}{HAN}{HANGUL}]")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST, _MARGIN, _SHORTEST = 3, 80, 6
"""A translation has at most three times the original's columns and so many more, at least a sixth
of them."""
_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|\*\*|__|```|`|\]\(|^\s*#{1,6}\s|[\r\n]|&[a-z]+;")


def fault_of(
    original: ItemText, translation: ItemText, language: str, outlet: str | None = None
) -> Fault | None:
    """What is wrong with a translation into a language; None where nothing is to be seen.

    `outlet` is whose news the original is.
    """
    if len(original.pieces) != len(translation.pieces):
        return Fault.EMPTY
    pairs = zip(original.pieces, translation.pieces, strict=True)
    found = (_faults(one, other, language, outlet or "") for one, other in pairs)
    return next(chain.from_iterable(found), None)


def _faults(original: str, said: str, language: str, outlet: str) -> Iterator[Fault]:
    if _LETTER.search(original) and not _LETTER.search(said):
        yield Fault.EMPTY
    if not width(original) / _SHORTEST <= width(said) <= width(original) * _LONGEST + _MARGIN:
        yield Fault.SIZE
    if not {*_MARKUP.findall(said)} <= {*_MARKUP.findall(original)}:
        yield Fault.MARKUP
    if not _is_written_in(said, language):
        yield Fault.LANGUAGE
    if not _has_same_numbers(original, said):
        yield Fault.NUMBER
    if not has_same_names(original, said, outlet):
        yield Fault.NAME


def _is_written_in(said: str, language: str) -> bool:
    """Whether the letters may be those of a language; a name in Latin letters is in any."""
    if language == "ja":
        return _DENSE.search(said) is not None
    if language in _DENSE_LANGUAGES:
        return _DENSE.search(said) is not None and _KANA.search(said) is None
    return language == "ko" or _FOREIGN.search(said) is None


def _has_same_numbers(original: str, said: str) -> bool:
    """Whether each number stands on the other side, by some meaning of what is written there."""
    original, said = without_addresses(original), without_addresses(said)
    if is_beyond_numbers(original) or is_beyond_numbers(said):
        return False
    before, after = numbers_in(original), numbers_in(said)
    told: set[Fraction] = {value for one in after for value in one.values}
    known: set[Fraction] = {value for one in before for value in one.values}
    is_whole = all(one.values & told for one in before if one.is_sure)
    return is_whole and all(one.values & known for one in after if one.is_sure)
