"""Corrections and recalls: they reach every message that was sent, and nobody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState
from digests.delivery.outcomes import Refused, Sent, Unknown
from digests.delivery.policy import DeliverySettings
from digests.model import PauseReason
from digests.store import Store
from tests.digests.world import MORNING, TODAY, FakeMessenger, ManualWorker, World

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]


async def corrected(world: World, edition_id: int, messenger: FakeMessenger) -> Broadcast:
    """A correction of an edition, delivered."""
    correction = await world.open_correction(edition_id)
    await world.store.ledger.plan(MORNING)
    await world.deliver(messenger)
    return correction


async def test_a_correction_reaches_every_message_that_was_sent(world: World) -> None:
    broadcast = await world.delivered(3, parts=2)
    await world.subscribers(1, minute=300, joined_at=MORNING + timedelta(hours=1))
    messenger = FakeMessenger(parts_of=lambda _: 1)  # the corrected edition is shorter
    correction = await corrected(world, broadcast.edition_id, messenger)
    assert sorted(messenger.arrived) == [(chat, part) for chat in (1, 2, 3) for part in (0, 1)]
    about = {(i.recipient.chat_id, i.part): i.message_id for i in messenger.intents}
    assert sorted(number for number in about.values() if number) == [1, 2, 3, 4, 5, 6]
    progress = await world.store.ledger.progress(correction.id)
    assert (progress.owed, progress.sent) == (3, 3)
    finished = await world.store.ledger.broadcast(correction.id)
    assert finished.state is BroadcastState.FINISHED


async def test_a_longer_correction_sends_the_parts_that_are_new(world: World) -> None:
    broadcast = await world.delivered(1)
    messenger = FakeMessenger(parts_of=lambda _: 3, message_ids=iter([1, 50, 51]))
    await corrected(world, broadcast.edition_id, messenger)
    assert [(i.part, i.message_id) for i in messenger.intents] == [(0, 1), (1, None), (2, None)]
    assert await world.store.ledger.edition_of_message(1, 51) == broadcast.edition_id


async def test_of_two_messages_that_brought_a_part_the_newer_is_remembered(world: World) -> None:
    broadcast = await world.delivered(1)
    await corrected(world, broadcast.edition_id, FakeMessenger(message_ids=iter([50])))
    ledger = world.store.ledger
    assert await ledger.edition_of_message(1, 50) == broadcast.edition_id
    assert await ledger.edition_of_message(1, 1) is None
    again = FakeMessenger(message_ids=iter([60]))
    await corrected(world, broadcast.edition_id, again)
    assert [intent.message_id for intent in again.intents] == [50]


async def test_a_correction_reaches_who_left_but_not_who_blocked_the_bot(world: World) -> None:
    broadcast = await world.delivered(3, parts=2)
    left, blocked = [await world.store.subscribers.find(chat) for chat in (1, 2)]
    assert left
    assert blocked
    await world.store.subscribers.leave(left.id)
    await world.store.subscribers.pause_chat(blocked.chat_id, PauseReason.BLOCKED, MORNING)
    messenger = FakeMessenger()
    await corrected(world, broadcast.edition_id, messenger)
    assert sorted(messenger.arrived) == [(1, 0), (1, 1), (3, 0), (3, 1)]


async def test_a_new_correction_takes_the_place_of_the_old_one(world: World) -> None:
    broadcast = await world.delivered()
    first = await world.open_correction(broadcast.edition_id)
    second = await world.open_correction(broadcast.edition_id)
    assert second.id != first.id
    assert (await world.store.ledger.broadcast(first.id)).state is BroadcastState.CANCELLED


async def test_only_broadcasts_of_its_own_edition_give_way_to_a_correction(world: World) -> None:
    first = await world.delivered()
    second = await world.broadcast(MORNING + timedelta(days=1))
    other = await world.open_correction(second.edition_id)
    await world.open_correction(first.edition_id)
    assert other in await world.store.ledger.running()
    await world.open(first.edition_id, MORNING, BroadcastKind.RECALL)
    assert [b.id for b in await world.store.ledger.running()][:2] == [second.id, other.id]


async def test_what_was_sent_after_a_correction_with_its_words_is_not_corrected(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, echo=-60.0)  # as if it had opened a while ago
    world = World(await open_store(rules), rules)
    await world.subscribers(3, minute=300)
    broadcast = await world.broadcast(MORNING)
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=1)
    worker.arrive()
    await worker.turn(wanted=0)
    correction = await world.open_correction(broadcast.edition_id)
    await ledger.plan(MORNING)
    about: list[int | None] = []
    await worker.finish(lambda intent: about.append(intent.message_id))
    assert sorted(number or 0 for number in about) == [0, 0, 1]
    assert (await ledger.progress(correction.id)).sent == 1


async def test_what_is_sent_of_another_edition_is_not_corrected(world: World) -> None:
    first = await world.delivered(1)
    await world.broadcast(MORNING, day=TODAY - timedelta(days=1))
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    slow = ManualWorker(world.store, message_ids=iter([50]))
    await slow.turn()
    correction = await world.open_correction(first.edition_id)
    await ledger.plan(MORNING)
    slow.arrive()
    await slow.turn()
    quick, edited = ManualWorker(world.store, "quick"), list[int | None]()
    await quick.finish(lambda intent: edited.append(intent.message_id))
    assert edited == [1]
    assert (await ledger.progress(correction.id)).owed == 1


async def test_what_was_on_its_way_is_not_corrected_by_a_correction_that_gave_way(
    world: World,
) -> None:
    await world.subscribers(1, minute=300)
    broadcast = await world.broadcast(MORNING)
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    slow = ManualWorker(world.store)
    await slow.turn()
    first = await world.open_correction(broadcast.edition_id)
    second = await world.open_correction(broadcast.edition_id)
    await ledger.plan(MORNING)
    slow.arrive()
    await slow.turn()
    assert len(await ManualWorker(world.store, "quick").finish()) == 1
    assert (await ledger.progress(first.id)).owed == 0
    assert (await ledger.progress(second.id)).sent == 1


async def test_every_part_that_was_on_its_way_is_corrected(world: World) -> None:
    await world.subscribers(1, minute=300)
    broadcast = await world.broadcast(MORNING)
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    slow = ManualWorker(world.store)
    await slow.turn()
    slow.arrive(parts=2)
    await slow.turn()
    await world.open_correction(broadcast.edition_id)
    await ledger.plan(MORNING)
    quick, edited = ManualWorker(world.store, "quick"), list[int | None]()
    await quick.finish(lambda intent: edited.append(intent.message_id))
    slow.arrive(parts=2)
    await slow.turn()
    await quick.finish(lambda intent: edited.append(intent.message_id))
    assert edited == [1, 2]


async def test_a_message_that_was_taken_as_arrived_is_neither_corrected_nor_recalled(
    holding: World,
) -> None:
    broadcast = await holding.planned(3)
    worker = ManualWorker(holding.store)
    await worker.turn()
    worker.arrive(lambda intent: Unknown("?") if intent.recipient.chat_id == 2 else None, parts=2)
    await worker.turn()
    worker.arrive(lambda intent: Unknown("?") if intent.recipient.chat_id == 3 else None)
    await worker.turn()
    assert await holding.store.ledger.resolve_unknown(broadcast.id, resend=False) == 2
    await holding.deliver(FakeMessenger())  # there is no third part
    messenger = FakeMessenger(lambda intent: Sent(intent.message_id or 0))
    await corrected(holding, broadcast.edition_id, messenger)
    assert sorted(messenger.arrived) == [(1, 0), (1, 1), (3, 0)]
    recall = await holding.open(broadcast.edition_id, MORNING, BroadcastKind.RECALL)
    await holding.store.ledger.plan(MORNING)
    assert (await holding.progress(recall)).owed == 2
    assert sorted(await holding.due(MORNING)) == [1, 1, 3]
    assert (await holding.progress(recall)).owed == 2


async def test_a_recall_of_another_edition_keeps_no_unknown_from_being_resolved(
    holding: World,
) -> None:
    broadcast = await holding.with_unknowns()
    other = await holding.broadcast(MORNING, day=TODAY - timedelta(days=1))
    await holding.open(other.edition_id, MORNING, BroadcastKind.RECALL)
    await holding.open_correction(broadcast.edition_id)
    assert await holding.store.ledger.resolve_unknown(broadcast.id, resend=True) == 2


async def test_a_correction_is_owed_to_whom_its_edition_was_sent(world: World) -> None:
    first = await world.delivered(2, parts=2)
    await world.subscribers(3, minute=300)
    await world.broadcast(MORNING, day=TODAY - timedelta(days=1))
    await world.due(MORNING)
    correction = await world.open_correction(first.edition_id)
    await world.store.ledger.plan(MORNING)
    assert (await world.progress(correction)).owed == 2


async def test_corrections_of_two_editions_find_their_own_messages(world: World) -> None:
    await world.subscribers(2, minute=300)
    first = await world.broadcast(MORNING)
    second = await world.broadcast(MORNING, day=TODAY - timedelta(days=1))
    await world.store.ledger.plan(MORNING)
    await world.deliver(FakeMessenger())
    for broadcast in (first, second):
        messenger = FakeMessenger(lambda intent: Sent(intent.message_id or 0))
        correction = await corrected(world, broadcast.edition_id, messenger)
        ledger = world.store.ledger
        for intent in messenger.intents:
            assert intent.message_id
            of = await ledger.edition_of_message(intent.recipient.chat_id, intent.message_id)
            assert of == broadcast.edition_id
        assert (await ledger.progress(correction.id)).sent == 2


async def test_a_recall_that_was_refused_can_be_tried_again(world: World) -> None:
    broadcast = await world.delivered()
    recall = await world.open(broadcast.edition_id, MORNING, BroadcastKind.RECALL)
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=2)
    worker.arrive(lambda _: Refused("no"))
    await worker.turn(wanted=0)
    assert await ledger.retry_refused(recall.id) == 2


async def test_an_unknown_edit_is_simply_made_again(
    holding: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digests.delivery.attempts.LONGEST_WAIT", 0.0)
    broadcast = await holding.delivered(1)
    outcomes = iter([Unknown("silence"), None])
    messenger = FakeMessenger(say=lambda _: next(outcomes))
    correction = await corrected(holding, broadcast.edition_id, messenger)
    assert len(messenger.intents) == 2
    assert await holding.unknowns(correction) == ()


@pytest.mark.parametrize("finished_first", [False, True])
async def test_what_was_on_its_way_when_a_correction_opened_is_corrected_too(
    world: World, *, finished_first: bool
) -> None:
    await world.subscribers(2, minute=300)
    broadcast = await world.broadcast(MORNING)
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    slow = ManualWorker(world.store)
    await slow.turn()
    slow.arrive(most=1)
    await slow.turn()
    correction = await world.open_correction(broadcast.edition_id)
    await ledger.plan(MORNING)
    quick = ManualWorker(world.store, "quick")
    if finished_first:
        assert len(await quick.finish()) == 1
        assert (await ledger.broadcast(correction.id)).state is BroadcastState.FINISHED
    slow.arrive()
    await slow.turn()
    assert len(await quick.finish()) == (1 if finished_first else 2)
    progress = await ledger.progress(correction.id)
    assert progress.left == 0


async def test_a_recall_stops_the_edition_and_reaches_who_has_it(world: World) -> None:
    await world.subscribers(3, minute=300)
    broadcast = await world.broadcast(MORNING)
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=2)
    worker.arrive(most=1)
    await worker.turn(wanted=0)
    recall = await world.open(broadcast.edition_id, MORNING, BroadcastKind.RECALL)
    assert (await ledger.broadcast(broadcast.id)).state is BroadcastState.CANCELLED
    await ledger.plan(MORNING)
    worker.arrive()
    assert (await worker.turn()) is not None
    messenger = FakeMessenger()
    await world.deliver(messenger)
    assert sorted(chat for chat, _ in messenger.arrived) == [1, 2]
    assert {intent.message_id for intent in messenger.intents} == {1, 2}
    assert (await ledger.broadcast(recall.id)).state is BroadcastState.FINISHED


async def test_a_worker_at_work_sends_nobody_an_edition_after_its_recall(world: World) -> None:
    await world.subscribers(3, minute=300)
    broadcast = await world.broadcast(MORNING)
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=1)
    worker.arrive()
    await worker.turn(wanted=0)
    await world.open(broadcast.edition_id, MORNING, BroadcastKind.RECALL)
    step = await worker.turn()
    assert step
    assert step.intents == ()
    assert await world.due(MORNING + timedelta(days=1)) == [1]  # the recall


@pytest.mark.parametrize("is_over", [False, True])
async def test_a_recall_takes_the_place_of_a_correction(world: World, *, is_over: bool) -> None:
    broadcast = await world.delivered()
    correction = await world.open_correction(broadcast.edition_id)
    if is_over:
        await world.due(MORNING)
    recall = await world.open(broadcast.edition_id, MORNING, BroadcastKind.RECALL)
    state = BroadcastState.FINISHED if is_over else BroadcastState.CANCELLED
    assert (await world.store.ledger.broadcast(correction.id)).state is state
    assert await world.store.ledger.running() == (recall,)


async def test_what_arrives_when_a_recall_is_over_is_recalled_too(world: World) -> None:
    await world.subscribers(1, minute=300)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    slow = ManualWorker(world.store)
    await slow.turn()
    recall = await world.open(broadcast.edition_id, MORNING, BroadcastKind.RECALL)
    await world.store.ledger.plan(MORNING)
    assert (await world.store.ledger.broadcast(recall.id)).state is BroadcastState.FINISHED
    slow.arrive()
    await slow.turn()
    messenger = FakeMessenger()
    await world.deliver(messenger)
    assert [intent.message_id for intent in messenger.intents] == [1]


@pytest.mark.parametrize("resend", [True, False])
async def test_what_was_unknown_before_a_recall_is_not_sent_after_it(
    holding: World, *, resend: bool
) -> None:
    broadcast = await holding.with_unknowns(parts=2)
    ledger = holding.store.ledger
    assert (await ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED
    await holding.open(broadcast.edition_id, MORNING, BroadcastKind.RECALL)
    assert await ledger.resolve_unknown(broadcast.id, resend=resend) == 0
    assert set(await holding.due(MORNING)) == {1}  # the recall of what surely arrived
    assert len(await holding.unknowns(broadcast)) == 2
