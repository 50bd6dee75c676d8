"""The order in which updates are answered: chats side by side, each chat's own one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

_MOST_AT_ONCE = 256


class PerChat(BaseUpdateProcessor):
    """Processes updates of different chats at once and those of one chat in their order.

    `handled` is told of each update that was processed, well or not.
    """

    def __init__(self, handled: Callable[[object], None] = lambda _: None) -> None:
        super().__init__(_MOST_AT_ONCE)
        self._handled = handled
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def initialize(self) -> None:
        """Nothing is prepared."""

    async def shutdown(self) -> None:
        """Nothing is held back at the end."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then process; what belongs to no chat waits for nobody."""
        try:
            await self._in_turn(update, coroutine)
        finally:
            self._handled(update)

    async def _in_turn(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        turn = self._turns.setdefault(chat.id, asyncio.Lock())
        async with turn:
            await coroutine
