"""Another program keeps the database locked in the middle of a broadcast; told to the process."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support.mailing import Mailing
from tests.support.town import DEADLINE, Town

CROWD = 200
MIDDLE = 60


@pytest.fixture
async def mailing(town: Town) -> AsyncIterator[Mailing]:
    """An edition on its way to two hundred people."""
    del town.settings["BOT_DATABASE_URL"]  # for production's patience
    town.settings |= {"BOT_RATE": "100", "BOT_PAID_BROADCAST": "true", "BOT_DOUBT": "hold"}
    town.world.cloud.settings.latency = 0.05
    async with Mailing.begin(town) as mailing:
        await mailing.subscribe(mailing.crowd(CROWD))
        await mailing.publish()
        await town.start()
        await town.ask(town.editor, "/language en", answer="from now on")
        await mailing.under_way(MIDDLE)
        yield mailing


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Keep everybody else from writing."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def told(mailing: Mailing, words: str) -> None:
    """Wait until the editor was told."""
    inbox, editor = mailing.world.inbox, mailing.town.editor
    await mailing.world.wait_until(
        lambda: any(words in message.text for message in inbox(editor)), timeout=DEADLINE
    )


async def test_a_lasting_lock_costs_nobody_anything_and_is_told(mailing: Mailing) -> None:
    town, world = mailing.town, mailing.world
    alice, bob = world.person("Alice"), world.person("Bob")
    with locked(town.folder / "kawaraban.db"):
        await asyncio.gather(
            town.ask(bob, "/subscribe", answer="I am very busy just now"),
            town.ask(alice, "/item 1", answer="①"),
        )
        await town.ask(alice, "/today", answer="The ferry runs again")
        await told(mailing, "another program keeps it locked")
        assert mailing.arrived < CROWD
    await mailing.ends()
    assert set(mailing.copies().values()) == {1}
    assert not await mailing.exceptions()
    await town.ask(bob, "/subscribe", answer="Subscribed")
    await told(mailing, "My database works again")
    assert await town.end() == 0
    assert not world.violations


async def test_ended_and_started_on_a_locked_database_it_answers_everybody_soon(
    mailing: Mailing,
) -> None:
    town, world = mailing.town, mailing.world
    people = [world.person(f"Reader {number}") for number in range(8)]
    with locked(town.folder / "kawaraban.db"):
        for person in people:
            world.say(person, "/subscribe")
        for person in people:
            await world.wait_for_message(person, containing="very busy just now")
        assert await town.end() == 0  # and does not wait for the lock, which lasts
        in_flight = await mailing.in_flight()
        await town.start()
        await town.ask(people[0], "/item 1", answer="①")
        await told(mailing, "another program keeps it locked")
    await mailing.ends()
    assert not mailing.doubled()
    assert {one.chat_id for one in await mailing.exceptions()} <= in_flight
