"""Telegram is away, or clocks are wrong, for minutes and hours that go by in a moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from digests.delivery.model import Intent
from digests.delivery.outcomes import Outcome, Unknown
from digests.delivery.policy import DeliverySettings
from digests.store import Store
from tests.digests.virtual_time import VirtualTime, at_work_in
from tests.digests.work import until
from tests.digests.world import FakeMessenger, World

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]

BAD_GATEWAY = Unknown("Bad Gateway", answered=True)
SILENCE = Unknown("Timed out")


@pytest.fixture
def engine() -> str:
    return "sqlite"  # whose clock can be ours


@pytest.fixture
def going_on() -> Iterator[VirtualTime]:
    passing = VirtualTime()
    with passing.in_databases():
        yield passing


@pytest.fixture
async def world(going_on: VirtualTime, open_store: OpenStore, settings: DeliverySettings) -> World:
    del going_on  # databases that are opened from now on show it
    rules = replace(settings, in_flight=8, idle=2, cycle=1.0)
    return World(await open_store(rules), rules)


@pytest.mark.parametrize("outcome", [BAD_GATEWAY, SILENCE])
@pytest.mark.parametrize("subscribers", [1, 40])
async def test_an_outage_of_minutes_writes_nobody_off(
    world: World, going_on: VirtualTime, subscribers: int, outcome: Outcome
) -> None:
    broadcast = await world.planned(subscribers)
    messenger = FakeMessenger(lambda _: outcome if going_on() < 240 else None)
    async with at_work_in(going_on, world.store, messenger, world.settings):
        await until(lambda: len(messenger.arrived) == subscribers)
    assert going_on() < 600
    assert messenger.doubled == []
    assert (await world.progress(broadcast)).sent == subscribers
    assert await world.store.ledger.exceptions(broadcast.id) == ()


async def test_a_long_outage_is_over_a_minute_after_its_end_where_requests_were_refused(
    world: World, going_on: VirtualTime
) -> None:
    await world.planned(1)
    messenger = FakeMessenger(lambda _: BAD_GATEWAY if going_on() < 1200 else None)
    async with at_work_in(going_on, world.store, messenger, world.settings):
        await until(lambda: len(messenger.arrived) == 1)
    assert going_on() < 1200 + 65


async def test_where_every_answer_is_lost_a_chat_gets_few_copies(
    world: World, going_on: VirtualTime
) -> None:
    await world.planned(1)
    copies = list[float]()

    def say(_: Intent) -> Outcome:
        copies.append(going_on())
        return SILENCE

    messenger = FakeMessenger(say)
    async with at_work_in(going_on, world.store, messenger, world.settings):
        await until(lambda: going_on() > 1800)
    assert 5 < len(copies) < 15


async def test_a_clock_that_is_a_day_ahead_for_seconds_costs_nobody_the_edition(
    open_store: OpenStore, world: World, going_on: VirtualTime
) -> None:
    rules = replace(world.settings, rate=20, burst=0, chunk=50, cycle=0.1)
    world = World(await open_store(rules), rules)
    broadcast = await world.planned(400)
    going_on.error = lambda elapsed: 86_400.0 if 4 <= elapsed < 12 else 0.0
    messenger = FakeMessenger()
    async with at_work_in(going_on, world.store, messenger, rules):
        await until(lambda: len(messenger.arrived) == 400)
    assert going_on() < 60
    assert messenger.chats == list(range(1, 401))
    assert await world.store.ledger.exceptions(broadcast.id) == ()


async def test_after_three_hours_across_the_hour_everybody_has_it_silently_where_it_is_night(
    open_store: OpenStore, world: World, going_on: VirtualTime
) -> None:
    rules = replace(world.settings, cycle=10, idle=10)  # fewer turns in so many hours
    world = World(await open_store(rules), rules)
    began = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    going_on.began = began.timestamp()
    await world.subscriber("UTC", 22 * 60 + 30)  # in the night, as they asked
    await world.subscriber("Asia/Tokyo", 7 * 60 + 30)  # in the morning
    await world.subscriber("UTC", 0)  # whose minute is long ago
    broadcast = await world.broadcast(began - timedelta(hours=2), day=date(2026, 11, 20))
    await world.store.ledger.plan(began)
    messenger = FakeMessenger(lambda _: BAD_GATEWAY if going_on() < 3 * 3600 else None)
    async with at_work_in(going_on, world.store, messenger, rules):
        await until(lambda: len(messenger.arrived) == 3)
    assert (await world.progress(broadcast)).sent == 3
    assert messenger.doubled == []
    first, last = messenger.intents[:3], messenger.intents[-3:]
    assert {one.recipient.chat_id: one.recipient.silent for one in first} == {
        1: False,
        2: False,
        3: True,
    }
    assert {one.recipient.chat_id: one.recipient.silent for one in last} == {
        1: True,
        2: False,
        3: True,
    }


async def test_a_correction_in_the_night_rings_nobody(world: World, going_on: VirtualTime) -> None:
    night = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    going_on.began = night.timestamp()
    for zone in ("UTC", "Asia/Tokyo"):
        await world.subscriber(zone, 0)
    broadcast = await world.broadcast(night)
    await world.store.ledger.plan(night)
    messenger = FakeMessenger()
    async with at_work_in(going_on, world.store, messenger, world.settings):
        await until(lambda: len(messenger.arrived) == 2)
        await world.open_correction(broadcast.edition_id, night)
        await world.store.ledger.plan(night)
        await until(lambda: {chat for chat, _ in messenger.arrived[2:]} == {1, 2})
    silent = {one.recipient.chat_id: one.recipient.silent for one in messenger.intents[2:]}
    assert silent == {1: True, 2: False}
