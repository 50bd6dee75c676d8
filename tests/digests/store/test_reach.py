"""Who can't be reached, since when, and what they were owed meanwhile."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from digests.delivery.attempts import Attempt, written
from digests.delivery.model import Failure
from digests.delivery.outcomes import Gone, Sent
from digests.model import EditionState, PauseReason, Subscriber, SubscriberState
from digests.store.tables import chunks
from tests.digests.world import LONG_AGO, MORNING, ManualWorker, World

NOT_FOUND = Gone(PauseReason.CHAT_NOT_FOUND)
DAY = timedelta(days=1)


async def the_first(world: World) -> Subscriber:
    """The subscriber of the first chat."""
    subscriber = await world.store.subscribers.find(1)
    assert subscriber
    return subscriber


async def the_next_edition(world: World, *, days: int = 1) -> None:
    """An edition of so many days later, planned."""
    at = MORNING + days * DAY
    await world.broadcast(at)
    await world.store.ledger.plan(at)


async def test_a_chat_that_is_not_found_once_is_tried_with_the_next_edition(world: World) -> None:
    broadcast = await world.planned(1)
    await ManualWorker(world.store).settle_one(NOT_FOUND)
    (gone,) = await world.store.ledger.exceptions(broadcast.id)
    assert (gone.failure, gone.detail) == (Failure.GONE, "chat_not_found")
    assert (await the_first(world)).state is SubscriberState.ACTIVE
    await the_next_edition(world)
    assert await ManualWorker(world.store).finish() == [1]


async def test_a_chat_that_is_not_found_twice_in_a_row_is_paused_since_the_first(
    world: World,
) -> None:
    await world.planned(1)
    await ManualWorker(world.store).settle_one(NOT_FOUND)
    noted = await the_first(world)
    await the_next_edition(world)
    await ManualWorker(world.store).settle_one(NOT_FOUND)
    paused = await the_first(world)
    assert (paused.state, paused.pause_reason) == (
        SubscriberState.PAUSED,
        PauseReason.CHAT_NOT_FOUND,
    )
    assert paused.lost_at == noted.lost_at is not None


async def test_what_arrives_between_makes_the_second_a_first(world: World) -> None:
    await world.planned(1)
    await ManualWorker(world.store).settle_one(NOT_FOUND)
    await the_next_edition(world)
    await ManualWorker(world.store).finish()
    assert (await the_first(world)).lost_at is None
    await the_next_edition(world, days=2)
    await ManualWorker(world.store).settle_one(NOT_FOUND)
    assert (await the_first(world)).state is SubscriberState.ACTIVE


async def test_a_chat_that_round_ups_do_not_find_is_paused_unless_one_arrives(world: World) -> None:
    await world.subscriber(weekdays=0b1_0000, round_up=True)
    expected: list[tuple[Gone | Sent, bool]] = [
        (NOT_FOUND, True),
        (Sent(1), False),
        (NOT_FOUND, True),
        (NOT_FOUND, True),
    ]
    for week, (outcome, is_lost) in enumerate(expected):
        friday = MORNING + 7 * week * DAY
        await world.broadcast(friday - DAY)
        await world.store.ledger.open_round_ups(friday)
        await world.store.ledger.plan(friday)
        await ManualWorker(world.store).settle_one(outcome)
        assert ((await the_first(world)).lost_at is not None) == is_lost
    assert (await the_first(world)).pause_reason is PauseReason.CHAT_NOT_FOUND


async def test_a_correction_that_finds_no_chat_pauses_nobody(world: World) -> None:
    broadcast = await world.planned(1)
    await ManualWorker(world.store).finish()
    for _ in range(2):
        await world.open_correction(broadcast.edition_id)
        await world.store.ledger.plan(MORNING)
        await ManualWorker(world.store).settle_one(NOT_FOUND)
    now = await the_first(world)
    assert (now.state, now.lost_at) == (SubscriberState.ACTIVE, None)


async def test_a_refusal_that_is_older_than_a_sign_of_life_pauses_nobody(world: World) -> None:
    broadcast = await world.planned(1)
    worker = ManualWorker(world.store)
    await worker.turn()
    await world.store.subscribers.resume_chat(1)
    worker.arrive(lambda _: Gone(PauseReason.BLOCKED))
    await worker.turn(wanted=0)
    assert (await the_first(world)).state is SubscriberState.ACTIVE
    assert await world.store.ledger.exceptions(broadcast.id) == ()
    await world.change(update(chunks).values(attempts=written([Attempt(1)])))  # the wait is over
    assert await worker.finish() == [1]


async def test_a_refusal_of_what_was_sent_after_a_sign_of_life_pauses(world: World) -> None:
    await world.planned(1)
    await world.store.subscribers.resume_chat(1)
    await ManualWorker(world.store).settle_one(Gone(PauseReason.BLOCKED))
    assert (await the_first(world)).state is SubscriberState.PAUSED


async def test_who_is_back_has_missed_what_was_due_and_did_not_arrive(world: World) -> None:
    subscriber = await world.subscriber(minute=300)
    await the_next_edition(world, days=0)
    await ManualWorker(world.store).finish()  # only the first arrives
    for days in (1, 2, 3):
        await the_next_edition(world, days=days)
        await ManualWorker(world.store).finish(lambda _: Gone(PauseReason.BLOCKED))
        await world.store.subscribers.resume_chat(1)
    await the_next_edition(world, days=4)
    await world.store.ledger.cancel(5)
    editions = world.store.editions
    since, until = MORNING + 2 * DAY, MORNING + 9 * DAY
    assert [one.id for one in await editions.undelivered_to(subscriber, LONG_AGO, until)] == [
        4,
        3,
        2,
    ]
    assert [one.id for one in await editions.undelivered_to(subscriber, since, until)] == [4, 3]
    assert [one.id for one in await editions.undelivered_to(subscriber, LONG_AGO, since)] == [3, 2]
    await editions.mark(
        4, EditionState.RECALLED, at=until, expected=frozenset({EditionState.PUBLISHED})
    )
    assert [one.id for one in await editions.undelivered_to(subscriber, since, until)] == [3]


async def test_who_joined_later_missed_nothing_before(world: World) -> None:
    newcomer = await world.subscriber(minute=300, joined_at=MORNING + 2 * DAY)
    for days in range(4):
        await world.broadcast(MORNING + days * DAY)
    until = MORNING + 9 * DAY
    missed = await world.store.editions.undelivered_to(newcomer, LONG_AGO, until)
    assert [one.id for one in missed] == [4, 3]
