"""The card on which an editor watches a broadcast, stops it, and learns who does not have it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator

import pytest

from digests.delivery.model import BroadcastState
from simulator.protocol.faults import FaultKind
from tests.support.mailing import Mailing
from tests.support.town import DEADLINE, Town

CROWD = 150  # five seconds


@pytest.fixture
async def mailing(town: Town) -> AsyncIterator[Mailing]:
    """An edition on its way, and the editor's card."""
    town.settings |= {"BOT_LANGUAGE": "en", "BOT_DOUBT": "hold"}
    async with Mailing.begin(town) as mailing:
        await mailing.subscribe(mailing.crowd(CROWD))
        yield mailing


async def test_a_card_counts_and_foretells_until_everybody_has_it(mailing: Mailing) -> None:
    await mailing.publish()
    async with mailing.bot():
        card = await mailing.world.wait_for_message(
            mailing.town.editor, containing="a second, done about", timeout=DEADLINE
        )
        assert re.search(r"\d+ delivered\n• \d+ to go\n\d+\.\d a second", card.text)
        done = await mailing.world.wait_for_message(mailing.town.editor, containing="✅ Delivered")
    assert done.id == card.id  # edited where it hangs
    assert f"• {CROWD} delivered" in done.text
    assert "to go" not in done.text


async def test_a_broadcast_that_is_paused_waits_and_then_reaches_the_rest(
    mailing: Mailing,
) -> None:
    town, world = mailing.town, mailing.world
    await mailing.publish()
    async with mailing.bot():
        card = await world.wait_for_message(town.editor, containing="Going out", timeout=DEADLINE)
        await mailing.under_way(20)
        card = await town.press(town.editor, card, "⏸ Pause", answer="⏸ Paused")
        await mailing.until(mailing.is_at_rest)
        stopped = mailing.arrived
        assert stopped < CROWD
        assert await mailing.store.ledger.claim("another worker") is None
        await town.press(town.editor, card, "▶ Resume", answer="✅ Delivered")
    assert set(mailing.copies().values()) == {1}


async def test_a_broadcast_that_is_stopped_reaches_nobody_else_until_it_is_resumed(
    mailing: Mailing,
) -> None:
    town, world = mailing.town, mailing.world
    await mailing.publish()
    async with mailing.bot():
        card = await world.wait_for_message(town.editor, containing="Going out", timeout=DEADLINE)
        await mailing.under_way(20)
        asked = await town.press(town.editor, card, "⏹ Stop", answer="Stop sending")
        card = await town.press(town.editor, asked, "⏹ Yes, stop", answer="⏹ Stopped")
        await mailing.ends(BroadcastState.CANCELLED)
        await mailing.until(mailing.is_at_rest)
        stopped = mailing.arrived
        assert await mailing.store.ledger.claim("another worker") is None
        assert mailing.arrived == stopped < CROWD
        assert not mailing.doubled()
        await town.press(town.editor, card, "▶ Send to the rest", answer="✅ Delivered")
    assert set(mailing.copies().values()) == {1}
    assert mailing.arrived == CROWD


async def test_at_the_end_a_file_names_everyone_who_may_not_have_it(mailing: Mailing) -> None:
    gone = mailing.subscribers[:2]
    for chat in gone:
        mailing.world.fault(FaultKind.BLOCKED, chat_id=chat)
    await mailing.publish()
    async with mailing.bot():
        report = await mailing.world.wait_for_message(
            mailing.town.editor, containing="whether 2 recipients have it", timeout=DEADLINE
        )
    document = report.content["document"]
    assert isinstance(document, dict)
    file = mailing.world.cloud.files.get(str(document["file_id"]))
    assert file
    rows = list(csv.DictReader(io.StringIO(file.data.decode())))
    assert {int(row["chat_id"]) for row in rows} == set(gone)
    assert {row["failure"] for row in rows} == {"gone"}


@pytest.mark.parametrize("button", ["🔁 Send the doubtful again", "✓ Take them as arrived"])
async def test_the_editor_decides_what_becomes_of_the_doubtful(
    mailing: Mailing, button: str
) -> None:
    town, world = mailing.town, mailing.world
    world.fault(FaultKind.CUT_AFTER, chat_id=mailing.subscribers[0], method="sendMessage")
    await mailing.publish()
    async with mailing.bot():
        await mailing.ends()
        card = await world.wait_for_message(town.editor, containing="1 in doubt", timeout=DEADLINE)
        await town.press(town.editor, card, button, answer=f"• {CROWD} delivered")
    assert len(mailing.doubled()) == (1 if "again" in button else 0)
    assert not await mailing.exceptions()
