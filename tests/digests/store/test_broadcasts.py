from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, union

from digests.delivery.model import Broadcast, BroadcastState, Failure
from digests.delivery.outcomes import AttemptResult, Gone, Refused, Sent, Unknown
from digests.delivery.policy import DeliverySettings
from digests.errors import StoreError
from digests.model import PauseReason
from digests.store import Store
from digests.store.broadcasts import owe
from digests.store.planning import finish
from digests.store.tables import chunks, receipts, undelivered
from tests.digests.world import MORNING, TODAY, FakeMessenger, ManualWorker, World, choosing

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]


async def test_an_edition_is_broadcast_once(world: World) -> None:
    first = await world.broadcast(MORNING)
    again = await world.open(first.edition_id, MORNING + timedelta(hours=1))
    assert again == first


async def test_an_unknown_broadcast_is_an_error(store: Store) -> None:
    with pytest.raises(StoreError, match="no broadcast 8"):
        await store.ledger.broadcast(8)


async def test_what_is_running_is_told_apart_from_what_is_paused_or_over(world: World) -> None:
    await world.subscribers(1, minute=1000)
    running = await world.broadcast(MORNING)
    paused = await world.broadcast(MORNING + timedelta(days=1))
    over = await world.broadcast(MORNING + timedelta(days=2))
    ledger = world.store.ledger
    await ledger.pause(paused.id, "wait")
    await ledger.cancel(over.id)
    assert [broadcast.id for broadcast in await ledger.running()] == [running.id]
    assert [broadcast.id for broadcast in await ledger.unfinished()] == [running.id, paused.id]
    cancelled = await ledger.broadcast(over.id)
    assert cancelled.state is BroadcastState.CANCELLED


async def test_a_message_is_known_by_its_edition(world: World) -> None:
    first = await world.delivered()
    ledger = world.store.ledger
    second = await world.broadcast(MORNING + timedelta(days=1))
    await ledger.plan(MORNING + timedelta(days=1))
    await world.deliver(FakeMessenger(lambda intent: Sent(99 + intent.recipient.chat_id)))
    assert await ledger.edition_of_message(1, 1) == first.edition_id
    assert await ledger.edition_of_message(1, 100) == second.edition_id
    assert await ledger.edition_of_message(2, 1) is None
    assert await ledger.edition_of_message(77, 1) is None


async def test_receipts_are_deleted_after_a_set_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digests.store.upkeep.tidying._AT_ONCE", 2)
    broadcast = await world.delivered(5)
    assert broadcast.finished_at
    ledger = world.store.ledger
    assert await world.store.tidying.delete_receipts(broadcast.finished_at) == 0
    assert await ledger.edition_of_message(1, 1) == broadcast.edition_id
    assert (
        await world.store.tidying.delete_receipts(broadcast.finished_at + timedelta(seconds=1)) == 5
    )
    assert await ledger.edition_of_message(1, 1) is None


async def test_what_is_over_stays_so_where_nobody_is_owed_it(world: World) -> None:
    over = await world.delivered(2)
    assert over.state is BroadcastState.FINISHED
    await world.store.database.in_write(owe, over.id, [])
    assert (await world.store.ledger.broadcast(over.id)).state is BroadcastState.FINISHED


async def test_the_receipts_of_what_is_not_over_are_kept(world: World) -> None:
    await world.subscribers(1, minute=600)
    running = await world.delivered(2)
    paused = await world.broadcast(MORNING, day=TODAY - timedelta(days=1))
    await world.store.ledger.plan(MORNING)
    await world.deliver(FakeMessenger(lambda intent: Sent(100 + intent.recipient.chat_id)))
    ledger = world.store.ledger
    await ledger.pause(paused.id, "wait")
    assert await world.store.tidying.delete_receipts(MORNING + timedelta(days=36_500)) == 0
    assert await ledger.edition_of_message(2, 2) == running.edition_id
    assert await ledger.edition_of_message(2, 102) == paused.edition_id


