"""Evening editions and extras: who is owed them, when, and whether they ring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.audience import Audience
from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState
from digests.delivery.policy import DeliverySettings
from digests.delivery.schedule import instant_of, last_minute_due
from digests.model import PAPER, SLOT, Edition, Extras, Preferences
from digests.rhythm import WEEKDAYS, WEEKENDS
from digests.store.papers.audiences import wants
from digests.store.planning import goals, is_silent, owed_at
from digests.values.slots import EVENING, EVENING_BEGINS, NEW_EXTRA, SlotKind
from tests.digests.world import MORNING, TODAY, ManualWorker, World, choosing, chosen, there

HOUR = timedelta(hours=1)
FIVE = MORNING.replace(hour=17, minute=0)
NIGHT = MORNING.replace(hour=23, minute=0)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Africa/Cairo")


async def edition(world: World, slot: str, day: date = TODAY) -> Edition:
    """A published edition of that slot."""
    digest = (await draft(world, slot, day)).id
    return there(await world.store.editions.publish(digest, MORNING))


async def draft(world: World, slot: str, day: date = TODAY) -> Edition:
    model = await world.store.editions.latest()
    said = model.digest if model else (await world.edition(day - timedelta(days=99))).digest
    return await world.store.editions.add(
        said,
        (),
        date=day,
        slot=slot,
        fingerprint=f"{slot} {day} {len(await world.store.editions.all_of_day(day))}",
        posted_by=None,
        created_at=MORNING,
    )


async def broadcast(world: World, slot: str, at: datetime) -> Broadcast:
    return await world.open((await edition(world, slot)).id, at)


# --- extras --------------------------------------------------------------------------------------


async def test_an_extra_goes_at_once_to_whoever_takes_extras(world: World) -> None:
    await world.subscribers(2, minute=23 * 60)
    await world.subscribers(1, "Asia/Tokyo", minute=60, extras=Extras.NONE)
    await world.subscribers(1, "Asia/Tokyo", minute=60, extras=Extras.SILENT)
    opened = await broadcast(world, NEW_EXTRA, MORNING)
    assert (opened.slot, opened.send_now) == ("extra-1", True)
    assert await world.due(MORNING) == [4, 1, 2]
    progress = await world.progress(opened)
    assert (progress.owed, progress.later, progress.sent) == (3, 0, 3)
    ended = await world.store.ledger.broadcast(opened.id)
    assert ended.state is BroadcastState.FINISHED


async def test_an_extra_does_not_ring_for_whoever_wants_it_silent(world: World) -> None:
    await world.subscribers(1, extras=Extras.SILENT)
    await broadcast(world, NEW_EXTRA, MORNING)
    await world.store.ledger.plan(MORNING)
    step = await ManualWorker(world.store).turn()
    assert step
    assert [one.recipient.silent for one in step.intents] == [True]


def test_an_extra_rings_nobody_at_night_whatever_hour_they_chose() -> None:
    extra, tokyo = replace(evening(TODAY, MORNING), slot="extra-1"), ZoneInfo("Asia/Tokyo")
    assert not is_silent(extra, 0, ZoneInfo("UTC"), MORNING + HOUR)
    assert is_silent(extra, 23 * 60, tokyo, NIGHT - 9 * HOUR)


async def test_who_turns_extras_off_while_one_goes_out_is_sent_none(world: World) -> None:
    await world.subscribers(2)
    await broadcast(world, NEW_EXTRA, MORNING)
    await world.store.ledger.plan(MORNING)
    await world.store.subscribers.change(2, choosing(extras=Extras.NONE, minute=60))
    assert await world.due(MORNING) == [1]


async def test_an_extra_goes_to_whose_day_it_is_when_it_is_sent(world: World) -> None:
    await world.subscribers(1, weekdays=WEEKENDS)
    await world.subscribers(1, weekdays=WEEKDAYS)
    dated_tomorrow = await edition(world, NEW_EXTRA, TODAY + timedelta(days=1))
    await world.open(dated_tomorrow.id, MORNING)
    assert await world.due(MORNING) == [2]


@pytest.mark.parametrize("other", [{"paper": "akari"}, {"extras": Extras.NONE}])
async def test_who_wants_no_more_of_it_after_the_first_part_gets_the_second(
    world: World, other: dict[str, object]
) -> None:
    await world.subscribers(2)
    await broadcast(world, NEW_EXTRA, MORNING)
    await world.store.ledger.plan(MORNING)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=1)
    worker.arrive(parts=2)
    await worker.turn(wanted=0)
    for one in (1, 2):
        await world.store.subscribers.change(one, choosing(**other))
    assert await worker.finish() == [1]
    assert worker.sent == [1, 1]


async def test_extras_of_a_day_are_numbered_as_they_are_published(world: World) -> None:
    first, second = await draft(world, NEW_EXTRA), await draft(world, f"{NEW_EXTRA}-7")
    slots = [
        there(await world.store.editions.publish(one.id, MORNING)).slot for one in (second, first)
    ]
    assert slots == ["extra-1", "extra-2"]
    tomorrow = await edition(world, NEW_EXTRA, TODAY + timedelta(days=1))
    assert tomorrow.slot == "extra-1"


async def test_an_extra_that_nobody_could_be_sent_in_time_is_missed_by_all(world: World) -> None:
    await world.subscribers(2, minute=23 * 60)
    opened = await broadcast(world, NEW_EXTRA, MORNING)
    too_late = MORNING + world.settings.staleness + HOUR
    found = goals(opened, "UTC", too_late, world.settings)
    assert {goal.patience for goal in found} == {-HOUR.total_seconds()}


async def test_editors_are_told_how_many_take_extras(world: World) -> None:
    await world.subscribers(2, minute=60)
    await world.subscribers(3, minute=60, extras=Extras.NONE)
    audience = Audience(
        store=world.store,
        defaults=Preferences(language="ja", timezone="UTC", minute=0),
        clock=lambda: MORNING,
    )
    counts = {slot: await audience.reader_hours(slot) for slot in (SLOT, EVENING, NEW_EXTRA)}
    assert [one.count for one in counts.values()] == [5, 5, 2]
    next_hours = [one.next_hour(TODAY, MORNING - 6 * HOUR) for one in counts.values()]
    assert next_hours == [MORNING.replace(hour=1, minute=0), FIVE, None]


@pytest.mark.parametrize("extras", Extras)
async def test_the_condition_is_the_same_for_queries_and_for_somebody_known(
    world: World, extras: Extras
) -> None:
    one = await world.subscriber(extras=extras)
    for kind in SlotKind:
        minutes = await world.store.subscribers.minutes(MORNING, kind)
        assert bool(minutes) == wants(one, PAPER, kind)


async def test_an_extra_that_somebody_did_not_want_is_none_that_they_missed(world: World) -> None:
    one = await world.subscriber()
    await broadcast(world, NEW_EXTRA, MORNING)
    missed = world.store.editions.undelivered_to
    assert len(await missed(one, MORNING - HOUR, MORNING + HOUR)) == 1
    assert not await missed(chosen(one, extras=Extras.NONE), MORNING - HOUR, MORNING + HOUR)


# --- the evening ---------------------------------------------------------------------------------


async def test_an_evening_edition_is_due_at_the_minute_but_not_before_the_evening(
    world: World,
) -> None:
    await world.subscriber(minute=7 * 60)
    await world.subscriber(minute=19 * 60)
    await world.subscriber("Asia/Tokyo", minute=7 * 60)
    opened = await broadcast(world, EVENING, MORNING)
    assert await world.due(MORNING + HOUR) == []
    assert (await world.progress(opened)).later == 3
    assert await world.due(MORNING.replace(hour=8, minute=0)) == [3]
    assert await world.due(FIVE - timedelta(minutes=1)) == []
    assert await world.due(FIVE) == [1]
    assert await world.due(MORNING.replace(hour=19, minute=0)) == [2]
    assert (await world.store.ledger.broadcast(opened.id)).state is BroadcastState.FINISHED


async def test_who_moves_into_the_morning_in_the_evening_still_gets_it(world: World) -> None:
    await world.subscriber(minute=22 * 60)
    await world.subscriber(minute=60)
    await broadcast(world, EVENING, MORNING)
    assert await world.due(FIVE + HOUR) == [2]
    await world.store.subscribers.change(1, choosing(minute=60))
    assert await world.due(FIVE + 2 * HOUR) == [1]


async def test_who_joins_before_the_evening_is_owed_it(world: World) -> None:
    one = await world.subscriber(minute=60, joined_at=FIVE - HOUR)
    await world.subscriber(minute=60, joined_at=FIVE + HOUR)
    await broadcast(world, EVENING, MORNING)
    assert await world.due(FIVE + 2 * HOUR) == [one.chat_id]


days = st.dates(date(2011, 12, 25), date(2026, 12, 31))
minutes = st.integers(0, 1439)


@given(days, st.sampled_from(ZONES), st.lists(minutes, min_size=1), st.integers(0, 30 * 60))
def test_everybody_is_due_once_in_the_evening_whatever_the_clocks_do(
    day: date, name: str, readers: list[int], start: int
) -> None:
    zone = ZoneInfo(name)
    begin = instant_of(day, 0, zone) - 6 * HOUR + timedelta(minutes=start)
    ticks = [begin + timedelta(minutes=37 * tick) for tick in range(50)]
    due: dict[int, datetime] = {}
    before = -1
    for tick in ticks:
        last = last_minute_due(day, zone, tick, EVENING_BEGINS)
        assert last >= before
        for reader in {reader for reader in readers if before < reader <= last}:
            assert reader not in due
            due[reader] = tick
        before = last
    if ticks[-1] >= instant_of(day, 1439, zone):
        assert due.keys() == set(readers)
    for reader, tick in due.items():
        assert tick >= instant_of(day, max(reader, EVENING_BEGINS), zone)
        assert tick.astimezone(zone).hour >= 17 or tick.astimezone(zone).date() > day
        # Nobody's turn is passed over by more than the time between two ticks.
        exact = instant_of(day, max(reader, EVENING_BEGINS), zone)
        assert tick == ticks[0] or tick - exact <= timedelta(minutes=37)


def evening(day: date, at: datetime) -> Broadcast:
    return Broadcast(
        id=1,
        edition_id=1,
        kind=BroadcastKind.EDITION,
        state=BroadcastState.RUNNING,
        day=day,
        opened_at=at,
        slot=EVENING,
    )


@given(days, st.sampled_from(ZONES), minutes, st.integers(0, 48 * 60))
def test_planning_and_delivery_agree_about_when_an_evening_edition_is_owed(
    day: date, name: str, minute: int, after: int
) -> None:
    zone, rules = ZoneInfo(name), DeliverySettings()
    opened = evening(day, instant_of(day, 0, zone))
    now = opened.opened_at + timedelta(minutes=after)
    up_to = max((goal.minute for goal in goals(opened, name, now, rules)), default=-1)
    assert (minute <= up_to) == (now >= owed_at(opened, minute, zone))


def test_an_evening_edition_rings_at_the_hour_somebody_chose() -> None:
    opened = evening(TODAY, MORNING)
    zone = ZoneInfo("UTC")
    assert not is_silent(opened, 23 * 60, zone, NIGHT)
    assert is_silent(opened, 60, zone, NIGHT)
    assert is_silent(replace(opened, slot="extra-1"), 23 * 60, zone, NIGHT)
