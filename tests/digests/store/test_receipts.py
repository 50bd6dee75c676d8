"""What becomes of a subscriber after each outcome, and of a broadcast that too many refuse."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from digests.delivery.attempts import Attempt, written
from digests.delivery.model import BroadcastState, Failure
from digests.delivery.outcomes import (
    Absent,
    AttemptResult,
    Gone,
    Held,
    HeldChat,
    Moved,
    Refused,
    Unreached,
    Withheld,
)
from digests.delivery.policy import DeliverySettings
from digests.model import PauseReason, SubscriberState
from digests.store import Store
from digests.store.tables import chunks, clock, rate_limits
from tests.digests.world import MORNING, ManualWorker, World

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]


async def expire(world: World) -> None:
    """Let it be too late for everybody who waits in a chunk."""
    await world.change(update(chunks).values(expires=0.0))


async def test_who_can_not_be_reached_is_paused_with_the_reason(world: World) -> None:
    broadcast = await world.planned(1)
    step = await ManualWorker(world.store).settle_one(Gone(PauseReason.BLOCKED))
    assert step
    assert step.done
    subscriber = await world.store.subscribers.find(1)
    assert subscriber
    assert (subscriber.state, subscriber.pause_reason) == (
        SubscriberState.PAUSED,
        PauseReason.BLOCKED,
    )
    (gone,) = await world.store.ledger.exceptions(broadcast.id)
    assert (gone.chat_id, gone.failure, gone.detail) == (1, Failure.GONE, "blocked")


async def test_a_moved_group_gets_it_at_its_new_place(world: World) -> None:
    await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.settle_one(Moved(chat_id=-100))
    step = await worker.turn()
    assert step
    assert [intent.recipient.chat_id for intent in step.intents] == [-100]
    assert await world.store.subscribers.find(-100)


async def test_a_silence_that_telegram_wants_is_kept(world: World) -> None:
    await world.planned(2)
    worker = ManualWorker(world.store)
    await worker.settle_one(Held(seconds=300))
    step = await worker.turn()
    assert step
    assert step.intents == ()
    assert 0 < step.wait <= 300
    over = {"held_until": rate_limits.c.held_until - 300, "due": rate_limits.c.due - 300}
    await world.change(update(rate_limits).values(over))  # as if they had gone by
    step = await worker.turn()
    assert step
    assert len(step.intents) == 2


async def test_by_a_clock_that_is_not_believed_nobody_has_missed_anything(world: World) -> None:
    broadcast = await world.planned(2)
    await world.change(update(chunks).values(expires=1_000.0))
    worker = ManualWorker(world.store)
    step = await worker.turn(latest=999.0)
    assert step
    assert (step.intents, step.done) == ((), False)  # perhaps it is too late for them
    assert step.now > 1_000.0
    step = await worker.turn(latest=step.now + 1)
    assert step
    assert step.done
    assert (await world.progress(broadcast)).too_late == 2


async def test_nobody_has_missed_anything_before_a_worker_wants_to_write_to_them(
    world: World,
) -> None:
    broadcast = await world.planned(2)
    lost = ManualWorker(world.store, "lost")
    await lost.turn(wanted=1)
    await expire(world)
    await world.store.ledger.release_all("lost")
    assert await world.store.ledger.claim("next")
    assert (await world.progress(broadcast)).too_late == 0


async def test_a_chat_that_is_held_waits_and_others_do_not(world: World) -> None:
    await world.planned(3)
    worker = ManualWorker(world.store)
    step = await worker.settle_one(HeldChat(seconds=50))
    assert step
    assert step.wait == 0
    step = await worker.turn()
    assert step
    assert [intent.recipient.chat_id for intent in step.intents] == [2, 3]
    worker.arrive()
    step = await worker.turn()
    assert step
    assert (step.done, step.resting) == (False, False)
    assert 40 < step.wait <= 50


async def test_a_chunk_in_which_all_are_held_rests_until_shortly_before_the_first_may_be_sent_to(
    world: World,
) -> None:
    await world.planned(1)
    worker = ManualWorker(world.store)
    step = await worker.settle_one(HeldChat(seconds=3600))
    assert step
    assert step.resting
    assert worker.claim
    await world.store.ledger.release(worker.claim)
    assert await world.store.ledger.claim("another") is None
    lease = world.settings.lease
    await world.change(update(chunks).values(lease_until=chunks.c.lease_until - 3600 + lease - 1))
    assert await world.store.ledger.claim("another")


async def test_a_rest_ends_when_the_clock_was_set_back_or_the_broadcast_is_stopped(
    world: World,
) -> None:
    broadcast = await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.settle_one(HeldChat(seconds=3600))
    assert worker.claim
    await world.store.ledger.release(worker.claim)
    await world.change(update(chunks).values(lease_until=chunks.c.lease_until + 48 * 3600))
    worker.claim = await world.store.ledger.claim("another")
    assert worker.claim
    await worker.turn(wanted=0)
    await world.store.ledger.release(worker.claim)
    await world.store.ledger.cancel(broadcast.id)
    await ManualWorker(world.store).finish()
    assert (await world.progress(broadcast)).left == 0


async def test_a_chunk_does_not_rest_for_those_who_wait_only_since_the_clock_was_set_back(
    world: World,
) -> None:
    await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.settle_one(Unreached("no route"))
    waiting = written([Attempt(1, tries=1, due=time.time() + 3 * 3600)])
    await world.change(update(chunks).values(attempts=waiting))
    step = await worker.turn(wanted=0)
    assert step
    assert not step.resting
    assert worker.claim
    await world.store.ledger.release(worker.claim)
    assert await world.store.ledger.claim("another")


async def test_who_is_held_until_it_is_no_news_any_more_has_missed_it(world: World) -> None:
    broadcast = await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.settle_one(HeldChat(seconds=3600))
    assert worker.claim
    soon = clock() + world.settings.lease / 2
    await world.change(update(chunks).values(expires=soon))
    await world.store.ledger.release(worker.claim)
    worker.claim = await world.store.ledger.claim("another")
    step = await worker.turn()
    assert step
    assert not step.resting
    await expire(world)
    await worker.turn()
    (missed,) = await world.store.ledger.exceptions(broadcast.id)
    assert (missed.failure, missed.detail) == (Failure.TOO_LATE, "held back until then")


@pytest.mark.parametrize("turns", [1, 2])
@pytest.mark.parametrize("silences", [(40.0, 1.0), (1.0, 40.0)])
async def test_of_two_silences_the_longer_is_kept(
    world: World, silences: tuple[float, float], turns: int
) -> None:
    await world.planned(2)
    worker = ManualWorker(world.store)
    await worker.turn()
    ordered = iter(silences)
    for _ in silences:
        worker.arrive(lambda _: Held(next(ordered)), most=1)
        if turns == 2:
            await worker.turn(wanted=0)
    step = await worker.turn()
    assert step
    assert step.intents == ()
    assert 30 < step.wait <= 40


@pytest.mark.parametrize("outcome", [Withheld(), Held(seconds=0.0)])
async def test_what_was_not_tried_is_tried_at_once(world: World, outcome: AttemptResult) -> None:
    await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.settle_one(outcome)
    step = await worker.turn()
    assert step
    assert len(step.intents) == 1


async def test_what_did_not_get_through_waits_before_it_is_tried_again(world: World) -> None:
    await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.settle_one(Unreached("no route"))
    step = await worker.turn()
    assert step
    assert step.intents == ()
    assert 0 < step.wait <= 1.0


async def test_a_chunk_waits_only_for_the_first_of_those_who_wait(world: World) -> None:
    await world.planned(3)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=2)
    worker.arrive(parts=2)
    rests = iter([50.0, 5.0])
    worker.settlements = [
        replace(settlement, rest=next(rests)) for settlement in worker.settlements
    ]
    step = await worker.turn(wanted=0)
    assert step
    assert step.wait == 0  # somebody was not tried yet
    await worker.turn(wanted=1)
    worker.arrive()
    step = await worker.turn()
    assert step
    assert 0 < step.wait <= 5


async def test_further_parts_follow_one_another(world: World) -> None:
    broadcast = await world.planned(2)
    worker = ManualWorker(world.store)
    parts = []
    for _ in range(3):
        step = await worker.turn()
        assert step
        parts.append([intent.part for intent in step.intents])
        worker.arrive(parts=3)
        assert (await world.progress(broadcast)).sent == 0
    assert parts == [[0, 0], [1, 1], [2, 2]]
    step = await worker.turn()
    assert step
    assert step.done
    assert (await world.progress(broadcast)).sent == 2


async def test_a_chat_rests_between_two_parts(world: World) -> None:
    await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.turn()
    worker.arrive(parts=2)
    worker.settlements = [replace(settlement, rest=1.05) for settlement in worker.settlements]
    step = await worker.turn()
    assert step
    assert step.intents == ()
    assert 0 < step.wait <= 1.05


async def test_a_part_that_there_is_not_is_no_failure(world: World) -> None:
    broadcast = await world.planned(1)
    step = await ManualWorker(world.store).settle_one(Absent())
    assert step
    assert step.done
    assert (await world.progress(broadcast)).sent == 1


async def test_who_leaves_between_two_parts_gets_no_more(world: World) -> None:
    broadcast = await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.turn()
    (subscriber_id,) = worker.in_flight
    worker.arrive(parts=2)
    await world.store.subscribers.leave(subscriber_id)
    step = await worker.turn()
    assert step
    assert (step.intents, step.done) == ((), True)
    assert (await world.progress(broadcast)).left == 0


async def test_a_text_that_everybody_refuses_pauses_the_broadcast(world: World) -> None:
    broadcast = await world.planned(20)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=3)
    worker.arrive(lambda _: Refused("can't parse entities"))
    step = await worker.turn()
    assert step
    assert (step.stopped, step.intents) == (True, ())
    paused = await world.store.ledger.broadcast(broadcast.id)
    assert (paused.state, paused.pause_note) == (BroadcastState.PAUSED, "can't parse entities")
    assert (await world.progress(broadcast)).refused == 3


async def test_a_few_chats_that_refuse_do_not_stop_the_others(world: World) -> None:
    broadcast = await world.planned(40)
    worker = ManualWorker(world.store)
    refusing = iter([None] * 30 + [Refused("not here")] * 3 + [None] * 7)
    await worker.finish(lambda _: next(refusing))
    state = await world.progress(broadcast)
    assert (state.sent, state.refused) == (37, 3)
    assert (await world.store.ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED


async def test_those_whom_it_reached_are_weighed_once_against_those_who_refuse(
    world: World,
) -> None:
    broadcast = await world.planned(40)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=20)
    worker.arrive()
    await worker.turn(wanted=3)
    worker.arrive(lambda _: Refused("no"))
    step = await worker.turn(wanted=0)
    assert step
    assert step.stopped  # three of twenty are too many, of forty they would not be
    assert (await world.progress(broadcast)).refused == 3


async def test_refusals_of_another_broadcast_pause_nothing(world: World) -> None:
    await world.planned(3)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=2)
    worker.arrive(lambda _: Refused("no"))
    await worker.turn(wanted=0)
    other = await world.broadcast(MORNING, day=MORNING.date() - timedelta(days=1))
    await world.store.ledger.plan(MORNING)
    second = ManualWorker(world.store, "second")
    await second.turn(wanted=3)
    assert second.claim
    assert second.claim.broadcast.id == other.id
    blocked = Gone(PauseReason.BLOCKED)
    outcomes: Iterator[AttemptResult] = iter([blocked, blocked, Refused("no")])
    second.arrive(lambda _: next(outcomes))
    step = await second.turn(wanted=0)
    assert step
    assert not step.stopped


async def test_after_the_editor_goes_on_new_refusals_count_anew(world: World) -> None:
    broadcast = await world.planned(20)
    worker = ManualWorker(world.store)
    for _ in range(4):  # who can't be reached says nothing about the content
        await worker.settle_one(Gone(PauseReason.BLOCKED))
    for refused in (3, 6):
        for _ in range(3):
            step = await worker.settle_one(Refused("no"))
            assert step
            assert step.stopped == ((await world.progress(broadcast)).refused == refused)
        assert await world.store.ledger.resume(broadcast.id)


async def test_what_was_refused_can_be_sent_again_once_it_is_mended(world: World) -> None:
    broadcast = await world.planned(5)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=3)
    worker.arrive(lambda _: Refused("no"))
    await worker.turn()
    await world.store.ledger.resume(broadcast.id)
    assert await world.store.ledger.retry_refused(broadcast.id) == 3
    assert len(await worker.finish()) == 5
    state = await world.progress(broadcast)
    assert (state.owed, state.sent, state.refused, state.left) == (5, 5, 0, 0)


async def test_who_missed_it_can_be_sent_it_after_all(world: World) -> None:
    broadcast = await world.planned(3)
    worker = ManualWorker(world.store)
    await worker.settle_one(Gone(PauseReason.BLOCKED))
    await expire(world)
    await worker.turn()
    assert (await world.progress(broadcast)).too_late == 2
    assert await world.store.ledger.retry_too_late(broadcast.id) == 2
    assert len(await worker.finish()) == 2
    state = await world.progress(broadcast)
    assert (state.owed, state.sent, state.gone, state.too_late, state.left) == (3, 2, 1, 0, 0)
    assert (await world.store.ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED


async def test_whoever_is_not_reached_in_time_is_named_with_the_part_they_miss(
    world: World,
) -> None:
    broadcast = await world.planned(4)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=2)
    worker.arrive(parts=2, most=1)
    worker.arrive(lambda _: Unreached("no route"), most=1)
    worker.settlements = [replace(settlement, rest=50.0) for settlement in worker.settlements]
    await worker.turn(wanted=1)
    await expire(world)
    step = await worker.turn()
    assert step
    assert (step.intents, step.done) == ((), False)
    worker.arrive()  # it was in flight in time
    step = await worker.turn()
    assert step
    assert step.done
    named = await world.store.ledger.exceptions(broadcast.id)
    assert {one.failure for one in named} == {Failure.TOO_LATE}
    assert [(one.chat_id, one.part) for one in named] == [(1, 1), (2, 0), (4, 0)]
    state = await world.progress(broadcast)
    assert (state.owed, state.sent, state.too_late, state.left) == (4, 1, 3, 0)
    assert (await world.store.ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED
