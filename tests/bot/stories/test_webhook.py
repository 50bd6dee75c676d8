"""Telegram brings the updates itself; told to the real process."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from simulator.protocol.faults import FaultKind
from tests.support.town import DEADLINE, Town

SECRET = "open-sesame"  # noqa: S105 - of a story
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def hook(town: Town) -> str:
    """The address at which the bot wants its updates."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    town.settings |= {
        "BOT_WEBHOOK_URL": url,
        "BOT_WEBHOOK_PORT": str(port),
        "BOT_WEBHOOK_SECRET": SECRET,
    }
    return url


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def forged(town: Town, chat: int) -> str:
    """An update as Telegram would post it, from somebody who isn't Telegram."""
    told = {
        "update_id": 999_000_000,
        "message": {
            "message_id": 1,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "Mallory"},
            "from": {"id": town.editor.id, "is_bot": False, "first_name": "Editor"},
            "text": "/status",
        },
    }
    return json.dumps(told)


def set_to(town: Town) -> str | None:
    """Where Telegram brings the updates; None where it waits to be asked."""
    webhook = town.world.cloud.webhook
    return webhook.url if webhook else None


def in_vain(town: Town) -> bool:
    """Whether Telegram tried to bring an update, and could not."""
    webhook = town.world.cloud.webhook
    return webhook is not None and webhook.last_error_message is not None


def asked_for_updates(town: Town, since: int) -> bool:
    return any(call.method == "getUpdates" for call in [*town.world.calls][since:])


async def test_a_reader_asks_and_the_editor_publishes_through_the_webhook(
    town: Town, hook: str
) -> None:
    hanako = town.world.person("Hanako", language_code="ja")
    await town.start()
    assert set_to(town) == hook
    welcome = await town.ask(hanako, "/start", answer="瓦版")
    await town.press(hanako, welcome, "🔔 購読する", answer="購読を始めました")
    await town.publish("2026-11-19.en.md")
    await town.world.wait_for_message(hanako, containing="①")
    await town.ask(hanako, "/item 2", answer="②")
    assert not town.world.cloud.updates.polled
    assert not asked_for_updates(town, 0)
    assert await town.end() == 0


@pytest.mark.parametrize("secret", [None, "", "open-sesam", SECRET.upper()])
async def test_whoever_does_not_know_the_secret_is_refused(
    town: Town, hook: str, client: ClientSession, secret: str | None
) -> None:
    await town.start()
    headers = {} if secret is None else {HEADER: secret}
    mallory = town.world.person("Mallory")
    body = forged(town, mallory.id)
    async with client.post(hook, data=body, headers=headers) as refused:
        assert refused.status == 403
    await town.ask(mallory, "/item 1", answer="no editions")
    assert len(town.world.inbox(mallory)) == 1
    assert await town.end() == 0


async def test_what_was_written_while_the_bot_was_away_is_answered_when_it_is_back(
    town: Town, hook: str
) -> None:
    bob = town.world.person("Bob")
    town.world.cloud.settings.webhook_retry = 0.1
    await town.start()
    await town.ask(bob, "/start")
    assert await town.end() == 0
    town.world.say(bob, "/help")
    async with asyncio.timeout(DEADLINE):
        while not in_vain(town):  # noqa: ASYNC110 - a refused connection tells nobody
            await asyncio.sleep(0.05)
    await town.start()
    assert set_to(town) == hook
    await town.world.wait_for_message(bob, containing="Just write to me", timeout=DEADLINE)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
async def test_back_to_polling_the_bot_takes_its_webhook_away(
    town: Town, hook: str, by: signal.Signals
) -> None:
    bob = town.world.person("Bob")
    await town.start()
    await town.ask(bob, "/start")
    assert (await town.end(by)) == (0 if by is signal.SIGTERM else -by)
    assert set_to(town) == hook

    before = len(town.world.calls)
    for name in [name for name in town.settings if name.startswith("BOT_WEBHOOK")]:
        del town.settings[name]
    town.world.say(bob, "/help")
    await town.start()
    await town.world.wait_for_message(bob, containing="Just write to me", timeout=DEADLINE)
    assert set_to(town) is None
    assert asked_for_updates(town, before)
    await town.ask(bob, "/item 1", answer="no editions")


async def test_a_telegram_that_is_away_when_the_webhook_is_set_is_asked_again(
    town: Town, hook: str
) -> None:
    bob = town.world.person("Bob")
    cut = town.world.cut_before_delivery(method="setWebhook")
    await town.start()
    assert cut.struck
    assert set_to(town) == hook
    await town.ask(bob, "/item 1", answer="no editions")


@pytest.mark.parametrize("method", ["getMe", "setWebhook", "deleteWebhook"])
async def test_told_to_stop_before_telegram_ever_answered_it_stops(
    town: Town, hook: str, method: str
) -> None:
    assert hook
    if method == "deleteWebhook":
        del town.settings["BOT_WEBHOOK_URL"]
    cut = town.world.cut_before_delivery(method=method, count=None)
    town.process = await town.run("run")
    await town.world.wait_until(lambda: cut.struck, timeout=DEADLINE)
    assert await town.end() == 0


async def test_an_address_that_telegram_refuses_ends_the_start_with_a_sentence(
    town: Town, hook: str
) -> None:
    assert hook
    refusal = "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    town.world.fault(FaultKind.BAD_REQUEST, method="setWebhook", description=refusal)
    said = await last_words(town)
    assert said.startswith("kawaraban: Telegram refuses BOT_WEBHOOK_URL: ")
    assert "an https url must be provided" in said


async def test_a_port_that_is_taken_ends_the_start_with_a_sentence(town: Town, hook: str) -> None:
    assert hook
    port = int(town.settings["BOT_WEBHOOK_PORT"])
    with socket.create_server(("127.0.0.1", port)):
        said = await last_words(town)
    assert said == f"kawaraban: 127.0.0.1:{port} can't be opened: Address already in use."


async def last_words(town: Town) -> str:
    """What a bot that can't start says at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        env=town.environment(), cwd=town.folder, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await asyncio.wait_for(process.communicate(), DEADLINE)
    assert process.returncode == 1
    return said.decode().splitlines()[-1]
