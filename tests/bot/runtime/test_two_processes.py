"""Two of the whole bot over one database: one polls and keeps the time, both deliver."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import ClientSession
from sqlalchemy import update

from bot.composition.identity import ALONE, identity
from bot.runtime.lifecycle import Kawaraban
from bot.runtime.listener import TokenRejectedError
from digests.model import Edition
from digests.store.bots.inbox import Incoming
from digests.store.processes.leases import LEASE
from digests.store.tables import clock, leader
from simulator.protocol.faults import FaultKind
from tests.bot.runtime.test_listener import free_port
from tests.support.desk import Desk, digest_of
from tests.support.town import DEADLINE


@pytest.fixture
async def idle(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """A desk whose bot is not started."""
    async with Desk.opened(tmp_path, template, started=False) as desk:
        desk.now = datetime.now(UTC)
        yield desk


@dataclass(frozen=True)
class Running:
    """A process of the bot."""

    bot: Kawaraban
    stop: asyncio.Event
    task: asyncio.Task[None]

    async def end(self) -> None:
        """As by SIGTERM."""
        self.stop.set()
        await asyncio.wait_for(asyncio.shield(self.task), 30)


@asynccontextmanager
async def process(desk: Desk, **changes: Any) -> AsyncIterator[Running]:
    """One process of the bot, with a worker's name of its own, until the block ends."""
    settings = desk.bot.settings.model_copy(update=changes)
    stop = asyncio.Event()
    with identity(settings, ALONE) as who:
        bot = desk.built(settings, who)
        running = Running(bot, stop, asyncio.create_task(bot.run(stop)))
        try:
            yield running
        finally:
            await running.end()


@asynccontextmanager
async def two(desk: Desk, **changes: Any) -> AsyncIterator[tuple[Running, Running]]:
    """One that listens, and one that stands by."""
    async with process(desk) as first:
        await desk.world.wait_until(lambda: first.bot.leadership.is_leader, timeout=DEADLINE)
        async with process(desk, **changes) as second:
            await until(lambda: second.bot.leadership.stands_by)
            yield first, second


async def test_who_stands_by_ends_as_well_when_the_token_is_no_longer_taken(idle: Desk) -> None:
    async with process(idle) as first:
        await idle.world.wait_until(lambda: first.bot.leadership.is_leader, timeout=DEADLINE)
        with identity(idle.bot.settings, ALONE) as who:
            built = idle.built(idle.bot.settings, who)
            patience = replace(built.listener.patience, webhook=0.01, rejected=0.1)
            bot = replace(built, listener=replace(built.listener, patience=patience))
            standing_by = asyncio.create_task(bot.run(asyncio.Event()))
            await until(lambda: bot.leadership.stands_by)
            idle.world.fault(FaultKind.UNAUTHORIZED, method="getMe", count=None)
            with pytest.raises(TokenRejectedError, match="no longer takes this BOT_TOKEN"):
                await asyncio.wait_for(standing_by, 30)
        assert first.bot.leadership.is_leader


async def drafted(desk: Desk) -> Edition:
    """A draft of today's edition."""
    today = desk.now.date()
    return await desk.store.editions.add(
        digest_of(today), (), date=today, fingerprint="x", posted_by=None, created_at=desk.now
    )


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not condition():  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0.01)


async def test_one_polls_the_other_stands_by_and_goes_on_where_the_first_ends(
    idle: Desk,
) -> None:
    wren = idle.world.person("Wren")
    async with two(idle) as (first, second):
        idle.world.say(wren, "/about")
        await idle.world.wait_for_message(wren, containing="A free bot", timeout=DEADLINE)
        assert not second.bot.listener.reception.has_begun
        await first.end()
        idle.world.say(wren, "/help")
        await idle.world.wait_for_message(wren, containing="Just write to me", timeout=DEADLINE)
        assert second.bot.leadership.is_leader
    assert len(idle.world.received(wren.id)) == 2
    assert 409 not in {call.status for call in idle.world.calls}


