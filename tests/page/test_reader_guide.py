"""What the reader's guide shows, on a phone; with `KAWARABAN_SCREENSHOTS` it takes its pictures."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.cli.demonstration.samples import Sample
from digests.store import Store
from simulator.state.people import Person
from tests.page.scripted import PHONE, TO_THE_END, Shoot
from tests.support.desk import Desk
from tests.support.forking import ForkServer
from tests.support.town import DEADLINE, SAMPLES, Town

SCROLL = """one => {
  one.style.scrollMargin = "2.5rem 0 .5rem";
  one.scrollIntoView({ block: one.offsetHeight > 600 ? "start" : "end" });
}"""
"""Where a message is longer than the screen, its first line is below the day that floats there."""

CUT = """one => [...one.querySelectorAll(".inline-button")]
  .filter((key) => key.parentElement.children.length > 1 && key.offsetHeight > 38)
  .map((key) => key.textContent)"""
"""The labels that Telegram would cut: here they take more lines than one."""

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a reader of a language types and sees; `corrected` stands in place of `wrong`.

    `papers` are the titles of both, the one in that language first.
    """

    reader: str
    papers: tuple[str, str]
    file: str
    box: str
    start: str
    latest: str
    item: str
    days: str
    month: str
    find: str
    found: str
    follow: str
    followed: str
    continuing: str
    told: str
    saved: str
    settings: str
    clock: str
    wrong: str
    corrected: str
    correction: str
    pause: str
    paused: str
    missed: str


WORDS = {
    "en": Words(
        reader="Alice",
        papers=("The Lantern", "瓦版だより"),
        file="2026-11-24.en.html",
        box="Message",
        start="Start",
        latest="latest",
        item="three people standing by the funnel",
        days="/date",
        month="3 editions",
        find="seeds",
        found="items found",
        follow="What would you like to follow",
        followed="Following: 1",
        continuing="1",
        told="2 items",
        saved="1 saved item",
        settings="settings",
        clock="Your clock",
        wrong="60 seats",
        corrected="48 seats",
        correction="Corrected on",
        pause="pause until Monday",
        paused="Mon, Nov 23",
        missed="3 editions",
    ),
    "ja": Words(
        reader="花子",
        papers=("瓦版だより", "The Lantern"),
        file="2026-11-25.ja.html",
        box="メッセージ",
        start="開始",
        latest="最新号",
        item="雪のほうが待ちくたびれていた",
        days="/date",
        month="全4号",
        find="駅",
        found="件見つかりました",
        follow="何をフォロー",
        followed="フォロー：1",
        continuing="2",
        told="2件",
        saved="保存した記事",
        settings="設定",
        clock="お手元の時計",
        wrong="定員は18人",
        corrected="定員は24人",
        correction="訂正",
        pause="月曜まで止めて",
        paused="11月23日",
        missed="3号",
    ),
}


@pytest_asyncio.fixture(loop_scope="session")
async def town(tmp_path: Path, fork_server: ForkServer) -> AsyncIterator[Town]:
    async with Town.opened(tmp_path, fork_server=fork_server) as town:
        town.settings["BOT_HOUR"] = "07:00"
        yield town


