"""Where Telegram delivers updates when the bot does not poll."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import orjson
import structlog
from aiohttp import web

from bot.inbox.updates import Told, is_update
from digests.errors import StoreError

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name (Bot API, setWebhook)
_LARGEST_UPDATE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookReceiver:
    """Takes what Telegram posts to `receive`, which writes it down or raises `StoreError`.

    `secret` is what Telegram was told to send along (Bot API, setWebhook). `path` begins with a
    slash. `heard` is called for each call of Telegram's.
    """

    receive: Callable[[Sequence[Told]], Awaitable[None]]
    secret: str
    path: str = "/"
    heard: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        if not self.secret:
            raise ValueError("a webhook without a secret takes updates from anybody")

    async def post(self, request: web.Request) -> web.Response:
        """Answer 200 once an update is written down; Telegram repeats what isn't answered so."""
        given = request.headers.get(SECRET_HEADER, "")
        # aiohttp keeps bytes that are no UTF-8 as half surrogate pairs.
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), self.secret.encode()):
            log.warning("webhook_refused")
            raise web.HTTPForbidden
        self.heard()
        told = _parsed(await request.read())
        if not isinstance(told, dict) or not is_update(told):
            # Anything but 200 would make Telegram send the same again and again.
            log.error("webhook_unreadable")
            return web.Response()
        try:
            await self.receive([told])
        except StoreError as error:
            log.warning("update_not_written", error=type(error).__name__)
            raise web.HTTPServiceUnavailable from None
        return web.Response()


def _parsed(body: bytes) -> object:
    """What JSON says, None where it is none."""
    try:
        parsed: object = orjson.loads(body)
    except ValueError:
        return None
    return parsed


def webhook_app(receiver: WebhookReceiver) -> web.Application:
    """The application that Telegram posts updates to."""
    app = web.Application(client_max_size=_LARGEST_UPDATE)
    app.router.add_post(receiver.path, receiver.post)
    return app
