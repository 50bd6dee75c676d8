"""A thousand people wait for an answer, and the bot is killed again and again: the real process."""

from __future__ import annotations

import random
import signal
import socket
from collections.abc import AsyncIterator

import pytest

from bot.inbox.suspects import MOST_TRIES
from simulator.protocol.faults import FaultKind
from tests.support.asking import Asking
from tests.support.town import DEADLINE, Town

CROWD = 1_000
KILLS = 20


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture(params=["polling", "webhook"])
async def asking(request: pytest.FixtureRequest, town: Town) -> AsyncIterator[Asking]:
    """A crowd in a town whose bot polls, or has a webhook."""
    if request.param == "webhook":
        port = free_port()
        town.settings |= {
            "BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
            "BOT_WEBHOOK_PORT": str(port),
        }
    async with Asking.begin(town) as asking:
        yield asking


async def test_twenty_kills_lose_nobody_and_only_what_was_in_flight_is_answered_twice(
    asking: Asking,
) -> None:
    chance, town = random.Random(7), asking.town
    asking.ask(CROWD)
    for _ in range(KILLS):
        town.process = await town.run("run")
        await asking.kill_once(
            lambda: town.end(signal.SIGKILL), after=chance.randint(1, CROWD // KILLS)
        )
    assert asking.left
    town.process = await town.run("run")
    await asking.all_answered()
    assert not asking.unanswered()
    assert asking.doubled() <= asking.in_flight
    assert await town.end() == 0


async def test_a_message_that_ends_the_bot_each_time_is_given_up_and_the_others_are_answered(
    town: Town,
) -> None:
    town.settings["BOT_LANGUAGE"] = "en"
    world, sender = town.world, town.world.person("Robin")
    others = [world.person(f"Reader {number}") for number in range(20)]
    # The answer to it never comes out: as soon as it is about to, the bot is killed.
    deadly = world.fault(
        FaultKind.HANG,
        method="sendMessage",
        chat_id=sender.id,
        text="A free bot",
        count=MOST_TRIES + 1,
    )
    world.unblock(town.editor)
    world.unblock(sender)
    for who in (*others[:10], sender, *others[10:]):
        world.say(who, "/about")
    world.say(sender, "/help")
    for life in range(MOST_TRIES + 1):
        town.process = await town.run("run")
        await world.wait_until(lambda life=life: deadly.struck > life, timeout=DEADLINE)  # type: ignore[misc]
        await town.end(signal.SIGKILL)
    town.process = await town.run("run")
    await world.wait_for_message(sender, containing="it failed each time I tried", timeout=DEADLINE)
    await world.wait_for_message(sender, containing="Just write to me", timeout=DEADLINE)
    for reader in others:
        await world.wait_for_message(reader, containing="A free bot", timeout=DEADLINE)
    await world.wait_for_message(town.editor, containing="I crashed", timeout=DEADLINE)
    assert await town.end() == 0
