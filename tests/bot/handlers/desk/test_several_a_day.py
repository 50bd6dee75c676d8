"""Drafts that are to be the edition of the evening, or an extra."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digests.model import Extras
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import DAY, DIGEST, Desk, labels, texts

SLOTS = ["✓ Regular", "Evening", "🚨 Extra"]
OTHER = DIGEST.replace("The ferry", "The bridge")
THIRD = DIGEST.replace("The ferry", "The tram")


def slots_of(card: Message) -> list[str]:
    return labels(card)[-3:]


@pytest.fixture
async def card(desk: Desk) -> Message:
    """A draft of a day that has an edition, as an extra's would."""
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    return await desk.draft(OTHER)


async def test_a_draft_is_that_of_its_day_unless_its_editor_says_another(desk: Desk) -> None:
    draft = await desk.draft()
    assert slots_of(draft) == SLOTS
    await desk.pressed(desk.editor, draft, "📣 Publish now")
    latest = await desk.store.editions.latest()
    assert latest
    assert latest.slot == ""


async def test_an_evening_edition_stands_beside_that_of_its_day(desk: Desk, card: Message) -> None:
    assert "✏️ Correct silently" in labels(card)
    pressed = await desk.pressed(desk.editor, card, "Evening")
    assert pressed.toast == "✓ Changed."
    assert slots_of(card) == ["Regular", "✓ Evening", "🚨 Extra"]
    assert "📣 Publish now" in labels(card)
    assert "evening edition" in card.text
    asked = await desk.asked(desk.editor, card, "📣 Publish now")
    assert "not before 17:00" in asked.last.text
    await desk.asked(desk.editor, asked.last, "📣 Yes")
    (day,) = set(await desk.store.editions.days())
    found = await desk.store.editions.all_of_day(day)
    assert [(one.slot, one.is_morning) for one in found] == [("", True), ("evening", False)]


async def test_an_extra_goes_at_once_to_those_who_take_extras_and_says_so_first(
    desk: Desk, card: Message
) -> None:
    late = await desk.subscriber("Wren", minute=23 * 60, extras=Extras.SILENT)
    await desk.subscriber("Finch", extras=Extras.NONE)
    await desk.pressed(desk.editor, card, "🚨 Extra")
    assert "1 reader · at once" in card.text
    assert "🌅 At the readers' hour" not in labels(card)
    asked = await desk.asked(desk.editor, card, "📣 Publish now")
    assert "1 reader\n🚨 An extra: at once" in asked.last.text
    await desk.asked(desk.editor, asked.last, "📣 Yes")
    await desk.deliver()
    (extra,) = desk.world.received(late.id)
    assert extra.text.startswith("🗞 The Harbour Letter, 20 November 2026, extra\n")


async def test_a_question_about_another_slot_publishes_nothing(desk: Desk, card: Message) -> None:
    await desk.pressed(desk.editor, card, "Evening")
    asked = await desk.asked(desk.editor, card, "📣 Publish now")
    other = (await desk.said(desk.editor, "/drafts"))[-1]
    opened = (await desk.pressed(desk.editor, other, "Fri, Nov 20, evening edition")).last
    await desk.pressed(desk.editor, opened, "🚨 Extra")
    late = await desk.asked(desk.editor, asked.last, "📣 Yes")
    assert late.toast == "It has changed meanwhile; here is how it stands now."
    assert len(await desk.store.editions.days()) == 1


async def test_an_extra_is_corrected_by_a_draft_in_its_place(desk: Desk, card: Message) -> None:
    await desk.pressed(desk.editor, card, "🚨 Extra")
    await desk.pressed(desk.editor, card, "📣 Publish now")
    correction = await desk.draft(THIRD)
    assert labels(correction)[-1] == "✏️ In place of: extra"
    await desk.pressed(desk.editor, correction, "✏️ In place of: extra")
    done = await desk.pressed(desk.editor, correction, "✏️ Correct silently")
    assert done.toast == "✏️ Corrected."
    (day,) = set(await desk.store.editions.days())
    slots = [one.slot for one in await desk.store.editions.all_of_day(day)]
    assert slots == ["", "extra-1"]


