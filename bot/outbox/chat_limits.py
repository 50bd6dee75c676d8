"""How fast one chat may be written to, answers and broadcasts together.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: about one message
a second to a person, with short bursts; 20 a minute to a group.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol

PERSON_INTERVAL = 1.0
"""Seconds between two messages to a person, in the long run."""
PERSON_BURST = 5
GROUP_COUNT = 20
GROUP_SPAN = 61.0
"""Seconds for which a message counts: a minute, and one for messages that took their time."""
_MOST_KEPT = 10_000


class ChatLimit(Protocol):
    """When the next message to a chat may leave."""

    def wait(self, now: float, spare: int) -> float:
        """Seconds until one more may leave that lets `spare` further ones follow at once."""

    def take(self, now: float) -> None:
        """Count a message."""


class PersonLimit:
    """A burst at once, then evenly: the generic cell rate algorithm."""

    def __init__(self) -> None:
        self._due = 0.0

    def wait(self, now: float, spare: int) -> float:  # noqa: ARG002 - nobody else asks there
        """Seconds until one more may leave; nothing is spared."""
        return max(0.0, self._due - (PERSON_BURST - 1) * PERSON_INTERVAL - now)

    def take(self, now: float) -> None:
        """Count a message."""
        self._due = max(self._due, now) + PERSON_INTERVAL


class GroupLimit:
    """So many in any minute, which a bucket that refills would let through twice."""

    def __init__(self) -> None:
        self._taken: deque[float] = deque()

    def wait(self, now: float, spare: int) -> float:
        """Seconds until one more may leave that lets `spare` further ones follow at once."""
        while self._taken and self._taken[0] <= now - GROUP_SPAN:
            self._taken.popleft()
        over = len(self._taken) - (GROUP_COUNT - spare)
        return self._taken[over] + GROUP_SPAN - now if over >= 0 else 0.0

    def take(self, now: float) -> None:
        """Count a message."""
        self._taken.append(now)


class ChatLimits:
    """The limit of every chat that was written to lately."""

    def __init__(self) -> None:
        self._kept: dict[int, ChatLimit] = {}

    def wait(self, chat_id: int, now: float, *, spare: int = 0) -> float:
        """Seconds until a chat may be written to."""
        limit = self._kept.get(chat_id)
        return limit.wait(now, spare) if limit else 0.0

    def take(self, chat_id: int, now: float) -> None:
        """Count a message to a chat."""
        if chat_id not in self._kept:
            self._forget_rested(now)
            self._kept[chat_id] = GroupLimit() if is_group(chat_id) else PersonLimit()
        self._kept[chat_id].take(now)

    def _forget_rested(self, now: float) -> None:
        if len(self._kept) >= _MOST_KEPT:
            self._kept = {
                chat_id: limit
                for chat_id, limit in self._kept.items()
                if limit.wait(now, GROUP_COUNT - 1) > 0
            }


class NoChatLimits(ChatLimits):
    """For a Telegram without such limits: chats may be written to at any time."""

    def take(self, chat_id: int, now: float) -> None:
        """Count nothing."""


def is_group(chat_id: int) -> bool:
    """Whether many read a chat; ids of groups and channels are negative (Bot API, Chat)."""
    return chat_id < 0
