"""Ten days on which one reader has weekdays, another a week at once, and a third is away."""

from __future__ import annotations

from datetime import date, timedelta

from digests.delivery.model import BroadcastKind
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, labels

ONE_DAY = timedelta(days=1)


async def a_day(desk: Desk, day: date) -> None:
    """At midnight readers get what they missed, at noon an edition comes out."""
    for hour in (0, 12):
        desk.now = desk.now.replace(year=day.year, month=day.month, day=day.day, hour=hour)
        if hour:
            edition = await desk.publish(day)
            await desk.store.ledger.open_broadcast(
                edition.id, BroadcastKind.EDITION, day=day, at=desk.now, by=None
            )
        await desk.services.broadcasts.plan()
        await desk.deliver()


def came(desk: Desk, who: Person) -> list[str]:
    """What came unasked: the days of editions, and what round-ups say first."""
    heads = [message.text.splitlines()[0] for message in desk.world.received(who.id)]
    kept = ("🗞 Letter of 2026-11-", "🗞 ")
    return [head.removeprefix(kept[0]).removeprefix(kept[1]) for head in heads if kept[1] in head]


async def test_each_reader_has_their_own_days_and_misses_nothing(desk: Desk) -> None:
    ann, bob, cyd = [await desk.subscriber(name) for name in ("Ann", "Bob", "Cyd")]
    assert "The next edition comes on Mon, Nov 23" in await desk.told(ann, "weekdays only")
    assert "The next round-up comes on Sun, Nov 22" in await desk.told(bob, "once a week")
    assert "The next edition comes on Thu, Nov 26" in await desk.told(cyd, "pause until Thursday")

    for number in range(10):  # from Friday to the Sunday after next
        await a_day(desk, DAY + number * ONE_DAY)

    assert came(desk, ann) == [
        *("20", "2 editions since Sat, Nov 21", "23", "24", "25", "26", "27"),
    ]
    assert came(desk, bob) == ["2 editions since Fri, Nov 20", "7 editions since Sun, Nov 22"]
    assert came(desk, cyd) == ["6 editions since Fri, Nov 20", "26", "27", "28", "29"]

    # a headline opens its item, and the week stands in one message with a button for each day
    week = desk.world.received(bob.id)[-1]
    assert labels(week)[0] == "Sat, Nov 28"
    assert str(week.content["entities"]).count("?start=i_") == 21
    item = await desk.told(bob, "/start i_9_2")
    assert "The library stays open" in item
    assert not desk.world.violations
