"""Searching past editions, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.views.callbacks import TurnSearch
from digests.model import Item
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, labels

ASKED_FOR = "What are you looking for? Send me the words, just like that."


@pytest.fixture
async def shelf(desk: Desk) -> Desk:
    """A desk with four editions of three items."""
    for n in range(4):
        await desk.publish(DAY - timedelta(days=n))
    return desk


async def test_what_holds_the_words_is_found_a_page_at_a_time(shelf: Desk, wren: Person) -> None:
    (page,) = await shelf.said(wren, "/search paragraph")
    assert page.text.startswith("🔎 paragraph\n12 items found · 1 to 5\n\n① The ferry runs again\n")
    assert labels(page) == [
        "🔔 Subscribe",
        *("① Fri, Nov 20", "② Fri, Nov 20", "③ Fri, Nov 20"),
        *("① Thu, Nov 19", "② Thu, Nov 19", "More ▶", "🕒 Newest first"),
    ]
    turned = await shelf.pressed(wren, page, "More ▶")
    assert [message.id for message in turned.messages] == [page.id]
    assert page.text.startswith("🔎 paragraph\n12 items found · 6 to 10")
    assert labels(page)[6:] == ["◀ Back", "More ▶", "🕒 Newest first"]
    await shelf.pressed(wren, page, "More ▶")
    assert page.text.startswith("🔎 paragraph\n12 items found · 11 to 12")
    assert labels(page)[3:] == ["◀ Back", "🕒 Newest first"]
    await shelf.pressed(wren, page, "◀ Back")
    assert "6 to 10" in page.text


async def test_headlines_come_first_unless_the_newest_are_asked_for(
    desk: Desk, wren: Person
) -> None:
    for n in range(4):
        await desk.publish(DAY - timedelta(days=n))
    lone = Item(number=1, headline="The lost paragraph")
    old = await desk.publish(DAY - timedelta(days=9), items=(lone,))
    (page,) = await desk.said(wren, "/search paragraph")
    first = labels(page)[1]
    assert first == f"① {old.date:%a, %b} {old.date.day}"
    await desk.pressed(wren, page, "🕒 Newest first")
    assert labels(page)[-2:] == ["Older ▶", "⭐ Best first"]
    assert first not in labels(page)
    await desk.pressed(wren, page, "Older ▶")
    assert labels(page)[-3:] == ["◀ Newer", "Older ▶", "⭐ Best first"]
    await desk.pressed(wren, page, "⭐ Best first")
    assert labels(page)[1] == first


async def test_a_day_in_words_is_the_askers(shelf: Desk, wren: Person) -> None:
    (opened,) = await shelf.said(wren, "/search yesterday ferry")
    assert f"Letter of {DAY - timedelta(days=1)} · 1/3" in opened.text


async def test_joined_words_step_back_to_any_of_them(shelf: Desk, wren: Person) -> None:
    told = await shelf.told(wren, "/search ferry/walrus")
    assert told.splitlines()[:3] == [
        "🔎 ferry/walrus",
        "4 items found",
        "No exact match; these come close.",
    ]


async def test_a_single_item_that_fits_is_opened(shelf: Desk, wren: Person) -> None:
    (opened,) = await shelf.said(wren, "/search ferry until:2026-11-17")
    assert "Letter of 2026-11-17 · 1/3" in opened.text


async def test_behind_a_last_page_that_is_full_there_is_no_other(desk: Desk, wren: Person) -> None:
    for n in range(5):
        await desk.publish(DAY - timedelta(days=n))
    (page,) = await desk.said(wren, "/search ferry")
    assert page.text.startswith("🔎 ferry\n5 items found\n")
    assert len(labels(page)) == 1 + 5


async def test_a_search_without_words_is_asked_for_them(shelf: Desk, wren: Person) -> None:
    for asked in ("/search", "/search   "):
        assert (await shelf.told(wren, asked)).startswith(ASKED_FOR)


async def test_what_is_not_found_is_told_with_a_hint(shelf: Desk, wren: Person) -> None:
    told = await shelf.told(wren, "/search walrus")
    assert told.startswith("Nothing found for “walrus”.\nTry fewer or shorter words")


async def test_a_period_that_is_none_is_told_so(shelf: Desk, wren: Person) -> None:
    told = await shelf.told(wren, "/search since:never")
    assert told.startswith("Nothing found for “since:never”.\n“never” was not understood")


async def test_of_a_long_question_the_first_hundred_characters_are_looked_for(
    shelf: Desk, wren: Person
) -> None:
    told = await shelf.told(wren, f"/search ferry {'x' * 200}")
    assert told.startswith(f"Nothing found for “ferry {'x' * 94}”.")


async def test_a_page_turned_after_everything_was_recalled_finds_nothing(
    desk: Desk, wren: Person
) -> None:
    desk.world.unblock(wren)
    pressed = await desk.pressed_of_old(wren, TurnSearch(5, "ferry").pack())
    assert pressed.last.text.startswith("Nothing found for “ferry”.")
