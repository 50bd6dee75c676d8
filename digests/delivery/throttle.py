"""When this process may send its next message: the last word after the ledger's slots."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable

from digests.delivery.outcomes import AttemptResult, Held, Unknown, Unreached, Withheld
from digests.delivery.policy import DeliverySettings

_SECOND = 1.005  # a little more, for clocks that don't agree
_BRIEF = 0.005
_WRITING = 0.05  # seconds after which an answer that was let through has left at the latest
_BEAT = 0.01  # messages leave in step: waking up for each costs more than sending it
_STALL = 0.05  # seconds; whoever wakes up so late was not the only one that stood still
_STREAK = 5  # failures in a row that are nobody's bad luck any more
_LONGEST_QUIET = 30.0


class Throttle:
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
        self._turn = asyncio.Lock()
        self._out = 0  # messages let through whose outcome is open
        self._returned: deque[float] = deque()  # since when the others of the last second count
        self._shortest = math.inf  # seconds that any message was out
        self._closed_until = 0.0
        self._failures = 0
        self._outage = 0  # how many times in a row it was closed for an outage
        self._aloft = 0
        self.answers = 0
        """Answers to readers that the ledger was not told of yet."""

    def answered(self, count: int) -> None:
        """Count answers to readers, which have not waited."""
        self.answers += count
        self._returned.extend([self._clock() + _WRITING] * min(count, self._settings.limit))

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

    async def passes(self, at: float) -> float | None:
        """Wait until `at` and for one's turn; then the time, or None if the gate is closed."""
        if at > self._clock():
            await self._doze(at)
        else:
            await self.hears(at)
        async with self._turn:
            while (wait := self._wait()) > 0:
                await self._doze(self._clock() + wait)
            if not self.is_open:
                return None
            self._out += 1
            return self._clock()

    async def hears(self, since: float) -> None:
        """Let answers be read that came while the event loop stood still, if it did since then.

        A loop that stood still wakes up its sleepers, and goes on with what threads have done,
        before it looks at its connections; and one of those answers may order a silence.
        """
        while (now := self._clock()) > since + _STALL:
            since = now + _BEAT
            await self._sleep(_BEAT)

    async def _doze(self, until: float) -> None:
        """Sleep until the next beat."""
        beat = math.ceil(until / _BEAT) * _BEAT
        await self._sleep(beat - self._clock())
        await self.hears(beat)

    def returned(self, passed: float) -> None:
        """Learn that the message which passed at that time has its outcome."""
        now = self._clock()
        self._out -= 1
        self._shortest = min(self._shortest, now - passed)
        self._returned.append(now - self._shortest)

    def landed(self, outcome: AttemptResult) -> None:
        """Learn from what became of a message."""
        self._aloft -= 1
        match outcome:
            case Held(seconds):
                self._close(seconds)
            case Unknown() | Unreached():
                self._failures += 1
                if self.is_open and (self._outage or self._failures >= _STREAK):
                    self._close(min(_LONGEST_QUIET, 2.0 ** min(self._outage, 5)))
                    self._outage += 1
            case Withheld():
                pass
            case _:
                self._failures = self._outage = 0

    def _wait(self) -> float:
        """Seconds until one more keeps within the limit.

        A message may arrive at any time until its outcome is known: the first wait for connections
        and arrive together with later ones. So it counts until a second after its outcome, less
        the shortest way there and back: by that all arrive later than they pass.
        """
        now = self._clock()
        while self._returned and self._returned[0] <= now - _SECOND:
            self._returned.popleft()
        over = self._out + len(self._returned) - self._settings.limit
        if over < 0:
            return 0.0
        return self._returned[over] + _SECOND - now if over < len(self._returned) else _BRIEF

    def _close(self, seconds: float) -> None:
        self._closed_until = max(self._closed_until, self._clock() + seconds)
