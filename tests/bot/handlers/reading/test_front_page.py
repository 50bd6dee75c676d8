"""A reader who wants the front page gets a picture with the headlines below it, once uploaded."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.frontpage import font_choice
from bot.frontpage.shapes import HEIGHT, WIDTH
from bot.views.callbacks import OpenEdition
from digests.model import Form, Item
from simulator.state.messages import Message
from tests.bot.frontpage.pages import VERA
from tests.support.desk import DIGEST, Desk, labels


@pytest.fixture
async def desk(tmp_path: Path, template: Path) -> AsyncIterator[Desk]:
    """One whose operator has named a font."""
    async with Desk.opened(tmp_path, template, front_page_font=VERA) as desk:
        yield desk


def sizes(desk: Desk, message: Message) -> Sequence[tuple[int, int]]:
    """The size of the picture that a message brings, if it brings one."""
    photo: Any = message.content.get("photo")
    if photo is None:
        return []
    stored = desk.world.cloud.files.get(photo[-1]["file_id"])
    assert stored
    with Image.open(io.BytesIO(stored.data)) as image:
        return [image.size]


def uploads(desk: Desk) -> list[str]:
    """How pictures were sent: by their content, or by an id."""
    sent = [call for call in desk.world.calls if call.method == "sendPhoto"]
    return ["id" if call.parameters.get("photo") else "content" for call in sent]


async def test_it_is_chosen_as_a_layout_and_given_up_as_one(desk: Desk) -> None:
    wren = await desk.subscriber("Wren")
    await desk.publish()
    (card,) = await desk.said(wren, "/settings")
    offered = await desk.pressed(wren, card, "📄 Layout")
    chosen = await desk.pressed(wren, offered.last, "Picture of the front page")
    assert "Layout: Picture of the front page, with headlines" in chosen.last.text
    (shown,) = await desk.said(wren, "/today")
    assert sizes(desk, shown) == [(WIDTH, HEIGHT)]
    offered = await desk.pressed(wren, chosen.last, "📄 Layout")
    await desk.pressed(wren, offered.last, "Headlines only")
    (shown,) = await desk.said(wren, "/today")
    assert not sizes(desk, shown)


async def test_an_edition_is_delivered_in_one_message_and_its_correction_takes_its_place(
    desk: Desk,
) -> None:
    wren = await desk.subscriber("Wren", form=Form.FRONT_PAGE)
    owl = await desk.subscriber("Owl", form=Form.FRONT_PAGE)
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    await desk.deliver()
    (first,), (second,) = desk.world.inbox(wren), desk.world.inbox(owl)
    assert sizes(desk, first) == sizes(desk, second) == [(WIDTH, HEIGHT)]
    assert sorted(uploads(desk)) == ["content", "id"]
    assert "① The ferry runs again" in first.text
    assert labels(first)[:2] == ["①", "②"]
    before: Any = first.content["photo"]
    draft = await desk.draft(DIGEST.replace("The library stays", "The museum stays"))
    desk.now += timedelta(minutes=5)
    await desk.pressed(desk.editor, draft, "✏️ Correct silently")
    await desk.deliver()
    after: Any = first.content["photo"]
    assert desk.world.inbox(wren) == [first]
    assert "② The museum stays" in first.text
    assert before[-1]["file_id"] != after[-1]["file_id"]
    opened = await desk.pressed(wren, first, "②")
    assert "The museum stays" in opened.last.text


async def test_a_correction_reaches_who_has_chosen_another_layout_meanwhile(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", form=Form.FRONT_PAGE)
    owl = await desk.subscriber("Owl", form=Form.HEADLINES)
    await desk.pressed(desk.editor, await desk.draft(), "📣 Publish now")
    await desk.deliver()
    for who, label in ((wren, "Headlines only"), (owl, "Picture of the front page")):
        (card,) = await desk.said(who, "/settings")
        offered = await desk.pressed(who, card, "📄 Layout")
        await desk.pressed(who, offered.last, label)
    draft = await desk.draft(DIGEST.replace("The library stays", "The museum stays"))
    desk.now += timedelta(minutes=5)
    await desk.pressed(desk.editor, draft, "✏️ Correct silently")
    await desk.deliver()
    assert "the message above is out of date" in desk.world.inbox(wren)[-1].text
    first = desk.world.inbox(owl)[0]
    assert sizes(desk, first)
    assert "② The museum stays" in first.text


async def test_headlines_that_have_no_room_below_a_picture_follow_it(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", form=Form.FRONT_PAGE)
    long = tuple(
        Item(number=n, headline=f"{n} bells are rung {'again ' * 20}") for n in range(1, 9)
    )
    await desk.publish(items=long)
    picture, headlines = await desk.said(wren, "/today")
    assert sizes(desk, picture)
    assert not labels(picture)
    assert not sizes(desk, headlines)
    assert "⑧ 8 bells are rung" in headlines.text
    await desk.publish(count=30, day=desk.now.date() + timedelta(days=1))
    picture, first = await desk.said(wren, "/today")
    assert sizes(desk, picture)
    turned = await desk.pressed(wren, first, "▶")
    assert turned.last is first


async def test_where_no_font_has_the_letters_the_headlines_come_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(font_choice, "font_pairs", lambda *_: iter(()))
    wren = await desk.subscriber("Wren", form=Form.FRONT_PAGE)
    await desk.publish()
    (shown,) = await desk.said(wren, "/today")
    assert "① The ferry runs again" in shown.text
    assert not uploads(desk)


async def test_a_recalled_edition_shows_no_picture_of_it(desk: Desk) -> None:
    wren = await desk.subscriber("Wren", form=Form.FRONT_PAGE)
    edition = await desk.publish()
    await desk.services.newsroom.recall(edition.id)
    pressed = await desk.pressed_of_old(wren, OpenEdition(edition.id).pack())
    assert "This edition was recalled." in pressed.last.text
    assert not uploads(desk)


async def test_an_editor_sees_it_before_readers_do(desk: Desk) -> None:
    draft = await desk.draft()
    offered = await desk.pressed(desk.editor, draft, "📱")
    shown = await desk.pressed(desk.editor, offered.last, "Picture of the front page")
    assert sizes(desk, shown.last)
