"""What the control API shows of people, chats and messages."""

from __future__ import annotations

from simulator.protocol.wire import JsonObject
from simulator.state.chats import Chat, ChatType
from simulator.state.cloud import Cloud
from simulator.state.people import Contact, Person

# A page can't show a hundred thousand people; the crowd takes part without being listed.
SHOWN_PEOPLE = 200
_MET = frozenset({Contact.STARTED, Contact.BLOCKED})


def state(cloud: Cloud) -> JsonObject:
    """Everything a page needs to begin with."""
    people = [person for person, _ in zip(cloud.people, range(SHOWN_PEOPLE), strict=False)]
    rooms = [chat for chat in cloud.chats if chat.type is not ChatType.PRIVATE]
    # Everybody shown has a private chat to look at, also who never wrote.
    chats = [cloud.chats.private(person) for person in people] + rooms
    return {
        "bot": cloud.bot.as_user(),
        "people": [person_view(person) for person in people],
        "people_total": len(cloud.people),
        "chats": [chat_info(cloud, chat) for chat in chats],
        "clock": {"now": cloud.clock.stamp(), "offset": cloud.clock.offset},
        "faults": fault_list(cloud),
        "older_api": cloud.settings.older_api,
        "limits": cloud.limits.enabled,
        "strict": cloud.settings.strict,
        "host": host_view(cloud),
        "seq": cloud.events.last,
    }


def host_view(cloud: Cloud) -> JsonObject | None:
    """What whoever serves the world adds to the page."""
    return cloud.host_tab.as_json() if cloud.host_tab else None


def fault_list(cloud: Cloud) -> list[JsonObject]:
    """The faults that wait."""
    return [fault.as_json() for fault in cloud.faults]


def person_view(person: Person) -> JsonObject:
    """A person."""
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.username,
        "language_code": person.language_code,
        "is_admin_hint": person.is_admin_hint,
        "contact": person.contact.value,
    }


def chat_info(cloud: Cloud, chat: Chat) -> JsonObject:
    """A chat, with the commands each of the shown people would see in it."""
    people = [
        person
        for number in chat.present_members()[:SHOWN_PEOPLE]
        if (person := cloud.people.get(number)) is not None
    ]
    private = chat.person
    return {
        "id": chat.id,
        "type": chat.type.value,
        "title": chat.title if private is None else private.first_name,
        "members": [person.id for person in people],
        "is_forum": chat.is_forum,
        "topics": [
            {"id": topic.id, "name": topic.name, "closed": topic.closed}
            for topic in chat.topics.values()
        ],
        "commands": {str(person.id): cloud.menus.shown(chat, person) for person in people},
        "blocked_by": [p.id for p in people if private and p.contact is Contact.BLOCKED],
        "started_by": [p.id for p in people if private and p.contact in _MET],
        "bot_status": chat.bot.standing.value if private is None else "member",
        "migrated_to": chat.migrated_to,
        "pinned": chat.pinned,
    }
