"""The cards on which editors watch a broadcast go out, edited every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.botapi.client import BotClient
from bot.botapi.requests import Target
from bot.i18n.translator import Translations, Translator
from bot.outbox.lanes import Lane
from bot.views.desk.broadcasts import OVER, Stand, broadcast_message, exceptions_message
from bot.views.message import OutgoingMessage
from digests.audience import Audience
from digests.broadcasts import Broadcasts
from digests.delivery.model import Broadcast, BroadcastState, Progress
from digests.errors import StoreError

log = structlog.get_logger()

_SMOOTH = 0.3
"""How much the last few seconds count in the rate that is shown."""


@dataclass(slots=True)
class _Card:
    """Where a card is shown and what it says."""

    chat_id: int
    message_id: int
    shown: OutgoingMessage


@dataclass(slots=True)
class _Watch:
    """A broadcast that is watched: its cards, and how fast it goes."""

    state: BroadcastState
    cards: list[_Card] = field(default_factory=list)
    settled: int = 0
    at: datetime | None = None
    rate: float | None = None

    def look(self, progress: Progress, now: datetime) -> None:
        """Take the rate from what was settled since the last look."""
        settled = progress.owed - progress.left
        if self.at and now > self.at:
            lately = (settled - self.settled) / (now - self.at).total_seconds()
            before = lately if self.rate is None else self.rate
            self.rate = _SMOOTH * lately + (1 - _SMOOTH) * before
        self.settled, self.at = settled, now


@dataclass(slots=True, kw_only=True)
class ProgressCards:
    """Shows a card for every broadcast under way and keeps it up to date.

    `editors` get the card of a broadcast that nobody in particular opened; `zone` is the editors'.
    After a restart the broadcasts still under way get a new card.
    """

    broadcasts: Broadcasts
    audience: Audience
    client: BotClient
    translations: Translations
    editors: frozenset[int]
    zone: str
    clock: Callable[[], datetime]
    interval: float = 3.0
    _watched: dict[int, _Watch] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep every card up to date until told to stop."""
        while not stop.is_set():
            try:
                await self.refresh()
            except (StoreError, TelegramError) as error:
                log.warning("cards_not_refreshed", error=type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), self.interval)
            except TimeoutError:
                continue

    async def refresh(self) -> None:
        """Show what is missing, edit what changed, let go of what is over."""
        for broadcast in await self.broadcasts.unfinished():
            if broadcast.id not in self._watched:
                await self.show(broadcast)
        for number in tuple(self._watched):
            await self._update(number)

    async def show(self, broadcast: Broadcast, *, anew: bool = False) -> None:
        """Send the card of a broadcast to whoever opened it, else to every editor.

        A broadcast that is watched has its card already; `anew` sends another all the same. Where
        Telegram is out of reach, the next refresh sends it.
        """
        if broadcast.id in self._watched and not anew:
            return
        watch = self._watched.setdefault(broadcast.id, _Watch(broadcast.state))
        watchers = {broadcast.opened_by} if broadcast.opened_by else self.editors
        try:
            sent = [await self._sent(chat_id, broadcast.id) for chat_id in sorted(watchers)]
        except TelegramError as error:
            log.warning("card_not_sent", error=type(error).__name__)
            del self._watched[broadcast.id]
            return
        watch.cards = [card for card in sent if card]

    async def _sent(self, chat_id: int, number: int) -> _Card | None:
        outgoing = await self.message(number, await self._translator(chat_id))
        try:
            message_id = await self.client.send(Target(chat_id), outgoing, Lane.ANSWER)
        except (BadRequest, Forbidden) as error:
            log.warning("editor_not_reached", error=type(error).__name__)
            return None
        return _Card(chat_id, message_id, outgoing)

    async def _update(self, number: int) -> None:
        watch = self._watched[number]
        status = await self.broadcasts.status(number)
        broadcast = status.broadcast
        watch.look(status.progress, self.clock())
        if broadcast.state is BroadcastState.PAUSED is not watch.state and broadcast.pause_note:
            await self.show(
                broadcast, anew=True
            )  # an edit makes no sound, and somebody has to decide
        watch.state = broadcast.state
        for card in watch.cards:
            await self._edit(card, number)
        if broadcast.state in OVER:
            del self._watched[number]
            await self._report(broadcast, watch)

    async def _edit(self, card: _Card, number: int) -> None:
        message = await self.message(number, await self._translator(card.chat_id))
        if message != card.shown:
            card.shown = message
            try:
                await self.client.edit(Target(card.chat_id), card.message_id, message, Lane.ANSWER)
            except (BadRequest, Forbidden) as error:  # deleted, or a press has edited it already
                log.info("card_not_edited", error=type(error).__name__)

    async def _report(self, broadcast: Broadcast, watch: _Watch) -> None:
        """At the end, everyone who does not have it for certain."""
        those = await self.broadcasts.undelivered(broadcast.id)
        for card in watch.cards if those else ():
            translator = await self._translator(card.chat_id)
            message = exceptions_message(translator, broadcast, those)
            await self.client.send(Target(card.chat_id), message, Lane.ANSWER)

    async def message(self, number: int, translator: Translator) -> OutgoingMessage:
        """What the card of a broadcast says now."""
        status = await self.broadcasts.status(number)
        watch = self._watched.get(number)
        rate = watch.rate if watch else None
        left = timedelta(seconds=status.progress.left / rate) if rate else None
        stand = Stand(
            edition=status.edition,
            broadcast=status.broadcast,
            progress=status.progress,
            rate=rate,
            ends=self.clock() + left if left else None,
            zone=self.zone,
        )
        return broadcast_message(translator, stand)

    async def _translator(self, chat_id: int) -> Translator:
        subscriber = await self.audience.find(chat_id)
        return self.translations.of(subscriber)
