from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain, pairwise, repeat
from pathlib import Path
from random import Random

import pytest
from structlog.testing import capture_logs

from digests.delivery.chunk_worker import ChunkWorker, WorkerContext
from digests.delivery.journal import Journal
from digests.delivery.model import Broadcast, BroadcastState, Claim, Intent, Recipient
from digests.delivery.outcomes import Held, HeldChat, Outcome, Refused, Unreached, Withheld
from digests.delivery.policy import DeliverySettings
from digests.delivery.steady_clock import SteadyClock
from digests.delivery.throttle import Throttle
from digests.delivery.worker import Worker
from digests.errors import StoreBusyError
from digests.model import ChatKind
from digests.store import Store
from tests.digests.work import FlakyLedger, RecordingLedger, answer, at_work, impatient, until
from tests.digests.world import MORNING, FakeMessenger, ManualWorker, World

OpenStore = Callable[[DeliverySettings], Awaitable[Store]]


async def is_in_state(world: World, broadcast: Broadcast, state: BroadcastState) -> bool:
    return (await world.store.ledger.broadcast(broadcast.id)).state is state


async def test_everybody_gets_the_edition_once(world: World, messenger: FakeMessenger) -> None:
    broadcast = await world.planned(1200)
    await world.subscribers(10, minute=600)
    await world.deliver(messenger)
    assert messenger.chats == list(range(1, 1201))
    state = await world.progress(broadcast)
    assert (state.owed, state.sent, state.later) == (1200, 1200, 10)
    await world.store.ledger.plan(MORNING.replace(hour=10))
    await world.deliver(messenger)
    assert messenger.chats == list(range(1, 1211))
    over = await world.store.ledger.broadcast(broadcast.id)
    assert over.state is BroadcastState.FINISHED


async def test_several_workers_reach_everybody_once(
    open_store: OpenStore, settings: DeliverySettings, messenger: FakeMessenger
) -> None:
    rules = [replace(settings, worker=name, chunk=20) for name in "abc"]
    worlds = [World(await open_store(rule), rule) for rule in rules]
    await worlds[0].planned(200)
    await asyncio.gather(*(world.deliver(messenger) for world in worlds))
    assert messenger.chats == list(range(1, 201))


async def test_waking_it_starts_the_work_at_once(world: World, messenger: FakeMessenger) -> None:
    ledger = RecordingLedger(world.store.ledger)
    async with at_work(ledger, messenger, replace(world.settings, idle=1e6)) as (worker, _):
        await until(partial(ledger.has_looked, 1))
        await world.planned(3)
        worker.wake()
        await until(lambda: len(messenger.arrived) == 3)


async def test_once_woken_it_looks_once(world: World, messenger: FakeMessenger) -> None:
    ledger = RecordingLedger(world.store.ledger)
    async with at_work(ledger, messenger, replace(world.settings, idle=1e6)) as (worker, _):
        for looks in range(1, 6):
            await until(partial(ledger.has_looked, looks))
            worker.wake()
        await until(partial(ledger.has_looked, 6))
    assert ledger.idle == 6


async def test_told_to_stop_it_settles_what_is_in_flight(world: World) -> None:
    broadcast = await world.planned(100)
    messenger = FakeMessenger(latency=0.05)
    async with at_work(world.store.ledger, messenger, world.settings) as (_, stop):
        await until(lambda: messenger.in_flight > 5)
        stop.set()
    state = await world.progress(broadcast)
    assert 0 < state.sent == len(messenger.arrived) < 100
    assert await world.store.ledger.claim("another"), "the chunk was not given back"
    await world.store.ledger.release_all("another")
    await world.deliver(messenger)
    assert messenger.doubled == []


