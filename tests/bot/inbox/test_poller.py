"""Polling goes on whatever Telegram answers, and confirms only what was written down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.botapi.transport import Transport
from bot.handlers.routes import ALLOWED_UPDATES
from bot.inbox.poller import Poller
from bot.inbox.reception import Reception
from bot.inbox.updates import Told
from bot.monitoring.http import served
from digests.errors import StoreBusyError
from simulator.protocol.faults import FaultKind
from simulator.server import Simulator
from simulator.state.people import Person
from simulator.world import DEMO_TOKEN, World
from tests.support.town import DEADLINE


@dataclass
class Ear:
    """Who takes updates in: notes them, or has no room as often as it is told."""

    received: list[str] = field(default_factory=list)
    full: int = 0

    async def receive(self, batch: Sequence[Told]) -> None:
        await asyncio.sleep(0)
        if self.full:
            self.full -= 1
            raise StoreBusyError("database is locked")
        self.received += [told["message"]["text"] for told in batch]


@dataclass
class Polling:
    """A poller before the local Telegram; `waits` are those it would have slept."""

    world: World
    wren: Person
    poller: Poller
    reception: Reception
    ear: Ear
    waits: list[float]

    def fault(self, kind: FaultKind, count: int = 1, **details: Any) -> None:
        self.world.fault(kind, method="getUpdates", count=count, **details)

    async def hears(self, *texts: str) -> None:
        """Poll until the bot has heard these."""
        polling = asyncio.create_task(self.poller.run())
        try:
            async with asyncio.timeout(DEADLINE):
                while len(self.ear.received) < len(texts):  # noqa: ASYNC110 - nobody is told
                    await asyncio.sleep(0.001)
        finally:
            polling.cancel()
            await asyncio.wait([polling])
        assert self.ear.received == [*texts]


def poller_at(transport: Transport, url: str, ear: Ear, waits: list[float]) -> Poller:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    return Poller(
        transport,
        url,
        kinds=ALLOWED_UPDATES,
        receive=ear.receive,
        reception=Reception(),
        sleep=sleep,
    )


@pytest.fixture
async def polling() -> AsyncIterator[Polling]:
    world, ear, waits = World(token=DEMO_TOKEN), Ear(), list[float]()
    wren = world.person("Wren")
    async with Simulator.serve(world) as simulator, Transport() as transport:
        poller = poller_at(transport, f"{simulator.url}/bot{DEMO_TOKEN}/getUpdates", ear, waits)
        yield Polling(world, wren, poller, poller._reception, ear, waits)


async def test_updates_are_received_once_and_confirmed_with_the_next_call(
    polling: Polling,
) -> None:
    for text in ("one", "two", "three"):
        polling.world.say(polling.wren, text)
    await polling.hears("one", "two", "three")
    await polling.poller.confirm()
    assert len(polling.world.cloud.updates) == 0
    polling.world.say(polling.wren, "four")
    await polling.hears("one", "two", "three", "four")
    assert not polling.world.violations


async def test_only_kinds_that_a_handler_takes_are_asked_for(polling: Polling) -> None:
    polling.world.say(polling.wren, "one")
    await polling.hears("one")
    assert polling.world.cloud.updates.allowed == frozenset(ALLOWED_UPDATES)


async def test_what_could_not_be_written_down_is_asked_for_again(polling: Polling) -> None:
    polling.ear.full = 3
    polling.world.say(polling.wren, "one")
    with capture_logs() as logs:
        await polling.hears("one")
    assert polling.waits[:3] == [1, 1, 1]
    assert [entry["event"] for entry in logs] == ["updates_not_written"] * 3
    assert polling.reception.failures == 0


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (FaultKind.SERVER_ERROR, "status 500"),
        (FaultKind.BAD_GATEWAY, "status 502"),
        (FaultKind.BAD_JSON, "the answer is no JSON"),
        (FaultKind.CONFLICT, "status 409"),
        (FaultKind.CUT_BEFORE, "connection cut"),
        (FaultKind.CUT_AFTER, "connection cut"),
        (FaultKind.UNAUTHORIZED, "status 401"),
        (FaultKind.BAD_REQUEST, "status 400"),
    ],
)
async def test_whatever_fails_is_tried_again_after_waits_that_grow(
    polling: Polling, kind: FaultKind, said: str
) -> None:
    polling.fault(kind, count=6)
    polling.world.say(polling.wren, "one")
    with capture_logs() as logs:
        await polling.hears("one")
    assert polling.waits[:6] == [1, 2, 4, 8, 10, 10]
    assert polling.reception.failures == 6
    assert polling.reception.error.startswith(said)
    assert DEMO_TOKEN not in str(logs)


async def test_after_a_good_call_the_waits_begin_anew(polling: Polling) -> None:
    polling.fault(FaultKind.SERVER_ERROR, count=3)
    polling.world.say(polling.wren, "one")
    await polling.hears("one")
    polling.fault(FaultKind.SERVER_ERROR, count=2)  # one may meet the poll that was just cancelled
    polling.world.say(polling.wren, "two")
    await polling.hears("one", "two")
    assert polling.waits[:4] == [1, 2, 4, 1]


async def test_a_pause_that_telegram_orders_is_kept(polling: Polling) -> None:
    polling.fault(FaultKind.FLOOD, seconds=33)
    polling.world.say(polling.wren, "one")
    await polling.hears("one")
    assert polling.waits[0] == 33


@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_that_is_rejected_is_told_to_the_reception(
    polling: Polling, status: int
) -> None:
    polling.fault(FaultKind.UNAUTHORIZED, status=status)
    await polling.poller._poll()
    assert polling.reception._rejected is not None
    polling.world.say(polling.wren, "one")
    await polling.hears("one")
    assert polling.reception.rejected_for == 0


async def test_a_failure_of_telegrams_is_no_rejected_token(polling: Polling) -> None:
    polling.fault(FaultKind.SERVER_ERROR)
    await polling.poller._poll()
    assert polling.reception._rejected is None


@asynccontextmanager
async def answering(
    *answers: str, status: int = 200
) -> AsyncIterator[tuple[Poller, Ear, list[float]]]:
    """A poller whose server gives these answers, then an update."""
    good = '{"ok":true,"result":[{"update_id":5,"message":{"text":"one"}}]}'
    left = [*answers]

    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(0)
        if left:
            return web.Response(text=left.pop(0), status=status)
        return web.Response(text=good)

    app = web.Application()
    app.router.add_post("/getUpdates", answer)
    ear, waits = Ear(), list[float]()
    async with served(app, "127.0.0.1", 0) as port, Transport() as transport:
        yield poller_at(transport, f"http://127.0.0.1:{port}/getUpdates", ear, waits), ear, waits


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{",
        "[]",
        "<html>",
        '{"ok":true,"result":true}',
        '{"ok":true,"result":[3]}',
        '{"ok":true,"result":[{}]}',
        '{"ok":true,"result":[{"update_id":"5"}]}',
        '{"ok":false,"description":"no"}',
    ],
)
async def test_an_answer_that_holds_no_updates_is_a_failure_like_others(answer: str) -> None:
    async with answering(answer) as (poller, ear, waits):
        assert await poller._poll() == 1
        assert not ear.received
        assert await poller._poll() == 0
        assert ear.received == ["one"]
    assert poller._reception.failures == 1
    assert not waits


async def test_a_fault_of_our_own_does_not_end_it() -> None:
    async with answering() as (poller, ear, _):

        async def broken(_: Sequence[Told]) -> None:
            await asyncio.sleep(0)
            raise ZeroDivisionError

        poller._receive = broken
        with capture_logs() as logs:
            assert await poller._poll() == 1
        assert [entry["event"] for entry in logs] == ["polling_failed"]
        poller._receive = ear.receive
        assert await poller._poll() == 0
    assert ear.received == ["one"]


async def test_nothing_received_leaves_nothing_to_confirm(polling: Polling) -> None:
    await polling.poller.confirm()
    assert not polling.world.calls
