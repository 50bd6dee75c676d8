"""After an outage each edition came late, or stands in one index of what did not come."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select, text

from digests.delivery.model import BroadcastKind, BroadcastState
from digests.delivery.outcomes import Gone
from digests.delivery.policy import DeliverySettings
from digests.delivery.schedule import local_day
from digests.model import EditionState, PauseReason
from digests.rhythm import WEEKDAYS
from digests.store import Store
from digests.store.readers.behind import TOLD, is_behind
from digests.store.recipients import Range, untried
from digests.store.tables import PLACES, broadcasts, subscribers
from tests.digests.passing_days import DAY, ZONES, Town, own, some_rhythm
from tests.digests.virtual_time import VirtualTime
from tests.digests.world import ManualWorker, World, choosing

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)
SATURDAY_ONLY = 0b010_0000


@pytest.fixture
def town(world: World) -> Town:
    return Town(world)


@pytest.fixture
async def heard(
    open_store: Callable[[DeliverySettings], Awaitable[Store]], settings: DeliverySettings
) -> AsyncIterator[Town]:
    """A town whose database shows its time, so that it is known what rings."""
    clock = VirtualTime()
    with clock.in_databases():
        yield Town(World(await open_store(settings), settings), clock)


async def back(town: Town, now: datetime) -> None:
    """The first two minutes after an outage."""
    await town.look(now)
    await town.look(now + timedelta(minutes=1))


async def test_what_is_too_late_stands_in_one_index_and_what_is_not_comes_late(
    world: World, town: Town
) -> None:
    await world.subscriber(minute=7 * 60)
    for number in range(3):
        await world.broadcast(MONDAY + number * DAY)
    await back(town, MONDAY + 3 * DAY - 2 * HOUR)
    assert town.brought == {(1, 3): 1}  # not a day late
    assert not town.told  # their minute is to come, and with it the next
    await world.broadcast(MONDAY + 3 * DAY)
    await back(town, MONDAY + 3 * DAY + HOUR)
    assert town.brought == {(1, 3): 1, (1, 4): 1}
    assert town.told == {(1, 1): 1, (1, 2): 1}
    assert len(town.indexes) == 1
    await back(town, MONDAY + 4 * DAY + HOUR)
    assert len(town.indexes) == 1
    assert [one.detail for one in await world.store.ledger.exceptions(1)] == [TOLD]


async def test_whose_minute_has_passed_is_told_at_once_and_silently_at_night(
    world: World, town: Town
) -> None:
    await world.subscriber(minute=7 * 60)
    await world.subscriber(minute=7 * 60, quiet_from=0, quiet_until=0)
    await world.broadcast(MONDAY)
    night = MONDAY + 2 * DAY + 17 * HOUR
    await town.look(night)
    await world.store.ledger.plan(night)
    (round_up,) = await world.store.ledger.running()
    everybody = Range(chunk_id=0, timezone="UTC", after=0, last=1440 * PLACES, caught_up=True)

    def silent(connection: Connection) -> dict[int, bool]:
        found, _ = untried(connection, round_up, everybody, 9, night)
        return {recipient.subscriber_id: recipient.silent for recipient in found}

    assert await world.store.database.in_write(silent) == {1: True, 2: False}


async def test_what_was_taken_back_or_is_sent_after_all_stands_in_no_index(
    world: World, town: Town
) -> None:
    await world.subscriber(minute=7 * 60)
    for number in range(3):
        await world.broadcast(MONDAY + number * DAY)
    now = MONDAY + 4 * DAY
    await town.look(now)
    assert await world.store.ledger.retry_too_late(2) == 1
    await world.store.editions.mark(
        1, EditionState.RECALLED, at=now, expected=frozenset({EditionState.PUBLISHED})
    )
    await back(town, now + 2 * HOUR)
    assert town.brought == {(1, 2): 1}
    assert town.told == {(1, 3): 1}


async def test_nobody_waits_any_more_once_there_is_nothing_to_tell(
    world: World, town: Town
) -> None:
    await world.subscriber(minute=7 * 60)
    await world.broadcast(MONDAY)
    now = MONDAY + 2 * DAY
    await town.look(now)
    await world.store.editions.mark(
        1, EditionState.RECALLED, at=now, expected=frozenset({EditionState.PUBLISHED})
    )
    await back(town, now + 2 * HOUR)
    assert not town.indexes
    assert await world.store.database.in_read(_behind) == []


async def test_an_index_waits_for_a_day_of_theirs_or_where_they_have_one_a_week_for_none(
    world: World, town: Town
) -> None:
    await world.subscriber(minute=7 * 60, weekdays=WEEKDAYS)
    await world.subscriber(minute=7 * 60, weekdays=SATURDAY_ONLY, round_up=True)
    friday, sunday = MONDAY + 4 * DAY, MONDAY + 6 * DAY
    await town.look(friday - DAY)
    await world.broadcast(friday)
    await back(town, sunday + 2 * HOUR)
    assert town.told == {(2, 1): 1}
    await town.look(sunday + DAY + 2 * HOUR)
    assert town.told == {(1, 1): 1, (2, 1): 1}
    await town.look(sunday + 6 * DAY + 2 * HOUR)
    assert len(town.indexes) == 2


async def test_a_round_up_of_a_day_that_nobody_saw_is_told_in_the_next(
    world: World, town: Town
) -> None:
    await world.subscriber(minute=7 * 60, away_until=(MONDAY + 2 * DAY).date())
    for number in range(2):
        await world.broadcast(MONDAY + number * DAY)
        await town.look(MONDAY + number * DAY + 2 * HOUR)
    await back(town, MONDAY + 5 * DAY)
    await back(town, MONDAY + 5 * DAY + 2 * HOUR)
    assert town.told == {(1, 1): 1, (1, 2): 1}
    assert len(town.indexes) == 1


async def test_an_index_that_does_not_come_in_time_is_told_in_the_next(
    world: World, town: Town
) -> None:
    await world.subscriber(minute=7 * 60)
    await world.broadcast(MONDAY)
    now = MONDAY + 2 * DAY + 2 * HOUR
    await town.look(now)
    await world.store.ledger.plan(now)
    (index,) = await world.store.database.in_read(_round_ups)
    worker = ManualWorker(world.store)
    await worker.turn()
    assert len(worker.in_flight) == 1
    worker.arrive(lambda _: Gone(PauseReason.BLOCKED))
    await worker.turn()
    assert await world.store.database.in_read(_behind) == []  # who can't be reached waits
    await world.store.subscribers.resume_chat(1)
    assert await world.store.database.in_read(_behind) == [1]
    await back(town, now + DAY)
    assert town.told == {(1, 1): 1}
    assert index == BroadcastState.RUNNING


async def test_of_the_too_late_all_is_known_before_an_index_begins(world: World) -> None:
    await world.subscriber(minute=7 * 60)
    await world.subscriber(minute=7 * 60, weekdays=WEEKDAYS, round_up=True)
    await world.broadcast(MONDAY)
    await world.broadcast(MONDAY + DAY)
    now = MONDAY + 3 * DAY + 2 * HOUR
    await world.store.ledger.open_round_ups(now)
    await world.store.ledger.plan(now)
    first, second, third = (ManualWorker(world.store, name) for name in "abc")
    await first.turn(wanted=0)
    await second.turn(wanted=0)
    assert await third.turn() is None  # the round-up waits for both
    for one in (first, second):
        assert one.claim
        assert one.claim.broadcast.kind is BroadcastKind.EDITION
        await one.turn()
    assert await third.turn()


async def test_who_leaves_or_moves_meanwhile_is_told_once_at_most(world: World, town: Town) -> None:
    await world.subscribers(2, minute=7 * 60)
    await world.broadcast(MONDAY)
    now = MONDAY + 2 * DAY + 2 * HOUR
    await town.look(now)
    await world.store.subscribers.leave(2)
    await world.store.subscribers.change(1, choosing(timezone="Asia/Tokyo", minute=20 * 60))
    for hours in range(1, 30, 4):
        await back(town, now + hours * HOUR)
    assert town.told == {(1, 1): 1}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the statements are the same
async def test_through_outages_zones_and_rhythms_each_edition_is_brought_or_told_once(
    heard: Town,
) -> None:
    """A week with two outages of one day up to three, then ten days without news.

    Looked at every six hours, so that nobody's minute is in the last hours of their day.
    """

    chance = Random(5)
    begins = datetime(2026, 10, 22, 3, 0, 1, tzinfo=UTC)
    starts = [begins + chance.randrange(*hours) * HOUR for hours in ((20, 40), (110, 130))]
    outages = [(start, start + chance.randrange(20, 70) * HOUR) for start in starts]

    def is_out(at: datetime) -> bool:
        return any(start <= at < end for start, end in outages)

    people = {}
    for _ in range(16):
        chosen = own(some_rhythm(chance, begins.date()))
        one = await heard.world.subscriber(
            chance.choice(ZONES), minute=chance.randrange(17 * 60), **chosen
        )
        people[one.id] = one.preferences
    for hours in range(0, 17 * 24, 6):
        now = begins + hours * HOUR
        if is_out(now):
            continue
        for number in range(await _count(heard.world), min(hours // 24, 7)):
            await heard.world.broadcast(now, day=begins.date() + number * DAY)
        await heard.look(now)
        if is_out(now - 6 * HOUR):
            await heard.look(now + timedelta(minutes=1))
    both = heard.brought + heard.told
    assert both == {(one, edition): 1 for one in people for edition in range(1, 8)}
    a_day = Counter(
        (one.subscriber_id, local_day(ZoneInfo(people[one.subscriber_id].timezone), at))
        for one, at in heard.indexes
        if not people[one.subscriber_id].round_up  # others may have one late, and that of the day
    )
    assert set(a_day.values()) == {1}


async def _count(world: World) -> int:
    """How many editions were sent so far."""
    query = select(broadcasts.c.id).where(broadcasts.c.kind == BroadcastKind.EDITION)
    return len(await world.store.database.in_read(lambda one: one.execute(query).all()))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the other looks at what is there
async def test_who_waits_is_found_by_an_index(world: World) -> None:
    await world.subscribers(3)

    def plan_of(connection: Connection) -> str:
        query = select(subscribers.c.timezone).where(is_behind()).distinct()
        written = query.compile(connection, compile_kwargs={"literal_binds": True})
        rows = connection.execute(text(f"EXPLAIN QUERY PLAN {written}"))
        return " ".join(row.detail for row in rows)

    assert "ix_subscribers_behind" in await world.store.database.in_read(plan_of)


def _behind(connection: Connection) -> list[int]:
    return list(connection.execute(select(subscribers.c.id).where(is_behind())).scalars())


def _round_ups(connection: Connection) -> list[BroadcastState]:
    query = select(broadcasts.c.state).where(broadcasts.c.kind == BroadcastKind.ROUND_UP)
    return list(connection.execute(query).scalars())
