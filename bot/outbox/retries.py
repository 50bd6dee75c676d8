"""Which failures are tried again, when, and how often."""

from __future__ import annotations

from dataclasses import dataclass

from digests.delivery.outcomes import Held, Outcome, Unknown, Unreached

_MOST_HELD = 2
"""Times that one answer waits out a 429."""
_PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds before a request is written again that never was."""
_PAUSE_OF_UNKNOWN = 1.0


@dataclass(slots=True, kw_only=True)
class Retries:
    """What was tried of one answer.

    Not sent for certain is tried again, with growing pauses. Where nobody can know, an answer goes
    out once more, since twice is better than never, unless it must `never_arrive_twice`;
    `repeatable` requests only look, so that they may be made as often as those that never arrived.
    """

    repeatable: bool = False
    never_arrive_twice: bool = False
    _held: int = 0
    _unreached: int = 0
    _unknown: int = 0

    def pause(self, outcome: Outcome | None) -> float | None:
        """Seconds until the next try of what had this outcome; None where there is none."""
        match outcome:
            case Held():
                self._held += 1
                return 0.0 if self._held <= _MOST_HELD else None
            case Unknown() if not self.repeatable:
                self._unknown += 1
                is_last = self.never_arrive_twice or self._unknown > 1
                return None if is_last else _PAUSE_OF_UNKNOWN
            case Unreached() | Unknown():
                self._unreached += 1
                tried = self._unreached - 1
                return _PAUSES[tried] if tried < len(_PAUSES) else None
        return None
