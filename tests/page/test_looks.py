"""How the page looks and reads: widths, themes, languages, access by keyboard and ear."""

from __future__ import annotations

import re
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, ViewportSize, expect

from simulator import World
from simulator.state.chats import Standing
from simulator.state.people import Person
from tests.page.scripted import DESK, PHONE, OpenPage, ScriptedBot, Shoot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EDITION = """<b>3月14日の灯台町だより</b>
編集：海野 汐

<b>① 港の朝市、屋根つきの新しい通りへ</b>（灯台新聞）
<blockquote expandable>港の朝市が来月から屋根つきの通りに移る。市は三割多い人出を見込む。

出店は百二十店で、うち十八店が初めての参加となる。
漁協の組合長は「氷の置き場が近くなるのがありがたい」と歓迎した。

日曜は臨時のバスが出る。</blockquote>
<b>② 山の鉄道、春のダイヤで終電を三十分遅らせる</b>
<blockquote expandable>通学の高校生からの要望がきっかけだった。</blockquote>
<b>③ 図書館、夜の読み聞かせを毎週に＝館長</b>
<blockquote expandable>図書館は月一回だった夜の読み聞かせを四月から毎週にする。</blockquote>"""
KEYS = {
    "inline_keyboard": [
        [{"text": mark, "callback_data": mark} for mark in "①②③"],
        [{"text": "◀ 前の日", "callback_data": "p"}, {"text": "次の日 ▶", "callback_data": "n"}],
    ]
}
UNNAMED = """() => [...document.querySelectorAll("button, a, input, textarea, select, summary")]
  .filter((node) => node.checkVisibility() && node.type !== "file")
  .filter((node) => !(node.ariaLabel || node.textContent.trim() || node.labels?.length))
  .map((node) => node.outerHTML)"""
WIDER = "document.documentElement.scrollWidth > innerWidth"


@pytest_asyncio.fixture(loop_scope="session")
async def furnished(bot: ScriptedBot, world: World, hana: Person) -> Person:
    """A reader with an edition in the chat."""
    world.say(hana, "/today")
    await bot.send(hana.id, EDITION, reply_markup=KEYS)
    return hana


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_an_edition_fits_every_width_and_theme(
    open_page: OpenPage,
    furnished: Person,
    shoot: Shoot,
    theme: str,
    size: ViewportSize,
) -> None:
    page = await open_page(furnished, viewport=size, color_scheme=theme, locale="ja-JP")
    bubble = page.locator(".message.in .bubble")
    await expect(bubble).to_contain_text("灯台町だより")
    assert not await page.evaluate(WIDER)
    assert await bubble.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    await shoot(page, f"edition-{size['width']}-{theme}")


async def test_a_phone_shows_one_pane_and_the_way_back(
    open_page: OpenPage, furnished: Person, shoot: Shoot
) -> None:
    page = await open_page(furnished, viewport=PHONE)
    await expect(page.get_by_role("navigation", name="Chats")).to_be_hidden()
    await page.get_by_role("button", name="Back").click()
    await expect(page.get_by_role("navigation", name="Chats")).to_be_visible()
    await expect(page.get_by_role("main")).to_be_hidden()
    await shoot(page, "list-phone-light")
    await page.locator(".chat-row").click()
    await expect(page.get_by_role("main")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("navigation", name="Chats")).to_be_visible()


async def test_a_desk_shows_list_chat_and_panel_side_by_side(
    open_page: OpenPage, hana: Person
) -> None:
    page = await open_page(hana, viewport=DESK)
    for role in ("navigation", "main", "complementary"):
        await expect(page.get_by_role(role)).to_be_visible()
    await page.locator(".chat-head").get_by_role("button", name="Side panel").click()
    await expect(page.get_by_role("complementary")).to_be_hidden()
    await page.reload()
    await expect(page.get_by_role("main")).to_be_visible()
    await expect(page.get_by_role("complementary")).to_be_hidden()