async def test_the_receipts_of_what_is_still_being_corrected_are_kept(world: World) -> None:
    broadcast = await world.delivered()
    await world.open_correction(broadcast.edition_id)
    assert broadcast.finished_at
    ledger = world.store.ledger
    assert await world.store.tidying.delete_receipts(broadcast.finished_at + timedelta(days=1)) == 0
    assert await ledger.edition_of_message(1, 1) == broadcast.edition_id


async def known_of(store: Store) -> set[int]:
    """The ids of those of whom the ledger keeps something."""
    query = union(*(select(table.c.subscriber_id) for table in (receipts, undelivered)))
    return await store.database.in_read(lambda connection: set(connection.execute(query).scalars()))


async def test_who_is_forgotten_leaves_nothing_behind(holding: World) -> None:
    broadcast = await holding.with_unknowns()
    subscribers = [await holding.store.subscribers.find(chat) for chat in (1, 2, 3)]
    ids = [subscriber.id for subscriber in subscribers if subscriber]
    assert await known_of(holding.store) == set(ids)
    for forgotten in (0, 1):  # who has it, and who may have it
        await holding.store.subscribers.forget(ids[forgotten])
    assert await known_of(holding.store) == {ids[2]}
    assert [subscriber.id async for subscriber in holding.store.subscribers.each()] == [ids[2]]
    assert (await holding.store.ledger.progress(broadcast.id)).sent == 1


async def test_who_is_forgotten_takes_nobody_elses_receipts_along(world: World) -> None:
    broadcast = await world.delivered(2)
    subscriber = await world.store.subscribers.find(1)
    assert subscriber
    await world.store.subscribers.forget(subscriber.id)
    assert await world.store.ledger.edition_of_message(2, 2) == broadcast.edition_id


async def test_exceptions_are_told_by_reader_reason_and_time(world: World) -> None:
    await world.subscribers(2, minute=300)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    began = datetime.now(UTC) - timedelta(minutes=1)
    await ManualWorker(world.store).finish(lambda _: Gone(PauseReason.DEACTIVATED))
    found = await world.store.ledger.exceptions(broadcast.id)
    assert [(one.chat_id, one.detail) for one in found] == [(1, "deactivated"), (2, "deactivated")]
    assert began < found[0].at < began + timedelta(minutes=10)


