"""What people say about extra editions: `no extras`, `号外はいらない`, `extras silently`."""

from __future__ import annotations

import re
from functools import cache

from bot.intents.folding import folded
from digests.model import Extras
from digests.text.lexicon import LEXICON, Lexicon, Words, alternatives

_LONGEST = 40
"""Characters; who writes more says something else."""


def extras_of(plain: str) -> Extras | None:
    """How somebody wants extras to come; None for whatever says nothing of it."""
    if len(plain) > _LONGEST:
        return None
    for wanted, pattern in _ways(LEXICON):
        rest, count = pattern.subn("", plain)
        if count and rest.strip() in _extras(LEXICON):
            return wanted
    return None


@cache
def _extras(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(map(folded, lexicon.words(lambda one: one.asking.extras)))


@cache
def _ways(lexicon: Lexicon) -> tuple[tuple[Extras, re.Pattern[str]], ...]:
    asking: tuple[tuple[Extras, Words, Words], ...] = (
        (Extras.NONE, lambda one: one.asking.unwanted, lambda one: one.asking.unwanted),
        (Extras.NONE, lambda one: one.asking.muting, lambda one: one.asking.muted),
        (Extras.SILENT, lambda one: one.asking.silently, lambda one: one.asking.silently),
        (Extras.RING, lambda one: one.asking.with_sound, lambda one: one.asking.with_sound),
    )
    return tuple(
        (wanted, _around(lexicon.words(before), lexicon.words(behind)))
        for wanted, before, behind in asking
    )


def _around(before: tuple[str, ...], behind: tuple[str, ...]) -> re.Pattern[str]:
    opening, ending = (alternatives(map(folded, words)) for words in (before, behind))
    return re.compile(rf"^(?:{opening})\s+|[はを\s]*(?:{ending})$")
