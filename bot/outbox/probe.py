"""Whose limit a 429 was: one request elsewhere shows it."""

from __future__ import annotations

_PATIENCE = 1.0
"""Seconds; a probe that is out for longer holds up nobody."""


class Probe:
    """After a chat was refused, one request at a time leaves for others, until one got through.

    So a limit of the bot's costs one more refused request, whatever else is about to leave.
    """

    def __init__(self) -> None:
        self._is_open = False
        self._until = 0.0

    def open(self) -> None:
        """A chat was refused: nobody knows yet whether others would be."""
        self._is_open, self._until = True, 0.0

    def close(self) -> None:
        """It is known whose limit it was."""
        self._is_open = False

    def wait(self, now: float) -> float:
        """Seconds for which a probe is waited for at most."""
        return max(0.0, self._until - now) if self._is_open else 0.0

    def begin(self, now: float) -> bool:
        """Whether the request that leaves now is a probe."""
        if self._is_open:
            self._until = now + _PATIENCE
        return self._is_open

    def end(self, *, is_known: bool) -> None:
        """A probe came back; if it says nothing of limits, the next request is one."""
        self._is_open, self._until = self._is_open and not is_known, 0.0
