"""How the bot lives: it reaches Telegram, listens, works until told to stop, and leaves."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass

import structlog
from telegram.error import TelegramError

from bot.botapi.messenger import TelegramMessenger
from bot.botapi.update_order import PerChat
from bot.botapi.update_queue import UpdateQueue
from bot.handlers.commands import set_menus
from bot.handlers.request import Services
from bot.monitoring.alerts import Alerts, Condition
from bot.monitoring.health import HealthChecks
from bot.monitoring.http import MonitoringApp, monitoring_app, served
from bot.outbox.outbox import Outbox
from bot.runtime.housekeeping import Housekeeping
from bot.runtime.listener import Bot, Listener, TokenRejectedError, insist
from bot.runtime.scheduler import Clock
from bot.settings import Settings
from bot.views import alerts as sentences
from digests.delivery.worker import Worker
from digests.errors import StoreError
from digests.store import Store

log = structlog.get_logger()


_POLL = 60.0
"""Seconds that getUpdates may be silent: it waits for updates, and between two tries."""
_TICK = 60.0
"""Seconds between two ticks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kawaraban:
    """The bot, built and ready to run."""

    settings: Settings
    services: Services
    store: Store
    worker: Worker
    application: Bot
    updates: UpdateQueue
    listener: Listener
    per_chat: PerChat
    outbox: Outbox
    messenger: TelegramMessenger
    alerts: Alerts

    async def run(self, stop: asyncio.Event) -> None:
        """Answer, deliver and keep time until told to stop; then leave nothing in flight.

        Raises `TokenRejectedError` where Telegram no longer takes the token.
        """
        async with AsyncExitStack() as stack:
            clock = Clock(
                self._tick, now=self.services.clock, on_set_back=self.alerts.clock_set_back
            )
            await self._serve(stack, clock)
            if not await self._reach(stack, stop):
                return
            await self.application.start()
            stack.push_async_callback(self.application.stop)
            stack.callback(self.per_chat.close)
            await self.listener.listen(stack, stop)
            log.info("bot_started", username=self.application.bot.username)
            await self._work(clock, stop)
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
        await insist(self.application.initialize, stop)
        stack.push_async_callback(self.application.shutdown)
        return not stop.is_set()

    async def _serve(self, stack: AsyncExitStack, clock: Clock) -> None:
        """Health and figures, where the operator wants them, from the first moment on."""
        if self.settings.web_port is None:
            return
        checks = HealthChecks(
            store=self.store,
            queue=self.updates,
            reception=self.listener.reception,
            tick_age=lambda: clock.unfinished_for,
            outcomes=self.messenger.outcomes,
            outbox=self.outbox,
            trouble=lambda: self.alerts.trouble,
            now=self.services.clock,
        )
        key = self.settings.web_key
        monitoring = MonitoringApp(checks, key=key.get_secret_value() if key else "")
        host, port = self.settings.web_host, self.settings.web_port
        await stack.enter_async_context(served(monitoring_app(monitoring), host, port))

    async def _set_menus(self) -> None:
        try:
            await set_menus(
                self.application.bot, self.services.translations, self.settings.admin_ids
            )
        except TelegramError as error:
            log.warning("menus_not_set", error=type(error).__name__)

    async def _work(self, clock: Clock, stop: asyncio.Event) -> None:
        housekeeping = Housekeeping(self.settings, self.store, now=self.services.clock)
        self.alerts.conditions = (*self._conditions(clock), _backups(housekeeping))
        await self._tell_held_back()
        async with asyncio.TaskGroup() as work:
            work.create_task(self.worker.run(stop))
            work.create_task(self.services.cards.run(stop))
            work.create_task(self.alerts.run(stop))
            watching = work.create_task(self.listener.watch(stop))
            menus = work.create_task(self._set_menus())
            clock.start()
            housekeeping.start()
            await stop.wait()
            housekeeping.stop()
            menus.cancel()
            await clock.stop()
        if watching.result():
            raise TokenRejectedError(
                "Telegram no longer takes this BOT_TOKEN: it was taken back, or belongs to no bot "
                "any more. @BotFather tells the right one."
            )

    def _conditions(self, clock: Clock) -> tuple[Condition, ...]:
        """What editors are told of when it fails for a while, and when it is well again."""
        reception = self.listener.reception
        return (
            Condition(
                name="hearing",
                failing_for=lambda: max(reception.failing_for, reception.silent_for - _POLL),
                patience=60.0,
                trouble=lambda translator: sentences.deaf_sentence(translator, reception.error),
                well=sentences.hears_sentence,
            ),
            Condition(
                name="clock",
                failing_for=lambda: clock.unfinished_for - _TICK,
                patience=120.0,
                trouble=sentences.stuck_sentence,
                well=sentences.unstuck_sentence,
            ),
        )

    async def _tell_held_back(self) -> None:
        try:
            for edition in await self.services.newsroom.tell_held_back():
                self.alerts.edition_held_back(edition)
        except StoreError as error:
            log.warning("held_back_not_told", error=type(error).__name__)

    async def _tick(self) -> None:
        """What a new minute brings: scheduled editions, subscribers whose hour has come."""
        for duty in (self._publish_due, self.services.broadcasts.plan):
            try:
                await duty()
            except (StoreError, TelegramError) as error:
                log.warning("tick_failed", error=type(error).__name__)

    async def _publish_due(self) -> None:
        for edition in await self.services.newsroom.publish_due():
            self.alerts.edition_superseded(edition)


def _backups(housekeeping: Housekeeping) -> Condition:
    """Editors are told at once of a backup that was not made."""
    return Condition(
        name="backup",
        failing_for=lambda: housekeeping.backup_failing_for,
        patience=0.0,
        trouble=lambda translator: sentences.backup_failed_sentence(
            translator, housekeeping.backup_error
        ),
        well=sentences.backup_made_sentence,
    )
