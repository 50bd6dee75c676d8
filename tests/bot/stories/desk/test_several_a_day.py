"""An extra goes out at once, and stands in the archive beside the other editions of its day."""

from __future__ import annotations

from simulator.state.messages import Message
from tests.support.town import DEADLINE, SAMPLES, Town

NAME = "2026-11-19.en.md"


async def test_an_extra_comes_at_once_to_whoever_takes_extras_and_is_found_beside_the_others(
    town: Town,
) -> None:
    bob, carol = town.world.person("Bob"), town.world.person("Carol")
    town.settings["BOT_HOUR"] = "23:59"
    await town.start()
    for who in (bob, carol):
        await town.ask(who, "/subscribe", answer="Subscribed")
    settings = await town.ask(carol, "/settings", answer="Extras: with a sound")
    await town.press(carol, settings, "🚨 Extras", answer="at once, at any hour")
    await town.press(carol, settings, "not at all", answer="Extras: not at all")

    extra = await town.post(NAME, answer="item")
    await town.press(town.editor, extra, "🚨 Extra", answer="1 reader · at once")
    card = await town.publish_draft(extra)
    assert "• 1 delivered" in card.text
    came = await town.world.wait_for_message(bob, containing=", extra", timeout=DEADLINE)

    evening = await another(town)
    await town.press(town.editor, evening, "Evening", answer="evening edition")
    await town.press(town.editor, evening, "🗄 Archive only", answer="Published")
    shown = await town.ask(carol, "/today", answer=", evening edition")
    again = await town.press(carol, shown, "🗞 extra", answer=", extra")
    assert again.text == came.text
    assert all(", extra" not in one.text for one in town.world.received(carol.id)[:-1])


async def another(town: Town) -> Message:
    """A second draft of the same day."""
    said = (SAMPLES / NAME).read_text("utf-8").replace("ferry", "tram")
    town.world.upload(town.editor, "evening.md", f"{said}\n".encode())
    return await town.world.wait_for_message(town.editor, containing="item", timeout=DEADLINE)
