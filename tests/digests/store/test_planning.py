from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text, update

from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState
from digests.delivery.policy import DeliverySettings
from digests.model import SubscriberState
from digests.store import Store
from digests.store.planning import is_silent, plan_some
from digests.store.tables import subscribers
from tests.digests.world import MORNING, TODAY, ManualWorker, World

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
SEVEN = MORNING.replace(hour=7, minute=0)
TOKYO = ZoneInfo("Asia/Tokyo")


def broadcast_of_today() -> Broadcast:
    return Broadcast(
        id=1,
        edition_id=1,
        kind=BroadcastKind.EDITION,
        state=BroadcastState.RUNNING,
        day=TODAY,
        opened_at=datetime.combine(TODAY, time(), tzinfo=TOKYO),
    )


def minute_of(clock: str) -> int:
    shown = time.fromisoformat(clock)
    return shown.hour * 60 + shown.minute


def in_tokyo(clock: str, day: date = TODAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=TOKYO)


async def test_who_has_passed_their_hour_gets_it_at_once(world: World) -> None:
    await world.subscribers(2, minute=6 * 60 + 30)
    await world.broadcast(MORNING)
    assert await world.due(MORNING) == [1, 2]


async def test_others_get_it_at_their_hour_and_not_before(world: World) -> None:
    await world.subscribers(2, minute=7 * 60)
    await world.broadcast(MORNING)
    assert await world.due(SEVEN - timedelta(seconds=1)) == []
    assert await world.due(SEVEN) == [1, 2]


async def test_an_edition_of_tomorrow_comes_tomorrow(world: World) -> None:
    await world.subscribers(1, minute=5 * 60)
    await world.broadcast(MORNING, day=TODAY + DAY)
    assert await world.due(MORNING + 12 * HOUR) == []
    assert await world.due(datetime(2025, 3, 15, 5, tzinfo=UTC)) == [1]


async def test_an_edition_of_last_week_comes_today(world: World) -> None:
    await world.subscribers(1, minute=8 * 60)
    await world.broadcast(MORNING, day=TODAY - 7 * DAY)
    assert await world.due(MORNING) == []
    assert await world.due(SEVEN + HOUR) == [1]


async def test_every_zone_has_its_own_morning(world: World) -> None:
    # Published at 15:30 in Tokyo, where it is afternoon; at 23:30 of the day before in Los Angeles.
    await world.subscriber("Asia/Tokyo", 7 * 60)
    await world.subscriber("America/Los_Angeles", 7 * 60)
    await world.subscriber("Europe/Riga", 9 * 60)
    await world.broadcast(MORNING)
    assert await world.due(MORNING) == [1]
    assert await world.due(SEVEN) == [3]
    assert await world.due(datetime(2025, 3, 14, 13, 59, tzinfo=UTC)) == []
    assert await world.due(datetime(2025, 3, 14, 14, 0, tzinfo=UTC)) == [2]


async def test_a_skipped_hour_is_delivered_when_the_clock_has_jumped(world: World) -> None:
    await world.subscriber("Europe/Berlin", 2 * 60 + 30)
    jump = datetime(2025, 3, 30, 1, tzinfo=UTC)
    await world.broadcast(jump - 2 * HOUR)
    assert await world.due(jump - MINUTE) == []
    assert await world.due(jump) == [1]


async def test_a_repeated_hour_is_delivered_once(world: World) -> None:
    await world.subscriber("Europe/Berlin", 2 * 60 + 30)
    night = datetime(2025, 10, 25, 22, tzinfo=UTC)
    await world.broadcast(night, day=night.date() + DAY)
    sent = [chat for tick in range(5 * 12) for chat in await world.due(night + tick * 5 * MINUTE)]
    assert sent == [1]


async def test_planning_again_writes_nothing_new(world: World) -> None:
    await world.subscribers(5, minute=300)
    await world.broadcast(MORNING)
    assert await world.store.ledger.plan(MORNING) == 1
    assert await world.store.ledger.plan(MORNING) == 0
    assert await world.store.ledger.plan(MORNING - HOUR) == 0
    assert await world.store.ledger.plan(MORNING + HOUR) == 0


async def test_a_clock_that_was_set_back_doubles_nobody(world: World) -> None:
    await world.subscribers(5, minute=7 * 60)
    await world.broadcast(MORNING)
    assert await world.due(SEVEN) == [1, 2, 3, 4, 5]
    assert await world.due(SEVEN - HOUR) == []
    assert await world.due(SEVEN) == []


