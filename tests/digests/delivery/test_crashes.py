"""Workers that die at any moment: nobody is missed, and what may be doubled was in flight."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from digests.delivery.attempts import read
from digests.delivery.model import Broadcast, BroadcastState, UnknownPolicy
from digests.delivery.policy import DeliverySettings
from digests.delivery.worker import Worker
from digests.store import Store
from digests.store.tables import chunks
from tests.digests.world import MORNING, FakeMessenger, World

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]

SUBSCRIBERS = 150


async def in_flight(store: Store) -> int:
    """How many messages a death now leaves unknown."""
    texts = await store.database.in_read(
        lambda connection: connection.execute(select(chunks.c.attempts)).scalars().all()
    )
    return sum(attempt.in_flight for text in texts for attempt in read(text))


async def live(world: World, messenger: FakeMessenger, chance: Random) -> None:
    """Work for a while, and die without a word."""
    worker = Worker(world.store.ledger, messenger, world.settings)
    working = asyncio.create_task(worker.run(asyncio.Event()))
    await some_work(messenger, chance)
    working.cancel()
    await asyncio.wait([working])


async def some_work(messenger: FakeMessenger, chance: Random) -> None:
    """Until a few more messages are under way, or there is nothing left to be sent."""
    enough = len(messenger.intents) + chance.randint(1, 25)
    patience = 100
    while len(messenger.intents) < enough and patience:
        patience = 100 if messenger.in_flight else patience - 1
        await asyncio.sleep(0.003)
    await asyncio.sleep(chance.uniform(0, 0.01))


async def live_and_die(
    world: World, messenger: FakeMessenger, broadcast: Broadcast, chance: Random
) -> int:
    """Life after life until the broadcast is over: how many messages the deaths left unknown."""
    in_flight_at_death = 0
    async with asyncio.timeout(120):
        while await state_of(world, broadcast) is BroadcastState.RUNNING:
            await live(world, messenger, chance)
            in_flight_at_death += await in_flight(world.store)
            # Who dies between the last turn and the end of its broadcast leaves that to the clock.
            await world.store.ledger.plan(MORNING)
    return in_flight_at_death


async def state_of(world: World, broadcast: Broadcast) -> BroadcastState:
    return (await world.store.ledger.broadcast(broadcast.id)).state


async def planned(open_store: OpenStore, rules: DeliverySettings) -> tuple[World, Broadcast]:
    world = World(await open_store(rules), rules)
    await world.subscribers(SUBSCRIBERS, minute=300)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    return world, broadcast


@pytest.fixture
def rules(settings: DeliverySettings, monkeypatch: pytest.MonkeyPatch) -> DeliverySettings:
    """Few in flight, so that there are many turns to die in; nothing waits to be tried again."""
    monkeypatch.setattr("digests.delivery.attempts.LONGEST_WAIT", 0.0)
    return replace(settings, in_flight=6, chunk=60, attempts=1_000)


@pytest.mark.parametrize("seed", range(2))
async def test_nobody_is_missed_and_only_what_was_in_flight_is_doubled(
    open_store: OpenStore, rules: DeliverySettings, seed: int
) -> None:
    world, broadcast = await planned(open_store, rules)
    messenger = FakeMessenger(latency=0.003)
    in_flight_at_death = await live_and_die(world, messenger, broadcast, Random(seed))
    assert sorted(set(messenger.chats)) == list(range(1, SUBSCRIBERS + 1))
    assert len(messenger.arrived) - SUBSCRIBERS <= in_flight_at_death
    progress = await world.store.ledger.progress(broadcast.id)
    assert (progress.sent, progress.left) == (SUBSCRIBERS, 0)


@pytest.mark.parametrize("seed", range(2))
async def test_or_nobody_is_doubled_and_every_unknown_is_named(
    open_store: OpenStore, rules: DeliverySettings, seed: int
) -> None:
    world, broadcast = await planned(open_store, replace(rules, policy=UnknownPolicy.HOLD))
    messenger = FakeMessenger(latency=0.003)
    in_flight_at_death = await live_and_die(world, messenger, broadcast, Random(seed))
    assert messenger.doubled == []
    unknowns = [one.chat_id for one in await world.unknowns(broadcast)]
    assert len(unknowns) == in_flight_at_death
    assert set(messenger.chats) | set(unknowns) == set(range(1, SUBSCRIBERS + 1))
    progress = await world.store.ledger.progress(broadcast.id)
    assert (progress.unknown, progress.left) == (len(unknowns), 0)


async def test_with_a_journal_only_what_was_under_way_is_unknown(
    open_store: OpenStore, rules: DeliverySettings, tmp_path: Path
) -> None:
    journaled = replace(rules, policy=UnknownPolicy.HOLD, journal=tmp_path)
    world, broadcast = await planned(open_store, journaled)
    messenger = FakeMessenger(latency=0.003)
    left_in_flight = await live_and_die(world, messenger, broadcast, Random(11))
    unknowns = [one.chat_id for one in await world.unknowns(broadcast)]
    assert len(unknowns) == messenger.lost <= left_in_flight
    assert messenger.doubled == []
    assert set(messenger.chats) | set(unknowns) == set(range(1, SUBSCRIBERS + 1))


async def test_long_editions_go_on_at_the_part_where_they_stopped(
    open_store: OpenStore, rules: DeliverySettings
) -> None:
    world, broadcast = await planned(open_store, rules)
    messenger = FakeMessenger(latency=0.003, parts_of=lambda _: 3)
    in_flight_at_death = await live_and_die(world, messenger, broadcast, Random(7))
    times = Counter(messenger.arrived)
    assert set(times) == {(chat, part) for chat in range(1, SUBSCRIBERS + 1) for part in range(3)}
    assert sum(times.values()) - 3 * SUBSCRIBERS <= in_flight_at_death


async def test_workers_that_die_beside_others_cost_nobody_the_edition(
    open_store: OpenStore, rules: DeliverySettings
) -> None:
    world, broadcast = await planned(open_store, replace(rules, chunk=20, worker="a"))
    other_rules = replace(world.settings, worker="b")
    other = World(await open_store(other_rules), other_rules)
    messenger = FakeMessenger(latency=0.003)
    in_flight_at_death = await asyncio.gather(
        live_and_die(world, messenger, broadcast, Random(1)),
        live_and_die(other, messenger, broadcast, Random(2)),
    )
    assert sorted(set(messenger.chats)) == list(range(1, SUBSCRIBERS + 1))
    assert len(messenger.arrived) - SUBSCRIBERS <= sum(in_flight_at_death)


async def test_stopped_in_time_again_and_again_nothing_is_ever_unknown(
    open_store: OpenStore, rules: DeliverySettings
) -> None:
    world, broadcast = await planned(open_store, replace(rules, policy=UnknownPolicy.HOLD))
    messenger = FakeMessenger(latency=0.003)
    chance = Random(3)
    async with asyncio.timeout(120):
        while await state_of(world, broadcast) is BroadcastState.RUNNING:
            stop = asyncio.Event()
            running = asyncio.create_task(
                Worker(world.store.ledger, messenger, world.settings).run(stop)
            )
            await some_work(messenger, chance)
            stop.set()
            await running
            assert await in_flight(world.store) == 0
    assert messenger.chats == list(range(1, SUBSCRIBERS + 1))
