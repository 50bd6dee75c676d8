"""Methods that put messages into chats.

https://core.telegram.org/bots/api#sendmessage and its kin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from simulator.api.attaching import audio_of, document_of, photo_of
from simulator.api.targets import Place, place_of, writable
from simulator.protocol.wire import Fields, JsonObject, Request, bad_request
from simulator.state.chats import ChatType
from simulator.state.cloud import Cloud, Draft
from simulator.state.messages import Message
from simulator.text.formatting import format_caption, format_text
from simulator.text.keyboards import NO_MARKUP, Markup

_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#sendmessage."""
    fields = request.fields
    # The text is looked at before the chat, as the Bot API server does: both may be wrong.
    content = text_of(cloud, fields)
    place = place_of(cloud, fields)
    if (options := fields.nested("link_preview_options")) is not None and options.names():
        content = {**content, "link_preview_options": options.as_json()}
    return deliver(cloud, request, place, content).as_json()


def send_document(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#senddocument."""
    place = place_of(cloud, request.fields)
    content = document_of(cloud, request, request.fields.text("document"), "document")
    return deliver(cloud, request, place, content | caption_of(request.fields)).as_json()


def send_photo(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#sendphoto."""
    place = place_of(cloud, request.fields)
    content = photo_of(cloud, request, request.fields.text("photo"), "photo")
    return deliver(cloud, request, place, content | caption_of(request.fields)).as_json()


def send_audio(cloud: Cloud, request: Request) -> JsonObject:
    """https://core.telegram.org/bots/api#sendaudio."""
    place = place_of(cloud, request.fields)
    content = audio_of(cloud, request, request.fields.text("audio"), "audio")
    return deliver(cloud, request, place, content | caption_of(request.fields)).as_json()


def send_media_group(cloud: Cloud, request: Request) -> list[JsonObject]:
    """https://core.telegram.org/bots/api#sendmediagroup: 2 to 10 of one kind."""
    place = place_of(cloud, request.fields)
    entries = request.fields.objects("media")
    if not 2 <= len(entries) <= 10:
        raise bad_request("group send failed: an album has 2 to 10 items")
    if len({entry.text("type") for entry in entries}) > 1:
        raise bad_request("can't use the media of the specified type in the album")
    contents = [media_of(cloud, request, entry) for entry in entries]
    pace(cloud, request, place, len(contents))
    album = {"media_group_id": cloud.new_id()}
    bodies = [Body(content=content, envelope=album) for content in contents]
    return [put(cloud, request, place, body).as_json() for body in bodies]


def media_of(cloud: Cloud, request: Request, entry: Fields) -> JsonObject:
    """The content that an InputMedia object describes."""
    make = photo_of if entry.text("type") == "photo" else document_of
    return make(cloud, request, entry.text("media"), "media") | caption_of(entry)


def send_chat_action(cloud: Cloud, request: Request) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    chat = writable(cloud, request.fields)
    action = request.fields.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    cloud.events.add("action", lambda: {"chat_id": chat.id, "action": action})
    return True


def text_of(cloud: Cloud, fields: Fields) -> Mapping[str, object]:
    """The fields of a Message that hold a request's text."""
    text, mode = fields.text("text"), fields.text("parse_mode")
    if "entities" not in fields:
        return cloud.contents.text(text, mode)
    return format_text(text, mode, fields.objects("entities")).content("text", "entities")


def caption_of(fields: Fields) -> JsonObject:
    """The fields of a Message that hold a request's caption."""
    caption = format_caption(
        fields.text("caption"), fields.text("parse_mode"), fields.objects("caption_entities")
    )
    content = caption.content("caption", "caption_entities") if caption.text else {}
    for name in ("show_caption_above_media", "has_spoiler"):
        if fields.flag(name):
            content["has_media_spoiler" if name == "has_spoiler" else name] = True
    return content


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is put into a chat: the content, its keyboard, and what says how it came."""

    content: Mapping[str, object]
    markup: Markup = NO_MARKUP
    envelope: Mapping[str, object] = field(default_factory=dict)


def deliver(cloud: Cloud, request: Request, place: Place, content: Mapping[str, object]) -> Message:
    """Put one message where the request says, if the pace allows it."""
    markup = cloud.contents.markup(
        request.fields.nested("reply_markup"), private=place.chat.type is ChatType.PRIVATE
    )
    pace(cloud, request, place, 1)
    return put(cloud, request, place, Body(content=content, markup=markup))


def pace(cloud: Cloud, request: Request, place: Place, count: int) -> None:
    """Count messages against the standing limits, and against the chat's slow mode."""
    if place.chat.is_slow_for_bot:
        cloud.limits.take_slowly(place.chat.id, cloud.clock.now(), place.chat.slow_mode)
    cloud.limits.take(
        place.chat.id,
        cloud.clock.now(),
        count=count,
        group=place.chat.is_group,
        paid=request.fields.flag("allow_paid_broadcast"),
    )


def put(cloud: Cloud, request: Request, place: Place, body: Body) -> Message:
    """Post a message of the bot, without asking the limits."""
    channel = place.chat.type is ChatType.CHANNEL
    draft = Draft(
        content=body.content,
        sender=None if channel else cloud.bot.as_user(),
        receiver=place.receiver.as_user() if place.receiver else None,
        by_bot=True,
        reply_to=place.reply_to,
        thread_id=place.thread_id,
        markup=body.markup.inline,
        keyboard=body.markup.reply,
        envelope=_envelope(request, place, body.envelope),
    )
    return cloud.post(place.chat, draft)


def _envelope(request: Request, place: Place, extra: Mapping[str, object]) -> JsonObject:
    envelope = dict(extra)
    if place.chat.type is ChatType.CHANNEL:
        envelope["sender_chat"] = place.chat.as_json()
    if place.thread_id is not None:
        envelope["is_topic_message"] = True
    if request.fields.flag("protect_content"):
        envelope["has_protected_content"] = True
    if place.quote and place.reply_to is not None:
        position = place.reply_to.text.find(place.quote)
        envelope["quote"] = {"text": place.quote, "position": position, "is_manual": True}
    return envelope