@pytest.mark.parametrize(("chunk", "at_once"), [(3, 10), (10, 7), (1, 1)])
async def test_many_readers_are_cut_into_chunks_without_gap_or_overlap(
    open_store: OpenStore, settings: DeliverySettings, chunk: int, at_once: int
) -> None:
    rules = replace(settings, chunk=chunk, planned_at_once=at_once)
    world = World(await open_store(rules), rules)
    for minute in (60, 0, 61, 500, 60):
        await world.subscribers(7, minute=minute)
    await world.broadcast(MORNING)
    assert sorted(await world.due(MORNING)) == [*range(1, 22), *range(29, 36)]
    assert await world.due(SEVEN + 2 * HOUR) == list(range(22, 29))


async def test_of_what_is_planned_at_once_the_earliest_minute_comes_first(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, chunk=1, planned_at_once=50)
    world = World(await open_store(rules), rules)
    for minute in range(40, 0, -1):
        await world.subscribers(1, minute=minute)
    # A database that knows how its readers are spread groups them in no order of its own.
    await world.store.database.in_write(lambda connection: connection.execute(text("ANALYZE")))
    await world.broadcast(MORNING)
    assert await world.due(MORNING) == list(range(40, 0, -1))


async def test_many_zones_are_planned_a_few_at_a_time(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, planned_at_once=3)
    world = World(await open_store(rules), rules)
    zones = ["Africa/Abidjan", "Europe/Lisbon", "Europe/London", "UTC"]
    for zone in zones:
        await world.subscribers(2, zone, 60)
    broadcast = await world.broadcast(MORNING)
    planned = await world.store.database.in_write(plan_some, broadcast, MORNING, rules)
    assert planned == (1, True)
    assert sorted(await world.due(MORNING)) == list(range(1, 9))


async def test_any_number_of_processes_may_plan_at_once(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, chunk=10, planned_at_once=50)
    stores = [await open_store(rules) for _ in range(4)]
    world = World(stores[0], rules)
    await world.subscribers(150, "Asia/Tokyo", 300)
    await world.subscribers(150, "UTC", 300)
    broadcast = await world.broadcast(MORNING)
    written = await asyncio.gather(*(store.ledger.plan(MORNING) for store in stores))
    assert sum(written) == 30
    assert (await world.store.ledger.progress(broadcast.id)).owed == 300
    assert sorted(await world.due(MORNING)) == list(range(1, 301))


async def test_who_left_is_owed_nothing(world: World) -> None:
    await world.subscribers(2, minute=300)
    await world.subscribers(1, minute=300, state=SubscriberState.LEFT)
    await world.broadcast(MORNING)
    assert await world.due(MORNING) == [1, 2]


async def test_who_leaves_once_it_is_planned_gets_nothing(world: World) -> None:
    broadcast = await world.planned(3)
    await world.store.subscribers.leave(2)
    assert await ManualWorker(world.store).finish() == [1, 3]
    progress = await world.progress(broadcast)
    assert (progress.owed, progress.sent, progress.left) == (2, 2, 0)


async def test_who_joins_before_their_hour_gets_it(world: World) -> None:
    await world.subscribers(1, minute=7 * 60)
    await world.broadcast(MORNING)
    await world.due(MORNING)
    await world.subscribers(1, minute=7 * 60, joined_at=MORNING + MINUTE)
    assert await world.due(SEVEN) == [1, 2]


@pytest.mark.parametrize("timezone", ["UTC", "Africa/Abidjan"])
async def test_who_joins_after_their_hour_does_not_get_it_by_itself(
    world: World, timezone: str
) -> None:
    await world.subscribers(1, minute=5 * 60)
    await world.subscribers(1, minute=8 * 60)
    await world.broadcast(MORNING)
    await world.due(MORNING)
    await world.subscribers(1, timezone, 5 * 60, joined_at=MORNING + MINUTE)
    assert await world.due(SEVEN + 2 * HOUR) == [2]


async def test_who_joins_after_their_hour_and_before_the_edition_gets_it(world: World) -> None:
    await world.subscribers(1, minute=5 * 60, joined_at=MORNING - MINUTE)
    await world.broadcast(MORNING)
    assert await world.due(MORNING) == [1]


async def test_who_joins_in_the_very_minute_gets_it(world: World) -> None:
    await world.broadcast(MORNING)
    await world.subscribers(1, minute=7 * 60, joined_at=SEVEN)
    await world.subscribers(1, minute=7 * 60, joined_at=SEVEN + timedelta(seconds=1))
    assert await world.due(SEVEN + MINUTE) == [1]


