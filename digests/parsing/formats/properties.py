"""What files say about themselves, less what programs say where nobody told them."""

from __future__ import annotations

import re

_UNTOLD = re.compile(
    r"(?:\(?(?:anonymous|unspecified|untitled|unknown)\)?|python-docx|word document|"
    r"無題|名称未設定.*|microsoft office user|"
    r"windows ?user|user|admin(?:istrator)?|owner|pc|microsoft word - .*|"
    r".*\.(?:docx?|pdf|odt|txt|html?|pages|tex))",
    re.IGNORECASE,
)


def told(text: str | None) -> str | None:
    """A title or author that somebody gave; None for the stand-ins of programs and file names."""
    text = " ".join((text or "").split())
    return None if not text or _UNTOLD.fullmatch(text) else text
