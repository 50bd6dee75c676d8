"""Pictures stand in the rich form where their items are, and are uploaded once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PIL import Image

from bot.i18n.translator import Translations
from bot.views.rich_messages import rich_messages
from digests.model import Form, Item, Picture
from simulator.state.people import Person
from tests.support.desk import DAY, Desk, digest_of


def picture(shade: int) -> Picture:
    content = io.BytesIO()
    Image.new("L", (8, 8), shade).save(content, "PNG")
    return Picture(
        key=f"{shade:064x}", width=8, height=8, caption=f"Quay {shade}", data=content.getvalue()
    )


def with_pictures(*shades: int) -> tuple[Item, ...]:
    """Items of which each has one of these pictures."""
    items = digest_of(DAY, len(shades)).items
    return tuple(
        replace(item, pictures=(picture(shade),)) for item, shade in zip(items, shades, strict=True)
    )


def photos(part: object) -> Iterator[str]:
    """The captions of the photos in a rich message."""
    match part:
        case {"type": "photo", "photo": [_, *_], "caption": {"text": str(caption)}}:
            yield caption
        case {**fields}:
            for one in fields.values():
                yield from photos(one)
        case [*parts]:
            for one in parts:
                yield from photos(one)


@pytest.fixture
async def reader(desk: Desk) -> Person:
    return await desk.subscriber("Wren", form=Form.RICH)


def uploads(desk: Desk) -> int:
    return sum("attach://" in str(call.parameters) for call in desk.world.calls)


async def test_the_rich_form_shows_the_pictures_and_uploads_each_once(
    desk: Desk, reader: Person
) -> None:
    await desk.publish(items=with_pictures(10, 20))
    for _ in range(2):
        (shown,) = await desk.said(reader, "/today")
        assert [*photos(shown.content["rich_message"])] == ["Quay 10", "Quay 20"]
    assert uploads(desk) == 1


async def test_a_picture_that_telegram_no_longer_knows_is_uploaded_again(
    desk: Desk, reader: Person
) -> None:
    await desk.publish(items=with_pictures(10, 20))
    await desk.said(reader, "/today")
    desk.world.cloud.files._by_id.clear()
    (shown,) = await desk.said(reader, "/today")
    assert [*photos(shown.content["rich_message"])] == ["Quay 10", "Quay 20"]
    assert uploads(desk) == 2


async def test_a_message_holds_no_more_pictures_than_telegram_takes(desk: Desk) -> None:
    edition = await desk.publish(items=with_pictures(*range(1, 61)))
    messages = rich_messages(Translations.load("en").translator("en"), edition)
    assert [len(message.rich_photos) for message in messages] == [50, 10]