async def test_who_subscribes_again_during_a_broadcast_is_not_caught_up(world: World) -> None:
    subscribers = [await world.subscriber(minute=300) for _ in range(3)]
    await world.store.subscribers.leave(subscribers[2].id)
    await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    await world.store.subscribers.subscribe(subscribers[2].id, MORNING + MINUTE)
    assert await ManualWorker(world.store).finish() == [subscribers[0].id, subscribers[1].id]


async def test_hours_missed_while_nobody_planned_are_caught_up(world: World) -> None:
    for hour in (7, 9, 11, 20):
        await world.subscriber(minute=hour * 60)
    await world.broadcast(MORNING)
    assert await world.due(SEVEN + 6 * HOUR) == [1, 2, 3]


async def test_what_was_missed_too_long_ago_is_recorded_and_not_sent(world: World) -> None:
    early, late = await world.subscriber(minute=7 * 60), await world.subscriber(minute=12 * 60)
    broadcast = await world.broadcast(MORNING)
    assert await world.due(SEVEN + DAY + 2 * HOUR) == [2]
    (missed,) = await world.store.ledger.exceptions(broadcast.id)
    assert (missed.subscriber_id, missed.failure.value) == (early.id, "missed")
    progress = await world.store.ledger.progress(broadcast.id)
    assert (progress.owed, progress.too_late, progress.sent, progress.left) == (2, 1, 1, 0)
    assert late.id != early.id


async def test_chunks_that_nobody_claimed_in_time_are_missed(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, staleness=timedelta(seconds=0.05))
    world = World(await open_store(rules), rules)
    await world.subscribers(3, minute=300)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    await asyncio.sleep(0.06)
    assert await ManualWorker(world.store).finish() == []
    progress = await world.store.ledger.progress(broadcast.id)
    assert (progress.too_late, progress.left) == (3, 0)


async def test_what_an_editor_resumes_is_sent_however_long_it_was_paused(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, staleness=timedelta(seconds=0.05))
    world = World(await open_store(rules), rules)
    await world.subscribers(3, minute=300)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    await world.store.ledger.pause(broadcast.id, "wait")
    await asyncio.sleep(0.06)
    await world.store.ledger.resume(broadcast.id)
    assert len(await ManualWorker(world.store).finish()) == 3