async def test_who_stands_by_makes_what_words_are_understood_by_before_it_has_to(
    idle: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[date] = []
    monkeypatch.setattr("bot.runtime.lifecycle.prepare", made.append)
    async with two(idle) as (_, second):
        await until(lambda: len(made) == 2)
        assert not second.bot.listener.reception.has_begun


async def test_who_stands_by_is_ready_and_well_and_says_who_leads(idle: Desk) -> None:
    port = free_port()
    async with two(idle, web_port=port) as (first, _), ClientSession() as client:
        told = {}
        for path in ("readyz", "healthz", "metrics"):
            async with client.get(f"http://127.0.0.1:{port}/{path}") as answer:
                assert answer.status == 200
                told[path] = await answer.text()
        assert f'"leader": "{first.bot.leadership.name}"' in told["readyz"]
        assert "kawaraban_leader 0\n" in told["metrics"]
        assert "kawaraban_processes 2\n" in told["metrics"]
        await first.end()
        async with asyncio.timeout(DEADLINE):
            while "this process" not in told["readyz"]:
                async with client.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    told["readyz"] = await answer.text()


async def test_a_second_process_doubles_nobody_and_shows_no_second_card(idle: Desk) -> None:
    readers = [await idle.subscriber(f"Reader {n}") for n in range(60)]
    draft = await drafted(idle)
    async with two(idle) as (first, second):
        await first.bot.services.newsroom.publish(draft.id)
        for reader in readers:
            await idle.world.wait_for_message(reader, containing="🗞", timeout=DEADLINE)
        await idle.world.wait_for_message(idle.editor, containing="60 delivered", timeout=DEADLINE)
        await second.bot.services.cards.refresh()
    counts = [len(idle.world.received(reader.id)) for reader in readers]
    assert counts == [1] * 60
    assert len(idle.world.received(idle.editor.id)) == 1
    assert not [entry for entry in idle.logs if entry["event"] == "chunk_lost"]


def is_polling() -> bool:
    return "polling" in {task.get_name() for task in asyncio.all_tasks()}


async def test_who_is_deposed_stops_listening_and_begins_again_when_it_leads(idle: Desk) -> None:
    wren = idle.world.person("Wren")
    async with process(idle) as one:
        await until(lambda: one.bot.listener.reception.has_begun)
        for name, lease, polls in (("another", 2 * LEASE - 1, False), ("another", -1, True)):
            lease_until = clock() + lease
            taken = update(leader).values(name=name, lease_until=lease_until)
            await idle.store.database.in_write(lambda connection: connection.execute(taken))  # noqa: B023 - awaited at once
            await one.bot.leadership.beat()
            await until(lambda: is_polling() is polls)  # noqa: B023 - awaited at once
        idle.world.say(wren, "/about")
        await idle.world.wait_for_message(wren, containing="A free bot", timeout=DEADLINE)
    events = [entry["event"] for entry in idle.logs]
    assert events.count("leading") == 2
    assert events.count("no_longer_leading") == 1


async def test_whoever_leads_now_keeps_the_time(idle: Desk) -> None:
    wren = await idle.subscriber("Wren")
    draft = await drafted(idle)
    async with two(idle) as (first, second):
        await second.bot.services.newsroom.schedule(draft.id, idle.now)
        await first.end()
        await idle.world.wait_for_message(wren, containing="🗞", timeout=DEADLINE)
        assert second.bot.leadership.is_leader


async def test_with_a_webhook_both_answer_and_tell_telegram_one_secret(
    tmp_path: Path, template: Path
) -> None:
    ports = [free_port(), free_port()]
    url = f"http://127.0.0.1:{ports[0]}/hook"
    given: dict[str, Any] = {"webhook_url": url, "webhook_port": ports[0]}
    async with Desk.opened(tmp_path, template, started=False, **given) as desk:
        desk.now = datetime.now(UTC)
        wren = desk.world.person("Wren")
        async with two(desk, webhook_port=ports[1]):
            await desk.world.wait_until(lambda: desk.world.cloud.webhook, timeout=DEADLINE)
            desk.world.say(wren, "/about")
            await desk.world.wait_for_message(wren, containing="A free bot", timeout=DEADLINE)
            hook = desk.world.cloud.webhook
            assert hook
            # As a proxy does that spreads Telegram's calls.
            update = {
                "update_id": 10**9,
                "message": {
                    "message_id": 10**6,
                    "date": 0,
                    "text": "/about",
                    "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
                    "chat": {"id": wren.id, "type": "private", "first_name": "Wren"},
                    "from": {"id": wren.id, "is_bot": False, "first_name": "Wren"},
                },
            }
            headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret}
            async with (
                ClientSession() as client,
                client.post(
                    f"http://127.0.0.1:{ports[1]}/hook", json=update, headers=headers
                ) as answer,
            ):
                assert answer.status == 200
            await desk.world.wait_until(
                lambda: len(desk.world.received(wren.id)) == 2, timeout=DEADLINE
            )
        assert sum(call.method == "setWebhook" for call in desk.world.calls) == 1


async def test_what_waits_when_a_process_ends_is_answered_by_another(idle: Desk) -> None:
    wren = idle.world.person("Wren")
    async with two(idle) as (_, second):
        told = {
            "message_id": 1,
            "date": int(idle.now.timestamp()),
            "chat": {"id": wren.id, "type": "private", "first_name": "Wren"},
            "from": {"id": wren.id, "is_bot": False, "first_name": "Wren"},
            "text": "/about",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        }
        inbox = idle.store.inbox(idle.bot.settings.bot_id)
        payload = orjson.dumps({"update_id": 7, "message": told}).decode()
        await inbox.receive([Incoming(id=7, conversation=wren.id, payload=payload)], "dead")
        idle.world.unblock(wren)
        await second.end()
        await idle.world.wait_for_message(wren, containing="A free bot", timeout=DEADLINE)
