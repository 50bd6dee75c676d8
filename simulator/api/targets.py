"""Where a request points: the chat, the topic, the message; and whether the bot may go there.

Refusals follow the Bot API server's own checks of chats and messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from simulator.protocol.wire import Fields, RefusalError, bad_request, forbidden, not_implemented
from simulator.state.chats import ADMINS, Chat, ChatType, Standing
from simulator.state.cloud import Cloud
from simulator.state.messages import Message
from simulator.state.people import Contact, Person

_KIND: Final[Mapping[ChatType, str]] = MappingProxyType(
    {
        ChatType.PRIVATE: "private chat",
        ChatType.GROUP: "group chat",
        ChatType.SUPERGROUP: "supergroup chat",
        ChatType.CHANNEL: "channel chat",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message goes: a chat, maybe a topic, maybe as an answer, maybe for one alone."""

    chat: Chat
    thread_id: int | None = None
    receiver: Person | None = None
    reply_to: Message | None = None
    quote: str | None = None


def chat_of(cloud: Cloud, fields: Fields, name: str = "chat_id", *, write: bool = True) -> Chat:
    """The chat a parameter names, which the bot may write to unless `write` is off."""
    chat = _find(cloud, fields.text(name))
    if chat is None:
        raise bad_request("chat not found")
    if chat.person is not None:
        _check_person(cloud, chat.person, write=write)
    else:
        _check_room(chat, write=write)
    return chat


def writable(cloud: Cloud, fields: Fields) -> Chat:
    """The chat of `chat_id`, in which the bot may post."""
    chat = chat_of(cloud, fields)
    if chat.type is ChatType.CHANNEL and not chat.bot.may("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    if chat.bot.standing is Standing.RESTRICTED and not chat.bot.may("can_send_messages"):
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def place_of(cloud: Cloud, fields: Fields) -> Place:
    """Where a sending method's parameters point."""
    chat = writable(cloud, fields)
    thread_id = _thread(chat, fields)
    receiver = _receiver(cloud, chat, fields.nested("ephemeral_message_parameters"))
    parameters = fields.nested("reply_parameters")
    if parameters is None or not parameters.names():
        return Place(chat=chat, thread_id=thread_id, receiver=receiver)
    message = _replied(chat, parameters)
    quote = parameters.text("quote")
    if quote and message is not None and quote not in message.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    if thread_id is None and message is not None and chat.is_forum:
        thread_id = message.thread_id
    return Place(
        chat=chat,
        thread_id=thread_id,
        receiver=receiver,
        reply_to=message,
        quote=quote or None,
    )


def message_of(chat: Chat, fields: Fields, what: str) -> Message:
    """The message of `message_id`; `what` is what it was wanted for."""
    message = chat.find(fields.integer("message_id"))
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def member_person(cloud: Cloud, fields: Fields) -> Person:
    """The person of `user_id`."""
    person = cloud.people.get(fields.integer("user_id"))
    if person is None:
        raise bad_request("user not found")
    return person


def need_right(chat: Chat, right: str, sentence: str) -> None:
    """Refuse unless the bot is an administrator with this right."""
    if not chat.bot.may(right):
        raise bad_request(sentence)


def _find(cloud: Cloud, written: str) -> Chat | None:
    if written.startswith("@"):
        return cloud.chats.named(written[1:])
    if not written.removeprefix("-").isdecimal():
        return None
    number = int(written)
    person = cloud.people.get(number)
    return cloud.chats.private(person) if person is not None else cloud.chats.get(number)


def _check_person(cloud: Cloud, person: Person, *, write: bool) -> None:
    if person.contact is Contact.STARTED:
        return
    if person.contact is Contact.STRANGER:
        # Telegram tells a stranger from somebody it has shown the bot in a group.
        if not any(person.id in chat.members for chat in cloud.chats):
            raise bad_request("chat not found")
        if write:
            raise forbidden("bot can't initiate conversation with a user")
    elif write and person.contact is Contact.BLOCKED:
        raise forbidden("bot was blocked by the user")
    elif write:
        raise forbidden("user is deactivated")


def _check_room(chat: Chat, *, write: bool) -> None:
    kind = _KIND[chat.type]
    if chat.migrated_to is not None:
        if not write:
            return
        raise RefusalError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    if chat.deleted:
        raise forbidden(f"the {kind} was deleted")
    if chat.bot.standing is Standing.KICKED:
        raise forbidden(f"bot was kicked from the {kind}")
    if not chat.bot.present and (write or chat.username is None):
        raise forbidden(f"bot is not a member of the {kind}")


def _thread(chat: Chat, fields: Fields) -> int | None:
    """The topic of a request; where there can't be any, Telegram overlooks it."""
    thread_id = fields.integer("message_thread_id")
    if not thread_id or not (chat.is_forum or chat.type is ChatType.PRIVATE):
        return None
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not chat.bot.may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def _receiver(cloud: Cloud, chat: Chat, parameters: Fields | None) -> Person | None:
    """The member of a group who alone shall see a message, None where all shall.

    The bot is an administrator, or answers that person's press (Bot API 10.4,
    EphemeralMessageParameters).
    """
    if parameters is None or not parameters.names() or cloud.settings.older_api:
        return None
    press = cloud.callbacks.get(parameters.text("callback_query_id"))
    if not chat.is_group or not (press or chat.bot.standing in ADMINS):
        raise bad_request("BOT_NOT_ADMIN")
    person = press.person if press else cloud.people.get(parameters.integer("receiver_user_id"))
    if person is None or person.id not in chat.present_members():
        raise bad_request("USER_NOT_PARTICIPANT")
    return person


def _replied(chat: Chat, parameters: Fields) -> Message | None:
    elsewhere = parameters.text("chat_id")
    if elsewhere and elsewhere != str(chat.id):
        raise not_implemented("replies in another chat")
    message = chat.find(parameters.integer("message_id"))
    if message is None and not parameters.flag("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message
