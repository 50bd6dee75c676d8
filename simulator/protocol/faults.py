"""Faults on demand: which request goes wrong, how, and how often."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from types import MappingProxyType
from typing import Final

from simulator.protocol.limits import is_paced
from simulator.protocol.wire import JsonObject, RefusalError

_SAYING: Final = ("text", "caption", "rich_message")
DOWNLOAD: Final = "download"  # stands for fetching a file, which is no method


class FaultKind(StrEnum):
    """What can go wrong."""

    FLOOD = "flood"  # 429: the bot, or the chat, must rest for `seconds`
    BLOCKED = "blocked"  # 403: the person stopped the bot
    DEACTIVATED = "deactivated"  # 403: the account is gone
    KICKED = "kicked"  # 403: thrown out of the group
    NOT_MEMBER = "not_member"  # 403: not in the channel
    CANT_INITIATE = "cant_initiate"  # 403: the person never started the bot
    BAD_REQUEST = "bad_request"  # 400 with `description`
    CHAT_NOT_FOUND = "chat_not_found"  # 400
    MIGRATED = "migrated"  # 400: the group is now `migrate_to_chat_id`
    UNAUTHORIZED = "unauthorized"  # 401: the token was revoked
    CONFLICT = "conflict"  # 409: another poller
    SERVER_ERROR = "server_error"  # 5xx as JSON, `status` says which
    BAD_GATEWAY = "bad_gateway"  # 502 as a page of HTML
    BAD_JSON = "bad_json"  # 200, but the body breaks off
    CUT_BEFORE = "cut_before"  # the connection ends, nothing was done
    CUT_AFTER = "cut_after"  # the connection ends, everything was done
    HANG = "hang"  # no answer for `seconds`, nothing was done; then the connection ends
    HANG_AFTER = "hang_after"  # the same, but everything was done
    SLOW = "slow"  # everything is done, `seconds` late


_CONFLICT: Final = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)
_MIGRATED: Final = "Bad Request: group chat was upgraded to a supergroup chat"

# What each answers when its `description` and `status` say nothing else; a cut answers nothing.
_ANSWERS: Final[Mapping[FaultKind, tuple[int, str]]] = MappingProxyType(
    {
        FaultKind.BLOCKED: (403, "Forbidden: bot was blocked by the user"),
        FaultKind.DEACTIVATED: (403, "Forbidden: user is deactivated"),
        FaultKind.KICKED: (403, "Forbidden: bot was kicked from the supergroup chat"),
        FaultKind.NOT_MEMBER: (403, "Forbidden: bot is not a member of the channel chat"),
        FaultKind.CANT_INITIATE: (403, "Forbidden: bot can't initiate conversation with a user"),
        FaultKind.BAD_REQUEST: (400, "Bad Request: something is wrong with the request"),
        FaultKind.CHAT_NOT_FOUND: (400, "Bad Request: chat not found"),
        FaultKind.MIGRATED: (400, _MIGRATED),
        FaultKind.UNAUTHORIZED: (401, "Unauthorized"),
        FaultKind.CONFLICT: (409, _CONFLICT),
        FaultKind.SERVER_ERROR: (500, "Internal Server Error"),
        FaultKind.BAD_GATEWAY: (502, "Bad Gateway"),
    }
)

# Faults that let the request through and spoil only its answer.
AFTERWARDS: Final = frozenset(
    {FaultKind.CUT_AFTER, FaultKind.HANG_AFTER, FaultKind.SLOW, FaultKind.BAD_JSON}
)


@dataclass(slots=True, kw_only=True)
class Fault:
    """A fault that waits for its requests.

    Absent conditions match every request. `count` is how many times it still strikes, None for
    ever; `probability` how likely it strikes when all else matches.
    """

    id: int
    kind: FaultKind
    method: str | None = None
    chat_id: int | None = None
    text: str | None = None
    count: int | None = None
    probability: float = 1.0
    seconds: float = 1.0
    status: int | None = None
    description: str | None = None
    migrate_to_chat_id: int | None = None
    struck: int = 0

    def matches(self, method: str, parameters: Mapping[str, object]) -> bool:
        """Whether a request meets all conditions but chance."""
        if not self._concerns(method):
            return False
        if self.chat_id is not None and str(parameters.get("chat_id")) != str(self.chat_id):
            return False
        said = " ".join(str(parameters.get(name, "")) for name in _SAYING)
        return self.text is None or self.text in said

    def _concerns(self, method: str) -> bool:
        if self.method is not None:
            return self.method.lower() == method.lower()
        if self.kind is FaultKind.FLOOD:
            return is_paced(method)
        # A fault for all methods would otherwise only keep the bot from listening.
        return method not in {DOWNLOAD, "getUpdates"}

    def refusal(self) -> RefusalError:
        """What it answers in place of a result."""
        status, description = _ANSWERS.get(self.kind, (500, self.kind.value))
        moved = self.migrate_to_chat_id
        parameters: JsonObject | None = {"migrate_to_chat_id": moved} if moved else None
        return RefusalError(self.status or status, self.description or description, parameters)

    def as_json(self) -> JsonObject:
        """As the control API tells it."""
        names = (
            "method",
            "chat_id",
            "text",
            "count",
            "status",
            "description",
            "migrate_to_chat_id",
        )
        told: JsonObject = {"id": self.id, "kind": self.kind.value, "struck": self.struck}
        told |= {"probability": self.probability, "seconds": self.seconds}
        told |= {name: value for name in names if (value := getattr(self, name)) is not None}
        return told


@dataclass(slots=True)
class Faults:
    """All faults that wait, tried in the order they were added."""

    chance: random.Random
    _waiting: list[Fault] = field(default_factory=list)
    _ids: count[int] = field(default_factory=lambda: count(1))

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._waiting)

    def next_id(self) -> int:
        """The id for a new fault."""
        return next(self._ids)

    def add(self, fault: Fault) -> Fault:
        """Let a fault wait."""
        self._waiting.append(fault)
        return fault

    def remove(self, fault_id: int | None = None) -> bool:
        """Take one fault away, or all; says whether there was any."""
        kept = [f for f in self._waiting if fault_id is not None and f.id != fault_id]
        changed = len(kept) < len(self._waiting)
        self._waiting[:] = kept
        return changed

    def strike(self, method: str, parameters: Mapping[str, object]) -> Fault | None:
        """The fault that hits this request, if any; it has then struck once more."""
        for fault in self._waiting:
            if fault.matches(method, parameters) and self.chance.random() < fault.probability:
                fault.struck += 1
                if fault.count is not None:
                    fault.count -= 1
                    if fault.count <= 0:
                        self._waiting.remove(fault)
                return fault
        return None
