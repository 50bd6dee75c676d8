"""What is remembered of editions that come by other ways: keys of programs, states of pages."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from digests.store import Store
from digests.store.submissions.followed_pages import PageState
from digests.store.submissions.idempotency import KeyUse
from digests.store.upkeep.tidying import Periods
from tests.digests.world import MORNING

FIRST = KeyUse(fingerprint="a" * 64, edition=1)
SECOND = KeyUse(fingerprint="b" * 64, edition=2)
DAY = timedelta(days=1)


async def test_a_key_goes_on_meaning_what_it_was_used_for_first(store: Store) -> None:
    assert await store.idempotency.find("k") is None
    assert await store.idempotency.keep("k", FIRST, MORNING) == FIRST
    assert await store.idempotency.keep("k", SECOND, MORNING) == FIRST
    assert await store.idempotency.find("k") == FIRST


async def test_of_two_that_use_a_key_at_once_one_has_it(store: Store) -> None:
    uses = [store.idempotency.keep("k", one, MORNING) for one in (FIRST, SECOND)]
    first, second = await asyncio.gather(*uses)
    assert first == second


async def test_keys_are_forgotten_with_the_drafts_of_their_time(store: Store) -> None:
    periods = Periods(deliveries=90 * DAY, drafts=30 * DAY)
    await store.idempotency.keep("k", FIRST, MORNING)
    assert await store.tidying.tidy(MORNING + 29 * DAY, periods) == {}
    assert await store.tidying.tidy(MORNING + 31 * DAY, periods) == {"submissions": 1}
    assert await store.idempotency.find("k") is None


async def test_the_last_state_of_a_page_counts_and_is_that_pages_alone(store: Store) -> None:
    state = PageState(etag='"1"', modified="Mon", fingerprint="a" * 64, read_at=MORNING)
    await store.followed_pages.keep("https://example.org/a", state)
    later = replace(state, etag="", read_at=MORNING + DAY)
    await store.followed_pages.keep("https://example.org/a", later)
    assert await store.followed_pages.find("https://example.org/a") == later
    assert await store.followed_pages.find("https://example.org/b") is None
