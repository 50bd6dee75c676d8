"""A Word file with a photo, from the editor's upload to a reader's screen."""

from __future__ import annotations

import io

import docx
from PIL import Image

from simulator.state.messages import Message
from tests.support.town import DEADLINE, Town


def digest_with_a_photo() -> bytes:
    photo = io.BytesIO()
    Image.effect_noise((640, 400), 60).convert("RGB").save(photo, "JPEG")
    file = docx.Document()
    file.add_heading("The Lantern, 19 November 2026", 0)
    file.add_paragraph("1. The ferry runs again (Harbour Post, 18 November 2026)")
    file.add_paragraph("The ferry to the island runs again after three weeks of repairs.")
    file.add_picture(photo)
    file.add_paragraph("Photo: the ferry at the old pier")
    file.add_paragraph("https://example.org/ferry")
    file.add_paragraph("2. The library stays open at night (Harbour Post, 18 November 2026)")
    file.add_paragraph("Readers may stay until two in the morning.")
    file.add_paragraph("https://example.org/library")
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def photos(messages: list[Message]) -> list[Message]:
    return [message for message in messages if "photo" in message.content]


async def test_a_photo_is_sent_with_its_item_and_uploaded_only_once(town: Town) -> None:
    bob, eve = town.world.person("Bob"), town.world.person("Eve")
    await town.start()
    town.world.upload(town.editor, "morning.docx", digest_with_a_photo())
    preview = await town.world.wait_for_message(town.editor, containing="2 items", timeout=DEADLINE)
    await town.publish_draft(preview)
    for reader in (bob, eve):
        await town.ask(reader, "1", answer="The ferry runs again")
    shown = [photos(town.world.inbox(reader)) for reader in (bob, eve)]
    assert [len(seen) for seen in shown] == [1, 1]
    assert shown[0][0].text.startswith("① The ferry runs again")
    assert "📷 Photo: the ferry at the old pier" in shown[0][0].text
    sent = [call for call in town.world.calls if call.method == "sendPhoto"]
    assert len(sent) == 2
    known = photos(town.world.inbox(bob))[0].content["photo"]
    assert str(sent[1].parameters["photo"]) in str(known)
    await town.ask(bob, "2", answer="The library stays open")
    assert len(photos(town.world.inbox(bob))) == 1


async def test_a_bot_that_starts_again_knows_what_it_has_uploaded(town: Town) -> None:
    bob, eve = town.world.person("Bob"), town.world.person("Eve")
    await town.start()
    town.world.upload(town.editor, "morning.docx", digest_with_a_photo())
    preview = await town.world.wait_for_message(town.editor, containing="2 items", timeout=DEADLINE)
    await town.publish_draft(preview)
    await town.ask(bob, "1", answer="The ferry runs again")
    await town.end()
    await town.start()
    await town.ask(eve, "1", answer="The ferry runs again")
    (first,), (second,) = photos(town.world.inbox(bob)), photos(town.world.inbox(eve))
    _, sent = [call for call in town.world.calls if call.method == "sendPhoto"]
    assert str(sent.parameters["photo"]) in str(first.content["photo"])
    assert second.text == first.text
