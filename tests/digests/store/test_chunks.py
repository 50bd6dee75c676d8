from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import update

from digests.delivery.attempts import Attempt, written
from digests.delivery.model import (
    AttemptLog,
    BroadcastKind,
    BroadcastState,
    Claim,
    Failure,
    Settlement,
    UnknownPolicy,
)
from digests.delivery.outcomes import Sent, Unknown, Unreached, Withheld
from digests.delivery.policy import DeliverySettings
from digests.errors import FencedError
from digests.store import Store
from digests.store.tables import chunks, clock, rate_limits
from tests.digests.world import MORNING, ManualWorker, World, choosing

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]


async def with_rules(open_store: OpenStore, rules: DeliverySettings) -> World:
    return World(await open_store(rules), rules)


async def test_nothing_to_do_is_nothing_to_claim(store: Store) -> None:
    assert await store.ledger.claim("a") is None


async def test_a_chunk_is_held_by_one_worker(world: World) -> None:
    await world.planned()
    assert await world.store.ledger.claim("a")
    assert await world.store.ledger.claim("b") is None


@pytest.mark.parametrize("lease_until", [0.0, 1e12])  # over, or taken before the clock was set back
async def test_a_lease_that_nobody_renews_ends(world: World, lease_until: float) -> None:
    await world.planned()
    assert await world.store.ledger.claim("a")
    await world.change(update(chunks).values(lease_until=lease_until))
    assert await world.store.ledger.claim("b")


async def test_every_turn_renews_the_lease(world: World) -> None:
    await world.planned()
    worker = ManualWorker(world.store)
    await worker.turn(wanted=0)
    await world.change(update(chunks).values(lease_until=0.0))
    await worker.turn(wanted=0)
    assert await world.store.ledger.claim("b") is None


async def test_a_chunk_that_is_done_is_claimed_by_nobody(world: World) -> None:
    await world.subscribers(1, minute=1000)
    broadcast = await world.planned()
    await ManualWorker(world.store).finish()
    assert (await world.store.ledger.broadcast(broadcast.id)).state is BroadcastState.RUNNING
    await world.change(update(chunks).values(lease_until=0.0))
    assert await world.store.ledger.claim("b") is None


async def test_many_workers_claim_different_chunks(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, chunk=1)
    world = await with_rules(open_store, rules)
    await world.planned(6)
    stores = [await open_store(rules) for _ in range(3)]
    claims = await asyncio.gather(*(store.ledger.claim("w") for store in stores * 2))
    assert len({claim.chunk_id for claim in claims if claim}) == 6


