"""Tells the line that names who took or gave a picture."""

from __future__ import annotations

import re
from functools import cache

from digests.text.lexicon import LEXICON, Lexicon
from digests.text.sentence_ends import ends_with_full_stop

_LONGEST = 120


def is_credit(text: str) -> bool:
    """Whether a line is a photo's credit: short, no sentence, `提供：…`, `©`, `… via …`."""
    short = len(text) <= _LONGEST and not ends_with_full_stop(text)
    return short and _credit(LEXICON).search(text) is not None


@cache
def _credit(lexicon: Lexicon) -> re.Pattern[str]:
    by = lexicon.any_of(lambda one: one.labels.credit_by)
    words = lexicon.any_whole(lambda one: one.labels.credit_words)
    phrases = lexicon.any_of(lambda one: one.labels.credit_phrases)
    opened = lexicon.any_whole(lambda one: one.labels.credit_openings)
    shared = lexicon.any_whole(lambda one: one.labels.credit_shared)
    labels = lexicon.any_of(lambda one: one.labels.credit)
    return re.compile(
        rf"©|\(c\)\s|\b(?:{by})\s+[A-Z]|\b(?:{words})|{phrases}|^(?:{opened})|/\s?(?:{shared})|"
        rf"^[(（]?(?:{labels})\s*[:：＝=／/]",
        re.IGNORECASE,
    )
