"""How fast messages may go out: the generic cell rate algorithm over one row all workers share.

Every time here is in seconds of the database's clock, because it is the only one they share.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from digests.delivery.policy import DeliverySettings

_SLOWER = 1.5  # times, for each silence that Telegram orders
_SLOWEST = 8.0
_LONGEST_DEBT = 1.0  # seconds: Telegram counts by the second, so older answers count no more


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """When the next message may go out.

    `due` is when it would go if all went evenly (the algorithm's theoretical arrival time), `seen`
    the latest look at the clock. Nothing goes out before `held_until`; from then on `slowdown`
    times the usual distance is kept, which recovers by itself.
    """

    due: float = 0.0
    seen: float = 0.0
    held_until: float = 0.0
    slowdown: float = 1.0

    def at(self, now: float) -> RateLimit:
        """The limit seen at `now`; a clock that was set back takes everything along."""
        back = max(0.0, self.seen - now)
        return replace(self, seen=now, due=self.due - back, held_until=self.held_until - back)

    def interval(self, settings: DeliverySettings) -> float:
        """Seconds between two messages."""
        return self._slowness(settings) / settings.rate

    def room(self, settings: DeliverySettings) -> int:
        """How many slots begin within the horizon."""
        start, interval = self._start(settings), self.interval(settings)
        ahead = self.seen + settings.horizon - start
        return max(0, int(ahead / interval + 1)) if ahead >= 0 else 0

    def wait(self, settings: DeliverySettings) -> float:
        """Seconds until a slot begins within the horizon."""
        return max(0.0, self._start(settings) - self.seen - settings.horizon)

    def taken(self, count: int, settings: DeliverySettings) -> tuple[tuple[float, ...], RateLimit]:
        """Take `count` slots: the seconds from now at which each begins, and the limit after."""
        start, interval = self._start(settings), self.interval(settings)
        delays = tuple(max(0.0, start + n * interval - self.seen) for n in range(count))
        return delays, replace(self, due=start + count * interval) if count else self

    def debited(self, answers: int, settings: DeliverySettings) -> RateLimit:
        """The limit after answers to readers, which ask nobody and go first."""
        if not answers:
            return self
        due = self._start(settings) + answers * self.interval(settings)
        return replace(self, due=max(self.due, min(due, self.seen + _LONGEST_DEBT)))

    def held(self, seconds: float, settings: DeliverySettings) -> RateLimit:
        """The limit after Telegram ordered a silence; several orders at once slow it only once."""
        until = max(self.held_until, self.seen + seconds)
        slowness = self.slowdown
        if self.seen >= self.held_until:
            slowness = min(_SLOWEST, self._slowness(settings) * _SLOWER)
        return replace(self, held_until=until, due=max(self.due, until), slowdown=slowness)

    def _start(self, settings: DeliverySettings) -> float:
        made_up = settings.burst * self.interval(settings)
        return max(self.due, self.held_until, self.seen - made_up)

    def _slowness(self, settings: DeliverySettings) -> float:
        since = max(0.0, self.seen - self.held_until)
        return 1.0 + (self.slowdown - 1.0) * float(0.5 ** (since / settings.recovery))