async def test_another_slot_can_be_undone(desk: Desk, card: Message) -> None:
    await desk.pressed(desk.editor, card, "🚨 Extra")
    await desk.pressed(desk.editor, card, "↶ Undo")
    assert slots_of(card) == SLOTS


async def test_a_reader_finds_all_editions_of_a_day(desk: Desk, card: Message) -> None:
    wren = await desk.subscriber("Wren")
    await desk.pressed(desk.editor, card, "Evening")
    desk.now += timedelta(minutes=1)
    await desk.pressed(desk.editor, card, "📣 Publish now")
    await desk.pressed(desk.editor, await desk.draft(THIRD), "🚨 Extra")
    await _publish_extra(desk)
    today = (await desk.said(wren, "/today"))[-1]
    assert "extra" in today.text.splitlines()[0]
    assert labels(today)[-2:] == ["🗞 morning edition", "🗞 evening edition"]
    evening = (await desk.pressed(wren, today, "🗞 evening edition")).last
    assert evening.text.startswith("🗞 The Harbour Letter, 20 November 2026, evening edition")
    assert labels(evening)[-2:] == ["🗞 morning edition", "🗞 extra"]
    dated = (await desk.said(wren, "/date 20 November"))[-1]
    assert labels(dated)[-2:] == ["🗞 evening edition", "🗞 extra"]
    typed = (await desk.said(wren, "夕刊"))[-1]
    assert "evening edition" in typed.text.splitlines()[0]
    await _lists(desk, wren)


async def _lists(desk: Desk, wren: Person) -> None:
    """Lists name them too."""
    archive = (await desk.said(wren, "/archive"))[-1]
    assert [one.partition(", ")[2].partition(", ")[2] for one in labels(archive)] == [
        "extra",
        "evening edition",
        "morning edition",
    ]
    calendar = (await desk.said(wren, "/date"))[-1]
    assert "20⁺" in labels(calendar)
    found = texts(await desk.said(wren, "tram"))[-1]
    assert ", extra" in found
    figures = texts(await desk.said(desk.editor, "/stats"))[-1]
    assert "Fri, Nov 20, evening edition: " in figures


async def test_what_is_asked_for_by_its_kind_is_the_newest_of_it(desk: Desk, card: Message) -> None:
    wren = await desk.subscriber("Wren")
    of_day = await desk.told(wren, "号外")
    assert "There is no extra of Fri, November 20, 2026." in of_day
    await desk.pressed(desk.editor, card, "🚨 Extra")
    await _publish_extra(desk)
    await desk.publish(DAY + timedelta(days=1))
    assert "20 November 2026, extra" in (await desk.told(wren, "号外")).splitlines()[0]
    assert "extra" not in (await desk.told(wren, "朝刊")).splitlines()[0]


async def _publish_extra(desk: Desk) -> None:
    desk.now += timedelta(minutes=1)
    (draft,) = await desk.services.newsroom.drafts()
    assert await desk.services.newsroom.publish(draft.id)


async def test_who_takes_no_extras_is_about_the_edition_of_the_day(
    desk: Desk, card: Message
) -> None:
    finch = await desk.subscriber("Finch", extras=Extras.NONE)
    assert "The ferry" in await desk.told(finch, "1")
    desk.now += timedelta(hours=1)
    await desk.pressed(desk.editor, card, "🚨 Extra")
    asked = await desk.asked(desk.editor, card, "📣 Publish now")
    await desk.asked(desk.editor, asked.last, "📣 Yes")
    latest = await desk.store.editions.latest()
    assert latest
    assert latest.slot == "extra-1"
    assert "The ferry" in await desk.told(finch, "1")
