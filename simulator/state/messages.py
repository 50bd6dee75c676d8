"""Messages as the server keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.protocol.wire import JsonObject
from simulator.rich.texts import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An inline button, as somebody who presses it sees it."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(slots=True, kw_only=True)
class Message:
    """A message in a chat.

    `content` holds the fields of the API's Message that say what is in it (text and entities,
    document and caption, …); equal texts share one object. `envelope` holds what says how it
    came: who sent it, from where it was forwarded, to which album it belongs. `chat` is the
    API's Chat object and `sender` its User. `receiver` is the User who alone sees it, None where
    everybody in the chat does. `seq` is the event that last changed it.
    """

    id: int
    date: int
    chat: JsonObject = field(repr=False)
    content: Mapping[str, object]
    sender: JsonObject | None = None
    receiver: JsonObject | None = None
    by_bot: bool = False
    reply_to: Message | None = field(default=None, repr=False)
    thread_id: int | None = None
    markup: JsonObject | None = None
    keyboard: JsonObject | None = None
    envelope: Mapping[str, object] = field(default_factory=dict)
    edit_date: int | None = None
    reaction: list[JsonObject] = field(default_factory=list)
    deleted: bool = False
    seq: int = 0

    @property
    def text(self) -> str:
        """Its text, caption, or all text of a rich message; empty when it has none."""
        rich = self.content.get("rich_message")
        if isinstance(rich, dict):
            return plain(rich.get("blocks"))
        return str(self.content.get("text") or self.content.get("caption") or "")

    @property
    def buttons(self) -> list[Button]:
        """Its inline buttons, row by row."""
        if self.markup is None:
            return []
        rows = self.markup["inline_keyboard"]
        return [_button(entry) for row in _lists(rows) for entry in _lists(row)]

    def as_json(self, *, nested: bool = False) -> JsonObject:
        """The API's Message object; a `nested` one doesn't tell what it replied to."""
        message: JsonObject = {"message_id": self.id}
        if self.thread_id is not None:
            message["message_thread_id"] = self.thread_id
        if self.sender is not None:
            message["from"] = self.sender
        if self.receiver is not None:
            message |= {"receiver_user": self.receiver, "ephemeral_message_id": self.id}
        message["chat"] = self.chat
        message["date"] = self.date
        if self.edit_date is not None:
            message["edit_date"] = self.edit_date
        if self.envelope:
            message |= self.envelope
        if self.reply_to is not None and not nested:
            message["reply_to_message"] = self.reply_to.as_json(nested=True)
        message |= self.content
        if self.markup is not None:
            message["reply_markup"] = self.markup
        return message

    def as_shown(self) -> JsonObject:
        """The same with what the Bot API doesn't tell and somebody who looks at it sees."""
        return self.as_json() | {
            "deleted": self.deleted,
            "edited": self.edit_date is not None,
            "reaction": self.reaction,
            "keyboard": self.keyboard,
        }


def _lists(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _button(entry: object) -> Button:
    fields = entry if isinstance(entry, dict) else {}
    return Button(
        text=str(fields.get("text")), data=fields.get("callback_data"), url=fields.get("url")
    )
