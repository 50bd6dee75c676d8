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
from digests.delivery.model import Broadcast, BroadcastState, DoubtPolicy
from digests.delivery.policy import DeliverySettings
from digests.delivery.worker import Worker
from digests.store import Store
from digests.store.tables import chunks
from tests.digests.world import MORNING, Post, World

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]

READERS = 150


async def in_flight(store: Store) -> int:
    """How many messages a death now leaves in doubt."""
    async with store.database.read() as connection:
        rows = await connection.execute(select(chunks.c.flying))
        return sum(attempt.in_flight for flying in rows.scalars() for attempt in read(flying))


async def live(world: World, post: Post, chance: Random) -> None:
    """Work for a while, and die without a word."""
    runner = Worker(world.store.ledger, post, world.settings)
    working = asyncio.create_task(runner.run(asyncio.Event()))
    await some_work(post, chance)
    working.cancel()
    await asyncio.wait([working])


async def some_work(post: Post, chance: Random) -> None:
    """Until a few more messages are under way, or there is nothing left to be sent."""
    enough = len(post.intents) + chance.randint(1, 25)
    patience = 100
    while len(post.intents) < enough and patience:
        patience = 100 if post.in_air else patience - 1
        await asyncio.sleep(0.003)
    await asyncio.sleep(chance.uniform(0, 0.01))


async def live_and_die(world: World, post: Post, broadcast: Broadcast, chance: Random) -> int:
    """Life after life until the broadcast is over: how many messages the deaths left in doubt."""
    in_doubt = 0
    async with asyncio.timeout(120):
        while await state_of(world, broadcast) is BroadcastState.RUNNING:
            await live(world, post, chance)
            in_doubt += await in_flight(world.store)
    return in_doubt


async def state_of(world: World, broadcast: Broadcast) -> BroadcastState:
    return (await world.store.ledger.broadcast(broadcast.id)).state


async def planned(open_store: OpenStore, rules: DeliverySettings) -> tuple[World, Broadcast]:
    world = World(await open_store(rules), rules)
    await world.readers(READERS, minute=300)
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
    post = Post(latency=0.003)
    in_doubt = await live_and_die(world, post, broadcast, Random(seed))
    assert sorted(set(post.chats)) == list(range(1, READERS + 1))
    assert len(post.arrived) - READERS <= in_doubt
    progress = await world.store.ledger.progress(broadcast.id)
    assert (progress.sent, progress.left) == (READERS, 0)


@pytest.mark.parametrize("seed", range(2))
async def test_or_nobody_is_doubled_and_every_doubt_is_named(
    open_store: OpenStore, rules: DeliverySettings, seed: int
) -> None:
    world, broadcast = await planned(open_store, replace(rules, policy=DoubtPolicy.HOLD))
    post = Post(latency=0.003)
    in_doubt = await live_and_die(world, post, broadcast, Random(seed))
    assert post.doubled == []
    doubts = [doubt.chat_id for doubt in await world.store.ledger.doubts(broadcast.id)]
    assert len(doubts) == in_doubt
    assert set(post.chats) | set(doubts) == set(range(1, READERS + 1))
    progress = await world.store.ledger.progress(broadcast.id)
    assert (progress.unsure, progress.left) == (len(doubts), 0)


async def test_with_notes_only_what_was_in_the_air_is_in_doubt(
    open_store: OpenStore, rules: DeliverySettings, tmp_path: Path
) -> None:
    noting = replace(rules, policy=DoubtPolicy.HOLD, notes=tmp_path)
    world, broadcast = await planned(open_store, noting)
    post = Post(latency=0.003)
    left_aloft = await live_and_die(world, post, broadcast, Random(11))
    doubts = [doubt.chat_id for doubt in await world.store.ledger.doubts(broadcast.id)]
    assert len(doubts) == post.lost <= left_aloft
    assert post.doubled == []
    assert set(post.chats) | set(doubts) == set(range(1, READERS + 1))


async def test_long_editions_go_on_at_the_part_where_they_stopped(
    open_store: OpenStore, rules: DeliverySettings
) -> None:
    world, broadcast = await planned(open_store, rules)
    post = Post(latency=0.003, parts_of=lambda _: 3)
    in_doubt = await live_and_die(world, post, broadcast, Random(7))
    times = Counter(post.arrived)
    assert set(times) == {(chat, part) for chat in range(1, READERS + 1) for part in range(3)}
    assert sum(times.values()) - 3 * READERS <= in_doubt


async def test_workers_that_die_beside_others_cost_nobody_the_edition(
    open_store: OpenStore, rules: DeliverySettings
) -> None:
    world, broadcast = await planned(open_store, replace(rules, chunk=20, worker="a"))
    other_rules = replace(world.settings, worker="b")
    other = World(await open_store(other_rules), other_rules)
    post = Post(latency=0.003)
    in_doubt = await asyncio.gather(
        live_and_die(world, post, broadcast, Random(1)),
        live_and_die(other, post, broadcast, Random(2)),
    )
    assert sorted(set(post.chats)) == list(range(1, READERS + 1))
    assert len(post.arrived) - READERS <= sum(in_doubt)


async def test_stopped_in_time_again_and_again_nothing_is_ever_in_doubt(
    open_store: OpenStore, rules: DeliverySettings
) -> None:
    world, broadcast = await planned(open_store, replace(rules, policy=DoubtPolicy.HOLD))
    post = Post(latency=0.003)
    chance = Random(3)
    async with asyncio.timeout(120):
        while await state_of(world, broadcast) is BroadcastState.RUNNING:
            stop = asyncio.Event()
            running = asyncio.create_task(
                Worker(world.store.ledger, post, world.settings).run(stop)
            )
            await some_work(post, chance)
            stop.set()
            await running
            assert await in_flight(world.store) == 0
    assert post.chats == list(range(1, READERS + 1))
