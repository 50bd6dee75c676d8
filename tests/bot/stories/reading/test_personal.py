"""A reader follows and mutes, saves an item and is reminded of it once, whatever is killed."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing

from simulator.state.people import Person
from tests.support.town import DEADLINE, Town

REMINDER = "⏰ You wanted to be reminded"
DUE = "UPDATE saved_items SET remind_at = '2026-11-20 20:00:00.000000'"
TAKEN = "SELECT 1 FROM saved_items WHERE taken_at IS NOT NULL"


def asked(town: Town, statement: str) -> list[tuple[object, ...]]:
    """What a statement gives in the bot's database, which it goes on with."""
    with closing(sqlite3.connect(town.database, timeout=DEADLINE)) as database, database:
        return database.execute(statement).fetchall()


async def sees(town: Town, who: Person, words: str) -> str:
    found = await town.world.wait_for_message(who, containing=words, timeout=DEADLINE)
    return found.text


async def test_what_a_reader_follows_mutes_and_saves_is_theirs_alone(town: Town) -> None:
    town.world.unblock(town.editor)
    town.settings |= {"BOT_LANGUAGE": "en"}
    await town.start()
    bob, ann = town.world.person("Bob"), town.world.person("Ann")
    for person in (bob, ann):
        await town.ask(person, "/subscribe", answer="Subscribed")

    # followed and muted in words; the edition is marked for one of the two
    await town.ask(bob, "follow ferry", answer="You follow ferry")
    await town.ask(bob, "mute library", answer="library is muted")
    await town.publish("2026-11-19.en.md")
    his, hers = [await sees(town, one, "The Lantern") for one in (bob, ann)]
    assert "① ★ Port Linnet votes" in his
    assert "🔇 muted: library" in his
    assert "★" not in hers
    assert "🔇" not in hers

    # saved, and reminded of once
    item = await town.ask(bob, "1", answer="①")
    pressed = town.world.press(bob, item, "🔖 Save")
    await town.world.wait_for_answer(pressed, timeout=DEADLINE)
    await town.ask(bob, "tonight", answer="I'll remind you")
    asked(town, DUE)
    assert "① Port Linnet votes" in await sees(town, bob, REMINDER)

    # killed while a reminder is on its way: it is not sent again, and may not have come
    await town.ask(bob, "remind me tonight", answer="I'll remind you")
    town.world.cloud.settings.latency = DEADLINE
    asked(town, DUE)
    async with asyncio.timeout(DEADLINE):
        while not asked(town, TAKEN):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.05)
    await town.end(signal.SIGKILL)
    town.world.cloud.settings.latency = 0.0
    await town.start()
    listed = await town.ask(bob, "/saved", answer="🔖 1 saved item")
    assert "The reminder may not have reached you" in listed.text
    assert town.world.copies(bob.id, REMINDER) <= 2

    # taken out
    listed = await town.press(bob, listed, "✕ Take out", answer="You have saved nothing")
    card = await town.ask(bob, "/settings", answer="Following: 1 · Muted: 1")
    rules = await town.press(bob, card, "★ Following and muted", answer="Following: 1")
    await town.press(bob, rules, "✕ ★ ferry", answer="Following: 0 · Muted: 1")
