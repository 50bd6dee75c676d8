"""A bot of a few lines, and the page as a test holds it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession
from playwright.async_api import Browser, ConsoleMessage, Page, Request, ViewportSize

from simulator import DEMO_TOKEN
from simulator.state.people import Person

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

TO_THE_END = """one => {
  one.style.scrollMarginBottom = ".5rem";
  one.scrollIntoView({ block: "end" });
}"""
"""Shows a message with its last button, a little above where one writes."""

CLEAR = """() => {
  document.querySelectorAll("dialog").forEach((dialog) => dialog.close());
  document.querySelectorAll(".toast").forEach((toast) => toast.remove());
  document.querySelectorAll("details.group[open]").forEach((group) => { group.open = false; });
}"""

OpenPage = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]


@dataclass
class Watched:
    """The page in a browser of its own, with everything it complained of."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    @classmethod
    async def open(cls, browser: Browser, url: str, **look: Any) -> Watched:
        settings = {"viewport": DESK, "locale": "en-GB", "timezone_id": "Asia/Tokyo"} | look
        context = await browser.new_context(**settings)
        watched = cls(await context.new_page(), url)
        watched.page.set_default_timeout(60_000)  # milliseconds; these machines are shared
        watched.page.on("console", watched._heard)
        watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        watched.page.on("request", watched._asked)
        return watched

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self.url):
            self.complaints.append(f"the page asked for {request.url}")

    async def be(self, person: int, chat: int) -> None:
        """Somebody, with one of their chats open and nothing left over from a test before."""
        self.complaints.clear()
        await self.page.unroute_all()
        await self.page.goto(f"{self.url}/#person={person}&chat={chat}")
        face = self.page.locator(f'.face[data-person="{person}"][aria-pressed="true"]')
        await face.wait_for(state="attached")
        await self.page.evaluate(CLEAR)


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

    def forget(self) -> None:
        """Everything it was told to say, and all it heard."""
        for told in (self.replies, self.answers, self.results):
            told.clear()
        self.updates = asyncio.Queue()

    async def heard(self, kind: str, person: Person) -> Any:
        """The next update of a kind from somebody."""
        async with asyncio.timeout(60):
            while True:
                update = await self.updates.get()
                if kind in update and update[kind]["from"]["id"] == person.id:
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
