"""Editions that come in otherwise than as a file in the chat; told to the real process."""

from __future__ import annotations

import asyncio
import signal
import socket
from pathlib import Path

from aiohttp import ClientSession

from tests.support.town import DEADLINE, SAMPLES, Town
from tests.support.web.site import opened

SAMPLE = "2026-11-19.en.md"


async def test_a_link_becomes_a_draft_that_is_published(town: Town) -> None:
    bob = town.world.person("Bob")
    await town.start()
    await town.ask(bob, "/subscribe", answer="Subscribed")
    async with opened() as site:
        link = site.has(f"/{SAMPLE}", (SAMPLES / SAMPLE).read_bytes(), Content_Type="text/plain")
        preview = await town.ask(town.editor, link, answer="item")
    await town.publish_draft(preview)
    await town.world.wait_for_message(bob, containing="①")


async def lies_at(file: Path) -> None:
    async with asyncio.timeout(DEADLINE):
        while not file.exists():  # noqa: ASYNC110, ASYNC240 - the system tells nobody
            await asyncio.sleep(0.05)


async def test_a_file_in_the_folder_is_taken_by_one_process_and_then_by_another(
    town: Town,
) -> None:
    inbox = town.folder / "inbox"
    town.settings |= {"BOT_INBOX": str(inbox), "BOT_INBOX_PUBLISH": "true", "BOT_LANGUAGE": "en"}
    await town.start()
    await town.ask(town.editor, "/start")
    second = await town.run("run")
    try:
        (inbox / SAMPLE).write_bytes((SAMPLES / SAMPLE).read_bytes())
        await lies_at(inbox / "done" / SAMPLE)
        # Its day is long past, so editors decide about it: they are told once.
        (origin,) = (one for one in town.world.inbox(town.editor) if "📥" in one.text)
        assert origin.text.endswith("something about it wants your decision.")
        await town.end(signal.SIGKILL)
        (inbox / "song.mp3").write_bytes(b"ID3" + bytes(200))
        await lies_at(inbox / "failed/song.mp3.txt")
    finally:
        second.send_signal(signal.SIGTERM)
        assert await second.wait() == 0


async def test_a_program_hands_in_an_edition_once(town: Town) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    town.settings |= {
        "BOT_WEB_PORT": str(port),
        "BOT_EDITIONS_KEY": "sesame-sesame-sesame",
        "BOT_LANGUAGE": "en",
    }
    bob = town.world.person("Bob")
    await town.start()
    await town.ask(town.editor, "/start")
    await town.ask(bob, "/subscribe", answer="Subscribed")
    url = f"http://127.0.0.1:{port}/editions?name={SAMPLE}"
    headers = {"Authorization": "Bearer sesame-sesame-sesame", "Idempotency-Key": "1"}
    told = []
    async with ClientSession() as session:
        for _ in range(2):
            data = (SAMPLES / SAMPLE).read_bytes()
            async with session.post(url, data=data, headers=headers) as answer:
                told.append((answer.status, (await answer.json())["id"]))
    assert told == [(201, 1), (200, 1)]
    card = await town.world.wait_for_message(town.editor, containing="item", timeout=DEADLINE)
    await town.publish_draft(card)
    await town.world.wait_for_message(bob, containing="①")


async def test_a_feed_becomes_a_draft_at_its_hour(town: Town) -> None:
    entry = "<item><title>{0}</title><link>https://example.org/{0}</link></item>"
    entries = "".join(entry.format(word) for word in ("ferry", "library"))
    feed = f'<rss version="2.0"><channel><title>Harbour</title>{entries}</channel></rss>'
    async with opened() as site:
        link = site.has("/feed", feed.encode(), Content_Type="application/rss+xml")
        await town.start()
        await town.ask(town.editor, "/start")
        await town.end()
        town.settings |= {"BOT_PAGES": link, "BOT_PAGES_HOUR": "00:00", "BOT_LANGUAGE": "en"}
        await town.start()
        await town.world.wait_for_message(town.editor, containing="2 items", timeout=DEADLINE)
        assert len(site.asked) == 1
        assert any(one.text == "📥 From 127.0.0.1/feed" for one in town.world.inbox(town.editor))
