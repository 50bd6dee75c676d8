"""How the bot hears: it polls or has a webhook, and sees to it that it goes on hearing."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from pydantic import HttpUrl
from telegram import WebhookInfo
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application

from bot.errors import OperatorError
from bot.handlers.request import Context, Services
from bot.handlers.routes import ALLOWED_UPDATES
from bot.i18n.marking import mark
from bot.inbox.inbox import Inbox
from bot.inbox.poller import Poller
from bot.inbox.reception import Reception
from bot.inbox.webhook import WebhookReceiver, webhook_app
from bot.monitoring.http import served
from bot.settings import Settings, SettingsError

log = structlog.get_logger()

Bot = Application[Any, Context, Any, Any, Services, Any]

_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
"""Seconds between two tries to reach Telegram: each wait is twice the one before."""
_HINT_AFTER = 3
"""Tries in vain after which the log says what may help."""
_HINT = "BOT_PROXY names a proxy, BOT_API_URL another Bot API server"
_RECENT = timedelta(seconds=60)


class TokenRejectedError(OperatorError):
    """Telegram has not taken the token for so long that it will not do so again."""

    code = 78  # EX_CONFIG of sysexits.h


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the listener waits, in seconds.

    It looks at everything each `look`, and at the webhook each `webhook`. A token that is rejected
    for `rejected` is no longer any.
    """

    look: float = 5.0
    webhook: float = 30.0
    rejected: float = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Takes updates in while the bot runs."""

    settings: Settings
    application: Bot
    reception: Reception
    poller: Poller
    inbox: Inbox
    patience: Patience = Patience()

    async def open(self, stack: AsyncExitStack) -> None:
        """Be there for the webhook's calls until the stack is left; any number of processes may.

        Raises `OSError` where its port can't be listened at.
        """
        if url := self.settings.webhook_url:
            receiver = WebhookReceiver(
                receive=self.inbox.receive,
                secret=self._secret,
                path=url.path or "/",
                heard=self.reception.heard,
            )
            host, port = self.settings.web_host, self.settings.webhook_port
            await stack.enter_async_context(served(webhook_app(receiver), host, port))

    async def listen(self, stack: AsyncExitStack, stop: asyncio.Event) -> None:
        """Poll until the stack is left, or have Telegram call; returns at once when told to stop.

        One process does for all.
        """
        self.reception.begin()
        if self.settings.webhook_url:
            await self._set_webhook(self.settings.webhook_url, stop)
        else:
            await self._poll(stack, stop)

    async def watch(self, stop: asyncio.Event) -> bool:
        """See to it that the bot hears, until told to stop.

        Where that is in vain, because the token is no longer taken, sets `stop` and returns True.
        """
        looked = 0.0
        while not stop.is_set():
            await pause(stop, self.patience.look)
            looked += self.patience.look
            if self.settings.webhook_url and looked >= self.patience.webhook:
                looked = 0.0
                await self._look_at_webhook(str(self.settings.webhook_url))
            if self._is_rejected():
                log.error("token_rejected", seconds=round(self.reception.rejected_for))
                stop.set()
                return True
        return False

    def _is_rejected(self) -> bool:
        return self.reception.rejected_for >= self.patience.rejected

    # --- polling ---

    async def _poll(self, stack: AsyncExitStack, stop: asyncio.Event) -> None:
        bot = self.application.bot
        await insist(bot.delete_webhook, stop, rejected=self.patience.rejected)
        if not stop.is_set():
            await stack.enter_async_context(self._polling())

    @asynccontextmanager
    async def _polling(self) -> AsyncIterator[None]:
        polling = asyncio.create_task(self.poller.run(), name="polling")
        try:
            yield
        finally:
            polling.cancel()
            await asyncio.wait([polling])
            await self.poller.confirm()

    # --- webhook ---

    @property
    def _secret(self) -> str:
        """What each call must carry: the operator's word, else one that all processes come to."""
        if given := self.settings.webhook_secret:
            return given.get_secret_value()
        token = self.settings.token.get_secret_value()
        return hmac.digest(token.encode(), b"webhook", "sha256").hex()

    async def _set_webhook(self, url: HttpUrl, stop: asyncio.Event) -> None:
        hook = partial(
            self.application.bot.set_webhook,
            str(url),
            secret_token=self._secret,
            allowed_updates=ALLOWED_UPDATES,
        )
        try:
            await insist(hook, stop, rejected=self.patience.rejected)
        except BadRequest as error:
            raise SettingsError(
                mark("Telegram refuses BOT_WEBHOOK_URL: {why}"), why=error.message
            ) from None
        self.reception.heard()

    async def _look_at_webhook(self, url: str) -> None:
        """Ask Telegram whether its calls get through: none comes where nobody writes."""
        try:
            info = await self.application.bot.get_webhook_info()
        except InvalidToken as error:
            self.reception.failed(type(error).__name__, rejected=True)
        except TelegramError as error:
            self.reception.failed(type(error).__name__)
        else:
            fault = _fault_of(info, url)
            (self.reception.failed(fault) if fault else self.reception.heard())


def _fault_of(info: WebhookInfo, url: str) -> str:
    """What keeps Telegram from calling the webhook, empty where nothing does."""
    if info.url != url:
        return "another program has taken the webhook away"
    last = info.last_error_date
    if info.pending_update_count and last and datetime.now(UTC) - last < _RECENT:
        return info.last_error_message or "the webhook can't be reached"
    return ""


async def insist(
    call: Callable[[], Awaitable[object]], stop: asyncio.Event, *, rejected: float = 0.0
) -> None:
    """Call Telegram until it answers, however long the network is away, or until told to stop.

    The waits grow. What it refuses ends it; a token that is refused does so once that has lasted
    for `rejected` seconds, as it may come in passing.
    """
    wait, tries, waited = _FIRST_WAIT, 0, 0.0
    while not stop.is_set():
        try:
            await call()
        except InvalidToken as error:
            if waited >= rejected:
                raise
            log.warning("telegram_unreachable", error=type(error).__name__)
        except BadRequest:
            raise
        except (NetworkError, RetryAfter) as error:
            tries += 1
            hint = {"hint": _HINT} if tries >= _HINT_AFTER else {}
            log.warning("telegram_unreachable", error=type(error).__name__, wait=wait, **hint)
        else:
            return
        await pause(stop, wait)
        waited += wait
        wait = min(_LONGEST_WAIT, wait * 2)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait for so long, or until told to stop."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
