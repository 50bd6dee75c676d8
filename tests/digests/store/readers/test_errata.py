"""What a correction changed is told once to everybody who has the edition, and to nobody else."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from digests.delivery.model import BroadcastKind, BroadcastState
from digests.delivery.outcomes import Sent, Unknown
from tests.digests.world import MORNING, FakeMessenger, ManualWorker, World


async def test_an_erratum_replies_once_to_the_first_part_and_keeps_no_receipt(
    world: World,
) -> None:
    broadcast = await world.delivered(3, parts=2)
    erratum = await world.open(broadcast.edition_id, MORNING, BroadcastKind.ERRATUM)
    await world.store.ledger.plan(MORNING)
    messenger = FakeMessenger(lambda _: Sent(900))
    await world.deliver(messenger)
    about = sorted((i.recipient.chat_id, i.part, i.message_id) for i in messenger.intents)
    assert about == [(1, 0, 1), (2, 0, 2), (3, 0, 3)]
    finished = await world.store.ledger.broadcast(erratum.id)
    assert finished.state is BroadcastState.FINISHED
    recalled = FakeMessenger(lambda _: Sent(901))
    await world.open(broadcast.edition_id, MORNING, BroadcastKind.RECALL)
    await world.store.ledger.plan(MORNING)
    await world.deliver(recalled)
    assert sorted(i.message_id or 0 for i in recalled.intents) == [1, 2, 3, 4, 5, 6]


async def test_who_left_is_told_nothing_more(world: World) -> None:
    broadcast = await world.delivered(2)
    left = await world.store.subscribers.find(1)
    assert left
    await world.store.subscribers.leave(left.id)
    await world.open(broadcast.edition_id, MORNING, BroadcastKind.ERRATUM)
    await world.store.ledger.plan(MORNING)
    assert await ManualWorker(world.store).finish() == [2]


@pytest.mark.parametrize("first", [(), (1,), (2,), (3,), (1, 3), (2, 3)])
@pytest.mark.parametrize("is_told_before", [True, False])
async def test_who_was_being_sent_it_is_told_once_as_well(
    world: World, first: Collection[int], is_told_before: bool
) -> None:
    await world.subscribers(3, minute=300)
    broadcast = await world.broadcast(MORNING)
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    slow = ManualWorker(world.store)
    await slow.turn()
    waiting = {one: slow.in_flight.pop(one) for one in (1, 2, 3) if one not in first}
    slow.arrive()
    slow.in_flight |= waiting
    await slow.turn(wanted=0)
    erratum = await world.open(broadcast.edition_id, MORNING, BroadcastKind.ERRATUM)
    await ledger.plan(MORNING)
    quick = ManualWorker(world.store, "quick")
    if is_told_before:
        await quick.finish()
    slow.arrive(parts=2)
    await slow.turn()
    slow.arrive(parts=2)
    await slow.turn()
    await ledger.plan(MORNING)
    await quick.finish()
    assert sorted(quick.sent) == [1, 2, 3]
    progress = await ledger.progress(erratum.id)
    assert (progress.sent, progress.left) == (3, 0)


async def test_what_is_in_doubt_is_taken_as_told_without_a_receipt(holding: World) -> None:
    broadcast = await holding.delivered(2)
    erratum = await holding.open(broadcast.edition_id, MORNING, BroadcastKind.ERRATUM)
    ledger = holding.store.ledger
    await ledger.plan(MORNING)
    await ManualWorker(holding.store).finish(lambda _: Unknown("?"))
    assert (await ledger.progress(erratum.id)).unknown == 2
    assert await ledger.resolve_unknown(erratum.id, resend=False) == 2
    messenger = FakeMessenger()
    await holding.deliver(messenger)
    assert not messenger.intents
    progress = await ledger.progress(erratum.id)
    assert (progress.sent, progress.unknown, progress.left) == (2, 0, 0)
