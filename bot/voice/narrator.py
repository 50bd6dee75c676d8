"""Has editions read out: within bounds of time and size, and not again where it fails."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.voice.mp3 import NotMp3Error, Recording, joined, sound_of, starts_of
from bot.voice.voices import Voice, VoiceError
from digests.errors import StoreError
from digests.export.spoken import SpokenEdition
from digests.values.narration import Narration

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceLimits:
    """What reading an edition out may take; times in seconds.

    `bytes` is of all sound together: bots may send 50 MB (Bot API, sendAudio). After that many
    `failures` in a row the voice has a `rest`.
    """

    characters: int = 20_000
    chapters: int = 200
    bytes: int = 48_000_000
    of_chapter: float = 120.0
    of_edition: float = 900.0
    failures: int = 2
    rest: float = 600.0


class Narrations(Protocol):
    """Where it is kept what was read out, without its sound."""

    async def find(self, key: str) -> Narration | None:
        """What is known of it, None where it was not read out."""

    async def keep(self, narration: Narration) -> None:
        """Remember what was read out; a later one of the same key takes its place."""


class NotReadOutError(Exception):
    """An edition could not be read out."""


class Narrator:
    """Makes the sound of editions, which whoever asks for it must do one after another.

    `clock` counts seconds and never goes back.
    """

    def __init__(
        self,
        voice: Voice,
        kept: Narrations,
        *,
        limits: VoiceLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._voice = voice
        self._kept = kept
        self._limits = limits or VoiceLimits()
        self._clock = clock
        self._failures = 0
        self._rests_until: float | None = None

    @property
    def is_resting(self) -> bool:
        """Whether nothing is tried for a while, because it failed again and again."""
        return self._rests_until is not None and self._clock() < self._rests_until

    def takes(self, script: SpokenEdition) -> bool:
        """Whether an edition is short enough to be read out."""
        most = self._limits
        return script.size <= most.characters and len(script.chapters) <= most.chapters

    async def known(self, script: SpokenEdition) -> Narration | None:
        """What is known of it, where it was read out in the same words by the same voice."""
        return await self._kept.find(self._key(script))

    async def read_out(self, script: SpokenEdition) -> tuple[Narration, bytes]:
        """An edition as an MP3 file with chapters; raises `NotReadOutError`."""
        if self.is_resting or not self.takes(script):
            raise NotReadOutError
        try:
            async with asyncio.timeout(self._limits.of_edition):
                sounds = await self._sounds(script)
                content = await asyncio.to_thread(_file, script, sounds)
        except (VoiceError, NotMp3Error, TimeoutError) as error:
            self._note_failure(str(error) or "it took too long")
            raise NotReadOutError from None
        self._failures = 0
        starts, seconds = starts_of(sounds), int(sum(one.seconds for one in sounds))
        narration = Narration(key=self._key(script), starts=starts, seconds=seconds)
        await self._keep(narration)
        log.info("edition_read_out", chapters=len(starts), seconds=seconds)
        return narration, content

    async def _sounds(self, script: SpokenEdition) -> list[Recording]:
        sounds: list[Recording] = []
        for chapter in script.chapters:
            async with asyncio.timeout(self._limits.of_chapter):
                data = await self._voice.say(chapter.text, script.language)
            sounds.append(await asyncio.to_thread(sound_of, data))
            if sum(len(one.frames) for one in sounds) > self._limits.bytes:
                raise VoiceError("too large")
        return sounds

    def _note_failure(self, why: str) -> None:
        self._failures += 1
        log.warning("edition_not_read_out", why=why)
        if self._failures >= self._limits.failures:
            self._failures = 0
            self._rests_until = self._clock() + self._limits.rest
            log.warning("voice_rests", seconds=self._limits.rest)

    async def _keep(self, narration: Narration) -> None:
        """The sound is there, so a busy store must not make it look lost."""
        try:
            await self._kept.keep(narration)
        except StoreError as error:
            log.warning("narration_not_kept", error=type(error).__name__)

    def _key(self, script: SpokenEdition) -> str:
        told = [
            self._voice.name,
            script.language,
            [[one.title, one.text] for one in script.chapters],
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _file(script: SpokenEdition, sounds: list[Recording]) -> bytes:
    titles = (chapter.title for chapter in script.chapters)
    return joined(script.title, [*zip(titles, sounds, strict=True)])
