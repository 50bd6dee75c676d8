"""The chat page in a real browser, on the real simulator, with a bot of a few lines behind it.

`KAWARABAN_SCREENSHOTS` names a folder for the pictures that `shoot` takes; without it none is
taken.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from bot.simulator import Simulator, World
from bot.simulator.people import Person
from tests.bot.page.scripted import DESK, Contexts, OpenPage, ScriptedBot, Shoot

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

shared = pytest_asyncio.fixture(loop_scope="session")


@pytest.fixture(scope="session")
def executable() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser is installed; looked for {', '.join(BROWSERS)}")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(executable: str) -> AsyncIterator[Browser]:
    # Chromium refuses its sandbox to root, which is who one is in a container.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=executable, args=flags)
        yield running
        await running.close()


@pytest.fixture
def world() -> World:
    """An editor, two readers of different languages, and a bot with a name."""
    world = World(username="harbour_bot")
    world.cloud.bot.first_name = "Harbour News"
    editor = world.person("汐", last_name="海野", language_code="ja", username="shio")
    editor.is_admin_hint = True
    world.person("花", last_name="森", language_code="ja", username="hana")
    world.person("Alice", last_name="Finch", language_code="en", username="alice")
    return world


@pytest.fixture
def people(world: World) -> list[Person]:
    return list(world.cloud.people)


@pytest.fixture
def editor(people: list[Person]) -> Person:
    return people[0]


@pytest.fixture
def hana(world: World, people: list[Person]) -> Person:
    """A reader who has started the bot."""
    world.say(people[1], "/start")
    return people[1]


@pytest.fixture
def alice(people: list[Person]) -> Person:
    """Somebody who never wrote to the bot."""
    return people[2]


@shared
async def simulator(world: World) -> AsyncIterator[Simulator]:
    async with Simulator.serve(world) as running:
        yield running


@shared
async def bot(simulator: Simulator) -> AsyncIterator[ScriptedBot]:
    async with ClientSession(simulator.url) as http:
        scripted = ScriptedBot(http)
        listening = asyncio.create_task(scripted.listen())
        yield scripted
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def contexts(browser: Browser) -> AsyncIterator[Contexts]:
    """Browser profiles by their settings; each test's server is a new site without a past."""
    known: dict[str, BrowserContext] = {}

    async def context(**settings: Any) -> BrowserContext:
        key = repr(sorted(settings.items()))
        if key not in known:
            known[key] = await browser.new_context(**settings)
        return known[key]

    yield context
    for one in known.values():
        await one.close()


@shared
async def open_page(contexts: Contexts, simulator: Simulator) -> AsyncIterator[OpenPage]:
    """Opens the page as somebody who never was there; errors on it fail the test."""
    pages: list[Page] = []
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    async def open_as(person: Person | None = None, chat: int | None = None, **look: Any) -> Page:
        settings = {"viewport": DESK, "locale": "en-GB", "timezone_id": "Asia/Tokyo"} | look
        context = await contexts(**settings)
        page = await context.new_page()
        pages.append(page)
        page.set_default_timeout(8000)
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(_foreign(request.url, simulator.url)))
        route = "" if person is None else f"#person={person.id}&chat={chat or person.id}"
        await page.goto(f"{simulator.url}/{route}")
        await page.locator(".chat-row").first.wait_for(state="attached")
        return page

    yield open_as
    for page in pages:
        await page.close()
    assert complaints == []


def _foreign(url: str, home: str) -> list[str]:
    return [] if url.startswith(home) else [f"the page asked for {url}"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def canvas(contexts: Contexts) -> AsyncIterator[Page]:
    """A page on which modules are tried by themselves."""
    async with Simulator.serve(World()) as running:
        page = await (await contexts(locale="en-GB")).new_page()
        await page.goto(running.url)
        yield page
        await page.close()


@pytest.fixture
def shoot() -> Shoot:
    folder = os.environ.get("KAWARABAN_SCREENSHOTS")

    async def take(page: Page, name: str) -> None:
        if folder:
            await page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")

    return take
