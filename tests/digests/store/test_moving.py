"""Subscribers who change their hour or zone while an edition goes out: each gets it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from digests.delivery.model import UnknownPolicy
from digests.delivery.outcomes import AttemptResult, Refused, Unknown, Unreached
from digests.delivery.policy import DeliverySettings
from digests.model import Preferences, Subscriber
from digests.rhythm import EVERY_DAY, weekday_bit
from digests.store import Store
from tests.digests.world import MORNING, TODAY, ManualWorker, World, choosing, chosen

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]

NINE, NOON, EVENING = (MORNING.replace(hour=hour, minute=0) for hour in (9, 12, 18))
HOUR = timedelta(hours=1)


async def at_nine_and_evening(world: World) -> tuple[Subscriber, Subscriber]:
    """Two subscribers of a broadcast opened before either's hour."""
    early, late = await world.subscriber(minute=9 * 60), await world.subscriber(minute=18 * 60)
    await world.broadcast(MORNING)
    return early, late


async def move(
    world: World, subscriber: Subscriber, hour: int, timezone: str | None = None
) -> None:
    zone = timezone or subscriber.preferences.timezone
    await world.store.subscribers.change(subscriber.id, choosing(minute=hour * 60, timezone=zone))


async def test_who_moves_to_an_hour_that_is_over_gets_it_at_once(world: World) -> None:
    _, late = await at_nine_and_evening(world)
    assert await world.due(NOON) == [1]
    await move(world, late, 9)
    assert await world.due(NOON) == [2]
    assert await world.due(EVENING) == []


async def test_who_moves_to_a_later_hour_after_the_delivery_gets_no_second(world: World) -> None:
    early, _ = await at_nine_and_evening(world)
    assert await world.due(NOON) == [1]
    await move(world, early, 18)
    assert await world.due(EVENING) == [2]


async def test_who_moves_to_a_later_hour_before_the_delivery_gets_it_then(world: World) -> None:
    early, _ = await at_nine_and_evening(world)
    await world.store.ledger.plan(NINE)
    await move(world, early, 18)
    assert await world.due(NOON) == []
    assert await world.due(EVENING) == [1, 2]


async def test_who_moves_to_and_fro_gets_it_once(world: World) -> None:
    _, late = await at_nine_and_evening(world)
    assert await world.due(NOON) == [1]
    for hour in (9, 20, 8, 18, 9):
        await move(world, late, hour)
    assert await world.due(NOON) == [2]
    await move(world, late, 20)
    assert await world.due(EVENING + 3 * HOUR) == []


async def test_who_moves_before_a_late_chunk_was_begun_is_not_lost(world: World) -> None:
    early, _ = await at_nine_and_evening(world)
    await world.store.ledger.plan(NINE)
    for hour in (18, 8, 20, 9):
        await move(world, early, hour)
    assert await world.due(NINE) == [1]


async def test_who_moves_while_it_is_in_flight_gets_no_second(world: World) -> None:
    early, late = await at_nine_and_evening(world)
    await world.store.ledger.plan(NINE)
    worker = ManualWorker(world.store)
    await worker.turn()
    await move(world, early, 8)
    await move(world, late, 8)
    assert await ManualWorker(world.store, "other").finish() == [late.id]
    worker.arrive()
    await worker.turn()
    assert await world.due(EVENING) == []


async def test_who_moves_on_within_a_chunk_while_in_flight_gets_no_second(world: World) -> None:
    subscriber, other = await world.subscriber(minute=60), await world.subscriber(minute=120)
    await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=1)
    await world.store.subscribers.change(subscriber.id, choosing(minute=90))
    step = await worker.turn()
    assert step
    assert [intent.recipient.subscriber_id for intent in step.intents] == [other.id]
    worker.arrive()
    await worker.turn()
    assert sorted(worker.sent) == [subscriber.id, other.id]


async def test_who_moves_while_it_waits_for_another_try_gets_no_second(world: World) -> None:
    early, _ = await at_nine_and_evening(world)
    await world.store.ledger.plan(NINE)
    worker = ManualWorker(world.store)
    await worker.turn()
    worker.arrive(lambda _: Unreached("no route"))
    await worker.turn()
    await move(world, early, 8)
    assert await ManualWorker(world.store, "other").finish() == []


