"""Who may do what where: every button and every command, tried by everybody in every chat."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, get_type_hints

import pytest

from bot.handlers.callbacks import ROUTES
from bot.handlers.commands import Command, commands
from bot.handlers.permissions import Role, has_own_entry
from bot.views.callbacks import (
    Callback,
    ForgetChat,
    OpenItem,
    PageWords,
    SayWords,
    SetLanguage,
    Unsubscribe,
)
from bot.views.desk.decisions import ChoosePaper, ChooseSlot
from bot.views.keyboards import CALLBACKS
from bot.views.personal.saved_callbacks import RemindOfItem
from digests.model import PAPER, Form
from digests.values.roles import StaffRole
from digests.values.saved import ReminderTime
from simulator.state.chats import Chat, Standing
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, given_role

OWNERS_ONLY = "Only the owners of this bot can do that."
IN_PRIVATE = "Please ask me that in our private chat."
EDITORS_ONLY = "Only the editors of this bot can do that."
ADMINS_ONLY = "In a group, only its admins can change what it receives."
ALONE = "That's between you and me: I answer it in our private chat."
OUT_OF_DATE = "This button is out of date. /help lists what I can do."

FOR_ALL = "Announcements go to the readers of every paper, and your role is for main."

READER, PERSON, DECIDER, VIEWER, EDITOR, ANNOUNCER, OWNER = Role
REFUSALS = {EDITORS_ONLY, ADMINS_ONLY, OWNERS_ONLY, IN_PRIVATE, ALONE, FOR_ALL}
MAY_PRESS = {
    # who, where → what they may do there; nobody reads in a channel, they are led elsewhere
    ("stranger", "private"): {READER, PERSON, DECIDER},
    ("stranger", "group"): {READER},
    ("stranger", "channel"): set(),
    ("member", "private"): {READER, PERSON, DECIDER},
    ("member", "group"): {READER},
    ("member", "channel"): set(),
    ("administrator", "private"): {READER, PERSON, DECIDER},
    ("administrator", "group"): {READER, DECIDER},
    ("administrator", "channel"): {DECIDER},
    ("owner", "group"): {READER, DECIDER},
    ("owner", "channel"): {DECIDER},
    ("former editor", "private"): {READER, PERSON, DECIDER},
    ("former editor", "group"): {READER},
    ("former editor", "channel"): set(),
    ("viewer", "private"): {READER, PERSON, DECIDER, VIEWER},
    ("viewer", "group"): {READER, VIEWER},
    ("viewer", "channel"): {VIEWER},
    ("editor of the paper", "private"): {READER, PERSON, DECIDER, VIEWER, EDITOR},
    ("editor of the paper", "group"): {READER, DECIDER, VIEWER, EDITOR},
    ("editor of the paper", "channel"): {DECIDER, VIEWER, EDITOR},
    ("editor", "private"): {READER, PERSON, DECIDER, VIEWER, EDITOR, ANNOUNCER},
    ("editor", "group"): {READER, DECIDER, VIEWER, EDITOR, ANNOUNCER},
    ("editor", "channel"): {DECIDER, VIEWER, EDITOR, ANNOUNCER},
    ("bot's owner", "private"): {READER, PERSON, DECIDER, VIEWER, EDITOR, ANNOUNCER, OWNER},
    ("bot's owner", "group"): {READER, DECIDER, VIEWER, EDITOR, ANNOUNCER},
    ("bot's owner", "channel"): {DECIDER, VIEWER, EDITOR, ANNOUNCER},
}
"""Written out by hand, so that the bot's own table is not tested against itself."""

LAST = {SetLanguage, ForgetChat}
"""What is pressed after all others: it changes the words of refusals, or ends a role."""
VALUES: dict[object, object] = {
    int: 1,
    int | None: None,
    str: "ja",
    str | None: None,
    date: DAY,
    date | None: None,
    PageWords | None: None,
    Form: Form.FULL,
}


def button_of(kind: type[Callback]) -> Callback:
    """A button of a kind, of the first edition and the first broadcast."""
    if kind is SayWords:
        return SayWords("3")  # reads; what words ask for is checked once they are understood
    hints = get_type_hints(kind)
    return kind(*(value_of(hints[field.name]) for field in fields(kind)))


def value_of(kind: type) -> object:
    """A value of a kind; the first of those that can be counted up."""
    return VALUES[kind] if kind in VALUES else next(iter(kind))  # type: ignore[call-overload]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where everybody is tried, and everybody who is."""

    desk: Desk
    chats: dict[str, Chat]
    people: dict[str, Person]

    def chat(self, where: str, who: str) -> Chat:
        if where == "private":
            return self.desk.world.cloud.chats.private(self.people[who])
        return self.chats[where]


