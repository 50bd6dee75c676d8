"""Who subscribes has the latest edition at once, and no broadcast brings it a second time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digests.audience import Audience, Joined
from digests.delivery.model import BroadcastKind, FirstDelivery
from digests.delivery.outcomes import Sent, Unreached
from digests.model import ChatKind, Preferences, Subscriber
from digests.store.tables import UNKNOWN_MESSAGE
from digests.values.slots import EVENING as EVENING_SLOT
from digests.values.slots import NEW_EXTRA
from tests.digests.world import MORNING, TODAY, ManualWorker, World

LATER = MORNING.replace(hour=12)
EVENING = MORNING.replace(hour=20)


class People:
    """The audience of a world, whose newcomers chose six in the evening."""

    def __init__(self, world: World) -> None:
        preferences = Preferences(language="ja", timezone="UTC", minute=18 * 60)
        self.world = world
        self.audience = Audience(store=world.store, defaults=preferences, clock=lambda: LATER)

    async def known(self, chat_id: int = 77) -> Subscriber:
        return await self.audience.known(
            chat_id, None, ChatKind.PRIVATE, language="ja", timezone="UTC"
        )

    async def joins(self) -> Joined:
        return await self.audience.subscribe(await self.known())

    async def begun(self) -> FirstDelivery:
        first = (await self.joins()).first
        assert first
        return first

    async def arrived(self, first: FirstDelivery, *messages: int) -> None:
        for part, message in enumerate(messages):
            is_more = part + 1 < len(messages)
            await self.audience.arrived(first, part, message, is_more=is_more)


@pytest.fixture
def people(world: World) -> People:
    return People(world)


async def test_who_has_it_at_once_is_passed_over_when_their_hour_comes(
    world: World, people: People
) -> None:
    early = await world.subscriber(minute=18 * 60)
    broadcast = await world.broadcast(MORNING)
    await people.arrived(await people.begun(), 500)
    assert await world.due(EVENING) == [early.chat_id]
    progress = await world.progress(broadcast)
    assert (progress.sent, progress.left, progress.later) == (1, 0, 0)


@pytest.mark.parametrize("is_told", [True, False])
async def test_who_is_being_sent_it_is_sent_nothing_by_a_broadcast_under_way(
    world: World, people: People, is_told: bool
) -> None:
    broadcast = await world.broadcast(MORNING)
    first = await people.begun()
    await world.store.ledger.send_now(broadcast.id)
    assert await world.due(LATER) == []
    if is_told:
        await people.arrived(first, 500)
    assert await world.due(EVENING) == []


async def test_to_whom_it_could_not_be_brought_it_comes_at_their_hour(
    world: World, people: People
) -> None:
    await world.broadcast(MORNING)
    await people.audience.not_arrived(await people.begun())
    assert await world.due(EVENING) == [77]


async def test_asking_again_brings_only_what_is_not_known_to_have_arrived(
    world: World, people: People
) -> None:
    await world.broadcast(MORNING)
    first = await people.begun()
    await people.audience.arrived(first, 0, 500, is_more=True)
    again = await people.joins()
    assert not again.is_new
    assert again.first
    assert again.first.arrived == {0}
    await people.audience.arrived(again.first, 1, 501, is_more=False)
    assert (await people.joins()).first is None


async def test_who_was_subscribed_all_along_waits_for_their_hour(
    world: World, people: People
) -> None:
    await world.store.subscribers.subscribe((await people.known()).id, MORNING)
    await world.broadcast(MORNING)
    joined = await people.joins()
    assert joined.first is None
    assert await world.due(EVENING) == [77]


async def test_who_comes_back_while_it_is_on_its_way_gets_it_from_its_worker(
    world: World, people: People
) -> None:
    subscriber = await people.known()
    await world.store.subscribers.subscribe(subscriber.id, MORNING)
    await world.broadcast(MORNING)
    await world.store.ledger.plan(EVENING)
    worker = ManualWorker(world.store)
    await worker.turn()
    worker.arrive(lambda _: Unreached("no route"))
    await worker.turn()
    await people.audience.unsubscribe(subscriber.id)
    assert (await people.joins()).first is None


async def test_who_comes_back_and_has_it_is_not_sent_it_again(world: World, people: People) -> None:
    subscriber = await people.known()
    await world.store.subscribers.subscribe(subscriber.id, MORNING)
    await world.broadcast(MORNING)
    assert await world.due(EVENING) == [77]
    await people.audience.unsubscribe(subscriber.id)
    joined = await people.joins()
    assert joined.is_new
    assert joined.first is None


async def test_a_correction_and_a_recall_reach_every_part_of_it(
    world: World, people: People
) -> None:
    broadcast = await world.broadcast(MORNING)
    await people.arrived(await people.begun(), 500, 501)
    for change in (BroadcastKind.CORRECTION, BroadcastKind.RECALL):
        await world.open(broadcast.edition_id, LATER, change)
        await world.store.ledger.plan(LATER)
        worker, edited = ManualWorker(world.store), []
        while (step := await worker.turn()) and not step.done:
            edited += [intent.message_id for intent in step.intents]
            worker.arrive(lambda intent: Sent(intent.message_id or 0))
        assert edited == [500, 501]


async def test_a_correction_that_is_opened_while_it_is_on_its_way_follows_it(
    world: World, people: People
) -> None:
    broadcast = await world.broadcast(MORNING)
    first = await people.begun()
    await world.open_correction(broadcast.edition_id, LATER)
    assert await world.due(LATER) == []
    await people.arrived(first, 500)
    assert await world.due(LATER) == [77]


async def test_what_was_unknown_is_counted_as_sent_and_sent_to_nobody_again(
    holding: World,
) -> None:
    world, people = holding, People(holding)
    broadcast = await world.with_unknowns()
    unknown = (await world.unknowns(broadcast))[0]
    await people.audience.unsubscribe(unknown.subscriber_id)
    there = await world.store.subscribers.find(unknown.chat_id)
    assert there
    joined = await people.audience.subscribe(there)
    assert joined.first
    await people.arrived(joined.first, 500)
    assert len(await world.unknowns(broadcast)) == 1
    await world.store.ledger.resolve_unknown(broadcast.id, resend=True)
    assert unknown.chat_id not in await world.due(LATER)
    progress = await world.progress(broadcast)
    assert (progress.owed, progress.sent, progress.left) == (3, 3, 0)


async def test_an_edition_that_was_never_broadcast_is_brought_forgotten_and_tidied_as_any(
    world: World, people: People
) -> None:
    edition = await world.edition()
    await people.arrived(await people.begun(), 500)
    found = world.store.ledger.edition_of_message
    assert await found(77, 500) == edition.id
    assert await world.store.tidying.delete_receipts(MORNING) == 0
    assert await world.store.tidying.delete_receipts(MORNING + timedelta(days=1)) == 1
    await people.arrived(await _again(people), 501)
    await people.audience.forget((await people.known()).id)
    await people.known()
    assert await found(77, 501) is None


async def _again(people: People) -> FirstDelivery:
    await people.audience.unsubscribe((await people.known()).id)
    return await people.begun()


async def test_of_who_is_forgotten_while_it_is_on_its_way_nothing_is_kept(
    world: World, people: People
) -> None:
    await world.broadcast(MORNING)
    first = await people.begun()
    await people.audience.forget((await people.known()).id)
    await people.arrived(first, 500, 501)
    assert UNKNOWN_MESSAGE == 0
    assert await world.store.tidying.delete_receipts(MORNING + timedelta(days=9)) == 0


async def test_a_newcomer_is_brought_the_edition_of_the_day_and_no_extra(
    world: World, people: People
) -> None:
    of_day = await world.edition(TODAY)
    for hour, slot, day in ((1, EVENING_SLOT, TODAY), (2, NEW_EXTRA, TODAY + timedelta(days=1))):
        draft = await world.store.editions.add(
            of_day.digest,
            (),
            date=day,
            slot=slot,
            fingerprint=slot,
            posted_by=None,
            created_at=MORNING,
        )
        await world.store.editions.publish(draft.id, MORNING + timedelta(hours=hour))
    latest = (await people.joins()).latest
    assert latest
    assert latest.id == of_day.id
