"""Days that pass by for subscribers with rhythms of their own: what came to each, and what rang."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from digests.delivery.model import Broadcast, BroadcastKind, Intent, Recipient
from digests.delivery.outcomes import Gone
from digests.delivery.schedule import instant_of, local_day
from digests.model import Preferences
from digests.rhythm import (
    EVERY_DAY,
    MINUTES_A_DAY,
    NIGHT_BEGINS,
    NIGHT_ENDS,
    WEEKDAYS,
    WEEKENDS,
    Rhythm,
)
from tests.digests.virtual_time import VirtualTime
from tests.digests.world import ManualWorker, World

DAY = timedelta(days=1)
PUNCTUAL = timedelta(minutes=45)
"""How far from its minute an edition still rings in the quiet hours in which that stands."""
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati")


def own(rhythm: Rhythm) -> dict[str, Any]:
    """What a subscriber of that rhythm chose."""
    return {one.name: getattr(rhythm, one.name) for one in fields(Rhythm)}


def some_rhythm(chance: Random, around: date) -> Rhythm:
    """One of all the ways to choose, its days not far from one."""

    def day() -> date | None:
        return chance.choice([None, around + chance.randint(-4, 9) * DAY])

    begins, ends = (chance.randrange(MINUTES_A_DAY) for _ in range(2))
    quiet = chance.choice([(NIGHT_BEGINS, NIGHT_ENDS), (begins, ends), (begins, begins)])
    return Rhythm(
        weekdays=chance.choice([EVERY_DAY, WEEKDAYS, WEEKENDS, chance.randint(1, EVERY_DAY)]),
        round_up=chance.random() < 0.3,
        away_from=day(),
        away_until=day(),
        silent=chance.random() < 0.2,
        quiet_from=quiet[0],
        quiet_until=quiet[1],
    )


def may_ring(chosen: Preferences, broadcast: Broadcast, at: datetime) -> bool:
    """Whether somebody who chose so may hear what a broadcast brings them at an instant."""
    zone = ZoneInfo(chosen.timezone)
    shown = at.astimezone(zone)
    since = (shown.hour * 60 + shown.minute - chosen.quiet_from) % MINUTES_A_DAY
    if chosen.silent:
        return False
    if since >= (chosen.quiet_until - chosen.quiet_from) % MINUTES_A_DAY:
        return True
    day = max(broadcast.day, local_day(zone, broadcast.opened_at))
    is_theirs = abs(at - instant_of(day, chosen.minute, zone)) <= PUNCTUAL
    return is_theirs and broadcast.kind is BroadcastKind.EDITION


class Town:
    """A world on which the days pass; what came is written down by subscriber and day.

    Where databases show the time of a `clock`, that is the town's, and everything has to ring where
    it may and nowhere else. There no instant is a full minute: databases are off by 40 µs.
    """

    def __init__(self, world: World, clock: VirtualTime | None = None) -> None:
        self.world = world
        self.clock = clock
        self.brought: Counter[tuple[int, int]] = Counter()
        self.told: Counter[tuple[int, int]] = Counter()
        self.indexes: list[tuple[Recipient, datetime]] = []

    async def look(self, now: datetime) -> None:
        """What the bot does each minute, and what is sent then."""
        self.turn_to(now)
        await self.world.store.ledger.open_round_ups(now)
        await self.world.store.ledger.plan(now)
        worker = ManualWorker(self.world.store)
        while (step := await worker.turn()) is not None:
            await self._arrive(worker, now)
            if not (step.done or step.intents or worker.settlements):
                break

    def turn_to(self, now: datetime) -> None:
        """Have the clock show an instant."""
        if self.clock:
            self.clock.began = now.timestamp()

    async def _arrive(self, worker: ManualWorker, now: datetime) -> None:
        """Let all that is in flight arrive."""
        if self.clock and worker.in_flight:
            await self._listen(worker, now)
        for intent in worker.in_flight.values():
            if not self._refused(intent):
                self._note(intent, worker, now)
        worker.arrive(self._refused)

    def _refused(self, _: Intent) -> Gone | None:
        """What keeps a message from arriving: here nothing."""
        return None

    async def _listen(self, worker: ManualWorker, at: datetime) -> None:
        """Whether what is in flight rings at those who may hear it, and at nobody else."""
        assert worker.claim
        chosen = {one.id: one.preferences async for one in self.world.store.subscribers.each()}
        expected = {
            one: may_ring(chosen[one], worker.claim.broadcast, at) for one in worker.in_flight
        }
        rings = {one: not intent.recipient.silent for one, intent in worker.in_flight.items()}
        assert rings == expected

    def _note(self, intent: Intent, worker: ManualWorker, now: datetime) -> None:
        one = intent.recipient.subscriber_id
        told = intent.recipient.missed
        if told:
            self.indexes.append((intent.recipient, now))
            self.told.update((one, edition) for edition in told)
        else:
            assert worker.claim
            self.brought[one, worker.claim.broadcast.edition_id] += 1
