"""What meant nothing to a bot is known until it is understood, forgotten or old."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digests.model import ChatKind, Preferences
from digests.store import Store
from digests.store.bots.misunderstood import MisunderstoodStore

CHAT, MESSAGE = 7, 70


@pytest.fixture
def kept(store: Store) -> MisunderstoodStore:
    return store.misunderstood(1)


async def test_a_message_is_misunderstood_until_a_later_update_brings_it_in_other_words(
    kept: MisunderstoodStore,
) -> None:
    await kept.add(CHAT, MESSAGE, 1)
    assert await kept.has(CHAT, MESSAGE)
    assert not await kept.has(CHAT, MESSAGE + 1)
    await kept.add(CHAT, MESSAGE, 2)
    await kept.remove(CHAT, MESSAGE, before=2)
    assert await kept.has(CHAT, MESSAGE)
    await kept.remove(CHAT, MESSAGE, before=3)
    assert not await kept.has(CHAT, MESSAGE)


async def test_another_bot_knows_nothing_of_it(store: Store, kept: MisunderstoodStore) -> None:
    await kept.add(CHAT, MESSAGE, 1)
    assert not await store.misunderstood(2).has(CHAT, MESSAGE)


async def test_what_is_old_goes(kept: MisunderstoodStore) -> None:
    await kept.add(CHAT, MESSAGE, 1)
    assert await kept.tidy(600) == 0
    assert await kept.tidy(-1) == 1


async def test_it_is_forgotten_with_its_person(store: Store, kept: MisunderstoodStore) -> None:
    now = datetime(2031, 5, 14, tzinfo=UTC)
    preferences = Preferences(language="en", timezone="UTC", minute=0)
    person = await store.subscribers.remember(CHAT, None, ChatKind.PRIVATE, preferences, now)
    await kept.add(CHAT, MESSAGE, 1)
    await kept.add(CHAT + 1, MESSAGE, 2)
    await store.subscribers.forget(person.id)
    assert not await kept.has(CHAT, MESSAGE)
    assert await kept.has(CHAT + 1, MESSAGE)