async def test_after_its_grace_it_gives_up_and_what_is_in_flight_is_unknown(
    holding: World,
) -> None:
    broadcast = await holding.planned(3)
    messenger, ledger = FakeMessenger(latency=1e6), holding.store.ledger
    async with at_work(ledger, messenger, replace(holding.settings, grace=0.05)) as (_, stop):
        await until(lambda: messenger.in_flight == 3)
        stop.set()
    assert (await holding.progress(broadcast)).left == 3
    await ledger.release_all(holding.settings.worker)
    assert await ledger.claim("next")
    assert len(await holding.unknowns(broadcast)) == 3


async def test_stopped_before_it_began_it_stops(world: World, messenger: FakeMessenger) -> None:
    stop = asyncio.Event()
    stop.set()
    await Worker(world.store.ledger, messenger, world.settings).run(stop)
    assert messenger.arrived == []


@pytest.mark.parametrize("seed", range(3))
async def test_a_store_that_fails_now_and_then_loses_and_doubles_nobody(
    open_store: OpenStore, settings: DeliverySettings, messenger: FakeMessenger, seed: int
) -> None:
    rules = replace(settings, lease=0.3, in_flight=8)
    world = World(await open_store(rules), rules)
    broadcast = await world.planned(120)
    chance = Random(seed)
    # A claim whose answer is lost waits for its lease to end: the other calls are made again.
    faults = chain(["locked"] * 3, (chance.choice(["", "lost", "locked"]) for _ in repeat(None)))
    ledger = FlakyLedger(world.store.ledger, faults)
    async with at_work(ledger, messenger, rules, impatient):
        await until(lambda: len(messenger.arrived) >= 120)
    assert messenger.chats == list(range(1, 121))
    state = await world.progress(broadcast)
    assert (state.sent, state.left) == (120, 0)


async def test_an_outage_costs_nobody_the_edition(world: World) -> None:
    await world.planned(30)
    refusals = chain(repeat(Unreached("no route"), 12), repeat(None))
    messenger = FakeMessenger(say=lambda _: next(refusals))
    async with at_work(world.store.ledger, messenger, world.settings):
        await until(lambda: len(messenger.arrived) >= 30)
    assert messenger.chats == list(range(1, 31))


async def test_nothing_is_sent_while_telegram_wants_silence(world: World) -> None:
    await world.planned(40)
    outcomes = chain(repeat(None, 10), [Held(seconds=0.4)], repeat(None))
    times: list[float] = []

    def say(_: Intent) -> Outcome | None:
        times.append(asyncio.get_running_loop().time())
        return next(outcomes)

    messenger = FakeMessenger(say=say)
    async with at_work(world.store.ledger, messenger, replace(world.settings, in_flight=1)):
        await until(lambda: len(messenger.arrived) >= 40)
    assert max(later - earlier for earlier, later in pairwise(times)) >= 0.4
    assert messenger.chats == list(range(1, 41))


async def test_a_chat_that_is_held_for_an_hour_keeps_no_other_from_two_editions(
    world: World,
) -> None:
    await world.planned(60, kind=ChatKind.GROUP)
    messenger = FakeMessenger(
        lambda intent: HeldChat(3600) if intent.recipient.chat_id == 7 else None
    )
    others = [chat for chat in range(1, 61) if chat != 7]
    async with at_work(world.store.ledger, messenger, world.settings) as (worker, _):
        await until(lambda: messenger.chats == others)
        await world.broadcast(MORNING, day=MORNING.date() - timedelta(days=1))
        await world.store.ledger.plan(MORNING)
        worker.wake()
        await until(lambda: messenger.chats == sorted(others * 2))
    assert [intent.recipient.chat_id for intent in messenger.intents].count(7) == 2


async def test_many_chunks_in_which_a_chat_is_held_keep_no_other_from_going_out(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, chunk=1)
    world = World(await open_store(rules), rules)
    broadcast = await world.planned(15)
    messenger = FakeMessenger(
        lambda intent: HeldChat(3600) if intent.recipient.chat_id <= 10 else None
    )
    async with at_work(world.store.ledger, messenger, rules):
        await until(lambda: messenger.chats == list(range(11, 16)))
    assert len(messenger.intents) == 15
    assert (await world.progress(broadcast)).left == 10


