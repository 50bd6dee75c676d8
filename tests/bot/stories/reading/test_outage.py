"""The bot is down from Friday to Monday: each reader is told once of what came too late."""

from __future__ import annotations

from datetime import date, timedelta

from digests.delivery.model import BroadcastKind
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, labels

ONE_DAY = timedelta(days=1)
ONE_O_CLOCK = 13 * 60
INDEX = "2 editions since Fri, Nov 20"


async def published(desk: Desk, day: date) -> None:
    edition = await desk.publish(day)
    await desk.store.ledger.open_broadcast(
        edition.id, BroadcastKind.EDITION, day=day, at=desk.now, by=None
    )


async def two_minutes(desk: Desk, day: date, hour: int) -> None:
    """What the bot does in the first two minutes of an hour."""
    desk.now = desk.now.replace(year=day.year, month=day.month, day=day.day, hour=hour)
    for _ in range(2):
        await desk.services.broadcasts.plan()
        await desk.deliver()


def came(desk: Desk, who: Person) -> list[str]:
    """The first lines of all that came unasked, without the mark that they share."""
    heads = [message.text.splitlines()[0] for message in desk.world.received(who.id)]
    return [head.removeprefix("🗞 ") for head in heads if head.startswith("🗞 ")]


async def test_who_missed_editions_in_an_outage_gets_one_index_and_goes_on(desk: Desk) -> None:
    ann = await desk.subscriber("Ann", minute=ONE_O_CLOCK)
    bob = await desk.subscriber("Bob", minute=0, away_until=DAY + 2 * ONE_DAY)
    for day in (DAY, DAY + ONE_DAY):
        await published(desk, day)
    await two_minutes(desk, DAY, 12)
    assert came(desk, ann) == []

    # back on Monday: whose hour is to come waits for it, whose hour has passed gets it at once
    monday = DAY + 3 * ONE_DAY
    await two_minutes(desk, monday, 12)
    assert came(desk, ann) == []
    assert came(desk, bob) == [INDEX]
    await published(desk, monday)
    await two_minutes(desk, monday, 13)
    assert sorted(came(desk, ann)) == [INDEX, "Letter of 2026-11-23"]
    index = next(one for one in desk.world.received(ann.id) if INDEX in one.text)
    assert labels(index) == ["Sat, Nov 21", "Fri, Nov 20"]

    await published(desk, monday + ONE_DAY)
    await two_minutes(desk, monday + ONE_DAY, 13)
    for who in (ann, bob):
        assert sorted(came(desk, who)) == [INDEX, "Letter of 2026-11-23", "Letter of 2026-11-24"]
    assert not desk.world.violations