async def test_who_could_not_be_served_is_not_served_again_after_moving(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, policy=UnknownPolicy.HOLD)
    world = World(await open_store(rules), rules)
    subscribers = [await world.subscriber(minute=9 * 60) for _ in range(2)]
    await world.subscriber(minute=18 * 60)
    await world.broadcast(MORNING)
    await world.store.ledger.plan(NINE)
    outcomes: Iterator[AttemptResult] = iter([Refused("no"), Unknown("?")])
    await ManualWorker(world.store).finish(lambda _: next(outcomes))
    await move(world, subscribers[0], 18)
    await move(world, subscribers[1], 8)
    assert await world.due(EVENING) == [3]


async def test_who_moves_east_into_the_past_gets_it_at_once(world: World) -> None:
    _, late = await at_nine_and_evening(world)
    await world.subscribers(1, "Asia/Tokyo", 18 * 60)
    assert sorted(await world.due(NINE)) == [1, 3]
    await world.store.subscribers.change(late.id, choosing(timezone="Asia/Tokyo"))
    assert await world.due(NINE) == [2]
    assert await world.due(EVENING) == []


async def test_who_moves_to_a_zone_that_nobody_used_gets_it_there(world: World) -> None:
    _, late = await at_nine_and_evening(world)
    await world.due(NINE)
    await world.store.subscribers.change(late.id, choosing(timezone="Pacific/Kiritimati"))
    assert await world.due(NINE) == [2]
    assert await world.due(EVENING) == []


async def test_who_joined_after_their_hour_is_not_caught_up_by_moving(world: World) -> None:
    await at_nine_and_evening(world)
    await world.due(NINE)
    joined = NINE + HOUR
    newcomer = await world.subscriber(minute=8 * 60, joined_at=joined)
    await move(world, newcomer, 7)
    assert await world.due(NOON) == []


async def test_who_moves_with_one_edition_in_flight_gets_the_other_all_the_same(
    world: World,
) -> None:
    early, _ = await at_nine_and_evening(world)
    await world.store.ledger.plan(NINE)
    worker = ManualWorker(world.store)
    await worker.turn()
    await world.broadcast(NINE, day=NINE.date() - timedelta(days=1))
    await move(world, early, 8)
    await world.store.ledger.plan(NINE)
    assert await ManualWorker(world.store, "other").finish() == [early.id]


async def test_who_joined_after_their_hour_is_caught_up_by_moving_to_one_since(
    world: World,
) -> None:
    await at_nine_and_evening(world)
    await world.due(NINE)
    newcomer = await world.subscriber(minute=8 * 60, joined_at=NINE + HOUR)
    assert await world.due(NOON) == []
    await move(world, newcomer, 11)
    assert await world.due(NOON) == [3]


async def test_who_moves_when_it_is_over_does_not_open_it_again(world: World) -> None:
    early, _ = await at_nine_and_evening(world)
    assert await world.due(EVENING) == [1, 2]
    await move(world, early, 8)
    over = await world.store.ledger.broadcast(1)
    assert over.finished_at
    progress = await world.progress(over)
    assert (progress.owed, progress.left) == (2, 0)


async def test_who_joined_before_their_hour_is_caught_up_by_moving_to_one_before(
    world: World,
) -> None:
    await at_nine_and_evening(world)
    await world.due(NINE)
    newcomer = await world.subscriber(minute=18 * 60, joined_at=NINE + HOUR)
    await move(world, newcomer, 8)
    assert await world.due(NOON) == [3]


async def test_who_imports_readers_moves_them_just_the_same(world: World) -> None:
    _, late = await at_nine_and_evening(world)
    await world.due(NOON)
    await world.store.intake.put_many([chosen(late, minute=9 * 60)])
    assert await world.due(NOON) == [2]


ZONES = ["UTC", "Asia/Tokyo", "Europe/Riga", "America/Los_Angeles", "Pacific/Kiritimati"]