async def test_what_waits_for_its_slot_when_a_silence_is_ordered_is_not_sent(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, rate=20, burst=0, horizon=10)
    world = World(await open_store(rules), rules)
    await world.planned(5)
    ledger, messenger = (
        RecordingLedger(world.store.ledger),
        FakeMessenger(say=lambda _: Held(seconds=500)),
    )
    async with at_work(ledger, messenger, rules):
        await until(lambda: len(ledger.settlements) == 5)
    outcomes = [settlement.outcome for settlement in ledger.settlements]
    assert outcomes == [Held(seconds=500)] + [Withheld()] * 4
    assert len(messenger.intents) == 1


async def test_a_chat_is_left_alone_between_two_parts(world: World) -> None:
    await world.planned(1)
    times: dict[tuple[int, int], float] = {}

    def say(intent: Intent) -> None:
        times[intent.recipient.chat_id, intent.part] = asyncio.get_running_loop().time()

    messenger = FakeMessenger(say=say, parts_of=lambda _: 3)
    rules = replace(world.settings, private_rest=0.1)
    async with at_work(world.store.ledger, messenger, rules):
        await until(lambda: len(messenger.arrived) == 3)
    for part in (1, 2):
        assert times[1, part] - times[1, part - 1] >= 0.1


async def test_every_kind_of_chat_rests_for_as_long_as_it_needs(world: World) -> None:
    rests = {ChatKind.PRIVATE: 0.01, ChatKind.GROUP: 0.02, ChatKind.CHANNEL: 0.02}
    for kind in rests:
        await world.subscribers(1, minute=300, kind=kind)
    await world.broadcast(MORNING)
    await world.store.ledger.plan(MORNING)
    ledger, messenger = RecordingLedger(world.store.ledger), FakeMessenger(parts_of=lambda _: 2)
    rules = replace(world.settings, private_rest=0.01, group_rest=0.02)
    async with at_work(ledger, messenger, rules):
        await until(lambda: len(messenger.arrived) == 6)
    kinds = {intent.recipient.subscriber_id: intent.recipient.kind for intent in messenger.intents}
    rested = {kinds[said.subscriber_id]: said.rest for said in ledger.settlements if said.more}
    assert rested == rests


async def test_a_messenger_that_fails_leaves_an_unknown_and_goes_on(holding: World) -> None:
    broadcast = await holding.planned(3)

    def say(intent: Intent) -> None:
        if intent.recipient.chat_id == 2:
            raise RuntimeError("a bug")

    messenger = FakeMessenger(say=say)
    async with at_work(holding.store.ledger, messenger, holding.settings):
        await until(lambda: len(messenger.arrived) == 2 and messenger.in_flight == 0)
    assert messenger.chats == [1, 3]
    (one,) = await holding.unknowns(broadcast)
    assert (one.chat_id, one.detail) == (2, "RuntimeError")
    state = await holding.progress(broadcast)
    assert (state.sent, state.unknown, state.left) == (2, 1, 0)


async def test_an_edition_that_can_not_be_rendered_pauses_its_broadcast(world: World) -> None:
    broadcast = await world.planned(30)

    def parts_of(_: Recipient) -> int:
        raise RuntimeError("a bug")

    messenger = FakeMessenger(parts_of=parts_of)
    rules = replace(world.settings, in_flight=4)
    async with at_work(world.store.ledger, messenger, rules):
        await until(lambda: is_in_state(world, broadcast, BroadcastState.PAUSED))
    assert messenger.intents == []
    paused = await world.store.ledger.broadcast(broadcast.id)
    assert paused.pause_note == "could not be rendered: RuntimeError"
    assert (await world.progress(broadcast)).refused < 30


