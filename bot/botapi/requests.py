"""How a message is written down as requests of the Bot API; nobody else spells its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from telegram import InlineKeyboardMarkup, InputFile

from bot.botapi.files import Attachment
from bot.botapi.transport import Prepared
from bot.views.message import OutgoingMessage


class Method(StrEnum):
    """The methods of the Bot API that say something in a chat, or take it back."""

    SEND_MESSAGE = "sendMessage"
    SEND_PHOTO = "sendPhoto"
    SEND_DOCUMENT = "sendDocument"
    SEND_AUDIO = "sendAudio"
    SEND_RICH = "sendRichMessage"
    EDIT_TEXT = "editMessageText"
    EDIT_CAPTION = "editMessageCaption"
    EDIT_MEDIA = "editMessageMedia"
    EDIT_KEYBOARD = "editMessageReplyMarkup"
    DELETE = "deleteMessage"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: a chat or its forum topic, there maybe as a reply to a message.

    `only_for` is who alone shall see it, in a group of which the bot is an administrator; servers
    older than Bot API 10.3 show it to all. One that is `silent` arrives without a sound (Bot API,
    `disable_notification`).
    """

    chat_id: int
    topic_id: int | None = None
    reply_to: int | None = None
    only_for: int | None = None
    silent: bool = False

    def parameters(self, *, paid: bool = False) -> dict[str, object]:
        """The target of a new message; `paid` ones may go beyond the free allowance for Stars."""
        named: dict[str, object] = {"chat_id": self.chat_id}
        if self.topic_id is not None:
            named["message_thread_id"] = self.topic_id
        if self.reply_to is not None:
            named["reply_parameters"] = {
                "message_id": self.reply_to,
                "allow_sending_without_reply": True,
            }
        if self.only_for is not None:
            named["ephemeral_message_parameters"] = {"receiver_user_id": self.only_for}
        if self.silent:
            named["disable_notification"] = True
        if paid:
            named["allow_paid_broadcast"] = True
        return named

    def parameters_of(self, message_id: int) -> dict[str, object]:
        """The target of an edit or a deletion: a message that is in the chat."""
        return {"chat_id": self.chat_id, "message_id": message_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """A method of the Bot API with what it says, the same for every target.

    `parameters` lack the file of an `attachment`, which `with_file` adds, and the target.
    """

    method: Method
    parameters: Prepared = field(default_factory=lambda: Prepared.of({}))
    attachment: Attachment | None = None
    media: Mapping[str, str] | None = None
    """Of an edit that replaces a file: what an `InputMedia` says besides it."""
    rich_html: str = ""
    rich_photos: tuple[str, ...] = ()
    """The keys of the pictures in a rich message, whose parameters lack all of it then."""

    def with_pictures(self, files: Mapping[str, str | InputFile]) -> Prepared:
        """The parameters with the rich message and its pictures, given by ids or with content."""
        named, prepared = [], self.parameters
        for place, (key, file) in enumerate(files.items()):
            if isinstance(file, str):
                named.append({"id": key, "media": {"type": "photo", "media": file}})
                continue
            part = f"picture{place}"
            prepared = prepared.uploading(part, file)
            named.append({"id": key, "media": {"type": "photo", "media": f"attach://{part}"}})
        return prepared.joined({"rich_message": {"html": self.rich_html, "media": named}})

    def with_file(self, attachment: Attachment, file: str | InputFile) -> Prepared:
        """The parameters with the attachment, given by its id or with its content."""
        if isinstance(file, str):
            return self.parameters.joined(self._naming(attachment, file))
        if self.media is None:
            return self.parameters.uploading(attachment.kind, file)
        named = self._naming(attachment, f"attach://{_UPLOAD}")
        return self.parameters.joined(named).uploading(_UPLOAD, file)

    def _naming(self, attachment: Attachment, file: str) -> dict[str, object]:
        if self.media is None:
            return {attachment.kind: file}
        return {"media": {"type": attachment.kind, "media": file, **self.media}}


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedMessage:
    """A message as the Bot API takes it, written down once for everyone it goes to.

    `edit` lets it take the place of one of its kind, `caption` its text that of a caption.
    """

    send: ApiRequest
    edit: ApiRequest
    caption: ApiRequest


DELETION = ApiRequest(method=Method.DELETE)


def keyboard_request(keyboard: InlineKeyboardMarkup) -> ApiRequest:
    """Other buttons below a message that stays as it is."""
    parameters = Prepared.of({"reply_markup": keyboard.to_dict()})
    return ApiRequest(method=Method.EDIT_KEYBOARD, parameters=parameters)


_UPLOAD = "content"
"""Names the part of the form that holds the file of an edit (Bot API, InputMedia)."""


def encode(message: OutgoingMessage) -> EncodedMessage:
    """Write a message down; raises `BadRequest` where it holds no Unicode."""
    keyboard = {"reply_markup": message.keyboard.to_dict()} if message.keyboard else {}
    attachment = Attachment.of(message)
    if attachment is None:
        return _encoded_text(message, keyboard)
    return _encoded_file(attachment, message, keyboard)


def _encoded_text(message: OutgoingMessage, keyboard: Mapping[str, object]) -> EncodedMessage:
    sends = Method.SEND_MESSAGE if message.rich_html is None else Method.SEND_RICH
    photos = message.rich_photos
    said = Prepared.of({**({} if photos else _text(message)), **keyboard})
    captioned = Prepared.of({**_caption(message), **keyboard})
    html = message.rich_html or ""
    return EncodedMessage(
        send=ApiRequest(method=sends, parameters=said, rich_html=html, rich_photos=photos),
        edit=ApiRequest(
            method=Method.EDIT_TEXT, parameters=said, rich_html=html, rich_photos=photos
        ),
        caption=ApiRequest(method=Method.EDIT_CAPTION, parameters=captioned),
    )


def _encoded_file(
    attachment: Attachment, message: OutgoingMessage, keyboard: Mapping[str, object]
) -> EncodedMessage:
    caption = _caption(message)
    captioned = Prepared.of({**caption, **keyboard})
    sent = Prepared.of({**caption, **_facts(message), **keyboard})
    return EncodedMessage(
        send=ApiRequest(method=_SENDS[attachment.kind], parameters=sent, attachment=attachment),
        edit=ApiRequest(
            method=Method.EDIT_MEDIA,
            parameters=Prepared.of(keyboard),
            attachment=attachment,
            media=caption,
        ),
        caption=ApiRequest(method=Method.EDIT_CAPTION, parameters=captioned),
    )


_SENDS: Mapping[str, Method] = MappingProxyType(
    {
        "photo": Method.SEND_PHOTO,
        "document": Method.SEND_DOCUMENT,
        "audio": Method.SEND_AUDIO,
    }
)
"""What sends a file of a kind."""


def _facts(message: OutgoingMessage) -> dict[str, object]:
    """What apps show of audio."""
    audio = message.audio
    if audio is None:
        return {}
    performer = {"performer": audio.performer} if audio.performer else {}
    return {"title": audio.title, "duration": audio.seconds, **performer}


def _text(message: OutgoingMessage) -> dict[str, object]:
    if message.rich_html is not None:
        return {"rich_message": {"html": message.rich_html}}
    return {
        "text": message.text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": message.disable_preview},
    }


def _caption(message: OutgoingMessage) -> dict[str, str]:
    return {"caption": message.text, "parse_mode": "HTML"} if message.text else {}
