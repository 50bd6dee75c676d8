"""Searching past editions, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.views.callbacks import TurnSearch
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, labels

ASKED_FOR = "What are you looking for? Send me the words, just like that."


@pytest.fixture
async def shelf(desk: Desk) -> Desk:
    """A desk with four editions of three items."""
    for n in range(4):
        await desk.publish(DAY - timedelta(days=n))
    return desk


async def test_what_holds_the_words_is_found_newest_first_a_page_at_a_time(
    shelf: Desk, wren: Person
) -> None:
    (page,) = await shelf.said(wren, "/search paragraph")
    assert page.text.startswith("🔎 paragraph\n12 items found · 1 to 5\n\n① The ferry runs again\n")
    assert labels(page) == [
        *("① Fri, Nov 20", "② Fri, Nov 20", "③ Fri, Nov 20"),
        *("① Thu, Nov 19", "② Thu, Nov 19", "Older ▶"),
    ]
    turned = await shelf.pressed(wren, page, "Older ▶")
    assert [message.id for message in turned.messages] == [page.id]
    assert page.text.startswith("🔎 paragraph\n12 items found · 6 to 10")
    assert labels(page)[5:] == ["◀ Newer", "Older ▶"]
    await shelf.pressed(wren, page, "Older ▶")
    assert page.text.startswith("🔎 paragraph\n12 items found · 11 to 12")
    assert labels(page)[2:] == ["◀ Newer"]
    await shelf.pressed(wren, page, "◀ Newer")
    assert "6 to 10" in page.text


async def test_a_single_item_that_fits_is_opened(shelf: Desk, wren: Person) -> None:
    (opened,) = await shelf.said(wren, "/search ferry until:2026-11-17")
    assert "Letter of 2026-11-17 · 1/3" in opened.text


async def test_behind_a_last_page_that_is_full_there_is_no_other(desk: Desk, wren: Person) -> None:
    for n in range(5):
        await desk.publish(DAY - timedelta(days=n))
    (page,) = await desk.said(wren, "/search ferry")
    assert page.text.startswith("🔎 ferry\n5 items found\n")
    assert len(labels(page)) == 5


async def test_a_search_without_words_is_asked_for_them(shelf: Desk, wren: Person) -> None:
    for asked in ("/search", "/search   "):
        assert await shelf.told(wren, asked) == ASKED_FOR


async def test_what_is_not_found_is_told_with_a_hint(shelf: Desk, wren: Person) -> None:
    told = await shelf.told(wren, "/search walrus")
    assert told.startswith("Nothing fits “walrus”.\nTry fewer or shorter words")


async def test_a_period_that_is_none_is_told_so(shelf: Desk, wren: Person) -> None:
    told = await shelf.told(wren, "/search since:never")
    assert told.startswith("Nothing fits “since:never”.\n“never” was not understood")


async def test_of_a_long_question_the_first_hundred_characters_are_looked_for(
    shelf: Desk, wren: Person
) -> None:
    told = await shelf.told(wren, f"/search ferry {'x' * 200}")
    assert told.startswith(f"Nothing fits “ferry {'x' * 94}”.")


async def test_a_page_turned_after_everything_was_recalled_finds_nothing(
    desk: Desk, wren: Person
) -> None:
    desk.world.unblock(wren)
    pressed = await desk.pressed_of_old(wren, TurnSearch(5, "ferry").pack())
    assert pressed.last.text.startswith("Nothing fits “ferry”.")
