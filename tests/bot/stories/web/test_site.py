"""An edition on its way to the site and off it again; told to the real process."""

from __future__ import annotations

import socket
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession

from simulator.state.messages import Message
from tests.bot.frontpage.pages import VERA
from tests.support.town import DEADLINE, SAMPLES, Town

SAMPLE = "2026-11-19.en.md"
EDITION = "/2026-11-19/"


async def served(session: ClientSession, path: str = EDITION) -> tuple[int, str]:
    async with session.get(path) as answer:
        return answer.status, await answer.text()


def shared(message: Message) -> str:
    """The address that the button below an item offers to share."""
    (url,) = (button.url for button in message.buttons if button.text == "↗ Share")
    return parse_qs(urlsplit(url or "").query)["url"][0]


async def test_an_edition_is_on_the_site_as_it_is_now_until_it_is_recalled(town: Town) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    town.settings |= {"BOT_SITE_PORT": str(port), "BOT_SITE_URL": f"{site}/"}
    town.settings["BOT_FRONT_PAGE_FONT"] = str(VERA)
    bob = town.world.person("Bob")
    await town.start()
    await town.ask(bob, "/subscribe", answer="Subscribed")
    draft = await town.post(SAMPLE, answer="item")
    async with ClientSession(site) as session:
        assert (await served(session))[0] == 404
        await town.publish_draft(draft)
        assert "last night ferry" in (await served(session))[1]

        item = await town.ask(bob, "/item 1", answer="Port Linnet")
        assert shared(item) == f"{site}{EDITION}1/"
        assert (await served(session, f"{EDITION}1/"))[0] == 200
        cover = f"{EDITION}front-page.png"
        home = (await served(session, "/"))[1]
        assert f'src="{cover[1:]}"' in home
        assert f'content="{site}{cover}"' in home
        async with session.get(cover) as picture:
            assert (picture.status, picture.content_type) == (200, "image/png")

        corrected = (SAMPLES / SAMPLE).read_text().replace("last night ferry", "steamer")
        town.world.upload(town.editor, "corrected.md", corrected.encode())
        preview = await town.world.wait_for_message(
            town.editor, containing="already published", timeout=DEADLINE
        )
        await town.press(town.editor, preview, preview.buttons[0].text, answer="Correction")
        assert "its steamer" in (await served(session))[1]

        public = town.folder / "public"
        assert "files in" in await town.command("export", "--site", str(public))
        assert (public / "2026-11-19/1/index.html").exists()
        assert (public / "2026-11-19/front-page.png").exists()

        town.world.upload(town.editor, "corrected.md", corrected.encode())
        shown = await town.world.wait_for_message(
            town.editor, containing="Published", timeout=DEADLINE
        )
        question = await town.press(town.editor, shown, "↩️ Recall", answer="back from everyone")
        await town.press(town.editor, question, "Take it back", answer="Recall")
        assert [(await served(session, path))[0] for path in (EDITION, f"{EDITION}1/")] == [410] * 2
        await town.command("export", "--site", str(public))
        assert not (public / "2026-11-19").exists()
        assert (public / "index.html").exists()
