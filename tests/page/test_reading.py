"""Reading: what is unread, where a chat opens, and what comes while one looks elsewhere."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from simulator import World
from simulator.state.people import Person
from tests.page.scripted import PHONE, OpenPage, ScriptedBot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_what_came_while_one_was_somebody_else_is_marked_unread(
    open_page: OpenPage, bot: ScriptedBot, hana: Person, editor: Person
) -> None:
    page = await open_page(hana)
    await page.locator(f'.face[data-person="{editor.id}"]').click()
    await bot.send(hana.id, "one")
    await bot.send(hana.id, "two")
    face = page.locator(f'.face[data-person="{hana.id}"]')
    await expect(face.locator(".badge")).to_have_text("2")
    await face.click()
    await expect(page.locator(".unread-mark")).to_have_text("Unread messages")
    await expect(page.locator(".message.in").last).to_contain_text("two")
    await expect(face.locator(".badge")).to_have_count(0)


async def test_what_comes_while_one_reads_further_up_is_counted(
    open_page: OpenPage, bot: ScriptedBot, world: World, hana: Person
) -> None:
    for number in range(60):
        world.say(hana, f"line {number}")
    page = await open_page(hana)
    await expect(page.locator(".message").last).to_be_in_viewport()
    await page.evaluate("document.querySelector('.history').scrollTop -= 600")
    await expect(page.locator(".message").last).not_to_be_in_viewport()
    await bot.send(hana.id, "one")
    await bot.send(hana.id, "two")
    down = page.get_by_role("button", name="To the newest message")
    await expect(down).to_have_text("2")
    await down.click()
    await expect(page.locator(".message").last).to_be_in_viewport()
    await expect(down.locator(".badge")).to_be_hidden()


async def test_the_past_is_loaded_while_one_scrolls_up(
    open_page: OpenPage, world: World, hana: Person
) -> None:
    for number in range(130):
        world.say(hana, f"line {number}")
    page = await open_page(hana)
    await expect(page.locator(".message").last).to_contain_text("line 129")
    assert await page.locator(".message").count() < 100
    beginning = page.locator(".message", has_text="/start")
    for _ in range(30):
        await page.evaluate("document.querySelector('.history').scrollTop = 0")
        if await beginning.count():
            break
        await page.wait_for_timeout(100)
    await expect(beginning).to_be_visible()
    await expect(page.locator(".message")).to_have_count(131)


async def test_a_long_digest_is_shown_from_its_beginning(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    page = await open_page(hana)
    await bot.send(hana.id, "<b>The first line</b>\n" + "\n".join(map(str, range(120))))
    await expect(page.get_by_text("The first line", exact=True)).to_be_in_viewport()
    await page.get_by_role("button", name="To the newest message").click()
    await expect(page.get_by_text("The first line", exact=True)).not_to_be_in_viewport()


async def test_what_a_button_brings_is_shown_even_below_a_long_message(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    page = await open_page(hana)
    text = "<b>first</b>\n" + "\n".join(map(str, range(120)))
    markup = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    await bot.send(hana.id, text, reply_markup=markup)
    await expect(page.get_by_text("first", exact=True)).to_be_in_viewport()
    await page.locator(".inline-button").evaluate("(button) => button.click()")
    await bot.heard("callback_query", hana)
    await bot.send(hana.id, "the item")
    await expect(page.get_by_text("the item", exact=True)).to_be_in_viewport()


async def test_the_title_counts_what_is_unread(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    page: Page = await open_page(hana, viewport=PHONE)
    await page.get_by_role("button", name="Back").click()
    await bot.send(hana.id, "news")
    await expect(page).to_have_title(re.compile(r"^\(1\)"))
