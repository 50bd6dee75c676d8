"""Groups, topics, channels, and how the bot learns of them."""

from __future__ import annotations

from typing import Any

import pytest
import telegram
from telegram.error import BadRequest, ChatMigrated, Forbidden

from simulator import World
from simulator.state.actions import ActError
from simulator.state.chats import Standing
from simulator.state.people import Person


async def updates(bot: telegram.Bot) -> list[dict[str, Any]]:
    """What waits for the bot, and nothing twice."""
    found = await bot.get_updates(allowed_updates=telegram.Update.ALL_TYPES)
    if found:
        await bot.get_updates(offset=found[-1].update_id + 1)
    return [update.to_dict() for update in found]


async def test_stopping_and_starting_the_bot_is_told(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    await updates(bot)
    world.block(bob)
    world.unblock(bob)
    changes = [update["my_chat_member"] for update in await updates(bot)]
    statuses = [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes]
    assert statuses == [("member", "kicked"), ("kicked", "member")]
    assert changes[0]["chat"]["id"] == changes[0]["from"]["id"] == bob.id


async def test_whoever_blocked_the_bot_can_only_start_it_again(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    world.block(bob)
    with pytest.raises(ActError, match="blocked"):
        world.say(bob, "hello")
    with pytest.raises(Forbidden):
        await bot.send_message(bob.id, "x")
    world.say(bob, "/start")
    await bot.send_message(bob.id, "x")


async def test_in_groups_the_bot_hears_commands_and_replies(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    group = world.group("Village", [bob])
    sent = await bot.send_message(group.id, "hello all")
    mine = group.messages[sent.message_id]
    await updates(bot)
    world.say(bob, "just talking", chat=group)
    world.say(bob, "/item 3", chat=group)
    world.say(bob, "/item@kawaraban_demo_bot 3", chat=group)
    world.say(bob, "/item@another_bot 3", chat=group)
    world.say(bob, "3", chat=group, reply_to=mine)
    heard = [update["message"]["text"] for update in await updates(bot)]
    assert heard == ["/item 3", "/item@kawaraban_demo_bot 3", "3"]
    world.set_bot(group, bob, Standing.ADMINISTRATOR, ["can_manage_chat"])
    await updates(bot)
    world.say(bob, "just talking", chat=group)
    assert len(await updates(bot)) == 1


async def test_being_brought_and_thrown_out_is_told(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    group = world.supergroup("Village", [bob])
    first, second = (await updates(bot))[-2:]
    assert first["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert second["message"]["new_chat_members"][0]["is_bot"]
    world.kick_bot(group, bob)
    (thrown,) = await updates(bot)
    assert thrown["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    with pytest.raises(Forbidden, match="kicked from the supergroup"):
        await bot.send_message(group.id, "x")
    world.add_bot(group, bob)
    await bot.send_message(group.id, "x")


async def test_a_bot_that_is_restricted_writes_only_with_the_right(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    group = world.supergroup("Village", [bob])
    await updates(bot)
    world.set_bot(group, bob, Standing.RESTRICTED)
    (silenced,) = await updates(bot)
    assert not silenced["my_chat_member"]["new_chat_member"]["can_send_messages"]
    with pytest.raises(BadRequest, match=r"[Nn]ot enough rights to send text messages"):
        await bot.send_message(group.id, "x")
    world.set_bot(group, bob, Standing.RESTRICTED, ["can_send_messages"])
    assert (await updates(bot))[0]["my_chat_member"]["new_chat_member"]["can_send_messages"]
    await bot.send_message(group.id, "x")


async def test_that_a_topic_is_closed_and_opened_again_is_told_in_it(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    forum = world.supergroup("Village", [bob], is_forum=True)
    news = world.topic(forum, "News")
    await updates(bot)
    world.close_topic(forum, news)
    with pytest.raises(BadRequest, match=r"[Tt]opic_closed"):
        await bot.send_message(forum.id, "x", message_thread_id=news.id)
    world.reopen_topic(forum, news)
    await bot.send_message(forum.id, "x", message_thread_id=news.id)
    told = [update["message"] for update in await updates(bot)]
    assert ["forum_topic_closed" in told[0], "forum_topic_reopened" in told[1]] == [True, True]
    assert {message["message_thread_id"] for message in told} == {news.id}
    assert all(message["is_topic_message"] for message in told)


async def test_a_group_moves_and_both_ids_are_told(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    group = world.group("Village", [bob])
    await bot.send_message(group.id, "before")
    await updates(bot)
    new = world.migrate(group)
    leaving, arriving = [update["message"] for update in await updates(bot)]
    assert leaving["migrate_to_chat_id"] == arriving["chat"]["id"] == new.id
    assert arriving["migrate_from_chat_id"] == leaving["chat"]["id"] == group.id
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.new_chat_id == new.id
    await bot.send_message(new.id, "after")
    with pytest.raises(ActError):
        world.migrate(group)


async def test_a_forum_has_topics_that_close_and_go(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    forum = world.supergroup("Forum", [bob], is_forum=True)
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.create_forum_topic(forum.id, "News")
    rights = ["can_manage_chat", "can_manage_topics"]
    world.set_bot(forum, bob, Standing.ADMINISTRATOR, rights)
    made = await bot.create_forum_topic(forum.id, "News")
    thread = made.message_thread_id
    sent = await bot.send_message(forum.id, "x", message_thread_id=thread)
    assert sent.is_topic_message
    assert await bot.edit_forum_topic(forum.id, thread, name="Noon")
    assert await bot.close_forum_topic(forum.id, thread)
    with pytest.raises(ActError):
        world.say_in_topic(bob, "late", forum, forum.topics[thread])
    assert await bot.reopen_forum_topic(forum.id, thread)
    world.say_in_topic(bob, "in time", forum, forum.topics[thread])
    assert await bot.delete_forum_topic(forum.id, thread)
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(forum.id, "x", message_thread_id=thread)
    assert forum.find(sent.message_id) is None


async def test_a_channel_is_posted_to_by_its_administrators(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    ann = world.person("Ann")
    channel = world.channel("Paper", [bob, ann], username="paper")
    await updates(bot)
    post = world.say(bob, "edition", chat=channel)
    (heard,) = await updates(bot)
    assert heard["channel_post"]["sender_chat"]["id"] == channel.id
    with pytest.raises(ActError, match="administrators"):
        world.say(ann, "me too", chat=channel)
    edited = await bot.edit_message_text("corrected", "@paper", post.id)
    assert isinstance(edited, telegram.Message)
    world.set_bot(channel, bob, Standing.ADMINISTRATOR)
    with pytest.raises(BadRequest, match="administrator rights"):
        await bot.send_message(channel.id, "x")


async def test_people_come_and_go(world: World, bot: telegram.Bot, bob: Person) -> None:
    ann = world.person("Ann")
    group = world.group("Village", [bob])
    await updates(bot)
    world.join(group, ann)
    world.leave(group, ann)
    told = await updates(bot)
    assert len([update for update in told if "chat_member" in update]) == 2
    assert next(u["message"] for u in told if "message" in u)["new_chat_members"][0]["id"] == ann.id
    member = await bot.get_chat_member(group.id, ann.id)
    assert member.status == "left"
    assert await bot.get_chat_member_count(group.id) == 2


async def test_the_bot_leaves(world: World, bot: telegram.Bot, bob: Person) -> None:
    group = world.group("Village", [bob])
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="not a member"):
        await bot.send_message(group.id, "x")


async def test_each_person_sees_the_commands_meant_for_them(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    hana = world.person("Hana", language_code="ja-JP")
    world.say(hana, "/start")
    await bot.set_my_commands([("item", "an item")])
    await bot.set_my_commands([("item", "品")], language_code="ja")
    await bot.set_my_commands([("post", "publish")], scope=telegram.BotCommandScopeChat(bob.id))
    menus, chats = world.cloud.menus, world.cloud.chats
    assert [c["description"] for c in menus.shown(chats.private(bob), bob)] == ["publish"]
    assert [c["description"] for c in menus.shown(chats.private(hana), hana)] == ["品"]
    group = world.group("Village", [bob, hana])
    await bot.set_my_commands([("mod", "x")], scope=telegram.BotCommandScopeAllChatAdministrators())
    assert [c["command"] for c in menus.shown(group, bob)] == ["mod"]
    assert [c["command"] for c in menus.shown(group, hana)] == ["item"]
    await bot.delete_my_commands(scope=telegram.BotCommandScopeChat(bob.id))
    assert [c["command"] for c in menus.shown(chats.private(bob), bob)] == ["item"]


async def test_what_was_forwarded_tells_where_it_came_from(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    ann = world.person("Ann")
    channel = world.channel("Paper", [ann])
    await updates(bot)
    original = world.say(ann, "news", chat=channel)
    world.forward(bob, original)
    world.forward(bob, world.say(ann, "/start"))
    told = [u["message"] for u in await updates(bot) if "message" in u]
    origins = [message["forward_origin"] for message in told if "forward_origin" in message]
    assert [origin["type"] for origin in origins] == ["channel", "user"]
    assert origins[0]["message_id"] == original.id


async def test_an_edited_message_is_told_as_edited(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    said = world.say(bob, "helo")
    await updates(bot)
    world.edit(bob, said, "hello")
    (update,) = await updates(bot)
    assert update["edited_message"]["text"] == "hello"


async def test_an_album_and_a_photo_travel(
    world: World, bot: telegram.Bot, bob: Person, png: bytes
) -> None:
    await updates(bot)
    world.upload_photo(bob, png, caption="look")
    (update,) = await updates(bot)
    photo = update["message"]["photo"][0]
    assert (photo["width"], photo["height"]) == (40, 30)
    media = [telegram.InputMediaPhoto(png, caption="1"), telegram.InputMediaPhoto(photo["file_id"])]
    first, second = await bot.send_media_group(bob.id, media)
    assert first.media_group_id == second.media_group_id
    assert [message.text for message in world.inbox(bob)] == ["1", ""]
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(bob.id, b"not a picture")
    with pytest.raises(ActError):
        world.upload_photo(bob, b"not a picture")


# --- what one member of a group sees alone: EphemeralMessageParameters of Bot API 10.4 ------------


async def sent_to_one(bot: telegram.Bot, chat_id: int, **only: object) -> dict[str, Any]:
    newer = {"ephemeral_message_parameters": only}
    return (await bot.send_message(chat_id, "psst", api_kwargs=newer)).to_dict()


async def test_an_administrators_message_to_one_member_names_them(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    group = world.supergroup("Village", [bob])
    world.set_bot(group, bob, Standing.ADMINISTRATOR)
    sent = await sent_to_one(bot, group.id, receiver_user_id=bob.id)
    assert sent["receiver_user"]["id"] == bob.id
    assert sent["ephemeral_message_id"]
    shown = group.messages[sent["message_id"]].as_shown()
    assert shown["receiver_user"] == bob.as_user()


async def test_whoever_presses_may_be_answered_alone_by_a_bot_that_is_no_administrator(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    group = world.supergroup("Village", [bob])
    keys = telegram.InlineKeyboardMarkup.from_button(
        telegram.InlineKeyboardButton("Next", callback_data="next")
    )
    question = await bot.send_message(group.id, "Next?", reply_markup=keys)
    press = world.press(bob, group.messages[question.message_id], "Next")
    sent = await sent_to_one(bot, group.id, callback_query_id=press.id)
    assert sent["receiver_user"]["id"] == bob.id
    with pytest.raises(BadRequest, match=r"(?i)BOT_NOT_ADMIN"):
        await sent_to_one(bot, group.id, receiver_user_id=bob.id)


async def test_nobody_is_alone_outside_of_groups_nor_who_is_not_in_one(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    stranger = world.person("Stranger")
    group, channel = world.supergroup("Village", [bob]), world.channel("Gazette", [bob])
    world.set_bot(group, bob, Standing.ADMINISTRATOR)
    for chat_id in (bob.id, channel.id):
        with pytest.raises(BadRequest, match=r"(?i)BOT_NOT_ADMIN"):
            await sent_to_one(bot, chat_id, receiver_user_id=bob.id)
    with pytest.raises(BadRequest, match=r"(?i)USER_NOT_PARTICIPANT"):
        await sent_to_one(bot, group.id, receiver_user_id=stranger.id)


async def test_an_older_server_shows_to_all_what_was_meant_for_one(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    world.cloud.settings.older_api = True
    group = world.group("Village", [bob])
    sent = await sent_to_one(bot, group.id, receiver_user_id=bob.id)
    assert "receiver_user" not in sent
