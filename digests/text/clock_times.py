"""Times of the day as people type and print them."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

_TYPED = re.compile(r"([01]?\d|2[0-3])[:時]([0-5]\d)?分?")
_BARE = re.compile(r"T?\d+", re.ASCII)
PRINTED = re.compile(
    r"(?:午前|午後)?\s*[0-9０-９]{1,2}\s*(?::|：|時)\s*[0-9０-９]{1,2}\s*分?\s*(?:JST|GMT|UTC|MSK|EST)?"
)
"""A time as it stands beside a day in running text; what it says is not checked."""


def clock_time(text: str, *, bare: bool = False) -> time | None:
    """The time somebody typed: `7:30`, `７：３０`, `7時`, `19時30分`, `07:30:00`; None for none.

    `bare` adds ISO 8601's `07` and `0730`, which elsewhere are numbers of other things. A time
    with an offset is none: whose clock is meant is for the caller to know.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    typed = _TYPED.fullmatch(plain)
    if typed:
        return time(int(typed[1]), int(typed[2] or 0))
    if _BARE.fullmatch(plain) and not bare:
        return None
    try:
        found = time.fromisoformat(plain)
    except ValueError:
        return None
    return found if found.tzinfo is None else None
