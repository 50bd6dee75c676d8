"""Days that pass by for subscribers with rhythms of their own, and what came to each meanwhile."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from digests.delivery.model import Intent, Recipient
from digests.rhythm import EVERY_DAY, WEEKDAYS, WEEKENDS, Rhythm
from tests.digests.world import ManualWorker, World

DAY = timedelta(days=1)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati")


def own(rhythm: Rhythm) -> dict[str, Any]:
    """What a subscriber of that rhythm chose."""
    return {one.name: getattr(rhythm, one.name) for one in fields(Rhythm)}


def some_rhythm(chance: Random, around: date) -> Rhythm:
    """One of all the ways to choose, its days not far from one."""

    def day() -> date | None:
        return chance.choice([None, around + chance.randint(-4, 9) * DAY])

    return Rhythm(
        weekdays=chance.choice([EVERY_DAY, WEEKDAYS, WEEKENDS, chance.randint(1, EVERY_DAY)]),
        round_up=chance.random() < 0.3,
        away_from=day(),
        away_until=day(),
    )


class Town:
    """A world on which the days pass; what came is written down by subscriber and day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.brought: Counter[tuple[int, int]] = Counter()
        self.told: Counter[tuple[int, int]] = Counter()
        self.indexes: list[tuple[Recipient, datetime]] = []

    async def look(self, now: datetime) -> None:
        """What the bot does each minute, and what is sent then."""
        await self.world.store.ledger.open_round_ups(now)
        await self.world.store.ledger.plan(now)
        worker = ManualWorker(self.world.store)
        while (step := await worker.turn()) is not None:
            for intent in worker.in_flight.values():
                self._note(intent, worker, now)
            worker.arrive()
            if not (step.done or step.intents or worker.settlements):
                break

    def _note(self, intent: Intent, worker: ManualWorker, now: datetime) -> None:
        one = intent.recipient.subscriber_id
        told = intent.recipient.missed
        if told:
            self.indexes.append((intent.recipient, now))
            self.told.update((one, edition) for edition in told)
        else:
            assert worker.claim
            self.brought[one, worker.claim.broadcast.edition_id] += 1
