from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import update

from digests.delivery.ledger import (
    Broadcast,
    BroadcastState,
    Claim,
    DoubtPolicy,
    Failure,
    FlightLog,
    Progress,
    Settlement,
    Step,
)
from digests.delivery.outcome import (
    Absent,
    Fate,
    Gone,
    Held,
    Moved,
    Refused,
    Sent,
    Unreached,
    Unsure,
    Withheld,
)
from digests.delivery.settings import DeliverySettings
from digests.errors import FencedError
from digests.model import PauseReason, SubscriberState
from digests.store import Store
from digests.store.tables import pace
from tests.digests.world import MORNING, Hand, World

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]


async def planned(world: World, readers: int = 3) -> Broadcast:
    """A broadcast that so many readers are owed."""
    await world.readers(readers, minute=300)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    return broadcast


async def with_rules(open_store: OpenStore, rules: DeliverySettings) -> World:
    return World(await open_store(rules), rules)


async def progress(world: World, broadcast: Broadcast) -> Progress:
    return await world.store.ledger.progress(broadcast.id)


async def first(hand: Hand, outcome: Fate) -> Step | None:
    """Tell the ledger what became of the first message in flight, alone in its chunk."""
    await hand.turn(wanted=1)
    hand.land(lambda _: outcome)
    return await hand.turn(wanted=0)


async def test_nothing_to_do_is_nothing_to_claim(store: Store) -> None:
    assert await store.ledger.claim("a") is None


async def test_a_chunk_is_held_by_one_worker(world: World) -> None:
    await planned(world)
    assert await world.store.ledger.claim("a")
    assert await world.store.ledger.claim("b") is None


async def test_many_workers_claim_different_chunks(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, chunk=1)
    world = await with_rules(open_store, rules)
    await planned(world, 6)
    stores = [await open_store(rules) for _ in range(3)]
    claims = await asyncio.gather(*(store.ledger.claim("w") for store in stores * 2))
    assert len({claim.chunk_id for claim in claims if claim}) == 6


async def test_intents_name_the_recipients_as_they_are_now(world: World) -> None:
    reader = await world.reader(minute=300, topic_id=9)
    await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    await world.store.subscribers.change(reader.id, language="en")
    step = await Hand(world.store).turn()
    assert step
    (intent,) = step.intents
    recipient = intent.recipient
    assert (recipient.chat_id, recipient.topic_id, recipient.language) == (1, 9, "en")
    assert (intent.part, intent.message_id) == (0, None)


async def test_only_as_many_are_intended_as_were_wanted(world: World) -> None:
    await planned(world, 5)
    hand = Hand(world.store)
    step = await hand.turn(wanted=2)
    assert step
    assert (len(step.intents), step.done, step.drained) == (2, False, False)
    step = await hand.turn(wanted=5)
    assert step
    assert (len(step.intents), step.done, step.drained) == (3, False, True)


