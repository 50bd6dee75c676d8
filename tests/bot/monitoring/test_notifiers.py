"""Trouble is told to a webhook or a command, and whatever those do, nobody waits for them."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.monitoring.notifiers import (
    AlertCommand,
    AlertWebhook,
    Notice,
    NoticeState,
    Notifier,
    NotTakenError,
    notifiers,
)
from bot.settings import environment_of_others
from tests.support.desk import Desk

FULL = Notice(name="database", state=NoticeState.FAILING, text="⚠️ the disk is full")
WELL = Notice(name="database", state=NoticeState.WELL, text="✅ it works again")


# --- in which order, and how often ---------------------------------------------------------------


@dataclass
class Ground:
    """A way that refuses the first few times, and pauses that take no time."""

    refusals: int = 0
    taken: list[Notice] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    async def way(self, notice: Notice) -> None:
        if self.refusals:
            self.refusals -= 1
            raise NotTakenError("status 500")
        self.taken.append(notice)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)

    async def told(self, *notices: Notice, patience: float = 60.0) -> Sequence[str]:
        """Have these told; why each try failed."""
        notifier = Notifier(self.way, sleep=self.sleep, patience=patience)
        with capture_logs() as logs:
            for notice in notices:
                notifier.tell(notice)
            assert notifier._sending
            await notifier._sending
        return [log["why"] for log in logs]


async def test_notices_are_told_in_their_order_and_tried_again() -> None:
    ground = Ground(refusals=2)
    assert await ground.told(FULL, WELL) == ["status 500"] * 2
    assert ground.taken == [FULL, WELL]
    assert ground.pauses == sorted(ground.pauses)


async def test_what_is_never_taken_is_given_up_and_the_next_is_told() -> None:
    ground = Ground(refusals=5)
    assert len(await ground.told(FULL, WELL)) == 5
    assert ground.taken == [WELL]


async def test_a_way_that_takes_too_long_is_given_up() -> None:
    class Stuck(Ground):
        async def way(self, notice: Notice) -> None:
            del notice
            await asyncio.Event().wait()

    assert await Stuck().told(FULL, patience=0.001) == ["it took too long"] * 5


async def test_nothing_is_told_any_more_once_it_is_over() -> None:
    notifier = Notifier(Ground(refusals=9).way)
    await notifier.finish()
    notifier.tell(FULL)
    await asyncio.sleep(0)
    await notifier.finish()
    assert notifier._sending
    assert notifier._sending.cancelled()


# --- by an address -------------------------------------------------------------------------------


@dataclass
class Server:
    """What takes POSTs, and says to each what it is told to."""

    status: int = 204
    port: int = 0
    bodies: list[object] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def take(self, request: web.BaseRequest) -> web.Response:
        self.asked.append(f"{request.method} {request.headers['Host']}{request.path}")
        self.bodies.append(json.loads(await request.text()))
        return web.Response(status=self.status, headers={"Location": "/elsewhere"})


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    runner = web.ServerRunner(web.Server(server.take))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    yield server
    await runner.cleanup()


async def test_a_webhook_gets_text_name_and_state(server: Server) -> None:
    await AlertWebhook(f"http://127.0.0.1:{server.port}/key")(FULL)
    assert server.asked == [f"POST 127.0.0.1:{server.port}/key"]
    assert server.bodies == [{"name": "database", "state": "failing", "text": "⚠️ the disk is full"}]


async def test_a_webhook_is_reached_through_the_proxy_of_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.port}")
    await AlertWebhook("http://alerts.example/key")(FULL)
    assert server.asked == ["POST alerts.example/key"]


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_a_webhook_that_does_not_take_it_is_told_by_its_status(
    server: Server, status: int
) -> None:
    server.status = status
    with pytest.raises(NotTakenError, match=f"status {status}"):
        await AlertWebhook(f"http://127.0.0.1:{server.port}/key")(FULL)
    assert len(server.asked) == 1


async def test_an_address_that_does_not_answer_is_not_told_to_the_log() -> None:
    with pytest.raises(NotTakenError) as caught:
        await AlertWebhook("http://127.0.0.1:1/secret-key")(FULL)
    assert "secret" not in str(caught.value)


# --- by a command --------------------------------------------------------------------------------


def python(code: str, *words: str) -> AlertCommand:
    line = shlex.join([sys.executable, "-c", code, *words])
    return AlertCommand.of(line, environment_of_others())


async def test_a_command_gets_the_text_its_words_and_no_setting_of_the_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "4242:abcdefghijklmnop")
    told = tmp_path / "told.json"
    code = (
        "import json, os, sys;"
        "json.dump([sys.stdin.buffer.read().decode(), sys.argv[2], dict(os.environ)],"
        " open(sys.argv[1], 'w'))"
    )
    await python(code, str(told), "$HOME; two words")(FULL)
    text, word, environment = json.loads(told.read_text())
    assert text == FULL.text
    assert word == "$HOME; two words"  # no shell
    assert environment["ALERT_NAME"] == "database"
    assert environment["ALERT_STATE"] == "failing"
    assert not [name for name in environment if name.startswith("BOT_")]


async def test_a_command_that_fails_is_told_by_its_code() -> None:
    with pytest.raises(NotTakenError, match="exit code 3"):
        await python("raise SystemExit(3)")(FULL)


async def test_a_command_that_there_is_not_is_told() -> None:
    with pytest.raises(NotTakenError, match="FileNotFoundError"):
        await AlertCommand(("/no/such/program",))(FULL)


async def test_a_command_that_does_not_end_is_ended_with_all_that_it_started(
    tmp_path: Path,
) -> None:
    code = "import subprocess, sys; subprocess.run(['sleep', '600'], stdout=open(sys.argv[1], 'w'))"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    telling = asyncio.create_task(python(code, str(pipe))(FULL))
    with await asyncio.to_thread(pipe.open, "rb") as held:  # by what was started, as long as it is
        telling.cancel()
        assert await asyncio.to_thread(held.read) == b""
    with pytest.raises(asyncio.CancelledError):
        await telling


async def test_a_command_that_is_just_being_started_is_ended_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    create, started = asyncio.create_subprocess_exec, asyncio.Event()
    programs = []

    async def slowly(*words: Any, **how: Any) -> Any:
        programs.append(await create(*words, **how))
        started.set()
        await asyncio.sleep(0.01)
        return programs[0]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", slowly)
    telling = asyncio.create_task(python("import time; time.sleep(600)")(FULL))
    await started.wait()
    telling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await telling
    assert programs[0].returncode == -signal.SIGKILL


def test_there_are_as_many_ways_as_the_operator_wants() -> None:
    assert notifiers(None, None, {}) == ()
    both = notifiers("https://alerts.example/key", "mail -s 'the bot' somebody", {"A": "b"})
    assert [one._way for one in both] == [
        AlertWebhook("https://alerts.example/key"),
        AlertCommand(("mail", "-s", "the bot", "somebody"), {"A": "b"}),
    ]


async def test_the_bot_tells_it_where_its_settings_say(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "4242:abcdefghijklmnop")
    async with Desk.opened(
        tmp_path,
        template,
        started=False,
        alert_url="https://alerts.example/key",
        alert_command="logger -t bot",
    ) as desk:
        webhook, command = (one._way for one in desk.bot.alerts.notifiers)
    assert webhook == AlertWebhook("https://alerts.example/key")
    assert isinstance(command, AlertCommand)
    assert command.words == ("logger", "-t", "bot")
    assert "PATH" in command.environment
    assert "BOT_TOKEN" not in command.environment
