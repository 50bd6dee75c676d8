"""Telegram through a SOCKS5 proxy (RFC 1928, RFC 1929), spoken to over real sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.botapi.transport import NotConnectedError, Timeouts, Transport, Way

BRIEF = Timeouts(pool=0.5, connect=0.5, write=0.5, read=0.5)
URL = "http://telegram.example/botT/getMe"
ANSWER = b'{"ok":true,"result":true}'


@dataclass
class Proxy:
    """A proxy that answers as Telegram would, or refuses with a `code`."""

    code: int = 0
    port: int = 0
    hosts: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        wants_login = 2 in methods
        writer.write(bytes([5, 2 if wants_login else 0]))
        if wants_login:
            await reader.readexactly(1)
            words = [await self._word(reader), await self._word(reader)]
            self.logins.append(":".join(words))
            writer.write(bytes([1, 0]))
        await reader.readexactly(4)  # version, command, reserved, a name follows
        self.hosts.append(await self._word(reader))
        await reader.readexactly(2)  # the port
        writer.write(bytes([5, self.code, 0, 1, 0, 0, 0, 0, 0, 0]))
        if not self.code:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(ANSWER) + ANSWER)
        await writer.drain()

    @staticmethod
    async def _word(reader: asyncio.StreamReader) -> str:
        (length,) = await reader.readexactly(1)
        return (await reader.readexactly(length)).decode()


@asynccontextmanager
async def serving(proxy: Proxy) -> AsyncIterator[Proxy]:
    server = await asyncio.start_server(proxy.talk, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    async with server:
        yield proxy


def through(port: int, login: str = "") -> Transport:
    way = Way.to("telegram.example", f"socks5://{login}127.0.0.1:{port}")
    return Transport(way=way, timeouts=BRIEF)


async def test_the_proxy_is_told_the_name_and_looks_it_up() -> None:
    async with serving(Proxy()) as proxy, through(proxy.port) as transport:
        assert await transport.post(URL) is True
    assert proxy.hosts == ["telegram.example"]
    assert not proxy.logins


async def test_it_is_told_name_and_password_where_it_wants_them() -> None:
    async with serving(Proxy()) as proxy, through(proxy.port, "wren:sesame@") as transport:
        assert await transport.post(URL) is True
    assert proxy.logins == ["wren:sesame"]


async def test_what_the_proxy_refuses_was_never_sent() -> None:
    async with serving(Proxy(code=5)) as proxy, through(proxy.port) as transport:
        with pytest.raises(NotConnectedError):
            await transport.post(URL)


async def test_a_proxy_that_is_away_is_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    async with through(port, "wren:sesame@") as transport:
        with pytest.raises(NotConnectedError) as caught:
            await transport.post(URL)
    assert "sesame" not in str(caught.value)


async def test_a_proxy_that_says_nothing_is_no_connection() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server, through(server.sockets[0].getsockname()[1]) as transport:
        with pytest.raises(NotConnectedError):
            await transport.post(URL)
