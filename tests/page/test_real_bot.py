"""The chat page with the real bot behind it: what a newcomer does first, in a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from simulator.state.people import Person
from tests.page.scripted import DESK, PHONE, Shoot
from tests.support.forking import ForkServer
from tests.support.town import SAMPLES, Town

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NEWEST = SAMPLES / "2026-11-23.ja.txt"


@pytest_asyncio.fixture(loop_scope="session")
async def town(tmp_path: Path, fork_server: ForkServer) -> AsyncIterator[Town]:
    async with Town.opened(tmp_path, language="ja", fork_server=fork_server) as town:
        await town.start()
        yield town


async def opened(browser: Browser, town: Town, who: Person, size: ViewportSize) -> Page:
    context = await browser.new_context(
        viewport=size, locale="ja-JP", timezone_id="Asia/Tokyo", color_scheme="light"
    )
    page = await context.new_page()
    await page.goto(f"{town.simulator.url}/#person={who.id}&chat={who.id}")
    return page


async def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="メッセージ")
    await box.fill(text)
    await box.press("Enter")


async def test_an_editor_uploads_a_digest_and_a_reader_opens_an_item(
    browser: Browser, town: Town, shoot: Shoot
) -> None:
    hanako = town.world.person("花子", language_code="ja")
    reader = await opened(browser, town, hanako, DESK)
    await reader.get_by_role("button", name="開始", exact=True).click()
    await reader.get_by_role("button", name="🔔 購読する").click()
    await expect(reader.locator(".message.in").last).to_contain_text("購読を始めました")

    desk = await opened(browser, town, town.editor, PHONE)
    await desk.get_by_role("button", name="開始", exact=True).click()
    await desk.locator("input[type=file]").set_input_files(NEWEST)
    await desk.keyboard.press("Enter")
    publish = desk.get_by_role("button", name="📣 今すぐ公開")
    await publish.click()
    await desk.get_by_role("button", name="📣 それでも送る").click()  # it is of days ago
    await expect(desk.locator(".message.in").last).to_contain_text("配信完了", timeout=60_000)
    await shoot(desk, "editor-phone")

    await expect(reader.locator(".message.in").last).to_contain_text("11月23日の瓦版だより")
    await shoot(reader, "chat")
    await reader.get_by_role("button", name="③", exact=True).click()
    await expect(reader.locator(".message.in").last).to_contain_text("潮里の朝市")
    await say(reader, "⑧")
    await expect(reader.locator(".message.in").last).to_contain_text("渡し船のロバ")
    await shoot(reader, "item")
    for page in (reader, desk):
        await page.context.close()
