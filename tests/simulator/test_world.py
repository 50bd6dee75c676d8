"""The world as stories tell it, and that it forgets nothing under load."""

from __future__ import annotations

import ast
import asyncio
import signal
import sys
from collections import deque
from pathlib import Path

import pytest
import telegram
from aiohttp import ClientSession

import simulator
from simulator import DEMO_TOKEN, World
from simulator.state.actions import ActError
from simulator.state.people import Person
from tests.support.town import DEADLINE


async def test_a_story_waits_for_what_comes_after_its_last_act(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    await bot.send_message(bob.id, "old news")
    world.say(bob, "/today")
    with pytest.raises(TimeoutError, match="no message containing 'news' came, but: \\[\\]"):
        await world.wait_for_message(bob, containing="news", timeout=0.01)
    waiting = asyncio.create_task(world.wait_for_message(bob, containing="news"))
    await bot.send_message(bob.id, "no, this")
    await bot.send_message(bob.id, "the news")
    assert (await waiting).text == "the news"


async def test_an_edit_is_news_too(world: World, bot: telegram.Bot, bob: Person) -> None:
    sent = await bot.send_message(bob.id, "page 1")
    world.say(bob, "next")
    waiting = asyncio.create_task(world.wait_for_message(bob, containing="page 2"))
    await sent.edit_text("page 2")
    assert (await waiting).id == sent.message_id


async def test_the_inbox_is_how_it_stands_and_the_record_is_all_there_was(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    one, two = [await bot.send_message(bob.id, text) for text in ("one", "two")]
    await one.delete()
    await two.edit_text("three")
    assert [message.text for message in world.inbox(bob)] == ["three"]
    assert [message.id for message in world.received(bob.id)] == [one.message_id, two.message_id]


async def test_calls_are_kept_for_looking_at(world: World, bot: telegram.Bot, bob: Person) -> None:
    await bot.send_message(bob.id, "hello")
    call = world.calls[-1]
    assert (call.method, call.text, call.status) == ("sendMessage", "hello", 200)
    assert call.as_json()["request"] == {"chat_id": str(bob.id), "text": "hello"}


async def test_every_request_is_counted_however_few_are_kept(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    world.cloud.calls = deque(maxlen=1)
    for _ in range(3):
        await bot.send_message(bob.id, "hello")
    with pytest.raises(telegram.error.BadRequest):
        await bot.send_message(bob.id, "")
    assert len(world.calls) == 1
    assert world.statuses == {200: 4, 400: 1}  # and getMe at the start


async def test_people_do_only_what_an_app_lets_them(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    link = telegram.InlineKeyboardButton("Web", url="https://example.com")
    markup = telegram.InlineKeyboardMarkup([[link]])
    sent = await bot.send_message(bob.id, "x", reply_markup=markup)
    (message,) = world.inbox(bob)
    with pytest.raises(ActError, match="no button 'Next'; there are: 'Web'"):
        world.press(bob, message, "Next")
    with pytest.raises(ActError, match="not one the bot hears of"):
        world.press(bob, message, "Web")
    with pytest.raises(ActError, match="own messages"):
        world.edit(bob, message, "mine now")
    await sent.delete()
    with pytest.raises(ActError, match="deleted"):
        world.press(bob, message, "Web")
    world.deactivate(bob)
    with pytest.raises(ActError, match="deleted"):
        world.say(bob, "x")


async def test_a_button_pressed_in_a_group_comes_from_whom_it_was(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    group = world.group("Village", [bob])
    button = telegram.InlineKeyboardButton("Next", callback_data="n")
    markup = telegram.InlineKeyboardMarkup([[button]])
    await bot.send_message(group.id, "x", reply_markup=markup)
    world.press(bob, await world.wait_for_message(group), "n")
    query = (await bot.get_updates(offset=-1))[0].callback_query
    assert query is not None
    assert query.message is not None
    assert (query.from_user.id, query.message.chat.id) == (bob.id, group.id)


async def test_the_ledger_is_exact_under_load(world: World, http: ClientSession) -> None:
    world.cloud.limits.enabled = False
    ids = world.crowd(300)
    world.cut_after_delivery(method="sendMessage", count=25, probability=0.2)
    world.cut_before_delivery(method="sendMessage", count=25, probability=0.2)
    answered: dict[int, int] = {}

    async def send(chat: int) -> None:
        body = {"chat_id": chat, "text": "the paper"}
        async with http.post(f"/bot{DEMO_TOKEN}/sendMessage", json=body) as response:
            answered[chat] = (await response.json())["result"]["message_id"]

    results = await asyncio.gather(*(send(chat) for chat in ids), return_exceptions=True)
    lost = sum(isinstance(result, Exception) for result in results)
    arrived = {chat: [m.id for m in world.received(chat)] for chat in ids}
    assert lost == 50
    assert sum(map(len, arrived.values())) == 300 - 25 == world.cloud.deliveries.total
    assert all(arrived[chat] == [number] for chat, number in answered.items())


def test_a_crowd_is_made_in_bulk() -> None:
    world = World()
    ids = world.crowd(100_000, language_code="ja")
    assert len(world.cloud.people) == len(ids) == 100_000
    assert ids[0] > 2**32, "ids don't fit into 32 bits, as on Telegram"


def test_a_token_tells_the_bots_id() -> None:
    assert World(token="77:x").cloud.bot.id == 77  # noqa: S106 a made-up one
    with pytest.raises(ValueError, match="looks like"):
        World(token="nonsense")  # noqa: S106 a made-up one


async def test_the_command_prints_where_the_page_is_and_ends_on_ctrl_c() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "simulator", "--port", "0", "--seed-people", "3"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    line = (await child.stdout.readline()).decode()
    assert line.startswith("chat page: http://127.0.0.1:")
    async with ClientSession() as http, http.get(f"{line.split()[-1]}control/state") as response:
        assert (await response.json())["people_total"] == 3
    child.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(child.wait(), DEADLINE) == 0


def test_the_simulator_imports_nothing_else_of_the_project() -> None:
    for path in Path(simulator.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                ours = name.split(".")[0] in {"bot", "digests"}
                assert not ours or name.startswith("simulator"), f"{path.name}: {name}"
