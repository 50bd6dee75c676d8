"""How the bot lives: it reaches Telegram, listens, works until told to stop, and leaves."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from pydantic import HttpUrl
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application

from bot.botapi.messenger import TelegramMessenger
from bot.botapi.update_order import PerChat
from bot.botapi.webhook import WebhookReceiver, webhook_app
from bot.handlers.commands import set_menus
from bot.handlers.request import Context, Services
from bot.handlers.routes import ALLOWED_UPDATES
from bot.monitoring.alerts import Alerts
from bot.monitoring.health import HealthChecks
from bot.monitoring.http import MonitoringApp, monitoring_app, served
from bot.runtime.scheduler import Clock
from bot.settings import Settings, SettingsError
from digests.delivery.worker import Worker
from digests.errors import StoreError
from digests.store import Store

log = structlog.get_logger()

Bot = Application[Any, Context, Any, Any, Services, Any]

_RETRY = 3.0
"""Seconds between two tries to reach Telegram at the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kawaraban:
    """The bot, built and ready to run."""

    settings: Settings
    services: Services
    store: Store
    worker: Worker
    application: Bot
    updates: PerChat
    messenger: TelegramMessenger
    alerts: Alerts

    async def run(self, stop: asyncio.Event) -> None:
        """Answer, deliver and keep time until told to stop; then leave nothing in flight."""
        async with AsyncExitStack() as stack:
            if not await self._reach(stack, stop):
                return
            await self.application.start()
            stack.push_async_callback(self.application.stop)
            stack.callback(self.updates.close)
            await self._serve(stack)
            await self._listen(stack, stop)
            await self._set_menus()
            log.info("bot_started", username=self.application.bot.username)
            await self._work(stop)
        log.info("bot_stopped")

    async def deliver(self, stop: asyncio.Event) -> None:
        """Only deliver, beside the process that answers and keeps time, until told to stop."""
        async with AsyncExitStack() as stack:
            if not await self._reach(stack, stop):
                return
            log.info("delivery_started")
            await self.worker.run(stop)
        log.info("delivery_stopped")

    async def _reach(self, stack: AsyncExitStack, stop: asyncio.Event) -> bool:
        """Wait until Telegram answers; False if told to stop before it did."""
        stack.push_async_callback(self.application.bot.shutdown)  # its connections, in any case
        await _insist(self.application.initialize, stop)
        stack.push_async_callback(self.application.shutdown)
        return not stop.is_set()

    async def _serve(self, stack: AsyncExitStack) -> None:
        """Health and figures, where the operator wants them."""
        if self.settings.web_port:
            checks = HealthChecks(
                store=self.store,
                waiting=lambda: self.application.update_queue.qsize() + self.updates.waiting,
                listening=lambda: self.application.running,
                outcomes=self.messenger.outcomes,
                trouble=lambda: self.alerts.trouble,
            )
            monitoring = MonitoringApp(checks)
            host, port = self.settings.web_host, self.settings.web_port
            await stack.enter_async_context(served(monitoring_app(monitoring), host, port))

    async def _listen(self, stack: AsyncExitStack, stop: asyncio.Event) -> None:
        if self.settings.webhook_url:
            await self._await_webhook(stack, self.settings.webhook_url, stop)
        else:
            await self._poll(stack, stop)

    async def _await_webhook(
        self, stack: AsyncExitStack, url: HttpUrl, stop: asyncio.Event
    ) -> None:
        given = self.settings.webhook_secret
        secret = given.get_secret_value() if given else secrets.token_urlsafe(32)
        bot = self.application.bot
        queue = self.application.update_queue
        receiver = WebhookReceiver(bot=bot, queue=queue, secret=secret, path=url.path or "/")
        port = self.settings.webhook_port
        await stack.enter_async_context(served(webhook_app(receiver), self.settings.web_host, port))
        hook = partial(
            bot.set_webhook, str(url), secret_token=secret, allowed_updates=ALLOWED_UPDATES
        )
        try:
            await _insist(hook, stop)
        except BadRequest as error:
            raise SettingsError(f"Telegram refuses BOT_WEBHOOK_URL: {error.message}") from None

    async def _poll(self, stack: AsyncExitStack, stop: asyncio.Event) -> None:
        updater = self.application.updater
        assert updater is not None  # noqa: S101 - the builder makes one
        # Its own retries would not hear of `stop`.
        poll = partial(
            updater.start_polling,
            allowed_updates=ALLOWED_UPDATES,
            bootstrap_retries=0,
            error_callback=_poll_failed,
        )
        await _insist(poll, stop)
        if updater.running:
            stack.push_async_callback(updater.stop)

    async def _set_menus(self) -> None:
        try:
            await set_menus(
                self.application.bot, self.services.translations, self.settings.admin_ids
            )
        except TelegramError as error:
            log.warning("menus_not_set", error=type(error).__name__)

    async def _work(self, stop: asyncio.Event) -> None:
        clock = Clock(self._tick, now=self.services.clock, on_set_back=self.alerts.clock_set_back)
        async with asyncio.TaskGroup() as work:
            work.create_task(self.worker.run(stop))
            work.create_task(self.services.cards.run(stop))
            work.create_task(self.alerts.run(stop))
            clock.start()
            await stop.wait()
            await clock.stop()

    async def _tick(self) -> None:
        """What a new minute brings: scheduled editions, subscribers whose hour has come."""
        try:
            await self.services.newsroom.publish_due()
            await self.services.broadcasts.plan()
        except (StoreError, TelegramError) as error:
            log.exception("tick_failed", error=type(error).__name__)


def _poll_failed(error: TelegramError) -> None:
    log.warning("polling_failed", error=type(error).__name__)


async def _insist(call: Callable[[], Awaitable[object]], stop: asyncio.Event) -> None:
    """Call Telegram until it answers, however long the network is away, or until told to stop.

    What it refuses, such as a wrong token, ends it.
    """
    while not stop.is_set():
        try:
            await call()
        except (InvalidToken, BadRequest):
            raise
        except (NetworkError, RetryAfter) as error:
            log.warning("telegram_unreachable", error=type(error).__name__)
            await _pause(stop, _RETRY)
        else:
            return


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
