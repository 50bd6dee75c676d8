from __future__ import annotations

from datetime import timedelta

import pytest

from digests.errors import StoreError
from digests.model import ChatKind, Form, PauseReason, Preferences, Subscriber, SubscriberState
from digests.store import Store
from digests.store.subscribers import move_subscriber, pause_subscriber
from tests.digests.world import MORNING, World, choosing

GROUP = -100_200_300


async def remember(store: Store, chat_id: int = 7, topic_id: int | None = None) -> Subscriber:
    return await store.subscribers.remember(
        chat_id,
        topic_id,
        ChatKind.PRIVATE if chat_id > 0 else ChatKind.GROUP,
        Preferences(language="ja", timezone="Asia/Tokyo", minute=420),
        MORNING,
    )


async def subscribed(store: Store, chat_id: int = 7, topic_id: int | None = None) -> Subscriber:
    subscriber = await remember(store, chat_id, topic_id)
    return await store.subscribers.subscribe(subscriber.id, MORNING)


async def state_of(store: Store, subscriber_id: int) -> tuple[SubscriberState, PauseReason | None]:
    everybody = {one.id: one async for one in store.subscribers.each()}
    return everybody[subscriber_id].state, everybody[subscriber_id].pause_reason


async def test_somebody_who_is_remembered_is_not_subscribed(store: Store) -> None:
    subscriber = await remember(store)
    assert subscriber.state is SubscriberState.LEFT
    assert await store.subscribers.find(7) == subscriber


async def test_who_subscribes_again_joined_when_they_did(store: Store) -> None:
    subscriber = await subscribed(store)
    again = await store.subscribers.subscribe(subscriber.id, MORNING + timedelta(days=1))
    assert again.joined_at == MORNING


async def test_who_leaves_while_unreachable_has_no_reason_to_be_any_more(store: Store) -> None:
    subscriber = await subscribed(store)
    await store.subscribers.pause_chat(subscriber.chat_id, PauseReason.BLOCKED, MORNING)
    assert (await store.subscribers.leave(subscriber.id)).pause_reason is None


async def test_somebody_known_is_remembered_as_they_are(store: Store) -> None:
    subscriber = await subscribed(store)
    await store.subscribers.change(subscriber.id, choosing(language="en"))
    assert (await remember(store)).preferences.language == "en"
    assert (await remember(store)).state is SubscriberState.ACTIVE


async def test_topics_of_a_chat_are_subscribers_of_their_own(store: Store) -> None:
    whole = await remember(store, GROUP)
    topic = await remember(store, GROUP, 5)
    assert whole.id != topic.id
    assert await store.subscribers.find(GROUP, 5) == topic
    assert await store.subscribers.find(GROUP, 6) is None


async def test_who_comes_back_has_their_settings(store: Store) -> None:
    subscriber = await subscribed(store)
    await store.subscribers.change(subscriber.id, choosing(minute=600, form=Form.FULL))
    assert (await store.subscribers.leave(subscriber.id)).state is SubscriberState.LEFT
    later = MORNING + timedelta(days=30)
    back = await store.subscribers.subscribe(subscriber.id, later)
    assert (back.state, back.preferences.minute, back.preferences.form) == (
        SubscriberState.ACTIVE,
        600,
        Form.FULL,
    )
    assert back.joined_at == later


async def test_who_was_unreachable_comes_back_as_if_never_away(store: Store) -> None:
    subscriber = await subscribed(store)
    await store.subscribers.pause_chat(subscriber.chat_id, PauseReason.BLOCKED, MORNING)
    paused = await state_of(store, subscriber.id)
    assert paused == (SubscriberState.PAUSED, PauseReason.BLOCKED)
    back = await store.subscribers.subscribe(subscriber.id, MORNING + timedelta(days=1))
    assert back == subscriber


async def test_who_left_is_not_paused(store: Store) -> None:
    subscriber = await subscribed(store)
    await store.subscribers.leave(subscriber.id)
    await store.subscribers.pause_chat(subscriber.chat_id, PauseReason.BLOCKED, MORNING)
    await store.database.in_write(pause_subscriber, subscriber.id, PauseReason.BLOCKED, MORNING)
    assert await state_of(store, subscriber.id) == (SubscriberState.LEFT, None)


async def test_a_chat_is_paused_and_resumed_as_a_whole(store: Store) -> None:
    subscribers = [await subscribed(store, GROUP), await subscribed(store, GROUP, 5)]
    left = await remember(store, GROUP, 6)
    kicked = await subscribed(store, 9)
    await store.subscribers.pause_chat(kicked.chat_id, PauseReason.BLOCKED, MORNING)
    other = await subscribed(store, 8)
    assert await store.subscribers.pause_chat(GROUP, PauseReason.KICKED, MORNING) == 2
    for subscriber in subscribers:
        assert await state_of(store, subscriber.id) == (SubscriberState.PAUSED, PauseReason.KICKED)
    assert await state_of(store, other.id) == (SubscriberState.ACTIVE, None)
    assert await state_of(store, left.id) == (SubscriberState.LEFT, None)
    resumed = await store.subscribers.resume_chat(GROUP)
    assert [(one.id, one.lost_at) for one in resumed] == [(one.id, MORNING) for one in subscribers]
    assert await state_of(store, subscribers[1].id) == (SubscriberState.ACTIVE, None)
    assert await state_of(store, left.id) == (SubscriberState.LEFT, None)
    assert await state_of(store, kicked.id) == (SubscriberState.PAUSED, PauseReason.BLOCKED)


