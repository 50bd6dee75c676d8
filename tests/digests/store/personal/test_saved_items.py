"""Saved items: one a person and item, reminded of once, followed through corrections."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from digests.model import ChatKind, PauseReason, Preferences
from digests.personal.saved_items import SavedItems
from digests.store import Store
from digests.store.upkeep.restore import hold_back
from digests.values.saved import ReminderTime

NOW = datetime(2031, 5, 14, 12, tzinfo=UTC)
EVENING = datetime(2031, 5, 14, 20, tzinfo=UTC)
CHOSEN = Preferences(language="en", timezone="UTC", minute=420)
WREN, TIT = 7, 8


def saved_at(store: Store, now: datetime = NOW) -> SavedItems:
    return SavedItems(store=store, clock=lambda: now)


async def known(store: Store, *people: int) -> None:
    for person in people:
        await store.subscribers.remember(person, None, ChatKind.PRIVATE, CHOSEN, NOW)


async def reminded_of(store: Store, number: int = 3) -> None:
    """Wren is to be reminded tonight of an item."""
    await known(store, WREN)
    await saved_at(store).remind(WREN, (1, number), ReminderTime.TONIGHT, CHOSEN)


async def test_an_item_is_saved_once_a_person_and_listed_the_newest_first(store: Store) -> None:
    assert await saved_at(store).save(WREN, 1, 3)
    assert not await saved_at(store, EVENING).save(WREN, 1, 3)
    assert await saved_at(store).save(TIT, 1, 3)
    assert await saved_at(store, EVENING).save(WREN, 2, 1)
    page = await saved_at(store).page(WREN, offset=0, limit=5)
    assert [(one.edition, one.number) for one in page.items] == [(2, 1), (1, 3)]
    older = await saved_at(store).page(WREN, offset=1, limit=5)
    assert (older.items, older.total) == (page.items[1:], 2)


async def test_nobody_takes_out_what_another_saved(store: Store) -> None:
    saved = saved_at(store)
    await saved.save(WREN, 1, 3)
    (kept,) = (await saved.page(WREN, offset=0, limit=5)).items
    assert not await saved.drop(TIT, kept.id)
    assert await saved.drop(WREN, kept.id)
    assert await saved.find(WREN, 1, 3) is None


async def test_a_reminder_is_handed_out_once_when_it_is_due(store: Store) -> None:
    await reminded_of(store)
    assert not await saved_at(store, EVENING - timedelta(seconds=1)).take_due()
    (due,) = await saved_at(store, EVENING).take_due()
    assert (due.user_id, due.saved.edition, due.saved.number) == (WREN, 1, 3)
    assert not await saved_at(store, EVENING).take_due()  # as after a kill: nobody can know
    kept = await saved_at(store).find(WREN, 1, 3)
    assert kept
    assert kept.may_have_come
    await saved_at(store).reminded(due)
    over = await saved_at(store).find(WREN, 1, 3)
    assert over
    assert over.remind_at is None
    assert not over.may_have_come


async def test_a_reminder_that_did_not_leave_is_due_again(store: Store) -> None:
    await reminded_of(store)
    (due,) = await saved_at(store, EVENING).take_due()
    await saved_at(store).not_reminded(due)
    assert [one.saved.id for one in await saved_at(store, EVENING).take_due()] == [due.saved.id]


async def test_what_becomes_of_a_reminder_leaves_a_later_one_alone(store: Store) -> None:
    await reminded_of(store)
    (due,) = await saved_at(store, EVENING).take_due()
    await saved_at(store, EVENING).remind(WREN, (1, 3), ReminderTime.TONIGHT, CHOSEN)
    await saved_at(store).reminded(due)
    kept = await saved_at(store).find(WREN, 1, 3)
    assert kept
    assert kept.remind_at == EVENING + timedelta(days=1)


async def test_a_reminder_waits_for_whoever_can_not_be_reached(store: Store) -> None:
    await reminded_of(store)
    found = await store.subscribers.find(WREN)
    assert found
    await store.subscribers.subscribe(found.id, NOW)
    await store.subscribers.pause_chat(WREN, PauseReason.BLOCKED, NOW)
    assert not await saved_at(store, EVENING).take_due()
    await store.subscribers.resume(WREN, None)
    assert await saved_at(store, EVENING).take_due()


async def test_saved_items_follow_their_items_to_other_numbers(store: Store) -> None:
    saved = saved_at(store)
    for number in (1, 2, 3):
        await saved.save(WREN, 1, number)
    await saved.save(WREN, 2, 1)
    await store.saved_items.renumber(1, {1: 2, 2: 1, 3: None})
    page = await saved.page(WREN, offset=0, limit=5)
    assert [(one.edition, one.number) for one in page.items] == [(2, 1), (1, None), (1, 1), (1, 2)]


async def test_what_a_backup_holds_as_due_is_not_sent_by_who_restores_it(store: Store) -> None:
    await known(store, WREN)
    past = SavedItems(store=store, clock=lambda: datetime(2020, 5, 14, 12, tzinfo=UTC))
    await past.remind(WREN, (1, 3), ReminderTime.TONIGHT, CHOSEN)
    await store.database.in_write(hold_back, NOW)
    assert not await saved_at(store).take_due()
    kept = await saved_at(store).find(WREN, 1, 3)
    assert kept
    assert kept.may_have_come