async def test_an_edition_that_can_not_be_read_now_is_tried_again(world: World) -> None:
    broadcast = await world.planned(3)
    troubles = [StoreBusyError("locked"), StoreBusyError("locked")]

    def parts_of(_: Recipient) -> int:
        if troubles:
            raise troubles.pop()
        return 1

    messenger = FakeMessenger(parts_of=parts_of)
    async with at_work(world.store.ledger, messenger, world.settings):
        await until(lambda: len(messenger.arrived) == 3)
    assert messenger.chats == [1, 2, 3]
    assert (await world.progress(broadcast)).refused == 0


@pytest.mark.parametrize("shorter", [1, 2])
async def test_a_reader_who_changed_to_a_shorter_form_gets_no_part_that_there_is_not(
    world: World, shorter: int
) -> None:
    broadcast = await world.planned(1)
    parts = iter([3, 3, shorter])
    messenger = FakeMessenger(parts_of=lambda _: next(parts))
    await world.deliver(messenger)
    assert messenger.arrived == [(1, 0), (1, 1)]
    assert messenger.due == [0, 1, 2]
    assert (await world.progress(broadcast)).sent == 1


async def test_a_chunk_that_was_lost_to_another_worker_is_let_go(world: World) -> None:
    await world.planned(5)
    messenger = FakeMessenger(latency=1e6)
    async with at_work(world.store.ledger, messenger, world.settings) as (_, stop):
        await until(lambda: messenger.in_flight == 5)
        async with world.store.transaction() as unit:
            await unit.ledger.release_all(world.settings.worker)
            assert await unit.ledger.claim("another")
        await until(lambda: messenger.in_flight == 0)
        stop.set()


async def test_what_is_cut_off_when_a_chunk_is_lost_says_nothing_about_the_network(
    world: World, tmp_path: Path
) -> None:
    await world.planned(6)
    ledger, messenger = world.store.ledger, FakeMessenger(latency=1e6)
    throttle = Throttle(world.settings, time.monotonic, asyncio.sleep)
    context = WorkerContext(
        ledger=ledger,
        messenger=messenger,
        settings=world.settings,
        throttle=throttle,
        journal=Journal.of(tmp_path, "a"),
        clock=time.monotonic,
        ledger_clock=SteadyClock(time.monotonic),
        sleep=asyncio.sleep,
        stop=asyncio.Event(),
    )
    claim = await ledger.claim("a")
    assert claim
    working = asyncio.create_task(ChunkWorker(context, claim, on_drained=lambda: None).run())
    await until(lambda: messenger.in_flight == 6)
    async with world.store.transaction() as unit:
        await unit.ledger.release_all("a")
        assert await unit.ledger.claim("b")
    await working
    await until(lambda: messenger.in_flight == 0)
    assert throttle.room == world.settings.in_flight
    assert context.journal.left() == []


async def test_answers_given_while_nothing_goes_out_are_not_charged_to_the_next_broadcast(
    world: World, messenger: FakeMessenger
) -> None:
    ledger = RecordingLedger(world.store.ledger)
    async with at_work(ledger, messenger, world.settings) as (worker, _):
        answer(worker, 500)
        looks = ledger.idle + 2  # one may have been under way
        await until(lambda: ledger.idle >= looks)
        await world.planned(3)
        worker.wake()
        await until(lambda: len(messenger.arrived) == 3)
    assert ledger.answers == 0


async def test_answers_of_a_process_that_sends_nothing_slow_the_one_that_sends(
    open_store: OpenStore, settings: DeliverySettings, messenger: FakeMessenger
) -> None:
    rules = replace(settings, rate=10, burst=0)
    world = World(await open_store(rules), rules)
    await world.planned(3)
    sending = ManualWorker(world.store)
    await sending.turn(wanted=1)
    ledger = RecordingLedger(world.store.ledger)
    async with at_work(ledger, messenger, rules) as (worker, _):
        await until(lambda: ledger.idle >= 1)
        answer(worker, 500)
        looks = ledger.idle + 2
        await until(lambda: ledger.idle >= looks)
        step = await sending.turn(wanted=1)
    assert step
    assert step.intents == ()
    assert step.wait > 0


