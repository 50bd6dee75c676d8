"""Voices are commands and servers, and whatever they do is sound or a reason."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.voice import voices
from bot.voice.mp3 import sound_of
from bot.voice.voices import CommandVoice, EndpointVoice, VoiceError

OPERATING = (Path(__file__).parents[3] / "docs" / "operating.md").read_text("utf-8")
COPY = "import sys; sys.stdout.write(sys.stdin.read().upper())"
FILES = (
    "import sys; open(sys.argv[2], 'w').write(open(sys.argv[1]).read() + sys.stdin.read() + '!')"
)
LANGUAGE = "import os; print(os.environ['VOICE_LANGUAGE'], os.environ.get('BOT_TOKEN'), end='')"


def command(code: str, *words: str) -> CommandVoice:
    return CommandVoice.of(shlex.join((sys.executable, "-I", "-c", code, *words)), {})


@pytest.mark.parametrize(
    ("voice", "heard"),
    [
        (command(COPY), b"THE FERRY"),
        (command(FILES, "{text}", "{audio}"), b"the ferry!"),
        (command(LANGUAGE), b"en None"),
        (command("print('deaf', end='')"), b"deaf"),
    ],
    ids=["pipes", "files", "environment", "does not listen"],
)
async def test_a_command_is_given_the_text_and_gives_the_sound(
    voice: CommandVoice, heard: bytes
) -> None:
    assert await voice.say("the ferry", "en") == heard


async def test_the_line_of_the_docs_speaks() -> None:
    if not all(map(shutil.which, ("espeak-ng", "lame"))):
        pytest.skip("espeak-ng or lame is not installed")
    (line,) = re.findall(r"^BOT_VOICE_COMMAND=(.*espeak-ng.*)$", OPERATING, re.MULTILINE)
    voice = CommandVoice.of(line, {"PATH": os.environ["PATH"]})
    short, long = [
        sound_of(await voice.say(text, "en")).seconds
        for text in ("The ferry.", "The ferry runs again, every hour of the day.")
    ]
    assert 0 < short < long


@pytest.mark.parametrize(
    ("voice", "why"),
    [
        (command("raise SystemExit(3)"), "exit code 3"),
        (CommandVoice.of("/nowhere/voice", {}), "FileNotFoundError"),
        (command("pass", "{audio}"), "FileNotFoundError"),
        (command("print('x' * 2000)"), "too large"),
        (command("import sys; open(sys.argv[1], 'w').write('x' * 2000)", "{audio}"), "too large"),
    ],
    ids=["exit", "no program", "no file", "too much", "large file"],
)
async def test_a_command_that_gives_no_sound_says_why(
    monkeypatch: pytest.MonkeyPatch, voice: CommandVoice, why: str
) -> None:
    monkeypatch.setattr(voices, "MOST_BYTES", 1000)
    with pytest.raises(VoiceError, match=why):
        await voice.say("the ferry", "en")


def is_running(process: int) -> bool:
    """Whether it lives; what nobody waited for yet is over as well."""
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text(encoding="utf-8").split()[2] != "Z"


async def test_a_command_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path) -> None:
    started = tmp_path / "started"
    code = f"import subprocess; subprocess.run(['sh', '-c', 'echo $$ > {started}; sleep 600'])"
    saying = asyncio.create_task(command(code).say("the ferry", "en"))
    while not (started.exists() and started.read_text()):  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.01)
    saying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saying
    assert not is_running(int(started.read_text()))


@dataclass
class Server:
    """A server that speaks; what it was asked, and with which key."""

    url: str = ""
    status: int = 200
    sound: bytes = b"sound"
    asked: list[tuple[str | None, Any]] = field(default_factory=list)

    async def speech(self, request: web.Request) -> web.Response:
        self.asked.append((request.headers.get("Authorization"), await request.json()))
        return web.Response(body=self.sound, status=self.status)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server, app = Server(), web.Application()
    app.router.add_post("/v1/audio/speech", server.speech)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    server.url = f"http://{host}:{port}/v1"
    yield server
    await runner.cleanup()


async def test_a_server_is_asked_for_mp3_by_its_model_voice_and_key(server: Server) -> None:
    voice = EndpointVoice(url=server.url, model="m", speaker="alba", key="geheim")
    assert await voice.say("渡し船", "ja") == b"sound"
    asked = {"model": "m", "input": "渡し船", "response_format": "mp3", "voice": "alba"}
    assert server.asked == [("Bearer geheim", asked)]
    assert "geheim" not in repr(voice)
    assert "geheim" not in voice.name


async def test_a_server_that_gives_no_sound_is_told_without_its_address(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    voice = EndpointVoice(url=server.url, model="m")
    server.status = 500
    with pytest.raises(VoiceError, match=r"^status 500$"):
        await voice.say("the ferry", "en")
    monkeypatch.setattr(voices, "MOST_BYTES", 3)
    server.status = 200
    with pytest.raises(VoiceError, match=r"^too large$"):
        await voice.say("the ferry", "en")
    with pytest.raises(VoiceError, match=r"^[A-Za-z]+$"):
        await EndpointVoice(url="http://127.0.0.1:9/v1", model="m").say("the ferry", "en")
