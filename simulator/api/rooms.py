"""Methods about chats: who and what is in them, pins, topics, reactions."""

from __future__ import annotations

from typing import Final

from simulator.api.targets import chat_of, member_person, message_of, need_right
from simulator.protocol.wire import JsonObject, Request, bad_request
from simulator.state.chats import ADMINS, IN_CHAT, NOBODY, Chat, ChatType, Member, Standing, Topic
from simulator.state.cloud import Cloud, Draft

TOPIC_NAME_LIMIT: Final = 128
# https://core.telegram.org/bots/api#reactiontypeemoji
_REACTIONS: Final = (
    " ❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 "
    " ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 "
    " 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 "
    " 🤷‍♀ 😡 "
)


def get_chat(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#getchat."""
    chat = chat_of(cloud, request.fields, write=False)
    full = chat.as_json() | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if chat.slow_mode:
        full["slow_mode_delay"] = chat.slow_mode
    if chat.pinned and (message := chat.find(chat.pinned[-1])) is not None:
        full["pinned_message"] = message.as_json(nested=True)
    return full


def get_chat_member(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#getchatmember."""
    chat = chat_of(cloud, request.fields, write=False)
    if request.fields.integer("user_id") == cloud.bot.id:
        standing = IN_CHAT if chat.type is ChatType.PRIVATE else chat.bot
        return standing.as_json(cloud.bot.as_user(), chat.type)
    person = member_person(cloud, request.fields)
    member = chat.members.get(person.id, NOBODY)
    if chat.person is person:
        member = IN_CHAT
    return member.as_json(person.as_user(), chat.type)


def get_chat_administrators(cloud: Cloud, request: Request) -> list[JsonObject]:
    """https://core.telegram.org/bots/api#getchatadministrators."""
    chat = chat_of(cloud, request.fields, write=False)
    if chat.type is ChatType.PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    admins = [
        member.as_json(person.as_user(), chat.type)
        for number, member in chat.members.items()
        if member.standing in ADMINS and (person := cloud.people.get(number)) is not None
    ]
    if request.fields.flag("return_bots") and chat.bot.standing in ADMINS:
        admins.append(chat.bot.as_json(cloud.bot.as_user(), chat.type))
    return admins


def get_chat_member_count(cloud: Cloud, request: Request) -> int:
    """https://core.telegram.org/bots/api#getchatmembercount, the bot included."""
    chat = chat_of(cloud, request.fields, write=False)
    return len(chat.present_members()) + 1


def leave_chat(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#leavechat."""
    chat = chat_of(cloud, request.fields)
    if chat.type is ChatType.PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot = Member(standing=Standing.LEFT)
    cloud.events.add("chats", dict)
    return True


def pin_chat_message(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#pinchatmessage."""
    chat = _pinnable(cloud, request)
    message = message_of(chat, request.fields, "message to pin")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    pinned = {"pinned_message": message.as_json(nested=True)}
    cloud.post(chat, Draft(content=pinned, sender=cloud.bot.as_user()))
    cloud.events.add("chats", dict)
    return True


def unpin_chat_message(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#unpinchatmessage: the newest when none is named."""
    chat = _pinnable(cloud, request)
    number = request.fields.integer("message_id")
    if number and number not in chat.pinned:
        raise bad_request("message to unpin not found")
    if chat.pinned:
        chat.pinned.remove(number or chat.pinned[-1])
    cloud.events.add("chats", dict)
    return True


def unpin_all_chat_messages(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#unpinallchatmessages."""
    _pinnable(cloud, request).pinned.clear()
    cloud.events.add("chats", dict)
    return True


def set_message_reaction(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#setmessagereaction: a bot has one, of a fixed set."""
    chat = chat_of(cloud, request.fields)
    message = message_of(chat, request.fields, "message to react")
    reactions = request.fields.objects("reaction")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(reaction.text("type") == "paid" for reaction in reactions):
        raise bad_request("REACTION_INVALID")
    if any(
        r.text("type") == "emoji" and f" {r.text('emoji')} " not in _REACTIONS for r in reactions
    ):
        raise bad_request("REACTION_INVALID")
    given = [reaction.as_json() for reaction in reactions]
    message.reaction = given
    cloud.events.add(
        "reaction",
        lambda: {"chat_id": chat.id, "message_id": message.id, "reaction": given},
    )
    return True


def create_forum_topic(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#createforumtopic."""
    chat = _forum(cloud, request)
    name = request.fields.text("name")
    if not 1 <= len(name) <= TOPIC_NAME_LIMIT:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    topic = open_topic(cloud, chat, name)
    return {
        "message_thread_id": topic.id,
        "name": topic.name,
        "icon_color": topic.icon_color,
    }


def open_topic(cloud: Cloud, chat: Chat, name: str) -> Topic:
    """Begin a topic; its id is that of the service message that tells of it."""
    topic = Topic(id=0, name=name)
    created = {"forum_topic_created": {"name": name, "icon_color": topic.icon_color}}
    message = cloud.post(chat, Draft(content=created))
    topic.id = message.thread_id = message.id
    chat.topics[topic.id] = topic
    cloud.events.add("chats", dict)
    return topic


def edit_forum_topic(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#editforumtopic."""
    topic = _topic(_forum(cloud, request), request)
    name = request.fields.text("name")
    if name == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name or topic.name
    cloud.events.add("chats", dict)
    return True


def close_forum_topic(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#closeforumtopic."""
    return _set_closed(cloud, request, closed=True)


def reopen_forum_topic(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#reopenforumtopic."""
    return _set_closed(cloud, request, closed=False)


def delete_forum_topic(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#deleteforumtopic, with all its messages."""
    chat = _forum(cloud, request)
    remove_topic(cloud, chat, _topic(chat, request))
    return True


def set_topic_closed(cloud: Cloud, chat: Chat, topic: Topic, *, closed: bool) -> None:
    """Somebody closes a topic to all but administrators, or opens it again; the bot is told."""
    topic.closed = closed
    content: JsonObject = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    draft = Draft(content=content, thread_id=topic.id, envelope={"is_topic_message": True})
    cloud.announce(chat, cloud.post(chat, draft))
    cloud.events.add("chats", dict)


def remove_topic(cloud: Cloud, chat: Chat, topic: Topic) -> None:
    """Take a topic out of its chat, with all its messages."""
    del chat.topics[topic.id]
    for message in chat.messages.values():
        if message.thread_id == topic.id:
            message.deleted = True
    cloud.events.add("chats", dict)


def _set_closed(cloud: Cloud, request: Request, *, closed: bool) -> bool:
    topic = _topic(_forum(cloud, request), request)
    if topic.closed is closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    cloud.events.add("chats", dict)
    return True


def _forum(cloud: Cloud, request: Request) -> Chat:
    chat = chat_of(cloud, request.fields)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    need_right(chat, "can_manage_topics", "not enough rights to create a topic")
    return chat


def _topic(chat: Chat, request: Request) -> Topic:
    topic = chat.topics.get(request.fields.integer("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _pinnable(cloud: Cloud, request: Request) -> Chat:
    chat = chat_of(cloud, request.fields)
    if chat.type is ChatType.CHANNEL:
        need_right(
            chat, "can_edit_messages", "not enough rights to manage pinned messages in the chat"
        )
    elif chat.type is not ChatType.PRIVATE:
        need_right(
            chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat"
        )
    return chat
