"""What is old goes, what may still be asked for stays, and nothing is sent again for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, select

from digests.delivery.model import BroadcastState
from digests.delivery.outcomes import Refused
from digests.model import Digest, Edition, EditionState, Item, Picture
from digests.search.query import parse_query
from digests.store import Store
from digests.store.tables import metadata
from digests.store.upkeep.tidying import Periods
from tests.digests.world import MORNING, TODAY, FakeMessenger, World

DAY = timedelta(days=1)
PERIODS = Periods(deliveries=90 * DAY, drafts=30 * DAY)
UNDECIDED = frozenset({EditionState.DRAFT, EditionState.SCHEDULED})


async def counts(store: Store, *names: str) -> list[int]:
    return [await store.database.in_read(_count, metadata.tables[name]) for name in names]


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def pictured(*keys: str) -> Digest:
    pictures = tuple(Picture(key=key, width=1, height=1, data=b"x") for key in keys)
    item = Item(number=1, headline='The "key":"none" of it', pictures=pictures)
    return Digest(title="With pictures", items=(item,))


async def draft(store: Store, name: str, digest: Digest) -> Edition:
    return await store.editions.add(
        digest, (), date=TODAY, fingerprint=name, posted_by=None, created_at=MORNING
    )


async def test_what_was_delivered_is_forgotten_after_its_period_and_the_archive_stays(
    world: World,
) -> None:
    over = await world.delivered(3)
    store = world.store
    assert over.finished_at
    kept = await counts(store, "editions", "broadcasts")
    assert await store.tidying.tidy(over.finished_at + 89 * DAY, PERIODS) == {}
    later = over.finished_at + 91 * DAY
    await world.subscriber(minute=18 * 60)
    newer = await world.broadcast(MORNING + DAY)
    await world.due(MORNING + DAY)
    before = await counts(store, "chunks", "plans", "receipts")
    deleted = await store.tidying.tidy(later, PERIODS)
    assert deleted == {"receipts": 3, "chunks": 1, "plans": 1}
    assert await counts(store, "chunks", "plans", "receipts") == [
        before[0] - 1,
        before[1] - 1,
        before[2] - 3,
    ]
    assert await counts(store, "editions", "broadcasts") == [one + 1 for one in kept]
    assert (await store.ledger.broadcast(newer.id)).state is BroadcastState.RUNNING


async def test_what_is_long_over_is_not_sent_again_whatever_is_pressed(world: World) -> None:
    await world.subscribers(3)
    broadcast = await world.broadcast()
    await world.store.ledger.plan(MORNING)
    await world.deliver(
        FakeMessenger(lambda intent: Refused("no") if intent.recipient.chat_id == 2 else None)
    )
    store = world.store
    over = await store.ledger.broadcast(broadcast.id)
    assert over.finished_at
    assert (await store.ledger.progress(broadcast.id)).refused == 1
    deleted = await store.tidying.tidy(over.finished_at + 91 * DAY, PERIODS)
    assert deleted["undelivered"] == 1
    assert await store.ledger.retry_refused(broadcast.id) == 0
    assert await store.ledger.resolve_unknown(broadcast.id, resend=True) == 0
    assert await store.ledger.retry_too_late(broadcast.id) == 0
    assert (await store.ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED
    assert await world.due(MORNING + 92 * DAY) == []
    assert (await store.ledger.progress(broadcast.id)).later == 0


async def test_the_number_of_a_chunk_is_not_given_again(world: World) -> None:
    over = await world.delivered(1)
    assert over.finished_at
    await world.store.tidying.tidy(over.finished_at + 91 * DAY, PERIODS)
    assert await counts(world.store, "chunks", "receipts") == [1, 0]


async def test_discarded_drafts_go_with_the_pictures_that_no_edition_has(store: Store) -> None:
    published = await draft(store, "published", pictured("a", "b"))
    await store.editions.publish(published.id, MORNING)
    for name, keys, state in (
        ("discarded", "bc", EditionState.DISCARDED),
        ("scheduled", "d", EditionState.SCHEDULED),
    ):
        one = await draft(store, name, pictured(*keys))
        await store.editions.mark(one.id, state, at=MORNING, publish_at=MORNING, expected=UNDECIDED)
    await draft(store, "waiting", pictured("e"))
    assert await store.tidying.tidy(MORNING + 29 * DAY, PERIODS) == {}
    deleted = await store.tidying.tidy(MORNING + 31 * DAY, PERIODS)
    assert deleted == {"editions": 1, "pictures": 1}
    assert [await store.editions.picture(key) for key in "abde"] == [b"x"] * 4
    assert await store.editions.picture("c") is None
    assert await store.editions.drafts()
    assert (await store.search.find(parse_query("pictures"), limit=5, offset=0)).total == 0


async def test_pictures_of_a_new_draft_are_safe_while_orphans_are_looked_for(store: Store) -> None:
    old = await draft(store, "old", pictured("a"))
    await store.editions.mark(old.id, EditionState.DISCARDED, at=MORNING, expected=UNDECIDED)
    assert await store.tidying.tidy(MORNING + 31 * DAY, replace(PERIODS, drafts=40 * DAY)) == {}
    tidying = store.tidying
    read = tidying._session.in_read
    posted = False

    async def in_read_and_post(work: Any, *args: Any) -> Any:
        nonlocal posted
        found = await read(work, *args)
        if not posted and args:
            posted = True
            await draft(store, "new", pictured("a", "z"))
        return found

    await _delete(store, old.id)
    tidying._session.in_read = in_read_and_post  # type: ignore[method-assign, assignment]
    try:
        assert await tidying.delete_orphans() == 0
    finally:
        tidying._session.in_read = read  # type: ignore[method-assign]
    assert await store.editions.picture("a") == b"x"


async def _delete(store: Store, edition_id: int) -> None:
    table = metadata.tables["editions"]
    gone = table.delete().where(table.c.id == edition_id)
    await store.database.in_write(lambda connection: connection.execute(gone))


async def test_more_than_a_transaction_takes_is_deleted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digests.store.upkeep.tidying._AT_ONCE", 2)
    over = await world.delivered(5)
    assert over.finished_at
    deleted = await world.store.tidying.tidy(over.finished_at + 91 * DAY, PERIODS)
    assert deleted["receipts"] == 5
