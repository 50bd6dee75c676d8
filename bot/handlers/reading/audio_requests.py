"""Who waits to hear which edition: each is read out once, one after another, for all who asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

import structlog
from telegram.error import TelegramError

from bot.botapi.client import BotClient
from bot.botapi.files import ContentLackingError
from bot.botapi.requests import Target
from bot.i18n.translator import Translations, Translator
from bot.outbox.completion import to_its_end
from bot.outbox.lanes import Lane
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import title_of
from bot.views.reading import listening
from bot.views.rich_text import plain, to_html
from bot.voice.narrator import Narrator, NotReadOutError
from digests.archive import Archive
from digests.errors import StoreError
from digests.export.spoken import SpokenEdition, script_of
from digests.model import Edition
from digests.values.narration import Narration

log = structlog.get_logger()

_MOST_EDITIONS, _MOST_LISTENERS = 20, 1_000
"""That wait at once: editions, and chats for each of them."""


@dataclass(frozen=True, slots=True)
class AudioTarget:
    """Where an edition is to be heard, and in which language the words around it are."""

    target: Target
    translator: Translator


class AudioAnswer(Enum):
    """What became of asking for an edition's audio."""

    SENT = auto()
    BEING_READ = auto()
    TOO_LONG = auto()
    NOT_NOW = auto()  # the voice fails, or too much waits


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadOut:
    """An edition that was just read out."""

    edition: Edition
    script: SpokenEdition
    narration: Narration
    content: bytes


_Told = Callable[[Translator], OutgoingMessage]
"""What a listener gets in the end: the audio, or a sentence."""


class AudioRequests:
    """Sends editions read out: at once where Telegram has the file, else when it is made.

    Who waits is kept in memory: after a restart they ask again.
    """

    def __init__(
        self, narrator: Narrator, archive: Archive, client: BotClient, translations: Translations
    ) -> None:
        self._narrator = narrator
        self._archive = archive
        self._client = client
        self._translations = translations
        self._waiting: dict[int, dict[tuple[int, int | None], AudioTarget]] = {}
        self._wake = asyncio.Event()

    async def ask(self, edition: Edition, listener: AudioTarget) -> AudioAnswer:
        """Send a published edition, or have it read out and sent then.

        Raises `StoreError` and what sending raises.
        """
        script = await self._script(edition)
        if not self._narrator.takes(script):
            return AudioAnswer.TOO_LONG
        narration = await self._narrator.known(script)
        if narration:
            message = listening.audio_message(listener.translator, edition, script, narration)
            try:
                await self._client.send(listener.target, message, Lane.ANSWER)
            except ContentLackingError:
                log.info("audio_no_longer_known")  # by Telegram, or to this bot
            else:
                return AudioAnswer.SENT
        return self._queued(edition.id, listener)

    def _queued(self, edition_id: int, listener: AudioTarget) -> AudioAnswer:
        listeners = self._waiting.get(edition_id, {})
        is_full = edition_id not in self._waiting and len(self._waiting) >= _MOST_EDITIONS
        if self._narrator.is_resting or is_full or len(listeners) >= _MOST_LISTENERS:
            return AudioAnswer.NOT_NOW
        listeners[listener.target.chat_id, listener.target.topic_id] = listener
        self._waiting[edition_id] = listeners
        self._wake.set()
        return AudioAnswer.BEING_READ

    async def run(self, stop: asyncio.Event) -> None:
        """Have editions read out until told to stop; what is not done then is given up.

        What is being sent then comes to its end, or the file that Telegram has would be made again.
        """
        working = asyncio.create_task(self._work())
        await stop.wait()
        working.cancel()
        await asyncio.wait([working])

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self.serve()

    async def serve(self) -> None:
        """Have read out what is waited for, and send it."""
        while self._waiting:
            edition_id = next(iter(self._waiting))
            try:
                told = await self._told(edition_id)
            except Exception as error:  # noqa: BLE001 - what nobody needs must end nothing else
                log.warning("audio_failed", edition=edition_id, error=type(error).__name__)
                told = _sentence(listening.no_voice_now)
            for listener in self._waiting.pop(edition_id).values():
                await to_its_end(self._send(listener, told(listener.translator)))

    async def _told(self, edition_id: int) -> _Told:
        """The edition read out as it stands, even where it was corrected meanwhile."""
        edition = await self._archive.published(edition_id)
        while edition:
            script = await self._script(edition)
            if not self._narrator.takes(script):
                return _sentence(listening.too_long_to_read)
            try:
                narration, content = await self._narrator.read_out(script)
            except NotReadOutError:
                return _sentence(listening.no_voice_now)
            edition = await self._archive.published(edition_id)
            if edition and await self._script(edition) == script:
                made = _ReadOut(
                    edition=edition, script=script, narration=narration, content=content
                )
                return lambda translator: _message(translator, made)
        return _sentence(listening.not_to_be_heard)

    async def _script(self, edition: Edition) -> SpokenEdition:
        """What is said of it, whoever listens."""
        title = title_of(self._translations.translator(edition.digest.language), edition)
        return await asyncio.to_thread(script_of, edition, title)

    async def _send(self, listener: AudioTarget, message: OutgoingMessage) -> None:
        try:
            await self._client.send(listener.target, message, Lane.ANSWER)
        except (TelegramError, StoreError) as error:
            log.warning("audio_not_sent", error=type(error).__name__)


def _message(translator: Translator, made: _ReadOut) -> OutgoingMessage:
    return listening.audio_message(
        translator, made.edition, made.script, made.narration, made.content
    )


def _sentence(of: Callable[[Translator], str]) -> _Told:
    return lambda translator: OutgoingMessage(text=to_html(plain(of(translator))))