def elsewhere(chance: Random) -> Callable[[Preferences], Preferences]:
    """Another zone, another minute, both or neither."""
    zone, minute = (
        chance.choice([*ZONES, None, None]),
        chance.choice([chance.randrange(1440), None]),
    )
    changes: dict[str, Any] = {"timezone": zone, "minute": minute}
    return choosing(**{name: new for name, new in changes.items() if new is not None})


def other_days(chance: Random) -> Callable[[Preferences], Preferences]:
    """Another zone or minute, and days with this one or without."""
    days = choosing(
        weekdays=chance.choice([EVERY_DAY, EVERY_DAY, EVERY_DAY - weekday_bit(TODAY)]),
        away_until=chance.choice([None, None, TODAY, TODAY + timedelta(days=1)]),
    )
    moved = elsewhere(chance)
    return lambda one: moved(days(one))


async def wander(
    world: World,
    chance: Random,
    workers: list[ManualWorker],
    edit: Callable[[Random], Callable[[Preferences], Preferences]] = elsewhere,
) -> None:
    """Let the day go by while subscribers move and workers do a little of their work."""
    now = MORNING
    for _ in range(60):
        match chance.choice(["plan", "move", "move", "turn", "turn", "arrive", "arrive"]):
            case "plan":
                now += chance.random() * 2 * HOUR
                await world.store.ledger.plan(now)
            case "move":
                await world.store.subscribers.change(chance.randint(1, 12), edit(chance), now)
            case "turn":
                await chance.choice(workers).turn(chance.randint(0, 3))
            case "arrive":
                worker = chance.choice(workers)
                worker.arrive(lambda _: chance.choice([None, None, Unreached("")]), most=2)


@pytest.mark.parametrize("seed", [1, 3, 4, 7, 19, 27])
async def test_whatever_readers_do_each_gets_it_once(
    open_store: OpenStore,
    settings: DeliverySettings,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("digests.delivery.attempts.LONGEST_WAIT", 0.0)
    chance = Random(seed)
    rules = replace(settings, chunk=3, planned_at_once=7, staleness=timedelta(days=9))
    world = World(await open_store(rules), rules)
    for _ in range(12):
        await world.subscribers(1, chance.choice(ZONES), chance.randrange(1440))
    broadcast = await world.broadcast(MORNING)
    workers = [ManualWorker(world.store, name) for name in "ab"]
    await wander(world, chance, workers)
    await world.store.ledger.plan(MORNING + timedelta(hours=60))
    for worker in workers * 2:
        worker.arrive()
        await worker.finish()
    sent = Counter(subscriber for worker in workers for subscriber in worker.sent)
    assert sent == dict.fromkeys(range(1, 13), 1)
    assert (await world.store.ledger.progress(broadcast.id)).left == 0


@pytest.mark.parametrize("seed", [5])
async def test_whatever_days_readers_choose_those_whose_day_it_is_get_it_once(
    open_store: OpenStore,
    settings: DeliverySettings,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("digests.delivery.attempts.LONGEST_WAIT", 0.0)
    chance = Random(seed)
    rules = replace(settings, chunk=3, planned_at_once=7, staleness=timedelta(days=9))
    world = World(await open_store(rules), rules)
    for _ in range(12):
        await world.subscribers(1, chance.choice(ZONES), chance.randrange(1440))
    last = await world.subscriber("Pacific/Pago_Pago", 1439)  # till then it goes out
    await world.broadcast(MORNING)
    workers = [ManualWorker(world.store, name) for name in "ab"]
    await wander(world, chance, workers, other_days)
    await world.store.ledger.plan(MORNING + timedelta(hours=60))
    for worker in workers * 2:
        worker.arrive()
        await worker.finish()
    sent = Counter(subscriber for worker in workers for subscriber in worker.sent)
    people = [one async for one in world.store.subscribers.each()]
    assert set(sent.values()) == {1}
    theirs = {one.id for one in people if one.preferences.has_edition(TODAY)}
    assert {last.id} < theirs <= set(sent)
