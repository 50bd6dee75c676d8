"""What is kept about a reader is told, handed out and deleted."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select

from digests.model import Form
from digests.store.tables import file_ids
from simulator.state.people import Person
from tests.support.desk import Desk


async def test_a_reader_gets_a_file_of_all_that_is_kept_of_them(desk: Desk, wren: Person) -> None:
    assert await desk.told(wren, "/mydata") == "Nothing is kept about this chat."
    await desk.publish()
    await desk.said(wren, "/subscribe")
    (file,) = await desk.said(wren, "/mydata")
    assert file.text.startswith("All that is kept about this chat.")
    document: Any = file.content["document"]
    assert document["file_name"] == "kawaraban.json"
    stored = desk.world.cloud.files.get(document["file_id"])
    assert stored
    found = json.loads(stored.data)
    assert found["subscribers"][0]["chat_id"] == wren.id
    assert found["subscribers"][0]["form"] == Form.SUMMARIES
    assert [row["part"] for row in found["receipts"]] == [0]
    assert found["undelivered"] == []


async def test_nothing_of_that_file_is_remembered(desk: Desk, wren: Person) -> None:
    await desk.said(wren, "/settings 06:45")
    for _ in range(2):
        (file,) = await desk.said(wren, "/mydata")
        assert "document" in file.content
    kept = select(func.count()).select_from(file_ids)
    assert await desk.store.database.in_read(lambda c: c.execute(kept).scalar_one()) == 0


async def test_in_a_group_only_its_administrators_get_it(desk: Desk, wren: Person) -> None:
    owner = desk.world.person("Owner")
    group = desk.world.supergroup("Harbour", [owner, wren])
    await desk.handled()
    await desk.said(owner, "/subscribe", chat=group)
    assert "only its admins" in await desk.told(wren, "/mydata", chat=group)
    (file,) = await desk.said(owner, "/mydata", chat=group)
    assert "document" in file.content


async def test_the_periods_are_those_of_the_settings(desk: Desk, wren: Person) -> None:
    told = await desk.told(wren, "/privacy")
    settings = desk.services.settings
    for sentence in (
        f"Kept for {settings.keep_receipts} days after an edition went out",
        "Kept for 2 days: the number of each message",
        "and for 30 days at most",
        f"what was deleted for {settings.backup_keep} more days",
        "/mydata sends you all of it",
    ):
        assert sentence in told
    assert "As an editor" not in told
    editors = await desk.told(desk.editor, "/privacy")
    assert f"discarded for {settings.keep_drafts} days" in editors


async def test_what_was_shown_last_is_forgotten_too(desk: Desk, wren: Person) -> None:
    await desk.publish()
    await desk.said(wren, "2")
    (question,) = await desk.said(wren, "/forget")
    await desk.pressed(wren, question, "Delete everything")
    assert desk.services.shown.find((wren.id, None)) is None
    (item,) = await desk.said(wren, "next")
    assert item.text.startswith("①")
