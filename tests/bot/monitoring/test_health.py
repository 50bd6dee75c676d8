"""How the bot tells how it is, from a real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.monitoring.health import HealthChecks
from bot.monitoring.http import exposition
from digests.delivery.model import BroadcastKind, Settlement
from digests.delivery.outcomes import Sent
from digests.model import ChatKind, Digest, Preferences
from digests.store import Store

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'kawaraban.db'}")
    await store.migrate()
    yield store
    await store.close()


def health(
    store: Store, *, waiting: int = 0, listening: bool = True, trouble: str = ""
) -> HealthChecks:
    queue: asyncio.Queue[object] = asyncio.Queue()
    for update in range(waiting):
        queue.put_nowait(update)
    return HealthChecks(
        store=store,
        waiting=queue.qsize,
        listening=lambda: listening,
        outcomes=lambda: {"sent": 12, "gone": 1},
        trouble=lambda: trouble,
    )


async def failing(one: HealthChecks) -> dict[str, str]:
    return {check.name: check.detail for check in await one.checks() if not check.ok}


async def test_a_bot_that_listens_over_a_good_store_is_well(store: Store) -> None:
    assert await failing(health(store)) == {}


async def test_what_fails_is_named(store: Store) -> None:
    assert await failing(health(store, listening=False)) == {"updates": "not listening"}
    assert await failing(health(store, trouble="disk is full")) == {"writing": "disk is full"}
    assert await failing(health(store, waiting=1_000)) == {"handlers": "1000 updates wait"}


async def test_a_store_whose_tables_are_missing_is_not_well(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    assert "database" in await failing(health(store))
    await store.close()


async def test_the_figures_tell_who_reads_and_what_was_sent(store: Store) -> None:
    for chat_id in (1, 2):
        subscriber = await store.subscribers.remember(
            chat_id,
            None,
            ChatKind.PRIVATE,
            Preferences(language="ja", timezone="Asia/Tokyo", minute=420),
            NOW,
        )
        await store.subscribers.subscribe(subscriber.id, NOW)
    await store.subscribers.leave(subscriber.id)
    lines = exposition(await health(store, waiting=3).metrics()).splitlines()
    assert 'kawaraban_subscribers{state="active"} 1' in lines
    assert not [line for line in lines if "owed" in line]
    assert 'kawaraban_subscribers{state="left"} 1' in lines
    assert 'kawaraban_messages_total{outcome="sent"} 12' in lines
    assert 'kawaraban_broadcasts{state="running"} 0' in lines
    assert 'kawaraban_recipients{outcome="left"} 0' in lines
    assert 'kawaraban_recipients{outcome="unsure"} 0' in lines
    assert not [line for line in lines if "unknown" in line]
    assert "kawaraban_editions 0" in lines
    assert "kawaraban_updates_waiting 3" in lines


async def test_the_figures_tell_how_far_open_broadcasts_are(store: Store) -> None:
    long_ago = NOW - timedelta(days=30)
    for chat_id, minute in ((1, 0), (2, 0), (3, 23 * 60)):
        subscriber = await store.subscribers.remember(
            chat_id,
            None,
            ChatKind.PRIVATE,
            Preferences(language="en", timezone="UTC", minute=minute),
            long_ago,
        )
        await store.subscribers.subscribe(subscriber.id, long_ago)
    draft = await store.editions.add(
        Digest(title="The Harbour Letter"),
        (),
        date=NOW.date(),
        fingerprint="f",
        posted_by=1,
        created_at=NOW,
    )
    await store.editions.publish(draft.id, NOW)
    await store.ledger.open_broadcast(
        draft.id, BroadcastKind.EDITION, day=NOW.date(), at=NOW, by=None
    )
    await store.ledger.plan(NOW)
    claim = await store.ledger.claim("w")
    assert claim
    await store.ledger.advance(claim, (), holding=(), wanted=1, answers=0)
    sent = Settlement(subscriber_id=1, part=0, outcome=Sent(7))
    await store.ledger.advance(claim, [sent], holding=(), wanted=0, answers=0)
    lines = exposition(await health(store).metrics()).splitlines()
    for figure in (
        'broadcasts{state="running"} 1',
        'broadcasts{state="paused"} 0',
        'recipients{outcome="sent"} 1',
        'recipients{outcome="left"} 1',
        'recipients{outcome="later"} 1',
        "editions 1",
    ):
        assert f"kawaraban_{figure}" in lines
