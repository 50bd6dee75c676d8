"""The demo in a browser; with `KAWARABAN_SCREENSHOTS` it takes the READMEs' pictures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.page.scripted import DESK, PHONE, Shoot
from tests.support.demo import Demo
from tests.support.surroundings import surroundings

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody of a language reads on the page, and says."""

    box: str
    start: str
    tab: str
    pull: str
    reader: str
    said: tuple[str, ...]


WORDS = {
    "en": Words(
        box="Message",
        start="Start",
        tab="Demo",
        pull="Pull the plug in mid-broadcast",
        reader="Bob",
        said=("yesterday", "today", "1"),
    ),
    "ja": Words(
        box="メッセージ",
        start="開始",
        tab="デモ",
        pull="配信の途中で電源を抜く",
        reader="花子",
        said=("昨日", "今日", "1"),
    ),
}


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    variables = {**surroundings(), "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    with Demo.started(command, tmp_path, variables) as demo:
        yield demo
        assert demo.end() == 0


async def opened(
    browser: Browser, demo: Demo, name: str, language: str, size: ViewportSize
) -> Page:
    context = await browser.new_context(
        viewport=size,
        locale={"en": "en-GB", "ja": "ja-JP"}[language],
        timezone_id="Asia/Tokyo",
        color_scheme="light",
        device_scale_factor=1.5,
    )
    page = await context.new_page()
    page.set_default_timeout(60_000)
    person = demo.person(name)
    await page.goto(f"{demo.url}/#person={person}&chat={person}&panel=host")
    return page


async def to_the_picture(page: Page) -> None:
    """Have it at the top, as somebody who has just scrolled up to it."""
    image = page.locator(".message.in img")
    await image.evaluate("one => one.closest('.message').scrollIntoView({ block: 'start' })")


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_a_newcomer_reads_today_s_paper_and_pulls_the_plug(
    browser: Browser, demo: Demo, shoot: Shoot, language: str
) -> None:
    words = WORDS[language]
    page = await opened(browser, demo, words.reader, language, DESK)
    await expect(page.get_by_role("tab", name=words.tab, exact=True)).to_be_visible()
    figures = page.get_by_role("tabpanel", name=words.tab).locator("dd")
    await expect(figures.first).to_have_text("12 / 12", timeout=60_000)
    await page.get_by_role("button", name=words.start, exact=True).click()
    for number, said in enumerate(words.said, 1):
        await expect(page.locator(".message.in")).to_have_count(number)
        await page.get_by_role("textbox", name=words.box).fill(said)
        await page.keyboard.press("Enter")
    await expect(page.locator(".message.in img")).to_be_visible()
    await page.get_by_role("button", name=words.pull).click()
    await expect(figures.nth(4)).to_have_text("1", timeout=60_000)
    await expect(figures.first).to_have_text("12 / 12", timeout=60_000)
    await expect(figures.nth(2)).to_have_text("0")
    await to_the_picture(page)
    await shoot(page, f"demo-desk.{language}")
    phone = await opened(browser, demo, words.reader, language, PHONE)
    await phone.keyboard.press("Escape")
    await expect(phone.locator(".message.in img")).to_be_visible()
    await to_the_picture(phone)
    await shoot(phone, f"demo-phone.{language}")
    for one in (page, phone):
        await one.context.close()
