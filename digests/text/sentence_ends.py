"""Where sentences end, as their signs tell; `sentences` cuts by more than that."""

from __future__ import annotations

import re
from functools import cache

from digests.text.lexicon import LEXICON, Lexicon

_SURE = "。！？｡"
STOPS = _SURE + "．"  # which is a decimal point too
_QUOTES = r"['\"”’»)）\]」』]"
_WINDOW = 40  # characters that show whether a text is closed
_INSIDE = re.compile(rf"[{STOPS}]|[.!?]\s")
END = re.compile(rf"[{STOPS}!?…]+{_QUOTES}*|[.!?]+{_QUOTES}*(?=\s)")
"""The signs that end a sentence in running text, with the quotation marks that close it."""
_OPEN, _CLOSE = "「『（(【《“", "」』）)】》”"
_LATIN_END = re.compile(r"[.!?…]['\"”’)\]]*(?=\s+[\"“'(\[]?[^\W\d_a-zа-я])")


def ends_sentence(text: str) -> bool:
    """Whether a text is closed: by a full stop, a bracket, a quotation mark, a colon."""
    return _closed(LEXICON).search(text[-_WINDOW:]) is not None


def holds_sentence_end(text: str) -> bool:
    """Whether a sentence ends inside a text, or a full-width sign ends it."""
    return _INSIDE.search(text) is not None


def first_sentence_end(text: str) -> int:
    """Where the first sentence ends; quotations aren't torn apart."""
    depth = 0
    for at, char in enumerate(text):
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if not depth and (char in _SURE or _LATIN_END.match(text, at)):
            return at + 1
    return len(text)


@cache
def _closed(lexicon: Lexicon) -> re.Pattern[str]:
    stops = STOPS + lexicon.signs(lambda one: one.stops)
    return re.compile(
        rf"[{stops}.!?…‥」』）)】\]］〉》”\"’»:：;；♪♡〟]['\"”’*_)\s]*$|[\U0001F300-\U0001FAFF]$"
    )
