"""What a reader can choose and look up, in a town of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.state.people import Person
from tests.support.town import DEADLINE, Town


@pytest.fixture
async def bob(town: Town) -> Person:
    """A reader of a town with two editions, whose bot runs."""
    await town.has_published("*.en.md")
    await town.start()
    return town.world.person("Bob")


async def test_who_runs_the_bot_and_what_it_keeps_is_told(town: Town) -> None:
    town.settings["BOT_OPERATOR"] = "@lantern_office"
    await town.start()
    bob = town.world.person("Bob")
    about = await town.ask(bob, "/about", answer="Run by @lantern_office")
    assert str(bob.id) in about.text
    await town.ask(bob, "/privacy", answer="Not kept once you are answered: your name")


async def test_help_offers_each_only_what_they_can_do(town: Town, bob: Person) -> None:
    readers = await town.ask(bob, "/help", answer="Just write to me")
    assert "/drafts" not in readers.text
    await town.ask(town.editor, "/help", answer="/drafts")
    await town.ask(bob, "/drafts", answer="Only the editors")
    await town.ask(bob, "/nonsense", answer="don't know that command")
    await town.ask(bob, "good morning", answer="At your service")


async def test_hour_zone_and_form_are_chosen_by_button_or_typed(town: Town, bob: Person) -> None:
    await town.ask(bob, "/subscribe", answer="Subscribed")
    card = await town.ask(bob, "/settings", answer="Delivery: every day")
    hours = await town.press(bob, card, "🕖 Time", answer="When should the digest")
    card = await town.press(bob, hours, "21:00", answer="Time: 21:00")
    zones = await town.press(bob, card, "🌏 Time zone", answer="Which time zone")
    berlin = next(button.text for button in zones.buttons if button.text.startswith("Berlin"))
    card = await town.press(bob, zones, berlin, answer="Your clock: Berlin")
    forms = await town.press(bob, card, "📄 Layout", answer="How should the digest look")
    await town.press(bob, forms, "Headlines only", answer="Layout: Headlines only")
    await town.ask(bob, "/settings 06:45", answer="Time: 06:45")
    await town.ask(bob, "/settings Europe/Paris", answer="Your clock: Paris")
    await town.ask(bob, "/settings noonish", answer="as a time")
    short = await town.ask(bob, "/today", answer="The Lantern")
    assert "①" in short.text
    assert "expandable_blockquote" not in str(short.content)


async def test_everything_kept_is_deleted_when_a_reader_wants_it(town: Town, bob: Person) -> None:
    await town.ask(bob, "/subscribe", answer="Subscribed")
    question = await town.ask(bob, "/forget", answer="Delete the subscription")
    await town.press(bob, question, "Delete everything", answer="is deleted")
    await town.ask(bob, "/unsubscribe", answer="No edition is delivered here")
    assert not [*files_naming(town, str(bob.id))]


def files_naming(town: Town, number: str) -> Iterator[Path]:
    """The files beside the database that hold a number: journals, logs and whatever else is kept.

    What the database's tables hold is tried where they are; SQLite writes zeros over what is
    deleted when its log is written back.
    """
    for path in town.folder.rglob("*"):
        is_database = path.name.startswith("kawaraban.db")
        if path.is_file() and not is_database and number.encode() in path.read_bytes():
            yield path


async def test_editions_and_their_sources_open_by_button_and_by_words(
    town: Town, bob: Person
) -> None:
    archive = await town.ask(bob, "/archive", answer="3 editions")
    edition = await town.press(bob, archive, "Thu, Nov 19", answer="19 November")
    await town.press(bob, edition, "🔗 Sources", answer="example.com")
    await town.ask(bob, "/sources 2 2026-11-19", answer="②")
    await town.ask(bob, "/sources 99", answer="There is no item 99 in")
    await town.ask(bob, "2026-11-19", answer="19 November")


@pytest.mark.parametrize(
    ("form", "kind", "sign"),
    [
        ("Everything at once", "text", "🔗 "),
        ("As a file", "document", "🗞 "),
    ],
)
async def test_an_edition_arrives_in_the_form_a_reader_chose(
    town: Town, bob: Person, form: str, kind: str, sign: str
) -> None:
    card = await town.ask(bob, "/settings", answer="Layout")
    forms = await town.press(bob, card, "📄 Layout", answer="How should the digest look")
    label = next(button.text for button in forms.buttons if button.text.startswith(form))
    await town.press(bob, forms, label, answer="Layout:")
    edition = await town.ask(bob, "/today", answer=sign)
    assert kind in edition.content
    assert not town.world.violations


async def test_a_server_that_knows_no_rich_messages_any_more_brings_ordinary_ones(
    town: Town, bob: Person
) -> None:
    card = await town.ask(bob, "/settings", answer="Layout")
    forms = await town.press(bob, card, "📄 Layout", answer="How should the digest look")
    label = next(button.text for button in forms.buttons if button.text.startswith("One rich"))
    question = await town.press(bob, forms, label, answer="Can you read")
    await town.press(bob, question, "Yes, use this layout", answer="Layout: One rich")
    town.world.cloud.settings.older_api = True
    await town.ask(bob, "/today", answer="The Lantern")


async def test_a_long_item_comes_in_parts_that_break_between_sentences(
    town: Town, bob: Person
) -> None:
    town.world.say(bob, "/item 4 2026-11-19")
    await town.world.wait_until(
        lambda: any(message.buttons for message in town.world.news(bob)), timeout=DEADLINE
    )
    parts = town.world.news(bob)
    assert len(parts) > 1
    assert all(part.text[-1] in '.!?”"' for part in parts[:-1])
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
