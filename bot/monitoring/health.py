"""How the bot is: what it can't do without, and the figures to watch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import structlog

from bot.monitoring.http import Check, Metric, MetricKind
from digests.delivery.model import Broadcast, BroadcastState, Progress
from digests.store import Store

log = structlog.get_logger()

_BACKLOG = 1_000
"""Updates that may wait; more means that handlers don't come to an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthChecks:
    """The health of a running bot.

    `waiting` says how many updates wait for a handler. `listening` says whether updates are being
    taken in; `outcomes` how many messages of broadcasts had which outcome since the start;
    `trouble` what the database says when it takes no writes.
    """

    store: Store
    waiting: Callable[[], int]
    listening: Callable[[], bool]
    outcomes: Callable[[], Mapping[str, int]]
    trouble: Callable[[], str]

    async def checks(self) -> Sequence[Check]:
        """Whether the database works, updates come in, and handlers keep up with them."""
        waiting, trouble = self.waiting(), self.trouble()
        return (
            Check(name="database", ok=await self.store.healthy()),
            Check(name="writing", ok=not trouble, detail=trouble),
            Check(name="updates", ok=self.listening(), detail="not listening"),
            Check(name="handlers", ok=waiting < _BACKLOG, detail=f"{waiting} updates wait"),
        )

    async def metrics(self) -> Sequence[Metric]:
        """Editions, subscribers, broadcasts under way, messages, updates that wait."""
        subscribers = await self.store.subscribers.counts()
        broadcasts = await self.store.ledger.unfinished()
        progress = [await self.store.ledger.progress(one.id) for one in broadcasts]
        return (
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
            _gauge("updates_waiting", "Updates that wait for a handler.", self.waiting()),
        )

    async def _editions(self) -> int:
        return await self.store.editions.count()


def _gauge(name: str, told: str, figure: int) -> Metric:
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
