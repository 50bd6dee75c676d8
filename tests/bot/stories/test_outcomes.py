"""What each refusal of Telegram means for the subscriber, the delivery and the broadcast."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from digests.delivery.model import BroadcastState, Failure
from digests.model import ChatKind, Form, PauseReason, SubscriberState
from simulator.api.rooms import remove_topic
from simulator.protocol.faults import FaultKind
from simulator.state.chats import Standing
from simulator.state.people import Person
from tests.support.mailing import TITLE, Mailing
from tests.support.town import Town

OTHERS = 5

GONE = {
    FaultKind.BLOCKED: PauseReason.BLOCKED,
    FaultKind.CANT_INITIATE: PauseReason.BLOCKED,
    FaultKind.DEACTIVATED: PauseReason.DEACTIVATED,
}
THROWN_OUT = {
    FaultKind.KICKED: ChatKind.GROUP,
    FaultKind.NOT_MEMBER: ChatKind.CHANNEL,
}
PASSING = {
    # How often it arrived where the fault struck: nothing was done, or everything was.
    FaultKind.SERVER_ERROR: 1,
    FaultKind.BAD_GATEWAY: 1,
    FaultKind.HANG: 1,
    FaultKind.CUT_BEFORE: 1,
    FaultKind.UNAUTHORIZED: 1,
    FaultKind.CONFLICT: 1,
    FaultKind.FLOOD: 1,
    FaultKind.SLOW: 1,
    FaultKind.BAD_JSON: 2,
    FaultKind.CUT_AFTER: 2,
    FaultKind.HANG_AFTER: 2,
}
ELSEWHERE = {FaultKind.MIGRATED, FaultKind.BAD_REQUEST, FaultKind.CHAT_NOT_FOUND}


@pytest.fixture
async def mailing(town: Town) -> AsyncIterator[Mailing]:
    """An edition on its way to a few people."""
    town.settings["BOT_LANGUAGE"] = "en"
    async with Mailing.begin(town) as mailing:
        await mailing.subscribe(mailing.crowd(OTHERS))
        yield mailing


def alice_of(mailing: Mailing) -> Person:
    alice = mailing.world.person("Alice")
    mailing.world.unblock(alice)
    return alice


def test_every_fault_of_the_local_telegram_has_its_story() -> None:
    assert {*GONE, *THROWN_OUT, *PASSING, *ELSEWHERE} == set(FaultKind)


@pytest.mark.parametrize("kind", GONE)
async def test_who_can_not_be_reached_is_paused_and_comes_back_with_their_settings(
    mailing: Mailing, kind: FaultKind
) -> None:
    alice = alice_of(mailing)
    await mailing.subscribe([alice.id], form=Form.HEADLINES, timezone="Europe/Paris", language="ja")
    mailing.world.fault(kind, chat_id=alice.id, text=TITLE)
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends()
        paused = await mailing.subscriber(alice.id)
        assert (paused.state, paused.pause_reason) == (SubscriberState.PAUSED, GONE[kind])
        assert mailing.missed() == {alice.id}
        assert (await mailing.progress()).gone == 1
        assert [one.chat_id for one in await mailing.exceptions()] == [alice.id]

        await mailing.town.ask(alice, "/start", answer="瓦版")
        assert sum("その間に出た1号" in message.text for message in mailing.world.inbox(alice)) == 1
        back = await mailing.subscriber(alice.id)
    assert (back.state, back.pause_reason) == (SubscriberState.ACTIVE, None)
    chosen = back.preferences
    assert (chosen.form, chosen.timezone, chosen.language) == (Form.HEADLINES, "Europe/Paris", "ja")


@pytest.mark.parametrize("kind", THROWN_OUT)
async def test_a_chat_that_threw_the_bot_out_is_paused_until_it_is_brought_back(
    mailing: Mailing, kind: FaultKind
) -> None:
    world, alice = mailing.world, alice_of(mailing)
    make = world.supergroup if kind is FaultKind.KICKED else world.channel
    room = make("Harbour", [alice])
    await mailing.subscribe([room.id], kind=THROWN_OUT[kind], form=Form.HEADLINES)
    # Again too: that the bot came in may be handled after the first try, which is then made anew.
    world.fault(kind, chat_id=room.id, text=TITLE, count=None)
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends()
        paused = await mailing.subscriber(room.id)
        assert (paused.state, paused.pause_reason) == (SubscriberState.PAUSED, PauseReason.KICKED)
        assert mailing.missed() == {room.id}

        world.clear_faults()
        world.kick_bot(room, alice)
        world.add_bot(room, alice)
        await world.wait_until(lambda: room.bot.present)
        await mailing.comes_back(room.id)
    assert (await mailing.subscriber(room.id)).preferences.form is Form.HEADLINES


async def test_who_unblocks_the_bot_is_back_without_a_word(mailing: Mailing) -> None:
    world, alice = mailing.world, alice_of(mailing)
    await mailing.subscribe([alice.id])
    async with mailing.bot():
        world.block(alice)
        await mailing.until(lambda: mailing.is_paused(alice.id))
        await mailing.publish()
        await mailing.ends()
        world.unblock(alice)
        await world.wait_for_message(alice, containing="1 edition came out while you were away")
        await mailing.comes_back(alice.id)


async def test_one_chat_not_found_is_no_farewell(mailing: Mailing) -> None:
    world, alice = mailing.world, alice_of(mailing)
    await mailing.subscribe([alice.id])
    world.fault(FaultKind.CHAT_NOT_FOUND, chat_id=alice.id, text=TITLE)
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends()
        assert mailing.missed() == {alice.id}
        assert (await mailing.subscriber(alice.id)).state is SubscriberState.ACTIVE
        await mailing.publish(days_ago=1)
        await mailing.ends()
    assert mailing.copies()[alice.id] == 1


async def test_a_group_where_the_bot_may_not_write_is_paused_until_it_may(mailing: Mailing) -> None:
    world, alice = mailing.world, alice_of(mailing)
    group = world.supergroup("Harbour", [alice])
    await mailing.subscribe([group.id], kind=ChatKind.GROUP)
    world.set_bot(group, alice, Standing.RESTRICTED)
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends()
        assert (await mailing.subscriber(group.id)).pause_reason is PauseReason.NO_RIGHTS
        assert mailing.missed() == {group.id}
        world.set_bot(group, alice, Standing.RESTRICTED, ["can_send_messages"])
        await world.wait_for_message(group, containing="1 edition came out while you were away")
        await mailing.comes_back(group.id)


async def test_a_topic_that_is_opened_again_is_back(mailing: Mailing) -> None:
    world = mailing.world
    forum = world.supergroup("Harbour", [alice_of(mailing)], is_forum=True)
    news = world.topic(forum, "News")
    await mailing.subscribe([forum.id], kind=ChatKind.GROUP, topic_id=news.id)
    world.close_topic(forum, news)
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends()
        paused = await mailing.subscriber(forum.id, news.id)
        assert paused.pause_reason is PauseReason.TOPIC_GONE
        world.reopen_topic(forum, news)
        index = await world.wait_for_message(
            forum, containing="1 edition came out while you were away"
        )
        assert index.thread_id == news.id
        await mailing.comes_back(forum.id, news.id)


async def test_a_group_with_a_new_id_gets_it_there_once_and_is_followed(mailing: Mailing) -> None:
    world, alice = mailing.world, alice_of(mailing)
    old, new = world.group("Harbour", [alice]), world.supergroup("Harbour", [alice])
    await mailing.subscribe([old.id], kind=ChatKind.GROUP, form=Form.HEADLINES)
    world.fault(FaultKind.MIGRATED, chat_id=old.id, text=TITLE, migrate_to_chat_id=new.id)
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends()
    moved = await mailing.subscriber(new.id)
    assert (moved.state, moved.preferences.form) == (SubscriberState.ACTIVE, Form.HEADLINES)
    assert not await mailing.store.subscribers.find(old.id)
    assert sum(TITLE in message.text for message in world.received(new.id)) == 1
    assert (await mailing.progress()).sent == OTHERS + 1
    assert mailing.missed() == {old.id}


async def test_a_group_that_moves_while_the_bot_is_away_gets_it_once(mailing: Mailing) -> None:
    world = mailing.world
    group = world.group("Harbour", [alice_of(mailing)])
    await mailing.subscribe([group.id], kind=ChatKind.GROUP)
    new = world.migrate(group)
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends()
    assert sum(TITLE in message.text for message in world.received(new.id)) == 1
    assert (await mailing.subscriber(new.id)).state is SubscriberState.ACTIVE


@pytest.mark.parametrize("how", ["closed", "deleted"])
async def test_a_topic_that_is_gone_is_paused_and_the_others_of_its_forum_go_on(
    mailing: Mailing, how: str
) -> None:
    world = mailing.world
    forum = world.supergroup("Harbour", [alice_of(mailing)], is_forum=True)
    news, gone = world.topic(forum, "News"), world.topic(forum, "Old")
    for topic in (news, gone):
        await mailing.subscribe([forum.id], kind=ChatKind.GROUP, topic_id=topic.id)
    if how == "closed":
        gone.closed = True
    else:
        remove_topic(world.cloud, forum, gone)
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends()
    paused = await mailing.subscriber(forum.id, gone.id)
    assert (paused.state, paused.pause_reason) == (SubscriberState.PAUSED, PauseReason.TOPIC_GONE)
    assert (await mailing.subscriber(forum.id, news.id)).state is SubscriberState.ACTIVE
    threads = [message.thread_id for message in world.received(forum.id) if TITLE in message.text]
    assert threads == [news.id]


async def test_a_text_that_telegram_refuses_pauses_the_broadcast_and_asks_the_editor(
    mailing: Mailing,
) -> None:
    world, editor = mailing.world, mailing.town.editor
    await mailing.subscribe(mailing.crowd(60))
    refusal = "Bad Request: can't parse entities: unclosed tag"
    fault = world.fault(
        FaultKind.BAD_REQUEST, method="sendMessage", text="ferry", count=None, description=refusal
    )
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends(BroadcastState.PAUSED)
        card = await world.wait_for_message(editor, containing="unclosed tag")
        assert fault.struck < 20
        assert not mailing.arrived
        assert await mailing.active() == OTHERS + 60

        world.clear_faults()
        await mailing.town.press(editor, card, "▶ Resume", answer="Delivered")
    refused = {one.chat_id for one in await mailing.exceptions()}
    assert len(refused) == fault.struck
    assert mailing.missed() == refused
    assert not mailing.doubled()


async def test_one_chat_that_refuses_is_listed_and_stops_nobody_else(mailing: Mailing) -> None:
    odd = mailing.subscribers[0]
    mailing.world.fault(
        FaultKind.BAD_REQUEST, chat_id=odd, text=TITLE, description="Bad Request: Odd chat"
    )
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends()
    (listed,) = await mailing.exceptions()
    assert (listed.chat_id, listed.failure) == (odd, Failure.REFUSED)
    assert "Odd chat" in listed.detail
    assert mailing.missed() == {odd}
    assert (await mailing.subscriber(odd)).state is SubscriberState.ACTIVE


@pytest.mark.parametrize("kind", PASSING)
async def test_what_passes_costs_nobody_their_subscription_or_their_edition(
    mailing: Mailing, kind: FaultKind
) -> None:
    fault = mailing.world.fault(
        kind, chat_id=mailing.subscribers[2], method="sendMessage", seconds=0.3, status=None
    )
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends()
    assert fault.struck == 1
    assert sorted(mailing.copies().values()) == [*[1] * (OTHERS - 1), PASSING[kind]]
    assert await mailing.active() == OTHERS
    assert not await mailing.exceptions()
    assert not mailing.world.violations
