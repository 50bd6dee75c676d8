"""A channel is decided about in the private chat of its administrators, and nothing shows there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.views.callbacks import (
    ForgetChat,
    InChannel,
    PublishDraft,
    SetForm,
    SetLanguage,
    SetZone,
    Subscribe,
)
from bot.views.settings import ZONES
from digests.delivery.model import BroadcastKind
from digests.model import ChatKind, Form, SubscriberState
from simulator.state.chats import Chat, Standing
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, labels, texts

REFUSED = "Only the admins of that channel can change what it receives."
NEITHER = "I can only do that for a channel where both you and I are admins."


@pytest.fixture
async def owner(desk: Desk) -> Person:
    """Somebody who has started the bot."""
    person = desk.world.person("Owner")
    await desk.said(person, "/about")
    return person


@pytest.fixture
async def channel(desk: Desk, owner: Person, wren: Person) -> Chat:
    """A channel of the owner's into which the bot has just come; Wren reads it."""
    channel = desk.world.channel("The Gazette & more", [owner, wren])
    await desk.handled()
    return channel


@pytest.fixture
async def card(desk: Desk, owner: Person, channel: Chat) -> Message:
    """What the owner was shown in private of the channel."""
    assert not desk.world.received(channel.id)
    return desk.world.received(owner.id)[-1]


async def subscription(desk: Desk, channel: Chat) -> tuple[SubscriberState, Form, str, str, int]:
    found = await desk.store.subscribers.find(channel.id, None)
    assert found
    assert found.kind is ChatKind.CHANNEL
    chosen = found.preferences
    return found.state, chosen.form, chosen.language, chosen.timezone, chosen.minute


async def test_who_brings_the_bot_into_a_channel_has_its_settings_in_private(
    desk: Desk, channel: Chat, card: Message
) -> None:
    assert not desk.world.received(channel.id)
    first, _, said, *_ = card.text.split("\n")
    assert first == "📢 The Gazette & more"
    assert "Delivery: off" in card.text
    assert "I'm in this channel now" in card.text
    assert "🔔 Subscribe" in labels(card), said


async def test_everything_of_a_channel_is_chosen_in_private(
    desk: Desk, owner: Person, channel: Chat, card: Message
) -> None:
    presses = (
        ("🔔 Subscribe",),
        ("🕖 Time", "08:00"),
        ("🌏 Time zone", "Tokyo"),
        ("📄 Layout", "Headlines only"),
        ("🗣 Language", "日本語"),
    )
    for path in presses:
        for button in path:
            pressed = await desk.pressed(owner, card, button)
            assert pressed.messages == [card]
            assert "/settings" not in card.text
        assert pressed.toast == "Saved."
    assert "Delivery: every day" in card.text
    assert "Language: 日本語" in card.text
    assert await subscription(desk, channel) == (
        SubscriberState.ACTIVE, Form.HEADLINES, "ja", "Asia/Tokyo", 480,
    )  # fmt: skip
    await desk.pressed(owner, card, "🔕 Unsubscribe")
    assert (await subscription(desk, channel))[0] is SubscriberState.LEFT
    assert not desk.world.received(channel.id)
    assert await desk.store.subscribers.find(owner.id, None) is None  # nothing was chosen for them


async def test_what_a_channel_missed_opens_in_private_and_nothing_is_typed_there(
    desk: Desk, owner: Person, card: Message
) -> None:
    await desk.pressed(owner, card, "🔔 Subscribe")
    await desk.pressed(owner, card, "📆 Days and pauses")
    await desk.pressed(owner, card, "Mon–Fri")
    desk.now += timedelta(days=1)  # a Saturday
    day = DAY + timedelta(days=1)
    edition = await desk.publish(day)
    await desk.store.ledger.open_broadcast(
        edition.id, BroadcastKind.EDITION, day=day, at=desk.now, by=None
    )
    await desk.services.broadcasts.plan()
    await desk.deliver()
    assert "Or type it" not in card.text
    index = (await desk.pressed(owner, card, "🗞 What I missed")).last
    assert index.buttons
    assert all(button.url for button in index.buttons)