async def test_what_is_unknown_can_be_sent_again(holding: World) -> None:
    broadcast = await holding.with_unknowns()
    ledger = holding.store.ledger
    assert await ledger.resolve_unknown(broadcast.id, resend=True) == 2
    assert (await ledger.broadcast(broadcast.id)).state is BroadcastState.RUNNING
    assert len(await ManualWorker(holding.store).finish()) == 2
    progress = await ledger.progress(broadcast.id)
    assert (progress.owed, progress.sent, progress.unknown, progress.left) == (3, 3, 0, 0)
    assert (await ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED


async def test_one_unknown_can_be_resolved_alone(holding: World) -> None:
    broadcast = await holding.with_unknowns()
    ledger = holding.store.ledger
    unknowns = await holding.unknowns(broadcast)
    assert await ledger.resolve_unknown(broadcast.id, [unknowns[0].subscriber_id], resend=True) == 1
    assert await holding.unknowns(broadcast) == unknowns[1:]
    assert await ManualWorker(holding.store).finish() == [unknowns[0].subscriber_id]


async def test_what_is_unknown_can_be_taken_as_arrived(holding: World) -> None:
    broadcast = await holding.with_unknowns()
    ledger = holding.store.ledger
    assert await ledger.resolve_unknown(broadcast.id, resend=False) == 2
    messenger = FakeMessenger()
    await holding.deliver(messenger)
    assert messenger.arrived == []
    progress = await ledger.progress(broadcast.id)
    assert (progress.owed, progress.sent, progress.unknown, progress.left) == (3, 3, 0, 0)
    assert (await ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED


async def test_who_is_taken_to_have_it_gets_no_second_after_moving(holding: World) -> None:
    await holding.subscribers(1, minute=1000)  # whose hour keeps it open
    broadcast = await holding.with_unknowns()
    assert await holding.store.ledger.resolve_unknown(broadcast.id, resend=False) == 3
    messenger = FakeMessenger()
    await holding.deliver(messenger)
    subscriber = await holding.store.subscribers.find(2)
    assert subscriber
    await holding.store.subscribers.change(subscriber.id, choosing(minute=200))
    await holding.deliver(messenger)
    assert messenger.arrived == []


async def test_the_parts_after_a_trusted_one_still_go_out(holding: World) -> None:
    broadcast = await holding.with_unknowns(parts=2)
    await holding.store.ledger.resolve_unknown(broadcast.id, resend=False)
    messenger = FakeMessenger(parts_of=lambda _: 2)
    await holding.deliver(messenger)
    assert sorted(messenger.arrived) == [(2, 1), (3, 1)]


async def test_an_editor_who_resumes_one_broadcast_does_not_hold_open_another(world: World) -> None:
    await world.subscribers(2, minute=300)
    first = await world.broadcast(MORNING)
    second = await world.broadcast(MORNING, day=TODAY - timedelta(days=1))
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    await ledger.pause(first.id, "wait")
    await ledger.resume(first.id)
    query = select(chunks.c.broadcast_id, chunks.c.expires)
    rows = await world.store.database.in_read(lambda connection: connection.execute(query).all())
    expiring = {row.broadcast_id: row.expires is not None for row in rows}
    assert expiring == {first.id: False, second.id: True}
    resumed = await ledger.broadcast(first.id)
    assert (resumed.state, resumed.pause_note) == (BroadcastState.RUNNING, None)


async def test_figures_and_exceptions_of_two_broadcasts_are_told_apart(holding: World) -> None:
    first = await holding.with_unknowns()
    second = await holding.broadcast(MORNING, day=TODAY - timedelta(days=1))
    ledger = holding.store.ledger
    await ledger.plan(MORNING)
    await ManualWorker(holding.store).finish(lambda _: Unknown("?"))
    assert [len(await holding.unknowns(broadcast)) for broadcast in (first, second)] == [2, 3]
    figures = [await ledger.progress(broadcast.id) for broadcast in (first, second)]
    assert [(f.owed, f.sent, f.unknown) for f in figures] == [(3, 1, 2), (3, 0, 3)]
    ids = [one.subscriber_id for one in await holding.unknowns(first)]
    await ledger.resolve_unknown(first.id, ids, resend=True)
    assert [len(await holding.unknowns(broadcast)) for broadcast in (first, second)] == [0, 3]


async def test_an_unknown_is_sent_again_from_its_part_on(holding: World) -> None:
    await holding.subscribers(1, minute=300)
    broadcast = await holding.broadcast(MORNING)
    await holding.store.ledger.plan(MORNING)
    worker = ManualWorker(holding.store)
    await worker.turn()
    worker.arrive(parts=3)
    await worker.turn()
    worker.arrive(lambda _: Unknown("?"))
    await worker.turn()
    await holding.store.ledger.resolve_unknown(broadcast.id, resend=True)
    messenger = FakeMessenger(parts_of=lambda _: 3)
    await holding.deliver(messenger)
    assert messenger.arrived == [(1, 1), (1, 2)]


async def test_a_broadcast_that_goes_on_after_its_end_is_not_over(holding: World) -> None:
    broadcast = await holding.with_unknowns()
    ledger = holding.store.ledger
    over = await ledger.broadcast(broadcast.id)
    assert over.finished_at
    await ledger.resolve_unknown(broadcast.id, resend=True)
    assert (await ledger.broadcast(broadcast.id)).finished_at is None
    assert await holding.store.tidying.delete_receipts(over.finished_at + timedelta(days=1)) == 0


async def test_stopping_one_broadcast_leaves_the_chunks_of_another(world: World) -> None:
    await world.subscribers(2, minute=300)
    stopped = await world.broadcast(MORNING)
    other = await world.broadcast(MORNING, day=TODAY - timedelta(days=1))
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    assert await ledger.cancel(stopped.id)
    assert (await ledger.progress(stopped.id)).owed == 0
    assert (await ledger.broadcast(stopped.id)).finished_at
    assert len(await ManualWorker(world.store).finish()) == 2
    assert (await ledger.progress(other.id)).sent == 2


async def test_a_broadcast_that_is_over_can_not_be_stopped(world: World) -> None:
    broadcast = await world.delivered()
    assert not await world.store.ledger.cancel(broadcast.id)
    assert not await world.store.ledger.send_now(broadcast.id)
    over = await world.store.ledger.broadcast(broadcast.id)
    assert over.state is BroadcastState.FINISHED


async def test_a_worker_keeps_what_it_has_of_a_stopped_broadcast(world: World) -> None:
    await world.subscribers(2, minute=300)
    broadcast = await world.broadcast(MORNING)
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=1)
    assert worker.claim
    await ledger.release(worker.claim)
    await ledger.cancel(broadcast.id)
    assert await ManualWorker(world.store, "other").finish() == []
    (one,) = await world.unknowns(broadcast)
    assert one.chat_id == 1


async def stopped_with_unknowns(world: World) -> Broadcast:
    """A broadcast that was stopped, with a refusal and a one."""
    await world.subscribers(4, minute=300)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=3)
    outcomes: Iterator[AttemptResult] = iter([Refused("no"), Unknown("?")])
    worker.arrive(lambda _: next(outcomes), most=2)
    await worker.turn(wanted=0)
    await world.store.ledger.cancel(broadcast.id)
    worker.arrive(lambda _: Unknown("?"))  # late
    await worker.turn()
    return broadcast


