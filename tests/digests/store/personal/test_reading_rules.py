"""Rules: one a person and subject, and told to delivery by the subscriber."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from digests.model import ChatKind, Preferences
from digests.personal.reading_rules import ReadingRules
from digests.store import Store
from digests.store.tables import subscribers
from digests.values.rules import RuleSubject, Stance, Subject

NOW = datetime(2031, 5, 14, 12, tzinfo=UTC)
CHOSEN = Preferences(language="en", timezone="UTC", minute=420)
WREN, TIT = 7, 8
FOLLOW, MUTE = Stance
FERRY = RuleSubject(subject=Subject.WORD, label="Ferry", words=("Ferry",))
STORY = RuleSubject(
    subject=Subject.STORY, label="The ferry", words=("ferry", "渡し船"), edition=3, number=2
)


async def rules_of(store: Store) -> ReadingRules:
    for person in (WREN, TIT):
        await store.subscribers.remember(person, None, ChatKind.PRIVATE, CHOSEN, NOW)
    return ReadingRules(store=store, clock=lambda: NOW)


async def have_rules(store: Store) -> set[int]:
    """The people of whom delivery is told that they have rules."""
    query = select(subscribers.c.chat_id).where(subscribers.c.has_rules)
    return await store.database.in_read(lambda one: {*one.execute(query).scalars()})


async def test_a_subject_is_followed_or_muted_in_whatever_spelling(store: Store) -> None:
    rules = await rules_of(store)
    await rules.put(WREN, FERRY, FOLLOW)
    await rules.put(WREN, STORY, FOLLOW)
    await rules.put(WREN, replace(FERRY, label="FERRY", words=("FERRY",)), MUTE)
    kept = await rules.of(WREN)
    assert {(one.about.label, one.stance) for one in kept} == {
        ("FERRY", MUTE),
        ("The ferry", FOLLOW),
    }
    assert STORY in {one.about for one in kept}
    assert await rules.stance_on(WREN, FERRY) is MUTE
    assert not await rules.of(TIT)


async def test_delivery_is_told_who_has_rules_and_who_has_none_any_more(store: Store) -> None:
    rules = await rules_of(store)
    assert not await have_rules(store)
    await rules.put(WREN, FERRY, FOLLOW)
    story = await rules.put(WREN, STORY, FOLLOW)
    assert story
    await rules.take_out(WREN, FERRY)
    await rules.drop(TIT, story.id)  # none of theirs
    assert await have_rules(store) == {WREN}
    await rules.drop(WREN, story.id)
    assert not await have_rules(store)


async def test_who_is_forgotten_has_no_rules(store: Store) -> None:
    rules = await rules_of(store)
    await rules.put(WREN, FERRY, FOLLOW)
    found = await store.subscribers.find(WREN)
    assert found
    await store.subscribers.forget(found.id)
    assert not await rules.of(WREN)


async def test_what_is_followed_rings_until_it_is_muted_and_nothing_of_others_does(
    store: Store,
) -> None:
    rules = await rules_of(store)
    ferry = await rules.put(WREN, FERRY, FOLLOW)
    assert ferry
    assert not ferry.rings
    assert await rules.ring(TIT, ferry.id, rings=True) is None
    assert await rules.ring(WREN, ferry.id, rings=True) == replace(ferry, rings=True)
    await rules.put(WREN, FERRY, FOLLOW)
    assert [one.rings for one in await rules.of(WREN)] == [True]
    await rules.put(WREN, FERRY, MUTE)
    assert await rules.ring(WREN, ferry.id, rings=True) is None
    assert [one.rings for one in await rules.of(WREN)] == [False]