async def opened(browser: Browser, url: str, who: Person, language: str) -> Page:
    context = await browser.new_context(
        viewport=PHONE,
        locale={"en": "en-GB", "ja": "ja-JP"}[language],
        timezone_id="Asia/Tokyo",
        device_scale_factor=1.5,
        reduced_motion="reduce",
    )
    page = await context.new_page()
    page.set_default_timeout(60_000)
    await page.goto(f"{url}/#person={who.id}&chat={who.id}")
    return page


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A reader before their phone."""

    page: Page
    words: Words
    language: str
    shoot: Shoot

    async def ask(self, text: str, answer: str) -> None:
        await self.page.get_by_role("textbox", name=self.words.box).fill(text)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator(".message.in").last).to_contain_text(answer)

    async def put_toast_away(self) -> None:
        """Wait for the toast that a press brings, and take it off the page."""
        toast = self.page.locator(".toast")
        await expect(toast.last).to_be_visible()
        await toast.evaluate_all("all => all.forEach((one) => one.remove())")

    async def keep(self, name: str, scroll: str = SCROLL) -> None:
        """Take both pictures of what was answered last, from its first line on."""
        await self.page.mouse.move(0, 0)  # what lies below a pointer looks different
        message = self.page.locator(".message.in").last
        await message.evaluate(scroll)
        assert await message.evaluate(CUT) == []
        for scheme in ("light", "dark"):
            await self.page.emulate_media(color_scheme=scheme)
            await self.shoot(self.page, f"{name}-{scheme}.{self.language}")


def corrected(words: Words, folder: Path) -> bytes:
    """The newest sample with a figure put right, and its pictures."""
    page = (SAMPLES / words.file).read_text("utf-8")
    file = folder / words.file
    file.write_text(page.replace(words.wrong, words.corrected), "utf-8")
    sample = Sample(file)
    return sample.dated(sample.day).data


async def correct(town: Town, words: Words, folder: Path) -> None:
    """The editor posts the edition once more and puts it in the former one's place."""
    await town.ask(town.editor, "/start", answer="Kawaraban")
    town.world.upload(town.editor, f"{words.file}.zip", corrected(words, folder))
    preview = await town.world.wait_for_message(
        town.editor, containing="already published", timeout=DEADLINE
    )
    await town.press(town.editor, preview, preview.buttons[0].text, answer="Correction")


async def two_papers(town: Town, words: Words, language: str) -> None:
    """The paper in a language, and one in another."""
    own, other = words.papers
    (elsewhere,) = WORDS.keys() - {language}
    await town.command("papers", "change", "main", "--title", own, "--language", language)
    await town.command("papers", "add", "other", "--title", other, "--language", elsewhere)


async def archived(town: Town, words: Words, folder: Path, language: str) -> None:
    """Put the samples of a language out, the newest with its pictures."""
    newest = Sample(SAMPLES / words.file)
    zipped = newest.dated(newest.day)
    (folder / zipped.name).write_bytes(zipped.data)
    others = (SAMPLES / name for name in (f"2026-11-{day}" for day in OTHERS[language]))
    await town.command("publish", "--archive", *map(str, others), str(folder / zipped.name))


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_a_reader_goes_through_all_that_the_guide_shows(
    browser: Browser, town: Town, shoot: Shoot, tmp_path: Path, language: str
) -> None:
    words = WORDS[language]
    await archived(town, words, tmp_path, language)
    await two_papers(town, words, language)
    await town.start()
    who = town.world.person(words.reader, language_code=language)
    page = await opened(browser, town.simulator.url, who, language)
    reader = Reader(page=page, words=words, language=language, shoot=shoot)
    await page.get_by_role("button", name=words.start, exact=True).click()
    await expect(page.locator(".message.in")).to_have_count(1)
    await reader.keep("welcome")
    await reader.ask(words.latest, "①")
    await reader.keep("edition")
    await page.get_by_role("button", name="①", exact=True).last.click()
    await expect(page.locator(".message.in").last).to_contain_text(words.item)
    await expect(page.locator(".message.in img")).to_be_visible()
    await reader.keep("item")
    await reader.keep("ways", TO_THE_END)
    await page.get_by_role("button", name="☆").last.click()
    await expect(page.locator(".message.in").last).to_contain_text(words.follow)
    await reader.keep("follow")
    await page.get_by_role("button", name="★").first.click()
    await expect(page.get_by_role("button", name="✓").last).to_be_visible()
    await reader.put_toast_away()
    await reader.ask(words.continuing, "📅")
    await page.get_by_role("button", name="🔖").last.click()
    await reader.put_toast_away()
    await page.get_by_role("button", name="📅").last.click()
    await expect(page.locator(".message.in").last).to_contain_text(words.told)
    await reader.keep("story")
    await reader.ask("/saved", words.saved)
    await reader.keep("saved")
    await reader.ask(words.days, words.month)
    await reader.keep("calendar")
    await reader.ask(words.find, words.found)
    await reader.keep("search")
    await reader.ask(words.settings, words.clock)
    await expect(page.locator(".message.in").last).to_contain_text(words.followed)
    await reader.keep("settings")
    await correct(town, words, tmp_path)
    await reader.ask("1", words.correction)
    await reader.keep("corrected")
    await page.context.close()


