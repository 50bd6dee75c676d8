"""Readers in sums: whoever comes and goes is counted, an opening once, and nobody is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, func, select

from digests.delivery.outcomes import Gone
from digests.model import ChatKind, Form, PauseReason, SubscriberState
from digests.store import Store
from digests.store.readership.counting import DaySpan
from digests.store.readership.movements import note_movement
from digests.store.readership.opening_tables import openings
from digests.store.readership.openings import OpenedItem
from digests.store.tables import movements
from digests.store.upkeep.tidying import Periods
from digests.values.figures import FEWEST, Figures, Movement, Standing, told_openings
from digests.values.papers import Paper
from tests.digests.store.test_subscribers import remember, subscribed
from tests.digests.world import MORNING, TODAY, FakeMessenger, World

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
PERIODS = Periods(deliveries=90 * DAY, drafts=30 * DAY)


async def figures(
    store: Store, first: date | None = None, last: date | None = None, zone: ZoneInfo = TOKYO
) -> Figures:
    """Those of the days about now by the machine's clock, as the database notes movements by it."""
    first, last = first or (NOW - DAY).date(), last or (NOW + DAY).date()
    return await store.counting.figures(DaySpan(first=first, last=last, zone=zone))


def moved(found: Figures) -> dict[Movement, int]:
    return {kind: found.moved(kind) for kind in Movement if found.moved(kind)}


async def test_readers_are_counted_by_how_they_stand_and_what_they_chose(world: World) -> None:
    store = world.store
    for one in range(3):
        await world.subscriber(language="en" if one else "ja", form=Form.FULL)
    await subscribed(store, -9)
    for chat_id, reason in ((7, PauseReason.BLOCKED), (8, PauseReason.NO_RIGHTS)):
        await subscribed(store, chat_id)
        await store.subscribers.pause_chat(chat_id, reason, MORNING)
    await remember(store, 10)
    readers = (await figures(store)).readers
    assert readers.standings == {
        Standing.ACTIVE: 4,
        Standing.PAUSED: 1,
        Standing.BLOCKED: 1,
        Standing.NOT_SUBSCRIBED: 1,
    }
    assert readers.kinds == {ChatKind.PRIVATE: 3, ChatKind.GROUP: 1, ChatKind.CHANNEL: 0}
    assert readers.languages == {"ja": 2, "en": 2}
    assert readers.forms[Form.FULL] == 3


async def test_readers_are_counted_by_paper_where_there_are_several(world: World) -> None:
    await world.subscribers(2)
    await world.subscribers(1, paper="akari")
    await world.subscribers(1, paper="akari")
    await world.store.subscribers.leave(4)
    assert (await figures(world.store)).readers.papers == {}
    akari, unread = (Paper(key=one, title=one, language="ja") for one in ("akari", "tsuki"))
    await world.store.papers.add(akari)
    await world.store.papers.add(unread)
    assert (await figures(world.store)).readers.papers == {Paper(): 2, akari: 1, unread: 0}


async def test_whoever_comes_or_goes_is_noted_once(store: Store) -> None:
    one = await subscribed(store)
    await store.subscribers.subscribe(one.id, MORNING)
    assert moved(await figures(store)) == {Movement.CAME: 1}
    for _ in range(2):
        await store.subscribers.pause_chat(one.chat_id, PauseReason.BLOCKED, MORNING)
    assert moved(await figures(store)) == {Movement.CAME: 1, Movement.LOST: 1}
    await store.subscribers.resume_chat(one.chat_id)
    await store.subscribers.resume_chat(one.chat_id)
    for _ in range(2):
        await store.subscribers.leave(one.id)
    other = await subscribed(store, 8)
    await store.subscribers.forget(other.id)
    await store.subscribers.forget(other.id)
    found = await figures(store)
    assert moved(found) == {
        Movement.CAME: 2,
        Movement.BACK: 1,
        Movement.LEFT: 2,
        Movement.LOST: 1,
    }
    assert found.days[-1].active == 0


