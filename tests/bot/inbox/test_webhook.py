"""Telegram's webhook, called over HTTP."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs
from telegram import Bot, Update

from bot.inbox.webhook import SECRET_HEADER, WebhookReceiver, webhook_app
from bot.monitoring.http import served

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


@pytest.fixture
def queue() -> asyncio.Queue[object]:
    return asyncio.Queue()


@pytest.fixture
async def webhook(queue: asyncio.Queue[object]) -> AsyncIterator[str]:
    receiver = WebhookReceiver(
        bot=Bot("1:token-of-no-bot"),
        queue=queue,
        secret="open sesame",  # noqa: S106
        path="/hook",
    )
    async with served(webhook_app(receiver), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/hook"


async def test_an_update_is_queued_and_answered_at_once(
    client: ClientSession, webhook: str, queue: asyncio.Queue[object]
) -> None:
    async with client.post(webhook, json=UPDATE, headers=SECRET) as answer:
        assert answer.status == 200
    update = queue.get_nowait()
    assert isinstance(update, Update)
    assert update.effective_message is not None
    assert update.effective_message.text == "/item 3"


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "sesame"}, {SECRET_HEADER: "戸を開けて"}])
async def test_without_the_secret_nothing_comes_in(
    client: ClientSession, webhook: str, queue: asyncio.Queue[object], headers: dict[str, str]
) -> None:
    async with client.post(webhook, json=UPDATE, headers=headers) as answer:
        assert answer.status == 403
    assert queue.empty()


async def test_a_secret_in_letters_that_are_no_utf_8_is_refused(
    webhook: str, queue: asyncio.Queue[object]
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
    assert queue.empty()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"{}", b'{"update_id": 1, "message": 3}']
)
async def test_what_can_t_be_read_is_not_asked_for_again(
    client: ClientSession, webhook: str, queue: asyncio.Queue[object], body: bytes
) -> None:
    with capture_logs() as logs:
        async with client.post(webhook, data=body, headers=SECRET) as answer:
            assert answer.status == 200
    assert queue.empty()
    assert [entry["event"] for entry in logs] == ["webhook_unreadable"]


async def test_an_oversized_body_is_not_read(
    client: ClientSession, webhook: str, queue: asyncio.Queue[object]
) -> None:
    async with client.post(webhook, data=io.BytesIO(b" " * (2 << 20)), headers=SECRET) as answer:
        assert answer.status == 413
    assert queue.empty()


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
        WebhookReceiver(bot=Bot("1:token-of-no-bot"), queue=asyncio.Queue(), secret="")
