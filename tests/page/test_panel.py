"""The side panel: people, clock, faults, calls."""

from __future__ import annotations

import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from simulator import FaultKind, World
from simulator.state.host import Figure, HostButton, HostTab
from simulator.state.people import Contact, Person
from tests.page.scripted import PHONE, OpenPage, ScriptedBot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def open_tab(page: Page, name: str) -> None:
    await page.get_by_role("tab", name=name, exact=True).click()


async def test_one_press_makes_one_somebody_else(
    open_page: OpenPage, hana: Person, editor: Person
) -> None:
    page = await open_page(hana)
    people = page.get_by_role("tabpanel", name="People")
    await people.get_by_role("button", name="海野 汐").click()
    await expect(page).to_have_url(re.compile(f"person={editor.id}&chat={editor.id}"))
    await expect(page.get_by_role("heading", level=1)).to_have_text("海野 汐")
    await page.goto(page.url.partition("#")[0])
    await expect(page.get_by_role("heading", level=1)).to_have_text("海野 汐")


async def test_a_press_is_heard_however_long_it_takes_though_the_list_changes_under_it(
    open_page: OpenPage, world: World, hana: Person
) -> None:
    other = await open_page(hana, locale="en-GB")
    page = await open_page(hana)
    people = page.get_by_role("tabpanel", name="People")
    box = await people.get_by_role("button", name="海野 汐").bounding_box()
    assert box
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.down()
    world.person("Zoe")
    await expect(other.get_by_role("button", name="Act as Zoe")).to_be_visible()
    await page.wait_for_timeout(1500)  # a long press
    await expect(people.get_by_role("button", name="Zoe")).to_have_count(0)
    await page.mouse.up()
    await expect(page.get_by_role("heading", level=1)).to_have_text("海野 汐")
    await expect(people.get_by_role("button", name="Zoe")).to_be_visible()


HOLD_PICTURES = """() => {
  const held = [];
  const ask = window.requestAnimationFrame;
  window.pictureAskedFor = new Promise((resolve) => {
    window.requestAnimationFrame = (run) => resolve(held.push(run));
  });
  window.letPicturesCome = () => {
    window.requestAnimationFrame = ask;
    held.splice(0).forEach((run) => run(performance.now()));
  };
}"""


async def test_a_press_is_heard_that_begins_between_a_change_and_its_picture(
    open_page: OpenPage, world: World, hana: Person
) -> None:
    page = await open_page(hana, locale="en-GB")
    people = page.get_by_role("tabpanel", name="People")
    box = await people.get_by_role("button", name="海野 汐").bounding_box()
    assert box
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.evaluate(HOLD_PICTURES)
    world.person("Zelda")
    await page.evaluate("window.pictureAskedFor")
    await page.mouse.down()
    await page.evaluate("window.letPicturesCome()")
    await expect(people.get_by_role("button", name="Zelda")).to_have_count(0)
    await page.mouse.up()
    await expect(page.get_by_role("heading", level=1)).to_have_text("海野 汐")
    await expect(people.get_by_role("button", name="Zelda")).to_be_visible()


async def test_a_new_person_is_made_and_taken_on(
    open_page: OpenPage, world: World, hana: Person
) -> None:
    page = await open_page(hana)
    await page.get_by_text("New person").click()
    await page.get_by_label("First name").fill("Marta")
    await page.get_by_label("Username").fill("marta_reads")
    await page.get_by_role("combobox", name="Language").first.select_option("de")
    await (
        page.get_by_role("tabpanel", name="People").get_by_role("button", name="Add").first.click()
    )
    await expect(page.get_by_role("heading", level=1)).to_have_text("Marta")
    made = world.cloud.people.named("marta_reads")
    assert made is not None
    assert made.language_code == "de"


async def test_a_forum_is_made_and_each_topic_shows_its_own_messages(
    open_page: OpenPage, hana: Person, alice: Person
) -> None:
    page = await open_page(hana)
    await page.get_by_text("New group or channel").click()
    await page.get_by_label("Name", exact=True).fill("Reading circle")
    await page.get_by_label("Kind").select_option("supergroup")
    await page.get_by_label("With topics").check()
    await page.get_by_role("checkbox", name=alice.first_name).check()
    form = page.locator("form").filter(has=page.get_by_label("With topics"))
    await form.get_by_role("button", name="Add").click()
    await expect(page.get_by_role("heading", name="Reading circle")).to_be_visible()
    await expect(page.locator(".header-line")).to_have_text("Supergroup · 2 members")
    for name in ("News", "Tea"):
        await page.locator(".chat-head").get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="New topic").click()
        await page.get_by_label("The topic’s name").fill(name)
        await page.keyboard.press("Enter")
        tab = page.get_by_role("tab", name=name, exact=True)
        await tab.click()
        await expect(tab).to_have_attribute("aria-selected", "true")  # else it goes to all topics
        await page.get_by_role("textbox", name="Message").fill(f"about {name}")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.out")).to_have_count(1)
    await page.get_by_role("tab", name="News", exact=True).click()
    await expect(page.locator(".message.out .text")).to_contain_text("about News")
    await page.get_by_role("tab", name="All", exact=True).click()
    await expect(page.locator(".message.out")).to_have_count(2)


