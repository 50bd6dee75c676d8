"""Broadcasts that were stopped and go on: to whoever was left out, each once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState, Failure
from digests.delivery.outcomes import Sent, Unknown
from digests.rhythm import WEEKENDS
from digests.store.broadcasts import RESUMABLE
from digests.store.tables import broadcasts, chunks, plans
from tests.digests.world import MORNING, ManualWorker, World, choosing

EVENING = MORNING.replace(hour=18, minute=0)


async def stopped_on_the_way(world: World, parts: int = 1) -> tuple[Broadcast, ManualWorker]:
    """Of five at five o'clock two have it when it is stopped, and one is about to; one is later."""
    await world.subscribers(5, minute=300)
    await world.subscriber(minute=18 * 60)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=3)
    worker.arrive(most=2, parts=parts)
    await worker.turn(wanted=0)
    assert await world.store.ledger.cancel(broadcast.id)
    await worker.turn()
    return broadcast, worker


async def test_what_was_stopped_goes_on_to_whoever_has_not_had_it(world: World) -> None:
    broadcast, worker = await stopped_on_the_way(world)
    worker.arrive()
    step = await worker.turn()
    assert step
    assert step.done
    assert (await world.progress(broadcast)).owed == 3
    assert await ManualWorker(world.store).finish() == []
    assert await world.store.ledger.resume_stopped(broadcast.id)
    state = await world.progress(broadcast)
    assert (state.owed, state.sent, state.left, state.later) == (5, 3, 2, 1)
    assert await world.due(MORNING) == [4, 5]
    assert await world.due(EVENING) == [6]
    over = await world.store.ledger.broadcast(broadcast.id)
    assert over.state is BroadcastState.FINISHED
    assert (await world.progress(broadcast)).owed == 6


async def test_parts_that_were_still_to_come_do_when_it_goes_on(world: World) -> None:
    broadcast, worker = await stopped_on_the_way(world, parts=2)
    worker.arrive()
    await worker.turn()
    await world.store.ledger.resume_stopped(broadcast.id)
    parts: list[tuple[int, int]] = []
    again = ManualWorker(world.store, "again")
    await again.finish(lambda one: parts.append((one.recipient.subscriber_id, one.part)))
    assert sorted(parts) == [(1, 1), (2, 1), (4, 0), (5, 0)]


async def test_what_is_in_doubt_is_still_so_when_it_goes_on(holding: World) -> None:
    broadcast, worker = await stopped_on_the_way(holding)
    worker.arrive(lambda _: Unknown("?"))
    await worker.turn()
    await holding.store.ledger.resume_stopped(broadcast.id)
    assert await ManualWorker(holding.store).finish() == [4, 5]
    (one,) = await holding.store.ledger.exceptions(broadcast.id)
    assert (one.subscriber_id, one.failure) == (3, Failure.UNKNOWN)


async def test_a_chunk_that_nobody_had_begun_is_written_to_when_it_goes_on(world: World) -> None:
    broadcast = await world.planned(3)
    ledger = world.store.ledger
    await ledger.cancel(broadcast.id)
    await ledger.resume_stopped(broadcast.id)
    assert await ManualWorker(world.store).finish() == [1, 2, 3]
    assert not await ledger.resume_stopped(broadcast.id)


async def test_who_moved_meanwhile_to_an_hour_that_is_over_gets_it_too(world: World) -> None:
    broadcast, worker = await stopped_on_the_way(world)
    worker.arrive()
    await worker.turn()
    change = world.store.subscribers.change
    for subscriber in (2, 6):  # the one has it, the other does not
        await change(subscriber, choosing(minute=290))
    await world.store.ledger.resume_stopped(broadcast.id)
    assert sorted(await world.due(EVENING)) == [4, 5, 6]


async def test_a_correction_goes_on_unless_a_newer_one_took_its_place(world: World) -> None:
    delivered = await world.delivered()
    ledger = world.store.ledger
    first = await world.open_correction(delivered.edition_id)
    await ledger.plan(MORNING)
    await ledger.cancel(first.id)
    assert [one.id for one in await ledger.resumable()] == [first.id]
    assert await ledger.resume_stopped(first.id)
    assert (await world.progress(first)).left == 3
    assert len(await ManualWorker(world.store).finish(lambda _: Sent(1))) == 3
    second = await world.open_correction(delivered.edition_id)
    await ledger.cancel(second.id)
    await world.open_correction(delivered.edition_id)
    assert not await ledger.resume_stopped(second.id)


async def test_nothing_of_a_recalled_edition_goes_on(world: World) -> None:
    broadcast, _ = await stopped_on_the_way(world)
    await world.open(broadcast.edition_id, MORNING, BroadcastKind.RECALL)
    assert not await world.store.ledger.resume_stopped(broadcast.id)
    assert not await world.store.ledger.resumable()


async def test_after_a_week_what_was_stopped_stays_so(world: World) -> None:
    broadcast, _ = await stopped_on_the_way(world)
    long_ago = MORNING - RESUMABLE - timedelta(days=3650)
    await world.change(update(broadcasts).values(finished_at=long_ago))
    assert not await world.store.ledger.resume_stopped(broadcast.id)
    state = (await world.store.ledger.broadcast(broadcast.id)).state
    assert state is BroadcastState.CANCELLED


async def test_what_lost_its_plan_stays_stopped(world: World) -> None:
    broadcast, _ = await stopped_on_the_way(world)
    assert await world.store.ledger.resumable()

    await world.store.database.in_write(lambda connection: connection.execute(delete(plans)))
    assert not await world.store.ledger.resumable()
    assert not await world.store.ledger.resume_stopped(broadcast.id)


async def test_only_who_is_meant_is_counted_again(world: World) -> None:
    """Who stands between them reads another paper, or has other days."""
    await world.subscribers(2, minute=300)
    await world.subscribers(3, minute=300, paper="akari")
    await world.subscribers(4, minute=300, weekdays=WEEKENDS)
    await world.subscribers(1, minute=300)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    await world.store.ledger.cancel(broadcast.id)
    await world.store.ledger.resume_stopped(broadcast.id)
    assert (await world.progress(broadcast)).owed == 3


async def test_a_round_up_goes_on_to_whoever_was_left_out_or_moved_meanwhile(world: World) -> None:
    await world.subscribers(2, minute=300, weekdays=WEEKENDS)
    moves = await world.subscriber(minute=18 * 60, weekdays=WEEKENDS)
    await world.broadcast(MORNING)
    saturday = MORNING + timedelta(days=1)
    ledger = world.store.ledger
    await ledger.open_round_ups(saturday)
    await ledger.plan(saturday)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=1)
    (round_up,) = [one for one in await ledger.running() if one.kind is BroadcastKind.ROUND_UP]
    await ledger.cancel(round_up.id)
    worker.arrive()
    await worker.turn()
    await world.store.subscribers.change(moves.id, choosing(minute=290), saturday)
    assert await ledger.resume_stopped(round_up.id)
    owed = select(chunks.c.owed).where(chunks.c.broadcast_id == round_up.id).order_by(chunks.c.id)
    found = await world.store.database.in_read(
        lambda connection: connection.execute(owed).scalars().all()
    )
    assert found == [2, 1]
    assert sorted(await ManualWorker(world.store).finish()) == [2, 3]
