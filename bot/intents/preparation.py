"""What is made once before words are understood, so that nobody waits for it at the first ones."""

from __future__ import annotations

from datetime import date

from bot.intents.understanding import Situation, understand
from digests.search.query import parse_query
from digests.search.snippets import snippet

_WORDS = (
    "yesterday's 2 of the first one",  # nothing that is known: everything is tried
    "昨日の港3",
    "anything about ferries",
    "item 3 of last friday",
    "follow reuters",
    "平日だけ",
    "tokyo",
    "/item 3 2031-05-01",
    "/itme",
)
_LENGTH = 90  # of a snippet, in columns


def prepare(today: date) -> None:
    """Make the patterns that words are understood and searched for by.

    That takes half a second: whoever has an event loop does it in a thread.
    """
    situation = Situation(today=today, commands=frozenset({"item"}))
    for words in _WORDS:
        understand(words, situation)
        snippet(f"The harbour of 港. {words}", parse_query(words, today), _LENGTH)
