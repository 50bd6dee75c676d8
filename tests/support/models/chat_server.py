"""A server that speaks chat completions, and answers what a test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class ChatServer:
    """What the local server answers, and what it was asked."""

    answer: str = ""
    answers: list[str] = field(default_factory=list)
    """Told before `answer`, one for each question."""
    answer_to: Callable[[str], str] | None = None
    """Gives the answer to a question instead."""
    status: int = 200
    body: bytes | None = None
    finished: str = "stop"
    delay: float = 0
    refuses_options: bool = False
    endless: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def complete(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.asked.append(asked)
        self.keys.append(request.headers["Authorization"])
        self.headers += request.headers
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.delay)
            return await self._response(request, asked)
        finally:
            self.at_once -= 1

    async def _response(self, request: web.Request, asked: dict[str, Any]) -> web.StreamResponse:
        if self.endless:
            return await self._stream(request)
        if self.refuses_options and "temperature" in asked:
            return web.json_response({"error": {"message": "no such option"}}, status=400)
        if self.body is not None:
            return web.Response(body=self.body, status=self.status)
        return web.json_response(self._completion(asked), status=self.status)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=self.status)
        await response.prepare(request)
        while True:
            await response.write(b" " * 65_536)

    def _completion(self, asked: dict[str, Any]) -> dict[str, object]:
        said = self.answers.pop(0) if self.answers else self.answer
        if self.answer_to:
            said = self.answer_to(asked["messages"][1]["content"])
        message = {"role": "assistant", "content": said}
        return {"choices": [{"index": 0, "finish_reason": self.finished, "message": message}]}

    def questions(self) -> list[str]:
        """What it was asked about, without the instructions."""
        return [asked["messages"][1]["content"] for asked in self.asked]

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[str]:
        """The address under which it answers for a block."""
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self.complete)
        async with TestServer(app) as server:
            yield str(server.make_url("/v1"))