async def test_what_was_stopped_stays_stopped(holding: World) -> None:
    broadcast = await stopped_with_unknowns(holding)
    ledger = holding.store.ledger
    assert not await ledger.resume(broadcast.id)
    assert not await ledger.send_now(broadcast.id)
    assert not await ledger.pause(broadcast.id, "late")
    assert await holding.due(MORNING + timedelta(hours=1)) == []
    # As it was before it was stopped.
    assert not await holding.store.database.in_write(finish, broadcast)
    assert (await ledger.broadcast(broadcast.id)).state is BroadcastState.CANCELLED


async def test_refusals_that_come_late_do_not_pause_what_was_stopped(world: World) -> None:
    await world.subscribers(5, minute=300)
    broadcast = await world.broadcast(MORNING)
    ledger = world.store.ledger
    await ledger.plan(MORNING)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=4)
    await ledger.cancel(broadcast.id)
    worker.arrive(lambda _: Refused("no"))
    await worker.turn()
    assert (await ledger.broadcast(broadcast.id)).state is BroadcastState.CANCELLED
    assert (await ledger.progress(broadcast.id)).refused == 4


async def test_nothing_of_what_was_stopped_is_sent_again(holding: World) -> None:
    broadcast = await stopped_with_unknowns(holding)
    ledger = holding.store.ledger
    assert await ledger.resolve_unknown(broadcast.id, resend=True) == 0
    assert await ledger.resolve_unknown(broadcast.id, resend=False) == 0
    assert await ledger.retry_refused(broadcast.id) == 0
    assert await ManualWorker(holding.store).finish() == []
    failures = [one.failure for one in await ledger.exceptions(broadcast.id)]
    assert failures == [Failure.REFUSED, Failure.UNKNOWN, Failure.UNKNOWN]
    assert (await ledger.broadcast(broadcast.id)).state is BroadcastState.CANCELLED
