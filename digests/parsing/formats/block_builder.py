"""The text of a block while it is gathered part by part, with its links and opening bold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from digests.parsing.blocks import Link
from digests.parsing.formats.registry import FORMATS
from digests.text.lexicon import LEXICON, Lexicon, alternatives

_ENDINGS = (
    *(ending for one in FORMATS for ending in one.endings if ending),
    *(".doc", ".odt", ".pages", ".tex"),
)
"""Of files that are parsed, and of those that others are made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a block's text came to; `links` and `bold` as in `Block`."""

    text: str
    links: tuple[Link, ...]
    bold: str


class Gathering:
    """Gathers one text after the other; a link that is open goes on in the next one.

    `shown` makes of the raw text of a whole block, or of a link in it, what a reader sees.
    """

    def __init__(self, shown: Callable[[str], str]) -> None:
        self._shown = shown
        self._parts: list[str] = []
        self._links: list[Link] = []
        self._bold_parts = 0
        self._only_bold = True
        self._target: str | None = None
        self._link_start = 0

    @property
    def target(self) -> str | None:
        """Where the link leads that is open, if one is."""
        return self._target

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see so far."""
        return not any(part.strip() for part in self._parts)

    def add(self, text: str, *, bold: bool = False) -> None:
        """Go on with a part of text; white space alone doesn't end the opening bold."""
        if text.strip():
            self._only_bold = self._only_bold and bold
        self._parts.append(text)
        if self._only_bold:
            self._bold_parts = len(self._parts)

    def open_link(self, target: str) -> None:
        """What follows is a link, until it is closed; links don't nest."""
        self.close_link()
        self._target, self._link_start = target, len(self._parts)

    def close_link(self) -> None:
        """End the open link, if there is one."""
        if self._target is None:
            return
        text = self._shown("".join(self._parts[self._link_start :]))
        if text:
            self._links.append(Link(text=text, target=self._target))
        self._target = None

    def finish(self) -> Gathered:
        """What was gathered; the next text begins."""
        target = self._target
        self.close_link()
        text = self._shown("".join(self._parts))
        gathered = Gathered(
            text=text,
            links=tuple(link for link in self._links if link.target not in text),
            bold=self._shown("".join(self._parts[: self._bold_parts])),
        )
        self._parts, self._links = [], []
        self._bold_parts, self._only_bold = 0, True
        self._target, self._link_start = target, 0
        return gathered


def told(text: str | None) -> str | None:
    """A title or author that somebody gave; None for the stand-ins of programs and file names."""
    text = " ".join((text or "").split())
    return None if not text or _untold(LEXICON).fullmatch(text) else text


@cache
def _untold(lexicon: Lexicon) -> re.Pattern[str]:
    untitled = lexicon.any_of(lambda one: one.files.untitled)
    opened = lexicon.any_of(lambda one: one.files.untitled_openings)
    return re.compile(
        rf"(?:\(?(?:{untitled})\)?|(?:{opened}).*|python-docx|word document|microsoft office user|"
        r"windows ?user|user|admin(?:istrator)?|owner|pc|microsoft word - .*|"
        rf".*(?:{alternatives(_ENDINGS)}))",
        re.IGNORECASE,
    )
