"""What drafts were read from and how they change, on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from digests.model import (
    Alternatives,
    Digest,
    Edition,
    EditionState,
    Item,
    Picture,
    Structure,
)
from digests.store import Store
from digests.store.drafts.uploads import Original, Version
from digests.store.upkeep.tidying import Periods

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)
ORIGINAL = Original(name="letter.pdf", data=b"\x00%PDF\xff", posted=NOON)
FOUND = Alternatives(
    structure=Structure(key="sections", items=9),
    structures=(Structure(key="ornaments:■", items=3),),
    day=DAY,
    days=(DAY, DAY + timedelta(days=1)),
    title="港だより",
    titles=("瓦版",),
)
PICTURE = Picture(key="aa", width=2, height=3, data=b"\xff\xd8")
DIGEST = Digest(
    title="港だより", date=DAY, items=(Item(number=1, headline="A", pictures=(PICTURE,)),)
)
PERIODS = Periods(deliveries=timedelta(days=90), drafts=timedelta(days=30))


@pytest.fixture
async def draft(store: Store) -> Edition:
    """A draft that can be read again."""
    edition = await store.editions.add(
        DIGEST, (), date=DAY, fingerprint="f", posted_by=7, created_at=NOON
    )
    await store.uploads.keep(edition.id, ORIGINAL, FOUND)
    return edition


def version(title: str, **changes: object) -> Version:
    digest = replace(DIGEST, title=title, **changes)  # type: ignore[arg-type]  # fields of it
    return Version(digest=digest, problems=(), date=DAY, alternatives=FOUND)


async def title_of(store: Store) -> str | None:
    edition = await store.editions.get(1)
    assert edition
    return edition.digest.title


async def test_what_is_kept_of_a_draft_is_as_it_was(store: Store, draft: Edition) -> None:
    assert await store.uploads.original(draft.id) == ORIGINAL
    kept = await store.uploads.find(draft.id)
    assert kept
    assert (kept.alternatives, kept.revision, kept.is_changed) == (FOUND, 0, False)
    await store.uploads.keep(draft.id, replace(ORIGINAL, name="other"), Alternatives())
    assert await store.uploads.original(draft.id) == ORIGINAL


async def test_of_two_who_change_a_revision_at_once_one_does(store: Store, draft: Edition) -> None:
    changes = (store.uploads.revise(draft.id, 0, version(name), NOON) for name in "AB")
    done = await asyncio.gather(*changes)
    assert sorted(done) == [False, True]
    assert await title_of(store) == "AB"[done.index(True)]


async def test_the_last_change_is_undone_and_none_before_it(store: Store, draft: Edition) -> None:
    await store.uploads.revise(draft.id, 0, version("A"), NOON)
    await store.uploads.revise(draft.id, 1, version("B"), NOON)
    assert not await store.uploads.undo(draft.id, 1, NOON)
    assert await store.uploads.undo(draft.id, 2, NOON)
    assert await title_of(store) == "A"
    assert not await store.uploads.undo(draft.id, 3, NOON)


@pytest.mark.parametrize("state", [EditionState.PUBLISHED, EditionState.DISCARDED])
async def test_what_is_decided_about_is_changed_no_more(
    store: Store, draft: Edition, state: EditionState
) -> None:
    if state is EditionState.PUBLISHED:
        await store.editions.publish(draft.id, NOON)
    else:
        await store.editions.mark(draft.id, state, at=NOON, expected=frozenset({draft.state}))
    assert await store.uploads.original(draft.id) is None
    assert not await store.uploads.revise(draft.id, 0, version("A"), NOON)
    await store.uploads.keep(draft.id, ORIGINAL, FOUND)
    assert await store.uploads.find(draft.id) is None


async def test_a_card_is_found_by_its_messages_and_its_editor(store: Store, draft: Edition) -> None:
    await store.draft_cards.show(draft.id, 7, (10,))
    await store.draft_cards.show(draft.id, 7, (11, 12))
    await store.draft_cards.show(draft.id, 8, (5,))
    assert await store.draft_cards.shown_by(7, 12) == draft.id
    assert await store.draft_cards.shown_by(7, 10) is None
    assert await store.draft_cards.shown_by(8, 12) is None
    assert await store.draft_cards.of(draft.id) == {7: (11, 12), 8: (5,)}


async def test_a_picture_that_can_come_back_by_undoing_is_not_tidied_away(
    store: Store, draft: Edition
) -> None:
    await store.uploads.revise(draft.id, 0, version("A", items=()), NOON)
    await store.tidying.tidy(NOON, PERIODS)
    assert await store.editions.picture("aa") == PICTURE.data
    await store.uploads.revise(draft.id, 1, version("B", items=()), NOON)
    assert (await store.tidying.tidy(NOON, PERIODS))["pictures"] == 1


async def test_what_nobody_has_touched_for_long_is_tidied_away_and_the_draft_stays(
    store: Store, draft: Edition
) -> None:
    await store.structure_choices.remember(7, "港だより 11月20日", "entries", NOON)
    early = await store.tidying.tidy(NOON + timedelta(days=29), PERIODS)
    assert "uploads" not in early
    late = await store.tidying.tidy(NOON + timedelta(days=31), PERIODS)
    assert late["uploads"] == 1
    assert await store.editions.get(draft.id)
    assert (await store.tidying.tidy(NOON + timedelta(days=401), PERIODS))["structure_choices"] == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("港だより 11月20日(金)", "港だより 2026年12月3日（木）", True),
        ("The Harbour Letter, 20 November 2026", "The Harbour Letter, Monday 7 December", True),
        ("Harbour Letter #45", "HARBOUR LETTER #46", True),
        ("Harbour Letter", "Mole Letter", False),
        ("2026-11-20", "2026-11-27", False),
    ],
)
async def test_a_choice_is_found_by_the_title_without_its_days_and_numbers(
    store: Store, one: str, other: str, *, same: bool
) -> None:
    await store.structure_choices.remember(7, one, "tails", NOON)
    await store.structure_choices.remember(7, one, "entries", NOON)
    found = await store.structure_choices.find(7, other)
    assert found == ("entries" if same else None)
    assert await store.structure_choices.find(8, one) is None
