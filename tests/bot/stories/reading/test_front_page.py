"""A reader chooses the front page; another gets the same picture, and so does the site."""

from __future__ import annotations

import socket
from typing import Any

from aiohttp import ClientSession

from simulator.state.messages import Message
from simulator.state.people import Person
from tests.bot.frontpage.pages import VERA
from tests.support.town import DEADLINE, SAMPLES, Town

SAMPLE = "2026-11-19.en.md"


async def choose(town: Town, who: Person) -> None:
    """Somebody takes the front page as their layout."""
    card = await town.ask(who, "/settings", answer="Settings")
    offered = await town.press(who, card, "📄 Layout", answer="How should the digest look?")
    label = next(key.text for key in offered.buttons if key.text.startswith("Picture"))
    await town.press(who, offered, label, answer="Layout: Picture of the front page")


def file_id(message: Message) -> str:
    """The id of the photo that a message brings."""
    photo: Any = message.content["photo"]
    return str(photo[-1]["file_id"])


async def picture_of_site(site: str) -> bytes:
    async with ClientSession(site) as session, session.get("/2026-11-19/front-page.png") as answer:
        assert answer.status == 200
        return await answer.read()


async def test_the_front_page_comes_to_readers_is_corrected_and_is_on_the_site(town: Town) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        site = f"http://127.0.0.1:{probe.getsockname()[1]}"
    port = site.rpartition(":")[2]
    town.settings |= {"BOT_SITE_PORT": port, "BOT_SITE_URL": f"{site}/", "BOT_LANGUAGE": "en"}
    town.settings |= {"BOT_FRONT_PAGE_FONT": str(VERA)}
    await town.has_published(SAMPLE)
    await town.start()
    bob, eve = town.world.person("Bob"), town.world.person("Eve")
    for reader in (bob, eve):
        await choose(town, reader)
    town.world.say(bob, "/subscribe")
    first = await town.world.wait_for_message(bob, containing="① Port Linnet", timeout=DEADLINE)
    second = await town.ask(eve, "/today", answer="① Port Linnet")
    assert file_id(first) == file_id(second)
    stored = town.world.cloud.files.get(file_id(first))
    assert stored
    assert await picture_of_site(site) == stored.data

    corrected = (SAMPLES / SAMPLE).read_text().replace("last night ferry", "steamer")
    town.world.upload(town.editor, "corrected.md", corrected.encode())
    preview = await town.world.wait_for_message(
        town.editor, containing="already published", timeout=DEADLINE
    )
    await town.press(town.editor, preview, preview.buttons[0].text, answer="Correction")
    await town.world.wait_until(lambda: "steamer" in first.text, timeout=DEADLINE)
    assert file_id(first) != file_id(second)
    assert await picture_of_site(site) != stored.data
