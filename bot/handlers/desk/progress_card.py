"""The cards on which editors watch a broadcast go out, edited every few seconds."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
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
from digests.letters import Letters
from digests.model import Announcement, Edition
from digests.staff import Staff
from digests.values.feedback import VoteSums

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

    All who may publish get the card of a broadcast that nobody in particular opened; `zone` is the
    editors'.
    Who lost their role for its paper (`staff`) gets no card any more; what they have stays so.
    After a restart, or where another process leads from now on, the broadcasts still under way get
    a new card: while this process `stands_by`, it shows only those that somebody asks it for.
    """

    broadcasts: Broadcasts
    audience: Audience
    letters: Letters
    client: BotClient
    translations: Translations
    zone: str
    clock: Callable[[], datetime]
    staff: Staff
    stands_by: Callable[[], bool] = lambda: False
    interval: float = 3.0
    _watched: dict[int, _Watch] = field(default_factory=dict)
    _turns: defaultdict[int, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )
    """Of each broadcast: a card is sent, edited and let go of by one task at a time."""

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
            await self.show(broadcast)
        for number in tuple(self._watched):
            async with self._turns[number]:
                if number in self._watched:
                    await self._update(number)

    async def show(self, broadcast: Broadcast) -> None:
        """Send the card of a broadcast to whoever opened it, else to every editor.

        A broadcast that is watched has its card already. Where Telegram or the store is out of
        reach, the next refresh sends it; where another process leads, the next one of that.
        """
        if self.stands_by() or not broadcast.is_watched:
            return
        async with self._turns[broadcast.id]:
            if broadcast.id in self._watched:
                return
            try:
                await self._watch(broadcast, await self._watchers(broadcast))
            except (TelegramError, StoreError) as error:
                log.warning("card_not_sent", error=type(error).__name__)

    async def _watchers(self, broadcast: Broadcast) -> frozenset[int]:
        """Whoever opened a broadcast and still has a role for its paper, else all its editors."""
        opener = broadcast.opened_by
        paper = (await self.broadcasts.status(broadcast.id)).paper
        if opener is not None and await self.staff.sees(opener, paper):
            return frozenset({opener})
        return await self.staff.publishers(paper)

    async def _is_staffs(self, chat_id: int, paper: str | None) -> bool:
        """Whether a chat is a group, whose members are not asked, or of who has a role for it."""
        return chat_id < 0 or await self.staff.sees(chat_id, paper)

    def let_go(self) -> None:
        """Bring no card up to date any more: another process shows its own."""
        self._watched.clear()

    def take(self, chat_id: int, message_id: int, number: int) -> None:
        """Keep a message up to date that shows a broadcast which goes on again.

        One that is watched has its cards.
        """
        if number not in self._watched:
            card = _Card(chat_id, message_id, OutgoingMessage(text=""))
            self._watched[number] = _Watch(BroadcastState.RUNNING, [card])

    async def show_to(self, chat_id: int, broadcast: Broadcast) -> None:
        """Send a card of a broadcast to whoever asks for it; it is kept up to date as well."""
        async with self._turns[broadcast.id]:
            await self._watch(broadcast, {chat_id})

    async def _watch(self, broadcast: Broadcast, chats: Iterable[int]) -> None:
        """Send cards; what is watched already gets them beside those it has in other chats."""
        sent = [await self._sent(chat_id, broadcast.id) for chat_id in sorted(chats)]
        new = [card for card in sent if card]
        watch = self._watched.setdefault(broadcast.id, _Watch(broadcast.state))
        renewed = {card.chat_id for card in new}
        watch.cards = [card for card in watch.cards if card.chat_id not in renewed] + new

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
        staffs = [one for one in watch.cards if await self._is_staffs(one.chat_id, status.paper)]
        watch.cards = staffs
        if broadcast.state is BroadcastState.PAUSED is not watch.state and broadcast.pause_note:
            # An edit makes no sound, and somebody has to decide.
            await self._watch(broadcast, [card.chat_id for card in watch.cards])
        watch.state = broadcast.state
        for card in watch.cards:
            await self._edit(card, number)
        if broadcast.state in OVER:
            await self._report(broadcast, watch)
            self._watched.pop(number, None)

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
            try:
                await self.client.send(Target(card.chat_id), message, Lane.ANSWER)
            except (BadRequest, Forbidden) as error:
                log.warning("editor_not_reached", error=type(error).__name__)

    async def message(self, number: int, translator: Translator) -> OutgoingMessage:
        """What the card of a broadcast says now."""
        return broadcast_message(translator, await self.stand(number))

    async def stand(self, number: int) -> Stand:
        """How a broadcast stands, and how fast it goes where it is watched."""
        status = await self.broadcasts.status(number)
        watch = self._watched.get(number)
        rate = watch.rate if watch else None
        left = timedelta(seconds=status.progress.left / rate) if rate else None
        return Stand(
            content=status.content,
            broadcast=status.broadcast,
            progress=status.progress,
            rate=rate,
            ends=self.clock() + left if left else None,
            zone=self.zone,
            votes=await self._votes(status.content),
            is_resumable=status.is_resumable,
        )

    async def _votes(self, content: Edition | Announcement | None) -> Mapping[int, VoteSums]:
        return await self.letters.votes(content.id) if isinstance(content, Edition) else {}

    async def _translator(self, chat_id: int) -> Translator:
        subscriber = await self.audience.find(chat_id)
        return self.translations.of(subscriber)
