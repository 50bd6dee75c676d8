"""What somebody is told of editions that were not brought to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from digests.model import Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundUp:
    """An index of editions that somebody missed.

    `editions` are the newest of them, newest first, `count` is how many there are, and `since` the
    day of the oldest.
    """

    editions: tuple[Edition, ...]
    count: int
    since: date

    @property
    def older(self) -> int:
        """How many are not among the newest."""
        return self.count - len(self.editions)
