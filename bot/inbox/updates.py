"""Updates as Telegram tells them, as the store keeps them, and as handlers take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import structlog
from telegram import Bot, Update

from digests.store.bots.inbox import NO_CONVERSATION, Incoming

log = structlog.get_logger()

Told = Mapping[str, Any]
"""An update as Telegram tells it: parsed JSON with a number under `update_id`."""


def is_update(told: object) -> bool:
    """Whether something that was told has the number of an update; all else may be wrong."""
    return isinstance(told, dict) and type(told.get("update_id")) is int


def incoming_of(told: Told) -> Incoming:
    """The update as it is written down."""
    return Incoming(
        id=told["update_id"],
        conversation=conversation_of(told),
        payload=orjson.dumps(told).decode(),
    )


def conversation_of(told: Told) -> int:
    """The chat whose order an update keeps: of what happened there, or of the message pressed."""
    for happened in told.values():
        if not isinstance(happened, dict):
            continue
        message = happened.get("message")
        chat = happened.get("chat") or (message.get("chat") if isinstance(message, dict) else None)
        number = chat.get("id") if isinstance(chat, dict) else None
        if isinstance(number, int):
            return number
    return NO_CONVERSATION


def read_update(one: Incoming, bot: Bot) -> Update | None:
    """The update as handlers take it, None where it can't be read."""
    try:
        return Update.de_json(orjson.loads(one.payload), bot)
    except (ValueError, TypeError, KeyError, AttributeError):
        log.exception("update_unreadable", update=one.id)
        return None
