"""Faults on demand, as python-telegram-bot feels them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import telegram
from aiohttp import ClientError, ClientSession, ClientTimeout
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from simulator import DEMO_TOKEN, FaultKind, World
from simulator.state.chats import Standing
from simulator.state.people import Person


@pytest.mark.parametrize(
    ("kind", "conditions", "raised", "sentence"),
    [
        (FaultKind.FLOOD, {"seconds": 7}, RetryAfter, "Retry in 7 seconds"),
        (FaultKind.BLOCKED, {}, Forbidden, "blocked by the user"),
        (FaultKind.DEACTIVATED, {}, Forbidden, "deactivated"),
        (FaultKind.KICKED, {}, Forbidden, "kicked"),
        (FaultKind.NOT_MEMBER, {}, Forbidden, "not a member"),
        (FaultKind.CANT_INITIATE, {}, Forbidden, "can't initiate"),
        (FaultKind.BAD_REQUEST, {"description": "Bad Request: odd"}, BadRequest, "Odd"),
        (FaultKind.CHAT_NOT_FOUND, {}, BadRequest, "Chat not found"),
        (FaultKind.MIGRATED, {"migrate_to_chat_id": -100123}, ChatMigrated, "-100123"),
        (FaultKind.UNAUTHORIZED, {}, InvalidToken, "Unauthorized"),
        (FaultKind.CONFLICT, {}, Conflict, "terminated by other getUpdates"),
        (FaultKind.SERVER_ERROR, {"status": 503}, NetworkError, "Internal Server Error"),
        (FaultKind.BAD_GATEWAY, {}, NetworkError, "Bad Gateway"),
        (FaultKind.BAD_JSON, {}, TelegramError, "Invalid server response"),
        (FaultKind.CUT_BEFORE, {}, NetworkError, "disconnected"),
        (FaultKind.CUT_AFTER, {}, NetworkError, "disconnected"),
    ],
)
async def test_each_fault_raises_what_the_real_one_raises(
    *,
    world: World,
    bot: telegram.Bot,
    bob: Person,
    kind: FaultKind,
    conditions: dict[str, Any],
    raised: type[TelegramError],
    sentence: str,
) -> None:
    world.fault(kind, method="sendMessage", **conditions)
    with pytest.raises(raised, match=sentence) as caught:
        await bot.send_message(bob.id, "x")
    if raised is NetworkError:
        assert not isinstance(caught.value, (BadRequest, TimedOut))


@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.HANG_AFTER])
async def test_no_answer_in_time_is_a_time_out(
    world: World, bot: telegram.Bot, bob: Person, kind: FaultKind
) -> None:
    world.fault(kind, method="sendMessage", seconds=5)
    with pytest.raises(TimedOut):
        await bot.send_message(bob.id, "x", read_timeout=0.1)


@pytest.mark.parametrize(
    ("kind", "arrives"),
    [
        (FaultKind.CUT_BEFORE, False),
        (FaultKind.CUT_AFTER, True),
        (FaultKind.SERVER_ERROR, False),
        (FaultKind.BAD_JSON, True),
        (FaultKind.FLOOD, False),
    ],
)
async def test_the_ledger_tells_what_the_bot_can_not_know(
    world: World, bot: telegram.Bot, bob: Person, kind: FaultKind, arrives: bool
) -> None:
    world.fault(kind, method="sendMessage")
    with pytest.raises(TelegramError):
        await bot.send_message(bob.id, "x")
    assert len(world.received(bob.id)) == arrives


async def test_a_slow_answer_is_only_slow(world: World, bot: telegram.Bot, bob: Person) -> None:
    world.fault(FaultKind.SLOW, method="sendMessage", seconds=0.05)
    assert (await bot.send_message(bob.id, "x")).text == "x"


async def test_a_fault_strikes_what_it_is_meant_for_and_as_often(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    ann = world.person("Ann")
    world.say(ann, "/start")
    fault = world.fault(
        FaultKind.BLOCKED, method="sendMessage", chat_id=bob.id, text="paper", count=2
    )
    await bot.send_message(ann.id, "the paper")
    await bot.send_message(bob.id, "hello")
    await bot.send_chat_action(bob.id, "typing")
    for _ in range(2):
        with pytest.raises(Forbidden):
            await bot.send_message(bob.id, "the paper")
    await bot.send_message(bob.id, "the paper")
    assert fault.struck == 2


async def test_chance_strikes_some(world: World, bot: telegram.Bot) -> None:
    fault = world.fault(FaultKind.SERVER_ERROR, method="getMe", count=None, probability=0.5)
    for _ in range(30):
        try:
            await bot.get_me()
        except NetworkError:
            continue
    assert 0 < fault.struck < 30
    world.clear_faults()
    await bot.get_me()


@pytest.mark.usefixtures("bob")
async def test_a_fault_without_a_method_leaves_polling_alone(
    world: World, bot: telegram.Bot
) -> None:
    world.fault(FaultKind.SERVER_ERROR)
    assert await bot.get_updates()
    world.fault(FaultKind.CONFLICT, method="getUpdates")
    with pytest.raises(Conflict):
        await bot.get_updates()


async def test_downloads_can_fail(world: World, bot: telegram.Bot, bob: Person) -> None:
    world.upload(bob, "a.txt", b"news")
    (*_, update) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    file = await bot.get_file(update.message.document)
    for kind in (FaultKind.SERVER_ERROR, FaultKind.CUT_AFTER, FaultKind.HANG):
        world.fault(kind, method="download", seconds=0.01)
        with pytest.raises(NetworkError):
            await file.download_as_bytearray()
    assert bytes(await file.download_as_bytearray()) == b"news"


async def test_whoever_writes_during_a_pause_is_remembered(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    world.cloud.limits.grace = 0.0
    world.flood(seconds=3)
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await bot.send_message(bob.id, "x")
    await bot.get_me()
    (violation,) = world.violations
    assert (violation.offence, violation.chat_id) == ("pace", bob.id)
    world.advance(3)
    await bot.send_message(bob.id, "x")


async def test_slow_mode_holds_its_group_and_nobody_else(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    group = world.supergroup("Harbour", [bob])
    world.slow_mode(group, 3600)
    assert (await bot.get_chat(group.id)).slow_mode_delay == 3600
    await bot.send_message(group.id, "x")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(group.id, "y")
    assert caught.value.retry_after == 3600
    await bot.send_message(bob.id, "x")
    world.advance(3600)
    await bot.send_message(group.id, "y")
    assert not world.violations


async def test_slow_mode_does_not_hold_an_administrator(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    group = world.supergroup("Harbour", [bob])
    world.slow_mode(group, 3600)
    world.set_bot(group, bob, Standing.ADMINISTRATOR)
    for _ in range(2):
        await bot.send_message(group.id, "x")


async def test_edits_count_like_messages_where_that_is_asked_for(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    limits = world.cloud.limits
    limits.burst, limits.edits = 2, True
    sent = await bot.send_message(bob.id, "x")
    await sent.edit_text("y")
    with pytest.raises(RetryAfter):
        await sent.edit_text("z")
    world.advance(2)
    limits.edits = False
    for text in "abcd":
        await sent.edit_text(text)


async def test_a_chats_pause_leaves_others_alone(
    world: World, bot: telegram.Bot, bob: Person
) -> None:
    ann = world.person("Ann")
    world.say(ann, "/start")
    world.flood(seconds=3, chat_id=bob.id)
    with pytest.raises(RetryAfter):
        await bot.send_message(bob.id, "x")
    await bot.send_message(ann.id, "x")


async def test_a_foreign_token_is_not_let_in(http: ClientSession) -> None:
    for path in ("/bot1:other/getMe", "/file/bot1:other/documents/file_1.txt"):
        async with http.get(path) as response:
            assert response.status == 401
            assert (await response.json())["description"] == "Unauthorized"


async def test_a_cut_leaves_the_server_whole(
    world: World, http: ClientSession, bob: Person
) -> None:
    world.cut_after_delivery(count=20, method="sendMessage")
    body = {"chat_id": bob.id, "text": "x"}

    async def send() -> None:
        url = f"/bot{DEMO_TOKEN}/sendMessage"
        with pytest.raises(ClientError):
            await http.post(url, json=body, timeout=ClientTimeout(total=5))

    await asyncio.gather(*(send() for _ in range(20)))
    assert len(world.received(bob.id)) == 20
