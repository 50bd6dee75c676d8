"""What people do: type, upload, forward, press, ask inline; and what the bot hears of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from simulator.protocol.wire import JsonObject, RefusalError, Upload
from simulator.state.chats import Chat, ChatType
from simulator.state.cloud import Answer, Cloud, Draft
from simulator.state.messages import Button, Message
from simulator.state.people import Contact, Person
from simulator.text.formatting import spoken

_COMMAND = re.compile(r"/\w{1,64}(?:@(\w+))?")
TEXT_LIMIT: Final = 4096


class ActError(ValueError):
    """A person tried something that no app would let them do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where somebody says something; the private chat when no chat is given."""

    chat: Chat | None = None
    reply_to: Message | None = None
    thread_id: int | None = None


HERE: Final = Where()


def say(cloud: Cloud, person: Person, text: str, where: Where = HERE) -> Message:
    """Type a text; what is longer than a message is refused, as apps split it beforehand."""
    formatted = spoken(text)
    if not formatted.text:
        raise ActError("an empty text can't be sent")
    if len(formatted.text) > TEXT_LIMIT:
        raise ActError(f"a message has at most {TEXT_LIMIT} characters")
    return _send(cloud, person, formatted.content("text", "entities"), where)


def upload(
    cloud: Cloud, person: Person, file: Upload, *, caption: str = "", where: Where = HERE
) -> Message:
    """Send a file as a document."""
    content: JsonObject = {"document": cloud.files.add_document(file).as_document()}
    return _send(cloud, person, content | _caption(caption), where)


def upload_photo(
    cloud: Cloud, person: Person, file: Upload, *, caption: str = "", where: Where = HERE
) -> Message:
    """Send a picture as a photo."""
    try:
        stored = cloud.files.add_photo(file)
    except RefusalError as error:
        raise ActError(error.description) from None
    return _send(cloud, person, {"photo": [stored.as_photo_size()]} | _caption(caption), where)


def forward(cloud: Cloud, person: Person, message: Message, where: Where = HERE) -> Message:
    """Pass somebody's message on."""
    envelope = {"forward_origin": origin_of(message)}
    return _send(cloud, person, message.content, where, envelope)


def origin_of(message: Message) -> JsonObject:
    """The API's MessageOrigin of a message, the first one where it was forwarded before."""
    known = message.envelope.get("forward_origin")
    if isinstance(known, dict):
        return known
    origin: JsonObject = {"date": message.date}
    if message.sender is not None:
        return origin | {"type": "user", "sender_user": message.sender}
    return origin | {"type": "channel", "chat": message.chat, "message_id": message.id}


def edit(cloud: Cloud, person: Person, message: Message, text: str) -> Message:
    """Change a text one has sent."""
    chat = _chat_of(cloud, message)
    if message.sender is None or message.sender["id"] != person.id:
        raise ActError("one can only edit one's own messages")
    message.content = spoken(text).content("text", "entities")
    message.edit_date = cloud.clock.stamp()
    cloud.changed(chat, message)
    cloud.announce(chat, message, edited=True)
    return message


def delete(cloud: Cloud, person: Person, message: Message) -> None:
    """Delete a message of one's private chat with the bot, for both sides."""
    chat = _chat_of(cloud, message)
    if chat.id != person.id:
        raise ActError("one can only delete messages of one's own chat")
    cloud.removed(chat, [message])


def press(cloud: Cloud, person: Person, message: Message, wanted: str) -> Answer:
    """Press the inline button with this text or data.

    Anybody may, also who can't see the message: bots have to check who pressed.
    """
    chat = _chat_of(cloud, message)
    if message.deleted:
        raise ActError("the message was deleted")
    button = _button(message, wanted)
    if button.data is None:
        raise ActError(f"the button {button.text!r} is not one the bot hears of")
    answer = _pressed(cloud, person, {"message": message.as_json()}, button.data)
    cloud.acted(chat)
    return answer


def press_forged(
    cloud: Cloud, person: Person, data: str, message: Message | None, *, accessible: bool = True
) -> Answer:
    """What a modified app sends: a press with any data, on any message.

    Without a message it is one that was sent through inline mode. One that is not accessible is
    told without its content (https://core.telegram.org/bots/api#inaccessiblemessage).
    """
    if message is None:
        return _pressed(cloud, person, {"inline_message_id": cloud.new_id()}, data)
    told: JsonObject = message.as_json()
    if not accessible:
        told = {"chat": message.chat, "message_id": message.id, "date": 0}
    answer = _pressed(cloud, person, {"message": told}, data)
    cloud.acted(_chat_of(cloud, message))
    return answer


