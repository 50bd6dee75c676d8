"""Methods that send again what is already there.

https://core.telegram.org/bots/api#copymessage and #forwardmessage
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from simulator.api.editing import message_numbers
from simulator.api.sending import Body, caption_of, pace, put
from simulator.api.targets import Place, chat_of, message_of, place_of
from simulator.protocol.wire import JsonObject, Request, bad_request
from simulator.state.actions import origin_of
from simulator.state.chats import Chat, ChatType
from simulator.state.cloud import Cloud
from simulator.state.messages import Message

# What a message must hold to be sent again; all else is a service message.
_COPYABLE: Final = ("text", "document", "photo", "audio", "rich_message")
_CAPTION: Final = ("caption", "caption_entities", "show_caption_above_media")


def copy_message(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#copymessage: without a link to where it was."""
    place = place_of(cloud, request.fields)
    source = chat_of(cloud, request.fields, "from_chat_id", write=False)
    message = message_of(source, request.fields, "message to copy")
    _check_copyable(message, "copied")
    content = message.content
    if "caption" in request.fields and "text" not in content:
        content = _bare(content) | caption_of(request.fields)
    markup = cloud.contents.markup(
        request.fields.nested("reply_markup"), private=place.chat.type is ChatType.PRIVATE
    )
    pace(cloud, request, place, 1)
    return {"message_id": put(cloud, request, place, Body(content=content, markup=markup)).id}


def copy_messages(cloud: Cloud, request: Request) -> list[JsonObject]:
    """https://core.telegram.org/bots/api#copymessages: 1 to 100, the rest skipped."""
    place = place_of(cloud, request.fields)
    bare = request.fields.flag("remove_caption")
    bodies = [
        Body(content=_bare(message.content) if bare else message.content)
        for message in _several(cloud, request)
    ]
    return _put_all(cloud, request, place, bodies)


def forward_message(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#forwardmessage: with a link to where it was."""
    place = place_of(cloud, request.fields)
    source = chat_of(cloud, request.fields, "from_chat_id", write=False)
    message = message_of(source, request.fields, "message to forward")
    _check_copyable(message, "forwarded")
    pace(cloud, request, place, 1)
    return put(cloud, request, place, _forwarded(message)).as_json()


def forward_messages(cloud: Cloud, request: Request) -> list[JsonObject]:
    """https://core.telegram.org/bots/api#forwardmessages: 1 to 100, the rest skipped."""
    place = place_of(cloud, request.fields)
    bodies = [_forwarded(message) for message in _several(cloud, request)]
    return _put_all(cloud, request, place, bodies)


def _several(cloud: Cloud, request: Request) -> list[Message]:
    source: Chat = chat_of(cloud, request.fields, "from_chat_id", write=False)
    numbers = message_numbers(request)
    if any(first >= second for first, second in pairwise(numbers)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    found = [m for number in numbers if (m := source.find(number)) and _is_copyable(m)]
    if not found:
        raise bad_request("there are no messages to forward")
    return found


def _put_all(
    cloud: Cloud, request: Request, place: Place, bodies: Sequence[Body]
) -> list[JsonObject]:
    pace(cloud, request, place, len(bodies))
    return [{"message_id": put(cloud, request, place, body).id} for body in bodies]


def _forwarded(message: Message) -> Body:
    envelope = {"forward_origin": origin_of(message)}
    return Body(content=message.content, envelope=envelope)


def _is_copyable(message: Message) -> bool:
    protected = "has_protected_content" in message.envelope
    return not protected and any(name in message.content for name in _COPYABLE)


def _check_copyable(message: Message, done: str) -> None:
    if not _is_copyable(message):
        raise bad_request(f"the message can't be {done}")


def _bare(content: Mapping[str, object]) -> JsonObject:
    return {name: value for name, value in content.items() if name not in _CAPTION}
