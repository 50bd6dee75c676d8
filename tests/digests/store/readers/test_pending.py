"""Whatever readers change and whenever: each edition comes once, or stands in one index."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from digests.audience import Audience
from digests.delivery.model import BroadcastKind, Intent
from digests.delivery.outcomes import Gone
from digests.delivery.policy import DeliverySettings
from digests.model import PauseReason, Preferences
from digests.rhythm import (
    EVERY_DAY,
    MINUTES_A_DAY,
    NIGHT_BEGINS,
    NIGHT_ENDS,
    WEEKDAYS,
    WEEKENDS,
)
from digests.store import Store
from tests.digests.passing_days import DAY, ZONES, Town
from tests.digests.virtual_time import VirtualTime
from tests.digests.world import World, choosing

BEGINS = datetime(2026, 10, 16, 3, 0, 1, tzinfo=UTC)
"""Nine days before the clocks change in Berlin, sixteen before they do in New York."""
WEEKS = 3 * 7
AFTERWARDS = 3
"""Days without news for readers who all want every day by now: whatever they await comes."""
SECOND = timedelta(seconds=1)
LOOKS = (0, 13)
"""Hours of each day at which the bot looks; a minute of readers' is passed late now and then."""


PLAIN = {"weekdays": EVERY_DAY, "round_up": False, "away_from": None, "away_until": None}


@dataclass(frozen=True)
class Sound:
    """What a reader wants to hear: nothing, or nothing from one minute of the day to another."""

    silent: bool = False
    quiet_from: int = NIGHT_BEGINS
    quiet_until: int = NIGHT_ENDS


@dataclass(frozen=True)
class Change:
    """What a reader does so many hours after the beginning; `days` is how long they are away.

    `sound` is what they choose to hear from then on.

    Or what the editor does who stops all that goes out, until the bot looks again.
    """

    hour: int
    what: str
    weekdays: int
    days: int
    ahead: int
    zone: str
    minute: int
    sound: Sound


@dataclass(frozen=True)
class Reader:
    """A reader and all that they do."""

    zone: str
    minute: int
    sound: Sound
    changes: Sequence[Change]


zones = st.sampled_from(ZONES)
minutes = st.integers(0, 719)  # by noon, so that the bot looks after them on the same day anywhere
sounds = st.just(Sound()) | st.builds(
    Sound,
    silent=st.booleans(),
    quiet_from=st.integers(0, MINUTES_A_DAY - 1),
    quiet_until=st.integers(0, MINUTES_A_DAY - 1),
)
changes = st.builds(
    Change,
    hour=st.integers(0, 24 * WEEKS - 1),
    what=st.sampled_from(
        ["days", "weekly", "every day", "away", "back", "block", "move", "sound", "stop"]
    ),
    weekdays=st.sampled_from([WEEKDAYS, WEEKENDS]) | st.integers(1, EVERY_DAY),
    days=st.integers(1, 9),
    ahead=st.integers(0, 3),
    zone=zones,
    minute=minutes,
    sound=sounds,
)
readers = st.builds(
    Reader,
    zone=zones,
    minute=minutes,
    sound=sounds,
    changes=st.lists(changes, min_size=2, max_size=6),
)


class Weeks(Town):
    """Weeks that pass by for readers some of whom change what they chose, or block the bot."""

    def __init__(self, world: World, clock: VirtualTime) -> None:
        super().__init__(world, clock)
        self.blocked: set[int] = set()
        self.now = BEGINS
        usual = Preferences(language="en", timezone="UTC", minute=0)
        self.audience = Audience(store=world.store, defaults=usual, clock=lambda: self.now)

    def turn_to(self, now: datetime) -> None:
        """It is that late."""
        super().turn_to(now)
        self.now = now

    async def look(self, now: datetime) -> None:
        """What the bot does; what is sent to whoever blocked it is refused."""
        self.turn_to(now)
        for stopped in await self.world.store.ledger.resumable():
            assert await self.world.store.ledger.resume_stopped(stopped.id)
        await super().look(now)

    def _refused(self, intent: Intent) -> Gone | None:
        is_blocked = intent.recipient.subscriber_id in self.blocked
        return Gone(PauseReason.BLOCKED) if is_blocked else None

    async def change(self, one: int, change: Change, now: datetime) -> None:
        """Let a reader do something."""
        self.turn_to(now)
        today = now.date()
        away = {"away_from": today + change.ahead * DAY}
        away["away_until"] = away["away_from"] + change.days * DAY
        chosen: dict[str, dict[str, object]] = {
            "days": {"weekdays": change.weekdays, "round_up": False},
            "weekly": {"weekdays": change.weekdays, "round_up": True},
            "every day": {"weekdays": EVERY_DAY, "round_up": False},
            "away": {**away},
            "back": {"away_from": None, "away_until": None},
            "move": {"timezone": change.zone, "minute": change.minute},
            "sound": asdict(change.sound),
        }
        if change.what == "block":
            await (self.unblock(one) if one in self.blocked else self.block(one))
            return
        if change.what == "stop":
            for going_out in await self.world.store.ledger.unfinished():
                if going_out.kind is BroadcastKind.EDITION:
                    await self.world.store.ledger.cancel(going_out.id)
            return
        if one in self.blocked:
            return
        await self.audience.change(one, choosing(**chosen[change.what]))
        if change.what == "back":
            taken = await self.world.store.subscribers.take_pending(one, now)
            self.told.update((one, edition) for edition in taken)

    async def block(self, one: int) -> None:
        """From now on nothing reaches a reader, which the bot learns when it writes next."""
        self.blocked.add(one)

    async def unblock(self, one: int) -> None:
        """Everything reaches a reader again, who is told what came out meanwhile."""
        self.blocked.discard(one)
        for regained in await self.audience.regain_chat(one):
            self.told.update((one, edition.id) for edition in regained.backlog)


