"""Readers come by a flyer, open items and leave; the editor sees it in figures."""

from __future__ import annotations

import asyncio
from typing import Any

from simulator.state.messages import Message
from tests.support.town import DEADLINE, Town


def file_of(town: Town, message: Message) -> str:
    document: Any = message.content["document"]
    stored = town.world.cloud.files.get(document["file_id"])
    assert stored
    return stored.data.decode()


async def test_an_editor_sees_who_came_by_a_flyer_what_is_opened_and_who_is_lost(
    town: Town,
) -> None:
    await town.start()
    bob, ann = town.world.person("Bob"), town.world.person("Ann")
    start = await town.ask(bob, "/start from_flyer", answer="digest")
    await town.press(bob, start, "🔔 Subscribe", answer="Subscribed")
    await town.ask(ann, "/subscribe", answer="Subscribed")
    await town.publish("2026-11-19.en.md")
    for reader in (bob, ann):
        await town.world.wait_for_message(reader, containing="①", timeout=DEADLINE)
        await town.ask(reader, "2", answer="②")
    town.world.block(ann)

    told = await town.ask(town.editor, "/stats", answer="Readers now")
    async with asyncio.timeout(DEADLINE):
        while "blocked: 1" not in told.text:  # chats wait for none but themselves
            told = await town.ask(town.editor, "/stats", answer="Readers now")
    for line in (
        "Active: 1, paused: 0, blocked: 1, not subscribed: 1",
        "Came: 2, back in reach: 0, left: 0, lost: 1",
        "reached 2 of 2 (100.0 %)",
        "opened ② <5",
        "flyer: 1, of them active: 1",
    ):
        assert line in told.text
    file = await town.press(town.editor, told, "📄 CSV", answer="One figure a line")
    rows = file_of(town, file).splitlines()
    assert rows[0] == "what,day,which,count"
    assert {"readers,,blocked,1", "source_came,,flyer,1"} <= set(rows)
    chart = town.world.press(town.editor, told, "☀️ Chart")
    await town.world.wait_for_answer(chart, timeout=DEADLINE)
    assert any("photo" in message.content for message in town.world.received(town.editor.id))
    printed = await town.command("stats", "--days", "7", "--csv")
    assert "readers,,blocked,1" in printed.splitlines()
