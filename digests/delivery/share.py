"""How much of what Telegram allows the bot one of several processes may use."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

_KNOWN_AFTER = 3.0
"""Seconds after which all others have heard that a process delivers: two of their renewals."""
_ASIDE = 0.1
"""Of the limit, what a process that delivers nothing may use for answers while others deliver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """The other processes over the ledger: how many live, and how many hold chunks."""

    living: int = 0
    delivering: int = 0


def nobody_else() -> Others:
    """A process that is alone."""
    return Others()


class Share:
    """A process's part of the limit; together the parts are never more than it.

    While nobody delivers all have the same, for answers. Else those who don't deliver have a tenth
    at most, and those who do the rest, in even parts; who begins takes its part once the others
    know. Everybody has one message a second at least.
    """

    def __init__(
        self, limit: int, others: Callable[[], Others], clock: Callable[[], float]
    ) -> None:
        self._limit = limit
        self._others = others
        self._clock = clock
        self._delivers_since = math.inf

    def limit(self, *, delivers: bool) -> int:
        """Messages a second, for a process that does or doesn't hold a chunk now."""
        self._delivers_since = min(self._delivers_since, self._clock()) if delivers else math.inf
        others = self._others()
        if not others.living:
            return self._limit
        return max(1, self._part(others))

    def _part(self, others: Others) -> int:
        living = others.living + 1
        even = self._limit // living
        aside = min(even, int(self._limit * _ASIDE))
        if self._clock() < self._delivers_since + _KNOWN_AFTER:
            return aside if others.delivering else even
        delivering = others.delivering + 1
        return (self._limit - aside * max(0, living - delivering)) // delivering
