"""The wire of getUpdates."""

from __future__ import annotations

from typing import Any

import orjson
import structlog
from telegram import Update
from telegram.error import NetworkError
from typing_extensions import override

from bot.botapi.transport import DIRECT, Transport, Way
from bot.inbox.reception import Reception

log = structlog.get_logger()

_REJECTED = frozenset({401, 404})
"""What Telegram answers for a token that was revoked, and for one that is none."""


class RejectedError(NetworkError):
    """Telegram did not take the token this time; it may do so again in a moment."""


class PollTransport(Transport):
    """The transport of getUpdates: raises `RejectedError` where Telegram rejects the token.

    For an `InvalidToken` PTB would end its polling for good and tell nobody. What becomes of each
    request is told to `reception`.
    """

    __slots__ = ("_reception",)

    def __init__(self, reception: Reception, *, way: Way = DIRECT) -> None:
        super().__init__(way=way)
        self._reception = reception

    @override
    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make one request, as `Transport` does."""
        self._reception.trying()
        try:
            status, payload = await super().do_request(*args, **kwargs)
            answer = self.parse_json_payload(payload)
        except NetworkError as error:
            self._reception.failed(error.message)
            raise
        if status in _REJECTED:
            self._reception.failed(f"status {status}", rejected=True)
            raise RejectedError(f"Telegram rejects the bot (status {status})")
        if status != 200:
            self._reception.failed(f"status {status}")
            return status, payload
        self._reception.heard()
        return status, _readable(answer, payload)


def _readable(answer: dict[str, Any], payload: bytes) -> bytes:
    """An answer of getUpdates; of an update that PTB can't read there is only the number.

    PTB would ask for it again and again, and hear nothing else.
    """
    updates = answer.get("result") or []
    unreadable = [one for one in updates if not _is_readable(one)]
    if not unreadable:
        return payload
    log.error("update_unreadable", updates=[one["update_id"] for one in unreadable])
    kept = [{"update_id": one["update_id"]} if one in unreadable else one for one in updates]
    return orjson.dumps({"ok": True, "result": kept})


def _is_readable(update: dict[str, Any]) -> bool:
    try:
        Update.de_json(update, None)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return True
