"""A thousand people wait for an answer, and the bot is killed again and again: the real process."""

from __future__ import annotations

import random
import signal
import socket
from collections.abc import AsyncIterator

import pytest

from tests.support.asking import Asking
from tests.support.town import Town

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
