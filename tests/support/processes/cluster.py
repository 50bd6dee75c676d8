"""Several bots over one database, behind a proxy that spreads Telegram's calls among them."""

from __future__ import annotations

import asyncio
import signal
import socket
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    TCPConnector,
    web,
)

from tests.support.forking import ForkedProcess, Wanted
from tests.support.town import DEADLINE, Town

_PATIENCE = ClientTimeout(total=3)
"""Of the proxy with a bot that takes a call and does not answer."""


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@dataclass(kw_only=True)
class Proxy:
    """Passes each call on to the next port, and to the one after where nobody listens.

    `bodies` are the calls that are under way to each port.
    """

    ports: Sequence[int]
    session: ClientSession
    bodies: dict[int, list[bytes]] = field(default_factory=dict)
    _turns: Iterator[int] = field(default_factory=count)

    @classmethod
    @asynccontextmanager
    async def serve(cls, ports: Sequence[int], port: int) -> AsyncIterator[Proxy]:
        """A proxy at a port, for bots at others."""
        connector = TCPConnector(force_close=True)
        async with ClientSession(connector=connector, timeout=_PATIENCE) as session:
            proxy = cls(ports=ports, session=session)
            app = web.Application()
            app.router.add_post("/telegram", proxy.post)
            runner = web.AppRunner(app, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port).start()
            try:
                yield proxy
            finally:
                await runner.cleanup()

    async def post(self, request: web.Request) -> web.Response:
        """One call of Telegram's."""
        body, turn = await request.read(), next(self._turns)
        for n in range(len(self.ports)):
            try:
                status = await self._passed(self.ports[(turn + n) % len(self.ports)], request, body)
            except ClientConnectorError:
                continue
            except (ClientError, TimeoutError):
                return web.Response(status=502)
            return web.Response(status=status)
        return web.Response(status=503)

    async def _passed(self, port: int, request: web.Request, body: bytes) -> int:
        under_way = self.bodies.setdefault(port, [])
        under_way.append(body)
        try:
            async with self.session.post(
                f"http://127.0.0.1:{port}/telegram", data=body, headers=request.headers
            ) as answer:
                return answer.status
        finally:
            under_way.remove(body)


@dataclass(kw_only=True)
class Node:
    """One bot of several, with a folder and a port of its own."""

    town: Town
    folder: Path
    port: int
    process: ForkedProcess | Process | None = None

    @property
    def worker(self) -> str:
        """What it is called whenever it is started."""
        return f"bot-{(self.folder / 'node').read_text().strip()}-0"

    @property
    def running(self) -> ForkedProcess | Process:
        """Its process, which was started."""
        assert self.process
        return self.process

    async def start(self) -> None:
        """Start it, as it was before."""
        assert self.town.fork_server
        self.folder.mkdir(exist_ok=True)
        own = {"BOT_DATA_DIR": str(self.folder), "BOT_WEBHOOK_PORT": str(self.port)}
        with (self.folder / "log").open("ab") as log:
            self.process = await self.town.fork_server.start(
                Wanted(
                    words=["run"],
                    environment=self.town.environment() | own,
                    folder=self.folder,
                    output=log,
                    errors=log,
                )
            )

    async def listens(self) -> None:
        """Wait until it takes calls."""
        async with asyncio.timeout(DEADLINE):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    return

    async def end(self, by: signal.Signals = signal.SIGTERM) -> None:
        """End it by a signal."""
        if self.running.returncode is None:
            self.running.send_signal(by)
        await asyncio.wait_for(self.running.wait(), DEADLINE)


@dataclass(kw_only=True)
class Cluster:
    """Bots of one town behind one proxy."""

    town: Town
    nodes: Sequence[Node]
    proxy: Proxy

    @classmethod
    @asynccontextmanager
    async def opened(cls, town: Town, number: int = 3) -> AsyncIterator[Cluster]:
        """So many bots that listen; they are ended with the block, whatever they do then."""
        front = free_port()
        town.settings["BOT_WEBHOOK_URL"] = f"http://127.0.0.1:{front}/telegram"
        town.world.cloud.settings.webhook_retry = 0.05
        town.world.cloud.settings.webhook_connections = 40
        nodes = [
            Node(town=town, folder=town.folder / f"node{n}", port=free_port())
            for n in range(number)
        ]
        async with Proxy.serve([node.port for node in nodes], front) as proxy:
            try:
                for node in nodes:
                    await node.start()
                for node in nodes:
                    await node.listens()
                await town.world.wait_until(lambda: town.world.cloud.webhook, timeout=DEADLINE)
                yield cls(town=town, nodes=nodes, proxy=proxy)
            finally:
                await asyncio.gather(*(_ended(node) for node in nodes if node.process))


async def _ended(node: Node) -> None:
    if node.running.returncode is None:
        node.running.send_signal(signal.SIGCONT)
    await node.end()