async def test_whose_hour_came_during_a_long_pause_gets_it_when_an_editor_resumes(
    world: World,
) -> None:
    now = datetime.now(UTC)
    await world.subscribers(2, minute=300)
    await world.subscribers(2, minute=1200)
    broadcast = await world.broadcast(now - 4 * DAY)
    ledger = world.store.ledger
    await ledger.pause(broadcast.id, "wait")
    await ledger.resume(broadcast.id)
    assert sorted(await world.due(now)) == [1, 2, 3, 4]
    assert (await ledger.progress(broadcast.id)).too_late == 0
    assert (await ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED


async def test_a_paused_broadcast_is_not_planned(world: World) -> None:
    await world.subscribers(1, minute=7 * 60)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.pause(broadcast.id, "wait")
    assert await world.due(SEVEN + HOUR) == []
    await world.store.ledger.resume(broadcast.id)
    assert await world.due(SEVEN + HOUR) == [1]


async def test_a_broadcast_sent_now_is_due_to_everybody(world: World) -> None:
    await world.subscribers(2, minute=23 * 60)
    await world.subscribers(1, "America/Los_Angeles", 7 * 60)
    broadcast = await world.broadcast(MORNING)
    assert await world.due(MORNING) == []
    assert await world.store.ledger.send_now(broadcast.id)
    assert sorted(await world.due(MORNING)) == [1, 2, 3]
    assert await world.due(MORNING + DAY) == []


async def test_whoever_is_there_gets_a_broadcast_sent_now(world: World) -> None:
    await world.subscribers(1, minute=23 * 60)
    broadcast = await world.broadcast(MORNING)
    await world.due(MORNING)
    await world.subscribers(1, "Africa/Abidjan", 5 * 60, joined_at=MORNING + MINUTE)
    await world.store.ledger.send_now(broadcast.id)
    assert sorted(await world.due(MORNING + HOUR)) == [1, 2]


async def test_progress_counts_those_whose_hour_is_still_to_come(world: World) -> None:
    await world.subscribers(2, minute=300)
    await world.subscribers(3, minute=600)
    await world.subscribers(4, "America/Los_Angeles", 420)
    for zone, minute in (("UTC", 300), ("UTC", 600), ("America/Los_Angeles", 420)):
        await world.subscribers(1, zone, minute, state=SubscriberState.LEFT)
    broadcast = await world.broadcast(MORNING)
    assert (await world.store.ledger.progress(broadcast.id)).later == 9
    await world.store.ledger.plan(MORNING)
    progress = await world.store.ledger.progress(broadcast.id)
    assert (progress.owed, progress.later, progress.left) == (2, 7, 2)


async def test_a_broadcast_without_readers_finishes_at_once(world: World) -> None:
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    assert (await world.store.ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED


async def test_a_broadcast_goes_on_while_somebody_is_later(world: World) -> None:
    await world.subscribers(1, minute=300)
    await world.subscribers(1, "Pacific/Pago_Pago", 23 * 60)
    broadcast = await world.broadcast(MORNING)
    await world.due(MORNING)
    assert (await world.store.ledger.broadcast(broadcast.id)).state is BroadcastState.RUNNING
    await world.due(MORNING + 2 * DAY)
    finished = await world.store.ledger.broadcast(broadcast.id)
    assert finished.state is BroadcastState.FINISHED
    assert finished.finished_at


async def test_who_was_later_and_left_does_not_keep_it_open(world: World) -> None:
    await world.subscribers(1, minute=300)
    late = await world.subscriber(minute=1000)
    broadcast = await world.broadcast(MORNING)
    await world.due(MORNING)
    await world.store.subscribers.leave(late.id)
    await world.store.ledger.plan(MORNING + MINUTE)
    assert (await world.store.ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED


async def test_two_editions_of_two_days_are_planned_side_by_side(world: World) -> None:
    await world.subscribers(2, minute=7 * 60)
    first = await world.broadcast(MORNING)
    second = await world.broadcast(MORNING, day=TODAY + DAY)
    assert first.id != second.id
    assert await world.due(SEVEN) == [1, 2]
    ledger = world.store.ledger
    assert [broadcast.id for broadcast in await ledger.unfinished()] == [second.id]
    assert [(await ledger.progress(b.id)).later for b in (first, second)] == [0, 2]
    assert await world.due(SEVEN + DAY) == [1, 2]


async def test_what_is_left_of_one_edition_keeps_no_other_open(world: World) -> None:
    await world.subscribers(1, minute=300)
    await world.subscribers(2, minute=600)
    ledger = world.store.ledger
    paused = await world.broadcast(MORNING, day=TODAY - 2 * DAY)
    await ledger.plan(MORNING)
    await ledger.pause(paused.id, "wait")
    running = await world.broadcast(MORNING, day=TODAY - DAY)
    assert await world.due(MORNING) == [1]
    immediate = await world.broadcast(MORNING)
    assert await ledger.send_now(immediate.id)
    assert sorted(await world.due(MORNING)) == [1, 2, 3]
    assert [broadcast.id for broadcast in await ledger.unfinished()] == [paused.id, running.id]
    progress = [await world.progress(broadcast) for broadcast in (paused, running, immediate)]
    assert [(one.owed, one.later) for one in progress] == [(1, 2), (1, 2), (3, 0)]


async def test_a_zone_that_is_no_more_is_taken_as_utc(world: World, store: Store) -> None:
    await world.subscribers(1, "Asia/Tokyo", 300)
    elsewhere = update(subscribers).values(timezone="Asia/Atlantis")
    await store.database.in_write(lambda connection: connection.execute(elsewhere))
    await world.broadcast(MORNING)
    assert await world.due(MORNING) == [1]


@pytest.mark.parametrize(
    ("chosen", "sent", "silent"),
    [
        ("22:30", in_tokyo("22:31"), False),  # as they asked, though it is night
        ("23:30", in_tokyo("00:15", TODAY + DAY), False),
        ("23:30", in_tokyo("00:16", TODAY + DAY), True),
        ("21:00", in_tokyo("22:00"), True),
        ("07:00", in_tokyo("21:59"), False),  # late, but by day
        ("07:00", in_tokyo("03:00"), True),  # an editor sent it to all at once
    ],
)
def test_at_night_an_edition_rings_only_at_the_time_that_was_chosen(
    chosen: str, sent: datetime, silent: bool
) -> None:
    assert is_silent(broadcast_of_today(), minute_of(chosen), TOKYO, sent) is silent


@pytest.mark.parametrize("kind", [BroadcastKind.CORRECTION, BroadcastKind.RECALL])
def test_what_changes_an_edition_never_rings_at_night(kind: BroadcastKind) -> None:
    change = replace(broadcast_of_today(), kind=kind)
    assert is_silent(change, minute_of("22:30"), TOKYO, in_tokyo("22:30"))
    assert not is_silent(change, minute_of("22:30"), TOKYO, in_tokyo("12:30"))
