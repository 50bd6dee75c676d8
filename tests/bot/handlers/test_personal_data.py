"""What is kept about a reader is told, handed out and deleted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from digests.model import Form
from digests.store.bots.bot_tables import file_ids
from simulator.state.chats import Chat, Standing
from simulator.state.messages import Message
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
    found = handed_out(desk, file)
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


@pytest.fixture
async def owner(desk: Desk) -> Person:
    return desk.world.person("Owner")


@pytest.fixture
async def group(desk: Desk, owner: Person, wren: Person) -> Chat:
    """A group of the owner and of Wren that has the digest delivered."""
    group = desk.world.supergroup("Harbour", [owner, wren])
    for person in (owner, wren):
        await desk.said(person, "/about")
    await desk.said(owner, "/subscribe", chat=group)
    return group


def payload(answer: Message) -> str:
    """What the button below an answer opens in the private chat."""
    (key,) = answer.buttons
    return (key.url or "").partition("?start=")[2]


def handed_out(desk: Desk, file: Message) -> Any:
    document: Any = file.content["document"]
    stored = desk.world.cloud.files.get(document["file_id"])
    assert stored
    return json.loads(stored.data)


@pytest.mark.parametrize("command", ["/mydata", "/forget", "/privacy"])
async def test_where_others_read_what_is_personal_is_only_led_to(
    desk: Desk, owner: Person, group: Chat, command: str
) -> None:
    (answer,) = await desk.said(owner, command, chat=group)
    assert answer.text == "That's between you and me: I answer it in our private chat."
    assert payload(answer) == f"me_{command[1:]}_{-group.id}_0"
    hears_all = {"can_manage_chat"}
    desk.world.set_bot(group, owner, Standing.ADMINISTRATOR, rights=hears_all)
    await desk.handled()
    said_in_words = f"{desk.bot.application.bot.name} {command[1:]}"
    (answer,) = await desk.said(owner, said_in_words, chat=group)
    assert payload(answer) == f"me_{command[1:]}_{-group.id}_0"


async def test_a_channel_never_shows_what_is_kept_about_it(desk: Desk, owner: Person) -> None:
    channel = desk.world.channel("Gazette", [owner])
    await desk.handled()
    (answer,) = await desk.said(owner, "/mydata", chat=channel)
    assert "document" not in answer.content
    assert payload(answer) == f"me_mydata_{-channel.id}_0"


async def test_a_member_gets_in_private_what_is_kept_about_them_alone(
    desk: Desk, wren: Person, group: Chat
) -> None:
    await desk.said(wren, "/settings 06:45")
    (answer,) = await desk.said(wren, "/mydata", chat=group)
    (file,) = await desk.said(wren, f"/start {payload(answer)}")
    assert handed_out(desk, file)["subscribers"][0]["chat_id"] == wren.id


async def test_whoever_decides_for_a_group_gets_and_deletes_in_private_what_is_kept_about_it(
    desk: Desk, owner: Person, wren: Person, group: Chat
) -> None:
    (answer,) = await desk.said(owner, "/mydata", chat=group)
    nothing, file = await desk.said(owner, f"/start {payload(answer)}")
    assert nothing.text == "Nothing is kept about this chat."
    assert file.text == "All that is kept about “Harbour”."
    assert handed_out(desk, file)["subscribers"][0]["chat_id"] == group.id
    (answer,) = await desk.said(owner, "/forget", chat=group)
    _, question = await desk.said(owner, f"/start {payload(answer)}")
    (data,) = (key.data for key in question.buttons)
    assert data
    refused = await desk.pressed_of_old(wren, data)
    assert refused.toast == "Only the admins of that chat can do that."
    assert await desk.store.subscribers.find(group.id, None)
    done = await desk.pressed(owner, question, "Delete everything")
    assert done.toast == "Everything kept about “Harbour” is deleted."
    assert await desk.store.subscribers.find(group.id, None) is None


async def test_the_periods_are_those_of_the_settings(desk: Desk, wren: Person) -> None:
    told = await desk.told(wren, "/privacy")
    settings = desk.services.settings
    for sentence in (
        f"Kept for {settings.keep_receipts} days after an edition went out",
        "Kept for 2 days: the number of each message",
        "and for 30 days at most",
        f"was sent, for {settings.keep_receipts} days and until another one is sent",
        "What is deleted is overwritten within an hour",
        f"what was deleted for {settings.backup_keep} more days",
        "/mydata sends you all of it",
    ):
        assert sentence in told
    assert "As an editor" not in told
    editors = await desk.told(desk.editor, "/privacy")
    assert f"discarded for {settings.keep_drafts} days" in editors


async def test_on_a_server_the_database_clears_its_files(desk: Desk, wren: Person) -> None:
    settings = desk.services.settings.with_database("postgresql://kawaraban@localhost/kawaraban")
    desk.bot.application.bot_data = replace(desk.services, settings=settings)
    told = await desk.told(wren, "/privacy")
    assert "overwritten" not in told
    assert "the database clears it from its files later" in told


async def test_of_a_stranger_what_meant_nothing_is_handed_out_and_deleted(
    desk: Desk, wren: Person
) -> None:
    await desk.publish()
    assert "Nothing" in await desk.told(wren, "zebra")
    (file,) = await desk.said(wren, "/mydata")
    found = handed_out(desk, file)
    assert {name for name, rows in found.items() if rows} == {"misunderstood"}
    assert found["misunderstood"][0]["chat_id"] == wren.id
    (question,) = await desk.said(wren, "/forget")
    await desk.pressed(wren, question, "Delete everything")
    assert await desk.told(wren, "/mydata") == "Nothing is kept about this chat."


async def test_what_was_shown_last_is_forgotten_too(desk: Desk, wren: Person) -> None:
    await desk.publish()
    await desk.said(wren, "2")
    (question,) = await desk.said(wren, "/forget")
    await desk.pressed(wren, question, "Delete everything")
    assert desk.services.shown.find((wren.id, None)) is None
    (item,) = await desk.said(wren, "next")
    assert item.text.startswith("①")
