"""The bot goes on hearing, whatever happens to its polling and its token."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs
from telegram import WebhookInfo
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.runtime import lifecycle, listener
from bot.runtime.listener import Patience, TokenRejectedError, insist
from simulator.api import profile
from simulator.api.table import HANDLERS
from simulator.http import gateway
from simulator.protocol.faults import FaultKind
from simulator.protocol.wire import JsonObject, Request
from simulator.state.cloud import Cloud
from tests.support.desk import Desk
from tests.support.town import DEADLINE

URL = "https://news.example.org/telegram"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@pytest.fixture
async def idle(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """A desk whose bot is not started, and looks at itself all the while."""
    async with Desk.opened(tmp_path, template, started=False) as desk:
        impatient = Patience(look=0.01, rejected=0.05)
        desk.bot = replace(desk.bot, listener=replace(desk.bot.listener, patience=impatient))
        yield desk


# --- polling -------------------------------------------------------------------------------------


async def test_a_token_that_is_rejected_for_long_ends_the_process_with_a_code(idle: Desk) -> None:
    idle.world.fault(FaultKind.UNAUTHORIZED, method="getUpdates", count=None)
    with pytest.raises(TokenRejectedError, match="no longer takes this BOT_TOKEN") as ended:
        await asyncio.wait_for(idle.bot.run(asyncio.Event()), 30)
    assert ended.value.code == 78


async def test_whoever_polls_next_is_given_nothing_that_was_answered(idle: Desk) -> None:
    wren = idle.world.person("Wren")
    async with idle.running():
        idle.world.say(wren, "/about")
        await idle.world.wait_for_message(wren, containing="A free bot", timeout=DEADLINE)
    assert not len(idle.world.cloud.updates)


async def test_what_words_are_understood_by_is_made_once_updates_are_asked_for(
    idle: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    reception = idle.bot.listener.reception
    making = lambda _: asked.append(reception.has_begun)  # noqa: E731
    monkeypatch.setattr("bot.runtime.lifecycle.prepare", making)
    monkeypatch.setattr("bot.runtime.lifecycle._ASKS_WITHIN", DEADLINE)  # none here stands by
    wren = idle.world.person("Wren")
    async with idle.running():
        idle.world.say(wren, "/about")
        await idle.world.wait_for_message(wren, containing="A free bot", timeout=DEADLINE)
    assert asked == [True]


async def test_what_an_earlier_process_left_is_answered_once_though_telegram_tells_it_again(
    idle: Desk,
) -> None:
    wren = idle.world.person("Wren")
    idle.world.say(wren, "/about")
    await idle.bot.inbox.receive([one.as_json() for one in idle.world.cloud.updates._queue])
    async with idle.running():
        await idle.world.wait_for_message(wren, containing="A free bot", timeout=DEADLINE)
        idle.world.say(wren, "/help")
        await idle.world.wait_for_message(wren, containing="Just write to me", timeout=DEADLINE)
    assert len(idle.world.inbox(wren)) == 2


async def test_a_process_that_only_delivers_ends_with_that_code_as_well(idle: Desk) -> None:
    patience = replace(idle.bot.listener.patience, webhook=0.01)
    bot = replace(idle.bot, listener=replace(idle.bot.listener, patience=patience))
    running = asyncio.create_task(bot.deliver(asyncio.Event()))
    reception = bot.listener.reception
    await idle.world.wait_until(lambda: reception.has_begun, timeout=DEADLINE)
    idle.world.fault(FaultKind.UNAUTHORIZED, method="getMe", count=None)
    with pytest.raises(TokenRejectedError, match="no longer takes this BOT_TOKEN") as ended:
        await asyncio.wait_for(running, 30)
    assert ended.value.code == 78


async def test_an_update_that_can_not_be_read_keeps_no_other_from_being_heard(idle: Desk) -> None:
    wren = idle.world.person("Wren")
    idle.world.unblock(wren)
    idle.sends(wren, {"poll": {"id": "1"}})
    async with idle.running():
        idle.world.say(wren, "/about")
        await idle.world.wait_for_message(wren, containing="A free bot", timeout=DEADLINE)
    assert "update_unreadable" in {entry["event"] for entry in idle.logs}


async def test_delivery_does_not_wait_for_the_menus(
    idle: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(lifecycle, "set_menus", never)
    desk = idle
    wren = await desk.subscriber("Wren")
    draft = await desk.services.newsroom.store.editions.add(
        (await desk.publish(count=1)).digest,
        (),
        date=desk.now.date() - timedelta(days=1),
        fingerprint="x",
        posted_by=None,
        created_at=desk.now,
    )
    await desk.services.newsroom.publish(draft.id)
    async with desk.running():
        await desk.world.wait_for_message(wren, containing="🗞", timeout=DEADLINE)


async def test_health_is_told_before_telegram_is_reached(tmp_path: Path, template: Path) -> None:
    port = free_port()
    async with Desk.opened(tmp_path, template, started=False, web_port=port) as desk:
        desk.world.fault(FaultKind.SERVER_ERROR, method="getMe", count=None)
        async with desk.running(), ClientSession() as client:
            await desk.world.wait_until(lambda: desk.world.statuses.get(500), timeout=DEADLINE)
            for path in ("healthz", "readyz"):
                async with client.get(f"http://127.0.0.1:{port}/{path}") as answer:
                    assert answer.status == 503


async def test_inline_mode_is_asked_to_be_on_where_telegram_says_that_it_is_off(
    idle: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_inline_mode_off(cloud: Cloud, request: Request) -> JsonObject:
        return profile.get_me(cloud, request) | {"supports_inline_queries": False}

    monkeypatch.setattr(gateway, "HANDLERS", {**HANDLERS, "getMe": with_inline_mode_off})
    async with idle.running():
        await idle.world.wait_until(
            lambda: "setmysettings" in {call.method.lower() for call in idle.world.calls},
            timeout=DEADLINE,
        )


# --- insisting -----------------------------------------------------------------------------------


@dataclass
class Telegram:
    """Fails as it is told to, one call after the other."""

    failures: list[TelegramError]
    waits: list[float] = field(default_factory=list)

    async def call(self) -> None:
        if self.failures:
            raise self.failures.pop(0)

    async def pause(self, _: asyncio.Event, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> Telegram:
    telegram = Telegram([])
    monkeypatch.setattr(listener, "pause", telegram.pause)
    return telegram


async def test_the_waits_for_telegram_grow_and_the_log_says_what_may_help(
    telegram: Telegram,
) -> None:
    telegram.failures = [NetworkError("away")] * 8
    with capture_logs() as logs:
        await insist(telegram.call, asyncio.Event())
    assert telegram.waits == [1, 2, 4, 8, 16, 32, 60, 60]
    hints = ["BOT_PROXY" in entry.get("hint", "") for entry in logs]
    assert hints == [False, False, *[True] * 6]


async def test_a_token_that_is_rejected_in_passing_is_tried_again(telegram: Telegram) -> None:
    telegram.failures = [InvalidToken()] * 3
    await insist(telegram.call, asyncio.Event(), rejected=600)
    assert telegram.waits == [1, 2, 4]


async def test_a_token_that_is_rejected_for_long_is_not(telegram: Telegram) -> None:
    telegram.failures = [InvalidToken()] * 30
    with pytest.raises(InvalidToken):
        await insist(telegram.call, asyncio.Event(), rejected=600)
    assert sum(telegram.waits) >= 600


# --- the webhook ---------------------------------------------------------------------------------


@pytest.fixture
async def hooked(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """A desk whose bot has a webhook, and looks at it all the while."""
    port = free_port()
    given: dict[str, Any] = {"webhook_url": f"http://127.0.0.1:{port}/hook", "webhook_port": port}
    async with Desk.opened(tmp_path, template, started=False, **given) as desk:
        impatient = Patience(look=0.01, webhook=0.01, rejected=0.05)
        desk.bot = replace(desk.bot, listener=replace(desk.bot.listener, patience=impatient))
        yield desk


async def test_a_webhook_that_is_taken_away_is_noticed(hooked: Desk) -> None:
    reception = hooked.bot.listener.reception
    async with hooked.running():
        await hooked.world.wait_until(lambda: hooked.world.cloud.webhook, timeout=DEADLINE)
        assert reception.failing_for == 0
        hooked.world.cloud.webhook = None
        async with asyncio.timeout(DEADLINE):
            while not reception.failing_for:  # noqa: ASYNC110 - nobody is told
                await asyncio.sleep(0.01)
    assert reception.error == "another program has taken the webhook away"


async def test_a_token_that_is_rejected_for_long_ends_a_bot_with_a_webhook_as_well(
    hooked: Desk,
) -> None:
    hooked.world.fault(FaultKind.UNAUTHORIZED, method="getWebhookInfo", count=None)
    with pytest.raises(TokenRejectedError):
        await asyncio.wait_for(hooked.bot.run(asyncio.Event()), 30)


def info(url: str = URL, *, waiting: int = 0, age: int | None = None) -> WebhookInfo:
    failed = None if age is None else datetime.now(UTC) - timedelta(seconds=age)
    return WebhookInfo(
        url=url,
        has_custom_certificate=False,
        pending_update_count=waiting,
        last_error_date=failed,
        last_error_message="Connection refused" if failed else None,
    )


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({}, ""),
        ({"waiting": 3}, ""),
        ({"age": 5}, ""),
        ({"waiting": 3, "age": 500}, ""),
        ({"waiting": 3, "age": 5}, "Connection refused"),
        ({"url": ""}, "another program has taken the webhook away"),
    ],
)
def test_a_webhook_fails_where_telegram_is_refused_now_and_has_something_to_say(
    told: dict[str, Any], fault: str
) -> None:
    assert listener._fault_of(info(**told), URL) == fault
