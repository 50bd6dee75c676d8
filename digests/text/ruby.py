"""Readings over letters: 振り仮名, kept with the letters they are for.

In a text they stand between the signs that Unicode has for them (interlinear annotation, U+FFF9 to
U+FFFB): the letters, a separator, the reading, a terminator.
"""

from __future__ import annotations

import re

ANCHOR, SEPARATOR, TERMINATOR = "\ufff9", "\ufffa", "\ufffb"
_READING = re.compile(f"{SEPARATOR}([^{ANCHOR}-{TERMINATOR}]*){TERMINATOR}")
_WHOLE = re.compile(
    f"(?:{ANCHOR}(?P<letters>[^{ANCHOR}-{TERMINATOR}]*)|(?P<letter>[^{ANCHOR}-{TERMINATOR}]))"
    f"{SEPARATOR}(?P<reading>[^{ANCHOR}-{TERMINATOR}]*){TERMINATOR}"
)
_SIGNS = re.compile(f"[{ANCHOR}-{TERMINATOR}]")


def without_readings(text: str) -> str:
    """The text with its letters alone."""
    return _SIGNS.sub("", _READING.sub("", text)) if _SIGNS.search(text) else text


def in_brackets(text: str) -> str:
    """The text with each reading in brackets behind its letters."""
    return _SIGNS.sub("", _READING.sub(r"(\1)", text)) if _SIGNS.search(text) else text


def as_read(text: str) -> str:
    """The text as one reads it aloud: each reading in the place of its letters."""
    return _SIGNS.sub("", _WHOLE.sub(r"\g<reading>", text)) if _SIGNS.search(text) else text


def as_markup(text: str) -> str:
    """The text with its readings as HTML's `<ruby>`."""
    if not _SIGNS.search(text):
        return text
    return _SIGNS.sub("", _WHOLE.sub(_markup, text))


def _markup(found: re.Match[str]) -> str:
    letters = found["letters"] or found["letter"] or ""
    return f"<ruby>{letters}<rt>{found['reading']}</rt></ruby>"
