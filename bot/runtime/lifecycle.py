"""How the bot lives: it reaches Telegram, listens, works until told to stop, and leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from functools import partial

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.botapi.messenger import TelegramMessenger
from bot.errors import OperatorError
from bot.handlers.commands import set_menus
from bot.handlers.reading import inline
from bot.handlers.request import Services
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.inbox.inbox import Inbox
from bot.inbox.reception import Reception
from bot.inbox.update_times import UpdateTimes
from bot.intents.preparation import prepare
from bot.monitoring.alerts import Alerts, Condition
from bot.monitoring.health import HealthChecks
from bot.monitoring.http import MonitoringApp, monitoring_app, served
from bot.outbox.outbox import Outbox
from bot.runtime.housekeeping import Housekeeping
from bot.runtime.leadership import Leadership
from bot.runtime.listener import Bot, Listener, TokenRejectedError, insist
from bot.runtime.reminders import Reminders
from bot.runtime.scheduler import Clock
from bot.runtime.token_watch import TokenWatch
from bot.settings import UPDATES_KEPT, Settings
from bot.site.server import SiteServer, site_app
from bot.submissions.endpoint import add_editions
from bot.submissions.ways import Ways
from bot.views import alerts as sentences
from digests.delivery.worker import Worker
from digests.errors import StoreError
from digests.store import Store

log = structlog.get_logger()

_POLL = 60.0
"""Seconds that getUpdates may be silent: it waits for updates, and between two tries."""
_TICK = 60.0
"""Seconds between two ticks."""
_LOOK = 1.0
"""Seconds between two looks at whether an edition is due."""
_ASKS_WITHIN = 1.0
"""Seconds after which a process that has not asked for updates is one that stands by."""
_AFTER_FAULT = 10.0
"""Seconds until what has failed of a fault nobody foresaw is begun anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kawaraban:
    """The bot, built and ready to run."""

    settings: Settings
    services: Services
    store: Store
    worker: Worker
    application: Bot
    inbox: Inbox
    times: UpdateTimes
    listener: Listener
    outbox: Outbox
    messenger: TelegramMessenger
    alerts: Alerts
    leadership: Leadership
    ways: Ways
    reminders: Reminders
    site: SiteServer

    async def run(self, stop: asyncio.Event) -> None:
        """Answer, deliver and, as the leader, listen and keep time, until told to stop.

        Then leaves nothing in flight. Raises `TokenRejectedError` where Telegram no longer takes
        the token, `SettingsError` where the watched folder can't be used.
        """
        if self.ways.folder:
            self.ways.folder.prepare((self.settings.data_dir, self.settings.backups))
        async with AsyncExitStack() as stack:
            clock = Clock(
                self._tick, now=self.services.clock, on_set_back=self.alerts.clock_set_back
            )
            await self._serve_web(stack, clock)
            await self._serve_site(stack)
            if not await self._reach(stack, stop):
                return
            prepared = asyncio.create_task(self._prepare())
            stack.callback(prepared.cancel)
            await stack.enter_async_context(self.leadership.kept())
            await stack.enter_async_context(self.inbox.handling(prepared))
            await self.listener.open(stack)
            log.info(
                "bot_started",
                username=self.application.bot.username,
                process=self.leadership.name,
            )
            await self._work(clock, stop)
        log.info("bot_stopped")

    async def deliver(self, stop: asyncio.Event) -> None:
        """Only deliver, beside the processes that answer and keep time, until told to stop.

        Raises `TokenRejectedError` where Telegram no longer takes the token.
        """
        async with AsyncExitStack() as stack:
            if not await self._reach(stack, stop):
                return
            await stack.enter_async_context(self.leadership.kept(stands=False))
            log.info("delivery_started", process=self.leadership.name)
            async with asyncio.TaskGroup() as work:
                work.create_task(self.worker.run(stop))
                reception = self.listener.reception
                watching = work.create_task(self._token_watch(reception).run(stop))
            _end_if_rejected(is_rejected=watching.result())
        log.info("delivery_stopped")

    async def _prepare(self) -> None:
        """Make what words are understood by while Telegram looks for the first of them.

        To make it before that would only have the bot ask later. Who stands by does not ask.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(_ASKS_WITHIN):
                await self.listener.reception.first_call()
        await asyncio.to_thread(prepare, self.services.clock().date())

    def _token_watch(self, reception: Reception) -> TokenWatch:
        """Who sees that the token is no longer taken where nothing comes in."""
        patience = self.listener.patience
        return TokenWatch(
            ask=self.application.bot.get_me,
            reception=reception,
            is_listening=lambda: self.leadership.is_leader,
            look=patience.webhook,
            rejected=patience.rejected,
        )

    async def _reach(self, stack: AsyncExitStack, stop: asyncio.Event) -> bool:
        """Wait until Telegram answers; False if told to stop before it did."""
        stack.push_async_callback(self.application.bot.shutdown)  # its connections, in any case
        if self.services.renderer.machine_translations:
            stack.push_async_callback(self.services.renderer.machine_translations.close)
        await insist(self.application.initialize, stop)
        stack.push_async_callback(self.application.shutdown)
        return not stop.is_set()

    async def _serve_web(self, stack: AsyncExitStack, clock: Clock) -> None:
        """Health, figures and what programs hand in, where wanted, from the first moment on."""
        if self.settings.web_port is None:
            return
        checks = HealthChecks(
            store=self.store,
            times=self.times,
            backlog=self.store.inbox(self.settings.bot_id).backlog,
            reception=self.listener.reception,
            tick_age=lambda: clock.unfinished_for,
            outcomes=self.messenger.outcomes,
            outbox=self.outbox,
            trouble=lambda: self.alerts.trouble,
            now=self.services.clock,
            leadership=self.leadership,
        )
        key = self.settings.web_key
        monitoring = MonitoringApp(checks, key=key.get_secret_value() if key else "")
        host, port = self.settings.web_host, self.settings.web_port
        app = monitoring_app(monitoring)
        if self.ways.endpoint:
            add_editions(app, self.ways.endpoint)
        await stack.enter_async_context(served(app, host, port))

    async def _serve_site(self, stack: AsyncExitStack) -> None:
        """The archive for everybody, where the operator wants it."""
        if port := self.settings.site_port:
            app = site_app(self.site)
            await stack.enter_async_context(served(app, self.settings.web_host, port))

    async def _set_menus(self) -> None:
        try:
            translations = self.services.translations
            grants = await self.services.staff.everybody()
            has_voice = self.services.audio is not None
            await set_menus(self.application.bot, translations, grants, has_voice=has_voice)
            translator = translations.translator(None)
            await inline.turn_on(self.application.bot, self.services.client, translator)
        except (TelegramError, StoreError) as error:
            log.warning("menus_not_set", error=type(error).__name__)

    async def _work(self, clock: Clock, stop: asyncio.Event) -> None:
        housekeeping = Housekeeping(self.settings, self.store, now=self.services.clock)
        self.alerts.conditions = (*self._conditions(clock), _backups(housekeeping))
        async with asyncio.TaskGroup() as work:
            work.create_task(self.worker.run(stop))
            work.create_task(self.services.cards.run(stop))
            work.create_task(self.services.readership.run(stop))
            if self.services.audio:
                work.create_task(self.services.audio.run(stop))
            work.create_task(self.alerts.run(stop))
            leading = work.create_task(self._led(clock, housekeeping, stop))
            standing_by = work.create_task(self._token_watch(Reception()).run(stop))
        if fault := leading.result():
            raise fault
        _end_if_rejected(is_rejected=standing_by.result())

    async def _led(
        self, clock: Clock, housekeeping: Housekeeping, stop: asyncio.Event
    ) -> Exception | None:
        """Do what one process does for all whenever this one leads; what must end it, if any."""
        try:
            await self.leadership.follow(partial(self._lead, clock, housekeeping), stop)
        except (OperatorError, InvalidToken) as error:
            stop.set()
            return error
        return None

    async def _lead(self, clock: Clock, housekeeping: Housekeeping, over: asyncio.Event) -> None:
        """Listen to Telegram, keep the time, see to menus and data, until it is over."""
        async with AsyncExitStack() as stack:
            clock.start()
            stack.push_async_callback(clock.stop)
            housekeeping.start()
            stack.callback(housekeeping.stop)
            stack.push_async_callback(_ended, asyncio.create_task(self.ways.run(over)))
            for duty in (partial(self._watch_due, clock), self.reminders.run):
                stack.push_async_callback(_ended, asyncio.create_task(lasting(duty)))
            await self._tell_held_back()
            await self.listener.listen(stack, over)
            menus = asyncio.create_task(self._set_menus())
            stack.callback(menus.cancel)
            _end_if_rejected(is_rejected=await self.listener.watch(over))
        if self.leadership.stands_by:
            self.services.cards.let_go()

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
        if not self.leadership.is_leader:  # it stood still, and wakes up to its clock first
            return
        for duty in (self._publish_due, self.services.broadcasts.plan, self._tidy):
            try:
                await duty()
            except (StoreError, TelegramError) as error:
                log.warning("duty_failed", duty=duty.__name__, error=type(error).__name__)

    async def _tidy(self) -> None:
        kept, bot_id = UPDATES_KEPT.total_seconds(), self.settings.bot_id
        await self.store.inbox(bot_id).tidy(kept)
        await self.store.misunderstood(bot_id).tidy(kept)

    async def _publish_due(self) -> None:
        newsroom, cards = self.services.newsroom, self.services.draft_cards
        due = await newsroom.due()
        for edition in await newsroom.publish_due():
            self.alerts.edition_superseded(edition)
        for edition in due:
            if not await cards.hand_over(edition.id):
                await cards.refresh_day(edition)

    async def _watch_due(self, clock: Clock) -> None:
        """Tick at once when an edition is due: what can be undone for seconds has none to lose."""
        while True:
            await asyncio.sleep(_LOOK)
            try:
                if await self.services.newsroom.is_any_due():
                    await clock.tick_now()
            except StoreError as error:
                log.warning("due_not_known", error=type(error).__name__)


def _backups(housekeeping: Housekeeping) -> Condition:
    """Editors are told at once of a backup that was not made."""
    return Condition(
        name="backup",
        failing_for=lambda: housekeeping.backup_failing_for,
        patience=0.0,
        trouble=lambda translator: _backup_trouble(housekeeping, translator),
        well=sentences.backup_made_sentence,
    )


def _backup_trouble(housekeeping: Housekeeping, translator: Translator) -> str:
    if housekeeping.lacking:
        return sentences.no_backups_sentence(translator, housekeeping.lacking)
    said = housekeeping.backup_error.said(translator.gettext)
    return sentences.backup_failed_sentence(translator, said)


async def lasting(duty: Callable[[], Awaitable[None]], pause: float = _AFTER_FAULT) -> None:
    """Do what has no end by itself, and begin it anew where it fails: nobody else would see it."""
    while True:
        try:
            await duty()
        except Exception:
            log.exception("duty_failed")
        await asyncio.sleep(pause)


async def _ended(task: asyncio.Task[None]) -> None:
    """Have a task end now; what it was taking in stays where it is, for the next that leads."""
    task.cancel()
    await asyncio.wait([task])


def _end_if_rejected(*, is_rejected: bool) -> None:
    if is_rejected:
        raise TokenRejectedError(
            mark(
                "Telegram no longer takes this BOT_TOKEN: it was taken back, or belongs to no bot "
                "any more. @BotFather tells the right one."
            )
        )
