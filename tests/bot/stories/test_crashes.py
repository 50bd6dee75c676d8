"""A broadcast to two hundred people goes wrong in the middle; told to the real process."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from digests.delivery.model import Failure
from simulator.protocol.faults import Fault
from simulator.world import World
from tests.support.mailing import DIGEST, TITLE, Mailing
from tests.support.town import DEADLINE, PATIENCE, Town

CROWD = 200
MIDDLE = 80
EDITION = DIGEST.items[1].headline
"""What a message says that is the edition; its title is also in what its editor is told."""


@pytest.fixture
def doubt() -> str:
    """What is done with a message of which nobody can know whether it arrived."""
    return "resend"


@pytest.fixture
def patience() -> float:
    """Seconds for which whoever writes to the database waits for others."""
    return PATIENCE


@pytest.fixture
def rate() -> str:
    """Messages a second; two hundred take a second."""
    return "200"


@pytest.fixture
async def mailing(town: Town, doubt: str, patience: float, rate: str) -> AsyncIterator[Mailing]:
    """An edition on its way to two hundred people."""
    town.waits_for_locks(patience)
    town.settings |= {"BOT_RATE": rate, "BOT_PAID_BROADCAST": "true", "BOT_DOUBT": doubt}
    # What has arrived is known to the bot only later: that is what a kill leaves in doubt.
    town.world.cloud.settings.latency = 0.05
    async with Mailing.begin(town) as mailing:
        await mailing.subscribe(mailing.crowd(CROWD))
        await mailing.publish()
        yield mailing


async def test_after_a_kill_nobody_is_missed_and_only_what_was_in_flight_is_doubled(
    mailing: Mailing,
) -> None:
    await mailing.town.start()
    await mailing.under_way(MIDDLE)
    await mailing.town.end(signal.SIGKILL)
    arrived, in_flight = mailing.arrived, await mailing.in_flight()
    assert MIDDLE <= arrived < CROWD
    assert in_flight

    await mailing.town.start()
    await mailing.ends()
    assert not mailing.missed()
    assert mailing.doubled() <= in_flight
    assert mailing.arrived == CROWD + len(mailing.doubled())
    assert not await mailing.exceptions()
    assert not mailing.world.violations


@pytest.mark.parametrize("doubt", ["hold"])
async def test_with_hold_a_kill_doubles_nobody_and_every_doubt_is_listed(mailing: Mailing) -> None:
    await mailing.town.start()
    await mailing.under_way(MIDDLE)
    await mailing.town.end(signal.SIGKILL)
    in_flight = await mailing.in_flight()
    assert in_flight

    await mailing.town.start()
    await mailing.ends()
    listed = await mailing.exceptions()
    doubtful = {one.chat_id for one in listed}
    assert not mailing.doubled()
    assert {one.failure for one in listed} == {Failure.UNKNOWN}
    assert doubtful < in_flight  # of the others it had noted what became of them
    assert mailing.missed() <= doubtful
    assert (await mailing.progress()).sent == CROWD - len(doubtful)


async def test_after_a_kill_everybody_is_told_of_a_correction_in_reply_to_what_they_have(
    mailing: Mailing,
) -> None:
    town, world = mailing.town, mailing.world
    await town.start()
    await mailing.ends()
    assert mailing.broadcast
    head = f"---\ntitle: {TITLE}\ndate: {mailing.broadcast.day}\n---\n\n"
    corrected = "".join(
        f"## {item.number}. {item.headline}\n\n{item.paragraphs[0].text}\n\n"
        for item in DIGEST.items
    ).replace("until two", "until three")
    world.upload(town.editor, "corrected.md", f"{head}{corrected}".encode())
    card = await world.wait_for_message(town.editor, containing="until two three in the")
    await town.press(town.editor, card, "📣 Correct and tell", answer="Correction")
    await world.wait_until(lambda: told(mailing).total() >= MIDDLE, timeout=DEADLINE)
    await town.end(signal.SIGKILL)
    in_flight = await mailing.in_flight()
    assert told(mailing).total() < CROWD

    await town.start()
    await mailing.until(lambda: is_over(mailing))
    copies = told(mailing)
    assert min(copies.values()) == 1
    assert {chat for chat, number in copies.items() if number > 1} <= in_flight
    for chat in mailing.subscribers:
        edition, erratum = world.received(chat)[0], world.received(chat)[-1]
        assert erratum.reply_to is edition
        assert "until three" in edition.text
    assert not world.violations


def told(mailing: Mailing) -> Counter[int]:
    """How often each subscriber was told of the correction."""
    line = "✏️ Correction to ②: two → three\nThe library stays open"
    return Counter(
        {
            chat: sum(line in message.text for message in mailing.world.received(chat))
            for chat in mailing.subscribers
        }
    )


async def is_over(mailing: Mailing) -> bool:
    """Whether nothing is going out any more."""
    return not await mailing.store.ledger.unfinished()


@pytest.mark.parametrize("doubt", ["hold"])
async def test_told_to_stop_it_settles_what_is_in_flight_and_leaves_no_doubt(
    mailing: Mailing,
) -> None:
    await mailing.town.start()
    await mailing.under_way(MIDDLE)
    assert await mailing.town.end(signal.SIGTERM) == 0
    assert MIDDLE <= mailing.arrived < CROWD
    assert not await mailing.in_flight()

    await mailing.town.start()
    await mailing.ends()
    assert not await mailing.exceptions()
    assert set(mailing.copies().values()) == {1}


async def test_a_process_that_only_delivers_takes_part_and_stops_when_told(
    mailing: Mailing,
) -> None:
    helper = await mailing.town.run("deliver", "--name", "helper")
    try:
        await mailing.ends()
    finally:
        helper.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(helper.wait(), DEADLINE) == 0
    assert set(mailing.copies().values()) == {1}
    assert {call.method for call in mailing.world.calls} == {"getMe", "sendMessage"}


async def test_answers_lost_after_delivery_double_only_those_they_were_about(
    mailing: Mailing,
) -> None:
    before, after = cut(mailing.world)
    async with mailing.bot():
        await mailing.ends()
    assert (before.struck, after.struck) == (6, 6)
    assert not mailing.missed()
    assert mailing.arrived == CROWD + after.struck
    assert not await mailing.exceptions()


@pytest.mark.parametrize("doubt", ["hold"])
async def test_with_hold_cut_connections_double_nobody_and_are_all_listed(
    mailing: Mailing,
) -> None:
    before, after = cut(mailing.world)
    async with mailing.bot():
        await mailing.ends()
    listed = {one.chat_id for one in await mailing.exceptions()}
    assert not mailing.doubled()
    assert len(listed) == before.struck + after.struck
    assert mailing.missed() <= listed
    assert len(mailing.missed()) == before.struck


async def test_a_pause_that_telegram_orders_is_kept_by_broadcast_and_answers(
    mailing: Mailing,
) -> None:
    world = mailing.world
    alice = world.person("Alice")
    world.flood(method="sendMessage", text=EDITION, seconds=2, probability=0.02)
    async with mailing.bot():
        await mailing.until(mailing.knows_of_a_pause)
        leaving, before = await mailing.leaving(), len(world.violations)
        assert mailing.arrived < CROWD
        answer = await mailing.town.ask(alice, "/item 1", answer="①")
        assert "repairs" in answer.text
        await mailing.ends()
    to_alice = [call for call in world.calls if call.chat_id == alice.id]
    assert [call.status for call in to_alice if call.method == "sendMessage"] == [200]
    assert {late.chat_id for late in world.violations[before:]} <= leaving
    assert set(mailing.copies().values()) == {1}


async def test_a_pause_that_an_answer_was_ordered_is_kept_by_the_broadcast(
    mailing: Mailing,
) -> None:
    world = mailing.world
    alice = world.person("Alice")
    flood = world.flood(method="sendMessage", text="repairs", seconds=2)
    await mailing.town.start()
    await mailing.under_way(20)
    world.say(alice, "/item 1")
    await mailing.keeps_the_pause()
    assert flood.struck
    await world.wait_for_message(alice, containing="①", timeout=DEADLINE)
    assert set(mailing.copies().values()) == {1}


@pytest.mark.skipif(sys.platform != "linux", reason="the bot's notes need Linux")
async def test_a_pause_ordered_while_the_bot_stood_still_is_kept_all_the_same(
    mailing: Mailing,
) -> None:
    await mailing.town.start()
    await mailing.under_way(40)
    flood = mailing.world.flood(method="sendMessage", seconds=2, count=1)
    await mailing.world.wait_until(lambda: flood.struck, timeout=DEADLINE)
    async with mailing.town.stopped():
        # The order waits to be read, and so do messages whose time has come.
        leaving = await mailing.leaving()
        await asyncio.sleep(0.6)
    await mailing.ends()
    assert set(mailing.copies().values()) == {1}
    late = {late.chat_id for late in mailing.world.violations} - leaving
    # A 429 does not say whether it means the chat or the bot. One request to somebody else finds
    # out (`bot.outbox.probe`), and is refused where it is the bot: that one, and no second.
    assert len(late) <= 1


# At this rate it takes longer than three answers anywhere.
@pytest.mark.parametrize("rate", ["15"])
async def test_readers_are_answered_while_a_broadcast_goes_out(mailing: Mailing) -> None:
    alice = mailing.world.person("Alice")
    async with mailing.bot():
        await mailing.under_way(10)
        for _ in range(3):
            await mailing.town.ask(alice, "/item 1", answer="①")
        assert mailing.arrived < CROWD
        await mailing.ends()
    assert set(mailing.copies().values()) == {1}
    assert not mailing.world.violations
    assert {call.status for call in mailing.world.calls} == {200}


@pytest.mark.parametrize("patience", [0.5])
async def test_a_database_that_somebody_holds_costs_nobody_anything(mailing: Mailing) -> None:
    async with mailing.bot():
        await mailing.under_way(20)
        await asyncio.to_thread(hold, mailing.town.folder / "kawaraban.db", seconds=2.0)
        assert mailing.arrived < CROWD
        await mailing.ends()
    assert set(mailing.copies().values()) == {1}


def hold(database: Path, *, seconds: float) -> None:
    """Keep everybody from writing for longer than the bot's connection waits."""
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        other.rollback()


def cut(world: World) -> tuple[Fault, Fault]:
    """Connections that end here and there, before or after the message was delivered."""
    return (
        world.cut_before_delivery(method="sendMessage", text=EDITION, count=6, probability=0.1),
        world.cut_after_delivery(method="sendMessage", text=EDITION, count=6, probability=0.1),
    )
