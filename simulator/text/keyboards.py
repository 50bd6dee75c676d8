"""Keyboards: what Telegram takes under a message.

https://core.telegram.org/bots/api#inlinekeyboardbutton; 64 bytes of callback data, 100 buttons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from simulator.protocol.wire import Fields, JsonObject, RefusalError, bad_request, not_implemented
from simulator.text.links import LinkError, check_link

DATA_BYTES: Final = 64
BUTTONS: Final = 100
COPIED: Final = 256
_STYLES: Final = frozenset({"", "default", "primary", "danger", "success"})
_LACKING: Final = ("callback_game", "pay", "login_url")
_PREFIX: Final = "can't parse inline keyboard button: "
_SWITCHES: Final = (
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
)


@dataclass(frozen=True, slots=True)
class Markup:
    """An inline keyboard, which belongs to the message, or another one, which doesn't."""

    inline: JsonObject | None = None
    reply: JsonObject | None = None


NO_MARKUP: Final = Markup()


def read_markup(fields: Fields, *, private: bool) -> Markup:
    """The keyboard of a request; raises `RefusalError` where Telegram would."""
    if "inline_keyboard" in fields:
        return Markup(inline=_inline(fields, private=private))
    if "keyboard" in fields:
        _check_reply_keyboard(fields)
    return Markup(reply=fields.as_json())


def _rows(fields: Fields, name: str) -> list[list[object]]:
    return [row for row in fields.array(name) if isinstance(row, list) and row]


def _check_reply_keyboard(fields: Fields) -> None:
    for row in _rows(fields, "keyboard"):
        for button in row:
            if isinstance(button, dict) and not Fields(button).text("text"):
                raise bad_request("keyboard button text must be non-empty")


def _inline(fields: Fields, *, private: bool) -> JsonObject | None:
    rows = [
        [_button(Fields(button), private=private) for button in row if isinstance(button, dict)]
        for row in _rows(fields, "inline_keyboard")
    ]
    if sum(map(len, rows)) > BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _button(fields: Fields, *, private: bool) -> JsonObject:
    if fields.text("style").lower() not in _STYLES:
        raise bad_request(f"{_PREFIX}invalid button style specified")
    action = _action(fields, private=private)
    if not fields.text("text").strip():
        raise bad_request("inline keyboard button text must be non-empty")
    button: JsonObject = {"text": fields.text("text")}
    for name in ("icon_custom_emoji_id", "style"):
        if fields.text(name):
            button[name] = fields.text(name)
    return button | action


def _action(fields: Fields, *, private: bool) -> JsonObject:
    """What the button does; Telegram takes the first that is given."""
    if fields.text("url"):
        return {"url": _checked(fields.text("url"), "")}
    if fields.text("callback_data"):
        return {"callback_data": _data(fields.text("callback_data"))}
    for name in _LACKING:
        if name in fields:
            raise not_implemented(f'buttons with "{name}"')
    for name in _SWITCHES:
        if name in fields:
            return {name: fields.raw(name)}
    if (app := fields.nested("web_app")) is not None:
        return _web_app(app, private=private)
    if (copied := fields.nested("copy_text")) is not None:
        return _copy(copied)
    raise bad_request(f"{_PREFIX}Text buttons are unallowed in the inline keyboard")


def _web_app(app: Fields, *, private: bool) -> JsonObject:
    if not private:
        raise bad_request("Web App buttons can be used in private chats only")
    return {"web_app": {"url": _checked(app.text("url"), "Web App ", https=True)}}


def _copy(copied: Fields) -> JsonObject:
    if not 1 <= len(copied.text("text")) <= COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"copy_text": {"text": copied.text("text")}}


def _data(data: str) -> str:
    if len(data.encode()) > DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return data


def _checked(address: str, what: str, *, https: bool = False) -> str:
    try:
        link = check_link(address)
    except LinkError as error:
        raise _bad_address(address, what, str(error)) from None
    if https and not link.startswith("https://"):
        raise _bad_address(address, what, "Only HTTPS links are allowed")
    return link


def _bad_address(address: str, what: str, reason: str) -> RefusalError:
    return bad_request(f"inline keyboard button {what}URL '{address}' is invalid: {reason}")
