"""A bot of a few lines, and the sizes of window that the page is looked at in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import ClientSession
from playwright.async_api import BrowserContext, Page, ViewportSize

from bot.simulator import DEMO_TOKEN

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

Contexts = Callable[..., Awaitable[BrowserContext]]
OpenPage = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]


class ScriptedBot:
    """Says what a test told it to say, over the Bot API.

    `replies` are sendMessage parameters by the text heard, `answers` answerCallbackQuery
    parameters by the data of the button; what is not listed stays without an answer.
    """

    def __init__(self, http: ClientSession) -> None:
        self._http = http
        self.replies: dict[str, dict[str, object]] = {}
        self.answers: dict[str, dict[str, object]] = {}
        self.results: list[Mapping[str, object]] = []
        self.updates: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def call(self, method: str, **parameters: object) -> Any:
        """One request; its result."""
        async with self._http.post(f"/bot{DEMO_TOKEN}/{method}", json=parameters) as response:
            body = await response.json()
        assert body["ok"], body
        return body["result"]

    async def send(self, chat_id: int, text: str, **parameters: object) -> Any:
        """A message with HTML marks."""
        return await self.call(
            "sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **parameters
        )

    async def heard(self, kind: str) -> Any:
        """The next update of a kind."""
        async with asyncio.timeout(10):
            while True:
                update = await self.updates.get()
                if kind in update:
                    return update[kind]

    async def listen(self) -> None:
        """Poll and answer until cancelled."""
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                self.updates.put_nowait(update)
                await self._answer(update)

    async def _answer(self, update: dict[str, Any]) -> None:
        if (message := update.get("message")) and (reply := self.replies.get(message.get("text"))):
            await self.call("sendMessage", chat_id=message["chat"]["id"], **reply)
        if (query := update.get("callback_query")) and query["data"] in self.answers:
            given = self.answers[query["data"]]
            await self.call("answerCallbackQuery", callback_query_id=query["id"], **given)
        if (inline := update.get("inline_query")) and self.results:
            await self.call("answerInlineQuery", inline_query_id=inline["id"], results=self.results)