def _pressed(cloud: Cloud, person: Person, where: JsonObject, data: str) -> Answer:
    answer = Answer(id=cloud.new_id(), person=person, moment=cloud.clock.now())
    cloud.callbacks[answer.id] = answer
    pressed: JsonObject = {
        "id": answer.id,
        "from": person.as_user(),
        "chat_instance": str(person.id * 7919),
        "data": data,
    }
    cloud.updates.put("callback_query", pressed | where)
    return answer


def ask_inline(cloud: Cloud, person: Person, query: str, offset: str = "") -> Answer:
    """Type @bot and a query in some chat."""
    answer = Answer(id=cloud.new_id(), person=person, moment=cloud.clock.now())
    cloud.inline_queries[answer.id] = answer
    cloud.updates.put(
        "inline_query",
        {
            "id": answer.id,
            "from": person.as_user(),
            "query": query,
            "offset": offset,
            "chat_type": "sender",
        },
    )
    return answer


def choose(cloud: Cloud, answer: Answer, result_id: str, where: Where = HERE) -> Message:
    """Send one of the results of an inline query; the bot hears of it as of its own message."""
    content = answer.contents.get(result_id)
    if content is None:
        raise ActError("there is no such result")
    chat = where.chat or cloud.chats.private(answer.person)
    _check_allowed(cloud, answer.person, chat, where, "")
    markup = content.get("reply_markup")
    draft = Draft(
        content={name: value for name, value in content.items() if name != "reply_markup"},
        sender=answer.person.as_user(),
        markup=markup if isinstance(markup, dict) else None,
        envelope={"via_bot": cloud.bot.as_user()},
    )
    message = cloud.post(chat, draft)
    cloud.acted(chat)
    if chat.type is ChatType.PRIVATE or chat.bot.present:
        cloud.announce(chat, message)
    return message


def _button(message: Message, wanted: str) -> Button:
    for button in message.buttons:
        if wanted in {button.text, button.data}:
            return button
    there = ", ".join(repr(button.text) for button in message.buttons) or "none"
    raise ActError(f"no button {wanted!r}; there are: {there}")


def _caption(caption: str) -> JsonObject:
    return spoken(caption).content("caption", "caption_entities") if caption else {}


def _chat_of(cloud: Cloud, message: Message) -> Chat:
    chat_id = message.chat["id"]
    chat = cloud.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise ActError("the chat is gone")
    return chat


def _send(
    cloud: Cloud,
    person: Person,
    content: Mapping[str, object],
    where: Where,
    envelope: Mapping[str, object] | None = None,
) -> Message:
    chat = where.chat or cloud.chats.private(person)
    _check_allowed(cloud, person, chat, where, str(content.get("text", "")))
    extra = dict(envelope or {})
    channel = chat.type is ChatType.CHANNEL
    if channel:
        extra["sender_chat"] = chat.as_json()
    if where.thread_id is not None:
        extra["is_topic_message"] = True
    draft = Draft(
        content=content,
        sender=None if channel else person.as_user(),
        reply_to=where.reply_to,
        thread_id=where.thread_id,
        envelope=extra,
    )
    message = cloud.post(chat, draft)
    cloud.acted(chat)
    if _bot_hears(cloud, chat, message):
        cloud.announce(chat, message)
    return message


def _check_allowed(cloud: Cloud, person: Person, chat: Chat, where: Where, text: str) -> None:
    if person.contact is Contact.DEACTIVATED:
        raise ActError("the account was deleted")
    if person.id not in chat.present_members():
        raise ActError("one has to be in the chat")
    if chat.type is ChatType.PRIVATE:
        # Apps offer a button that sends /start, which unblocks.
        if person.contact is Contact.BLOCKED and not text.startswith("/start"):
            raise ActError("the bot is blocked; unblock it or send /start")
        if person.contact is not Contact.STARTED:
            cloud.set_contact(person, Contact.STARTED)
        return
    if chat.type is ChatType.CHANNEL and not chat.members[person.id].may("can_post_messages"):
        raise ActError("only administrators post in a channel")
    topic = chat.topics.get(where.thread_id or 0)
    if where.thread_id is not None and (topic is None or topic.closed):
        raise ActError("the topic is closed or gone")


def _bot_hears(cloud: Cloud, chat: Chat, message: Message) -> bool:
    """In groups a bot hears commands and replies, unless it is an administrator.

    https://core.telegram.org/bots/features#privacy-mode
    """
    if chat.type is ChatType.PRIVATE:
        return True
    if not chat.bot.present or chat.migrated_to is not None:
        return False
    if chat.type is ChatType.CHANNEL or chat.bot.may("can_manage_chat"):
        return True
    if message.reply_to is not None and message.reply_to.by_bot:
        return True
    command = _COMMAND.match(message.text)
    return command is not None and command[1] in {None, cloud.bot.username}
