"""A reader writes to two editors about an item: answered by one, limited, forgotten."""

from __future__ import annotations

import json
from typing import Any

from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.town import DEADLINE, Town

WORDS = "Does it run on Sundays, too?"


async def write(town: Town, who: Person, words: str, item: Message) -> Message:
    """Somebody writes in reply to an item and sends it; what they are told."""
    town.world.say(who, words, reply_to=item)
    asked = await town.world.wait_for_message(
        who, containing="Send this to the editor?", timeout=DEADLINE
    )
    return await town.press(who, asked, "✉️ Send", answer="Sent to the editor")


async def shows(town: Town, who: Person, words: str) -> Message:
    return await town.world.wait_for_message(who, containing=words, timeout=DEADLINE)


async def kept_of(town: Town, who: Person) -> dict[str, list[dict[str, Any]]]:
    """What /mydata hands out."""
    file = await town.ask(who, "/mydata", answer="All that is kept")
    document: Any = file.content["document"]
    stored = town.world.cloud.files.get(document["file_id"])
    assert stored
    found: dict[str, list[dict[str, Any]]] = json.loads(stored.data)
    return found


async def test_a_letter_goes_to_two_editors_is_answered_and_forgotten(town: Town) -> None:
    second = town.world.person("Second", language_code="en")
    town.world.unblock(second)
    town.world.unblock(town.editor)
    town.settings |= {"BOT_LANGUAGE": "en", "BOT_ADMIN_IDS": f"{town.editor.id},{second.id}"}
    await town.has_published("*.en.md")
    await town.start()
    bob = town.world.person("Bob")
    item = await town.ask(bob, "1", answer="①")

    # written, and seen by both without a name
    assert "You can send 2 more today" in (await write(town, bob, WORDS, item)).text
    for editor in (town.editor, second):
        card = await shows(town, editor, WORDS)
        assert "From a reader" in card.text
        assert "Bob" not in card.text
        assert str(bob.id) not in f"{card.text} {card.markup}"
    assert [row["words"] for row in (await kept_of(town, bob))["letters"]] == [WORDS]

    # answered by one, which the other sees; the words are kept no longer
    town.world.say(second, "Only from May on.", reply_to=card)
    answer = await shows(town, bob, "✉️ From the editor: Only from May on.")
    assert answer.reply_to is not None
    assert answer.reply_to.id == item.id
    await shows(town, town.editor, "✅ Answered by Second")
    assert [row["words"] for row in (await kept_of(town, bob))["letters"]] == [""]

    # limited, and voted on
    for words in ("And on Mondays?", "And at night?"):
        told = await write(town, bob, words, item)
    assert "You can send 0 more today" in told.text
    town.world.say(bob, "And in May?", reply_to=item)
    await shows(town, bob, "as often as is possible in one day")
    pressed = town.world.press(bob, item, "👍")
    await town.world.wait_for_answer(pressed, timeout=DEADLINE)
    assert [row["vote"] for row in (await kept_of(town, bob))["votes"]] == ["up"]

    # forgotten: nobody can answer any more
    card = await shows(town, town.editor, "And at night?")
    question = await town.ask(bob, "/forget", answer="Delete the subscription")
    await town.press(bob, question, "Delete everything", answer="is deleted")
    town.world.say(town.editor, "Never at night.", reply_to=card)
    await shows(town, town.editor, "can't be answered any more")
    assert "Never at night" not in "".join(m.text for m in town.world.received(bob.id))
