"""Telegram's webhook, called over HTTP."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from bot.inbox.updates import Told
from bot.inbox.webhook import SECRET_HEADER, WebhookReceiver, webhook_app
from bot.monitoring.http import served
from digests.errors import StoreError

SECRET = {SECRET_HEADER: "open sesame"}
UPDATE = {
    "update_id": 4,
    "message": {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 9, "type": "private"},
        "text": "/item 3",
    },
}


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@dataclass
class Receiver:
    """Who writes updates down, unless there is no room."""

    received: list[Told] = field(default_factory=list)
    is_full: bool = False

    async def receive(self, batch: Sequence[Told]) -> None:
        await asyncio.sleep(0)
        if self.is_full:
            raise StoreError("disk is full")
        self.received.extend(batch)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def webhook(receiver: Receiver) -> AsyncIterator[str]:
    hook = WebhookReceiver(
        receive=receiver.receive,
        secret="open sesame",  # noqa: S106
        path="/hook",
    )
    async with served(webhook_app(hook), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/hook"


async def test_an_update_is_confirmed_when_it_is_written_down(
    client: ClientSession, webhook: str, receiver: Receiver
) -> None:
    async with client.post(webhook, json=UPDATE, headers=SECRET) as answer:
        assert answer.status == 200
    assert receiver.received == [UPDATE]


async def test_an_update_that_can_not_be_written_down_is_asked_for_again(
    client: ClientSession, webhook: str, receiver: Receiver
) -> None:
    receiver.is_full = True
    with capture_logs() as logs:
        async with client.post(webhook, json=UPDATE, headers=SECRET) as answer:
            assert answer.status == 503
    assert [entry["event"] for entry in logs] == ["update_not_written"]


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "sesame"}, {SECRET_HEADER: "戸を開けて"}])
async def test_without_the_secret_nothing_comes_in(
    client: ClientSession, webhook: str, receiver: Receiver, headers: dict[str, str]
) -> None:
    async with client.post(webhook, json=UPDATE, headers=headers) as answer:
        assert answer.status == 403
    assert not receiver.received


async def test_a_secret_in_letters_that_are_no_utf_8_is_refused(
    webhook: str, receiver: Receiver
) -> None:
    head, path = webhook.removeprefix("http://").split("/", 1)
    host, port = head.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /{path} HTTP/1.1\r\nHost: {head}\r\nContent-Length: 0\r\n".encode()
        + f"{SECRET_HEADER}: ".encode()
        + b"caf\xe9\r\n\r\n"
    )
    assert (await reader.readline()).split()[1] == b"403"
    writer.close()
    assert not receiver.received


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"{}", b"\xff", b'{"update_id": "1"}', b'{"update_id": true}'],
)
async def test_what_can_t_be_read_is_not_asked_for_again(
    client: ClientSession, webhook: str, receiver: Receiver, body: bytes
) -> None:
    with capture_logs() as logs:
        async with client.post(webhook, data=body, headers=SECRET) as answer:
            assert answer.status == 200
    assert not receiver.received
    assert [entry["event"] for entry in logs] == ["webhook_unreadable"]


async def test_an_oversized_body_is_not_read(
    client: ClientSession, webhook: str, receiver: Receiver
) -> None:
    async with client.post(webhook, data=io.BytesIO(b" " * (2 << 20)), headers=SECRET) as answer:
        assert answer.status == 413
    assert not receiver.received


async def test_no_other_path_and_no_other_method_is_served(
    client: ClientSession, webhook: str
) -> None:
    async with client.get(webhook, headers=SECRET) as answer:
        assert answer.status == 405
    async with client.post(f"{webhook}/more", json=UPDATE, headers=SECRET) as answer:
        assert answer.status == 404


async def test_what_comes_in_is_not_written_into_an_access_log(
    client: ClientSession, webhook: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with client.post(webhook, json=UPDATE, headers=SECRET):
        assert "aiohttp.access" not in {record.name for record in caplog.records}


def test_a_webhook_needs_a_secret() -> None:
    with pytest.raises(ValueError, match="secret"):
        WebhookReceiver(receive=Receiver().receive, secret="")
