"""Buttons under messages and beneath the field."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.async_api import expect

from simulator.state.people import Person
from tests.page.scripted import OpenPage, ScriptedBot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def keyboard(*buttons: Mapping[str, object]) -> dict[str, object]:
    return {"inline_keyboard": [list(buttons)]}


async def test_a_pressed_button_waits_for_the_bot_and_shows_its_answer(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    markup = keyboard({"text": "Next", "callback_data": "next:2"})
    await bot.send(hana.id, "An item", reply_markup=markup)
    page = await open_page(hana)
    button = page.get_by_role("button", name="Next")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    query = await bot.heard("callback_query", hana)
    assert query["data"] == "next:2"
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Here you are")
    await expect(page.get_by_role("status").get_by_text("Here you are")).to_be_visible()
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_an_alert_stays_until_it_is_closed(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    bot.answers["why"] = {"text": "Only editors publish", "show_alert": True}
    await bot.send(hana.id, "x", reply_markup=keyboard({"text": "Why?", "callback_data": "why"}))
    page = await open_page(hana)
    await page.get_by_role("button", name="Why?").click()
    alert = page.get_by_role("dialog", name="Only editors publish")
    await expect(alert).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(alert).to_be_hidden()


async def test_a_link_button_opens_the_address_in_a_tab_that_knows_nothing_of_the_page(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    link = {"text": "Source", "url": "https://news.example/1"}
    await bot.send(hana.id, "An item", reply_markup=keyboard(link))
    page = await open_page(hana)
    await page.context.route("https://news.example/*", lambda route: route.fulfill(body="news"))
    async with page.context.expect_page() as opened:
        await page.get_by_role("button", name="Source").click()
    tab = await opened.value
    assert tab.url == "https://news.example/1"
    assert await tab.evaluate("window.opener") is None
    await tab.close()


async def test_a_deep_link_starts_the_bot_with_its_payload(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.send(hana.id, '<a href="https://t.me/harbour_bot?start=item_3">Open item 3</a>')
    page = await open_page(hana)
    await page.get_by_role("link", name="Open item 3").click()
    await expect(page.locator(".message.out").last).to_contain_text("/start item_3")


KEYS = {
    "keyboard": [[{"text": "Today"}, {"text": "Archive"}]],
    "one_time_keyboard": True,
    "input_field_placeholder": "Which day?",
}


async def test_a_reply_keyboard_says_what_is_on_its_keys(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.send(hana.id, "Choose", reply_markup=KEYS)
    page = await open_page(hana)
    await expect(page.get_by_placeholder("Which day?")).to_be_visible()
    key = page.get_by_role("button", name="Archive", exact=True)
    await key.click()
    await expect(page.locator(".message.out").last).to_contain_text("Archive")
    await expect(key).to_be_hidden()
    await page.get_by_role("button", name="Show the keyboard").click()
    await expect(key).to_be_visible()


async def test_a_reply_keyboard_goes_when_the_bot_takes_it_away(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.send(hana.id, "Choose", reply_markup=KEYS)
    await bot.send(hana.id, "No more", reply_markup={"remove_keyboard": True})
    page = await open_page(hana)
    await expect(page.get_by_text("No more")).to_have_count(2)
    await expect(page.get_by_role("button", name="Archive", exact=True)).to_have_count(0)


async def test_a_forced_reply_begins_an_answer(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.send(hana.id, "Your name?", reply_markup={"force_reply": True})
    page = await open_page(hana)
    await page.reload()  # the window may have answered a message of this number in another world
    await expect(page.locator(".reply-bar")).to_contain_text("Your name?")


async def test_a_copy_button_copies(open_page: OpenPage, bot: ScriptedBot, hana: Person) -> None:
    copied = keyboard({"text": "Copy it", "copy_text": {"text": "kawaraban"}})
    await bot.send(hana.id, "x", reply_markup=copied)
    page = await open_page(hana, permissions=["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Copy it").click()
    await expect(page.locator(".toast")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "kawaraban"


async def test_an_inline_button_asks_the_bot_and_its_result_can_be_sent(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    content = {"message_text": "<b>The harbour opens</b>", "parse_mode": "HTML"}
    article = {"type": "article", "id": "1", "title": "Harbour", "input_message_content": content}
    bot.results = [article]
    share = {"text": "Find", "switch_inline_query_current_chat": "harb"}
    await bot.send(hana.id, "x", reply_markup=keyboard(share))
    page = await open_page(hana)
    await page.get_by_role("button", name="Find", exact=True).click()
    await expect(page.get_by_role("textbox", name="Message")).to_have_value("@harbour_bot harb")
    await page.get_by_role("option", name="Harbour").click()
    sent = page.locator(".message.out").last
    await expect(sent.locator("strong")).to_have_text("The harbour opens")
    await expect(sent).to_contain_text("via @harbour_bot")
    assert (await bot.heard("inline_query", hana))["query"] == "harb"
