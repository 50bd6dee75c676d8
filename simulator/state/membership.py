"""Who is in which chat: groups made, joined, left, turned into supergroups."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.state.actions import ActError
from simulator.state.chats import IN_CHAT, Chat, ChatType, Member, Standing
from simulator.state.cloud import Cloud, Draft
from simulator.state.people import Person

CREATOR = Member(standing=Standing.CREATOR)
CHANNEL_BOT = Member(
    standing=Standing.ADMINISTRATOR,
    rights=frozenset({"can_manage_chat", "can_post_messages", "can_edit_messages"}),
)


def make_chat(cloud: Cloud, chat: Chat, members: Iterable[Person]) -> Chat:
    """Fill a new chat: the first member made it, and brought the bot along."""
    people = list(members)
    for person in people:
        chat.members[person.id] = IN_CHAT
    if people:
        chat.members[people[0].id] = CREATOR
        bring_bot(cloud, chat, people[0])
    cloud.events.add("chats", dict)
    return chat


def bring_bot(cloud: Cloud, chat: Chat, by: Person) -> None:
    """Somebody brings the bot into a chat; in a channel a bot can only be an administrator."""
    set_bot(cloud, chat, by, CHANNEL_BOT if chat.type is ChatType.CHANNEL else IN_CHAT)


def set_bot(cloud: Cloud, chat: Chat, by: Person, member: Member) -> None:
    """Give the bot another standing in a chat, by somebody's hand, and tell it."""
    before, chat.bot = chat.bot, member
    cloud.tell_standing(chat, by, before, member)
    if chat.is_group and member.present and not before.present:
        joined = {"new_chat_members": [cloud.bot.as_user()]}
        message = cloud.post(chat, Draft(content=joined, sender=by.as_user()))
        cloud.announce(chat, message)
    cloud.events.add("chats", dict)


def set_member(cloud: Cloud, chat: Chat, person: Person, member: Member) -> None:
    """Let somebody in, out, or up."""
    before = chat.members.get(person.id)
    chat.members[person.id] = member
    cloud.updates.put(
        "chat_member",
        {
            "chat": chat.as_json(),
            "from": person.as_user(),
            "date": cloud.clock.stamp(),
            "old_chat_member": (before or Member(standing=Standing.LEFT)).as_json(
                person.as_user(), chat.type
            ),
            "new_chat_member": member.as_json(person.as_user(), chat.type),
        },
    )
    if chat.is_group and member.present is not (before is not None and before.present):
        content = (
            {"new_chat_members": [person.as_user()]}
            if member.present
            else {"left_chat_member": person.as_user()}
        )
        message = cloud.post(chat, Draft(content=content, sender=person.as_user()))
        if chat.bot.present:
            cloud.announce(chat, message)
    cloud.events.add("chats", dict)


def migrate(cloud: Cloud, group: Chat) -> Chat:
    """Turn a group into a supergroup, which has a new id.

    https://core.telegram.org/bots/api#message: migrate_to_chat_id, migrate_from_chat_id
    """
    if group.type is not ChatType.GROUP or group.migrated_to is not None:
        raise ActError("only a group that was not moved yet can become a supergroup")
    # The old chat stays: its messages can still be read, and its id answers with the new one.
    new = cloud.chats.make(ChatType.SUPERGROUP, group.title or "")
    new.members, new.bot = dict(group.members), group.bot
    user = cloud.bot.as_user()
    leaving = cloud.post(group, Draft(content={"migrate_to_chat_id": new.id}, sender=user))
    arriving = cloud.post(new, Draft(content={"migrate_from_chat_id": group.id}, sender=user))
    group.migrated_to = new.id
    cloud.announce(group, leaving)
    cloud.announce(new, arriving)
    cloud.events.add("chats", dict)
    return new
