"""How updates reach the bot: by polling, or by a webhook."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout, web

from simulator import DEMO_TOKEN, World
from simulator.state.people import Person
from tests.support.town import DEADLINE

Post = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]
POLL = f"/bot{DEMO_TOKEN}/getUpdates"


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not condition():  # noqa: ASYNC110 nothing tells of a poll that began or ended
            await asyncio.sleep(0.001)


async def texts(post: Post, **parameters: object) -> list[str]:
    _, body = await post("getUpdates", **parameters)
    return [update["message"]["text"] for update in body["result"]]


async def test_updates_come_again_until_they_are_confirmed(
    world: World, post: Post, bob: Person
) -> None:
    world.say(bob, "two")
    assert await texts(post) == await texts(post) == ["/start", "two"]
    assert await texts(post, limit=1) == ["/start"]
    _, body = await post("getUpdates", limit=1)
    first = body["result"][0]["update_id"]
    assert await texts(post, offset=first + 1) == ["two"]
    assert await texts(post) == ["two"]


async def test_a_negative_offset_forgets_all_but_the_last(
    world: World, post: Post, bob: Person
) -> None:
    for text in ("two", "three"):
        world.say(bob, text)
    assert await texts(post, offset=-1) == ["three"]
    assert await texts(post) == ["three"]


async def test_a_waiting_poll_gets_what_comes(world: World, post: Post) -> None:
    bob = world.person("Bob")
    poll = asyncio.create_task(texts(post, timeout=30))
    await until(lambda: world.cloud.updates.polled)
    world.say(bob, "hello")
    assert await poll == ["hello"]


async def test_a_poll_ends_empty_when_nothing_comes(post: Post) -> None:
    assert await texts(post, timeout=1) == []


async def test_only_the_kinds_asked_for_come(world: World, post: Post, bob: Person) -> None:
    await post("getUpdates", offset=-1, allowed_updates=["my_chat_member"])
    await post("getUpdates", offset=1 << 40)
    world.say(bob, "nobody hears this")
    world.block(bob)
    _, body = await post("getUpdates")
    assert [set(update) - {"update_id"} for update in body["result"]] == [{"my_chat_member"}]


async def test_updates_are_kept_for_a_day(world: World, post: Post, bob: Person) -> None:
    world.advance(24 * 3600 + 1)
    world.say(bob, "fresh")
    assert await texts(post) == ["fresh"]


async def test_a_second_poller_ends_the_first(world: World, http: ClientSession) -> None:
    async def poll() -> int:
        async with http.post(POLL, json={"timeout": 2}) as response:
            return response.status

    first = asyncio.create_task(poll())
    await until(lambda: world.cloud.updates.polled)
    second = asyncio.create_task(poll())
    assert await first == 409
    assert await second == 200
    assert [violation.offence for violation in world.violations] == ["conflict"]


async def test_a_poller_that_died_is_in_nobodys_way(world: World, http: ClientSession) -> None:
    with pytest.raises(TimeoutError):
        await http.post(POLL, json={"timeout": 30}, timeout=ClientTimeout(total=0.2))
    await until(lambda: not world.cloud.updates.polled)
    async with http.post(POLL, json={"timeout": 1}) as response:
        assert response.status == 200
    assert world.violations == ()


@dataclass
class Hook:
    """A bot that listens: what came, how often it fails first, and whether it answers."""

    url: str = ""
    failures: int = 0
    secrets: list[str | None] = field(default_factory=list)
    came: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.answers.set()

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.failures:
            self.failures -= 1
            return web.Response(status=500)
        self.came.put_nowait(json.loads(await request.text()))
        await self.answers.wait()
        return web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_a_webhook_gets_updates_in_order_with_its_secret(
    world: World, post: Post, hook: Hook, bob: Person
) -> None:
    await post("setWebhook", url=hook.url, secret_token="s3cret_-")  # noqa: S106 a made-up one
    world.say(bob, "two")
    came = [await hook.came.get() for _ in range(2)]
    assert [update["message"]["text"] for update in came] == ["/start", "two"]
    assert set(hook.secrets) == {"s3cret_-"}
    status, body = await post("getUpdates")
    assert status == 409
    assert "webhook is active" in body["description"]


async def test_a_failing_webhook_is_tried_again(
    world: World, post: Post, hook: Hook, bob: Person
) -> None:
    world.cloud.settings.webhook_retry = 0.01
    hook.failures = 2
    await post("setWebhook", url=hook.url)
    assert (await hook.came.get())["message"]["from"]["id"] == bob.id
    assert len(hook.secrets) == 3
    _, body = await post("getWebhookInfo")
    assert body["result"]["url"] == hook.url
    assert "500" in body["result"]["last_error_message"]


async def test_a_webhook_may_be_called_by_several_connections_at_once(
    world: World, post: Post, hook: Hook, bob: Person
) -> None:
    world.cloud.settings.webhook_connections = 3
    hook.answers.clear()
    await post("setWebhook", url=hook.url)
    for text in ("two", "three", "four"):
        world.say(bob, text)
    came = [await hook.came.get() for _ in range(3)]
    assert {update["message"]["text"] for update in came} == {"/start", "two", "three"}
    assert hook.came.empty()
    hook.answers.set()
    assert (await hook.came.get())["message"]["text"] == "four"
    await until(lambda: not len(world.cloud.updates))


async def test_a_deleted_webhook_leaves_updates_to_polling(
    world: World, post: Post, hook: Hook, bob: Person
) -> None:
    await post("setWebhook", url=hook.url, drop_pending_updates=True)
    await post("deleteWebhook")
    world.say(bob, "by hand")
    assert await texts(post) == ["by hand"]
    assert hook.came.empty()
    _, body = await post("getWebhookInfo")
    assert body["result"] == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 1,
    }


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"url": "nonsense"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.com/"}, "bad webhook: this server sends to its own machine"),
        ({"url": "http://127.0.0.1/", "secret_token": "ä"}, "unallowed characters"),
    ],
)
async def test_a_webhook_that_can_not_be_is_refused(
    post: Post, parameters: dict[str, object], sentence: str
) -> None:
    status, body = await post("setWebhook", **parameters)
    assert status == 400
    assert sentence in body["description"]
