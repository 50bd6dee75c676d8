"""Telegram's standing limits on how fast a bot may send.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: one message a
second to a chat with short bursts let through, 20 a minute to a group, 30 a second in all, and up
to 1,000 a second with `allow_paid_broadcast`.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from simulator.protocol.wire import RefusalError, too_many_requests

BOT_PER_SECOND: Final = 30
PAID_PER_SECOND: Final = 1_000
CHAT_PER_SECOND: Final = 1.0
GROUP_PER_MINUTE: Final = 20


# Methods that put messages into chats or change them; a bot that only looks is not held back.
_PACED: Final = ("send", "copy", "forward", "editMessage")
_UNPACED: Final = frozenset({"sendChatAction"})


def is_paced(method: str) -> bool:
    """Whether the limits concern a method."""
    return method.startswith(_PACED) and method not in _UNPACED


class Offence(StrEnum):
    """What a bot can do wrong without being told by an exception."""

    PACE = "pace"  # sent while it had been told to wait
    SCHEMA = "schema"  # said something the Bot API doesn't know
    CONFLICT = "conflict"  # two pollers at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A request that the real Telegram would hold against the bot."""

    offence: Offence
    method: str
    chat_id: int | None
    detail: str


@dataclass(slots=True)
class Window:
    """How many happened within the last `span` seconds."""

    span: float
    moments: deque[float] = field(default_factory=deque)

    def count(self, now: float) -> int:
        """How many, at this moment."""
        while self.moments and not now - self.span < self.moments[0] <= now:
            self.moments.popleft()
        return len(self.moments)

    def wait(self, now: float, room: int) -> float:
        """Seconds until fewer than `room` are left in the window."""
        index = len(self.moments) - room
        return self.moments[max(0, index)] + self.span - now if self.moments else 0.0


@dataclass(slots=True, kw_only=True)
class Limits:
    """The pace of the bot, and the pauses it was told to keep.

    `grace` is how many seconds after a 429 a request may still come in without counting as a
    violation: it was under way already. `burst` is how many messages a chat takes at once, `edits`
    says whether a changed message counts like a new one.
    """

    enabled: bool = True
    grace: float = 0.25
    burst: int = 20
    edits: bool = False
    violations: list[Violation] = field(default_factory=list)
    _latest: float = 0.0
    _bot: Window = field(default_factory=lambda: Window(1.0))
    _chats: dict[int, float] = field(default_factory=dict)
    _groups: dict[int, Window] = field(default_factory=dict)
    _slowed: dict[int, float] = field(default_factory=dict)  # when a chat last took a message
    _pauses: dict[int | None, tuple[float, float]] = field(default_factory=dict)

    def forget_what_comes(self, now: float) -> None:
        """Drop what lies in the future, since the clock was turned back."""
        if self._latest > now:
            self._bot.moments.clear()
            self._chats.clear()
            self._groups.clear()
            self._slowed.clear()
            self._pauses.clear()
        self._latest = now

    def pause(self, seconds: float, now: float, chat_id: int | None = None) -> RefusalError:
        """Ask for silence, of the whole bot or towards one chat; returns what to answer."""
        whole = max(1, math.ceil(seconds))
        self._latest = max(self._latest, now)
        self._pauses[chat_id] = (now + self.grace, now + whole)
        return too_many_requests(whole)

    def check_pauses(self, method: str, chat_id: int | None, now: float) -> None:
        """Refuse what comes inside a running pause, and remember that it came."""
        for scope in (None, chat_id):
            since, until = self._pauses.get(scope, (0.0, 0.0))
            if until <= now:
                continue
            if now > since:
                detail = f"{until - now:.2f} seconds too early"
                self.violations.append(
                    Violation(offence=Offence.PACE, method=method, chat_id=chat_id, detail=detail)
                )
            raise too_many_requests(max(1, math.ceil(until - now)))

    def take_slowly(self, chat_id: int, now: float, seconds: float) -> None:
        """Take a message to a chat in slow mode; raises 429 until `seconds` after the last one."""
        again = self._slowed.get(chat_id, now - seconds) + seconds
        if again > now:
            raise self.pause(again - now, now, chat_id)
        self._slowed[chat_id] = now

    def take(self, chat_id: int, now: float, *, count: int, group: bool, paid: bool) -> None:
        """Count `count` messages to a chat; raises 429 and starts a pause when it is too much."""
        if not self.enabled:
            return
        self._latest = max(self._latest, now)
        # A window, not a bucket: a bucket of 30 would let 60 through in its first second.
        per_second = PAID_PER_SECOND if paid else BOT_PER_SECOND
        if self._bot.count(now) + count > per_second:
            raise self.pause(self._bot.wait(now, per_second), now)
        if group:
            self._take_group(chat_id, now, count)
        else:
            self._take_chat(chat_id, now, count)
        self._bot.moments.extend([now] * count)

    def _take_group(self, chat_id: int, now: float, count: int) -> None:
        window = self._groups.setdefault(chat_id, Window(60.0))
        if window.count(now) + count > GROUP_PER_MINUTE:
            raise self.pause(window.wait(now, GROUP_PER_MINUTE), now, chat_id)
        window.moments.extend([now] * count)

    def _take_chat(self, chat_id: int, now: float, count: int) -> None:
        """A leaky bucket: full after `burst` messages, emptying at one a second."""
        full_until = max(now, self._chats.get(chat_id, now)) + count / CHAT_PER_SECOND
        if full_until - now > self.burst:
            raise self.pause(full_until - now - self.burst, now, chat_id)
        self._chats[chat_id] = full_until
