"""Groups, topics and channels: who decides for them, and what they receive."""

from __future__ import annotations

import asyncio

from simulator.state.chats import Standing
from simulator.state.messages import Message
from tests.support.town import DEADLINE, Town

EDITION = "2026-11-19.en.md"


def texts(town: Town, chat_id: int) -> list[str]:
    return [message.text for message in town.world.received(chat_id)]


async def test_a_groups_administrator_subscribes_it_and_its_members_read(town: Town) -> None:
    owner, member = town.world.person("Owner"), town.world.person("Member")
    await town.start()
    group = town.world.supergroup("Reading circle", [owner, member])
    await town.world.wait_for_message(group, containing="A group admin can")

    town.world.say(member, "/subscribe@kawaraban_demo_bot", chat=group)
    await town.world.wait_for_message(group, containing="only its admins")
    town.world.say(owner, "/subscribe", chat=group)
    await town.world.wait_for_message(group, containing="Subscribed")

    await town.publish(EDITION)
    digest = await town.world.wait_for_message(group, containing="The Lantern")
    town.world.say(member, "3", chat=group, reply_to=digest)
    await town.world.wait_for_message(group, containing="③")
    assert not town.world.violations


async def status_tells(town: Town, sentence: str) -> None:
    """Ask for the readers until it is so: the bot hears of a group beside what editors ask."""
    async with asyncio.timeout(DEADLINE):
        told = await town.ask(town.editor, "/status", answer="Readers")
        while sentence not in told.text:
            await asyncio.sleep(0.5)
            told = await town.ask(town.editor, "/status", answer="Readers")


async def test_a_group_that_throws_the_bot_out_is_paused_until_it_is_back(town: Town) -> None:
    owner = town.world.person("Owner")
    await town.start()
    group = town.world.supergroup("Reading circle", [owner])
    town.world.say(owner, "/subscribe", chat=group)
    await town.world.wait_for_message(group, containing="Subscribed")
    town.world.kick_bot(group, owner)
    await status_tells(town, "Can't be reached: 1")
    town.world.add_bot(group, owner)
    await town.world.wait_for_message(group, containing="I'm back")
    await town.ask(town.editor, "/status", answer="Subscribed: 1")


async def test_a_group_that_becomes_a_supergroup_keeps_its_subscription(town: Town) -> None:
    owner = town.world.person("Owner")
    await town.start()
    group = town.world.group("Reading circle", [owner])
    town.world.say(owner, "/subscribe", chat=group)
    await town.world.wait_for_message(group, containing="Subscribed")
    larger = town.world.migrate(group)
    await town.publish(EDITION)
    await town.world.wait_for_message(larger, containing="The Lantern")
    assert sum("①" in text for text in texts(town, larger.id)) == 1


async def test_a_topic_receives_what_was_subscribed_in_it(town: Town) -> None:
    owner = town.world.person("Owner")
    await town.start()
    forum = town.world.supergroup("Forum", [owner], is_forum=True)
    news = town.world.topic(forum, "News")
    town.world.say_in_topic(owner, "/subscribe", forum, news)
    await town.world.wait_for_message(forum, containing="Subscribed")
    await town.publish(EDITION)
    digest: Message = await town.world.wait_for_message(forum, containing="The Lantern")
    assert digest.thread_id == news.id


async def test_a_channel_is_subscribed_by_a_post_of_its_administrator(town: Town) -> None:
    owner = town.world.person("Owner")
    await town.start()
    channel = town.world.channel("The Lantern", [owner])
    town.world.say(owner, "/subscribe", chat=channel)
    await town.world.wait_for_message(channel, containing="購読を始めました")
    await town.publish(EDITION)
    await town.world.wait_for_message(channel, containing="The Lantern, 19 November 2026")


async def test_a_member_who_becomes_administrator_may_decide(town: Town) -> None:
    owner, member = town.world.person("Owner"), town.world.person("Member")
    await town.start()
    group = town.world.supergroup("Reading circle", [owner, member])
    town.world.join(group, member, Standing.ADMINISTRATOR)
    town.world.say(member, "/subscribe", chat=group)
    await town.world.wait_for_message(group, containing="Subscribed")


async def test_a_reader_of_a_channel_who_forges_presses_changes_and_posts_nothing(
    town: Town,
) -> None:
    owner, reader = town.world.person("Owner"), town.world.person("Reader")
    await town.start()
    channel = town.world.channel("The Lantern", [owner, reader])
    town.world.say(owner, "/subscribe", chat=channel)
    post = await town.world.wait_for_message(channel, containing="購読を始めました")
    for data in ("unsubscribe", "hour:60", "item:1:1", "no button of ours"):
        pressed = town.world.press_forged(reader, data, post)
        await town.world.wait_for_answer(pressed, timeout=DEADLINE)
    assert len(town.world.received(channel.id)) == 1
    await town.publish(EDITION)
    await town.world.wait_for_message(channel, containing="The Lantern, 19 November 2026")
    assert not town.world.violations