async def test_answers_given_during_a_turn_of_the_ledger_are_charged_in_the_next(
    world: World, messenger: FakeMessenger
) -> None:
    broadcast = await world.planned(30)
    answered = iter([7])

    async def during() -> None:
        answer(worker, next(answered, 0))

    ledger = RecordingLedger(world.store.ledger, during=during)
    rules = replace(world.settings, in_flight=2)
    async with at_work(ledger, messenger, rules) as (worker, _):
        await until(lambda: is_in_state(world, broadcast, BroadcastState.FINISHED))
    assert ledger.answers == 7


async def test_what_comes_back_during_a_turn_of_the_ledger_is_settled_in_the_next(
    world: World,
) -> None:
    broadcast = await world.planned(30)
    messenger = FakeMessenger(latency=0.001)

    async def during() -> None:
        await until(lambda: messenger.in_flight == 0)

    ledger = RecordingLedger(world.store.ledger, during=during)
    rules = replace(world.settings, in_flight=8, handful=2)
    async with at_work(ledger, messenger, rules):
        await until(lambda: is_in_state(world, broadcast, BroadcastState.FINISHED))
    assert messenger.chats == list(range(1, 31))
    assert len(ledger.settlements) == 30


async def test_in_a_long_silence_a_worker_keeps_its_chunk(world: World) -> None:
    await world.planned(1)
    messenger = FakeMessenger(say=lambda _: Held(seconds=500))
    sleeps: list[float] = []

    async def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        await impatient(seconds)

    async with at_work(world.store.ledger, messenger, world.settings, sleep):
        await until(lambda: len(messenger.intents) == 1 and len(sleeps) > 20)
    assert max(sleeps) < world.settings.lease / 2


async def test_a_store_that_fails_for_long_is_asked_again_before_long(
    world: World, messenger: FakeMessenger
) -> None:
    await world.planned(1)
    sleeps: list[float] = []

    async def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        await impatient(seconds)

    faults = chain([""] * 2, repeat("locked", 20), repeat(""))
    async with at_work(FlakyLedger(world.store.ledger, faults), messenger, world.settings, sleep):
        await until(lambda: len(messenger.arrived) == 1)
    assert max(sleeps) <= 10


async def test_no_message_leaves_before_its_slot(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, rate=20, burst=0, horizon=10)
    world = World(await open_store(rules), rules)
    await world.planned(11)
    stopwatch = Stopwatch()
    async with at_work(world.store.ledger, stopwatch, rules):
        await until(lambda: len(stopwatch.times) == 11)
    assert stopwatch.times[-1] - stopwatch.times[0] >= 0.45


async def test_a_paused_broadcast_keeps_no_worker_from_another(world: World) -> None:
    paused = await world.planned(30)
    messenger = FakeMessenger(latency=0.01)
    async with at_work(world.store.ledger, messenger, replace(world.settings, in_flight=2)):
        await until(lambda: bool(messenger.arrived))
        await world.store.ledger.pause(paused.id, "wait")
        other = await world.broadcast(MORNING, day=MORNING.date() - timedelta(days=1))
        await world.store.ledger.plan(MORNING)
        await until(lambda: is_in_state(world, other, BroadcastState.FINISHED))
    assert await is_in_state(world, paused, BroadcastState.PAUSED)


async def test_another_chunk_is_begun_while_one_waits(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, chunk=1, idle=1e6)
    world = World(await open_store(rules), rules)
    await world.planned(3)
    messenger = FakeMessenger(
        lambda intent: Refused("no") if intent.part else None, parts_of=lambda _: 2
    )
    async with at_work(world.store.ledger, messenger, replace(rules, private_rest=50)):
        await until(lambda: len(messenger.arrived) == 3)


