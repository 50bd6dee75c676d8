"""A site of our own for whatever fetches: it answers as a test wants it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.monitoring.http import served

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PAGE = b"<!doctype html><html><head><title>News</title></head><body>hello</body></html>"


@dataclass
class Site:
    """A site that answers as a test wants it, and what it was asked."""

    port: int = 0
    pages: dict[str, Handler] = field(default_factory=dict)
    asked: list[web.Request] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        page = self.pages.get(request.path)
        return await page(request) if page else web.Response(status=404)

    def has(self, path: str, body: bytes = PAGE, status: int = 200, **headers: str) -> str:
        """A page at a path; its link."""

        async def page(_: web.Request) -> web.Response:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(body=body, status=status, headers=named)

        self.pages[path] = page
        return self.link(path)

    def link(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@asynccontextmanager
async def opened() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site.handle)
    async with served(app, "127.0.0.1", 0) as port:
        site.port = port
        yield site
