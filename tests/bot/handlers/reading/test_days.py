"""The days beside one, what the last ones were about, and the way to subscribe from all of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digests.model import Item, ItemKey, Paragraph
from digests.values.stories import StoryLink
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, labels

BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=3)


@pytest.fixture
async def shelf(desk: Desk) -> Desk:
    """A desk with editions of three days, the last of them later than it should be."""
    for day in (BEFORE, DAY, AFTER):
        await desk.publish(day)
    return desk


# --- the days beside one -------------------------------------------------------------------------


async def test_from_an_edition_one_turns_to_the_day_before_and_after(
    shelf: Desk, wren: Person
) -> None:
    (shown,) = await shelf.said(wren, f"/date {DAY}")
    assert [label for label in labels(shown) if "/" in label] == ["◀ 11/19", "11/23 ▶"]
    turned = await shelf.pressed(wren, shown, "11/23 ▶")
    assert [message.id for message in turned.messages] == [shown.id]
    assert str(AFTER) in shown.text.partition("\n")[0]
    assert [label for label in labels(shown) if "/" in label] == ["◀ 11/20"]
    await shelf.pressed(wren, shown, "◀ 11/20")
    await shelf.pressed(wren, shown, "◀ 11/19")
    assert str(BEFORE) in shown.text.partition("\n")[0]
    assert [label for label in labels(shown) if "/" in label] == ["11/20 ▶"]
    (opened,) = await shelf.said(wren, "2")
    assert f"Letter of {BEFORE} · 2/3" in opened.text


async def test_beside_the_items_beside_one_are_the_days_which_begin_with_their_first(
    shelf: Desk, wren: Person
) -> None:
    (item,) = await shelf.said(wren, f"/item 2 {DAY}")
    assert labels(item)[1:6] == ["◀ ①", "📋 Items", "③ ▶", "◀ 11/19", "11/23 ▶"]
    await shelf.pressed(wren, item, "◀ 11/19")
    assert f"Letter of {BEFORE} · 1/3" in item.text
    (following,) = await shelf.said(wren, "next")
    assert f"Letter of {BEFORE} · 2/3" in following.text


async def test_what_is_several_messages_is_left_as_it_is_by_a_turn_to_another_day(
    desk: Desk, wren: Person
) -> None:
    long = Paragraph(text="A sentence of some words. " * 400)
    for day in (BEFORE, DAY):
        await desk.publish(day, items=(Item(number=7, headline="Long", paragraphs=(long,)),))
    *_, last = shown = await desk.said(wren, f"/item 7 {DAY}")
    assert len(shown) > 1
    pressed = await desk.pressed(wren, last, "◀ 11/19")
    assert not {message.id for message in pressed.messages} & {message.id for message in shown}


# --- what the last days were about ---------------------------------------------------------------


async def test_a_search_for_nothing_offers_what_the_last_days_were_about(
    desk: Desk, wren: Person
) -> None:
    headlines = ("Ferry to Gull Point runs again", "Gull Point counts its gulls", "A quiet May")
    made = [
        await desk.publish(day, items=(Item(number=1, headline=headline),))
        for day, headline in zip((BEFORE, DAY, AFTER), headlines, strict=True)
    ]
    await desk.publish(DAY - timedelta(days=30), items=(Item(number=1, headline="Walrus seen"),))
    link = StoryLink(number=1, earlier=ItemKey(made[0].id, 1), score=0.9)
    await desk.store.story_links.put(made[1].id, [link])
    (asked,) = await desk.said(wren, "/search")
    assert asked.text.endswith("The last days were about:")
    words = labels(asked)[1 : labels(asked).index(f"📅 {headlines[1]}")]
    assert words[0] == "Gull Point"
    assert "Walrus" not in words
    for word in words:
        found = await desk.pressed(wren, asked, word)
        assert not found.last.text.startswith("Nothing found")
    story = await desk.pressed(wren, asked, "📅")
    assert story.last.text.startswith("📅 The story so far\n2 items")


# --- the way to subscribe ------------------------------------------------------------------------

OPENED = (
    *(
        "/start",
        "/help",
        "/about",
        "hello",
        "/date",
        "/date 2025-03",
        "/item",
        "/item 99",
        "/search",
    ),
    *("walrus", "yesterday", "tomorrow", "pictures", "/archive", "/settings", "/today", "2"),
)


@pytest.mark.parametrize("asked", OPENED)
async def test_whatever_a_newcomer_opens_begins_with_the_way_to_subscribe(
    shelf: Desk, wren: Person, asked: str
) -> None:
    for message in (await shelf.said(wren, asked))[-1:]:
        assert labels(message)[0] == "🔔 Subscribe"
        assert labels(message).count("🔔 Subscribe") == 1


async def test_who_turns_a_month_or_chooses_an_hour_is_still_a_newcomer(
    shelf: Desk, wren: Person
) -> None:
    await shelf.publish(DAY - timedelta(days=40))
    (month,) = await shelf.said(wren, "/date")
    await shelf.pressed(wren, month, "◀")
    assert labels(month)[0] == "🔔 Subscribe"
    (card,) = await shelf.said(wren, "/settings")
    await shelf.pressed(wren, card, "🕖 Time")
    assert "🔔 Subscribe" not in labels(card)
    await shelf.pressed(wren, card, "06:00")
    assert labels(card)[0] == "🔔 Subscribe"
    told = await shelf.pressed(wren, card, "🔔 Subscribe")
    assert all("🔔 Subscribe" not in labels(message) for message in told.messages)
    (about,) = await shelf.said(wren, "/about")
    assert labels(about) == []
