"""The cards on which admins watch a broadcast go out, edited every few seconds."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog
from telegram.error import TelegramError

from bot.messages.broadcasts import broadcast_letter
from bot.messages.letter import Letter
from bot.messages.speech import Catalogues, Speech
from bot.post import Post
from digests.delivery.ledger import Broadcast, BroadcastState
from digests.errors import StoreError
from digests.store import Store

log = structlog.get_logger()

_ENDED = frozenset({BroadcastState.FINISHED, BroadcastState.CANCELLED})


@dataclass(slots=True)
class _Card:
    """Where a card hangs and what it says."""

    chat_id: int
    message_id: int
    shown: Letter


@dataclass(slots=True, kw_only=True)
class Cards:
    """Hangs a card for every broadcast under way and keeps it up to date.

    `admins` get the card of a broadcast that nobody in particular opened. After a restart the
    broadcasts still under way get a new card.
    """

    store: Store
    post: Post
    catalogues: Catalogues
    admins: frozenset[int]
    interval: float = 3.0
    _hanging: dict[int, list[_Card]] = field(default_factory=dict)

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
        """Hang what is missing, edit what changed, let go of what has ended."""
        for broadcast in await self.store.ledger.running():
            if broadcast.id not in self._hanging:
                await self.hang(broadcast)
        for number in tuple(self._hanging):
            await self._update(number)

    async def hang(self, broadcast: Broadcast) -> None:
        """Send the card of a broadcast to whoever opened it, else to every admin."""
        watchers = {broadcast.opened_by} if broadcast.opened_by else self.admins
        cards = self._hanging.setdefault(broadcast.id, [])
        for chat_id in sorted(watchers):
            letter = await self.letter(broadcast.id, await self._speech(chat_id))
            if letter:
                message = await self.post.send(chat_id, None, letter)
                cards.append(_Card(chat_id, message.message_id, letter))

    async def _update(self, number: int) -> None:
        broadcast = await self.store.ledger.broadcast(number)
        for card in self._hanging[number]:
            letter = await self.letter(number, await self._speech(card.chat_id))
            if letter and letter != card.shown:
                card.shown = letter
                await self.post.edit(card.chat_id, card.message_id, letter)
        if broadcast.state in _ENDED:
            del self._hanging[number]

    async def letter(self, number: int, speech: Speech) -> Letter | None:
        """What the card of a broadcast says now."""
        broadcast = await self.store.ledger.broadcast(number)
        edition = await self.store.editions.get(broadcast.edition_id)
        if edition is None:
            return None
        progress = await self.store.ledger.progress(number)
        return broadcast_letter(speech, edition, broadcast, progress)

    async def _speech(self, chat_id: int) -> Speech:
        reader = await self.store.subscribers.find(chat_id)
        return self.catalogues.speech(reader.language if reader else None)