async def test_the_theme_follows_the_system_until_one_is_chosen(
    open_page: OpenPage, hana: Person
) -> None:
    page = await open_page(hana, color_scheme="light")
    ground = "getComputedStyle(document.querySelector('.list-pane')).backgroundColor"
    light = await page.evaluate(ground)
    await page.emulate_media(color_scheme="dark")
    dark = await page.evaluate(ground)
    assert light != dark
    await page.get_by_role("button", name="Dark or light").click()
    assert await page.evaluate(ground) == light
    await page.reload()
    await expect(page.locator(".list-pane")).to_be_visible()
    assert await page.evaluate(ground) == light


async def test_the_language_follows_the_browser_until_one_is_chosen(
    open_page: OpenPage, hana: Person
) -> None:
    page = await open_page(hana, locale="ja-JP")
    await expect(page.get_by_role("textbox", name="メッセージ")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "ja")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    await expect(page.locator(".message.out")).to_have_count(1)
    await page.reload()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()


async def test_both_languages_have_the_same_words_and_gaps(canvas: Page) -> None:
    tables: dict[str, dict[str, str]] = await canvas.evaluate(
        """async () => ({ en: (await import("/static/words/english.js")).ENGLISH,
                          ja: (await import("/static/words/japanese.js")).JAPANESE })"""
    )
    assert gaps(tables["en"]) == gaps(tables["ja"])


def gaps(table: dict[str, str]) -> dict[str, set[str]]:
    return {word: set(re.findall(r"\{\w+\}", text)) for word, text in table.items()}


async def test_every_control_has_a_name(open_page: OpenPage, furnished: Person) -> None:
    page = await open_page(furnished)
    for tab in ("People", "Clock", "Faults", "API calls"):
        await page.get_by_role("tab", name=tab).click()
        await expect(page.get_by_role("tabpanel", name=tab)).to_be_visible()
        assert await page.evaluate(UNNAMED) == []


async def test_the_tabs_of_the_panel_are_walked_with_the_arrows(
    open_page: OpenPage, hana: Person
) -> None:
    page = await open_page(hana)
    await page.get_by_role("tab", name="People").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Clock")).to_be_focused()
    await expect(page.get_by_role("tabpanel", name="Clock")).to_be_visible()


async def test_the_address_opens_a_person_a_chat_and_a_tab(
    open_page: OpenPage, world: World, hana: Person, editor: Person
) -> None:
    group = world.group("Reading circle", [editor, hana])
    page = await open_page(hana, group.id)
    await expect(page.get_by_role("heading", level=2)).to_have_text("Reading circle")
    await page.goto(f"{page.url}&panel=calls")
    await expect(page.get_by_role("tabpanel", name="API calls")).to_be_visible()


async def test_nobody_sees_the_private_chat_of_another(
    open_page: OpenPage, world: World, hana: Person, editor: Person
) -> None:
    world.say(hana, "between us")
    page = await open_page(editor, hana.id)
    await expect(page.get_by_text("Choose a chat to begin")).to_be_visible()
    await expect(page.get_by_text("between us")).to_have_count(0)


async def test_what_is_for_one_member_of_a_group_is_shown_to_nobody_else(
    open_page: OpenPage, bot: ScriptedBot, world: World, hana: Person, editor: Person
) -> None:
    group = world.supergroup("Reading circle", [editor, hana])
    world.set_bot(group, editor, Standing.ADMINISTRATOR)
    await bot.send(group.id, "for all")
    only = {"receiver_user_id": hana.id}
    await bot.send(group.id, "for Hana alone", ephemeral_message_parameters=only)
    page = await open_page(hana, group.id)
    await expect(page.locator(".message.in").last).to_contain_text("for Hana alone")
    await expect(page.locator(".message.in .mark").last).to_have_text("only you see this")
    page = await open_page(editor, group.id)
    await expect(page.locator(".message.in").last).to_contain_text("for all")
    await expect(page.get_by_text("for Hana alone")).to_have_count(0)


async def test_who_wants_no_motion_gets_none(open_page: OpenPage, hana: Person) -> None:
    page = await open_page(hana, reduced_motion="reduce")
    durations: list[Any] = await page.evaluate(
        """() => [...document.querySelectorAll("*")]
             .map((node) => parseFloat(getComputedStyle(node).transitionDuration))"""
    )
    assert max(durations) < 0.001
