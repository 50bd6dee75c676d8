"""How a message is written down as a request of the Bot API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.botapi.files import Attachment
from bot.botapi.transport import Prepared
from bot.views.message import OutgoingMessage


class Method(StrEnum):
    """The methods of the Bot API that delivery calls."""

    SEND_MESSAGE = "sendMessage"
    SEND_PHOTO = "sendPhoto"
    SEND_DOCUMENT = "sendDocument"
    SEND_RICH = "sendRichMessage"
    EDIT_TEXT = "editMessageText"
    EDIT_CAPTION = "editMessageCaption"
    EDIT_MEDIA = "editMessageMedia"
    DELETE = "deleteMessage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A message as the Bot API takes it: `words` are the parameters that say it.

    `whole` are they and the keyboard in one, for requests without a file.
    """

    sends: Method
    words: Mapping[str, str]
    keyboard: Mapping[str, str] = field(default_factory=dict)
    attachment: Attachment | None = None
    rich: bool = False
    whole: Prepared = field(init=False)

    def __post_init__(self) -> None:
        """Write down once what is the same for all recipients."""
        object.__setattr__(self, "whole", Prepared.of({**self.words, **self.keyboard}))


def encode(message: OutgoingMessage) -> Encoded:
    """Encode a message once, for everyone it goes to."""
    keys = {"reply_markup": _json(message.keyboard.to_dict())} if message.keyboard else {}
    attachment = Attachment.of(message)
    if attachment:
        sends = Method.SEND_PHOTO if attachment.kind == "photo" else Method.SEND_DOCUMENT
        words = {"caption": message.text, "parse_mode": "HTML"} if message.text else {}
        return Encoded(sends=sends, words=words, keyboard=keys, attachment=attachment)
    if message.rich_html is not None:
        words = {"rich_message": _json({"html": message.rich_html})}
        return Encoded(sends=Method.SEND_RICH, words=words, keyboard=keys, rich=True)
    words = {
        "text": message.text,
        "parse_mode": "HTML",
        "link_preview_options": _json({"is_disabled": message.disable_preview}),
    }
    return Encoded(sends=Method.SEND_MESSAGE, words=words, keyboard=keys)


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)
