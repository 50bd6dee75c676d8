"""What is finished goes on for whoever is owed it only since, and for nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState, UnknownPolicy
from digests.delivery.outcomes import Sent, Unknown
from digests.delivery.policy import DeliverySettings
from digests.model import Preferences
from digests.rhythm import EVERY_DAY, WEEKENDS
from digests.store import Store, planning
from digests.store.readers import pending
from digests.store.store import Unit
from digests.store.upkeep.intake import Entry
from tests.digests.world import MORNING, ManualWorker, World, choosing, there

SEVEN = MORNING.replace(hour=7, minute=0)
EIGHT = MORNING.replace(hour=8, minute=0)


@pytest.fixture(autouse=True)
def _half_past_six(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database's clock, by which what changes meanwhile is looked at."""
    for module in (planning, pending):
        monkeypatch.setattr(module, "instant", lambda _: MORNING)


async def state_of(world: World, broadcast: Broadcast) -> BroadcastState:
    return (await world.store.ledger.broadcast(broadcast.id)).state


async def finished(world: World, paper: str = "") -> Broadcast:
    """One that its only reader has at six, by chat 1."""
    await world.subscriber(minute=360, paper=paper)
    model = await world.edition(MORNING.date() - timedelta(days=9))
    draft = await world.store.editions.add(
        model.digest,
        (),
        date=MORNING.date(),
        paper=paper,
        fingerprint="today",
        posted_by=None,
        created_at=MORNING,
    )
    edition = there(await world.store.editions.publish(draft.id, MORNING))
    broadcast = await world.open(edition.id, MORNING.replace(hour=5))
    assert await world.due(MORNING) == [1]
    assert await state_of(world, broadcast) is BroadcastState.FINISHED
    return broadcast


async def test_who_turns_to_a_paper_whose_readers_all_have_it_gets_it_at_their_minute(
    world: World,
) -> None:
    broadcast = await finished(world, "akari")
    one = await world.subscriber(minute=420)
    await world.store.subscribers.change(one.id, choosing(paper="akari"))
    assert await world.due(SEVEN - timedelta(minutes=1)) == []
    assert await world.due(SEVEN) == [one.chat_id]
    assert await state_of(world, broadcast) is BroadcastState.FINISHED


async def test_who_turns_a_day_on_before_their_minute_gets_the_edition_of_it(world: World) -> None:
    await finished(world)
    one = await world.subscriber(minute=420, weekdays=WEEKENDS)
    await world.store.subscribers.change(one.id, choosing(weekdays=127))
    assert await world.due(SEVEN) == [one.chat_id]


async def test_an_intake_turns_somebody_to_what_is_finished_too(world: World) -> None:
    await finished(world)
    one = await world.subscriber(minute=420, paper="akari")
    entry = Entry(line=1, chat_id=one.chat_id, topic_id=None, said={"paper": ""})
    usual = Preferences(language="ja", timezone="UTC", minute=420)
    await world.store.intake.take_in([entry], usual, MORNING, lambda _: True)
    assert await world.due(SEVEN) == [one.chat_id]


async def test_who_chooses_the_round_up_after_that_of_the_day_is_finished_is_told_at_their_minute(
    world: World,
) -> None:
    await world.subscriber(minute=360, weekdays=0b1_0000, round_up=True)
    late = await world.subscriber(minute=480)
    await world.broadcast(MORNING)
    await world.store.ledger.open_round_ups(MORNING)
    assert await world.due(MORNING) == []
    (still_open,) = await world.store.ledger.running()
    assert still_open.kind is BroadcastKind.EDITION
    await world.store.subscribers.change(late.id, choosing(round_up=True))
    assert await world.due(EIGHT) == [late.chat_id]


async def test_who_has_it_and_chooses_a_later_minute_does_not_make_it_go_on(world: World) -> None:
    broadcast = await finished(world)
    await world.store.subscribers.change(1, choosing(minute=420))
    assert await state_of(world, broadcast) is BroadcastState.FINISHED


async def test_what_is_sent_at_once_is_so_to_who_turns_to_it_later(world: World) -> None:
    await world.subscriber(minute=1200)
    broadcast = await world.broadcast(MORNING)
    await world.store.ledger.send_now(broadcast.id)
    assert await world.due(MORNING) == [1]
    one = await world.subscriber(minute=420, paper="akari")
    await world.store.subscribers.change(one.id, choosing(paper=""))
    assert await world.due(MORNING) == [one.chat_id]


async def test_what_is_taken_back_does_not_go_on(world: World) -> None:
    broadcast = await finished(world)
    one = await world.subscriber(minute=420, paper="akari")
    await world.open(broadcast.edition_id, MORNING, BroadcastKind.RECALL)
    await world.store.subscribers.change(one.id, choosing(paper=""))
    assert await state_of(world, broadcast) is BroadcastState.FINISHED
    assert one.id not in await ManualWorker(world.store).finish()


async def ended_during(
    store: Store, worker: ManualWorker, work: Callable[[Unit], Awaitable[object]]
) -> None:
    """Let a worker end the last chunk while another process has not yet written its work."""
    async with store.transaction() as unit:
        await work(unit)
        ending = asyncio.create_task(worker.turn())
        await asyncio.wait([ending], timeout=0.3)
    await ending


async def test_who_turns_its_day_on_while_its_last_chunk_ends_still_gets_it(
    open_store: Callable[[DeliverySettings], Awaitable[Store]], settings: DeliverySettings
) -> None:
    world, other = World(await open_store(settings), settings), await open_store(settings)
    one = await world.subscriber(minute=300, weekdays=WEEKENDS)
    await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.turn()
    worker.arrive()
    turned_on = choosing(weekdays=EVERY_DAY)
    await ended_during(other, worker, lambda unit: unit.subscribers.change(one.id, turned_on))
    assert await world.due(MORNING) == [one.chat_id]


async def test_who_is_to_get_it_again_while_its_last_chunk_ends_gets_it(
    open_store: Callable[[DeliverySettings], Awaitable[Store]], settings: DeliverySettings
) -> None:
    rules = replace(settings, policy=UnknownPolicy.HOLD)
    world, other = World(await open_store(rules), rules), await open_store(rules)
    broadcast = await world.planned(2)
    worker = ManualWorker(world.store)
    await worker.turn()
    worker.arrive(lambda _: Unknown("?"), most=1)
    await worker.turn(wanted=0)
    worker.arrive(lambda _: Sent(2))
    again = broadcast.id
    await ended_during(other, worker, lambda unit: unit.ledger.resolve_unknown(again, resend=True))
    assert await world.due(MORNING) == [1]
