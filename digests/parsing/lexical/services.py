"""Tells what an editor says of the paper itself from the news: how to subscribe, who made it."""

from __future__ import annotations

import re
from functools import cache

from digests.text.lexicon import LEXICON, Lexicon, alternatives

_LONGEST = 60  # characters of such a heading
_LONGEST_LINE = 300


def is_service_heading(text: str) -> bool:
    """Whether a heading stands over what serves the paper: `Subscribe`, `Contribute to …`, 目次."""
    bare = text.strip()
    return len(bare) <= _LONGEST and _heading(LEXICON).fullmatch(bare) is not None


@cache
def _heading(lexicon: Lexicon) -> re.Pattern[str]:
    words = lexicon.words(lambda one: one.phrases.services)
    alone = alternatives(word for word in words if not word.endswith(" "))
    opened = alternatives(word for word in words if word.endswith(" "))
    return re.compile(rf"\W*(?:(?:{alone})\W*|(?:{opened}).*)", re.IGNORECASE)


def is_service_line(text: str) -> bool:
    """Whether a line serves the paper: who made it, whose it is, how to get rid of it."""
    return len(text) <= _LONGEST_LINE and _line(LEXICON).match(text.strip()) is not None


@cache
def _line(lexicon: Lexicon) -> re.Pattern[str]:
    lines = lexicon.any_pattern(lambda one: one.phrases.service_lines)
    return re.compile(rf"[\W_]*(?:{lines})", re.IGNORECASE)