OTHERS = {
    "en": ("19.en.md", "20.en.md"),
    "ja": ("21.ja.txt", "22.ja.txt", "23.ja.txt"),
}


# --- after a pause -----------------------------------------------------------------------------

ANY_DAY = re.compile(r"\d")
TOKYO = ZoneInfo("Asia/Tokyo")
MISSED = {
    "en": ("19.en.md", "18.en.md", "20.en.md", "24.en.html"),
    "ja": ("21.ja.txt", "22.ja.txt", "23.ja.txt", "25.ja.html"),
}
"""From Thursday to Sunday; a story begins with the first and goes on with the last."""


@asynccontextmanager
async def desk_in(language: str, folder: Path) -> AsyncIterator[Desk]:
    """A bot in a language, whose clock can be set."""
    template = folder / "template.db"
    store = await Store.open(f"sqlite+aiosqlite:///{template}")
    await store.migrate()
    await store.close()
    async with Desk.opened(folder, template, language=language, timezone=str(TOKYO)) as desk:
        desk.world.cloud.bot.first_name = "瓦版 Kawaraban"
        yield desk


async def at(desk: Desk, day: int, hour: int) -> None:
    """It is that hour in November, and what is owed by then is sent."""
    desk.now = datetime(2026, 11, day, hour, tzinfo=TOKYO)
    await desk.services.broadcasts.plan()
    await desk.deliver()


async def comes_out(desk: Desk, day: int, sample: str) -> None:
    """A sample as the edition of a day in November, which goes to all who want it at seven."""
    await at(desk, day, 6)
    dated = Sample(SAMPLES / f"2026-11-{sample}").dated(desk.now.date())
    await desk.posted(dated.data, dated.name)
    (draft,) = await desk.services.newsroom.drafts()
    assert await desk.services.newsroom.publish(draft.id)
    await at(desk, day, 7)


async def follow_story(desk: Desk, who: Person) -> None:
    """Of the first item of the latest edition, by the buttons below it."""
    (item,) = await desk.said(who, "1")
    choices = (await desk.pressed(who, item, "☆")).last
    story = next(key.text for key in choices.buttons if key.text in STORY)
    await desk.pressed(who, choices, story)


STORY = {"★ this story", "★ この出来事"}


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_a_reader_sees_what_was_missed_in_one_message(
    browser: Browser, shoot: Shoot, tmp_path: Path, language: str
) -> None:
    words = WORDS[language]
    first, *others = MISSED[language]
    async with desk_in(language, tmp_path) as desk:
        who = desk.world.person(words.reader, language_code=language)
        await at(desk, 18, 12)
        await desk.said(who, "/subscribe")
        await comes_out(desk, 19, first)
        await follow_story(desk, who)
        assert words.paused in await desk.told(who, words.pause)
        for day, sample in enumerate(others, start=20):
            await comes_out(desk, day, sample)
        await at(desk, 23, 7)
        (_, index) = desk.world.news(who)  # and nothing else since the pause was confirmed
        assert words.missed in index.text
        assert "★" in index.text
        assert "↪" in index.text

        page = await opened(browser, desk.url, who, language)
        await expect(page.locator(".message.in").last).to_contain_text(words.missed)
        await Reader(page=page, words=words, language=language, shoot=shoot).keep("missed")
        await expect(page.locator(".day.passed")).to_have_text([ANY_DAY, ANY_DAY])  # one is shown
        await page.context.close()
