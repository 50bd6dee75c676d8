"""A draft's card: how it stands, previews and tests, greeting and afterword; the real process."""

from __future__ import annotations

from bot.cli.demonstration.samples import Sample
from bot.views.callbacks import PreviewAs
from digests.model import Form
from simulator.state.messages import Message
from tests.support.town import DEADLINE, SAMPLES, Town

SAMPLE = Sample(SAMPLES / "2026-11-24.en.html")
"""Its first item has a picture."""
GOODBYE = "Until tomorrow, and thank you for the seeds."


async def card_of(town: Town) -> Message:
    """The editor posts an edition; the message of its card that has the buttons."""
    posted = SAMPLE.dated(SAMPLE.day)
    town.world.upload(town.editor, posted.name, posted.data)
    return await town.world.wait_until(
        lambda: next((one for one in town.world.news(town.editor) if one.buttons), None),
        timeout=DEADLINE,
    )


async def follow(town: Town, message: Message, *buttons: str) -> Message:
    """The editor presses one button after another, each below what the last one brought."""
    for label in buttons:
        message = await town.press(town.editor, message, label)
    return message


async def test_an_editor_makes_a_greeting_tries_the_edition_out_and_readers_get_just_that(
    town: Town,
) -> None:
    world, reader = town.world, town.world.person("Ann")
    channel = world.channel("Proofs", [world.person("Pat")], username="harbour_proofs")
    town.settings |= {"BOT_TEST_CHAT": "@harbour_proofs", "BOT_LANGUAGE": "en"}
    await town.start()
    await town.ask(town.editor, "/start", answer="You are an editor")
    await town.ask(reader, "/subscribe", answer="Subscribed")

    card = await card_of(town)
    assert card.text.splitlines()[0] == "✅ 4 items · 1 reader · at once"
    shown = await follow(town, card, "✏️ Change", "①")
    await town.press(town.editor, shown, "It is the greeting", answer="3 items")
    world.say(town.editor, f"afterword: {GOODBYE}", reply_to=card)
    await world.wait_until(lambda: GOODBYE in card.text, timeout=DEADLINE)

    offer = await town.press(town.editor, card, "📱 Preview and test", answer="How do you want")
    before = len(world.received(town.editor.id))
    packed = PreviewAs(1, "en", Form.SUMMARIES).pack()
    choice = next(one for one in offer.buttons if one.data == packed)
    await town.press(town.editor, offer, choice.text, answer=GOODBYE)
    preview = world.received(town.editor.id)[before:]
    pressed = world.press(town.editor, offer, "🧪 Test to @harbour_proofs")
    await world.wait_for_answer(pressed, timeout=DEADLINE)
    mark, *tried = world.received(channel.id)
    assert mark.text.startswith("🧪 A test of")
    assert not any(one.buttons for one in (mark, *tried))
    assert [one for one in world.inbox(reader) if GOODBYE in one.text] == []

    await town.publish_draft(card)
    await world.wait_for_message(reader, containing=GOODBYE, timeout=DEADLINE)
    got = world.inbox(reader)[-len(preview) :]
    assert "photo" in got[0].content
    assert [one.text for one in got] == [one.text for one in preview]
    assert [one.text for one in got] == [one.text for one in tried]
    assert [one.buttons for one in got] == [one.buttons for one in preview]
