"""What is finished goes on for whoever is owed it only since, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digests.delivery.model import Broadcast, BroadcastKind, BroadcastState
from digests.model import Preferences
from digests.rhythm import WEEKENDS
from digests.store import planning
from digests.store.readers import pending
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