@pytest.mark.parametrize(
    "setting", [{"timezone": "Mars/Olympus"}, {"timezone": "../etc"}, {"minute": 1440}]
)
async def test_a_setting_that_there_is_not_is_refused(
    store: Store, setting: dict[str, str | int]
) -> None:
    subscriber = await subscribed(store)
    with pytest.raises(ValueError, match=r"is no (zone|minute)"):
        await store.subscribers.change(subscriber.id, choosing(**setting))


async def test_changing_nothing_changes_nothing(store: Store) -> None:
    subscriber = await subscribed(store)
    assert await store.subscribers.change(subscriber.id, choosing()) == subscriber


async def test_changing_somebody_unknown_is_an_error(store: Store) -> None:
    with pytest.raises(StoreError, match="no such subscriber"):
        await store.subscribers.change(5, choosing(minute=3))


async def test_a_migrated_group_keeps_its_subscriptions(store: Store) -> None:
    group, topic = await subscribed(store, -5), await subscribed(store, -5, 9)
    await store.subscribers.migrate(-5, GROUP)
    assert await store.subscribers.find(-5) is None
    moved = [await store.subscribers.find(GROUP), await store.subscribers.find(GROUP, 9)]
    assert [subscriber.id for subscriber in moved if subscriber] == [group.id, topic.id]


async def test_a_group_whose_move_is_told_twice_keeps_its_subscription(store: Store) -> None:
    """By the update that tells of it, and by the refusal of what a broadcast sent there."""
    group = await subscribed(store, -5)
    await store.subscribers.migrate(-5, GROUP)
    await store.database.in_write(move_subscriber, group.id, GROUP)
    await store.subscribers.migrate(-5, GROUP)
    assert await state_of(store, group.id) == (SubscriberState.ACTIVE, None)


async def test_a_migrated_group_takes_the_place_of_a_mere_acquaintance(store: Store) -> None:
    group = await subscribed(store, -5)
    await remember(store, GROUP)
    await store.subscribers.migrate(-5, GROUP)
    moved = await store.subscribers.find(GROUP)
    assert moved
    assert (moved.id, moved.state) == (group.id, SubscriberState.ACTIVE)


async def test_a_group_that_subscribed_anew_is_not_subscribed_twice(store: Store) -> None:
    group, anew = await subscribed(store, -5), await subscribed(store, GROUP)
    await store.subscribers.migrate(-5, GROUP)
    assert await state_of(store, group.id) == (SubscriberState.LEFT, None)
    assert await store.subscribers.find(GROUP) == anew


async def test_subscribers_are_counted_by_state(store: Store, world: World) -> None:
    await world.subscribers(5)
    await world.subscribers(1, state=SubscriberState.LEFT)
    assert await store.subscribers.counts() == {
        SubscriberState.ACTIVE: 5,
        SubscriberState.LEFT: 1,
        SubscriberState.PAUSED: 0,
    }


async def test_those_with_an_edition_today_are_counted_by_zone_and_minute(
    store: Store, world: World
) -> None:
    await world.subscribers(3, "Europe/Berlin", minute=400)
    await world.subscribers(2, "Asia/Tokyo", minute=1439)
    await world.subscribers(1, "Asia/Tokyo", minute=0)
    await world.subscribers(4, "Asia/Tokyo", minute=0, state=SubscriberState.LEFT)
    await world.subscribers(
        5, "Asia/Tokyo", minute=0, away_until=MORNING.date() + timedelta(days=9)
    )
    assert await store.subscribers.minutes(MORNING) == {
        ("Europe/Berlin", 400): 3,
        ("Asia/Tokyo", 1439): 2,
        ("Asia/Tokyo", 0): 1,
    }


async def test_everybody_can_be_read_in_batches(store: Store, world: World) -> None:
    await world.subscribers(7)
    for batch in (3, 7, 100):
        chats = [subscriber.chat_id async for subscriber in store.subscribers.each(batch)]
        assert chats == list(range(1, 8))


async def test_an_import_keeps_who_is_known_and_adds_the_others(store: Store) -> None:
    subscriber = await subscribed(store, 7)
    given = [
        Subscriber(
            id=99,
            chat_id=chat_id,
            kind=ChatKind.PRIVATE,
            preferences=Preferences(language="en", timezone="Europe/Riga", minute=60),
            joined_at=MORNING + timedelta(days=1),
            state=SubscriberState.PAUSED,
            pause_reason=PauseReason.BLOCKED,
        )
        for chat_id in (7, 8, 8)
    ]
    assert await store.intake.put_many(given) == 3
    known, new = [subscriber async for subscriber in store.subscribers.each()]
    assert (known.id, known.joined_at, known.preferences.language) == (subscriber.id, MORNING, "en")
    assert known.state is SubscriberState.PAUSED
    assert (new.chat_id, new.preferences.minute, new.pause_reason) == (8, 60, PauseReason.BLOCKED)


async def test_an_import_with_a_wrong_zone_is_refused(store: Store, world: World) -> None:
    with pytest.raises(ValueError, match="no zone"):
        await world.subscribers(1, "Mars/Olympus")
    assert (await store.subscribers.counts())[SubscriberState.ACTIVE] == 0
