"""What the clock does by itself, from an editor's schedule to a subscriber's chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from digests.model import EditionState
from digests.store.bots.bot_tables import inbox as inbox_table
from digests.store.upkeep.restore import HeldBack, hold_back
from simulator.state.messages import Message
from tests.support.desk import Desk, labels
from tests.support.town import DEADLINE

DUE = "1. The ferry runs again\nIt sails at seven.\n\n2. A bell was found\nIn the old mole.\n"
LATER = DUE.replace("ferry", "tram")


@pytest.fixture
async def yesterday(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """A desk that is not started, and whose clocks show a time long past."""
    async with Desk.opened(tmp_path, template, started=False) as desk:
        desk.now = datetime.now(UTC) - timedelta(days=1)
        yield desk


@asynccontextmanager
async def running(desk: Desk) -> AsyncIterator[None]:
    """The bot as it runs by itself, its clocks right, until the block ends."""
    desk.now = datetime.now(UTC)
    async with desk.running():
        yield


async def told(desk: Desk, words: str) -> Message:
    """What the editor is told by itself."""
    return await desk.world.wait_for_message(desk.editor, containing=words, timeout=DEADLINE)


async def scheduled(desk: Desk, text: str, when: int | str) -> None:
    """The editor schedules a digest for the moment on a button, or one that they type."""
    question = (await desk.pressed(desk.editor, await desk.draft(text), "🕖 Schedule")).last
    if isinstance(when, int):
        await desk.pressed(desk.editor, question, labels(question)[when])
    else:
        answer = (await desk.said(desk.editor, when, reply_to=question))[-1]
        if "📣 Send it all the same" in labels(answer):  # its day is long past by then
            await desk.pressed(desk.editor, answer, "📣 Send it all the same")
    assert any(one.state is EditionState.SCHEDULED for one in await desk.store.editions.drafts())


async def test_a_scheduled_edition_is_published_by_the_clock(yesterday: Desk) -> None:
    desk = yesterday
    async with desk.started():
        wren = await desk.subscriber("Wren")
        await scheduled(desk, DUE, 0)
        assert "no editions yet" in await desk.told(wren, "/today")
    async with running(desk):
        digest = await desk.world.wait_for_message(wren, containing="🗞", timeout=DEADLINE)
        card = await desk.world.wait_for_message(
            desk.editor, containing="1 delivered", timeout=DEADLINE
        )
    assert "① The ferry runs again" in digest.text
    assert card.text.startswith("✅ Delivered")
    assert sum("🗞" in message.text for message in desk.world.received(wren.id)) == 1


async def test_the_clock_leaves_an_edition_alone_whose_moment_is_still_to_come(
    yesterday: Desk,
) -> None:
    desk = yesterday
    async with desk.started():
        wren = await desk.subscriber("Wren")
        await scheduled(desk, LATER, f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%d} 07:30")
        desk.now += timedelta(hours=1)
        await scheduled(desk, DUE, 0)
    async with running(desk):
        await desk.world.wait_for_message(wren, containing="ferry", timeout=DEADLINE)
        desk.world.say(desk.editor, "/drafts")
        listed = await desk.world.wait_for_message(
            desk.editor, containing="Drafts", timeout=DEADLINE
        )
    assert len(listed.buttons) == 1
    assert not any("tram" in message.text for message in desk.world.received(wren.id))


async def test_a_reader_whose_hour_has_come_gets_it_by_the_clock(yesterday: Desk) -> None:
    desk, now = yesterday, datetime.now(UTC)
    noon = f"Etc/GMT{now.hour - 12:+d}"  # where it is between twelve and one: no day begins
    desk.now = now - timedelta(hours=1)
    async with desk.started():
        wren = await desk.subscriber("Wren", timezone=noon, minute=11 * 60 + 30 + now.minute)
        card = (await desk.pressed(desk.editor, await desk.draft(DUE), "📣 Publish now")).last
        assert "1 waits for its hour" in card.text
    async with running(desk):
        digest = await desk.world.wait_for_message(wren, containing="🗞", timeout=DEADLINE)
    assert "① The ferry runs again" in digest.text


async def test_what_was_scheduled_before_a_restore_is_asked_about_once_and_does_not_go_out(
    yesterday: Desk,
) -> None:
    desk = yesterday
    async with desk.started():
        wren = await desk.subscriber("Wren")
        await scheduled(desk, DUE, 0)
    held = await desk.store.database.in_write(hold_back, desk.now)
    assert held == HeldBack(broadcasts=0, editions=1)
    async with running(desk):
        asked = await desk.world.wait_for_message(
            desk.editor, containing="restored from a backup", timeout=30
        )
    assert "was scheduled for" in asked.text
    (draft,) = await desk.services.newsroom.drafts()
    assert (draft.state, draft.publish_at) == (EditionState.DRAFT, None)
    assert not await desk.services.newsroom.tell_held_back()
    assert not any("ferry" in message.text for message in desk.world.received(wren.id))


async def test_what_was_going_out_before_a_restore_waits_for_the_editors(yesterday: Desk) -> None:
    desk = yesterday
    async with desk.started():
        wren = await desk.subscriber("Wren")
        await desk.pressed(desk.editor, await desk.draft(DUE), "📣 Publish")
    await desk.store.database.in_write(hold_back, desk.now)
    async with running(desk):
        card = await desk.world.wait_for_message(
            desk.editor, containing="restored", timeout=DEADLINE
        )
    assert card.text.startswith("⏸ Paused")
    assert "Whoever has had this since then gets it again if it goes on" in card.text
    assert "▶ Resume" in labels(card)
    assert not any("ferry" in message.text for message in desk.world.received(wren.id))


async def test_a_tick_forgets_what_was_handled_days_ago(desk: Desk) -> None:
    inbox = desk.store.inbox(desk.bot.settings.bot_id)
    await inbox.handled([1, 2])
    of_old = update(inbox_table).where(inbox_table.c.id == 1).values(handled=0)
    await desk.store.database.in_write(lambda connection: connection.execute(of_old).rowcount)
    desk.bot.leadership._leads_until = float("inf")
    await desk.bot._tick()
    ids = select(inbox_table.c.id)
    kept = await desk.store.database.in_read(lambda connection: connection.scalars(ids).all())
    assert list(kept) == [2]
