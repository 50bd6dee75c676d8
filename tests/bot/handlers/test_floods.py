"""Who asks for more than Telegram lets the bot answer is told so, and delays nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.outbox.chat_limits import GROUP_COUNT, ChatLimits
from simulator.protocol.limits import Limits
from simulator.state.chats import Chat, Standing
from simulator.state.people import Person
from tests.support.desk import Desk, texts

LINK = "https://t.me/"


@pytest.fixture
async def paced(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """A desk before a Telegram that keeps its limits."""
    async with Desk.opened(tmp_path, template, chat_limits=ChatLimits()) as desk:
        desk.world.cloud.limits = Limits()
        yield desk


@pytest.fixture
async def circle(paced: Desk) -> Chat:
    """A group with the bot in it."""
    owner, wren = paced.world.person("Owner"), paced.world.person("Wren")
    group = paced.world.supergroup("Circle", [owner, wren])
    await paced.handled()
    paced.world.news(group)
    return group


def member(desk: Desk, name: str = "Wren") -> Person:
    return next(one for one in desk.world.cloud.people if one.first_name == name)


async def test_a_group_at_its_limit_is_told_once_where_to_go_on_and_a_person_is_answered(
    paced: Desk, circle: Chat
) -> None:
    wren = member(paced)
    for _ in range(25):
        paced.world.say(wren, "/about", chat=circle)
    await paced.handled()
    said = texts(paced.world.received(circle.id))
    assert len(said) <= GROUP_COUNT
    assert [LINK in text and "in private" in text for text in said].count(True) == 1
    assert await paced.said(wren, "/about")
    assert not [one for one in paced.logs if one["log_level"] in {"warning", "error"}]


async def test_whoever_presses_in_a_group_at_its_limit_is_told_each_time(
    paced: Desk, circle: Chat
) -> None:
    await paced.publish()
    wren = member(paced)
    (edition,) = await paced.said(wren, "/today", chat=circle)
    for _ in range(25):
        paced.world.say(wren, "/about", chat=circle)
    await paced.handled()
    paced.world.news(circle)
    for _ in range(2):
        pressed = await paced.pressed(wren, edition, "①")
        assert LINK in pressed.toast
        assert pressed.alert
        assert not pressed.messages


async def test_who_sends_more_than_can_wait_is_told_so(paced: Desk) -> None:
    wren = paced.world.person("Wren")
    paced.world.say(wren, "/about")
    (update,) = await paced.bot.application.bot.get_updates(timeout=0)
    on_flood = paced.bot.inbox._order.on_flood
    assert on_flood
    await on_flood(update)
    (said,) = paced.world.news(wren)
    assert said.text.startswith("That is more than I can answer at once")


async def test_in_a_group_only_whoever_turned_to_the_bot_is_told_and_alone(
    paced: Desk, circle: Chat
) -> None:
    owner, wren, on_flood = member(paced, "Owner"), member(paced), paced.bot.inbox._order.on_flood
    paced.world.set_bot(circle, owner, Standing.ADMINISTRATOR, ["can_manage_chat"])
    paced.world.say(wren, "see you at the ferry", chat=circle)
    paced.world.say(wren, "/about", chat=circle)
    updates = await paced.bot.application.bot.get_updates(paced.next_update, timeout=0)
    assert on_flood
    assert [await on_flood(one) for one in updates if one.message] == [False, True]
    (said,) = paced.world.news(circle)
    assert said.receiver
    assert said.receiver["id"] == wren.id


async def test_who_sends_too_much_is_told_so_in_the_language_they_chose(paced: Desk) -> None:
    wren = paced.world.person("Wren", language_code="ja")
    await paced.said(wren, "/language en")
    paced.world.say(wren, "/about")
    update = (await paced.bot.application.bot.get_updates(paced.next_update, timeout=0))[-1]
    assert paced.bot.inbox._order.on_flood
    await paced.bot.inbox._order.on_flood(update)
    assert paced.world.news(wren)[-1].text.startswith("That is more than I can answer at once")
