"""Rules: one a person and subject, and told to delivery by the subscriber."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from digests.model import ChatKind, Digest, Edition, Item, ItemKey, Preferences
from digests.personal.reading_rules import ReadingRules
from digests.store import Store
from digests.store.tables import subscribers
from digests.values.rules import RuleSubject, Stance, Subject
from digests.values.stories import StoryLink
from tests.digests.statements import statements

DAY = date(2031, 5, 14)
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


MANY = 30
"""Items of a long edition."""


async def two_long_days(store: Store) -> list[Edition]:
    """Editions of two days; each item of the second goes on with the one of its number."""
    made = []
    for day in (DAY, DAY + timedelta(days=1)):
        items = tuple(Item(number=n, headline=f"Ferry {n}") for n in range(1, MANY + 1))
        draft = await store.editions.add(
            Digest(title=None, items=items),
            (),
            date=day,
            fingerprint=str(day),
            posted_by=None,
            created_at=NOW,
        )
        made.append(await store.editions.publish(draft.id, NOW) or draft)
    links = [
        StoryLink(number=n, earlier=ItemKey(made[0].id, n), score=0.5) for n in range(1, MANY + 1)
    ]
    await store.story_links.put(made[1].id, links)
    return [await store.editions.get(one.id) or one for one in made]


async def follow_stories(rules: ReadingRules, person: int, edition: Edition, count: int) -> None:
    for number in range(1, count + 1):
        await rules.put(person, replace(STORY, edition=edition.id, number=number), FOLLOW)


async def test_many_rules_on_stories_cost_no_more_questions_than_one(store: Store) -> None:
    rules = await rules_of(store)
    first, second = await two_long_days(store)
    await follow_stories(rules, WREN, first, MANY)
    await follow_stories(rules, TIT, first, 1)
    asked, followed = [], []
    for person in (WREN, TIT):
        with statements() as found:
            marks = await rules.marks(person, second)
        asked.append(found)
        followed.append(len(marks.followed) if marks else 0)
    assert followed == [MANY, 1]
    assert len(asked[0]) == len(asked[1])
    assert len([one for one in asked[0] if "story_links" in one]) == 2


async def test_in_a_broadcast_what_is_the_same_for_all_is_asked_once(store: Store) -> None:
    people = range(100, 120)
    rules = ReadingRules(store=store, clock=lambda: NOW)
    first, second = await two_long_days(store)
    for person in people:
        await follow_stories(rules, person, first, 2)
    with statements() as asked:
        marks = await asyncio.gather(
            *(rules.marks_in_broadcast(person, second.id, 1) for person in people)
        )
    assert {one and one.followed for one in marks} == {frozenset({1, 2})}
    others = [one for one in asked if "reading_rules" not in one]
    with statements() as alone:
        await rules.marks_in_broadcast(people[0], second.id, 2)  # each broadcast asks anew
    assert len(others) == len([one for one in alone if "reading_rules" not in one]) > 0
    assert len([one for one in asked if "reading_rules" in one]) == len(people)
