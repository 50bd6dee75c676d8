"""What Telegram's errors mean; nobody else reads their texts.

Texts: https://core.telegram.org/bots/api#making-requests names no list; these are the ones that
the Bot API server (tdlib/telegram-bot-api) and MTProto (https://core.telegram.org/api/errors) give.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.botapi.transport import NotConnectedError
from bot.outbox.holds import ChatHeld
from digests.delivery.outcomes import (
    Gone,
    Held,
    HeldChat,
    Moved,
    Outcome,
    Refused,
    Sent,
    Unknown,
    Unreached,
)
from digests.model import PauseReason

_GONE = (
    ("bot was blocked by the user", PauseReason.BLOCKED),
    ("user_is_blocked", PauseReason.BLOCKED),
    ("can't initiate conversation", PauseReason.BLOCKED),
    ("user is deactivated", PauseReason.DEACTIVATED),
    ("input_user_deactivated", PauseReason.DEACTIVATED),
    ("bot was kicked", PauseReason.KICKED),
    ("bot is not a member", PauseReason.KICKED),
    ("channel_private", PauseReason.KICKED),
    ("chat not found", PauseReason.CHAT_NOT_FOUND),
    ("user not found", PauseReason.CHAT_NOT_FOUND),
    ("peer_id_invalid", PauseReason.CHAT_NOT_FOUND),
    ("chat was deleted", PauseReason.CHAT_NOT_FOUND),
    ("chat was deactivated", PauseReason.CHAT_NOT_FOUND),
    ("chat was upgraded", PauseReason.CHAT_NOT_FOUND),  # without the new id
    ("message thread not found", PauseReason.TOPIC_GONE),
    ("topic_closed", PauseReason.TOPIC_GONE),
    ("topic_deleted", PauseReason.TOPIC_GONE),
    ("topic_id_invalid", PauseReason.TOPIC_GONE),
    ("not enough rights", PauseReason.NO_RIGHTS),
    ("have no rights", PauseReason.NO_RIGHTS),
    ("need administrator rights", PauseReason.NO_RIGHTS),
    ("chat_write_forbidden", PauseReason.NO_RIGHTS),
    ("chat_restricted", PauseReason.NO_RIGHTS),
    ("chat_admin_required", PauseReason.NO_RIGHTS),
    ("chat_send_", PauseReason.NO_RIGHTS),  # CHAT_SEND_PLAIN_FORBIDDEN and its kin
    ("send messages to bots", PauseReason.NO_RIGHTS),
)

_DONE = (
    "message is not modified",
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
    "message can't be deleted",
    "message_id_invalid",
)
"""An edit or a deletion that leaves nothing more to do: it says so already, or nobody sees it."""

_LACKING = ("not implemented",)  # 501, of servers that know a method by its name only
_NO_TEXT = ("no text in the message",)
_STALE_FILE = ("wrong file", "wrong remote file", "file_reference_", "file_id_invalid")
_QUERY_TOO_OLD = ("query is too old", "query id is invalid", "query_id_invalid")
_RETRY = re.compile(r"retry after (\d+)")


def outcome_of(error: Exception, *, message_id: int | None = None) -> Outcome:
    """What became of a message whose request ended with `error`.

    `message_id` is the message that was to be edited or deleted, None for a new one. Raises the
    error again where it is a fault of the bot and says nothing of the message: a rejected token,
    a second poller, anything that isn't Telegram's.
    """
    match error:
        case ChatHeld():
            return HeldChat(seconds_of(error))
        case RetryAfter():
            return Held(seconds_of(error))
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case InvalidToken() | Conflict():
            raise error
        case Forbidden() | BadRequest() | EndPointNotFound():
            return _refusal(error.message, message_id)
        case NotConnectedError():
            return Unreached(error.message)
        case TelegramError():
            return _failure(error.message)
    raise error


def judged(error: TelegramError) -> Outcome | None:
    """What an error says of an answer; None where it is a fault of the bot's own.

    To an answer a hold is one, whether the chat's or the bot's.
    """
    match error:
        case RetryAfter():
            return Held(seconds_of(error))
        case InvalidToken() | Conflict():
            return None
    return outcome_of(error)


def is_refused_for_its_content(error: BadRequest) -> bool:
    """Whether it is what a message says, or its buttons, that Telegram does not take."""
    message = error.message
    if _holds(message, (*_DONE, *_NO_TEXT, *_STALE_FILE, *_QUERY_TOO_OLD)):
        return False
    return isinstance(outcome_of(error), Refused)


def is_unknown_method(error: TelegramError) -> bool:
    """Whether the server lacks the method."""
    return isinstance(error, EndPointNotFound) or _holds(error.message, _LACKING)


def is_revoked_token(error: InvalidToken) -> bool:
    """Whether it is the token that Telegram rejects; it says else that the address is unknown."""
    return _holds(error.message, ("unauthorized",))


def is_stale_file(error: BadRequest) -> bool:
    """Whether a file that was uploaded before is no longer known by its id."""
    return _holds(error.message, _STALE_FILE)


def is_too_old_to_delete(error: BadRequest) -> bool:
    """Whether a message can't be deleted: bots may for 48 hours (Bot API, deleteMessage)."""
    return _holds(error.message, ("message can't be deleted",))


def is_not_editable(error: BadRequest) -> bool:
    """Whether a message is still there, but may not be edited."""
    return _holds(error.message, ("message can't be edited",))


def is_not_modified(error: BadRequest) -> bool:
    """Whether a message says already what it was to be edited to."""
    return _holds(error.message, ("message is not modified",))


def is_query_too_old(error: TelegramError) -> bool:
    """Whether the answer to a press or an inline query came later than Telegram takes one."""
    return _holds(error.message, _QUERY_TOO_OLD)


def has_no_text(error: BadRequest) -> bool:
    """Whether a message has a caption where a text was to be edited."""
    return _holds(error.message, _NO_TEXT)


def _refusal(message: str, message_id: int | None) -> Outcome:
    """A request that was refused; whoever has no known reason to be gone stays subscribed."""
    if message_id is not None and _holds(message, _DONE):
        return Sent(message_id)
    for text, reason in _GONE:
        if _holds(message, (text,)):
            return Gone(reason)
    return Refused(message)


def _failure(message: str) -> Outcome:
    if _holds(message, ("too many requests",)):
        told = _RETRY.search(message.casefold())
        return Held(float(told[1]) if told else 1.0)
    if _holds(message, ("request entity too large", *_LACKING)):
        return Refused(message)
    return Unknown(message)


def _holds(message: str, texts: Iterable[str]) -> bool:
    folded = message.casefold()
    return any(text in folded for text in texts)


def seconds_of(error: RetryAfter) -> float:
    """How long nothing may be sent, in seconds."""
    held = error.retry_after
    return held.total_seconds() if isinstance(held, timedelta) else float(held)