async def test_who_leaves_while_out_of_reach_was_lost_already(store: Store) -> None:
    one = await subscribed(store)
    await store.subscribers.pause_chat(one.chat_id, PauseReason.BLOCKED, MORNING)
    await store.subscribers.leave(one.id)
    assert moved(await figures(store)) == {Movement.CAME: 1, Movement.LOST: 1}


async def _subscribe(store: Store, chat_id: int) -> None:
    await subscribed(store, chat_id)


async def _leave(store: Store, chat_id: int) -> None:
    await store.subscribers.leave((await remember(store, chat_id)).id)


async def _lose(store: Store, chat_id: int) -> None:
    await store.subscribers.pause_chat(chat_id, PauseReason.BLOCKED, MORNING)


async def _regain(store: Store, chat_id: int) -> None:
    await store.subscribers.resume_chat(chat_id)


async def _forget(store: Store, chat_id: int) -> None:
    await store.subscribers.forget((await remember(store, chat_id)).id)


async def _migrate(store: Store, chat_id: int) -> None:
    await store.subscribers.migrate(chat_id, chat_id % 3 + 1)


async def _import(store: Store, chat_id: int) -> None:
    """Three states from a file, of chats that are known or not."""
    one = replace(await remember(store, chat_id), pause_reason=None)
    states = list(SubscriberState)
    those = [
        replace(one, chat_id=chat_id + 2 * n, state=states[(chat_id + n) % 3]) for n in range(3)
    ]
    await store.intake.put_many(those)


_DEEDS = (_subscribe, _subscribe, _leave, _lose, _regain, _forget, _migrate, _import)


@pytest.mark.parametrize("seed", range(2))
async def test_movements_add_up_to_those_who_are_active_whatever_happens(
    store: Store, seed: int
) -> None:
    chance = Random(seed)
    for _ in range(25):
        deed, chat_id = chance.choice(_DEEDS), chance.randint(1, 3)
        await deed(store, chat_id)
        found = await figures(store)
        assert sum(day.gained for day in found.days) == found.readers.active, deed


async def test_days_are_those_of_the_zone_and_begin_with_the_first_movement(store: Store) -> None:
    def note(connection: Connection) -> None:
        for hour, kind in ((0, Movement.CAME), (14, Movement.CAME), (15, Movement.LOST)):
            note_movement(connection, kind, 2, datetime(2025, 3, 13, hour, 59, tzinfo=UTC))

    await store.database.in_write(note)
    found = await figures(store, TODAY - 9 * DAY, TODAY)
    assert [(day.day, day.gained, day.active) for day in found.days] == [
        (date(2025, 3, 13), 4, 2),
        (date(2025, 3, 14), -2, 0),
    ]


async def test_what_is_long_over_is_summed_up_and_says_the_same(store: Store) -> None:
    for chat_id in range(1, 4):
        await subscribed(store, chat_id)
    await store.subscribers.leave(1)
    before = await figures(store)
    assert await store.tidying.tidy(datetime.now(UTC) + 2 * DAY, PERIODS) == {}
    assert await figures(store) == before
    rows = select(func.count()).select_from(movements)
    assert await store.database.in_read(lambda c: c.execute(rows).scalar_one()) <= 4


async def test_what_became_of_an_edition_is_told(world: World) -> None:
    broadcast = await world.planned(4)
    gone = FakeMessenger(
        lambda intent: Gone(PauseReason.BLOCKED) if intent.recipient.chat_id == 1 else None
    )
    await world.deliver(gone)
    (edition,) = (await figures(world.store, TODAY - DAY, TODAY)).editions
    assert edition.edition_id == broadcast.edition_id
    counts = (edition.owed, edition.reached, edition.unreachable, edition.unknown)
    assert counts == (4, 3, 1, 0)
    assert edition.reach == 75
    assert (await figures(world.store, TODAY + DAY, TODAY + DAY)).editions == []


