"""What single characters are: which script, how wide."""

from __future__ import annotations

import re
import unicodedata

_CJK = re.compile(
    r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2e80-\u2fff\U00020000-\U0003ffff]"
)


def is_cjk(char: str) -> bool:
    """Whether a character belongs to a script that is written without spaces."""
    return _CJK.match(char) is not None


def width(text: str) -> int:
    """The columns a text takes where CJK characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
