"""How editors want drafts published, kept until it is done, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from digests.model import UNDECIDED, Digest, Edition, EditionState, Item
from digests.store import Store
from digests.store.upkeep.tidying import Periods
from digests.values.orders import OrderKind, PublishOrder

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)
LATER = NOON + timedelta(seconds=30)
ORDER = PublishOrder(
    edition_id=1, kind=OrderKind.AT, by=7, at=NOON, revision=2, moment=LATER, is_waiting=True
)


@pytest.fixture
async def draft(store: Store) -> Edition:
    digest = Digest(title="港だより", date=DAY, items=(Item(number=1, headline="A"),))
    return await store.editions.add(
        digest, (), date=DAY, fingerprint="f", posted_by=7, created_at=NOON
    )


async def scheduled(store: Store, at: datetime) -> None:
    state = EditionState.SCHEDULED
    await store.editions.mark(1, state, at=NOON, publish_at=at, expected=UNDECIDED)


@pytest.mark.usefixtures("draft")
async def test_only_what_still_waits_is_agreed_to_and_only_once(store: Store) -> None:
    await store.orders.put(ORDER)
    assert not await store.orders.agree(replace(ORDER, at=LATER))
    assert await store.orders.agree(ORDER)
    assert await store.orders.find(1) == replace(ORDER, is_waiting=False)
    assert not await store.orders.agree(ORDER)
    await store.orders.put(ORDER)
    await store.orders.drop(1)  # who ordered it has withdrawn it
    assert not await store.orders.agree(ORDER)
    assert await store.orders.find(1) is None


@pytest.mark.usefixtures("draft")
async def test_an_order_is_kept_until_another_takes_its_place_or_it_is_given_up(
    store: Store,
) -> None:
    await store.orders.put(ORDER)
    assert await store.orders.find(1) == ORDER
    assert await store.orders.waiting() == (ORDER,)
    agreed = replace(ORDER, is_waiting=False)
    await store.orders.put(agreed)
    assert await store.orders.find(1) == agreed
    assert await store.orders.waiting() == ()
    assert await store.orders.drop(1)
    assert not await store.orders.drop(1)


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("state", [EditionState.PUBLISHED, EditionState.DISCARDED])
async def test_what_is_decided_about_has_no_order_and_gets_none(
    store: Store, state: EditionState
) -> None:
    await store.orders.put(ORDER)
    if state is EditionState.PUBLISHED:
        await store.editions.publish(1, NOON)
    else:
        await store.editions.mark(1, state, at=NOON, expected=UNDECIDED)
    assert await store.orders.find(1) is None
    await store.orders.put(ORDER)
    assert await store.orders.find(1) is None


@pytest.mark.usefixtures("draft")
async def test_what_was_put_off_since_it_was_found_due_is_not_published(store: Store) -> None:
    assert await store.editions.publish_due(1, LATER) is None  # a draft
    await scheduled(store, LATER)
    assert not await store.editions.is_due(NOON)
    assert await store.editions.publish_due(1, NOON) is None
    assert await store.editions.is_due(LATER)
    published = await store.editions.publish_due(1, LATER)
    assert published
    assert published.state is EditionState.PUBLISHED


async def test_cards_of_what_was_decided_about_long_ago_go(store: Store, draft: Edition) -> None:
    await store.draft_cards.show(draft.id, 7, (11,))
    await store.editions.publish(draft.id, NOON)
    periods = Periods(deliveries=timedelta(days=90), drafts=timedelta(days=30))
    assert "draft_cards" not in await store.tidying.tidy(NOON + timedelta(days=29), periods)
    assert (await store.tidying.tidy(NOON + timedelta(days=31), periods))["draft_cards"] == 1
    assert not await store.draft_cards.of(draft.id)
