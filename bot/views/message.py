"""What the bot says in one message, before anybody is named whom it is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from telegram import InlineKeyboardButton, InlineKeyboardMarkup


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFile:
    """An MP3 file and what apps show of it.

    `key` names its content, which is None where it may only be sent as Telegram has it by then.
    """

    key: str
    name: str
    title: str
    performer: str
    seconds: int
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """One message: its text, and the photo, document or audio that the text then captions.

    `text` is Telegram's HTML, at most 4,096 characters after parsing (1,024 below a photo, a
    document or audio). `photo` is the key of a picture (`digests.model.Picture`). `document` is a
    file's name and content; `upload` is the SHA-256 in hex of what somebody uploaded, which goes in
    its place where this bot has it. `drawing` is a picture that is in no store, a PNG.
    `rich_html` is the HTML of a rich message (Bot API 10.1, `InputRichMessage`) and takes the place
    of `text`; `rich_photos` are the keys of the pictures in it. At most one of the five is given. A
    document or drawing that `is_personal` is for one chat: its upload is not remembered.
    """

    text: str = ""
    keyboard: InlineKeyboardMarkup | None = None
    photo: str | None = None
    document: tuple[str, bytes] | None = field(default=None, repr=False)
    upload: str | None = None
    drawing: bytes | None = field(default=None, repr=False)
    audio: AudioFile | None = None
    rich_html: str | None = None
    rich_photos: tuple[str, ...] = ()
    disable_preview: bool = True
    is_personal: bool = False

    @property
    def rows(self) -> Sequence[Sequence[InlineKeyboardButton]]:
        """Its buttons, row by row; none without a keyboard."""
        return self.keyboard.inline_keyboard if self.keyboard else ()
