"""The control API, as the page and tests in other processes use it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from simulator import DEMO_TOKEN, Simulator, World
from simulator.state.host import Figure, HostButton, HostTab
from simulator.state.people import Person

Post = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]
Act = Callable[..., Coroutine[Any, Any, Any]]


@pytest.fixture
def act(http: ClientSession) -> Act:
    """Post to the control API; an error comes back as its sentence."""

    async def call(path: str, **body: object) -> Any:
        async with http.post(f"/control/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == (400 if "error" in answer else 200)
            return answer.get("error", answer)

    return call


@pytest.fixture
def look(http: ClientSession) -> Act:
    async def call(path: str) -> Any:
        async with http.get(f"/control/{path}") as response:
            assert response.status == 200
            return await response.json()

    return call


async def test_a_whole_story_can_be_told_over_http(
    act: Act, look: Act, post: Post, world: World
) -> None:
    hana = await act("people", first_name="Hana", language_code="ja", username="hana")
    said = await act("say", person=hana["id"], text="/start")
    assert said["message"]["entities"][0]["type"] == "bot_command"
    keyboard = {"inline_keyboard": [[{"text": "Next", "callback_data": "n"}]]}
    _, sent = await post("sendMessage", chat_id=hana["id"], text="hi", reply_markup=keyboard)
    number = sent["result"]["message_id"]
    pressed = await act("press", person=hana["id"], chat_id=hana["id"], message_id=number, data="n")
    waiting = asyncio.create_task(look(f"answers/{pressed['callback_query_id']}"))
    await post("answerCallbackQuery", callback_query_id=pressed["callback_query_id"], text="ok")
    assert (await waiting)["text"] == "ok"
    await act("edit", person=hana["id"], message_id=said["message"]["message_id"], text="/help")
    await post("deleteMessage", chat_id=hana["id"], message_id=number)
    shown = (await look(f"chats/{hana['id']}/messages"))["messages"]
    assert [(m["text"], m["edited"], m["deleted"]) for m in shown] == [
        ("/help", True, False),
        ("hi", False, True),
    ]
    older = await look(f"chats/{hana['id']}/messages?before={number}&limit=1")
    assert [message["text"] for message in older["messages"]] == ["/help"]
    assert (await look("ledger"))["chats"] == {str(hana["id"]): [number]}
    assert world.violations == ()


async def test_the_state_tells_who_and_what_there_is(
    act: Act, look: Act, post: Post, world: World, bob: Person
) -> None:
    await post("setMyCommands", commands=[{"command": "item", "description": "an item"}])
    forum = await act("chats", type="supergroup", title="F", is_forum=True, members=[bob.id])
    topic = await act(f"chats/{forum['id']}/topics", name="News")
    await act(f"chats/{forum['id']}/topics/{topic['id']}/close")
    await act("block", person=bob.id)
    state = await look("state")
    private, room = state["chats"]
    assert private["blocked_by"] == [bob.id]
    assert private["commands"][str(bob.id)][0]["command"] == "item"
    assert room["topics"] == [{"id": topic["id"], "name": "News", "closed": True}]
    assert state["bot"]["id"] == world.cloud.bot.id
    assert state["people"][0]["contact"] == "blocked"
    await act(f"chats/{forum['id']}/topics/{topic['id']}/reopen")
    changed = await act(f"chats/{forum['id']}/topics/{topic['id']}/delete")
    assert changed["topics"] == []


async def test_rooms_are_joined_left_and_moved(act: Act, bob: Person) -> None:
    ann = await act("people", first_name="Ann")
    group = await act("chats", type="group", title="G", members=[bob.id])
    joined = await act(f"chats/{group['id']}/join", person=ann["id"])
    assert joined["members"] == [bob.id, ann["id"]]
    left = await act(f"chats/{group['id']}/leave", person=ann["id"])
    assert left["members"] == [bob.id]
    admin = await act(
        f"chats/{group['id']}/join", bot=True, status="administrator", rights=["can_pin_messages"]
    )
    assert admin["bot_status"] == "administrator"
    moved = await act(f"chats/{group['id']}/migrate")
    assert moved["type"] == "supergroup"


async def test_files_go_up_come_down_and_are_never_run(
    http: ClientSession, world: World, bob: Person, png: bytes
) -> None:
    form = FormData({"person": str(bob.id), "caption": "see"})
    form.add_field("file", b"<script>", filename="朝.html", content_type="text/html")
    async with http.post("/control/upload", data=form) as response:
        message = (await response.json())["message"]
    assert message["caption"] == "see"
    async with http.get(f"/control/files/{message['document']['file_id']}") as response:
        assert await response.read() == b"<script>"
        assert response.headers["Content-Security-Policy"] == "sandbox"
        assert response.headers["Content-Disposition"].startswith("attachment")
    form = FormData({"person": str(bob.id), "as_photo": "1"})
    form.add_field("file", png, filename="a.png")
    async with http.post("/control/upload", data=form) as response:
        assert (await response.json())["message"]["photo"][0]["height"] == 30
    async with http.get("/control/files/none") as response:
        assert response.status == 404
    assert len(world.cloud.updates) == 3


async def test_a_crowd_a_clock_and_switches(act: Act, look: Act, world: World) -> None:
    ids = await act("people/bulk", count=1000, language_code="ja")
    assert ids["last_id"] - ids["first_id"] == 999
    before = world.cloud.clock.now()
    clock = await act("clock", advance=3600)
    assert clock["offset"] == 3600
    assert world.cloud.clock.now() >= before + 3600
    assert (await act("clock", set=1_700_000_000))["now"] == 1_700_000_000
    settings = await act("settings", older_api=True, limits=False)
    assert settings == {"older_api": True, "strict": True, "limits": False}
    assert (await look("state"))["people_total"] == 1000


async def test_faults_are_made_told_and_removed(
    act: Act, look: Act, http: ClientSession, post: Post, bob: Person
) -> None:
    fault = await act("faults", kind="blocked", method="sendMessage", chat_id=bob.id)
    for _ in range(2):
        status, _ = await post("sendMessage", chat_id=bob.id, text="x")
        assert status == 403
    assert [(f["id"], f["struck"]) for f in (await look("state"))["faults"]] == [(fault["id"], 2)]
    async with http.delete(f"/control/faults/{fault['id']}") as response:
        assert await response.json() == {"removed": True}
    assert (await post("sendMessage", chat_id=bob.id, text="x"))[0] == 200
    assert await look("faults") == []


async def test_forwarding_and_inline_queries(act: Act, post: Post, bob: Person) -> None:
    said = await act("say", person=bob.id, text="news")
    forwarded = await act(
        "forward", person=bob.id, from_chat_id=bob.id, message_id=said["message"]["message_id"]
    )
    assert forwarded["message"]["forward_origin"]["type"] == "user"
    await post("getUpdates", offset=-1)
    asking = asyncio.create_task(act("inline", person=bob.id, query="paper"))
    _, body = await post("getUpdates", offset=-1, timeout=5)
    while "inline_query" not in body["result"][-1]:
        _, body = await post("getUpdates", offset=-1, timeout=5)
    query = body["result"][-1]["inline_query"]
    assert (query["query"], query["from"]["id"]) == ("paper", bob.id)
    result = {
        "type": "article",
        "id": "7",
        "title": "T",
        "input_message_content": {"rich_message": {"html": "<h1>x</h1>"}},
    }
    await post("answerInlineQuery", inline_query_id=query["id"], results=[result])
    found = await asking
    assert found["results"][0]["title"] == "T"
    chosen = await act("choose", inline_query_id=found["inline_query_id"], result_id="7")
    assert chosen["message"]["via_bot"]["is_bot"]
    assert chosen["message"]["rich_message"]["blocks"][0]["type"] == "heading"


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("say", {"person": 1, "text": "x"}, "there is no such person"),
        ("say", {"person": "bob", "text": " "}, "an empty text can't be sent"),
        ("say", {"person": "bob", "text": "x" * 4097}, "a message has at most 4096 characters"),
        ("say", {"person": "bob", "text": "x", "chat_id": 5}, "there is no such chat"),
        ("press", {"person": "bob", "chat_id": "bob", "message_id": 9}, "there is no such message"),
        ("press", {"person": "bob", "chat_id": "bob", "message_id": 1, "data": "x"}, "no button"),
        ("people", {}, "a person needs a first_name"),
        ("people/bulk", {"count": 0}, "count must be between"),
        ("chats", {"type": "private"}, "a private chat begins"),
        ("chats", {"type": "moon"}, "is none of private, group"),
        ("faults", {"kind": "moon"}, "is none of flood"),
        ("upload", {"person": "bob"}, "there is no file"),
        ("chats/5/migrate", {}, "there is no such chat"),
        ("choose", {}, "there is no such query"),
    ],
)
async def test_what_can_not_be_done_is_said_in_a_sentence(
    act: Act, bob: Person, path: str, body: dict[str, Any], sentence: str
) -> None:
    filled = {name: bob.id if value == "bob" else value for name, value in body.items()}
    assert sentence in await act(path, **filled)


async def test_events_are_streamed_from_where_one_left_off(
    http: ClientSession, world: World, post: Post, bob: Person
) -> None:
    seen = world.cloud.events.last
    async with http.get(f"/control/events?after={seen}") as stream:
        await post("sendChatAction", chat_id=bob.id, action="typing")
        await post("sendMessage", chat_id=bob.id, text="hi")
        events: list[dict[str, Any]] = []
        while not events or events[-1]["type"] != "call" or len(events) < 4:
            line = await stream.content.readline()
            if line.startswith(b"data: "):
                events.append(json.loads(line[6:]))
    assert [event["type"] for event in events] == ["action", "call", "message", "call"]
    assert [event["seq"] for event in events] == list(range(seen + 1, seen + 5))
    assert events[2]["message"]["text"] == "hi"
    assert events[3]["request"]["text"] == "hi"
    assert events[3]["status"] == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "[::1]:1"}, 200),
        ({"Origin": "http://127.0.0.1:9"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "["}, 403),
    ],
)
async def test_only_this_machine_is_answered(
    http: ClientSession, headers: dict[str, str], status: int
) -> None:
    for path in ("/control/state", f"/bot{DEMO_TOKEN}/getMe"):
        async with http.get(path, headers=headers) as response:
            assert response.status == status


async def test_nothing_outside_the_pages_folder_is_served(http: ClientSession) -> None:
    for path in ("/static/../server.py", "/static/%2e%2e/server.py", "/static//etc/passwd"):
        async with http.get(path) as response:
            assert response.status == 404


async def test_a_server_on_a_foreign_address_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        async with Simulator.serve(world, host="0.0.0.0"):  # noqa: S104 it must be refused
            pass


async def test_whoever_serves_the_world_may_add_a_tab_of_figures_and_buttons(
    act: Act, look: Act, world: World
) -> None:
    assert (await look("state"))["host"] is None
    assert (await look("host"))["host"] is None
    assert await act("host/count") == "there is no such button"
    pressed: list[str] = []
    world.add_tab(
        HostTab(
            title={"en": "Lamps", "ja": "灯"},
            note={"en": "Count them."},
            buttons=(
                HostButton(name="count", label={"en": "Count"}, press=lambda: pressed.append("!")),
            ),
            figures=lambda: [
                Figure(label={"en": "Lit"}, value=len(pressed), out_of=3),
                Figure(label={"en": "Broken"}, value=0, is_bad=True),
            ],
            line=lambda: {"en": "Dark."},
        )
    )
    assert (await act("host/count"))["host"] == (await look("host"))["host"]
    assert await act("host/sweep") == "there is no such button"
    assert (await look("state"))["host"] == {
        "title": {"en": "Lamps", "ja": "灯"},
        "note": {"en": "Count them."},
        "buttons": [{"name": "count", "label": {"en": "Count"}}],
        "figures": [
            {"label": {"en": "Lit"}, "value": 1, "out_of": 3, "is_bad": False},
            {"label": {"en": "Broken"}, "value": 0, "out_of": None, "is_bad": True},
        ],
        "line": {"en": "Dark."},
    }


async def test_copies_are_counted_by_chat_and_words_without_deleted_ones(
    post: Post, world: World, bob: Person
) -> None:
    other = world.person("Ada")
    for person, text in ((bob, "The paper"), (bob, "The paper again"), (other, "The paper")):
        world.say(person, "/start")
        await post("sendMessage", chat_id=person.id, text=text)
    assert world.copies(bob.id, "The paper") == 2
    await post("deleteMessage", chat_id=bob.id, message_id=world.inbox(bob)[0].id)
    assert world.copies(bob.id, "The paper") == 1
    assert world.copies(bob.id, "another") == 0