@pytest.fixture
async def place(desk: Desk) -> Place:
    """A group and a channel, each with an owner, an administrator, a member and an editor."""
    names = ("stranger", "member", "administrator", "owner", "former editor", "viewer", "editor")
    people = {name: desk.world.person(name.title()) for name in names}
    people["editor of the paper"] = desk.world.person("Editor of the paper")
    people["bot's owner"] = desk.editor
    for person in people.values():
        desk.world.unblock(person)
    there = ("owner", *names[1:3], *names[4:], "editor of the paper")
    inside = [people[name] for name in there] + [desk.editor]
    chats = {
        "group": desk.world.supergroup("Reading circle", inside),
        "channel": desk.world.channel("Gazette", inside),
    }
    for name in ("viewer", "editor", "former editor"):
        role = StaffRole.VIEWER if name == "viewer" else StaffRole.EDITOR
        await given_role(desk, people[name].id, role)
    await given_role(desk, people["editor of the paper"].id, StaffRole.EDITOR, paper=PAPER)
    await desk.services.staff.take_back(people["former editor"].id, by=desk.editor.id)
    for chat in chats.values():
        desk.world.join(chat, people["administrator"], Standing.ADMINISTRATOR)
    await desk.publish()
    await desk.handled()
    return Place(desk=desk, chats=chats, people=people)


@pytest.mark.parametrize(("who", "where"), MAY_PRESS)
async def test_every_button_does_what_the_person_may_there(
    place: Place, who: str, where: str
) -> None:
    chat, person = place.chat(where, who), place.people[who]
    for kind in sorted(CALLBACKS, key=LAST.__contains__):
        role = ROUTES[kind].role
        pressed = await place.desk.pressed_of_old(person, button_of(kind).pack(), chat=chat)
        refused = pressed.toast in REFUSALS or bool(pressed.url)
        assert refused is (role not in MAY_PRESS[who, where]), (kind, pressed.toast)
        assert not (refused and pressed.messages)


@pytest.mark.parametrize(
    ("who", "where"),
    [one for one in MAY_PRESS if one[1] != "channel" and one != ("stranger", "group")],
)
async def test_every_command_does_what_the_person_may_there(
    place: Place, who: str, where: str
) -> None:
    chat, person = place.chat(where, who), place.people[who]
    for command in commands():
        said = await place.desk.said(person, f"/{command.name}", chat=chat)
        refused = [message.text for message in said] in ([one] for one in REFUSALS)
        assert refused is (command.role not in MAY_PRESS[who, where]), command.name


def of_role(role: Role) -> Command:
    return next(command for command in commands() if command.role is role)


async def test_whoever_writes_in_the_name_of_the_group_is_its_administrator(place: Place) -> None:
    """https://core.telegram.org/bots/api#message: `sender_chat` of an anonymous administrator."""
    group = place.chats["group"]
    told = await said_as(place, place.people["member"], "/unsubscribe", group)
    assert told != [ADMINS_ONLY]


async def test_a_linked_channels_posts_are_not_said_to_the_bot(place: Place) -> None:
    group, channel = place.chats["group"], place.chats["channel"]
    for text in ("/today", "/subscribe", "2"):
        automatic = {"is_automatic_forward": True}
        assert not await said_as(place, place.people["owner"], text, group, channel, **automatic)


async def said_as(
    place: Place, who: Person, text: str, group: Chat, name: Chat | None = None, **envelope: Any
) -> list[str]:
    """Somebody writes into a group in the name of a chat, by default the group itself."""
    world = place.desk.world
    message = world.say(who, text, chat=group)
    world.cloud.updates.clear()
    message.envelope = {"sender_chat": (name or group).as_json()} | envelope
    world.cloud.announce(group, message)
    await place.desk.handled()
    return [answer.text for answer in world.news(group)]


async def test_a_press_in_a_channel_leads_to_the_item_in_the_private_chat(place: Place) -> None:
    pressed = await place.desk.pressed_of_old(
        place.people["member"], OpenItem(1, 2).pack(), chat=place.chats["channel"]
    )
    assert pressed.url == f"https://t.me/{place.desk.bot.application.bot.username}?start=i_1_2"
    assert not pressed.messages
    (item,) = await place.desk.said(place.people["member"], "/start i_1_2")
    assert item.text.startswith("② The library stays open")
    assert item.buttons[0].text == "🔔 Subscribe"


async def test_only_a_button_that_the_message_carries_has_an_effect(place: Place) -> None:
    desk, owner = place.desk, place.people["owner"]
    for data in (Unsubscribe().pack(), OpenItem(1, 1).pack()):
        pressed = await desk.pressed_of_old(owner, data, carries="item:1:3")
        assert pressed.toast == OUT_OF_DATE
        assert not pressed.messages


async def test_of_a_message_that_can_not_be_seen_only_what_reads_or_is_ones_own_is_done(
    place: Place,
) -> None:
    desk, owner = place.desk, place.people["owner"]
    read = await desk.pressed_of_old(owner, OpenItem(1, 1).pack(), accessible=False)
    assert read.last.text.startswith("① The ferry runs again")
    own = RemindOfItem(1, 1, ReminderTime.TONIGHT).pack()
    assert "remind you" in (await desk.pressed_of_old(owner, own, accessible=False)).toast
    for data in (Unsubscribe().pack(), "publish:1", "settings"):
        pressed = await desk.pressed_of_old(owner, data, accessible=False)
        assert pressed.toast == OUT_OF_DATE
        assert not pressed.messages


async def test_a_press_on_what_was_sent_through_inline_mode_is_answered(place: Place) -> None:
    pressed = await place.desk.pressed_inline(place.people["owner"], OpenItem(1, 1).pack())
    assert pressed.toast == OUT_OF_DATE


@pytest.mark.parametrize("kind", [ChooseSlot, ChoosePaper])
def test_what_is_written_down_where_it_is_done_is_not_written_twice(kind: type[Callback]) -> None:
    assert has_own_entry(kind)
