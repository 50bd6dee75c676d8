"""Groups, topics and channels: greeted, decided for by administrators, followed where they go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.views.callbacks import (
    AcceptRichForm,
    DeclineRichForm,
    ForgetChat,
    OfferForms,
    OfferHours,
    OfferLanguages,
    OfferZones,
    SetForm,
    SetLanguage,
    SetMinute,
    SetZone,
    ShowSettings,
    Subscribe,
    Unsubscribe,
)
from digests.model import ChatKind, Form
from simulator.state.chats import Chat, Standing
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DAY, DIGEST, Desk, labels, texts

REFUSED = "In a group, only its admins can change what it receives."
DECISIONS = ("/subscribe", "/unsubscribe", "/settings", "/settings 06:45", "/language")
CHOICES = (
    *(
        Subscribe().pack(),
        Unsubscribe().pack(),
        ShowSettings().pack(),
        OfferLanguages().pack(),
    ),
    *(SetLanguage("ja").pack(), OfferHours().pack(), SetMinute(60).pack(), OfferZones().pack()),
    *(
        SetZone("Europe/Paris").pack(),
        OfferForms().pack(),
        SetForm(Form.FULL).pack(),
        AcceptRichForm().pack(),
    ),
    *(DeclineRichForm().pack(), ForgetChat().pack()),
)


@pytest.fixture
async def owner(desk: Desk) -> Person:
    return desk.world.person("Owner")


@pytest.fixture
async def group(desk: Desk, owner: Person, wren: Person) -> Chat:
    """A group of the owner and of Wren, into which the bot has just come."""
    group = desk.world.supergroup("Reading circle", [owner, wren])
    await desk.handled()
    return group


def paused_for(desk: Desk) -> list[str]:
    return [str(entry["reason"]) for entry in desk.logs if entry["event"] == "chat_paused"]


async def test_a_group_is_greeted_once_with_a_button_for_its_administrators(
    desk: Desk, owner: Person, group: Chat
) -> None:
    (greeting,) = desk.world.received(group.id)
    assert greeting.text.startswith("Hello! A group admin can have the daily digest delivered")
    assert labels(greeting) == ["🔔 Subscribe"]
    desk.world.set_bot(group, owner, Standing.ADMINISTRATOR)
    await desk.handled()
    assert len(desk.world.received(group.id)) == 1
    pressed = await desk.pressed(owner, greeting, "🔔 Subscribe")
    assert pressed.messages[0].text.startswith("🔔 Subscribed:")


@pytest.mark.parametrize("command", DECISIONS)
async def test_members_decide_nothing_for_their_group(
    desk: Desk, wren: Person, group: Chat, command: str
) -> None:
    (answer,) = await desk.said(wren, command, chat=group)
    assert answer.text == REFUSED
    assert answer.reply_to
    assert answer.receiver is None  # of a bot that is no administrator Telegram takes no such one


async def test_where_the_bot_is_an_administrator_a_refusal_shows_to_its_asker_alone(
    desk: Desk, owner: Person, wren: Person, group: Chat
) -> None:
    desk.world.set_bot(group, owner, Standing.ADMINISTRATOR)
    await desk.handled()
    (answer,) = await desk.said(wren, "/subscribe", chat=group)
    assert answer.text == REFUSED
    assert answer.receiver
    assert answer.receiver["id"] == wren.id


@pytest.mark.parametrize("carried", CHOICES)
async def test_no_button_of_the_settings_does_anything_for_a_member(
    desk: Desk, wren: Person, group: Chat, carried: str
) -> None:
    (greeting,) = desk.world.received(group.id)
    greeting.markup = {"inline_keyboard": [[{"text": "old", "callback_data": carried}]]}
    pressed = await desk.pressed(wren, greeting, "old")
    assert pressed.toast == REFUSED
    assert not pressed.messages
    assert "Subscribed: 0" in await desk.told(desk.editor, "/status")


@pytest.mark.parametrize("who", ["owner", "administrator", "editor", "anonymous"])
async def test_who_may_decide_for_a_group_subscribes_it(
    desk: Desk, owner: Person, wren: Person, group: Chat, who: str
) -> None:
    asker = {"owner": owner, "editor": desk.editor}.get(who, wren)
    if who == "administrator":
        desk.world.join(group, wren, Standing.ADMINISTRATOR)
    if who == "editor":
        desk.world.join(group, desk.editor)
    message = desk.world.say(asker, "/subscribe", chat=group)
    if who == "anonymous":
        # https://core.telegram.org/bots/api#message: who writes in the name of the group itself
        desk.world.cloud.updates.clear()
        message.envelope = {"sender_chat": group.as_json()}
        desk.world.cloud.announce(group, message)
    await desk.handled()
    assert desk.world.news(group)[-1].text.startswith("🔔 Subscribed:")


async def test_who_writes_in_the_name_of_another_chat_decides_nothing(
    desk: Desk, owner: Person, group: Chat
) -> None:
    channel = desk.world.channel("Gazette", [owner])
    message = desk.world.say(owner, "/subscribe", chat=group)
    desk.world.cloud.updates.clear()
    message.envelope = {"sender_chat": channel.as_json()}
    desk.world.cloud.announce(group, message)
    await desk.handled()
    assert texts(desk.world.news(group)) == [REFUSED]


async def test_an_item_is_shown_to_a_member_in_reply_to_the_number(
    desk: Desk, wren: Person, group: Chat
) -> None:
    await desk.publish()
    (digest,) = await desk.said(wren, "/today", chat=group)
    assert digest.reply_to
    (item,) = await desk.said(wren, "2", chat=group, reply_to=digest)
    assert item.text.startswith("② The library stays open")
    (opened,) = (await desk.pressed(wren, digest, "③")).messages
    assert opened.reply_to is None


async def test_of_an_answer_in_several_messages_the_first_is_the_reply(
    desk: Desk, wren: Person, group: Chat
) -> None:
    text = " ".join(f"Sentence number {n} of a long story." for n in range(300))
    digest = DIGEST.replace("Readers may stay until two in the morning.", text)
    await desk.pressed(desk.editor, await desk.draft(digest), "📣 Publish now")
    parts = await desk.said(wren, "/item 2", chat=group)
    assert len(parts) > 1
    assert [bool(part.reply_to) for part in parts] == [True] + [False] * (len(parts) - 1)


async def test_what_is_said_in_a_group_is_no_talk_to_the_bot(
    desk: Desk, wren: Person, group: Chat
) -> None:
    (digest,) = desk.world.received(group.id)
    for said in ("good morning", "I agree", "/nonsense"):
        assert not await desk.said(wren, said, chat=group, reply_to=digest)


async def test_a_digest_is_not_read_from_a_group(desk: Desk, owner: Person, group: Chat) -> None:
    desk.world.join(group, desk.editor)
    desk.world.set_bot(group, owner, Standing.ADMINISTRATOR, ["can_manage_chat"])
    desk.world.upload(desk.editor, "letter.txt", DIGEST.encode(), chat=group)
    await desk.handled()
    assert not await desk.said(desk.editor, DIGEST, chat=group)
    assert "No drafts" in await desk.told(desk.editor, "/drafts")


async def test_a_group_that_threw_the_bot_out_is_paused_until_it_is_brought_back(
    desk: Desk, owner: Person, group: Chat
) -> None:
    await desk.said(owner, "/subscribe", chat=group)
    desk.world.kick_bot(group, owner)
    await desk.handled()
    assert "Can't be reached: 1" in await desk.told(desk.editor, "/status")
    assert paused_for(desk) == ["kicked"]
    desk.world.add_bot(group, owner)
    await desk.handled()
    back = desk.world.received(group.id)[-1]
    assert back.text.startswith("I'm back: the digest comes here again.")
    assert not labels(back)
    assert "Subscribed: 1" in await desk.told(desk.editor, "/status")


async def test_a_reader_who_blocks_is_paused_and_back_with_the_unblock(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    desk.world.block(wren)
    await desk.handled()
    assert "Can't be reached: 1" in await desk.told(desk.editor, "/status")
    assert paused_for(desk) == ["blocked"]
    desk.world.unblock(wren)
    await desk.handled()
    assert not desk.world.received(wren.id)
    assert "Subscribed: 1" in await desk.told(desk.editor, "/status")


async def test_a_channel_is_not_greeted_but_subscribed_by_a_post(desk: Desk, owner: Person) -> None:
    channel = desk.world.channel("Gazette", [owner])
    await desk.handled()
    assert not desk.world.received(channel.id)
    (answer,) = await desk.said(owner, "/subscribe", chat=channel)
    assert answer.text.startswith("🔔 Subscribed:")


async def test_a_group_that_gets_a_new_id_keeps_its_subscription(desk: Desk, owner: Person) -> None:
    group = desk.world.group("Small circle", [owner])
    await desk.handled()
    await desk.said(owner, "/subscribe", chat=group)
    larger = desk.world.migrate(group)
    await desk.handled()
    (settings,) = await desk.said(owner, "/settings", chat=larger)
    assert "Delivery: every day" in settings.text
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    desk.now = desk.now.replace(hour=23)
    await desk.deliver()
    there = desk.world.received(larger.id)
    assert [text[0] for text in texts(there)].count("🗞") == 1
    assert "Subscribed: 1" in await desk.told(desk.editor, "/status")


async def test_a_topic_has_settings_of_its_own_and_is_answered_in_place(
    desk: Desk, owner: Person
) -> None:
    forum = desk.world.supergroup("Forum", [owner], is_forum=True)
    news, chat = desk.world.topic(forum, "News"), desk.world.topic(forum, "Chat")
    await desk.handled()

    async def said(text: str, topic_id: int) -> Message:
        topic = news if topic_id == news.id else chat
        desk.world.say_in_topic(owner, text, forum, topic)
        await desk.handled()
        answer = desk.world.news(forum)[-1]
        assert answer.thread_id == topic_id
        return answer

    await said("/subscribe", news.id)
    await said("/language ja", news.id)
    assert "配信" in (await said("/settings", news.id)).text
    assert "Delivery: off" in (await said("/settings", chat.id)).text


async def test_what_a_press_in_a_topic_brings_is_in_that_topic(desk: Desk, owner: Person) -> None:
    forum = desk.world.supergroup("Forum", [owner], is_forum=True)
    news = desk.world.topic(forum, "News")
    await desk.handled()
    desk.world.say_in_topic(owner, "/settings", forum, news)
    await desk.handled()
    pressed = await desk.pressed(owner, desk.world.news(forum)[-1], "🔔 Subscribe")
    assert pressed.messages[0].text.startswith("🔔 Subscribed:")
    assert pressed.last.thread_id == news.id


# --- links in place of buttons -------------------------------------------------------------------


async def delivered(desk: Desk, owner: Person, chat: Chat) -> Message:
    """The edition as it is brought to a chat that its owner subscribed."""
    await desk.handled()
    await desk.said(owner, "/subscribe", chat=chat)
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    desk.now = desk.now.replace(hour=23)
    await desk.deliver()
    return desk.world.news(chat)[-1]


@pytest.mark.parametrize("kind", ["group", "channel"])
async def test_what_is_brought_to_a_chat_of_many_opens_in_the_private_one(
    desk: Desk, owner: Person, wren: Person, kind: str
) -> None:
    make = desk.world.channel if kind == "channel" else desk.world.supergroup
    post = await delivered(desk, owner, make("Gazette", [owner, wren]))
    link = f"https://t.me/{desk.bot.application.bot.username}?start="
    assert [button.url for button in post.buttons] == [
        link + payload for payload in ("i_1_1", "i_1_2", "l_1", "a")
    ]
    (item,) = await desk.said(wren, "/start i_1_2")
    assert item.text.startswith("② The library stays open at night")
    assert labels(item)[0] == "🔔 Subscribe"
    (sources,) = await desk.said(wren, "/start l_1")
    assert "https://example.org/ferry" in str(sources.content)
    (archive,) = await desk.said(wren, "/start a")
    assert archive.text.startswith("1 edition")


async def test_of_one_broadcast_a_private_chat_has_buttons_and_a_group_links(
    desk: Desk, owner: Person, group: Chat
) -> None:
    robin = await desk.subscriber("Robin")
    post = await delivered(desk, owner, group)
    (digest,) = desk.world.inbox(robin)
    assert labels(digest) == labels(post)
    assert not any(button.url for button in digest.buttons)
    assert all(button.url for button in post.buttons)


async def test_the_note_that_follows_a_post_which_can_not_be_corrected_has_a_link_too(
    desk: Desk, owner: Person, group: Chat
) -> None:
    await delivered(desk, owner, group)
    renderer = desk.services.renderer
    for kind, linked in ((ChatKind.GROUP, True), (ChatKind.PRIVATE, False)):
        note = await renderer.follow_up(1, "en", kind)
        assert note.keyboard
        ((key,),) = note.keyboard.inline_keyboard
        assert bool(key.url) is linked


async def test_what_an_administrator_asks_for_in_a_channel_has_links_too(
    desk: Desk, owner: Person
) -> None:
    await desk.publish()
    channel = desk.world.channel("Gazette", [owner])
    await desk.handled()
    (digest,) = await desk.said(owner, "/today", chat=channel)
    assert all(button.url for button in digest.buttons)


async def test_a_number_in_reply_to_a_post_with_links_is_of_its_edition(
    desk: Desk, owner: Person, group: Chat
) -> None:
    """As below a channel's post that Telegram has brought into the group for its comments."""
    post = await delivered(desk, owner, group)
    copy = await desk.bot.application.bot.send_message(group.id, "a copy")
    copied = next(one for one in desk.world.received(group.id) if one.id == copy.message_id)
    copied.markup = post.markup
    await desk.publish(DAY + timedelta(days=1))
    (item,) = await desk.said(owner, "2", chat=group, reply_to=copied)
    assert item.text.startswith("② The library stays open at night")


async def test_where_a_link_was_found_is_taken_and_opens_nothing(desk: Desk, wren: Person) -> None:
    (greeting,) = await desk.said(wren, "/start s_poster-7")
    assert "Subscribe, and it comes to you" in greeting.text