async def test_what_went_out_is_not_said_to_have_stayed_once_it_is_tidied(world: World) -> None:
    await world.delivered(2)
    await world.broadcast(MORNING, day=TODAY - DAY)
    await world.store.ledger.plan(MORNING)  # the newest chunk is never deleted
    await world.store.tidying.tidy(datetime(2100, 1, 1, tzinfo=UTC), PERIODS)
    (edition,) = (await figures(world.store, TODAY, TODAY)).editions
    assert (edition.owed, edition.reach, edition.is_over) == (0, None, True)
    (under_way,) = (await figures(world.store, TODAY - DAY, TODAY - DAY)).editions
    assert not under_way.is_over


async def test_what_nobody_knows_to_have_arrived_is_told_as_unknown(holding: World) -> None:
    await holding.with_unknowns()
    (edition,) = (await figures(holding.store, TODAY, TODAY)).editions
    assert (edition.owed, edition.reached, edition.unknown) == (3, 1, 2)


async def opened(store: Store, edition_id: int) -> dict[int, int]:
    found = (await figures(store, TODAY, TODAY)).editions
    return dict(next(one.openings for one in found if one.edition_id == edition_id))


async def test_an_item_counts_once_for_each_who_opened_it(world: World) -> None:
    edition, store = await world.edition(), world.store
    ids = [(await world.subscriber()).id for _ in range(2)]
    for _ in range(2):
        await store.openings.add(
            {OpenedItem(edition.id, ids[0], 1), OpenedItem(edition.id, ids[1], 1)}
        )
    await store.openings.add([OpenedItem(edition.id, ids[0], 2)])
    assert await opened(store, edition.id) == {1: 2, 2: 1}


async def test_very_many_openings_are_counted_together(world: World) -> None:
    edition = await world.edition()
    await world.subscribers(1_500)
    ids = [one.id async for one in world.store.subscribers.each()]
    await world.store.openings.add([OpenedItem(edition.id, one, 1) for one in ids])
    assert await opened(world.store, edition.id) == {1: 1_500}


async def test_of_who_is_forgotten_no_opening_stays_but_in_the_sum(world: World) -> None:
    edition, store = await world.edition(), world.store
    one = await world.subscriber()
    await store.openings.add([OpenedItem(edition.id, one.id, 1)])
    kept = await store.personal_data.of(one.id)
    row = {"edition_id": edition.id, "subscriber_id": one.id, "number": 1}
    assert kept["openings"] == [row]
    await store.subscribers.forget(one.id)
    await store.openings.add([OpenedItem(edition.id, one.id, 2)])  # was on its way
    assert await _left(store) == 0
    assert await opened(store, edition.id) == {1: 1}


async def test_who_opened_what_is_dropped_after_a_week_and_the_sums_stay(world: World) -> None:
    edition, store = await world.edition(), world.store
    one = await world.subscriber()
    await store.openings.add([OpenedItem(edition.id, one.id, 1)])
    assert await store.tidying.tidy(MORNING + 6 * DAY, PERIODS) == {}
    assert await store.tidying.tidy(MORNING + 8 * DAY, PERIODS) == {"openings": 1}
    assert await _left(store) == 0
    assert await opened(store, edition.id) == {1: 1}


async def _left(store: Store) -> int:
    rows = select(func.count()).select_from(openings)
    return await store.database.in_read(lambda connection: connection.execute(rows).scalar_one())


def test_few_openings_are_not_told() -> None:
    assert [told_openings(count) for count in (0, FEWEST - 1, FEWEST)] == ["<5", "<5", "5"]


async def test_the_first_link_by_which_somebody_came_holds(store: Store) -> None:
    by_flyer, by_shop = await remember(store, 7), await remember(store, 8)
    before = await subscribed(store, 9)
    for one in (by_flyer, before):
        await store.subscribers.note_source(one.id, "flyer")
    await store.subscribers.note_source(by_flyer.id, "shop")
    await store.subscribers.note_source(by_shop.id, "shop")
    await store.subscribers.subscribe(by_shop.id, MORNING)
    told = [(one.source, one.came, one.active) for one in (await figures(store)).sources]
    assert told == [("flyer", 1, 0), ("shop", 1, 1)]
