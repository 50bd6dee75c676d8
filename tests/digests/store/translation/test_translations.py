"""Translations are kept for each item and language, as long as their edition is published."""

from __future__ import annotations

from dataclasses import replace

from digests.model import EditionState
from digests.store import Store
from digests.translation import ItemText, ItemTranslation
from tests.digests.world import MORNING, World
from tests.support.models.harbour import harbour

FERRY = ItemTranslation(
    number=1, revision="ab", text=ItemText(headline="Ferry resumes", summary=("Daily.", "Free."))
)


async def published(store: Store) -> int:
    digest = harbour(MORNING.date())
    draft = await store.editions.add(
        digest, (), date=MORNING.date(), fingerprint="x", posted_by=None, created_at=MORNING
    )
    assert await store.editions.publish(draft.id, MORNING)
    return draft.id


async def test_a_translation_is_found_by_its_language_and_the_later_one_counts(
    store: Store,
) -> None:
    edition = await published(store)
    refused = ItemTranslation(number=2, revision="cd")
    await store.translations.keep(edition, "en", [FERRY, refused])
    assert await store.translations.of(edition, "en") == (FERRY, refused)
    assert await store.translations.of(edition, "de") == ()
    later = replace(FERRY, revision="ef")
    await store.translations.keep(edition, "en", [later])
    assert await store.translations.of(edition, "en") == (later, refused)


async def test_nothing_is_kept_of_what_was_recalled(store: Store) -> None:
    edition = await published(store)
    await store.translations.keep(edition, "en", [FERRY])
    expected = frozenset({EditionState.PUBLISHED})
    await store.editions.mark(edition, EditionState.RECALLED, at=MORNING, expected=expected)
    await store.translations.forget(edition)
    await store.translations.keep(edition, "en", [FERRY])  # the model answered too late
    assert await store.translations.of(edition, "en") == ()


async def test_the_languages_are_those_of_a_papers_readers_who_want_theirs(world: World) -> None:
    await world.subscriber(language="en", translated=True)
    await world.subscriber(language="en", translated=True)
    await world.subscriber(language="ja")
    await world.subscriber(language="de", paper="akari", translated=True)
    gone = await world.subscriber(language="fr", translated=True)
    await world.store.subscribers.leave(gone.id)
    assert await world.store.translations.languages("") == ("en",)
    assert await world.store.translations.languages("akari") == ("de",)
