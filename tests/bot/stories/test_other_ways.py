"""Editions that come in otherwise than as a file in the chat; told to the real process."""

from __future__ import annotations

from tests.support.web.site import opened
from tests.support.town import SAMPLES, Town

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
