"""How fast the local Telegram takes messages, beside a server that only says the same thing.

`python -m benchmarks.simulator [--people 100000] [--messages 40000] [--connections 32]`

The server runs as a process of its own on one core, the sender on another. The message is a
digest with buttons, different for nobody; the ledger must hold each exactly once. The comparison
is nginx with a fixed answer where it is installed, else aiohttp with one. On a busy machine the
CPU time of a message says more than the rate.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import ClientSession, web

from simulator import DEMO_TOKEN

TEXT = (
    "<b>Morning edition</b>\n\n1. A bridge of paper opens\n<blockquote expandable>The town of "
    "Kamibashi opened a bridge made of paper on Monday. Engineers say it will hold.</blockquote>"
)
MARKUP = {
    "inline_keyboard": [[{"text": str(n), "callback_data": f"item:{n}"} for n in range(1, 6)]]
}
# To whatever is asked: a message, and to getMe a bot.
BOT = {"id": 1, "is_bot": True, "first_name": "Demo", "username": "demo_bot"}
CHAT = {"id": 1, "type": "private", "first_name": "Reader"}
MESSAGE = {"message_id": 1, "date": 0, "chat": CHAT, "text": "x" * 300}
ANSWER = json.dumps({"ok": True, "result": {**MESSAGE, **BOT}})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=40_000)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--answer-only", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answer_only is not None:
        asyncio.run(answer_only(options.answer_only))
    else:
        asyncio.run(measure(options))


async def measure(options: argparse.Namespace) -> None:
    """Run both servers, one after the other."""
    _pin(os.getpid(), last=True)
    async with process("-m", "simulator", "--port", "0") as served, served.http() as http:
        first, seconds = await make_people(http, options.people)
        print(f"{options.people} people made in {seconds:.2f} s")
        chats = [first + n % options.people for n in range(options.messages)]
        path = f"/bot{DEMO_TOKEN}/sendMessage"
        rate, cpu = await flood(served, path, chats, options.connections)
        await check_ledger(http, chats)
    told = f"simulator: {rate:,.0f} sendMessage/s at {cpu:.0f} µs of CPU each"
    print(f"{told} (one core: {1e6 / cpu:,.0f}/s), ledger exact for {len(chats)} messages")
    with rival() as (name, server):
        static, static_cpu = await flood(server, "/", chats, options.connections)
    told = f"{name}, fixed answer: {static:,.0f} requests/s at {static_cpu:.0f} µs of CPU each"
    print(f"{told}; ratios {rate / static:.2f} and {cpu / static_cpu:.1f}")


async def make_people(http: ClientSession, count: int) -> tuple[int, float]:
    """A crowd on the server, its standing limits off; the first id and the seconds it took."""
    await http.post("/control/settings", json={"limits": False})
    started = time.perf_counter()
    async with http.post("/control/people/bulk", json={"count": count}) as response:
        ids = await response.json()
    return int(ids["first_id"]), time.perf_counter() - started


async def check_ledger(http: ClientSession, chats: list[int]) -> None:
    """Each chat must have got exactly its messages, each message under its own number."""
    async with http.get("/control/ledger") as response:
        ledger = (await response.json())["chats"]
    assert {int(chat): len(got) for chat, got in ledger.items()} == Counter(chats)
    numbers = [number for got in ledger.values() for number in got]
    assert len(numbers) == len(set(numbers)) == len(chats)


@dataclass(frozen=True, slots=True)
class Server:
    """A process that serves an address."""

    pid: int
    url: str

    def http(self) -> ClientSession:
        """A client of it."""
        return ClientSession(self.url)

    def cpu_seconds(self) -> float:
        """How much CPU time it has used; 0 where the system doesn't tell."""
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return 0.0


async def flood(
    server: Server, path: str, chats: list[int], connections: int
) -> tuple[float, float]:
    """Send one message to each chat; messages a second, and CPU microseconds of each."""
    left = iter(chats)
    started, used = time.perf_counter(), server.cpu_seconds()
    await asyncio.gather(*(_send_all(server.url, path, left) for _ in range(connections)))
    rate = len(chats) / (time.perf_counter() - started)
    return rate, max(0.1, (server.cpu_seconds() - used) / len(chats) * 1e6)


async def _send_all(url: str, path: str, left: Iterator[int]) -> None:
    """One connection that asks, waits for the answer, and asks again."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    for chat in left:
        body = json.dumps(
            {"chat_id": chat, "text": TEXT, "parse_mode": "HTML", "reply_markup": MARKUP}
        ).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert answer.startswith(b"http/1.1 200"), answer
        length = int(answer.split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    writer.close()


@contextlib.asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[Server]:
    """A Python process that prints the address it serves at the end of its first line."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE
    )
    _pin(child.pid, last=False)
    try:
        assert child.stdout is not None
        line = (await child.stdout.readline()).decode()
        yield Server(child.pid, line.split()[-1].rstrip("/"))
    finally:
        child.terminate()
        await child.wait()


@contextlib.contextmanager
def rival() -> Iterator[tuple[str, Server]]:
    """A server that answers the same to everything."""
    port = free_port()
    nginx = shutil.which("nginx")
    with tempfile.TemporaryDirectory() as folder:
        if nginx is None:
            command = [sys.executable, "-m", "benchmarks.simulator", "--answer-only", str(port)]
        else:
            command = [nginx, "-p", folder, "-c", _nginx_settings(folder, port), "-e", "stderr"]
        child = subprocess.Popen(command)  # noqa: S603 our own command line
        _pin(child.pid, last=False)
        try:
            server = Server(child.pid, f"http://127.0.0.1:{port}")
            wait_for(port)
            yield ("nginx" if nginx else "aiohttp"), server
        finally:
            child.terminate()
            child.wait()


def _nginx_settings(folder: str, port: int) -> str:
    path = Path(folder, "nginx.conf")
    path.write_text(
        "daemon off; master_process off; pid nginx.pid; events {}\n"
        "http { access_log off; keepalive_requests 10000000; client_body_temp_path body; "
        "proxy_temp_path proxy; fastcgi_temp_path fcgi; "
        "uwsgi_temp_path uwsgi; scgi_temp_path scgi; "
        "server { listen "
        f"127.0.0.1:{port}; location / {{ default_type application/json; return 200 "
        f"'{ANSWER}'; }} }} }}\n"
    )
    return str(path)


def free_port() -> int:
    """A port that nobody has: nginx takes a number only, so it can't be left to choose one."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until somebody listens at a port."""
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens at port {port}")


async def answer_only(port: int) -> None:
    """Serve the fixed answer with aiohttp's barest server."""

    async def handler(request: web.BaseRequest) -> web.Response:
        await request.read()
        return web.Response(text=ANSWER, content_type="application/json")

    runner = web.ServerRunner(web.Server(handler), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


def _pin(pid: int, *, last: bool) -> None:
    """Keep a process on one core, so that the figure is one core's."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0)) if last else sorted(range(os.cpu_count() or 1))
        os.sched_setaffinity(pid, {cores[-1] if last else cores[0]})


if __name__ == "__main__":
    main()