async def live(database: Path, people: Sequence[Reader]) -> None:
    """Let the weeks pass by, and look what came to whom."""
    rules = DeliverySettings(rate=1e6, limit=1_000_000, in_flight=256)
    clock = VirtualTime()
    with clock.in_databases():
        store = await Store.open(f"sqlite+aiosqlite:///{database}", rules)
        try:
            await pass_weeks(Weeks(World(store, rules), clock), people)
        finally:
            await store.close()


async def pass_weeks(weeks: Weeks, people: Sequence[Reader]) -> None:
    """Have readers do what they do, and see that each edition came to each once."""
    for one in people:
        await weeks.world.subscriber(one.zone, minute=one.minute, **asdict(one.sound))
    coming = sorted(
        (
            (change.hour, number, change)
            for number, one in enumerate(people, start=1)
            for change in one.changes
        ),
        key=lambda one: one[0],
    )
    for day in range(WEEKS + AFTERWARDS):
        at = BEGINS + day * DAY
        weeks.turn_to(at)
        if day < WEEKS:
            await weeks.world.broadcast(at)
        elif day == WEEKS:
            for reader in range(1, len(people) + 1):
                if reader in weeks.blocked:
                    await weeks.unblock(reader)
                await weeks.audience.change(reader, choosing(**PLAIN))
        for hour in LOOKS:
            await weeks.look(at + timedelta(hours=hour))
            until = day * 24 + hour + 12
            while coming and coming[0][0] < until:
                when, number, change = coming.pop(0)
                now = max(weeks.now + SECOND, BEGINS + timedelta(hours=when, minutes=31))
                await weeks.change(number, change, now)
    both = weeks.brought + weeks.told
    once = {(one + 1, day + 1): 1 for one in range(len(people)) for day in range(WEEKS)}
    assert {key: both[key] for key in {*both, *once} if both[key] != 1} == {}


def change(hour: int, what: str, *, weekdays: int = EVERY_DAY, **details: Any) -> Change:
    """A change whose details that don't matter are any."""
    usual = {"days": 1, "ahead": 0, "zone": "UTC", "minute": 0, "sound": Sound()}
    return Change(hour=hour, what=what, weekdays=weekdays, **{**usual, **details})


WHAT_FAILED = (
    [
        # The index of their first day back, which had nothing to tell, was asked twice.
        Reader(
            zone="America/New_York",
            minute=93,
            sound=Sound(),
            changes=[
                change(41, "weekly", weekdays=0b1110100),
                change(91, "away", days=8, ahead=2),
                change(212, "back"),
            ],
        ),
        Reader(
            zone="Pacific/Kiritimati",
            minute=7,
            sound=Sound(),
            changes=[change(140, "days", weekdays=WEEKENDS)],
        ),
    ],
    [
        # What came out just behind the minute of an index was told at once, and by the next.
        Reader(
            zone="America/New_York",
            minute=126,
            sound=Sound(),
            changes=[
                change(171, "weekly", weekdays=WEEKENDS),
                change(196, "move", zone="Europe/Berlin", minute=298),
                change(200, "back"),
            ],
        )
    ],
    [
        # What came after the minute of the day on which they chose every day passed for brought.
        Reader(
            zone="Europe/Berlin",
            minute=90,
            sound=Sound(),
            changes=[change(0, "days", weekdays=0b1000100), change(319, "every day")],
        )
    ],
)


@settings(
    max_examples=2,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(people=st.lists(readers, min_size=8, max_size=12))
@example(people=WHAT_FAILED[0])
@example(people=WHAT_FAILED[1])
@example(people=WHAT_FAILED[2])
def test_through_all_that_readers_change_each_edition_is_brought_or_told_once(
    sqlite_template: Path, people: Sequence[Reader]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "store.db"
        shutil.copy(sqlite_template, database)
        asyncio.run(live(database, people))