async def test_answers_given_while_an_edition_goes_out_are_charged_to_it_once(
    world: World,
) -> None:
    broadcast = await world.planned(100)
    ledger = RecordingLedger(world.store.ledger)
    messenger = FakeMessenger(
        say=lambda intent: answer(worker) if intent.recipient.chat_id % 20 == 0 else None
    )
    rules = replace(world.settings, in_flight=10)
    async with at_work(ledger, messenger, rules) as (worker, _):
        await until(lambda: is_in_state(world, broadcast, BroadcastState.FINISHED))
    assert ledger.answers == 5


async def test_a_worker_begins_no_chunk_before_everybody_in_the_last_was_tried(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, chunk=5, in_flight=1)
    world = World(await open_store(rules), rules)
    await world.planned(10)
    ledger, claims = RecordingLedger(world.store.ledger), list[int]()
    messenger = FakeMessenger(say=lambda _: claims.append(ledger.claims))
    async with at_work(ledger, messenger, rules):
        await until(lambda: len(messenger.arrived) == 10)
    assert claims[:4] == [1] * 4
    assert claims[5:9] == [2] * 4


async def test_one_worker_holds_only_so_many_chunks_that_wait(
    open_store: OpenStore, settings: DeliverySettings
) -> None:
    rules = replace(settings, chunk=1, private_rest=50)
    world = World(await open_store(rules), rules)
    await world.planned(12)
    ledger, messenger = RecordingLedger(world.store.ledger), FakeMessenger(parts_of=lambda _: 2)
    async with at_work(ledger, messenger, rules, impatient):
        await until(lambda: len(messenger.arrived) == 8)
        turns = ledger.turns + 50
        await until(lambda: ledger.turns > turns)
    assert len(messenger.arrived) == 8


async def test_a_chunk_worker_that_fails_is_logged_and_keeps_no_other_from_its_work(
    open_store: OpenStore, settings: DeliverySettings, messenger: FakeMessenger
) -> None:
    rules = replace(settings, chunk=1)
    world = World(await open_store(rules), rules)
    await world.planned(2)
    bugs = iter([True])

    async def during() -> None:
        if next(bugs, False):
            raise RuntimeError("a bug")

    ledger = RecordingLedger(world.store.ledger, during=during)
    with capture_logs() as logs:
        async with at_work(ledger, messenger, rules):
            await until(lambda: len(messenger.arrived) == 1)
    assert [log["event"] for log in logs] == ["chunk_worker_failed"]


async def test_what_is_recorded_of_a_chunk_is_gone_once_the_ledger_knows_it(
    world: World, messenger: FakeMessenger, tmp_path: Path
) -> None:
    await world.planned(3)
    journaled = replace(world.settings, journal=tmp_path)
    left = Journal.of(tmp_path, journaled.worker)
    left.journal_file(Claim(chunk_id=9, epoch=1, broadcast=await world.broadcast(MORNING)))
    async with at_work(world.store.ledger, messenger, journaled):
        await until(lambda: len(messenger.arrived) == 3)
    assert left.left() == []


class Stopwatch(FakeMessenger):
    """Remembers when each message was handed over, before anything can hold it up."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    async def deliver(self, broadcast: Broadcast, intent: Intent) -> Outcome:
        self.times.append(asyncio.get_running_loop().time())
        return await super().deliver(broadcast, intent)


async def test_a_calm_run_keeps_within_the_limit_of_any_second(world: World) -> None:
    await world.planned(120)
    stopwatch = Stopwatch()
    async with at_work(world.store.ledger, stopwatch, replace(world.settings, limit=60)):
        await until(lambda: len(stopwatch.times) == 120)
    most = max(sum(start <= t < start + 1 for t in stopwatch.times) for start in stopwatch.times)
    assert most <= 60
