"""Announcements: kept, planned to whom they are for, sent once, tidied where they were not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digests.delivery.model import NO_EDITION, Broadcast, BroadcastKind
from digests.model import PAPER, Addressees
from digests.store.upkeep.tidying import Periods
from tests.digests.world import MORNING, TODAY, ManualWorker, World

MONTH = timedelta(days=30)
EVERYBODY = Addressees()


async def announced(world: World, addressees: Addressees = EVERYBODY) -> Broadcast:
    """An announcement to those, planned."""
    written = await world.store.announcements.add("We move.", MORNING)
    await world.store.announcements.address(written.id, addressees)
    opened = await opened_again(world, written.id)
    await world.store.ledger.plan(MORNING)
    return opened


async def opened_again(world: World, announcement_id: int) -> Broadcast:
    return await world.store.ledger.open_broadcast(
        NO_EDITION,
        BroadcastKind.ANNOUNCEMENT,
        day=TODAY,
        at=MORNING,
        by=None,
        subject=announcement_id,
    )


@pytest.mark.parametrize(
    ("addressees", "reached"),
    [
        (EVERYBODY, [1, 2, 3, 4]),
        (Addressees(language="en"), [3]),
        (Addressees(language="fr"), []),
        (Addressees(paper="akari"), [4]),
        (Addressees(paper=PAPER), [1, 2, 3]),
        (Addressees(language="en", paper="akari"), []),
    ],
)
async def test_it_reaches_at_once_whom_it_is_for_and_was_counted_whatever_their_hour(
    world: World, addressees: Addressees, reached: list[int]
) -> None:
    await world.subscribers(2, minute=1439)
    await world.subscribers(1, "Asia/Tokyo", minute=60, language="en")
    await world.subscribers(1, paper="akari")
    await world.subscribers(1, "Asia/Tokyo", paper="akari")
    await world.store.subscribers.leave(5)
    assert await world.store.subscribers.languages() == {"ja": 3, "en": 1}
    assert await world.store.subscribers.by_paper() == {PAPER: 3, "akari": 1}
    assert await world.store.subscribers.addressed(addressees) == len(reached)
    broadcast = await announced(world, addressees)
    sent = await world.store.announcements.get(broadcast.subject)
    assert sent
    assert sent.addressees == addressees
    assert await ManualWorker(world.store).finish() == reached
    progress = await world.store.ledger.progress(broadcast.id)
    assert (progress.sent, progress.left, progress.later) == (len(reached), 0, 0)


async def test_it_is_about_no_edition_and_leaves_receipts_alone(world: World) -> None:
    edition = await world.delivered(2)
    broadcast = await announced(world)
    worker = ManualWorker(world.store, message_ids=iter([70, 71]))
    assert await worker.finish() == [1, 2]
    assert broadcast.edition_id == NO_EDITION
    ledger = world.store.ledger
    assert await ledger.edition_of_message(1, 70) is None
    assert await ledger.edition_of_message(1, 1) == edition.edition_id
    await world.open(edition.edition_id, MORNING, BroadcastKind.RECALL)
    assert (await ledger.broadcast(broadcast.id)).state != "cancelled"


async def test_it_is_opened_once_and_another_beside_it(world: World) -> None:
    first, second = await announced(world), await announced(world)
    assert (await opened_again(world, first.subject)).id == first.id
    assert second.id != first.id


async def test_what_was_never_sent_goes_and_receipts_go_while_one_is_going_out(
    world: World,
) -> None:
    await world.delivered(1)
    unsent = await world.store.announcements.add("Draft.", MORNING)
    sent = await announced(world)
    later = MORNING + timedelta(days=365 * 20)
    tidied = await world.store.tidying.tidy(later, Periods(deliveries=MONTH, drafts=MONTH))
    assert tidied["announcements"] == 1
    assert tidied["receipts"] == 1
    assert await world.store.announcements.get(unsent.id) is None
    assert await world.store.announcements.get(sent.subject)
