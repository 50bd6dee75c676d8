"""An edition read out, as it is known without its sound."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Narration:
    """What was read out, and when each of its chapters begins, in whole seconds.

    `key` is the SHA-256 in hex of what is said and of who says it: other words are another one.
    """

    key: str
    starts: tuple[int, ...]
    seconds: int
