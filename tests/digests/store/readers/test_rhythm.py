"""Days of one's own: who is owed an edition on them, and who is told what they missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select, text

from digests.audience import Audience
from digests.delivery.model import BroadcastKind, BroadcastState
from digests.delivery.schedule import instant_of, local_day
from digests.model import EditionState, Subscriber
from digests.rhythm import WEEKDAYS, WEEKENDS
from digests.store.planning import is_silent, zones_in_use
from digests.store.readers.rhythm_conditions import is_owed
from digests.store.recipients import Range, untried
from digests.store.tables import PLACES, broadcasts, subscribers
from digests.store.upkeep import restore
from digests.values.rules import RuleSubject, Stance, Subject
from tests.digests.passing_days import DAY, ZONES, Town, own, some_rhythm
from tests.digests.world import ManualWorker, World, choosing

HOUR = timedelta(hours=1)
SATURDAY = datetime(2026, 11, 21, 6, tzinfo=UTC)
FRIDAY, SUNDAY, MONDAY = SATURDAY - DAY, SATURDAY + DAY, SATURDAY + 2 * DAY


@pytest.fixture
def town(world: World) -> Town:
    return Town(world)


async def test_the_conditions_say_what_the_rhythm_says(world: World) -> None:
    chance = Random(17)
    rhythms = {}
    for chat in range(1, 201):
        rhythms[chat] = some_rhythm(chance, SATURDAY.date())
        await world.subscribers(1, **own(rhythms[chat]))

    def meant(connection: Connection, kind: BroadcastKind, day: date) -> set[int]:
        query = select(subscribers.c.chat_id).where(is_owed(kind, day))
        return set(connection.execute(query).scalars())

    for number in range(-7, 12):
        day = SATURDAY.date() + number * DAY
        in_read = world.store.database.in_read
        assert await in_read(meant, BroadcastKind.EDITION, day) == {
            chat for chat, rhythm in rhythms.items() if rhythm.has_edition(day)
        }
        assert await in_read(meant, BroadcastKind.ROUND_UP, day) == {
            chat for chat, rhythm in rhythms.items() if rhythm.has_round_up(day)
        }


async def test_whose_day_it_is_not_gets_nothing_and_keeps_no_broadcast_open(world: World) -> None:
    await world.subscribers(1)
    await world.subscribers(1, weekdays=WEEKDAYS)
    await world.subscribers(1, away_until=MONDAY.date(), minute=1439)
    broadcast = await world.broadcast(SATURDAY)
    assert (await world.progress(broadcast)).later == 1
    await world.store.ledger.plan(SATURDAY)
    assert (await world.progress(broadcast)).owed == 1
    assert await world.due(SATURDAY) == [1]
    assert (await world.progress(broadcast)).later == 0
    assert (await world.store.ledger.broadcast(broadcast.id)).state is BroadcastState.FINISHED


async def test_the_first_day_tells_of_the_days_before_once(world: World, town: Town) -> None:
    await world.subscriber(weekdays=WEEKDAYS, minute=300)
    await world.subscriber(minute=300)
    for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY):
        await world.broadcast(day)
        for hours in (0, 1):
            await town.look(day + hours * HOUR)
    assert town.brought == {(1, 1): 1, (1, 4): 1, **{(2, one): 1 for one in (1, 2, 3, 4)}}
    assert town.told == {(1, 2): 1, (1, 3): 1}


async def test_a_weekly_reader_is_told_of_what_stands_between_two_round_ups(
    world: World, town: Town
) -> None:
    """What comes out on the day after their hour stands in the next one."""
    await world.subscriber(weekdays=0b010_0000, round_up=True, minute=7 * 60)
    opened = [SATURDAY, MONDAY, SATURDAY + 7 * DAY, SATURDAY + 7 * DAY + 3 * HOUR]
    for number, at in enumerate(opened):
        await world.broadcast(at, day=at.date() + (number == 3) * timedelta(days=-3))
        await town.look(at + HOUR)
    assert town.told == {(1, 1): 1, (1, 2): 1, (1, 3): 1}
    await town.look(SATURDAY + 14 * DAY + HOUR)
    assert town.told == {(1, one): 1 for one in (1, 2, 3, 4)}
    assert not town.brought


async def test_once_restored_nobody_is_told_again_of_what_they_missed(
    world: World, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscriber(weekdays=WEEKDAYS, minute=300)
    await world.broadcast(SATURDAY)
    await town.look(SATURDAY)
    monkeypatch.setattr(restore, "instant", lambda _: MONDAY)
    await world.store.database.in_write(restore.hold_back, SUNDAY)
    await town.look(MONDAY)
    assert await world.store.database.in_read(_round_ups) == [BroadcastState.PAUSED]
    assert not town.told


async def test_nobody_is_told_of_nothing(world: World, town: Town) -> None:
    await world.subscriber(weekdays=WEEKDAYS)
    await town.look(MONDAY)
    (broadcast,) = await world.store.database.in_read(_round_ups)
    assert not town.told
    assert broadcast is BroadcastState.FINISHED


def _round_ups(connection: Connection) -> list[BroadcastState]:
    query = select(broadcasts.c.state).where(broadcasts.c.kind == BroadcastKind.ROUND_UP)
    return list(connection.execute(query).scalars())


async def test_where_all_have_every_day_no_round_up_is_opened(world: World, town: Town) -> None:
    await world.subscribers(3)
    await town.look(MONDAY)
    assert await world.store.database.in_read(_round_ups) == []


async def test_what_is_taken_back_is_not_told_of(world: World, town: Town) -> None:
    await world.subscriber(weekdays=WEEKDAYS)
    for day in (SATURDAY, SUNDAY):
        await world.broadcast(day)
        await town.look(day)
    await world.store.editions.mark(
        1, EditionState.RECALLED, at=SUNDAY, expected=frozenset({EditionState.PUBLISHED})
    )
    await town.look(MONDAY)
    assert town.told == {(1, 2): 1}


async def test_who_resumes_in_mid_broadcast_gets_it_at_once_and_once(
    world: World, town: Town
) -> None:
    paused = await world.subscriber(away_until=MONDAY.date())
    await world.subscriber(minute=1200)
    await world.broadcast(SATURDAY)
    await town.look(SATURDAY)
    for until in (None, MONDAY.date(), None):
        await world.store.subscribers.change(paused.id, choosing(away_until=until), SATURDAY)
    await town.look(SATURDAY + HOUR)
    await world.store.subscribers.change(paused.id, choosing(weekdays=WEEKENDS))
    await town.look(SATURDAY + 20 * HOUR)
    assert town.brought == {(1, 1): 1, (2, 1): 1}


async def test_who_pauses_after_planning_gets_nothing(world: World) -> None:
    await world.subscribers(2)
    await world.broadcast(SATURDAY)
    await world.store.ledger.plan(SATURDAY)
    await world.store.subscribers.change(1, choosing(away_until=MONDAY.date()))
    assert await ManualWorker(world.store).finish() == [2]


async def test_who_moves_their_hour_on_the_day_is_told_once(world: World, town: Town) -> None:
    moves = await world.subscriber(weekdays=WEEKDAYS, minute=300)
    waits = await world.subscriber(weekdays=WEEKDAYS, minute=1200)
    await world.broadcast(SATURDAY)
    await town.look(SATURDAY)
    await town.look(MONDAY)
    for who, minute in ((moves, 1300), (waits, 100)):
        await world.store.subscribers.change(who.id, choosing(minute=minute), MONDAY)
    for hours in (1, 17):
        await town.look(MONDAY + hours * HOUR)
    assert town.told == {(1, 1): 1, (2, 1): 1}


async def test_through_zones_and_changes_of_clocks_each_is_brought_or_told_every_edition_once(
    world: World, town: Town
) -> None:
    """Eight days around the end of summer time, looked at by a clock that is late now and then."""
    chance = Random(19)
    begins = datetime(2026, 10, 22, 3, tzinfo=UTC)
    people: list[Subscriber] = []
    for _ in range(14):
        rhythm = replace(some_rhythm(chance, begins.date() + 4 * DAY), away_from=None)
        people.append(
            await world.subscriber(
                chance.choice(ZONES), minute=chance.randrange(1440), **own(rhythm)
            )
        )
    for number in range(8):
        at = begins + number * DAY
        await world.broadcast(at)
        for hours in (0, 9, 19):
            await town.look(at + hours * HOUR)
    until = begins + 8 * DAY - 5 * HOUR
    for one in people:
        for number in range(8):
            key = (one.id, number + 1)
            expected = _fate(one, begins + number * DAY, until)
            assert (town.brought[key], town.told[key]) == expected, (one, number)


def _fate(one: Subscriber, opened: datetime, until: datetime) -> tuple[int, int]:
    """How often an edition that was opened at an instant is brought and told of by another."""
    chosen, zone = one.preferences, ZoneInfo(one.preferences.timezone)
    day = max(opened.date(), local_day(zone, opened))
    due = max(opened, instant_of(day, chosen.minute, zone))
    if chosen.has_edition(day):
        return int(due <= until), 0
    coming = chosen.next_on(day)
    if chosen.round_up and coming == day and due > instant_of(day, chosen.minute, zone):
        coming = chosen.next_on(day + DAY)
    return 0, int(instant_of(coming, chosen.minute, zone) <= until)


async def test_silent_is_silent_by_day_and_quiet_hours_are_their_own(world: World) -> None:
    await world.subscribers(1, silent=True, minute=300)
    await world.subscribers(1, quiet_from=0, quiet_until=0, minute=301)
    broadcast = await world.broadcast(SATURDAY)
    await world.store.ledger.plan(SATURDAY)
    noon = SATURDAY.replace(hour=12)
    midnight = noon + 12 * HOUR

    def silent(connection: Connection, at: datetime) -> list[bool]:
        everybody = Range(chunk_id=0, timezone="UTC", after=0, last=1440 * PLACES, caught_up=False)
        found, _ = untried(connection, broadcast, everybody, 9, at)
        return [recipient.silent for recipient in found]

    assert await world.store.database.in_read(silent, noon) == [True, False]
    assert await world.store.database.in_read(silent, midnight) == [True, False]


async def test_what_is_followed_may_ring_by_day_and_never_in_quiet_hours(world: World) -> None:
    """Not even at the minute of the night that somebody chose."""
    follows = await world.subscriber(silent=True, minute=6 * 60)
    await world.subscriber(silent=True, minute=6 * 60)
    about = RuleSubject(subject=Subject.WORD, label="橋", words=("橋",))
    await world.store.reading_rules.put(
        follows.chat_id, "橋", about, Stance.FOLLOW, at=SATURDAY, most=9
    )
    broadcast = await world.broadcast(SATURDAY)
    everybody = Range(chunk_id=0, timezone="UTC", after=0, last=1440 * PLACES, caught_up=False)

    def may_ring(connection: Connection, at: datetime) -> list[bool]:
        found, _ = untried(connection, broadcast, everybody, 9, at)
        assert all(recipient.silent for recipient in found)
        return [recipient.may_ring for recipient in found]

    assert await world.store.database.in_read(may_ring, SATURDAY) == [False, False]
    noon = SATURDAY + 6 * HOUR
    assert await world.store.database.in_read(may_ring, noon) == [True, False]


async def test_a_round_up_never_rings_at_night(world: World) -> None:
    await world.broadcast(SATURDAY)
    await world.subscribers(1, weekdays=WEEKDAYS, minute=30)
    await world.store.ledger.open_round_ups(MONDAY)
    await world.store.ledger.plan(MONDAY)
    (round_up,) = [
        one for one in await world.store.ledger.running() if one.kind is BroadcastKind.ROUND_UP
    ]
    assert is_silent(round_up, 30, ZoneInfo("UTC"), MONDAY.replace(hour=0, minute=30))
    assert not is_silent(round_up, 30, ZoneInfo("UTC"), MONDAY.replace(hour=12))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the other looks at what is there
async def test_the_planner_finds_whom_it_looks_for_by_an_index(world: World) -> None:
    await world.subscribers(3, weekdays=WEEKDAYS)

    def plan_of(connection: Connection, kind: BroadcastKind) -> str:
        written = select(zones_in_use(kind).c.timezone).compile(
            connection, compile_kwargs={"literal_binds": True}
        )
        rows = connection.execute(text(f"EXPLAIN QUERY PLAN {written}"))
        return " ".join(row.detail for row in rows)

    in_read = world.store.database.in_read
    assert "ix_subscribers_place (paper=? AND timezone>?)" in await in_read(
        plan_of, BroadcastKind.EDITION
    )
    assert "ix_subscribers_rhythm (timezone>?)" in await in_read(plan_of, BroadcastKind.ROUND_UP)


async def test_who_is_back_is_told_what_would_have_come_and_no_more(world: World) -> None:
    brought = await world.subscriber(weekdays=WEEKDAYS, minute=300)
    weekly = await world.subscriber(weekdays=0b010_0000, round_up=True, minute=300)
    for day in (FRIDAY, SATURDAY, SUNDAY):
        await world.broadcast(day)
    until = SUNDAY + 8 * HOUR
    found = world.store.subscribers.take_pending
    assert await found(brought.id, until, FRIDAY - DAY) == (1,)
    assert await found(weekly.id, until, FRIDAY - DAY) == (1,)  # the other came out after
    assert await found(brought.id, until + DAY, FRIDAY - DAY) == (3, 2)  # a round-up has passed
    all_of_them = await world.store.editions.undelivered_to(brought, FRIDAY - DAY, until)
    assert [one.id for one in all_of_them] == [3, 2, 1]


@pytest.mark.parametrize("is_between", [False, True])
async def test_what_was_taken_and_did_not_arrive_is_told_by_the_next_index(
    world: World, town: Town, is_between: bool
) -> None:
    reader = await world.subscriber(weekdays=WEEKENDS, minute=300)
    await world.broadcast(FRIDAY)
    await town.look(FRIDAY)
    take, put_back = world.store.subscribers.take_pending, world.store.subscribers.put_back
    assert await take(reader.id, FRIDAY + HOUR) == (1,)
    if is_between:  # of the day that has nothing more to tell
        await town.look(SATURDAY)
        assert not town.told
    await put_back(reader.id, [1])
    await town.look(SUNDAY)
    await town.look(SUNDAY + 7 * DAY)
    assert town.told == {(1, 1): 1}


async def test_what_was_missed_is_turned_edition_by_edition(world: World) -> None:
    reader = await world.subscriber(weekdays=WEEKDAYS, minute=300)
    saturday = SATURDAY.date()
    digest = (await world.edition(saturday)).digest
    made = [1]
    for number, slot in enumerate(("evening", "extra", "extra"), start=1):
        draft = await world.store.editions.add(
            digest,
            (),
            date=saturday,
            slot=slot,
            fingerprint=str(number),
            posted_by=None,
            created_at=SATURDAY,
        )
        await world.store.editions.publish(draft.id, SATURDAY + number * HOUR)
        made.insert(0, draft.id)
    for edition in made:
        await world.open(edition, SATURDAY)
    audience = Audience(
        store=world.store, defaults=reader.preferences, clock=lambda: SUNDAY + 8 * HOUR
    )
    first = await audience.missed(reader, saturday)
    assert first
    in_order = [one.id for one in first.editions]
    assert sorted(in_order) == sorted(made)
    older = await audience.missed(reader, saturday, before=saturday, edition=in_order[1])
    assert older
    assert [one.id for one in older.editions] == in_order[2:]
    assert await audience.missed(reader, saturday, before=saturday) is None
