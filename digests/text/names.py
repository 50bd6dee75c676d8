"""Tells a person's name on a line of its own from titles and sections."""

from __future__ import annotations

import re
from functools import cache

from digests.text.characters import HAN, KANA
from digests.text.lexicon import LEXICON, Lexicon

_LONGEST = 40


def is_name(text: str) -> bool:
    """Whether a line is probably somebody's name and nothing else."""
    if len(text) > _LONGEST or (text.isupper() and text.isascii()):
        return False
    return _name(LEXICON).fullmatch(text) is not None and not _no_name(LEXICON).search(text)


@cache
def _name(lexicon: Lexicon) -> re.Pattern[str]:
    particles = lexicon.any_of(lambda one: one.phrases.name_particles)
    return re.compile(
        rf"[{HAN}ヶヵ]{{1,4}}[\s\u3000]?[{HAN}{KANA}]{{1,8}}|"
        rf"[^\W\d_a-zа-я][\w.'’-]*(?:\s+(?:{particles}|[^\W\d_a-zа-я][\w.'’-]*)){{1,3}}"
    )


@cache
def _no_name(lexicon: Lexicon) -> re.Pattern[str]:
    inside = lexicon.any_of(lambda one: one.phrases.no_names)
    at_end = lexicon.any_of(lambda one: one.phrases.no_name_endings)
    return re.compile(rf"{inside}|(?:{at_end})$", re.IGNORECASE)
