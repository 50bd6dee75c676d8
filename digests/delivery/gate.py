"""When this process may send its next message: the last word after the ledger's slots."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable

from digests.delivery.outcome import Fate, Held, Unreached, Unsure, Withheld
from digests.delivery.settings import DeliverySettings

_SECOND = 1.02  # a little more, for what the network pushes together
_STREAK = 5  # failures in a row that are nobody's bad luck any more
_LONGEST_QUIET = 30.0


class Gate:
    """Lets messages through one by one.

    Never more than the limit in any second, answers to readers included; none while Telegram wants
    silence; and while nothing gets through at all only one now and then, to see whether it does.
    """

    def __init__(
        self,
        settings: DeliverySettings,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._sleep = sleep
        self._recent: deque[float] = deque(maxlen=settings.limit)
        self._closed_until = 0.0
        self._failures = 0
        self._outage = 0  # how many times in a row it was closed for an outage
        self._aloft = 0
        self.answers = 0
        """Answers to readers that the ledger was not told of yet."""

    def answered(self, count: int) -> None:
        """Count answers to readers, which have not waited."""
        self.answers += count
        self._recent.extend([self._clock()] * min(count, self._settings.limit))

    @property
    def is_open(self) -> bool:
        """Whether anything may be sent."""
        return self._clock() >= self._closed_until

    @property
    def room(self) -> int:
        """How many more messages may be in flight."""
        if not self.is_open:
            return 0
        most = 1 if self._outage else self._settings.in_flight
        return max(0, most - self._aloft)

    def boarded(self) -> None:
        """Count a message that waits for the gate."""
        self._aloft += 1

    async def passes(self, at: float) -> bool:
        """Wait until `at` and for one's turn; False if the gate is closed by then."""
        while (wait := max(at, self._next()) - self._clock()) > 0:
            await self._sleep(wait)
        if not self.is_open:
            return False
        self._recent.append(self._clock())
        return True

    def landed(self, outcome: Fate) -> None:
        """Learn from what became of a message."""
        self._aloft -= 1
        match outcome:
            case Held(seconds):
                self._close(seconds)
            case Unsure() | Unreached():
                self._failures += 1
                if self.is_open and (self._outage or self._failures >= _STREAK):
                    self._close(min(_LONGEST_QUIET, 2.0 ** min(self._outage, 5)))
                    self._outage += 1
            case Withheld():
                pass
            case _:
                self._failures = self._outage = 0

    def _next(self) -> float:
        is_full = len(self._recent) == self._settings.limit
        return self._recent[0] + _SECOND if is_full else 0.0

    def _close(self, seconds: float) -> None:
        self._closed_until = max(self._closed_until, self._clock() + seconds)
