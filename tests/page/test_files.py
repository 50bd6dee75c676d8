"""Files: on their way to the bot, and what the bot sends."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image
from playwright.async_api import ElementHandle, FilePayload, JSHandle, Page, expect

from simulator import World
from simulator.state.people import Person
from tests.page.scripted import OpenPage, ScriptedBot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DIGEST: FilePayload = {
    "name": "3月14日のだより.txt",
    "mimeType": "text/plain",
    "buffer": "① 港が開く（2025年3月14日）".encode(),
}
TRANSFER = """([name, type, data]) => {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  transfer.items.add(new File([bytes], name, {type}));
  return transfer;
}"""


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (640, 400), (47, 111, 165)).save(stream, "PNG")
    return stream.getvalue()


async def carrying(page: Page, file: FilePayload) -> JSHandle:
    data = base64.b64encode(file["buffer"]).decode()
    return await page.evaluate_handle(TRANSFER, [file["name"], file["mimeType"], data])


async def test_a_file_is_attached_with_a_caption(
    open_page: OpenPage, bot: ScriptedBot, world: World, hana: Person
) -> None:
    page = await open_page(hana)
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach a file").click()
    await (await chooser.value).set_files([DIGEST])
    dialog = page.get_by_role("dialog", name="Send 1 file")
    await expect(dialog).to_contain_text("3月14日のだより.txt")
    await dialog.get_by_role("textbox", name="Caption").fill("for tomorrow")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.out .document-name")).to_have_text(DIGEST["name"])
    await bot.heard("message", hana)
    heard = await bot.heard("message", hana)
    assert heard["caption"] == "for tomorrow"
    stored = world.cloud.files.get(heard["document"]["file_id"])
    assert stored is not None
    assert stored.data == DIGEST["buffer"]


async def test_a_file_that_is_dropped_on_the_chat_is_sent(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    page = await open_page(hana)
    transfer = await carrying(page, DIGEST)
    chat = page.locator(".chat-pane")
    await chat.dispatch_event("dragover", {"dataTransfer": transfer})
    await expect(page.get_by_text("Drop to send to Harbour News")).to_be_visible()
    await chat.dispatch_event("drop", {"dataTransfer": transfer})
    await page.get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    await bot.heard("message", hana)
    assert (await bot.heard("message", hana))["document"]["file_name"] == DIGEST["name"]


async def test_a_picture_that_is_pasted_goes_as_a_photo(
    open_page: OpenPage, bot: ScriptedBot, hana: Person
) -> None:
    page = await open_page(hana)
    file: FilePayload = {"name": "cover.png", "mimeType": "image/png", "buffer": picture()}
    transfer = await carrying(page, file)
    await page.evaluate(
        "(data) => document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data}))",
        transfer,
    )
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("checkbox", name="Send as photo")).to_be_checked()
    assert await drawn_width(await dialog.locator("canvas").element_handle()) == 320
    await dialog.get_by_role("button", name="Send", exact=True).click()
    await bot.heard("message", hana)
    assert "photo" in await bot.heard("message", hana)


async def drawn_width(canvas: ElementHandle) -> object:
    await canvas.evaluate(
        "async (c) => { while (c.width < 2) await new Promise(requestAnimationFrame); }"
    )
    return await canvas.evaluate("(c) => c.width")


async def test_a_photo_opens_large_and_closes_again(
    open_page: OpenPage, world: World, hana: Person
) -> None:
    world.upload_photo(hana, picture(), caption="The cover")
    page = await open_page(hana)
    photo = page.get_by_role("button", name="Open the photo")
    await expect(photo.locator("img")).to_have_js_property("naturalWidth", 640)
    await photo.click()
    await expect(page.get_by_role("dialog", name="Photo").locator("img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_document_downloads_under_its_own_name(
    open_page: OpenPage, world: World, hana: Person
) -> None:
    world.upload(hana, DIGEST["name"], DIGEST["buffer"])
    page = await open_page(hana)
    async with page.expect_download() as download:
        await page.get_by_role("link", name=f"Download {DIGEST['name']}").click()
    taken = await download.value
    assert taken.suggested_filename == DIGEST["name"]
    assert (await taken.path()).read_bytes() == DIGEST["buffer"]