async def test_chunks_that_are_sent_side_by_side_have_nobody_in_common(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    world = await with_rules(open_store, replace(settings, chunk=3))
    await world.planned(9)
    steps = [await ManualWorker(world.store, name).turn() for name in "abc"]
    ids = [i.recipient.subscriber_id for step in steps if step for i in step.intents]
    assert sorted(ids) == list(range(1, 10))


async def test_intents_name_the_recipients_as_they_are_now(world: World) -> None:
    subscriber = await world.subscriber(minute=300, topic_id=9)
    await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    await world.store.subscribers.change(subscriber.id, choosing(language="en"))
    step = await ManualWorker(world.store).turn()
    assert step
    (intent,) = step.intents
    recipient = intent.recipient
    assert (recipient.chat_id, recipient.topic_id, recipient.language) == (1, 9, "en")
    assert (intent.part, intent.message_id) == (0, None)


async def test_only_as_many_are_intended_as_were_wanted(world: World) -> None:
    await world.planned(5)
    worker = ManualWorker(world.store)
    step = await worker.turn(wanted=2)
    assert step
    assert (len(step.intents), step.done, step.drained) == (2, False, False)
    step = await worker.turn(wanted=5)
    assert step
    assert (len(step.intents), step.done, step.drained) == (3, False, True)


async def test_a_chunk_is_done_when_all_is_settled(world: World) -> None:
    broadcast = await world.planned()
    worker = ManualWorker(world.store)
    await worker.turn()
    worker.arrive(most=2)
    step = await worker.turn()
    assert step
    assert not step.done
    worker.arrive()
    step = await worker.turn()
    assert step
    assert step.done
    assert (await world.progress(broadcast)).sent == 3
    assert (await world.store.ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED


async def test_a_turn_whose_answer_was_lost_is_made_again(world: World) -> None:
    await world.planned()
    worker = ManualWorker(world.store)
    await worker.turn(wanted=1)
    worker.arrive()
    settled = tuple(worker.settlements)
    assert worker.claim
    ledger = world.store.ledger
    lost = await ledger.advance(worker.claim, settled, holding=(), wanted=2, answers=0)
    again = await ledger.advance(worker.claim, settled, holding=(), wanted=2, answers=0)
    assert [i.recipient for i in again.intents] == [i.recipient for i in lost.intents]


async def test_the_last_turn_may_be_made_again_too(world: World) -> None:
    await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.turn()
    claim, (held,) = worker.claim, worker.in_flight.values()
    assert claim
    settlement = Settlement(
        subscriber_id=held.recipient.subscriber_id, part=0, outcome=Sent(message_id=1)
    )
    for _ in range(2):
        step = await world.store.ledger.advance(
            claim, [settlement], holding=(), wanted=9, answers=0
        )
        assert step.done


async def test_a_settlement_of_nothing_in_flight_is_ignored(world: World) -> None:
    broadcast = await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=0)
    worker.settlements = [Settlement(subscriber_id=999, part=0, outcome=Sent(message_id=1))]
    await worker.turn(wanted=0)
    assert (await world.progress(broadcast)).sent == 0


async def test_a_worker_that_lost_its_chunk_is_fenced_off(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    world = await with_rules(open_store, replace(settings, lease=0.01))
    broadcast = await world.planned()
    silent, other = ManualWorker(world.store, "silent"), ManualWorker(world.store, "other")
    await silent.turn(wanted=1)
    await asyncio.sleep(0.02)
    await other.turn(wanted=0)
    assert other.claim
    silent.arrive()
    with pytest.raises(FencedError):
        await silent.turn()
    assert (await world.progress(broadcast)).sent == 0


async def test_a_fenced_worker_can_not_release_the_chunk(world: World) -> None:
    await world.planned()
    old = await world.store.ledger.claim("old")
    await world.store.ledger.release_all("old")
    new = await world.store.ledger.claim("new")
    assert old
    assert new
    await world.store.ledger.release(old)
    assert await world.store.ledger.claim("third") is None
    assert (await world.store.ledger.advance(new, (), holding=(), wanted=1, answers=0)).intents


async def test_a_released_chunk_is_for_anybody(world: World) -> None:
    await world.planned()
    claim = await world.store.ledger.claim("a")
    assert claim
    await world.store.ledger.release(claim)
    assert await world.store.ledger.claim("b")


async def test_a_chunk_that_is_done_stays_done_when_it_is_released(world: World) -> None:
    await world.subscribers(1, minute=1000)
    await world.planned()
    worker = ManualWorker(world.store)
    await worker.turn()
    claim = worker.claim
    assert claim
    worker.arrive()
    await worker.turn()
    await world.store.ledger.release(claim)
    assert await world.store.ledger.claim("b") is None


async def test_a_process_that_starts_again_need_not_wait_for_its_lease(world: World) -> None:
    await world.planned()
    assert await world.store.ledger.claim("a")
    await world.store.ledger.release_all("b")
    assert await world.store.ledger.claim("a") is None
    await world.store.ledger.release_all("a")
    assert await world.store.ledger.claim("a")


async def log_of_a_lost_worker(world: World) -> AttemptLog:
    """Lose a worker with everybody's message under way."""
    lost = ManualWorker(world.store, "lost")
    await lost.turn()
    assert lost.claim
    return AttemptLog(
        chunk_id=lost.claim.chunk_id, epoch=lost.claim.epoch, unfinished=frozenset(lost.in_flight)
    )


async def test_what_a_lost_worker_recorded_is_settled_and_only_the_rest_unknown(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    world = await with_rules(open_store, replace(settings, policy=UnknownPolicy.HOLD))
    broadcast = await world.planned()
    log = await log_of_a_lost_worker(world)
    arrived, unfinished, _ = sorted(log.unfinished)
    came = Settlement(subscriber_id=arrived, part=0, outcome=Sent(77))
    log = replace(log, arrived=(came,), unfinished=frozenset({unfinished}))
    for _ in range(2):  # as after an answer that was lost
        await world.store.ledger.release_all("lost", [log])
    assert len(await ManualWorker(world.store).finish()) == 1
    state = await world.progress(broadcast)
    assert (state.sent, state.unknown, state.left) == (2, 1, 0)


@pytest.mark.parametrize(("worker", "later"), [("lost", 1), ("other", 0)])
async def test_entries_of_another_claim_say_nothing(
    open_store: OpenStore, settings: DeliverySettings, worker: str, later: int
) -> None:
    world = await with_rules(open_store, replace(settings, policy=UnknownPolicy.HOLD))
    broadcast = await world.planned()
    log = await log_of_a_lost_worker(world)
    log = replace(log, epoch=log.epoch + later, unfinished=frozenset())
    await world.store.ledger.release_all(worker, [log])
    await world.store.ledger.release_all("lost")
    await ManualWorker(world.store).finish()
    assert (await world.progress(broadcast)).unknown == 3


async def lost_in_flight(world: World, in_flight: int = 2) -> Claim:
    """Lose a worker with messages in flight, and let another claim its chunk."""
    lost = ManualWorker(world.store, "lost")
    await lost.turn(wanted=in_flight)
    await world.store.ledger.release_all("lost")
    claim = await world.store.ledger.claim("next")
    assert claim
    return claim


async def test_what_a_lost_worker_had_in_flight_is_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digests.delivery.attempts.LONGEST_WAIT", 0.0)
    broadcast = await world.planned()
    claim = await lost_in_flight(world)
    worker = ManualWorker(world.store, claim=claim)
    assert len(await worker.finish()) == 3
    assert (await world.progress(broadcast)).sent == 3


async def test_or_held_back_and_named_by_the_other_policy(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    world = await with_rules(open_store, replace(settings, policy=UnknownPolicy.HOLD))
    broadcast = await world.planned()
    claim = await lost_in_flight(world)
    worker = ManualWorker(world.store, claim=claim)
    assert len(await worker.finish()) == 1
    unknowns = await world.unknowns(broadcast)
    assert [one.failure for one in unknowns] == [Failure.UNKNOWN] * 2
    assert {one.chat_id for one in unknowns} == {1, 2}
    state = await world.progress(broadcast)
    assert (state.sent, state.unknown, state.left) == (1, 2, 0)


async def test_after_so_many_unknown_tries_it_is_left_to_the_editor(
    open_store: OpenStore, settings: DeliverySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digests.delivery.attempts.LONGEST_WAIT", 0.0)
    world = await with_rules(open_store, settings)
    broadcast = await world.planned(1)
    tries = count()
    worker = ManualWorker(world.store)
    await worker.finish(lambda _: Unknown(f"silence {next(tries)}"))
    assert next(tries) == settings.attempts
    (one,) = await world.unknowns(broadcast)
    assert one.detail == f"silence {settings.attempts - 1}"


async def test_a_paused_broadcast_settles_but_sends_nothing_more(world: World) -> None:
    broadcast = await world.planned()
    worker = ManualWorker(world.store)
    await worker.turn(wanted=1)
    await world.store.ledger.pause(broadcast.id, "wait")
    worker.arrive()
    step = await worker.turn()
    assert step
    assert (step.stopped, step.intents, step.done) == (True, (), False)
    assert (await world.progress(broadcast)).sent == 1
    assert worker.claim
    await world.store.ledger.release(worker.claim)
    assert await world.store.ledger.claim("other") is None
    await world.store.ledger.resume(broadcast.id)
    assert len(await ManualWorker(world.store).finish()) == 2


async def test_a_cancelled_broadcast_is_over_for_everybody(world: World) -> None:
    broadcast = await world.planned()
    worker = ManualWorker(world.store)
    await worker.turn(wanted=1)
    assert await world.store.ledger.cancel(broadcast.id)
    worker.arrive()
    step = await worker.turn()
    assert step
    assert (step.stopped, step.done) == (True, True)
    state = await world.progress(broadcast)
    assert (state.owed, state.sent, state.left) == (1, 1, 0)
    assert not await world.store.ledger.cancel(broadcast.id)
    assert not await world.store.ledger.pause(broadcast.id, "late")


async def test_cancelling_still_names_what_a_lost_worker_left_unknown(world: World) -> None:
    broadcast = await world.planned()
    lost = ManualWorker(world.store, "lost")
    await lost.turn(wanted=2)
    await world.store.ledger.cancel(broadcast.id)
    await world.store.ledger.release_all("lost")
    assert await ManualWorker(world.store).finish() == []
    assert len(await world.unknowns(broadcast)) == 2
    assert (await world.progress(broadcast)).left == 0


async def test_a_clock_that_is_set_back_holds_up_nobody(world: World) -> None:
    await world.planned(2)
    worker = ManualWorker(world.store)
    await worker.settle_one(Unreached("no route"))
    late = clock() + 1e6
    await world.change(update(rate_limits).values(seen=late, due=late, held_until=late))
    await world.change(update(chunks).values(attempts=written([Attempt(1, tries=1, due=1e12)])))
    step = await worker.turn()
    assert step
    assert len(step.intents) == 2


async def test_no_more_are_tried_again_than_were_wanted(world: World) -> None:
    await world.planned(4)
    worker = ManualWorker(world.store)
    await worker.turn(wanted=3)
    worker.arrive(lambda _: Withheld())
    await worker.turn(wanted=0)
    step = await worker.turn(wanted=2)
    assert step
    assert len(step.intents) == 2
    step = await worker.turn(wanted=2)
    assert step
    assert len(step.intents) == 2


async def test_answers_to_readers_use_the_allowance(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    world = await with_rules(open_store, replace(settings, rate=10, horizon=0.5, burst=0))
    await world.planned(30)
    worker = ManualWorker(world.store)
    step = await worker.turn(answers=3)
    assert step
    delays = [intent.delay for intent in step.intents]
    assert delays == pytest.approx([0.3, 0.4, 0.5])


async def test_all_workers_share_one_rate_limit(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, rate=20, horizon=0.2, burst=0, chunk=5)
    world = await with_rules(open_store, rules)
    await world.planned(30)
    workers = [ManualWorker(await open_store(rules), name) for name in "abc"]
    began = time.monotonic()
    steps = [await worker.turn() for worker in workers]
    delays = [intent.delay for step in steps if step for intent in step.intents]
    due_by_now = (time.monotonic() - began + rules.horizon) * rules.rate
    assert 5 <= len(delays) <= due_by_now + 1


@pytest.mark.parametrize("kind", [BroadcastKind.CORRECTION, BroadcastKind.RECALL])
async def test_corrections_and_recalls_go_before_an_edition_that_was_due_earlier(
    world: World, kind: BroadcastKind
) -> None:
    broadcast = await world.planned()
    await ManualWorker(world.store).finish()
    tomorrow = MORNING + timedelta(days=1)
    await world.broadcast(tomorrow)
    await world.store.ledger.plan(tomorrow)
    urgent = await world.open(broadcast.edition_id, tomorrow + timedelta(hours=1), kind)
    await world.store.ledger.plan(tomorrow + timedelta(hours=1))
    claim = await world.store.ledger.claim("a")
    assert claim
    assert claim.broadcast == urgent
