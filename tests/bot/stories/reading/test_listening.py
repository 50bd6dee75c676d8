"""Readers hear an edition, also after the bot was started anew."""

from __future__ import annotations

from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.speech.silence import said_by, silent_voice
from tests.support.town import DEADLINE, Town


async def audio_for(town: Town, who: Person) -> Message:
    """Somebody opens the latest edition and wants to hear it."""
    shown = await town.ask(who, "/today", answer="🗞")
    town.world.press(who, shown, "🎧 Listen")
    return await town.world.wait_until(
        lambda: next((m for m in town.world.news(who) if "audio" in m.content), None),
        timeout=DEADLINE,
    )


async def test_an_edition_is_heard_again_after_a_restart_without_being_made_again(
    town: Town,
) -> None:
    await town.has_published("2026-11-24.en.html")
    town.settings |= {"BOT_LANGUAGE": "en", "BOT_VOICE_COMMAND": silent_voice(town.folder)}
    await town.start()
    bob, ana = (town.world.person(name, language_code="en") for name in ("Bob", "Ana"))
    first = await audio_for(town, bob)
    chapters = said_by(town.folder)
    assert len(chapters) > 2
    assert not any("http" in chapter for chapter in chapters)
    await town.end()

    await town.start()
    second = await town.ask(ana, "/listen", answer="🎧")
    assert second.content["audio"] == first.content["audio"]
    assert said_by(town.folder) == chapters