async def test_blocking_the_bot_leaves_only_the_way_back(open_page: OpenPage, hana: Person) -> None:
    page = await open_page(hana)
    await page.get_by_role("button", name="Block the bot").click()
    await expect(page.get_by_text("You blocked this bot")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Message")).to_be_hidden()
    assert contact_of(hana) is Contact.BLOCKED
    await page.locator(".gate").get_by_role("button", name="Unblock the bot").click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    assert contact_of(hana) is Contact.STARTED


def contact_of(person: Person) -> Contact:
    return person.contact


async def test_the_clock_leaps_and_comes_back(
    open_page: OpenPage, world: World, hana: Person
) -> None:
    page = await open_page(hana)
    await open_tab(page, "Clock")
    await expect(page.get_by_text("the same as real time")).to_be_visible()
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.get_by_text("1 day ahead of real time")).to_be_visible()
    assert world.cloud.clock.now() - time.time() == pytest.approx(86400, abs=5)
    await page.get_by_role("button", name="Back to real time").click()
    await expect(page.get_by_text("the same as real time")).to_be_visible()


async def test_the_clock_is_set_to_a_moment_of_the_browsers_zone(
    open_page: OpenPage, world: World, hana: Person
) -> None:
    page = await open_page(hana)
    await open_tab(page, "Clock")
    await page.get_by_label("Set to").fill("2031-03-14T07:00:00")
    await page.get_by_role("button", name="Set", exact=True).click()
    await expect(page.locator(".clock-day")).to_contain_text("14 March 2031")
    tokyo = datetime(2031, 3, 14, 7, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert world.cloud.clock.now() == pytest.approx(tokyo.timestamp(), abs=30)


async def test_a_fault_is_injected_shown_and_taken_away(
    open_page: OpenPage, world: World, hana: Person
) -> None:
    page = await open_page(hana)
    await open_tab(page, "Faults")
    await page.get_by_label("What goes wrong").select_option("server_error")
    await page.get_by_label("Method").fill("sendMessage")
    await page.get_by_label("Times").fill("3")
    await page.get_by_role("button", name="Inject").click()
    waiting = page.locator(".fault")
    await expect(waiting).to_contain_text("500 Internal Server Error")
    await expect(waiting).to_contain_text("sendMessage · × 3")
    [fault] = world.cloud.faults
    assert (fault.kind, fault.method, fault.count) == (FaultKind.SERVER_ERROR, "sendMessage", 3)
    await waiting.get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("Nothing goes wrong.")).to_be_visible()
    assert list(world.cloud.faults) == []


async def test_every_kind_of_fault_can_be_chosen(open_page: OpenPage, hana: Person) -> None:
    page = await open_page(hana)
    await open_tab(page, "Faults")
    options = page.get_by_label("What goes wrong").locator("option")
    offered = await options.evaluate_all("(options) => options.map((option) => option.value)")
    # A migration needs a group to migrate to: it is done to the group, not injected.
    assert {*offered, "migrated"} == {kind.value for kind in FaultKind}


async def test_the_server_can_be_made_an_older_one(
    open_page: OpenPage, world: World, hana: Person
) -> None:
    page = await open_page(hana)
    await open_tab(page, "Faults")
    switch = page.get_by_role("switch", name="An older Telegram without rich messages")
    await switch.check()
    await expect(page.locator(".offline")).to_be_hidden()
    await page.reload()
    await expect(switch).to_be_checked()
    assert world.cloud.settings.older_api


async def test_the_calls_of_the_bot_are_listed_as_they_come(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    page = await open_page(hana)
    await open_tab(page, "API calls")
    await bot.send(hana.id, "listed")
    call = page.locator(".call").filter(has_text="sendMessage")
    await expect(call.locator(".status")).to_have_text("200")
    await expect(call.locator(".call-ms")).to_have_text(re.compile(r"^[\d.]+ ms$"))
    await call.locator("summary").press("Enter")
    await expect(call.locator("pre")).to_contain_text('"text": "listed"')
    await page.get_by_role("searchbox", name="Filter").fill("no such method")
    await expect(call).to_have_count(0)


async def test_on_a_phone_the_panel_is_a_page_of_its_own(open_page: OpenPage, hana: Person) -> None:
    page = await open_page(hana, viewport=PHONE)
    await expect(page.get_by_role("tab", name="People")).to_be_hidden()
    await page.locator(".chat-head").get_by_role("button", name="Side panel").click()
    await expect(page.get_by_role("tab", name="People")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("tab", name="People")).to_be_hidden()


async def test_whoever_serves_it_has_a_tab_of_their_own_whose_figures_go_on(
    open_page: OpenPage, world: World, hana: Person
) -> None:
    page = await open_page(hana, locale="ja-JP")
    await expect(page.get_by_role("tab", name="API通信")).to_be_visible()
    await expect(page.locator(".panel-tab:visible")).to_have_count(4)
    pressed: list[str] = []
    words = {"en": "Lamps", "ja": "灯"}
    button = HostButton(name="light", label={"en": "Light one"}, press=lambda: pressed.append("!"))
    tab = HostTab(
        title=words,
        note={"en": "Count them."},
        buttons=(button,),
        figures=lambda: [
            Figure(label=words, value=len(pressed), out_of=3),
            Figure(label={"en": "Broken"}, value=len(pressed), is_bad=True),
        ],
        line=lambda: {"ja": "暗い。", "en": "Dark."},
    )
    world.add_tab(tab)
    try:
        await open_tab(page, "灯")
        body = page.get_by_role("tabpanel", name="灯")
        await expect(body).to_contain_text("暗い。")
        await expect(body.locator("dd").first).to_have_text("0 / 3")
        await page.get_by_role("button", name="Light one").click()
        await expect(body.locator("dd").first).to_have_text("1 / 3")
        await expect(body.locator("dd.bad")).to_have_text("1")
        await expect(body.get_by_role("progressbar")).to_have_js_property("value", 1)
        pressed.append("by somebody else")
        await expect(body.locator("dd").first).to_have_text("2 / 3")
    finally:
        world.cloud.host_tab = None
