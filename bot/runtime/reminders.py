"""Sends the reminders of saved items when they are due, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from telegram.error import TelegramError

from bot.botapi.client import BotClient
from bot.botapi.errors import judged
from bot.botapi.requests import Target
from bot.i18n.translator import Translations
from bot.outbox.completion import to_its_end
from bot.outbox.lanes import Lane
from bot.views.message import OutgoingMessage
from bot.views.personal.saved import SavedEntry, reminder_message
from digests.archive import Archive
from digests.audience import Audience
from digests.delivery.outcomes import Gone, Held, HeldChat, Outcome, Unknown, Unreached
from digests.delivery.schedule import is_night
from digests.errors import StoreError
from digests.model import PauseReason
from digests.personal.saved_items import SavedItems
from digests.values.saved import DueReminder

log = structlog.get_logger()

_LOOK = 1.0
"""Seconds between two looks at whether a reminder is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """What one process, the leader, sends by itself to those who asked for it."""

    saved_items: SavedItems
    archive: Archive
    audience: Audience
    client: BotClient
    translations: Translations
    clock: Callable[[], datetime]

    async def run(self) -> None:
        """Send what is due, until it is cancelled; those handed out then come to their end.

        Nobody else would send them: by what is written down they may have come.
        """
        while True:
            try:
                is_more = await to_its_end(self.send_due())
            except StoreError as error:
                log.warning("reminders_not_known", error=type(error).__name__)
                is_more = False
            await asyncio.sleep(0 if is_more else _LOOK)

    async def send_due(self) -> bool:
        """Send some of the reminders that are due; whether there may be more that can be sent."""
        due = await self.saved_items.take_due()
        sent = await asyncio.gather(*map(self._settled, due))
        return any(sent)

    async def _settled(self, reminder: DueReminder) -> bool:
        try:
            return await self._send(reminder)
        except StoreError as error:  # what became of it can't be written down: it is unknown
            log.warning("reminder_not_settled", error=type(error).__name__)
            return False

    async def _send(self, reminder: DueReminder) -> bool:
        """Send a reminder, and write down what became of it; whether it is over."""
        message = await self._message(reminder)
        # It rings at the evening, and at an hour that is no night; a late one wakes nobody.
        rhythm = reminder.rhythm
        silent = rhythm.silent or is_night(ZoneInfo(reminder.timezone), self.clock(), rhythm)
        try:
            await self.client.send(Target(reminder.user_id, silent=silent), message, Lane.REMINDER)
        except TelegramError as error:
            return await self._not_sent(reminder, judged(error))
        await self.saved_items.reminded(reminder)
        return True

    async def _message(self, reminder: DueReminder) -> OutgoingMessage:
        try:
            edition = await self.archive.edition(reminder.saved.edition)
        except StoreError:
            await self.saved_items.not_reminded(reminder)
            raise
        translator = self.translations.translator(reminder.language)
        return reminder_message(translator, SavedEntry.of(reminder.saved, edition))

    async def _not_sent(self, reminder: DueReminder, outcome: Outcome | None) -> bool:
        match outcome:
            case Unknown():
                log.warning("reminder_unknown", saved=reminder.saved.id)
                return True
            case Gone() if outcome.reason is not PauseReason.CHAT_NOT_FOUND:
                await self.audience.lose_chat(reminder.user_id, outcome.reason)
                await self.saved_items.not_reminded(reminder)
            case Held() | HeldChat() | Unreached() | None:
                await self.saved_items.not_reminded(reminder)
            case _:
                log.warning("reminder_refused", saved=reminder.saved.id)
                await self.saved_items.reminded(reminder)
                return True
        return False
