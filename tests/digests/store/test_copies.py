"""What somebody has twice, because a worker was taken for lost, follows what the edition does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import Connection, delete, func, select

from digests.delivery.model import (
    COPIES,
    AttemptLog,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Intent,
    Settlement,
)
from digests.delivery.outcomes import Outcome, Sent
from digests.delivery.policy import DeliverySettings
from digests.store import Store
from digests.store.tables import receipts
from tests.digests.work import at_work, until
from tests.digests.world import MORNING, FakeMessenger, ManualWorker, World

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]


@dataclass
class Stuck(FakeMessenger):
    """A messenger whose only message is under way until it `answers`."""

    has_begun: bool = False
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        del broadcast, intent
        self.has_begun = True
        await self.answers.wait()
        return Sent(70)


def late(message_id: int, *, part: int = 0, subscriber_id: int = 1) -> Settlement:
    return Settlement(subscriber_id=subscriber_id, part=part, outcome=Sent(message_id))


def how_many(connection: Connection) -> int:
    """How many receipts there are."""
    return int(connection.execute(select(func.count()).select_from(receipts)).scalar_one())


async def doubled(world: World, parts: int = 1) -> Broadcast:
    """A broadcast that one person has, and whose first part it has as message 70 too."""
    broadcast = await world.delivered(1, parts=parts)
    await world.store.ledger.keep_late(1, [late(70)])
    return broadcast


async def change(
    world: World, broadcast: Broadcast, kind: BroadcastKind, parts: int = 1
) -> list[tuple[int, int | None]]:
    """Correct or recall an edition; the part and message of each intent."""
    await world.open(broadcast.edition_id, MORNING, kind)
    await world.store.ledger.plan(MORNING)
    messenger = FakeMessenger(
        lambda intent: Sent(intent.message_id or 99), parts_of=lambda _: parts
    )
    await world.deliver(messenger)
    return [(intent.edition_part, intent.message_id) for intent in messenger.intents]


@pytest.mark.parametrize("kind", [BroadcastKind.CORRECTION, BroadcastKind.RECALL])
async def test_a_copy_follows_corrections_and_recalls(world: World, kind: BroadcastKind) -> None:
    broadcast = await doubled(world)
    assert await change(world, broadcast, kind) == [(0, 1), (0, 70)]
    assert not await world.store.ledger.running()


async def test_copies_follow_after_the_edition_s_own_parts(world: World) -> None:
    broadcast = await doubled(world, parts=2)
    await world.store.ledger.keep_late(1, [late(71, part=1), late(72)])
    assert await change(world, broadcast, BroadcastKind.CORRECTION, parts=3) == [
        (0, 1), (1, 2), (2, None), (0, 70), (1, 71), (0, 72),
    ]  # fmt: skip


async def test_a_copy_that_is_known_only_after_a_recall_is_recalled_too(world: World) -> None:
    broadcast = await world.delivered(1)
    await change(world, broadcast, BroadcastKind.RECALL)
    await world.store.ledger.keep_late(1, [late(70)])
    messenger = FakeMessenger(lambda intent: Sent(intent.message_id or 0))
    await world.deliver(messenger)
    assert [intent.message_id for intent in messenger.intents] == [70]


async def test_a_copy_answers_a_reply_as_the_edition_does(world: World) -> None:
    broadcast = await doubled(world)
    assert await world.store.ledger.edition_of_message(1, 70) == broadcast.edition_id


async def test_what_is_known_already_is_no_copy(world: World) -> None:
    broadcast = await doubled(world)
    await world.store.ledger.keep_late(1, [late(1), late(70)])
    assert await change(world, broadcast, BroadcastKind.RECALL) == [(0, 1), (0, 70)]


async def test_of_a_person_who_was_forgotten_no_copy_is_kept(world: World) -> None:
    await world.delivered(1)
    await world.store.subscribers.forget(1)
    await world.store.ledger.keep_late(1, [late(70)])
    assert await world.store.database.in_read(how_many) == 0


async def test_of_a_chunk_that_there_is_not_nothing_is_kept(world: World) -> None:
    broadcast = await world.delivered(1)
    await world.store.ledger.keep_late(404, [late(70)])
    assert await change(world, broadcast, BroadcastKind.RECALL) == [(0, 1)]


async def test_a_copy_whose_receipt_is_gone_by_its_turn_is_not_sent_anew(world: World) -> None:
    broadcast = await doubled(world)
    await world.open(broadcast.edition_id, MORNING, BroadcastKind.CORRECTION)
    await world.store.ledger.plan(MORNING)

    def lose(connection: Connection) -> None:
        connection.execute(delete(receipts).where(receipts.c.part >= COPIES))

    worker = ManualWorker(world.store)
    await worker.turn()
    worker.arrive(lambda _: Sent(1))
    await worker.turn(wanted=0)
    await world.store.database.in_write(lose)
    await world.store.ledger.release_all("hand")
    messenger = FakeMessenger(lambda intent: Sent(intent.message_id or 99))
    await world.deliver(messenger)
    assert messenger.intents == []
    assert not await world.store.ledger.running()


async def test_an_edit_that_is_told_late_is_no_copy(world: World) -> None:
    broadcast = await world.delivered(1)
    await change(world, broadcast, BroadcastKind.CORRECTION)
    await world.store.ledger.keep_late(2, [late(70)])
    assert await change(world, broadcast, BroadcastKind.RECALL) == [(0, 1)]


async def test_what_was_held_as_unknown_is_known_then(holding: World) -> None:
    broadcast = await holding.with_unknowns()
    (unknown, other) = await holding.unknowns(broadcast)
    told = late(70, subscriber_id=unknown.subscriber_id)
    await holding.store.ledger.keep_late(1, [told])
    assert await holding.unknowns(broadcast) == (other,)
    await holding.deliver(FakeMessenger())
    assert (await holding.progress(broadcast)).sent == 2
    recalled = await change(holding, broadcast, BroadcastKind.RECALL)
    assert (0, 70) in recalled


async def test_what_a_lost_process_recorded_of_a_chunk_that_another_took_is_kept(
    world: World,
) -> None:
    broadcast = await world.planned(1)
    lost = ManualWorker(world.store, "a")
    await lost.turn()
    assert lost.claim
    log = AttemptLog(chunk_id=lost.claim.chunk_id, epoch=lost.claim.epoch, arrived=(late(70),))
    await world.store.ledger.release_all("a")
    await world.deliver(FakeMessenger(lambda _: Sent(5)))
    await world.store.ledger.release_all("a", [log])
    assert await change(world, broadcast, BroadcastKind.RECALL) == [(0, 5), (0, 70)]


async def test_what_was_under_way_when_a_worker_lost_its_chunk_is_kept(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    patient = replace(settings, grace=60)
    world = World(await open_store(patient), patient)
    broadcast = await world.planned(1)
    stuck = Stuck()
    async with at_work(world.store.ledger, stuck, patient) as (_, stop):
        await until(lambda: stuck.has_begun)
        stop.set()  # else it might be the one that claims the chunk again
        await world.store.ledger.release_all(patient.worker)
        other = replace(patient, worker="other")
        async with at_work(world.store.ledger, FakeMessenger(lambda _: Sent(5)), other):
            await until(lambda: over(world, broadcast))
        stuck.answers.set()
        await until(lambda: is_kept(world, 70))
    assert await change(world, broadcast, BroadcastKind.RECALL) == [(0, 5), (0, 70)]


async def over(world: World, broadcast: Broadcast) -> bool:
    found = await world.store.ledger.broadcast(broadcast.id)
    return found.state is BroadcastState.FINISHED


async def is_kept(world: World, message_id: int) -> bool:
    return await world.store.ledger.edition_of_message(1, message_id) is not None
