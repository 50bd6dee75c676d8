"""A reader types what no menu names: an address, a wish for pictures, what is kept of them."""

from __future__ import annotations

from tests.support.town import DEADLINE, Town

PAGE = "https://example.com/ferry-gazette/2026/11/buns"
"""What the second item of the sample of 20 November cites."""


async def test_what_is_typed_is_answered_and_what_is_personal_in_private(town: Town) -> None:
    town.settings["BOT_LANGUAGE"] = "en"
    await town.has_published("*.en.md")
    await town.start()
    bob = town.world.person("Bob", language_code="en")

    # a page that an item cites, shared with its title, and one that none does
    await town.ask(bob, f"Buns | Gazette {PAGE}?utm_source=app", answer="②")
    await town.ask(bob, "https://elsewhere.example/a", answer="No edition cites that page.")
    await town.ask(bob, "pictures", answer="There are no pictures in the edition of")
    await town.ask(bob, "bigger text", answer="Telegram sets the size of the text")

    # what is kept is handed out in private, wherever it is asked
    await town.ask(bob, "/settings 06:45", answer="06:45")
    group = town.world.supergroup("Reading circle", [bob])
    town.world.say(bob, "/mydata", chat=group)
    led = await town.world.wait_for_message(group, containing="in our private", timeout=DEADLINE)
    (key,) = led.buttons
    payload = (key.url or "").partition("?start=")[2]
    file = await town.ask(bob, f"/start {payload}", answer="All that is kept about this chat.")
    assert "document" in file.content
    assert not any("document" in one.content for one in town.world.received(group.id))
