"""Two editors publish: one undoes what the other began, and agrees to what the other asks."""

from __future__ import annotations

import re
import signal

from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.town import DEADLINE, Town

NAME = "2026-11-19.en.md"
YES = ("📣 Yes, publish", "📣 Send it all the same")  # it is of days ago by now


async def test_what_one_editor_publishes_the_other_undoes_after_a_restart_and_agrees_to_then(
    town: Town,
) -> None:
    other, bob = town.world.person("Other editor"), town.world.person("Bob")
    town.settings |= {
        "BOT_ADMIN_IDS": f"{town.editor.id} {other.id}",
        "BOT_UNDO_SECONDS": "600",
    }
    await town.start()
    await town.ask(bob, "/subscribe", answer="Subscribed")
    mine = await town.post(NAME, answer="item")
    theirs = await opened(town, other)

    await publish(town, mine, answer="Goes out at")
    for card in (mine, theirs):  # else what is said of mine below may be from before
        await says(town, card, "Goes out at")
    await town.end(signal.SIGKILL)
    await town.start()
    await town.press(other, theirs, "↶ Undo publishing", answer="readers don't see it yet")
    await says(town, mine, "Draft: readers don't see it yet.")

    await town.end()
    town.settings |= {"BOT_UNDO_SECONDS": "1", "BOT_APPROVALS": "1"}
    await town.start()
    await publish(town, mine, answer="Waits until another editor agrees: publish now.")
    asked = await town.world.wait_for_message(other, containing="Waits until", timeout=DEADLINE)
    listed = await town.ask(other, "/queue", answer="Waits until another editor agrees")
    assert len(listed.buttons) == 1
    town.world.press(other, asked, "✅ Agree")
    await town.world.wait_for_message(bob, containing="①", timeout=DEADLINE)
    await town.world.wait_for_message(town.editor, containing="✅ Delivered", timeout=DEADLINE)
    await says(town, asked, "Published ")
    assert sum("①" in one.text for one in town.world.received(bob.id)) == 1


async def opened(town: Town, who: Person) -> Message:
    """The one draft, as an editor opens it."""
    listed = await town.ask(who, "/queue", answer="Draft: readers don't see it yet.")
    return await town.press(who, listed, listed.buttons[0].text, answer="item")


async def publish(town: Town, card: Message, *, answer: str) -> None:
    """The first editor publishes, whatever is asked first."""
    question = await town.press(town.editor, card, "📣 Publish now", answer="reader")
    yes = next(one.text for one in question.buttons if one.text in YES)
    await town.press(town.editor, question, yes, answer=answer)


async def says(town: Town, card: Message, text: str) -> None:
    """Wait until a card is edited to say that."""
    await town.world.wait_until(lambda: re.search(re.escape(text), card.text), timeout=DEADLINE)
