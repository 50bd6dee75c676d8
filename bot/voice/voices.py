"""Who gives the sound of a text: a program on this machine, or a server that speaks for us."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from aiohttp import ClientError, ClientSession, ClientTimeout, StreamReader

from bot import programs

MOST_BYTES = 16_000_000
"""Of a chapter's sound: more than an hour of speech."""
_TEXT, _AUDIO = "{text}", "{audio}"


class VoiceError(Exception):
    """A voice gave no sound; the text says why, without the command, the address or the words."""


class Voice(Protocol):
    """Whoever reads a text out."""

    @property
    def name(self) -> str:
        """What tells this voice from others: what others say sounds otherwise."""

    async def say(self, text: str, language: str) -> bytes:
        """A text in a language (ISO 639-1) as an MP3 file; raises `VoiceError`."""


@dataclass(frozen=True, slots=True)
class CommandVoice:
    """A program that is started for each chapter, without a shell.

    It finds the text on its standard input, or in a file where a word has `{text}` in it; it writes
    the sound to its standard output, or into a file where a word has `{audio}`. The environment
    has `VOICE_LANGUAGE` besides what is given.
    """

    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, line: str, environment: Mapping[str, str]) -> CommandVoice:
        """The command of a line as one would type it; raises `ValueError` if that is none."""
        return cls(programs.words_of(line), environment)

    @property
    def name(self) -> str:
        """The command."""
        return shlex.join(self.words)

    async def say(self, text: str, language: str) -> bytes:
        """A text as sound; raises `VoiceError` unless the program ends with 0."""
        with TemporaryDirectory(prefix="voice-") as folder:
            files = {_TEXT: Path(folder, "text.txt"), _AUDIO: Path(folder, "audio.mp3")}
            files[_TEXT].write_text(text, encoding="utf-8")
            heard = await self._run(files, text, language)
            if not self._names(_AUDIO):
                return heard
            return await asyncio.to_thread(_read, files[_AUDIO])

    def _names(self, sign: str) -> bool:
        return any(sign in word for word in self.words)

    async def _run(self, files: Mapping[str, Path], text: str, language: str) -> bytes:
        words = [
            word.replace(_TEXT, str(files[_TEXT])).replace(_AUDIO, str(files[_AUDIO]))
            for word in self.words
        ]
        starting = asyncio.create_task(self._start(words, language))
        try:
            running = await asyncio.shield(starting)
            heard = await _talk(running, b"" if self._names(_TEXT) else text.encode())
        finally:
            await programs.end(await starting)  # whatever it started goes with it
        if running.returncode:
            raise VoiceError(f"exit code {running.returncode}")
        return heard

    async def _start(self, words: list[str], language: str) -> asyncio.subprocess.Process:
        try:
            environment = {**self.environment, "VOICE_LANGUAGE": language}
            return await programs.start(words, environment, stdout=asyncio.subprocess.PIPE)
        except (OSError, ValueError) as error:
            raise VoiceError(type(error).__name__) from None


async def _talk(running: asyncio.subprocess.Process, said: bytes) -> bytes:
    """What a program writes that is told something; it ends by itself."""
    if running.stdin is None or running.stdout is None:
        raise VoiceError("no pipe")
    with suppress(BrokenPipeError, ConnectionResetError):  # it need not listen
        running.stdin.write(said)
        await running.stdin.drain()
    running.stdin.close()
    heard = await _within_bounds(running.stdout)
    await running.wait()
    return heard


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise VoiceError("too large")
        return file.read_bytes()
    except OSError as error:
        raise VoiceError(type(error).__name__) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointVoice:
    """A server with OpenAI's `/audio/speech`, reached through the environment's proxy if any.

    `url` is the address above that, `speaker` which of its voices is to speak; servers with only
    one need none.
    """

    url: str
    model: str
    speaker: str | None = None
    key: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The address, the model and its speaker."""
        return " ".join((self.url, self.model, self.speaker or ""))

    async def say(self, text: str, language: str) -> bytes:
        """A text as sound; raises `VoiceError` unless the server answers 200."""
        del language  # these servers hear it from the text
        asked = {"model": self.model, "input": text, "response_format": "mp3"}
        if self.speaker:
            asked["voice"] = self.speaker
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            async with (
                ClientSession(trust_env=True, timeout=ClientTimeout(total=None)) as session,
                session.post(
                    f"{self.url}/audio/speech", json=asked, headers=headers, allow_redirects=False
                ) as answer,
            ):
                if answer.status != 200:
                    raise VoiceError(f"status {answer.status}")
                return await _within_bounds(answer.content)
        except (ClientError, OSError, ValueError) as error:
            raise VoiceError(type(error).__name__) from None


async def _within_bounds(stream: asyncio.StreamReader | StreamReader) -> bytes:
    """All of a stream; raises `VoiceError` where that is more than a chapter's sound."""
    heard = bytearray()
    while piece := await stream.read(65_536):
        heard += piece
        if len(heard) > MOST_BYTES:
            raise VoiceError("too large")
    return bytes(heard)
