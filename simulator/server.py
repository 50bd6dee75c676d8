"""The server process: routes, who may connect, start and stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib.resources import as_file, files
from typing import Final
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from simulator.http.control import Control
from simulator.http.gateway import Gateway
from simulator.http.webhook_sender import deliver_forever
from simulator.state.files import UPLOAD_LIMIT
from simulator.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_POLICY: Final = "default-src 'self'"
_MULTIPART_SLACK: Final = 2_000_000


class Simulator:
    """A running server and the world it serves."""

    def __init__(self, world: World, url: str) -> None:
        self.world = world
        self.url = url

    @staticmethod
    @asynccontextmanager
    async def serve(
        world: World, *, host: str = "127.0.0.1", port: int = 0
    ) -> AsyncIterator[Simulator]:
        """Serve a world until the block ends; port 0 takes any free one."""
        if host not in LOOPBACK:
            raise ValueError(f"the simulator listens on this machine only, not on {host}")
        control = Control(world)
        # A poller that was killed must not keep its place: its handler ends with its connection.
        runner = web.AppRunner(
            build(world, control), access_log=None, handler_cancellation=True, shutdown_timeout=1.0
        )
        await runner.setup()
        postman = asyncio.create_task(deliver_forever(world.cloud))
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
            name = f"[{host}]" if ":" in host else host
            yield Simulator(world, f"http://{name}:{_port(runner)}")
        finally:
            control.close()
            world.cloud.updates.release()
            postman.cancel()
            with suppress(asyncio.CancelledError):
                await postman
            await runner.cleanup()


def build(world: World, control: Control) -> web.Application:
    """The application with all its routes."""
    gateway = Gateway(world.cloud)
    app = web.Application(
        middlewares=[only_this_machine], client_max_size=UPLOAD_LIMIT + _MULTIPART_SLACK
    )
    app.router.add_route("*", "/bot{token}/{method}", gateway.method)
    app.router.add_get("/file/bot{token}/{path:.+}", gateway.download)
    app.router.add_get("/", page)
    app.router.add_get("/static/{name:.+}", page)
    control.add_routes(app.router)
    return app


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse names other than this machine's, against web sites that rebind their own."""
    if _name(f"//{request.headers.get(hdrs.HOST, '')}") not in LOOPBACK:
        raise web.HTTPForbidden(text="this server answers to localhost only")
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is not None and _name(origin) not in LOOPBACK:
        raise web.HTTPForbidden(text="this server answers its own pages only")
    return await handler(request)


async def page(request: web.Request) -> web.StreamResponse:
    """The chat page and what it is made of."""
    name = request.match_info.get("name", "index.html")
    with as_file(files(__package__).joinpath("page")) as folder:
        path = (folder / name).resolve()
        if not (path.is_relative_to(folder.resolve()) and path.is_file()):
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
        return web.FileResponse(path, headers=headers)


def _name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _port(runner: web.AppRunner) -> int:
    address = runner.addresses[0]
    return int(address[1])
