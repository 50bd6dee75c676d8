"""Whoever waits for an index is planned in pieces, in nobody's way, and told in one that came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, insert, select, update

from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState, Failure
from digests.delivery.outcomes import AttemptResult, Gone, HeldChat, Refused, Sent, Unknown
from digests.delivery.policy import DeliverySettings
from digests.model import PauseReason
from digests.rhythm import WEEKENDS
from digests.store import Store
from digests.store.broadcasting.outages import IndexDue, indexes_due, plan_some_indexes
from digests.store.broadcasts import lock_rate
from digests.store.planning import lock_planner
from digests.store.readers.behind import TOLD
from digests.store.readers.round_ups import open_round_up
from digests.store.tables import broadcasts, chunks, planner, subscribers, undelivered
from digests.store.upkeep.restore import hold_back
from digests.store.upkeep.tidying import Periods
from tests.digests.passing_days import DAY, Town
from tests.digests.world import ManualWorker, World
from tests.support.town import DEADLINE

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)
NOW = MONDAY + 2 * DAY + 2 * HOUR
SEVEN = 7 * 60

Open = Callable[[DeliverySettings], Awaitable[Store]]
_POSTGRESQL = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@pytest.fixture
def town(world: World) -> Town:
    return Town(world)


async def missed(world: World, readers: int = 1) -> Broadcast:
    """An edition that came too late for some readers, who wait for an index."""
    await world.subscribers(readers, minute=SEVEN)
    edition = await world.broadcast(MONDAY)
    await world.store.ledger.plan(NOW)
    while (step := await ManualWorker(world.store).turn()) is not None:
        assert step.done
    assert await behind(world) == list(range(1, readers + 1))
    return edition


async def behind(world: World) -> list[int]:
    query = select(subscribers.c.id).where(subscribers.c.is_behind).order_by(subscribers.c.id)
    return await world.store.database.in_read(lambda one: list(one.execute(query).scalars()))


async def index_sent(world: World, outcome: AttemptResult) -> Broadcast:
    """The index of that day, sent to everybody, with what became of each."""
    await world.store.ledger.plan(NOW)
    (index,) = await world.store.ledger.running()
    await ManualWorker(world.store).finish(lambda _: outcome)
    return index


async def test_who_waits_is_planned_in_pieces_and_once(
    open_store: Open, settings: DeliverySettings
) -> None:
    rules = replace(settings, chunk=3, planned_at_once=10)
    world = World(await open_store(rules), rules)
    await world.subscribers(25, minute=SEVEN)
    await world.change(update(subscribers).values(is_behind=True))
    database = world.store.database
    due = IndexDue(timezone="UTC", day=NOW.date(), has_round_up=False)
    assert await database.in_read(indexes_due, NOW) == [due]
    await database.in_write(open_round_up, due.day, NOW)

    def ranges(connection: Connection) -> list[tuple[int, int, int]]:
        query = select(chunks.c.after_place, chunks.c.last_place, chunks.c.owed)
        return [tuple(row) for row in connection.execute(query.order_by(chunks.c.last_place))]

    after = await database.in_write(plan_some_indexes, due, NOW, rules, 0)
    assert [owed for *_, owed in await database.in_read(ranges)] == [3, 3, 3, 1]
    assert after
    await world.store.ledger.plan(NOW)
    found = await database.in_read(ranges)
    assert sum(owed for *_, owed in found) == 25
    assert [after for after, *_ in found] == [0, *(last for _, last, _ in found[:-1])]
    assert await database.in_read(indexes_due, NOW) == []
    turns = select(planner.c.turns)
    before = await database.in_read(lambda one: one.execute(turns).scalar_one())
    await world.store.ledger.plan(NOW)
    assert await database.in_read(ranges) == found
    assert await database.in_read(lambda one: one.execute(turns).scalar_one()) == before + 1


async def test_who_is_away_or_excepted_is_not_planned(world: World) -> None:
    await world.subscriber(minute=SEVEN, away_until=(NOW + 9 * DAY).date())
    excepted = await world.subscriber(minute=SEVEN)
    await world.change(update(subscribers).values(is_behind=True))
    database = world.store.database
    await database.in_write(open_round_up, NOW.date(), NOW)
    row = {"subscriber_id": excepted.id, "part": 0, "failure": Failure.GONE, "detail": ""}
    (index,) = await world.store.ledger.running()
    statement = insert(undelivered).values(broadcast_id=index.id, at=NOW, **row)
    await database.in_write(lambda one: one.execute(statement))
    assert await database.in_read(indexes_due, NOW) == []


@_POSTGRESQL  # SQLite has one lock for all
async def test_planning_indexes_waits_for_no_worker(
    open_store: Open, settings: DeliverySettings
) -> None:
    world, other = World(await open_store(settings), settings), await open_store(settings)
    await missed(world, 2)
    await world.store.ledger.plan(NOW)  # opens the round-up
    await world.change(update(chunks).values(last_place=chunks.c.last_place - 1))
    assert await world.store.database.in_read(indexes_due, NOW)
    async with other.database.engine.begin() as connection, asyncio.timeout(DEADLINE):
        await connection.run_sync(lock_rate)
        await world.store.ledger.plan(NOW)
    assert not await world.store.database.in_read(indexes_due, NOW)


@_POSTGRESQL
async def test_a_turn_that_ends_a_broadcast_waits_for_nobody_who_plans(
    open_store: Open, settings: DeliverySettings
) -> None:
    world, other = World(await open_store(settings), settings), await open_store(settings)
    broadcast = await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.turn()
    worker.arrive()
    async with other.database.engine.begin() as connection, asyncio.timeout(DEADLINE):
        await connection.run_sync(lock_planner)
        step = await worker.turn()
        assert step
        assert step.done
    await world.store.ledger.plan(MONDAY)
    assert (await world.store.ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED


async def test_who_is_held_until_it_is_too_late_keeps_no_round_up_back(world: World) -> None:
    await world.subscriber(minute=SEVEN)
    await world.subscriber(minute=SEVEN, weekdays=WEEKENDS, round_up=True)
    await world.broadcast(NOW)
    await world.store.ledger.plan(NOW)
    worker = ManualWorker(world.store)
    await worker.settle_one(HeldChat(20 * 3600))
    assert worker.claim
    await world.store.ledger.release(worker.claim)
    await world.change(update(chunks).values(expires=1.0))
    saturday = NOW + 3 * DAY
    await world.store.ledger.open_round_ups(saturday)
    await world.store.ledger.plan(saturday)
    sent = ManualWorker(world.store, "another")
    assert await sent.finish() == [2]
    (given_up,) = await world.store.ledger.exceptions(1)
    assert given_up.failure is Failure.TOO_LATE


async def test_a_refused_index_is_told_once_it_is_sent_again(world: World) -> None:
    edition = await missed(world)
    index = await index_sent(world, Refused("no"))
    assert await behind(world) == [1]
    assert await world.store.ledger.retry_refused(index.id) == 1
    assert await ManualWorker(world.store).finish() == [1]
    assert await behind(world) == []
    assert [one.detail for one in await world.store.ledger.exceptions(edition.id)] == [TOLD]


@pytest.mark.parametrize("resend", [True, False])
async def test_an_index_in_doubt_is_sent_again_or_taken_as_told(
    holding: World, resend: bool
) -> None:
    edition = await missed(holding)
    index = await index_sent(holding, Unknown("?"))
    assert await behind(holding) == [1]
    assert await holding.store.ledger.resolve_unknown(index.id, resend=resend) == 1
    assert await ManualWorker(holding.store).finish() == ([1] if resend else [])
    assert await behind(holding) == []
    assert [one.detail for one in await holding.store.ledger.exceptions(edition.id)] == [TOLD]


async def test_several_are_told_in_one_turn_whenever_each_was_begun(world: World) -> None:
    await missed(world, 3)
    await world.store.ledger.plan(NOW)
    worker = ManualWorker(world.store)
    for _ in range(3):
        await worker.turn(wanted=1)
    worker.arrive()
    await worker.turn(wanted=0)
    assert await behind(world) == []
    told = await world.store.ledger.exceptions(1)
    assert [one.detail for one in told] == [TOLD] * 3


async def test_what_is_noted_of_a_later_day_is_not_told_by_an_earlier_index(world: World) -> None:
    await missed(world)
    await world.store.ledger.plan(NOW)
    worker = ManualWorker(world.store)
    await worker.turn()
    later = (NOW + DAY).date()
    await world.change(update(subscribers).values(untold_since=later))
    worker.arrive()
    await worker.turn()
    assert await behind(world) == [1]
    since = select(subscribers.c.untold_since)
    assert await world.store.database.in_read(lambda one: one.execute(since).scalar()) == later


async def test_days_are_looked_back_at_before_any_index_is_planned(
    world: World, town: Town
) -> None:
    await world.subscriber(minute=SEVEN, away_until=(MONDAY + 2 * DAY).date())
    for number in range(2):
        await world.broadcast(MONDAY + number * DAY)
        await town.look(MONDAY + number * DAY + 2 * HOUR)
    await world.store.ledger.plan(MONDAY + 5 * DAY)  # what a press does before the tick
    assert await behind(world) == [1]


async def test_what_was_told_is_not_offered_to_be_sent_late(world: World) -> None:
    edition = await missed(world)
    assert (await world.progress(edition)).told == 0
    await index_sent(world, Sent(1))
    progress = await world.progress(edition)
    assert (progress.too_late, progress.told) == (1, 1)
    assert await world.store.ledger.retry_too_late(edition.id) == 0


async def test_who_comes_back_is_told_of_nothing_before(world: World) -> None:
    await missed(world)
    await world.store.subscribers.leave(1)
    await world.store.subscribers.subscribe(1, NOW + 40 * DAY)
    assert await behind(world) == []
    await world.change(update(subscribers).values(is_behind=True))
    await world.store.ledger.plan(NOW + 41 * DAY)
    assert await ManualWorker(world.store).finish() == []
    assert await behind(world) == []


async def test_who_can_be_reached_again_still_waits(world: World) -> None:
    await missed(world)
    await world.store.ledger.plan(NOW)
    await ManualWorker(world.store).finish(lambda _: Gone(PauseReason.BLOCKED))
    await world.store.subscribers.subscribe(1, NOW + DAY)
    assert await behind(world) == [1]


async def test_after_a_restore_nobody_waits_for_an_index(world: World) -> None:
    await missed(world, 2)
    held = await world.store.database.in_write(hold_back, NOW)
    assert held.readers == 2
    assert await world.due(NOW) == []


async def test_what_an_index_may_still_tell_is_kept_as_long_as_one_looks_back(world: World) -> None:
    edition = await missed(world)
    over = (await world.store.ledger.broadcast(edition.id)).finished_at
    assert over
    periods = Periods(deliveries=7 * DAY, drafts=7 * DAY)

    async def left(days: int) -> int:
        await world.store.tidying.tidy(over + days * DAY, periods)
        query = (
            select(func.count())
            .select_from(undelivered)
            .join(broadcasts, broadcasts.c.id == undelivered.c.broadcast_id)
        )
        of_editions = query.where(broadcasts.c.kind == BroadcastKind.EDITION)
        return await world.store.database.in_read(lambda one: one.execute(of_editions).scalar_one())

    assert await left(90) == 1
    assert await left(94) == 0
