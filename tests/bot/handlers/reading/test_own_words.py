"""What readers type besides numbers, days and words to search for, and what they get."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from digests.model import Form, Picture, Source
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, digest_of, labels

PAGE = "https://news.example/ferry?id=7"


@pytest.fixture
async def shelf(desk: Desk) -> Desk:
    """A desk with an edition: its second item has a picture, its third cites a page."""
    photo = io.BytesIO()
    Image.new("RGB", (8, 8)).save(photo, "PNG")
    first, second, third = digest_of(DAY).items
    picture = Picture(key="ab" * 32, width=1, height=1, caption="The quay", data=photo.getvalue())
    items = (
        first,
        replace(second, pictures=(picture,)),
        replace(third, sources=(Source(url=PAGE, raw=PAGE),)),
    )
    await desk.publish(items=items)
    return desk


@pytest.mark.parametrize(
    "typed",
    [
        PAGE,
        "http://www.news.example/ferry/?id=7&utm_source=app#comments",
        "news.example/ferry?id=7",
        f"Ferry runs again | News {PAGE}",
        f"/search {PAGE}",
    ],
)
async def test_an_address_opens_the_item_that_cites_it(
    shelf: Desk, wren: Person, typed: str
) -> None:
    (item,) = await shelf.said(wren, typed)
    assert item.text.startswith("③ A bell was found")


async def test_of_an_address_that_nobody_cites_the_title_is_searched_for(
    shelf: Desk, wren: Person
) -> None:
    (found,) = await shelf.said(wren, "Bell found https://elsewhere.example/bell")
    assert "③ A bell was found" in found.text
    told = await shelf.told(wren, "https://elsewhere.example/bell")
    assert told == "No edition cites that page. I open no links; I find what was published."
    told = await shelf.told(shelf.editor, "/search https://elsewhere.example/bell")
    assert told.endswith("To make a draft of the page, send me its link and nothing else.")


async def test_a_typed_link_to_this_bot_opens_what_it_names(shelf: Desk, wren: Person) -> None:
    username = shelf.bot.application.bot.username
    (item,) = await shelf.said(wren, f"https://t.me/{username}?start=i_1_2")
    assert item.text.startswith("② ")


async def test_pictures_are_shown_with_the_way_to_their_items(shelf: Desk, wren: Person) -> None:
    (photo,) = await shelf.said(wren, "pictures")
    assert "photo" in photo.content
    assert photo.text == "The quay"
    assert labels(photo) == ["🔔 Subscribe", "📖 ②", "📋 Items"]
    opened = await shelf.pressed(wren, photo, "📖 ②")
    assert opened.last.text.startswith("② ")
    assert await shelf.told(wren, "pictures of 1") == "That item has no picture."
    await shelf.said(wren, "3")
    assert await shelf.told(wren, "pictures of this") == "That item has no picture."


async def test_an_edition_without_pictures_is_told_so(desk: Desk, wren: Person) -> None:
    await desk.publish()
    told = await desk.told(wren, "写真")
    assert told == "There are no pictures in the edition of Fri, Nov 20."


async def test_whoever_finds_the_letters_small_can_have_a_file(shelf: Desk, wren: Person) -> None:
    (answer,) = await shelf.said(wren, "bigger text")
    assert answer.text.startswith("Telegram sets the size of the text")
    await shelf.pressed(wren, answer, "📎 From now on as a file")
    kept = await shelf.store.subscribers.find(wren.id, None)
    assert kept
    assert kept.preferences.form is Form.FILE


async def test_an_edition_comes_once_as_a_file_without_a_change_of_layout(
    shelf: Desk, wren: Person
) -> None:
    (file,) = await shelf.said(wren, "send me the pdf")
    assert "document" in file.content
    assert await shelf.store.subscribers.find(wren.id, None) is None


async def test_more_of_an_item_is_the_item_once_more(shelf: Desk, wren: Person) -> None:
    (edition,) = await shelf.said(wren, "full text")
    assert edition.text.startswith("🗞")
    await shelf.said(wren, "3")
    (again,) = await shelf.said(wren, "tell me more")
    assert again.text.startswith("③ ")


async def test_whoever_wants_to_tell_the_editors_something_is_asked_about_the_item_shown(
    shelf: Desk, wren: Person
) -> None:
    (answer,) = await shelf.said(wren, "feedback")
    assert labels(answer) == ["🔔 Subscribe", "📖 Latest edition"]
    await shelf.said(wren, "3")
    (answer,) = await shelf.said(wren, "this is wrong")
    asked = await shelf.pressed(wren, answer, "✉️ ③")
    assert "A bell was found" in asked.last.text