async def test_a_chunk_is_done_when_all_is_settled(world: World) -> None:
    broadcast = await planned(world)
    hand = Hand(world.store)
    await hand.turn()
    hand.land(most=2)
    step = await hand.turn()
    assert step
    assert not step.done
    hand.land()
    step = await hand.turn()
    assert step
    assert step.done
    assert (await progress(world, broadcast)).sent == 3
    assert (await world.store.ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED


async def test_a_turn_whose_answer_was_lost_is_made_again(world: World) -> None:
    await planned(world)
    hand = Hand(world.store)
    await hand.turn(wanted=1)
    hand.land()
    settled = tuple(hand.landed)
    assert hand.claim
    ledger = world.store.ledger
    lost = await ledger.advance(hand.claim, settled, holding=(), wanted=2, answers=0)
    again = await ledger.advance(hand.claim, settled, holding=(), wanted=2, answers=0)
    assert [i.recipient for i in again.intents] == [i.recipient for i in lost.intents]


async def test_the_last_turn_may_be_made_again_too(world: World) -> None:
    await planned(world, 1)
    hand = Hand(world.store)
    await hand.turn()
    claim, (held,) = hand.claim, hand.in_flight.values()
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
    broadcast = await planned(world, 1)
    hand = Hand(world.store)
    await hand.turn(wanted=0)
    hand.landed = [Settlement(subscriber_id=999, part=0, outcome=Sent(message_id=1))]
    await hand.turn(wanted=0)
    assert (await progress(world, broadcast)).sent == 0


async def test_a_worker_that_lost_its_chunk_is_fenced_off(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    world = await with_rules(open_store, replace(settings, lease=0.01))
    broadcast = await planned(world)
    silent, other = Hand(world.store, "silent"), Hand(world.store, "other")
    await silent.turn(wanted=1)
    await asyncio.sleep(0.02)
    await other.turn(wanted=0)
    assert other.claim
    silent.land()
    with pytest.raises(FencedError):
        await silent.turn()
    assert (await progress(world, broadcast)).sent == 0


async def test_a_fenced_worker_can_not_release_the_chunk(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    world = await with_rules(open_store, replace(settings, lease=0.01))
    await planned(world)
    old = await world.store.ledger.claim("old")
    await asyncio.sleep(0.02)
    new = await world.store.ledger.claim("new")
    assert old
    assert new
    await world.store.ledger.release(old)
    assert (await world.store.ledger.advance(new, (), holding=(), wanted=1, answers=0)).intents


async def test_a_released_chunk_is_for_anybody(world: World) -> None:
    await planned(world)
    claim = await world.store.ledger.claim("a")
    assert claim
    await world.store.ledger.release(claim)
    assert await world.store.ledger.claim("b")


async def test_a_process_that_starts_again_need_not_wait_for_its_lease(world: World) -> None:
    await planned(world)
    assert await world.store.ledger.claim("a")
    await world.store.ledger.forget("b")
    assert await world.store.ledger.claim("a") is None
    await world.store.ledger.forget("a")
    assert await world.store.ledger.claim("a")


async def log_of_a_lost_worker(world: World) -> FlightLog:
    """Lose a worker with everybody's message in the air."""
    lost = Hand(world.store, "lost")
    await lost.turn()
    assert lost.claim
    return FlightLog(
        chunk_id=lost.claim.chunk_id, epoch=lost.claim.epoch, in_air=frozenset(lost.in_flight)
    )


async def test_what_a_lost_worker_noted_is_settled_and_only_the_rest_in_doubt(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    world = await with_rules(open_store, replace(settings, policy=DoubtPolicy.HOLD))
    broadcast = await planned(world)
    log = await log_of_a_lost_worker(world)
    arrived, in_air, _ = sorted(log.in_air)
    came = Settlement(subscriber_id=arrived, part=0, outcome=Sent(77))
    log = replace(log, arrived=(came,), in_air=frozenset({in_air}))
    for _ in range(2):  # as after an answer that was lost
        await world.store.ledger.forget("lost", [log])
    assert len(await Hand(world.store).finish()) == 1
    state = await progress(world, broadcast)
    assert (state.sent, state.unsure, state.left) == (2, 1, 0)


@pytest.mark.parametrize(("worker", "later"), [("lost", 1), ("other", 0)])
async def test_notes_of_another_claim_say_nothing(
    open_store: OpenStore, settings: DeliverySettings, worker: str, later: int
) -> None:
    world = await with_rules(open_store, replace(settings, policy=DoubtPolicy.HOLD))
    broadcast = await planned(world)
    log = await log_of_a_lost_worker(world)
    log = replace(log, epoch=log.epoch + later, in_air=frozenset())
    await world.store.ledger.forget(worker, [log])
    await world.store.ledger.forget("lost")
    await Hand(world.store).finish()
    assert (await progress(world, broadcast)).unsure == 3


async def lost_in_flight(world: World, in_flight: int = 2) -> Claim:
    """Lose a worker with messages in flight, and let another claim its chunk."""
    lost = Hand(world.store, "lost")
    await lost.turn(wanted=in_flight)
    await world.store.ledger.forget("lost")
    claim = await world.store.ledger.claim("next")
    assert claim
    return claim


async def test_what_a_lost_worker_had_in_flight_is_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digests.delivery.flights.LONGEST_WAIT", 0.0)
    broadcast = await planned(world)
    claim = await lost_in_flight(world)
    hand = Hand(world.store, claim=claim)
    assert len(await hand.finish()) == 3
    assert (await progress(world, broadcast)).sent == 3


async def test_or_held_back_and_named_by_the_other_policy(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    world = await with_rules(open_store, replace(settings, policy=DoubtPolicy.HOLD))
    broadcast = await planned(world)
    claim = await lost_in_flight(world)
    hand = Hand(world.store, claim=claim)
    assert len(await hand.finish()) == 1
    doubts = await world.store.ledger.doubts(broadcast.id)
    assert [doubt.failure for doubt in doubts] == [Failure.UNSURE] * 2
    assert {doubt.chat_id for doubt in doubts} == {1, 2}
    state = await progress(world, broadcast)
    assert (state.sent, state.unsure, state.left) == (1, 2, 0)


async def test_after_so_many_doubtful_tries_it_is_left_to_the_admin(
    open_store: OpenStore, settings: DeliverySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digests.delivery.flights.LONGEST_WAIT", 0.0)
    world = await with_rules(open_store, settings)
    broadcast = await planned(world, 1)
    tries = count()
    hand = Hand(world.store)
    await hand.finish(lambda _: Unsure(f"silence {next(tries)}"))
    assert next(tries) == settings.attempts
    (doubt,) = await world.store.ledger.doubts(broadcast.id)
    assert doubt.detail == f"silence {settings.attempts - 1}"


async def test_who_can_not_be_reached_is_paused_with_the_reason(world: World) -> None:
    broadcast = await planned(world, 1)
    step = await first(Hand(world.store), Gone(PauseReason.BLOCKED))
    assert step
    assert step.done
    reader = await world.store.subscribers.find(1)
    assert reader
    assert (reader.state, reader.pause_reason) == (SubscriberState.PAUSED, PauseReason.BLOCKED)
    (gone,) = await world.store.ledger.exceptions(broadcast.id)
    assert (gone.chat_id, gone.failure, gone.detail) == (1, Failure.GONE, "blocked")


async def test_a_moved_group_gets_it_at_its_new_place(world: World) -> None:
    await planned(world, 1)
    hand = Hand(world.store)
    await first(hand, Moved(chat_id=-100))
    step = await hand.turn()
    assert step
    assert [intent.recipient.chat_id for intent in step.intents] == [-100]
    assert await world.store.subscribers.find(-100)


async def test_a_silence_that_telegram_wants_is_kept(world: World) -> None:
    await planned(world, 2)
    hand = Hand(world.store)
    await first(hand, Held(seconds=300))
    step = await hand.turn()
    assert step
    assert step.intents == ()
    assert 0 < step.wait <= 300
    async with world.store.database.write() as connection:  # as if they had gone by
        over = {"held_until": pace.c.held_until - 300, "due": pace.c.due - 300}
        await connection.execute(update(pace).values(over))
    step = await hand.turn()
    assert step
    assert len(step.intents) == 2


@pytest.mark.parametrize("outcome", [Withheld(), Held(seconds=0.0)])
async def test_what_was_not_tried_is_tried_at_once(world: World, outcome: Fate) -> None:
    await planned(world, 1)
    hand = Hand(world.store)
    await first(hand, outcome)
    step = await hand.turn()
    assert step
    assert len(step.intents) == 1


async def test_what_did_not_get_through_waits_before_it_is_tried_again(world: World) -> None:
    await planned(world, 1)
    hand = Hand(world.store)
    await first(hand, Unreached("no route"))
    step = await hand.turn()
    assert step
    assert step.intents == ()
    assert 0 < step.wait <= 1.0


async def test_further_parts_follow_one_another(world: World) -> None:
    broadcast = await planned(world, 2)
    hand = Hand(world.store)
    parts = []
    for _ in range(3):
        step = await hand.turn()
        assert step
        parts.append([intent.part for intent in step.intents])
        hand.land(parts=3)
        assert (await progress(world, broadcast)).sent == 0
    assert parts == [[0, 0], [1, 1], [2, 2]]
    step = await hand.turn()
    assert step
    assert step.done
    assert (await progress(world, broadcast)).sent == 2


async def test_a_chat_rests_between_two_parts(world: World) -> None:
    await planned(world, 1)
    hand = Hand(world.store)
    await hand.turn()
    hand.land(parts=2)
    hand.landed = [replace(settlement, rest=1.05) for settlement in hand.landed]
    step = await hand.turn()
    assert step
    assert step.intents == ()
    assert 0 < step.wait <= 1.05


async def test_a_part_that_there_is_not_is_no_failure(world: World) -> None:
    broadcast = await planned(world, 1)
    step = await first(Hand(world.store), Absent())
    assert step
    assert step.done
    assert (await progress(world, broadcast)).sent == 1


async def test_who_leaves_between_two_parts_gets_no_more(world: World) -> None:
    broadcast = await planned(world, 1)
    hand = Hand(world.store)
    await hand.turn()
    (subscriber_id,) = hand.in_flight
    hand.land(parts=2)
    await world.store.subscribers.leave(subscriber_id)
    step = await hand.turn()
    assert step
    assert (step.intents, step.done) == ((), True)
    assert (await progress(world, broadcast)).left == 0


async def test_a_text_that_everybody_refuses_pauses_the_broadcast(world: World) -> None:
    broadcast = await planned(world, 20)
    hand = Hand(world.store)
    await hand.turn(wanted=3)
    hand.land(lambda _: Refused("can't parse entities"))
    step = await hand.turn()
    assert step
    assert (step.stopped, step.intents) == (True, ())
    paused = await world.store.ledger.broadcast(broadcast.id)
    assert (paused.state, paused.pause_note) == (BroadcastState.PAUSED, "can't parse entities")
    assert (await progress(world, broadcast)).refused == 3


async def test_a_few_chats_that_refuse_do_not_stop_the_others(world: World) -> None:
    broadcast = await planned(world, 40)
    hand = Hand(world.store)
    refusing = iter([None] * 30 + [Refused("not here")] * 3 + [None] * 7)
    await hand.finish(lambda _: next(refusing))
    state = await progress(world, broadcast)
    assert (state.sent, state.refused) == (37, 3)


async def test_after_the_admin_goes_on_new_refusals_count_anew(world: World) -> None:
    broadcast = await planned(world, 20)
    hand = Hand(world.store)
    for refused in (3, 6):
        await hand.turn(wanted=3)
        hand.land(lambda _: Refused("no"))
        step = await hand.turn(wanted=0)
        assert step
        assert step.stopped
        assert (await progress(world, broadcast)).refused == refused
        assert await world.store.ledger.resume(broadcast.id)


async def test_what_was_refused_can_be_sent_again_once_it_is_mended(world: World) -> None:
    broadcast = await planned(world, 5)
    hand = Hand(world.store)
    await hand.turn(wanted=3)
    hand.land(lambda _: Refused("no"))
    await hand.turn()
    await world.store.ledger.resume(broadcast.id)
    assert await world.store.ledger.retry_refused(broadcast.id) == 3
    assert len(await hand.finish()) == 5
    state = await progress(world, broadcast)
    assert (state.owed, state.sent, state.refused, state.left) == (5, 5, 0, 0)


async def test_a_paused_broadcast_settles_but_sends_nothing_more(world: World) -> None:
    broadcast = await planned(world)
    hand = Hand(world.store)
    await hand.turn(wanted=1)
    await world.store.ledger.pause(broadcast.id, "wait")
    hand.land()
    step = await hand.turn()
    assert step
    assert (step.stopped, step.intents, step.done) == (True, (), False)
    assert (await progress(world, broadcast)).sent == 1
    assert hand.claim
    await world.store.ledger.release(hand.claim)
    assert await world.store.ledger.claim("other") is None
    await world.store.ledger.resume(broadcast.id)
    assert len(await Hand(world.store).finish()) == 2


async def test_a_cancelled_broadcast_is_over_for_everybody(world: World) -> None:
    broadcast = await planned(world)
    hand = Hand(world.store)
    await hand.turn(wanted=1)
    assert await world.store.ledger.cancel(broadcast.id)
    hand.land()
    step = await hand.turn()
    assert step
    assert (step.stopped, step.done) == (True, True)
    state = await progress(world, broadcast)
    assert (state.owed, state.sent, state.left) == (1, 1, 0)
    assert not await world.store.ledger.cancel(broadcast.id)
    assert not await world.store.ledger.pause(broadcast.id, "late")


async def test_cancelling_still_names_what_a_lost_worker_left_in_doubt(world: World) -> None:
    broadcast = await planned(world)
    lost = Hand(world.store, "lost")
    await lost.turn(wanted=2)
    await world.store.ledger.cancel(broadcast.id)
    await world.store.ledger.forget("lost")
    assert await Hand(world.store).finish() == []
    assert len(await world.store.ledger.doubts(broadcast.id)) == 2
    assert (await progress(world, broadcast)).left == 0


async def test_answers_to_readers_use_the_allowance(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    world = await with_rules(open_store, replace(settings, rate=10, horizon=0.5, burst=0))
    await planned(world, 30)
    hand = Hand(world.store)
    step = await hand.turn(answers=3)
    assert step
    delays = [intent.delay for intent in step.intents]
    assert delays == pytest.approx([0.3, 0.4, 0.5])


async def test_all_workers_share_one_pace(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, rate=20, horizon=0.2, burst=0, chunk=5)
    world = await with_rules(open_store, rules)
    await planned(world, 30)
    hands = [Hand(await open_store(rules), name) for name in "abc"]
    began = time.monotonic()
    steps = [await hand.turn() for hand in hands]
    delays = [intent.delay for step in steps if step for intent in step.intents]
    due_by_now = (time.monotonic() - began + rules.horizon) * rules.rate
    assert 5 <= len(delays) <= due_by_now + 1


async def test_corrections_go_before_editions(world: World) -> None:
    broadcast = await planned(world)
    await Hand(world.store).finish()
    await world.broadcast(MORNING + timedelta(days=1))
    kind = await world.open_correction(broadcast.edition_id)
    await world.store.ledger.plan(MORNING + timedelta(days=1))
    claim = await world.store.ledger.claim("a")
    assert claim
    assert claim.broadcast == kind
