"""Subscribers from elsewhere: what is not said stays, all or none, and nobody is missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, insert

from digests.errors import StoreError
from digests.model import (
    PAPER,
    ChatKind,
    Form,
    PauseReason,
    Preferences,
    Subscriber,
    SubscriberState,
)
from digests.rhythm import EVERY_DAY
from digests.store import Store
from digests.store.subscribers import row_of
from digests.store.tables import subscribers
from digests.store.upkeep.intake import Entry, Repeat, Survey
from digests.values.papers import Paper
from tests.digests.world import MORNING, World

USUAL = Preferences(language="ja", timezone="Asia/Tokyo", minute=420)
KNOWN = Subscriber(
    id=0,
    chat_id=7,
    kind=ChatKind.PRIVATE,
    preferences=Preferences(language="en", timezone="UTC", minute=60, form=Form.FULL),
    joined_at=MORNING,
    state=SubscriberState.PAUSED,
    pause_reason=PauseReason.BLOCKED,
)


def entry(line: int, chat_id: int, topic_id: int | None = None, **said: object) -> Entry:
    return Entry(line=line, chat_id=chat_id, topic_id=topic_id, said=said)


async def taken(store: Store, *entries: Entry, write: bool = True) -> Survey:
    at = MORNING + timedelta(days=1)
    return await store.intake.take_in(entries, USUAL, at, lambda _: write)


async def everybody(store: Store) -> list[Subscriber]:
    return [one async for one in store.subscribers.each()]


async def test_who_is_new_has_what_is_said_and_else_what_is_usual(store: Store) -> None:
    survey = await taken(store, entry(2, 7), entry(3, -7, 5, minute=61, kind=ChatKind.CHANNEL))
    assert survey == Survey(new=2, changed=0, same=0)
    person, topic = await everybody(store)
    assert person.preferences == USUAL
    assert (person.kind, person.topic_id, person.state) == (
        ChatKind.PRIVATE,
        None,
        SubscriberState.ACTIVE,
    )
    assert person.joined_at == MORNING + timedelta(days=1)
    assert (topic.kind, topic.topic_id, topic.preferences.minute) == (ChatKind.CHANNEL, 5, 61)


async def test_who_is_known_keeps_what_is_not_said_and_when_they_joined(store: Store) -> None:
    await store.intake.put_many([KNOWN])
    (before,) = await everybody(store)
    assert await taken(store, entry(2, 7)) == Survey(new=0, changed=0, same=1)
    assert await everybody(store) == [before]
    later = MORNING + timedelta(hours=1)
    changed = await taken(store, entry(2, 7, state=SubscriberState.LEFT, joined_at=later))
    assert changed == Survey(new=0, changed=1, same=0)
    (after,) = await everybody(store)
    assert (after.state, after.pause_reason) == (SubscriberState.LEFT, None)
    assert (after.preferences, after.joined_at) == (before.preferences, MORNING)


async def test_a_pause_ends_where_the_days_are_said_and_none_away(store: Store) -> None:
    first, last = date(2031, 5, 1), date(2031, 5, 9)
    away = replace(KNOWN.preferences, away_from=first, away_until=last)
    await store.intake.put_many([replace(KNOWN, preferences=away)])
    assert (await taken(store, entry(2, 7))).same == 1
    assert (await taken(store, entry(2, 7, away_until=first))).changed == 1
    assert (await taken(store, entry(2, 7, weekdays=EVERY_DAY))).changed == 1
    (after,) = await everybody(store)
    assert after.preferences == KNOWN.preferences


async def test_who_is_new_reads_the_paper_of_their_language_unless_one_is_said(
    store: Store,
) -> None:
    await store.papers.add(Paper(key="tide", title="The Tide", language="en"))
    await store.papers.add(Paper(key="ebb", title="The Ebb", language="en"))
    await taken(
        store,
        entry(2, 7, language="en"),
        entry(3, 8, language="en", paper="ebb"),
        entry(4, 9, language="en", paper=PAPER),
        entry(5, 10),
    )
    assert [one.preferences.paper for one in await everybody(store)] == ["tide", "ebb", PAPER, ""]


async def test_who_is_new_gets_their_paper_at_its_hour_and_clock_unless_another_is_said(
    store: Store,
) -> None:
    await store.papers.add(
        Paper(key="tide", title="The Tide", language="en", minute=400, timezone="Europe/Paris")
    )
    await taken(
        store,
        entry(2, 7, language="en"),
        entry(3, 8, language="en", minute=500, timezone="Asia/Tokyo"),
        entry(4, 9, paper="tide"),
        entry(5, 10),
    )
    chosen = [one.preferences for one in await everybody(store)]
    assert [(one.minute, one.timezone) for one in chosen] == [
        (400, "Europe/Paris"),
        (500, "Asia/Tokyo"),
        (400, "Europe/Paris"),
        (USUAL.minute, USUAL.timezone),
    ]


async def test_nothing_is_written_where_it_is_decided_so(store: Store) -> None:
    await store.intake.put_many([KNOWN])
    before = await everybody(store)
    survey = await taken(store, entry(2, 7, minute=1), entry(3, 8), write=False)
    assert survey == Survey(new=1, changed=1, same=0)
    assert await everybody(store) == before


async def test_nothing_is_written_where_somebody_is_named_twice(store: Store) -> None:
    survey = await taken(store, entry(2, 7), entry(3, 8), entry(5, 7), entry(6, 8, 1), entry(9, 7))
    assert survey.repeats == (Repeat(line=5, earlier=2), Repeat(line=9, earlier=2))
    assert survey.repeated == 2
    assert not await everybody(store)


async def test_who_is_named_twice_is_counted_beyond_those_who_are_told(store: Store) -> None:
    survey = await taken(store, *(entry(line, 7) for line in range(40)))
    assert (len(survey.repeats), survey.repeated) == (20, 39)


async def test_others_write_while_the_entries_are_looked_at(store: Store, url: str) -> None:
    """And who is there by the time they are written is changed, not there twice."""
    await store.intake.put_many([KNOWN])
    other = create_engine(url.replace("+aiosqlite", ""))
    meanwhile = insert(subscribers).values(row_of(replace(KNOWN, chat_id=8)))

    def decide(survey: Survey) -> bool:
        assert survey == Survey(new=2, changed=0, same=1)
        with other.begin() as connection:
            connection.execute(meanwhile)
        return True

    entries = [entry(2, 7), entry(3, 8, minute=61), entry(4, 9)]
    survey = await store.intake.take_in(entries, USUAL, MORNING, decide)
    other.dispose()
    assert survey == Survey(new=1, changed=1, same=1)
    those = {one.chat_id: one.preferences for one in await everybody(store)}
    assert those == {7: KNOWN.preferences, 8: replace(KNOWN.preferences, minute=61), 9: USUAL}


async def test_entries_that_break_off_leave_nobody_in(store: Store) -> None:
    def broken_off() -> Iterator[Entry]:
        yield from (entry(line, line + 1) for line in range(6_000))
        raise RuntimeError("no more of the file")

    with pytest.raises(RuntimeError):
        await store.intake.take_in(broken_off(), USUAL, MORNING, lambda _: True)
    assert not await everybody(store)
    assert (await taken(store, entry(2, 7))).new == 1


async def test_more_than_a_batch_are_changed_and_the_rest_stays(store: Store) -> None:
    many = range(1, 10_100)
    await taken(store, *(entry(line, line) for line in many))
    survey = await taken(store, *(entry(line, line, minute=line % 2 * 420) for line in many))
    assert survey == Survey(new=0, changed=5_049, same=5_050)
    assert {one.preferences.minute for one in await everybody(store)} == {0, 420}


async def test_who_is_moved_to_an_hour_that_has_passed_is_owed_what_goes_out(world: World) -> None:
    one = await world.subscriber(minute=9 * 60)
    await world.subscriber(minute=6 * 60)
    await world.broadcast()
    assert await world.due(MORNING) == [2]
    entries = [entry(2, one.chat_id, minute=5 * 60)]
    await world.store.intake.take_in(entries, USUAL, MORNING, lambda _: True)
    assert await world.due(MORNING) == [1]


async def test_others_find_no_trace_of_an_intake(store: Store) -> None:
    for _ in range(3):
        await taken(store, entry(2, 7))
    with pytest.raises(StoreError):
        await store.intake.take_in([entry(2, 7)], USUAL, MORNING, _fail)
    assert (await taken(store, entry(2, 7))).same == 1


def _fail(_: Survey) -> bool:
    raise StoreError("decided otherwise")
