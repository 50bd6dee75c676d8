"""The chat page in a real browser, on the real simulator, with a bot of a few lines behind it.

`KAWARABAN_SCREENSHOTS` names a folder for the pictures that `shoot` takes; without it none is
taken.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, Page, async_playwright, expect

from simulator import Simulator, World
from simulator.state.people import Person
from tests.page.scripted import OpenPage, ScriptedBot, Shoot, Watched
from tests.support.skips import BROWSERS

DISABLED_FEATURES = (
    # Each window would load two pages of four hundred files, for what its address bar may show.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    # What Playwright names, whose own list this one takes the place of: they ask servers elsewhere,
    # hold a picture back, or ask twice before a page is left.
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
    *("MediaRouter", "LensOverlay", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable"),
    *("PaintHolding", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose"),
)
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    f"--disable-features={','.join(DISABLED_FEATURES)}",
)

# One world and one page a module: to open a page costs more than most of these tests.
module = pytest_asyncio.fixture(scope="module", loop_scope="session")
session = pytest_asyncio.fixture(scope="session", loop_scope="session")
each = pytest_asyncio.fixture(loop_scope="session")


@pytest.fixture(scope="session")
def executable() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser is installed; looked for {', '.join(BROWSERS)}")
    return found


@session
async def browser(executable: str) -> AsyncIterator[Browser]:
    # Chromium refuses its sandbox to root, which is who one is in a container.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    expect.set_options(timeout=60_000)  # milliseconds; these machines are shared
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=executable, args=flags)
        yield running
        await running.close()


@pytest.fixture(scope="module")
def world() -> World:
    """An editor, and a bot with a name."""
    world = World(username="harbour_bot")
    world.cloud.bot.first_name = "Harbour News"
    editor = world.person("汐", last_name="海野", language_code="ja", username="shio")
    editor.is_admin_hint = True
    return world


@pytest.fixture(autouse=True)
def ordinary(world: World) -> Iterator[None]:
    """Leaves the time, the faults and the age of the server as they were."""
    yield
    world.advance(-world.cloud.clock.offset)
    world.clear_faults()
    world.cloud.settings.older_api = False


@pytest.fixture
def editor(world: World) -> Person:
    return next(iter(world.cloud.people))


@pytest.fixture
def hana(world: World) -> Person:
    """A reader who has started the bot."""
    person = world.person("花", last_name="森", language_code="ja")
    world.say(person, "/start")
    return person


@pytest.fixture
def alice(world: World) -> Person:
    """Somebody who never wrote to the bot."""
    return world.person("Alice", last_name="Finch")


@module
async def simulator(world: World) -> AsyncIterator[Simulator]:
    async with Simulator.serve(world) as running:
        yield running


@module
async def listening(simulator: Simulator) -> AsyncIterator[ScriptedBot]:
    async with ClientSession(simulator.url) as http:
        scripted = ScriptedBot(http)
        polling = asyncio.create_task(scripted.listen())
        yield scripted
        polling.cancel()
        with suppress(asyncio.CancelledError):
            await polling


@pytest.fixture
def bot(listening: ScriptedBot) -> ScriptedBot:
    """The bot, which has been told nothing yet."""
    listening.forget()
    return listening


@module
async def desk(browser: Browser, simulator: Simulator) -> AsyncIterator[Watched]:
    """The page on a desk, in English, that tests take over from one another."""
    watched = await Watched.open(browser, simulator.url)
    yield watched
    await watched.page.context.close()


@each
async def open_page(
    browser: Browser, simulator: Simulator, desk: Watched
) -> AsyncIterator[OpenPage]:
    """Opens the page as somebody; where a look is given, in a browser that never was there.

    Errors and warnings of the page fail the test.
    """
    fresh: list[Watched] = []
    used: list[Watched] = []

    async def open_as(person: Person, chat: int | None = None, **look: Any) -> Page:
        if look:
            watched = await Watched.open(browser, simulator.url, **look)
            fresh.append(watched)
        else:
            watched = desk
        used.append(watched)
        await watched.be(person.id, chat or person.id)
        return watched.page

    yield open_as
    for watched in fresh:
        await watched.page.context.close()
    assert [complaint for watched in used for complaint in watched.complaints] == []


@session
async def canvas(browser: Browser) -> AsyncIterator[Page]:
    """A page on which modules are tried by themselves."""
    async with Simulator.serve(World()) as running:
        watched = await Watched.open(browser, running.url)
        await watched.page.goto(running.url)
        yield watched.page
        await watched.page.context.close()


@pytest.fixture
def shoot() -> Shoot:
    folder = os.environ.get("KAWARABAN_SCREENSHOTS")

    async def take(page: Page, name: str) -> None:
        if folder:
            await page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")

    return take
