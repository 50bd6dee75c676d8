"""A running server with its world, and a bot of python-telegram-bot on the other end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import telegram
from aiohttp import ClientSession
from telegram.request import HTTPXRequest

from bot.simulator import DEMO_TOKEN, Simulator, World
from bot.simulator.people import Person

Post = Callable[..., Awaitable[tuple[int, dict[str, object]]]]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def simulator(world: World) -> AsyncIterator[Simulator]:
    async with Simulator.serve(world) as running:
        yield running


@pytest.fixture
async def http(simulator: Simulator) -> AsyncIterator[ClientSession]:
    async with ClientSession(simulator.url) as session:
        yield session


@pytest.fixture
def post(http: ClientSession) -> Post:
    async def call(method: str, **parameters: object) -> tuple[int, dict[str, object]]:
        async with http.post(f"/bot{DEMO_TOKEN}/{method}", json=parameters) as response:
            return response.status, await response.json()

    return call


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[telegram.Bot]:
    one = telegram.Bot(
        DEMO_TOKEN,
        base_url=f"{simulator.url}/bot",
        base_file_url=f"{simulator.url}/file/bot",
        request=HTTPXRequest(read_timeout=5),
    )
    async with one:
        yield one


@pytest.fixture
def bob(world: World) -> Person:
    """A reader who has started the bot."""
    person = world.person("Bob")
    world.say(person, "/start")
    return person
