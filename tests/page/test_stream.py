"""The event stream: the page comes back after a loss, and has missed nothing."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser, expect

from simulator import Simulator, World
from simulator.state.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_after_the_server_was_away_the_page_shows_what_it_missed(
    browser: Browser, world: World, hana: Person
) -> None:
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    async with Simulator.serve(world) as simulator:
        port = int(simulator.url.rpartition(":")[2])
        await page.goto(f"{simulator.url}/#person={hana.id}&chat={hana.id}")
        await expect(page.locator(".message.out")).to_contain_text("/start")
    await expect(page.get_by_role("alert")).to_contain_text("does not answer")
    world.say(hana, "said while it was away")
    async with Simulator.serve(world, port=port):
        await expect(page.locator(".message.out").last).to_contain_text("said while it was away")
        await expect(page.get_by_role("alert")).to_be_hidden()
        world.say(hana, "and after")
        await expect(page.locator(".message.out").last).to_contain_text("and after")
        await context.close()


async def test_a_lost_stream_is_asked_for_from_the_last_event(
    browser: Browser, world: World, hana: Person
) -> None:
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    async with Simulator.serve(world) as simulator:
        port = int(simulator.url.rpartition(":")[2])
        await page.goto(f"{simulator.url}/#person={hana.id}&chat={hana.id}")
        await expect(page.locator(".message.out")).to_have_count(1)
        world.say(hana, "counted")
        await expect(page.locator(".message.out")).to_have_count(2)
        async with ClientSession(simulator.url) as http, http.get("/control/state") as response:
            seq = (await response.json())["seq"]
    await expect(page.get_by_role("alert")).to_be_visible()
    async with Simulator.serve(world, port=port):
        await expect(page.get_by_role("alert")).to_be_hidden()
        await context.close()
    assert any(url.endswith(f"/control/events?after={seq}") for url in asked)
