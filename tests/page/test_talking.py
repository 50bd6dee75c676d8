"""Writing to the bot, and what comes back."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from simulator import World
from simulator.state.people import Person
from tests.page.scripted import DESK, PHONE, OpenPage, ScriptedBot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

COMMANDS = [
    {"command": "today", "description": "Today's digest"},
    {"command": "help", "description": "How it works"},
    {"command": "topics", "description": "What it writes about"},
]


async def test_whoever_never_wrote_is_offered_a_start_button(
    open_page: OpenPage, bot: ScriptedBot, alice: Person
) -> None:
    bot.replies["/start"] = {"text": "Welcome to the harbour"}
    page = await open_page(alice)
    await expect(page.get_by_role("textbox", name="Message")).to_be_hidden()
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.locator(".message.in")).to_contain_text("Welcome to the harbour")
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()


async def test_a_newcomer_is_told_who_they_are_and_what_to_try(
    open_page: OpenPage, alice: Person
) -> None:
    page = await open_page(alice, viewport=DESK)
    await expect(page.locator(".hint")).to_contain_text("You are Alice Finch. Press Start below")
    await expect(page.locator(".hint")).to_contain_text("海野 汐")
    await page.get_by_role("button", name="Got it").click()
    await expect(page.locator(".hint")).to_contain_text("Nothing here yet")


async def test_enter_sends_and_shift_enter_breaks_the_line(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    page = await open_page(hana)
    box = page.get_by_role("textbox", name="Message")
    await box.fill("one")
    await box.press("Shift+Enter")
    await box.press_sequentially("two")
    await box.press("Enter")
    await expect(page.locator(".message.out .text").last).to_contain_text("one\ntwo")
    await expect(box).to_have_value("")
    await bot.heard("message", hana)
    assert (await bot.heard("message", hana))["text"] == "one\ntwo"


async def test_enter_that_chooses_a_word_of_the_input_method_does_not_send(
    open_page: OpenPage, hana: Person
) -> None:
    page = await open_page(hana)
    box = page.get_by_role("textbox", name="Message")
    await box.fill("にほん")
    await box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await expect(box).to_have_value("にほん")
    await box.dispatch_event("keydown", {"key": "Enter"})
    await expect(page.locator(".message.out .text").last).to_contain_text("にほん")


async def test_marks_in_what_people_type_stay_letters(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    hostile = "<img src=x onerror=alert(1)><b>bold?</b>"
    page = await open_page(hana)
    await bot.call("sendMessage", chat_id=hana.id, text=hostile)
    await expect(page.locator(".message.in .text")).to_contain_text(hostile)
    assert await page.locator(".history img, .history b").count() == 0


async def test_a_slash_offers_the_commands_and_the_arrows_choose_one(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.call("setMyCommands", commands=COMMANDS)
    page = await open_page(hana)
    box = page.get_by_role("textbox", name="Message")
    await box.press_sequentially("/to")
    options = page.get_by_role("listbox", name="Bot commands").get_by_role("option")
    await expect(options).to_have_count(2)
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await box.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await box.press("Enter")
    await expect(page.locator(".message.out .text").last).to_contain_text("/topics")


async def test_escape_closes_the_command_menu_and_keeps_what_is_typed(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.call("setMyCommands", commands=COMMANDS)
    page = await open_page(hana)
    box = page.get_by_role("textbox", name="Message")
    await page.get_by_role("button", name="Menu").click()
    await expect(
        page.get_by_role("listbox", name="Bot commands").get_by_role("option")
    ).to_have_count(3)
    await page.get_by_role("button", name="Menu").click()
    await expect(page.get_by_role("listbox", name="Bot commands")).to_be_hidden()
    await box.press_sequentially("/")
    await box.press("Escape")
    await expect(page.get_by_role("listbox", name="Bot commands")).to_be_hidden()
    await expect(box).to_have_value("/")


async def test_a_command_in_a_message_is_sent_when_pressed(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.send(hana.id, "Try /today")
    page = await open_page(hana)
    await page.locator(".message.in").get_by_role("button", name="/today").click()
    await expect(page.locator(".message.out .text").last).to_contain_text("/today")


async def test_a_reply_quotes_the_message_and_the_quote_leads_back_to_it(
    open_page: OpenPage, bot: ScriptedBot, world: World, hana: Person
) -> None:
    sent = await bot.send(hana.id, "The harbour opens")
    for number in range(60):
        world.say(hana, f"line {number}")
    page = await open_page(hana)
    await expect(page.locator(".message.out").last).to_contain_text("line 59")
    await page.evaluate("document.querySelector('.history').scrollTop = 0")
    asked = page.locator(f'.message[data-id="{sent["message_id"]}"]')
    await asked.hover()
    await asked.get_by_role("button", name="Reply").click()
    await expect(page.locator(".reply-bar")).to_contain_text("Reply to Harbour News")
    await page.get_by_role("textbox", name="Message").fill("When?")
    await page.get_by_role("textbox", name="Message").press("Enter")
    quote = page.locator(".message.out .reply-quote")
    await expect(quote).to_contain_text("The harbour opens")
    await expect(asked).not_to_be_in_viewport()
    await quote.click()
    await expect(asked).to_be_in_viewport()


async def test_swiping_a_message_answers_it(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    await bot.send(hana.id, "Swipe me")
    page = await open_page(hana, viewport=PHONE, has_touch=True)
    for kind, x in (("touchstart", 300), ("touchmove", 290), ("touchmove", 220), ("touchend", 220)):
        touches = [] if kind == "touchend" else [{"identifier": 0, "clientX": x, "clientY": 300}]
        await page.locator(".message.in").dispatch_event(kind, {"touches": touches})
    await expect(page.locator(".reply-bar")).to_contain_text("Swipe me")
    await page.keyboard.press("Escape")
    await expect(page.locator(".reply-bar")).to_be_hidden()


async def test_edited_and_deleted_messages_say_so(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    first = await bot.send(hana.id, "Ferry at nine")
    second = await bot.send(hana.id, "Never mind")
    page = await open_page(hana)
    chat = {"chat_id": hana.id}
    await bot.call("editMessageText", **chat, message_id=first["message_id"], text="Ferry at ten")
    await bot.call("deleteMessage", **chat, message_id=second["message_id"])
    messages = page.locator(".message.in")
    await expect(messages.first).to_contain_text("Ferry at ten")
    await expect(messages.first.locator(".mark")).to_have_text("edited")
    await expect(messages.nth(1).locator(".mark")).to_have_text("deleted")
    await page.reload()
    await expect(messages.nth(1).locator(".mark")).to_have_text("deleted")


async def test_the_header_tells_that_the_bot_is_typing(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    page = await open_page(hana)
    await expect(page.locator(".header-line")).to_have_text("bot · @harbour_bot")
    await bot.call("sendChatAction", chat_id=hana.id, action="typing")
    await expect(page.locator(".header-line")).to_contain_text("typing")
    await bot.send(hana.id, "done")
    await expect(page.locator(".header-line")).to_have_text("bot · @harbour_bot")
