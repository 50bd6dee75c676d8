"""What a line is set from: which signs stand upright, are turned, raised, or share a place.

The rules are those of Japanese layout (JLREQ, https://www.w3.org/TR/jlreq/, 2.3 and 3.2) and of
Unicode Annex 50, which says of each sign how it stands in a line from top to bottom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from string import ascii_letters, digits

from digests.text.characters import DENSE, DIGITS, HAN, KANA, full_width, is_cjk


class Orientation(StrEnum):
    """How a sign stands in its line."""

    UPRIGHT = "upright"  # as in a horizontal line
    TURNED = "turned"  # a quarter clockwise
    RAISED = "raised"  # upright, in the upper right of its place: small kana, comma, full stop
    ACROSS = "across"  # several signs beside each other in one place (縦中横)


@dataclass(frozen=True, slots=True)
class Cell:
    """What no line is broken within, and how it stands.

    `room` is what it takes of the line, in ems; None where that depends on the font.
    """

    text: str
    orientation: Orientation = Orientation.UPRIGHT
    room: float | None = 1.0

    @property
    def is_space(self) -> bool:
        """Whether nothing is to be seen of it."""
        return self.text.isspace()


OPENING = "（(「『【〈《〔［[｛{“‘〝≪«"
CLOSING = "）)」』】〉》〕］]｝}”’〟≫»"
COMMAS = "、。，．"
SMALL_KANA = "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
_DASHES = "ー〜～~―—–‐-−=＝…‥：:；;｜|→←↑↓⇒／/"
_TURNED = frozenset(OPENING + CLOSING + _DASHES)
_RAISED = frozenset(COMMAS + SMALL_KANA)
_HALF = frozenset(OPENING + CLOSING + COMMAS)
"""They take half a place: the other half of it is empty (JLREQ, 3.1.2)."""
_SPACE = 0.4
_LONGEST_STACK = 5
"""So many capitals and digits stand one below the other; longer names are turned."""
_LONGEST_WORD = 30
_MOST_ACROSS = 2
"""So many digits share one place; more would be too narrow to be read from afar."""
_DENSE = f"{DENSE}{HAN}{KANA}"
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    rf"|(?P<number>[{DIGITS}]+(?:[.,:．，：][{DIGITS}]+)+)"
    rf"|(?P<word>[^\W_{_DENSE}]+(?:[-'’&+.@_][^\W_{_DENSE}]+)*)"
    r"|(?P<dash>[―—]{2,})"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_BESIDE_LATIN = re.compile(
    rf"(?<=[{HAN}{KANA}]) (?=[A-Za-z{DIGITS}])|(?<=[A-Za-z{DIGITS}%]) (?=[{HAN}{KANA}])"
)
_NAME = re.compile(rf"[A-ZＡ-Ｚ{DIGITS}]{{1,{_LONGEST_STACK}}}")
_QUOTES = str.maketrans("“”", "〝〟")
_PLAIN_NUMBER = re.compile(f"[{DIGITS}]+")
_ASCII = ascii_letters + digits + ".,:"
_HALF_WIDTH = str.maketrans(full_width(_ASCII), _ASCII)


def downward(text: str) -> tuple[Cell, ...]:
    """A text for a line from top to bottom.

    A space between Japanese and a number or Latin letters is one of horizontal lines; so are
    quotation marks that hang from above.
    """
    closed = _BESIDE_LATIN.sub("", text.strip()).translate(_QUOTES)
    return tuple(cell for found in _TOKEN.finditer(closed) for cell in _downward(found))


def _downward(found: re.Match[str]) -> Iterator[Cell]:
    text = found[0]
    if found["space"]:
        yield Cell(" ", room=_SPACE)
    elif found["number"]:
        yield Cell(_half_width(text), Orientation.TURNED, None)
    elif found["word"]:
        yield from _word_downward(text)
    elif found["dash"]:  # drawn at once, so that there is no gap in it
        yield Cell(text, Orientation.TURNED, float(len(text)))
    elif text in _TURNED:
        yield Cell(text, Orientation.TURNED, 0.5 if text in _HALF else 1.0)
    elif text in _RAISED:
        yield Cell(text, Orientation.RAISED, 0.5 if text in _HALF else 1.0)
    else:
        yield Cell(full_width(text))


def _word_downward(word: str) -> Iterator[Cell]:
    """A word or number in letters that have spaces between their words."""
    if _PLAIN_NUMBER.fullmatch(word) and 1 < len(word) <= _MOST_ACROSS:
        yield Cell(_half_width(word), Orientation.ACROSS)
    elif _PLAIN_NUMBER.fullmatch(word) or _NAME.fullmatch(word) or len(word) == 1:
        yield from (Cell(full_width(sign)) for sign in word)
    else:
        yield from (Cell(_half_width(part), Orientation.TURNED, None) for part in _parts(word))


def _half_width(text: str) -> str:
    return text.translate(_HALF_WIDTH)


def onward(text: str) -> tuple[Cell, ...]:
    """A text for a horizontal line: words, spaces, and signs of scripts without spaces."""
    return tuple(_onward(text))[1:]  # without the space before the first word


def _onward(text: str) -> Iterator[Cell]:
    for word in text.split():
        yield from (Cell(" ", room=None), *_signs_and_words(word))


def _signs_and_words(word: str) -> Iterator[Cell]:
    """What stands between two spaces: each sign of a dense script, and what others spell."""
    for is_dense, signs in groupby(word, key=is_cjk):
        if is_dense:
            yield from (Cell(sign, room=None) for sign in signs)
        else:
            yield from (Cell(part, room=None) for part in _parts("".join(signs)))


def _parts(word: str) -> Sequence[str]:
    """A word; one that is too long for any line in parts."""
    if len(word) <= _LONGEST_WORD:
        return [word]
    return [word[at : at + _LONGEST_WORD // 2] for at in range(0, len(word), _LONGEST_WORD // 2)]
