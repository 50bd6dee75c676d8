"""What white space in a source text stands for: a space, or nothing between kanji."""

from __future__ import annotations

import re
import unicodedata

from digests.text.characters import is_hangul

_WIDE = frozenset({"W", "F"})
_SPACES = re.compile(r"[ \t\n\r\f\xa0]+")


def collapsed(text: str) -> str:
    """The text as it is shown: runs of white space as one space, line breaks as `seam` says."""
    return _SPACES.sub(_collapse, visible(text)).strip()


def _collapse(run: re.Match[str]) -> str:
    if "\n" not in run[0] and "\r" not in run[0]:
        return " "
    text, start, end = run.string, run.start(), run.end()
    return seam(text[max(0, start - 1) : start], text[end : end + 1])


def seam(before: str, after: str) -> str:
    """What stands for a line break between two texts: nothing between kanji, else a space.

    As CSS Text 3 has it, section 4.1.3: Latin beside kanji and Hangul keep their space.
    """
    if not before or not after:
        return ""
    left, right = before[-1], after[0]
    if left.isspace() or right.isspace() or _is_wide_sign(left) or _is_wide_sign(right):
        return ""
    wide = _is_wide(left) or _is_wide(right)
    return "" if wide and _goes_with_wide(left) and _goes_with_wide(right) else " "


def _is_wide_sign(char: str) -> bool:
    # 。 and 」 bring the space beside them along.
    return _is_wide(char) and not char.isalnum()


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in _WIDE and not is_hangul(char)


def _goes_with_wide(char: str) -> bool:
    # Signs of ambiguous width (“ … ①) are wide beside wide ones; Greek and Cyrillic letters aren't.
    ambiguous = unicodedata.east_asian_width(char) == "A" and not char.isalpha()
    return ambiguous or _is_wide(char)


_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\u200b\u2060\u00ad]")


# Of old typefaces, for Latin alone: folding all of Unicode would take ① for 1.
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_OTHERWISE = re.compile(_INVISIBLE.pattern + "|[ﬀ-ﬆ]")
"""What is not seen as it is written; most texts have none, and translating takes longer."""


def visible(text: str) -> str:
    """The text as letters that people see: no controls, zero-width spaces, soft hyphens, ligatures.

    Joiners stay, which shape words and pictures.
    """
    if not _OTHERWISE.search(text):
        return text
    return _INVISIBLE.sub("", text).translate(_LIGATURES)
