"""Where Telegram delivers updates when the bot does not poll."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from aiohttp import web
from telegram import Bot, Update

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name (Bot API, setWebhook)
_LARGEST_UPDATE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookReceiver:
    """Where updates go: the queue that `telegram.ext.Application` works on.

    `secret` is what Telegram was told to send along (Bot API, setWebhook). `path` begins with a
    slash. `heard` is called for each call of Telegram's.
    """

    bot: Bot
    queue: asyncio.Queue[object]
    secret: str
    path: str = "/"
    heard: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        if not self.secret:
            raise ValueError("a webhook without a secret takes updates from anybody")

    async def receive(self, request: web.Request) -> web.Response:
        """Queue an update and answer at once; Telegram repeats what isn't answered with 200."""
        given = request.headers.get(SECRET_HEADER, "")
        # aiohttp keeps bytes that are no UTF-8 as half surrogate pairs.
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), self.secret.encode()):
            log.warning("webhook_refused")
            raise web.HTTPForbidden
        self.heard()
        try:
            told = await request.json()
            update = Update.de_json(told, self.bot)
        except (ValueError, TypeError, KeyError, AttributeError):
            # Anything but 200 would make Telegram send the same again and again.
            log.exception("webhook_unreadable")
            return web.Response()
        await self.queue.put(update)
        return web.Response()


def webhook_app(receiver: WebhookReceiver) -> web.Application:
    """The application that Telegram posts updates to."""
    app = web.Application(client_max_size=_LARGEST_UPDATE)
    app.router.add_post(receiver.path, receiver.receive)
    return app
