"""When this process may send its next message: the last word after the ledger's slots."""

from __future__ import annotations

import asyncio
import math
from bisect import insort
from collections import deque
from collections.abc import Awaitable, Callable

from digests.delivery.outcomes import (
    Absent,
    AttemptResult,
    Held,
    HeldChat,
    Unknown,
    Unreached,
    Withheld,
)
from digests.delivery.policy import DeliverySettings

_SECOND = 1.005  # a little more, for clocks that don't agree
_BRIEF = 0.005
_STEP = 0.01  # messages leave in step: waking up for each costs more than sending it
_STALL = 0.05  # seconds; whoever wakes up so late was not the only one that stood still
_MOST_YIELDS = 10  # in a row: where every wake-up is late, messages must still go out
_STREAK = 5  # failures in a row that are nobody's bad luck any more
_LONGEST_QUIET = 30.0


class Throttle:
    """Lets messages through one by one.

    Never more than `limit` says, else the settings, in any second, answers to readers included;
    none while Telegram wants silence; and while nothing gets through at all only one now and then,
    to see whether it does.
    """

    def __init__(
        self,
        settings: DeliverySettings,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
        limit: Callable[[], int] | None = None,
    ) -> None:
        self._settings = settings
        self._limit = limit or (lambda: settings.limit)
        self._clock = clock
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._acquired = 0  # messages let through whose outcome is open
        self._released: deque[float] = deque()  # since when the others of the last second count
        self._shortest_trip = math.inf  # seconds that any message was out
        self._closed_until = 0.0
        self._failures = 0
        self._outage = 0  # how many times in a row it was closed for an outage
        self._in_flight = 0
        self.answers = 0
        """Answers to readers that the ledger was not told of yet."""
        self.answers_wait = False
        """Whether an answer could leave but for the limit: nothing else leaves before it."""

    def take(self) -> None:
        """Count an answer that leaves now, and may arrive until it is settled."""
        self.answers += 1
        self._acquired += 1

    def settle(self) -> None:
        """Learn that an answer has its outcome.

        Many may leave at once over new connections, and all later ones be quicker than the
        shortest trip so far: so that is not taken off.
        """
        self._acquired -= 1
        insort(self._released, self._clock())

    @property
    def is_open(self) -> bool:
        """Whether anything may be sent."""
        return self._clock() >= self._closed_until

    @property
    def is_outage(self) -> bool:
        """Whether nothing gets through to anybody."""
        return self._outage > 0

    @property
    def room(self) -> int:
        """How many more messages may be in flight."""
        if not self.is_open:
            return 0
        most = 1 if self._outage else self._settings.in_flight
        return max(0, most - self._in_flight)

    def reserve(self) -> None:
        """Count a message that waits for its turn."""
        self._in_flight += 1

    async def acquire(self, at: float) -> float | None:
        """Wait until `at` and for one's turn; then the time, or None if nothing may be sent."""
        if at > self._clock():
            await self._sleep_until(at)
        else:
            await self.yield_after_stall(at)
        async with self._turn:
            while (wait := max(self.wait(), _STEP * self.answers_wait)) > 0:
                await self._sleep_until(self._clock() + wait)
            if not self.is_open:
                return None
            self._acquired += 1
            return self._clock()

    async def yield_after_stall(self, since: float) -> None:
        """Let answers be read that came while the event loop stood still, if it did since then.

        A loop that stood still wakes up its sleepers, and goes on with what threads have done,
        before it looks at its connections; and one of those answers may order a silence.
        """
        for _ in range(_MOST_YIELDS):
            now = self._clock()
            if now <= since + _STALL:
                return
            since = now + _STEP
            await self._sleep(_STEP)

    async def _sleep_until(self, until: float) -> None:
        """Sleep until the next step."""
        step = math.ceil(until / _STEP) * _STEP
        await self._sleep(step - self._clock())
        await self.yield_after_stall(step)

    def release(self, acquired: float) -> None:
        """Learn that the message that was acquired at that time has its outcome."""
        now = self._clock()
        self._acquired -= 1
        self._shortest_trip = min(self._shortest_trip, now - acquired)
        insort(self._released, now - self._shortest_trip)

    def report(self, outcome: AttemptResult) -> None:
        """Learn from what became of a message."""
        self._in_flight -= 1
        match outcome:
            case Held(seconds):
                self._close(seconds)
            case Unknown() | Unreached():
                self._failures += 1
                if self.is_open and (self._outage or self._failures >= _STREAK):
                    self._close(min(_LONGEST_QUIET, 2.0 ** min(self._outage, 5)))
                    self._outage += 1
            case Withheld() | Absent() | HeldChat():
                pass  # perhaps nobody was asked
            case _:
                self._failures = self._outage = 0

    def wait(self) -> float:
        """Seconds until one more keeps within the limit.

        A message may arrive at any time until its outcome is known: the first wait for connections
        and arrive together with later ones. So it counts until a second after its outcome, less
        the shortest way there and back: by that all arrive later than they are let through.
        """
        now = self._clock()
        while self._released and self._released[0] <= now - _SECOND:
            self._released.popleft()
        over = self._acquired + len(self._released) - self._limit()
        if over < 0:
            return 0.0
        return self._released[over] + _SECOND - now if over < len(self._released) else _BRIEF

    def _close(self, seconds: float) -> None:
        self._closed_until = max(self._closed_until, self._clock() + seconds)
