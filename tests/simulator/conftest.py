"""A running server with its world, and a bot of python-telegram-bot on the other end."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import telegram
from aiohttp import ClientSession
from PIL import Image
from telegram.request import HTTPXRequest

from simulator import DEMO_TOKEN, Simulator, World
from simulator.state.chats import Chat, Standing, Topic
from simulator.state.cloud import Answer
from simulator.state.messages import Message
from simulator.state.people import Person

NEXT = {"inline_keyboard": [[{"text": "Next", "callback_data": "next"}]]}
Post = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


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
    async def call(method: str, **parameters: object) -> tuple[int, dict[str, Any]]:
        async with http.post(f"/bot{DEMO_TOKEN}/{method}", json=parameters) as response:
            return response.status, await response.json()

    return call


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[telegram.Bot]:
    one = telegram.Bot(
        DEMO_TOKEN,
        base_url=f"{simulator.url}/bot",
        base_file_url=f"{simulator.url}/file/bot",
        request=HTTPXRequest(connect_timeout=60, read_timeout=60, write_timeout=60),
    )
    async with one:
        yield one


@pytest.fixture
def bob(world: World) -> Person:
    """A reader who has started the bot."""
    person = world.person("Bob")
    world.say(person, "/start")
    return person


@dataclass(kw_only=True)
class Stage:
    """People, chats and messages that a row may speak of."""

    world: World
    bob: Person
    stranger: Person
    neighbour: Person
    blocker: Person
    gone: Person
    group: Chat
    moved: Chat
    new_home: Chat
    kicked: Chat
    left: Chat
    forum: Chat
    topic: Topic
    closed: Topic
    channel: Chat
    silent_channel: Chat
    said: Message
    mine: Message
    paper: Message
    grouped: Message
    answer: Answer
    inline: Answer

    @property
    def last(self) -> Message:
        """The bot's latest message to Bob."""
        return self.world.inbox(self.bob)[-1]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.world.inbox(self.bob)]


@pytest.fixture
async def stage(world: World, bob: Person, post: Post) -> Stage:
    people = [world.person(name) for name in ("Nell", "Ned", "Bea", "Gus")]
    stranger, neighbour, blocker, gone = people
    world.say(blocker, "/start")
    world.block(blocker)
    world.say(gone, "/start")
    world.deactivate(gone)
    rooms = chats(world, bob, neighbour)
    sent = await post("sendMessage", chat_id=bob.id, text="old", reply_markup=NEXT)
    mine = only(world, bob, sent)
    paper = world.upload(bob, "a.txt", b"news")
    document = file_id(paper)
    sent = await post("sendDocument", chat_id=bob.id, document=document)
    return Stage(
        world=world,
        bob=bob,
        stranger=stranger,
        neighbour=neighbour,
        blocker=blocker,
        gone=gone,
        said=world.say(bob, "hello"),
        mine=mine,
        paper=only(world, bob, sent),
        grouped=world.say(bob, "hello", chat=rooms["group"]),
        answer=world.press(bob, mine, "Next"),
        inline=world.ask_inline(bob, "q"),
        **rooms,
    )


def file_id(message: Message) -> str:
    document = message.content["document"]
    assert isinstance(document, dict)
    return str(document["file_id"])


def only(world: World, person: Person, sent: tuple[int, dict[str, Any]]) -> Message:
    status, body = sent
    assert status == 200, body
    return world.inbox(person)[-1]


def chats(world: World, bob: Person, neighbour: Person) -> dict[str, Any]:
    forum = world.supergroup("Forum", [bob], is_forum=True)
    closed = world.topic(forum, "Closed")
    closed.closed = True
    rooms = {
        "group": world.group("Village", [bob, neighbour]),
        "moved": world.group("Old", [bob]),
        "kicked": world.supergroup("Kicked", [bob]),
        "left": world.group("Left", [bob]),
        "channel": world.channel("Paper", [bob], username="Daily_Paper"),
        "silent_channel": world.channel("Silent", [bob]),
    }
    world.kick_bot(rooms["kicked"], bob)
    world.set_bot(rooms["left"], bob, Standing.LEFT)
    world.set_bot(rooms["silent_channel"], bob, Standing.ADMINISTRATOR)
    new_home = world.migrate(rooms["moved"])
    topic = world.topic(forum, "News")
    return {**rooms, "new_home": new_home, "forum": forum, "topic": topic, "closed": closed}


@pytest.fixture
def check_row(stage: Stage, post: Post) -> Callable[..., Awaitable[None]]:
    """Run a row of the contract: a request, the answer it must get, what must be so then."""

    async def check(
        method: str,
        parameters: Callable[[Stage], dict[str, Any]],
        status: int,
        description: str,
        effect: Callable[[Stage, Any], object],
    ) -> None:
        answered, body = await post(method, **parameters(stage))
        assert (answered, body.get("description", "")) == (status, description)
        assert body["ok"] is (status == 200)
        if status == 200:
            assert effect(stage, body["result"])
        else:
            assert body["error_code"] == status

    return check


@pytest.fixture
def png() -> bytes:
    """A grey picture of 40 by 30 pixels."""
    stream = io.BytesIO()
    Image.new("L", (40, 30), 128).save(stream, "PNG")
    return stream.getvalue()
