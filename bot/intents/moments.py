"""The moments that people name: a day and a time in either order, with the words around them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.intents.understanding import folded
from digests.text import references


def moment_of(text: str, now: datetime) -> datetime | None:
    """The instant that somebody names: `tomorrow 19:00`, `7pm on Friday`, `明日の7時半`.

    `now` is theirs, with their zone. None for what names none.
    """
    whole = references.moment(text, now)
    if whole:
        return whole
    plain = folded(text)
    readings = (references.moment(one, now) for one in (plain, *_in_order(plain)))
    return next((one for one in readings if one), None)


def _in_order(text: str) -> Iterator[str]:
    """The text cut in two, the day first; words that only join are left out at the cut."""
    for place in range(1, len(text)):
        first, second = text[:place].strip(_JOINING), text[place:].strip(_JOINING)
        first, second = _without_words(first), _without_words(second)
        if first and second:
            yield f"{first} {second}"
            yield f"{second} {first}"
    if bare := _without_words(text):
        yield bare


_JOINING = " 　,、のにへで"
_WORDS = frozenset({"at", "on", "um", "am", "à", "le", "a", "las", "el"})
"""What stands before a day or a time in some languages."""


def _without_words(text: str) -> str:
    words = text.split()
    while words and words[0].casefold() in _WORDS:
        words = words[1:]
    while words and words[-1].casefold() in _WORDS:
        words = words[:-1]
    return " ".join(words)
