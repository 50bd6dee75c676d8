"""Broadcasts as use cases see them: opened whole or not at all, and every change told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from digests.broadcasts import Broadcasts
from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState
from digests.errors import StoreError
from digests.model import Digest, Edition, EditionState, Item
from digests.store import Unit
from tests.digests.world import MORNING, TODAY, World


@dataclass
class Listener:
    """Remembers what it is told."""

    told: list[tuple[int, BroadcastState]] = field(default_factory=list)

    async def hear(self, broadcast: Broadcast) -> None:
        self.told.append((broadcast.id, broadcast.state))


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def broadcasts(world: World, listener: Listener) -> Broadcasts:
    return Broadcasts(store=world.store, clock=lambda: MORNING, on_change=listener.hear)


async def draft_in(world: World) -> Edition:
    """A digest that nobody decided about."""
    return await world.store.editions.add(
        Digest(title="今日の瓦版", items=(Item(number=1, headline="町に橋", paragraphs=()),)),
        (),
        date=TODAY,
        fingerprint="draft",
        posted_by=None,
        created_at=MORNING,
    )


async def opened(broadcasts: Broadcasts, world: World) -> Broadcast:
    """A broadcast of an edition that is published with it."""
    draft = await draft_in(world)

    async def published(unit: Unit) -> Edition | None:
        return await unit.editions.publish(draft.id, MORNING)

    broadcast = await broadcasts.open(BroadcastKind.EDITION, published)
    assert broadcast
    return broadcast


async def test_whoever_is_owed_it_now_is_planned_when_it_is_opened_and_the_listener_told(
    broadcasts: Broadcasts, world: World, listener: Listener
) -> None:
    await world.subscribers(3, minute=300)
    broadcast = await opened(broadcasts, world)
    assert (await broadcasts.status(broadcast.id)).progress.owed == 3
    assert listener.told == [(broadcast.id, BroadcastState.RUNNING)]


async def test_without_a_cause_nothing_is_opened_and_nobody_told(
    broadcasts: Broadcasts, listener: Listener
) -> None:
    async def nothing(_: Unit) -> Edition | None:
        return None

    assert await broadcasts.open(BroadcastKind.EDITION, nothing) is None
    assert not await broadcasts.unfinished()
    assert not listener.told


async def test_what_gives_cause_is_undone_where_the_broadcast_can_not_be_opened(
    broadcasts: Broadcasts, world: World, listener: Listener
) -> None:
    draft = await draft_in(world)

    async def half_done(unit: Unit) -> Edition:
        await unit.editions.publish(draft.id, MORNING)
        raise StoreError("the disk is full")

    with pytest.raises(StoreError):
        await broadcasts.open(BroadcastKind.EDITION, half_done)
    still = await world.store.editions.get(draft.id)
    assert still
    assert still.state is EditionState.DRAFT
    assert not listener.told


Steer = Callable[[Broadcasts, int], Awaitable[bool]]


@pytest.mark.parametrize(
    ("steer", "state"),
    [
        (Broadcasts.pause, BroadcastState.PAUSED),
        (Broadcasts.cancel, BroadcastState.CANCELLED),
        (Broadcasts.send_now, BroadcastState.RUNNING),
        (Broadcasts.resend_unknown, BroadcastState.RUNNING),
        (Broadcasts.assume_delivered, BroadcastState.RUNNING),
        (Broadcasts.retry_refused, BroadcastState.RUNNING),
        (Broadcasts.retry_too_late, BroadcastState.RUNNING),
    ],
)
async def test_whatever_an_editor_decides_is_told(
    broadcasts: Broadcasts,
    world: World,
    listener: Listener,
    steer: Steer,
    state: BroadcastState,
) -> None:
    await world.subscribers(1, minute=300)
    broadcast = await opened(broadcasts, world)
    listener.told.clear()
    await steer(broadcasts, broadcast.id)
    assert listener.told == [(broadcast.id, state)]


async def test_what_is_resumed_goes_on_and_is_told(
    broadcasts: Broadcasts, world: World, listener: Listener
) -> None:
    await world.subscribers(1, minute=300)
    broadcast = await opened(broadcasts, world)
    await broadcasts.pause(broadcast.id)
    await broadcasts.resume(broadcast.id)
    assert listener.told[-1] == (broadcast.id, BroadcastState.RUNNING)


async def test_planning_tells_of_each_that_goes_out(
    broadcasts: Broadcasts, world: World, listener: Listener
) -> None:
    await world.subscribers(1, minute=300)
    broadcast = await opened(broadcasts, world)
    listener.told.clear()
    await broadcasts.plan()
    assert listener.told == [(broadcast.id, BroadcastState.RUNNING)]


async def test_what_is_not_there_can_not_be_steered(broadcasts: Broadcasts) -> None:
    with pytest.raises(StoreError):
        await broadcasts.pause(999)


async def test_what_is_over_is_not_steered(broadcasts: Broadcasts, world: World) -> None:
    await world.subscribers(1, minute=300)
    broadcast = await opened(broadcasts, world)
    assert await broadcasts.cancel(broadcast.id)
    assert not await broadcasts.pause(broadcast.id)
    assert not await broadcasts.resume(broadcast.id)


async def test_who_opens_one_while_planning_fails_has_opened_it(
    broadcasts: Broadcasts, world: World, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> int:
        raise StoreError("the disk is full")

    await world.subscribers(1, minute=300)
    with monkeypatch.context() as patch:
        patch.setattr(type(world.store.ledger), "plan", broken)
        broadcast = await opened(broadcasts, world)
    assert listener.told == [(broadcast.id, BroadcastState.RUNNING)]
    await broadcasts.plan()
    assert (await broadcasts.status(broadcast.id)).progress.owed == 1