async def test_the_rich_form_is_tried_in_private(
    desk: Desk, owner: Person, channel: Chat, card: Message
) -> None:
    await desk.pressed(owner, card, "📄 Layout")
    sample, question = (await desk.pressed(owner, card, "One rich message")).messages
    assert "rich_message" in sample.content
    await desk.pressed(owner, question, "Yes, use this layout")
    assert (await subscription(desk, channel))[1] is Form.RICH
    assert not desk.world.received(channel.id)


async def test_who_is_no_administrator_any_more_changes_nothing(
    desk: Desk, owner: Person, channel: Chat, card: Message
) -> None:
    desk.world.join(channel, owner)
    pressed = await desk.pressed(owner, card, "🔔 Subscribe")
    assert pressed.toast == REFUSED
    assert await desk.store.subscribers.find(channel.id, None) is None


async def test_a_channel_that_the_bot_has_left_can_not_be_decided_about(
    desk: Desk, owner: Person, channel: Chat, card: Message
) -> None:
    desk.world.set_bot(channel, owner, Standing.LEFT)
    await desk.handled()
    pressed = await desk.pressed(owner, card, "🔔 Subscribe")
    assert pressed.toast == "I am not in that channel any more."


@pytest.mark.parametrize(
    "carried", [PublishDraft(1).pack(), InChannel(1, "subscribe").pack(), "nonsense"]
)
async def test_nothing_but_settings_is_decided_about_a_channel(
    desk: Desk, owner: Person, channel: Chat, carried: str
) -> None:
    data = InChannel(-channel.id, carried).pack()
    pressed = await desk.pressed_of_old(owner, data)
    assert "out of date" in pressed.toast
    assert not pressed.messages


async def test_a_group_is_no_channel(desk: Desk, owner: Person) -> None:
    group = desk.world.supergroup("Circle", [owner])
    await desk.handled()
    pressed = await desk.pressed_of_old(owner, InChannel(-group.id, Subscribe().pack()).pack())
    assert pressed.toast == "I am not in that channel any more."


async def test_who_had_not_started_the_bot_is_shown_the_channel_at_the_start(
    desk: Desk, wren: Person
) -> None:
    channel = desk.world.channel("Gazette", [wren])
    await desk.handled()
    assert not desk.world.received(channel.id)
    assert not desk.world.received(wren.id)
    greeting, card = await desk.said(wren, "/start")
    assert "A digest a day" in greeting.text
    assert card.text.startswith("📢 Gazette\n")
    assert len(await desk.said(wren, "/start")) == 1


async def test_an_administrator_opens_the_settings_by_a_link_and_others_see_no_name(
    desk: Desk, channel: Chat, wren: Person
) -> None:
    link = f"/start c_{-channel.id}"
    assert texts(await desk.said(wren, link)) == [NEITHER]
    assert texts(await desk.said(wren, "/start c_1")) == [NEITHER]
    desk.world.join(channel, wren, Standing.ADMINISTRATOR)
    (card,) = await desk.said(wren, link)
    assert card.text.startswith("📢 The Gazette & more\n")
    await desk.pressed(wren, card, "🔔 Subscribe")
    assert (await subscription(desk, channel))[0] is SubscriberState.ACTIVE


async def test_a_channels_settings_are_not_shown_in_a_group(
    desk: Desk, owner: Person, channel: Chat
) -> None:
    group = desk.world.supergroup("Circle", [owner])
    await desk.handled()
    said = await desk.said(owner, f"/start c_{-channel.id}", chat=group)
    assert not any("Gazette" in text for text in texts(said))


def test_the_settings_of_any_channel_fit_a_button() -> None:
    for inner in (*map(SetForm, Form), *map(SetZone, ZONES), SetLanguage("zh-hant"), ForgetChat()):
        InChannel(999_999_999_999_999, inner.pack()).pack()
