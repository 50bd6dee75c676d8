"""Rich messages: blocks that fold, headings, lists, tables, quotes."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from simulator.state.people import Person
from tests.page.scripted import PHONE, OpenPage, ScriptedBot, Shoot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EDITION = """<h1>3月14日の灯台町だより</h1>
<p>編集：<b>海野 汐</b>。きょうは<mark>三本</mark>。</p>
<details open><summary>① 港の朝市、屋根つきの新しい通りへ</summary>
<p>港の朝市が来月から屋根つきの通りに移る。</p>
<ul><li>出店は百二十店</li><li>日曜は臨時のバス</li></ul>
<blockquote>氷の置き場が近くなる<cite>漁協の組合長</cite></blockquote>
<p><a href="https://news.example/1">灯台新聞で読む</a></p></details>
<details><summary>② 山の鉄道、終電を三十分遅らせる</summary><p>四月から。</p></details>
<table bordered><tr><th>年</th><th>店</th></tr><tr><td>2025</td><td>120</td></tr></table>
<hr/>
<footer>番号を送ると開きます。</footer>"""


async def send(bot: ScriptedBot, person: Person, html: str) -> None:
    await bot.call("sendRichMessage", chat_id=person.id, rich_message={"html": html})


async def test_each_item_of_a_rich_edition_folds_by_itself(
    open_page: OpenPage, bot: ScriptedBot, hana: Person, shoot: Shoot
) -> None:
    await send(bot, hana, EDITION)
    page = await open_page(hana, locale="ja-JP")
    first, second = (page.locator("details").nth(number) for number in range(2))
    await expect(first).to_contain_text("港の朝市が来月から")
    await expect(second.get_by_text("四月から。")).to_be_hidden()
    await second.locator("summary").press("Enter")
    await expect(second.get_by_text("四月から。")).to_be_visible()
    await first.locator("summary").click()
    await expect(first.get_by_role("link")).to_be_hidden()
    await shoot(page, "rich-desk")


async def test_headings_lists_quotes_and_tables_are_what_they_are(
    open_page: OpenPage, bot: ScriptedBot, hana: Person, shoot: Shoot
) -> None:
    await send(bot, hana, EDITION)
    page = await open_page(hana, viewport=PHONE, color_scheme="dark", locale="ja-JP")
    rich = page.locator(".rich")
    await expect(rich.get_by_role("heading", level=1)).to_have_text("3月14日の灯台町だより")
    await expect(rich.get_by_role("listitem")).to_have_count(2)
    await expect(rich.get_by_role("blockquote")).to_contain_text("漁協の組合長")
    await expect(rich.get_by_role("columnheader")).to_have_text(["年", "店"])
    await expect(rich.get_by_role("cell")).to_have_text(["2025", "120"])
    await expect(rich.locator("mark")).to_have_text("三本")
    link = rich.get_by_role("link", name="灯台新聞で読む")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await shoot(page, "rich-phone-dark")


async def test_the_chat_list_shows_the_first_words_of_a_rich_message(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await send(bot, hana, "<h2>Harbour News</h2><p>Three items</p>")
    page = await open_page(hana)
    await expect(page.locator(".chat-row-last").first).to_have_text("Harbour News Three items")
