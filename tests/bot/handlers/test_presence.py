"""Who was out of reach is back at the first sign of life, and told in one message what came out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from digests.delivery.model import BroadcastKind
from digests.delivery.outcomes import Gone
from digests.model import PauseReason, Subscriber, SubscriberState
from simulator.protocol.faults import FaultKind
from simulator.state.chats import Chat, Standing, Topic
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.digests.world import ManualWorker
from tests.support.desk import DAY, Desk, labels

ACTIVE, PAUSED = SubscriberState.ACTIVE, SubscriberState.PAUSED
ONE_DAY = timedelta(days=1)


@pytest.fixture
def owner(desk: Desk) -> Person:
    return desk.world.person("Owner")


@pytest.fixture
async def forum(desk: Desk, owner: Person) -> Chat:
    forum = desk.world.supergroup("Forum", [owner], is_forum=True)
    await desk.handled()
    return forum


async def subscribed_topic(desk: Desk, owner: Person, forum: Chat, name: str) -> Topic:
    topic = desk.world.topic(forum, name)
    desk.world.say_in_topic(owner, "/subscribe", forum, topic)
    await desk.handled()
    return topic


async def come_out(desk: Desk, day: date = DAY) -> None:
    """An edition that is brought to whoever can be reached; its day has become today."""
    desk.now = desk.now.replace(year=day.year, month=day.month, day=day.day)
    edition = await desk.publish(day)
    await desk.store.ledger.open_broadcast(
        edition.id, BroadcastKind.EDITION, day=day, at=desk.now, by=None
    )
    desk.now += timedelta(hours=1)
    await desk.deliver()


async def found(desk: Desk, chat_id: int, topic: Topic | None = None) -> Subscriber:
    subscriber = await desk.store.subscribers.find(chat_id, topic.id if topic else None)
    assert subscriber
    return subscriber


async def state(desk: Desk, where: Person | Chat, topic: Topic | None = None) -> SubscriberState:
    return (await found(desk, where.id, topic)).state


def indexes(desk: Desk, where: Person | Chat) -> list[Message]:
    """What was said of what came out while you were away."""
    messages = desk.world.received(where.id)
    return [message for message in messages if "came out while you were away" in message.text]


async def lost(desk: Desk, reason: PauseReason = PauseReason.DEACTIVATED) -> Person:
    """Somebody who could not be reached when the edition came out."""
    wren = await desk.subscriber("Wren")
    await desk.store.subscribers.pause_chat(wren.id, reason, desk.now)
    await come_out(desk)
    return wren


async def test_who_unblocks_the_bot_is_told_once_what_came_out_meanwhile(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", timezone="Europe/Paris")
    await come_out(desk)
    desk.world.block(wren)
    await desk.handled()
    for days in (1, 2):
        await come_out(desk, DAY + days * ONE_DAY)
    desk.world.unblock(wren)
    await desk.handled()
    (index,) = indexes(desk, wren)
    assert index.text.splitlines()[:2] == [
        "🔔 The digest comes again, every day at 00:00 (France Time).",
        "2 editions came out while you were away:",
    ]
    assert labels(index) == ["Sun, Nov 22", "Sat, Nov 21"]
    opened = await desk.pressed(wren, index, labels(index)[0])
    assert "Letter of 2026-11-22" in opened.last.text
    await desk.said(wren, "/help")
    assert len(indexes(desk, wren)) == 1
    assert await state(desk, wren) is ACTIVE


@pytest.mark.parametrize(
    ("hour", "chosen", "rings"),
    [
        (12, {}, True),
        (23, {}, False),
        (23, {"timezone": "Asia/Tokyo"}, True),
        (12, {"silent": True}, False),
    ],
    ids=["by day", "at night", "at night where it is day", "asked for silence"],
)
async def test_what_came_out_is_told_with_a_sound_by_day_to_who_asked_for_no_silence(
    desk: Desk, hour: int, chosen: Mapping[str, Any], rings: bool
) -> None:
    wren = await desk.subscriber("Wren", **chosen)
    desk.world.block(wren)
    await desk.handled()
    await come_out(desk)
    desk.now = desk.now.replace(hour=hour)
    desk.world.unblock(wren)
    await desk.handled()
    assert len(indexes(desk, wren)) == 1
    (sent,) = [call for call in desk.world.calls if call.method == "sendMessage"]
    assert ("disable_notification" not in sent.parameters) is rings


async def test_an_unblock_that_telegram_tells_twice_brings_one_message(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    desk.world.block(wren)
    await desk.handled()
    await come_out(desk)
    desk.world.unblock(wren)
    (update,) = await desk.bot.application.bot.get_updates(desk.next_update)
    for _ in range(2):
        await desk.bot.application.process_update(update)
    assert len(indexes(desk, wren)) == 1


async def test_who_left_by_themselves_stays_away_whatever_they_do(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    await desk.said(wren, "/unsubscribe")
    await come_out(desk)
    desk.world.block(wren)
    desk.world.unblock(wren)
    await desk.said(wren, "3")
    assert await state(desk, wren) is SubscriberState.LEFT
    assert not indexes(desk, wren)


async def _writes(desk: Desk, wren: Person) -> None:
    await desk.said(wren, "good morning")


async def _commands(desk: Desk, wren: Person) -> None:
    await desk.said(wren, "/start")


async def _edits(desk: Desk, wren: Person) -> None:
    desk.world.edit(wren, desk.world.say(wren, "yesterdya"), "yesterday")
    updates = await desk.bot.application.bot.get_updates(desk.next_update)
    await desk.bot.application.process_update(updates[-1])


async def _presses(desk: Desk, wren: Person) -> None:
    await desk.pressed_of_old(wren, "archive:0")


async def _presses_what_telegram_shows_no_more(desk: Desk, wren: Person) -> None:
    await desk.pressed_of_old(wren, "archive:0", accessible=False)


async def _asks_inline(desk: Desk, wren: Person) -> None:
    desk.world.ask_inline(wren, "ferry")
    await desk.handled()


@pytest.mark.parametrize(
    "sign",
    [
        _writes,
        _commands,
        _edits,
        _presses,
        _presses_what_telegram_shows_no_more,
        _asks_inline,
    ],
)
async def test_whoever_turns_to_the_bot_is_back(
    desk: Desk, sign: Callable[[Desk, Person], Awaitable[None]]
) -> None:
    wren = await lost(desk)
    await sign(desk, wren)
    assert await state(desk, wren) is ACTIVE
    assert len(indexes(desk, wren)) == 1


async def test_inline_mode_is_open_to_those_who_blocked_the_bot_too(desk: Desk) -> None:
    wren = await lost(desk, PauseReason.BLOCKED)
    await _asks_inline(desk, wren)
    assert await state(desk, wren) is PAUSED
    assert not indexes(desk, wren)


async def test_where_nothing_came_out_nothing_is_said(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    desk.world.block(wren)
    desk.world.unblock(wren)
    await desk.handled()
    assert await state(desk, wren) is ACTIVE
    assert not desk.world.received(wren.id)


async def test_the_index_speaks_their_language_and_leads_to_the_rest(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", language="ja")
    desk.world.block(wren)
    await desk.handled()
    for days in range(12):
        await come_out(desk, DAY + days * ONE_DAY)
    desk.world.unblock(wren)
    await desk.handled()
    (index,) = desk.world.received(wren.id)
    assert "その間に出た12号：" in index.text
    assert len(labels(index)) == 11
    turned = await desk.pressed(wren, index, "ほか2号")
    assert [message.id for message in turned.messages] == [index.id]
    assert labels(turned.last) == ["11月21日（土）", "11月20日（金）"]


async def test_of_an_absence_without_a_beginning_a_week_is_told(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    await desk.store.subscribers.pause_chat(wren.id, PauseReason.BLOCKED, desk.now)
    for days in range(12):
        await come_out(desk, DAY + days * ONE_DAY)
    known = await found(desk, wren.id)
    await desk.store.intake.put_many([replace(known, lost_at=None)])
    await desk.said(wren, "/start")
    (index,) = indexes(desk, wren)
    assert len(labels(index)) == 8


async def test_who_can_not_be_written_to_after_all_is_told_all_of_it_later(desk: Desk) -> None:
    wren = await lost(desk)
    desk.world.fault(FaultKind.BLOCKED, chat_id=wren.id, text="while you were away")
    await desk.said(wren, "good morning")
    now = await found(desk, wren.id)
    assert (now.state, now.pause_reason) == (PAUSED, PauseReason.BLOCKED)
    await come_out(desk, DAY + ONE_DAY)
    await desk.said(wren, "good evening")
    (index,) = indexes(desk, wren)
    assert "2 editions came out while you were away" in index.text


# --- groups, topics, channels ---


async def test_a_group_in_which_nobody_may_write_any_more_is_paused_until_somebody_turns_to_the_bot(
    desk: Desk, owner: Person
) -> None:
    group = desk.world.supergroup("Harbour", [owner])
    await desk.handled()
    await desk.said(owner, "/subscribe", chat=group)
    # Of what all may do in a group nobody tells the bot: it only meets the refusal.
    muted = desk.world.fault(
        FaultKind.BAD_REQUEST,
        method="sendMessage",
        chat_id=group.id,
        description="Bad Request: not enough rights to send text messages to the chat",
        count=None,
    )
    await come_out(desk)
    assert (await found(desk, group.id)).pause_reason is PauseReason.NO_RIGHTS
    desk.world.say(owner, "/about", chat=group)
    await desk.handled()
    assert await state(desk, group) is PAUSED
    desk.world.cloud.faults.remove(muted.id)
    desk.world.say(owner, "/about", chat=group)
    await desk.handled()
    assert await state(desk, group) is ACTIVE
    assert len(indexes(desk, group)) == 1


async def test_a_reopened_topic_is_back_and_the_one_beside_it_stays_closed(
    desk: Desk, owner: Person, forum: Chat
) -> None:
    news = await subscribed_topic(desk, owner, forum, "News")
    other = await subscribed_topic(desk, owner, forum, "Other")
    for topic in (news, other):
        desk.world.close_topic(forum, topic)
    await desk.handled()
    await come_out(desk)
    assert [await state(desk, forum, topic) for topic in (news, other)] == [PAUSED, PAUSED]
    desk.world.reopen_topic(forum, news)
    await desk.handled()
    (index,) = indexes(desk, forum)
    assert index.thread_id == news.id
    assert [await state(desk, forum, topic) for topic in (news, other)] == [ACTIVE, PAUSED]


async def test_what_is_written_in_a_topic_brings_back_that_topic(
    desk: Desk, owner: Person, forum: Chat
) -> None:
    news = await subscribed_topic(desk, owner, forum, "News")
    other = await subscribed_topic(desk, owner, forum, "Other")
    await desk.store.subscribers.pause_chat(forum.id, PauseReason.NO_RIGHTS, desk.now)
    desk.world.set_bot(forum, owner, Standing.ADMINISTRATOR, ["can_manage_chat"])
    await desk.handled()
    await desk.store.subscribers.pause_chat(forum.id, PauseReason.NO_RIGHTS, desk.now)
    await come_out(desk)
    desk.world.say_in_topic(owner, "said to the others", forum, news)
    await desk.handled()
    assert [await state(desk, forum, topic) for topic in (news, other)] == [ACTIVE, PAUSED]
    assert [index.thread_id for index in indexes(desk, forum)] == [news.id]


async def test_that_a_topic_is_closed_is_no_sign_of_life(
    desk: Desk, owner: Person, forum: Chat
) -> None:
    news = await subscribed_topic(desk, owner, forum, "News")
    await desk.store.subscribers.pause_chat(forum.id, PauseReason.NO_RIGHTS, desk.now)
    desk.world.close_topic(forum, news)
    await desk.handled()
    assert await state(desk, forum, news) is PAUSED


async def test_a_group_whose_bot_may_write_again_is_told_in_each_of_its_topics(
    desk: Desk, owner: Person, forum: Chat
) -> None:
    topics = [await subscribed_topic(desk, owner, forum, name) for name in ("News", "Other")]
    closed = await subscribed_topic(desk, owner, forum, "Closed")
    desk.world.close_topic(forum, closed)
    await desk.handled()
    await come_out(desk)
    desk.world.set_bot(forum, owner, Standing.RESTRICTED)
    await desk.handled()
    await come_out(desk, DAY + ONE_DAY)
    assert [await state(desk, forum, topic) for topic in topics] == [PAUSED, PAUSED]
    desk.world.set_bot(forum, owner, Standing.RESTRICTED, ["can_send_messages"])
    await desk.handled()
    assert [index.thread_id for index in indexes(desk, forum)] == [topic.id for topic in topics]
    assert await state(desk, forum, closed) is PAUSED


async def test_who_may_write_into_closed_topics_brings_them_back(
    desk: Desk, owner: Person, forum: Chat
) -> None:
    news = await subscribed_topic(desk, owner, forum, "News")
    desk.world.close_topic(forum, news)
    await desk.handled()
    await come_out(desk)
    rights = ["can_manage_chat", "can_manage_topics"]
    desk.world.set_bot(forum, owner, Standing.ADMINISTRATOR, rights)
    await desk.handled()
    assert await state(desk, forum, news) is ACTIVE
    assert [index.thread_id for index in indexes(desk, forum)] == [news.id]


async def test_a_group_that_brings_the_bot_back_is_told_in_one_message(
    desk: Desk, owner: Person
) -> None:
    group = desk.world.supergroup("Reading circle", [owner])
    await desk.said(owner, "/subscribe", chat=group)
    desk.world.kick_bot(group, owner)
    await desk.handled()
    await come_out(desk)
    before = len(desk.world.received(group.id))
    desk.world.add_bot(group, owner)
    await desk.handled()
    (index,) = desk.world.received(group.id)[before:]
    assert "1 edition came out while you were away" in index.text
    # What many read leads into the private chat.
    assert "https://t.me/" in str(index.markup)
    assert "callback_data" not in str(index.markup)


async def test_a_channel_is_back_when_the_bot_may_post_again(desk: Desk, owner: Person) -> None:
    channel = desk.world.channel("Gazette", [owner])
    await desk.said(owner, "/subscribe", chat=channel)
    desk.world.set_bot(channel, owner, Standing.ADMINISTRATOR, ["can_manage_chat"])
    await desk.handled()
    await come_out(desk)
    assert await state(desk, channel) is PAUSED
    desk.world.set_bot(channel, owner, Standing.ADMINISTRATOR, ["can_post_messages"])
    await desk.handled()
    assert await state(desk, channel) is ACTIVE
    assert len(indexes(desk, channel)) == 1


async def test_other_rights_in_a_channel_are_no_sign_of_life(desk: Desk, owner: Person) -> None:
    channel = desk.world.channel("Gazette", [owner])
    await desk.said(owner, "/subscribe", chat=channel)
    await desk.store.subscribers.pause_chat(channel.id, PauseReason.NO_RIGHTS, desk.now)
    desk.world.set_bot(channel, owner, Standing.ADMINISTRATOR, ["can_edit_messages"])
    await desk.handled()
    assert await state(desk, channel) is PAUSED


async def test_rights_of_the_chat_open_no_topic(desk: Desk, owner: Person, forum: Chat) -> None:
    news = await subscribed_topic(desk, owner, forum, "News")
    await desk.store.subscribers.pause_chat(forum.id, PauseReason.TOPIC_GONE, desk.now)
    desk.world.set_bot(forum, owner, Standing.RESTRICTED, ["can_send_messages"])
    await desk.handled()
    assert await state(desk, forum, news) is PAUSED


async def test_who_was_back_before_the_broadcast_tells_of_its_refusal_stays(
    desk: Desk, owner: Person, forum: Chat
) -> None:
    wren = await desk.subscriber("Wren")
    news = await subscribed_topic(desk, owner, forum, "News")
    edition = await desk.publish()
    await desk.store.ledger.open_broadcast(
        edition.id, BroadcastKind.EDITION, day=DAY, at=desk.now, by=None
    )
    await desk.store.ledger.plan(desk.now)
    worker = ManualWorker(desk.store)
    await worker.turn()
    assert len(worker.in_flight) == 2
    desk.world.close_topic(forum, news)
    desk.world.reopen_topic(forum, news)
    desk.world.block(wren)
    desk.world.unblock(wren)
    await desk.handled()
    reasons = {wren.id: PauseReason.BLOCKED, forum.id: PauseReason.TOPIC_GONE}
    worker.arrive(lambda intent: Gone(reasons[intent.recipient.chat_id]))
    await worker.turn(wanted=0)
    assert [await state(desk, wren), await state(desk, forum, news)] == [ACTIVE, ACTIVE]


async def test_a_group_that_moved_is_back_at_its_new_place(desk: Desk, owner: Person) -> None:
    group = desk.world.group("Small circle", [owner])
    await desk.said(owner, "/subscribe", chat=group)
    await desk.store.subscribers.pause_chat(group.id, PauseReason.CHAT_NOT_FOUND, desk.now)
    await come_out(desk)
    larger = desk.world.migrate(group)
    await desk.handled()
    assert await state(desk, larger) is ACTIVE
    assert len(indexes(desk, larger)) == 1
    assert not indexes(desk, group)
