"""Whether the bot hears Telegram: when it last did, and for how long it has failed to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_QUIET = 15.0
"""Seconds without a failure, and with a good call, after which a run of failures is over."""


@dataclass(slots=True, kw_only=True)
class Reception:
    """What became of the calls that bring updates: getUpdates, or the webhook's.

    All times are in seconds; `elapsed` is a monotonic clock. `error` says what failed last,
    `failures` how many calls did since the start.
    """

    elapsed: Callable[[], float] = time.monotonic
    error: str = ""
    failures: int = 0
    _begun: float = field(init=False)
    _tried: float | None = None
    _heard: float | None = None
    _failing: float | None = None
    _failed: float = 0.0
    _rejected: float | None = None
    _called: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._begun = self.elapsed()

    def begin(self) -> None:
        """Listening begins, for the first time or anew: what was before is no silence."""
        self._begun = self.elapsed()
        self._tried = self._heard = self._failing = self._rejected = None

    def trying(self) -> None:
        """A call begins."""
        self._tried = self.elapsed()
        self._called.set()

    def heard(self) -> None:
        """A call was good, whether it brought anything or not."""
        self._heard = self.elapsed()
        self._rejected = None
        self._called.set()

    async def first_call(self) -> None:
        """Wait until a call has begun, or was good, for the first time since the start."""
        await self._called.wait()

    def failed(self, error: str, *, rejected: bool = False) -> None:
        """A call failed; `rejected` where Telegram did not take the token."""
        now = self.elapsed()
        self._failing = now - self.failing_for if self.failing_for else now
        self._failed, self.error = now, error
        self.failures += 1
        if rejected:
            self._rejected = now if self._rejected is None else self._rejected

    @property
    def has_begun(self) -> bool:
        """Whether the bot listens: a call was made, or the webhook set."""
        return self._tried is not None or self._heard is not None

    @property
    def silent_for(self) -> float:
        """The age of the last good call, or of this where there was none."""
        return self.elapsed() - (self._begun if self._heard is None else self._heard)

    @property
    def failing_for(self) -> float:
        """For how long calls have failed, if now and then one was good in between; else 0."""
        if self._failing is None:
            return 0.0
        now = self.elapsed()
        is_heard = self._heard is not None and self._heard >= self._failed
        is_over = is_heard and now - self._failed > _QUIET
        return 0.0 if is_over else now - self._failing

    @property
    def rejected_for(self) -> float:
        """For how long Telegram has taken the token in no call."""
        return 0.0 if self._rejected is None else self.elapsed() - self._rejected
