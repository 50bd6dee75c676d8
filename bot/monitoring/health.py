"""How the bot is: what it can't do without, and the figures to watch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

import structlog

from bot.inbox.reception import Reception
from bot.inbox.update_times import UpdateTimes
from bot.monitoring.http import Check, Metric, MetricKind
from bot.outbox.lanes import Lane
from bot.outbox.outbox import Outbox
from digests.delivery.model import Broadcast, BroadcastState, Progress
from digests.errors import StoreError
from digests.store import Store
from digests.store.bots.inbox import Backlog

log = structlog.get_logger()

_UNHANDLED = 120.0
"""Seconds that an update may wait, in memory or in a store of which none is handled any more; an
answer waits for at most a minute's pause."""
_SILENCE = 90.0
"""Seconds without a good call that brings updates; getUpdates itself waits ten."""
_FAILING = 20.0
"""Seconds of failing calls; one or two fail in passing."""
_LATE = 180.0
"""Seconds without a tick that came to its end, where one begins each minute."""
_TRIED_AGAIN = ("held", "unreached", "unsure")
"""Outcomes after which an answer goes again; see `Retries`."""
_SCOPES = tuple(lane.name.lower() for lane in Lane)


class LeaderSource(Protocol):
    """Which of several processes leads."""

    @property
    def leader(self) -> str:
        """The name of the one that does, as far as is known; empty where none is."""

    @property
    def is_leader(self) -> bool:
        """Whether this one does."""

    @property
    def stands_by(self) -> bool:
        """Whether another one is known to."""

    async def living(self) -> frozenset[str]:
        """The names of all; raises `StoreError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthChecks:
    """The health of a running bot.

    `times` knows the updates that this process handles, `backlog` what waits in the store;
    `reception` knows when Telegram was last heard,
    `tick_age` for how many seconds no tick has come to its end. `outcomes` says how many messages
    of broadcasts had which outcome since the start; `trouble` what the database says when it takes
    no writes; `now` is the time. `leadership` knows which process polls and keeps the time: while
    another does, its own not doing so is no fault.
    """

    store: Store
    times: UpdateTimes
    backlog: Callable[[], Awaitable[Backlog]]
    reception: Reception
    tick_age: Callable[[], float]
    outcomes: Callable[[], Mapping[str, int]]
    outbox: Outbox
    trouble: Callable[[], str]
    now: Callable[[], datetime]
    leadership: LeaderSource

    async def readiness(self) -> Sequence[Check]:
        """Whether the database works and Telegram was heard: that the bot is there at all."""
        begun = self.reception.has_begun or self.leadership.stands_by
        leader = self.leadership.leader or "nobody"
        return (
            Check(name="database", ok=await self.store.healthy()),
            Check(name="telegram", ok=begun, detail="not reached yet"),
            Check(
                name="leader",
                ok=True,
                well="this process" if self.leadership.is_leader else leader,
            ),
        )

    async def checks(self) -> Sequence[Check]:
        """Whether the database works, updates come in, handlers and ticks come to an end."""
        trouble, tick = self.trouble(), self.tick_age()
        return (
            Check(name="database", ok=await self.store.healthy()),
            Check(name="writing", ok=not trouble, detail=trouble),
            self._updates(),
            await self._handlers(),
            Check(name="clock", ok=tick < _LATE, detail=f"no tick ended for {tick:.0f} s"),
        )

    def _updates(self) -> Check:
        reception = self.reception
        ok = reception.silent_for < _SILENCE and reception.failing_for < _FAILING
        said = f" ({reception.error})" if reception.error else ""
        if self.leadership.stands_by:
            return Check(name="updates", ok=True)
        if not reception.has_begun:
            return Check(name="updates", ok=False, detail="not listening yet")
        since = max(reception.silent_for, reception.failing_for)
        return Check(name="updates", ok=ok, detail=f"not heard well for {since:.0f} s{said}")

    async def _handlers(self) -> Check:
        try:
            backlog = await self.backlog()
        except StoreError:  # of which another check tells
            backlog = Backlog(waiting=0, oldest=0.0)
        # What an earlier process left is old and may be much: all is well while it gets less.
        oldest = max(self.times.oldest, min(backlog.oldest, self.times.idle_for))
        detail = f"{max(self.times.waiting, backlog.waiting)} updates wait, one for {oldest:.0f} s"
        return Check(name="handlers", ok=oldest < _UNHANDLED, detail=detail)

    async def metrics(self) -> Sequence[Metric]:
        """Editions, subscribers, broadcasts under way, messages, updates, and how late all is."""
        subscribers = await self.store.subscribers.counts()
        broadcasts = await self.store.ledger.unfinished()
        progress = [await self.store.ledger.progress(one.id) for one in broadcasts]
        backlog = await self.backlog()
        return (
            _gauge("leader", "1 where this process leads.", int(self.leadership.is_leader)),
            _gauge("processes", "Processes that live.", len(await self.leadership.living())),
            _gauge("editions", "Editions that readers can ask for.", await self._editions()),
            Metric(
                name="kawaraban_subscribers",
                kind=MetricKind.GAUGE,
                help="Subscribers by state.",
                label="state",
                samples={state.value: count for state, count in subscribers.items()},
            ),
            _broadcasts(broadcasts),
            _recipients(progress),
            Metric(
                name="kawaraban_messages_total",
                kind=MetricKind.COUNTER,
                help="Messages of broadcasts since the start, by outcome.",
                label="outcome",
                samples=self.outcomes(),
            ),
            _gauge("updates_waiting", "Updates that wait for a handler.", self.times.waiting),
            _gauge("inbox_waiting", "Updates in the store that are not handled.", backlog.waiting),
            *self._ages(backlog),
            _gauge(
                "schedule_lag_seconds",
                "How long ago the oldest edition or message was due that has not gone out.",
                await self._lag(),
            ),
            Metric(
                name="kawaraban_answer_seconds",
                kind=MetricKind.HISTOGRAM,
                help="From an update's coming in to the end of its handling.",
                label="le",
                samples={_bound(most): count for most, count in self.times.counts.items()},
                sum=self.times.seconds,
            ),
            *self._limits(),
        )

    def _limits(self) -> Iterable[Metric]:
        """What Telegram ordered, and what had to be said again."""
        yield Metric(
            name="kawaraban_pauses_ordered_total",
            kind=MetricKind.COUNTER,
            help="Pauses that Telegram ordered (429) since the start, by whose message it was.",
            label="scope",
            samples={name: self.outbox.refused[name] for name in _SCOPES},
        )
        yield Metric(
            name="kawaraban_retries_total",
            kind=MetricKind.COUNTER,
            help="Requests made again since the start.",
            label="of",
            samples={
                "answer": self.outbox.retries.total(),
                "updates": self.reception.failures,
            },
        )
        yield Metric(
            name="kawaraban_holds_total",
            kind=MetricKind.COUNTER,
            help="Whom the pauses that Telegram ordered (429) held since the start.",
            label="scope",
            samples={name: self.outbox.holds[name] for name in ("chat", "bot")},
        )
        yield Metric(
            name="kawaraban_answer_retries_total",
            kind=MetricKind.COUNTER,
            help="Answers sent again since the start, by what had become of them before.",
            label="after",
            samples={name: self.outbox.retries[name] for name in _TRIED_AGAIN},
        )

    def _ages(self, backlog: Backlog) -> Iterable[Metric]:
        quiet = self.times.quiet_for
        if self.reception.has_begun:
            told = "Since the last good call that brings updates."
            yield _gauge("heard_age_seconds", told, self.reception.silent_for)
        if quiet is not None:
            yield _gauge("last_update_age_seconds", "Since the last update came in.", quiet)
        told = "How long the oldest update waits that is not handled."
        yield _gauge("oldest_update_age_seconds", told, max(self.times.oldest, backlog.oldest))
        yield _gauge("tick_age_seconds", "Since a tick came to its end.", self.tick_age())

    async def _lag(self) -> float:
        now = self.now()
        scheduled = [edition.publish_at for edition in await self.store.editions.due(now)]
        due = [await self.store.ledger.due_since(now), *scheduled]
        return max((now - at).total_seconds() for at in (now, *filter(None, due)))

    async def _editions(self) -> int:
        return await self.store.editions.count()


def _bound(seconds: float) -> str:
    return "+Inf" if seconds == float("inf") else f"{seconds:g}"


def _gauge(name: str, told: str, figure: float) -> Metric:
    return Metric(name=f"kawaraban_{name}", kind=MetricKind.GAUGE, help=told, samples={"": figure})


def _broadcasts(broadcasts: Iterable[Broadcast]) -> Metric:
    states = Counter(one.state for one in broadcasts)
    open_states = (BroadcastState.RUNNING, BroadcastState.PAUSED)
    return Metric(
        name="kawaraban_broadcasts",
        kind=MetricKind.GAUGE,
        help="Broadcasts that are not over, by state.",
        label="state",
        samples={state.value: states[state] for state in open_states},
    )


def _recipients(progress: Iterable[Progress]) -> Metric:
    """Where the recipients of open broadcasts stand; a recipient of two is counted twice."""
    told: Counter[str] = Counter(_figures(Progress()))
    for one in progress:
        told.update(_figures(one))
    del told["owed"]
    return Metric(
        name="kawaraban_recipients",
        kind=MetricKind.GAUGE,
        help="Recipients of the broadcasts that are not over, by what became of them.",
        label="outcome",
        samples=dict(told),
    )


def _figures(progress: Progress) -> dict[str, int]:
    """The counts of a broadcast; those that people watch keep their names."""
    counts = asdict(progress) | {"left": progress.left, "unsure": progress.unknown}
    del counts["unknown"]
    return counts
