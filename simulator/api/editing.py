"""Methods that change or remove what was sent.

https://core.telegram.org/bots/api#updating-messages
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simulator.api.rich import rich_content
from simulator.api.sending import caption_of, media_of, pace, text_of
from simulator.api.targets import Place, chat_of, message_of
from simulator.protocol.wire import JsonObject, Request, bad_request
from simulator.state.chats import Chat, ChatType
from simulator.state.cloud import Cloud
from simulator.state.messages import Message

DELETABLE_SECONDS: Final = 48 * 3600
_MEDIA: Final = ("document", "photo", "audio")
_CAPTION: Final = ("caption", "caption_entities", "show_caption_above_media")


def edit_message_text(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#editmessagetext."""
    rich = request.fields.nested("rich_message")
    if rich is None or cloud.settings.older_api:
        content: Mapping[str, object] = text_of(cloud, request.fields)
    elif "text" in request.fields:
        raise bad_request("text and rich_message can't be used together")
    else:
        content = rich_content(cloud, request, rich)
    chat, message = _editable(cloud, request)
    if "text" not in message.content and "rich_message" not in message.content:
        raise bad_request("there is no text in the message to edit")
    if (options := request.fields.nested("link_preview_options")) is not None:
        content = {**content, "link_preview_options": options.as_json()}
    return _change(cloud, request, chat, message, content)


def edit_message_caption(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#editmessagecaption."""
    caption = caption_of(request.fields)
    chat, message = _editable(cloud, request)
    if not _has_media(message):
        raise bad_request("there is no caption in the message to edit")
    kept = {name: value for name, value in message.content.items() if name not in _CAPTION}
    return _change(cloud, request, chat, message, kept | caption)


def edit_message_media(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#editmessagemedia."""
    chat, message = _editable(cloud, request)
    media = request.fields.nested("media")
    if media is None:
        raise bad_request("media not found")
    return _change(cloud, request, chat, message, media_of(cloud, request, media))


def edit_message_reply_markup(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    chat, message = _editable(cloud, request)
    return _change(cloud, request, chat, message, message.content)


def delete_message(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#deletemessage: own ones of the last 48 hours."""
    chat = chat_of(cloud, request.fields)
    message = message_of(chat, request.fields, "message to delete")
    _check_deletable(cloud, chat, message)
    cloud.removed(chat, [message])
    return True


def delete_messages(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#deletemessages: 1 to 100, missing ones skipped."""
    chat = chat_of(cloud, request.fields)
    numbers = message_numbers(request)
    found = [message for number in numbers if (message := chat.find(number)) is not None]
    for message in found:
        _check_deletable(cloud, chat, message)
    cloud.removed(chat, found)
    return True


def message_numbers(request: Request) -> list[int]:
    """The ids in `message_ids`, 1 to 100 of them."""
    numbers = [entry for entry in request.fields.array("message_ids") if isinstance(entry, int)]
    if not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > 100:
        raise bad_request("too many message identifiers specified")
    return numbers


def _editable(cloud: Cloud, request: Request) -> tuple[Chat, Message]:
    chat = chat_of(cloud, request.fields)
    message = message_of(chat, request.fields, "message to edit")
    # A message with a reply keyboard can't be edited, for the keyboard is not part of it.
    others = chat.type is ChatType.CHANNEL and chat.bot.may("can_edit_messages")
    if not (message.by_bot or others) or message.keyboard is not None:
        raise bad_request("message can't be edited")
    return chat, message


def _change(
    cloud: Cloud,
    request: Request,
    chat: Chat,
    message: Message,
    content: Mapping[str, object],
) -> JsonObject:
    """Give a message new content; without a keyboard in the request its keyboard goes."""
    markup = cloud.contents.markup(
        request.fields.nested("reply_markup"), private=chat.type is ChatType.PRIVATE
    )
    if message.content == content and message.markup == markup.inline:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    if cloud.limits.edits:
        pace(cloud, request, Place(chat=chat), 1)
    message.content = content
    message.markup = markup.inline
    message.edit_date = cloud.clock.stamp()
    cloud.changed(chat, message)
    return message.as_json()


def _has_media(message: Message) -> bool:
    return any(name in message.content for name in _MEDIA)


def _check_deletable(cloud: Cloud, chat: Chat, message: Message) -> None:
    if chat.bot.may("can_delete_messages"):
        return
    own = message.by_bot or chat.type is ChatType.PRIVATE
    if not own:
        raise bad_request("message can't be deleted")
    if cloud.clock.now() - message.date >= DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
