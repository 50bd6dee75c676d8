"""Whether Telegram still takes the token, for a process that nothing comes in to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.inbox.reception import Reception
from bot.runtime.listener import pause

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenWatch:
    """Asks each `look` seconds; a token that is rejected for `rejected` seconds is no longer any.

    `ask` is any call that Telegram refuses to whoever has no token. Nothing is asked while
    `is_listening`: whoever listens sees by itself what becomes of the token.
    """

    ask: Callable[[], Awaitable[object]]
    reception: Reception
    is_listening: Callable[[], bool] = lambda: False
    look: float = 30.0
    rejected: float = 600.0

    async def run(self, stop: asyncio.Event) -> bool:
        """Ask until told to stop; True where the token is no longer taken, which sets `stop`."""
        while not stop.is_set():
            await self._look()
            if self.reception.rejected_for >= self.rejected:
                log.error("token_rejected", seconds=round(self.reception.rejected_for))
                stop.set()
                return True
            await pause(stop, self.look)
        return False

    async def _look(self) -> None:
        if self.is_listening():
            self.reception.begin()
            return
        try:
            await self.ask()
        except InvalidToken as error:
            self.reception.failed(type(error).__name__, rejected=True)
        except TelegramError as error:
            self.reception.failed(type(error).__name__)
        else:
            self.reception.heard()
