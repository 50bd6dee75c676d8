"""Who must not be written to, because Telegram said so (429)."""

from __future__ import annotations

from collections import deque
from datetime import timedelta

from telegram.error import RetryAfter

_TOGETHER = 3.0
"""Seconds: chats that are refused so soon after each other are refused because of the bot."""


class ChatHeld(RetryAfter):
    """One chat must not be written to for a while; the others may."""


class Holds:
    """What Telegram ordered, for each chat and for the bot.

    Nothing in a 429 says which limit it was (tdlib/td issue 715), and a group's slow mode may order
    an hour. So it holds the chat; the bot only if another chat was refused a moment ago and is
    held still.
    """

    def __init__(self) -> None:
        self._chats: dict[int, float] = {}
        self._bot_until = 0.0
        self._refused: deque[tuple[float, int]] = deque()

    def order(self, chat_id: int, seconds: float, now: float) -> bool:
        """Learn that Telegram refused a chat; whether the bot is held now."""
        is_bots = self._others_refused(chat_id, now)
        self._refused.append((now, chat_id))
        self._chats = {one: until for one, until in self._chats.items() if until > now}
        self._chats[chat_id] = max(self._chats.get(chat_id, 0.0), now + seconds)
        if is_bots:
            self._bot_until = max(self._bot_until, now + seconds)
        return self.bot_wait(now) > 0

    def _others_refused(self, chat_id: int, now: float) -> bool:
        while self._refused and self._refused[0][0] < now - _TOGETHER:
            self._refused.popleft()
        return any(
            other != chat_id and self.chat_wait(other, now) > 0 for _, other in self._refused
        )

    def bot_wait(self, now: float) -> float:
        """Seconds for which nobody may be written to."""
        return max(0.0, self._bot_until - now)

    def chat_wait(self, chat_id: int, now: float) -> float:
        """Seconds for which a chat may not be written to."""
        return max(0.0, self._chats.get(chat_id, 0.0) - now)

    def refuse(self, chat_id: int, now: float, patience: float = 0.0) -> None:
        """Say what Telegram would, where a hold lasts longer than `patience` seconds.

        Raises `ChatHeld` for the chat's own, `RetryAfter` for the bot's.
        """
        if (left := self.bot_wait(now)) > patience:
            raise RetryAfter(timedelta(seconds=left))
        if (left := self.chat_wait(chat_id, now)) > patience:
            raise ChatHeld(timedelta(seconds=left))
