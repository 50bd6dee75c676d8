"""The figures as an editor asks for them: in a message, as a chart, as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from bot.views.callbacks import TurnToItem
from bot.views.desk.readership.figure_callbacks import DrawFigures, SendFigures, ShowFigures
from bot.views.keyboards import unpack
from digests.values.papers import Paper
from simulator.state.messages import Message
from simulator.state.people import Person
from tests.support.desk import Desk, labels


def content(desk: Desk, message: Message) -> bytes:
    """What is in the file that a message brings; of a photo, its largest size."""
    said: Any = message.content
    file = said["document"] if "document" in said else said["photo"][-1]
    stored = desk.world.cloud.files.get(file["file_id"])
    assert stored
    return stored.data


def figure(file: bytes, what: str, which: str = "") -> list[str]:
    rows = csv.DictReader(io.StringIO(file.decode()))
    return [row["count"] for row in rows if (row["what"], row["which"]) == (what, which)]


async def test_another_period_takes_the_place_of_the_one_that_is_told(desk: Desk) -> None:
    (told,) = await desk.said(desk.editor, "/stats")
    assert labels(told) == ["7 days", "✓ 30 days", "90 days", "☀️ Chart", "🌙 Chart", "📄 CSV"]
    pressed = await desk.pressed(desk.editor, told, "7 days")
    assert [message.id for message in pressed.messages] == [told.id]
    assert labels(told)[:3] == ["✓ 7 days", "30 days", "90 days"]
    kinds = [unpack(one.data or "") for one in told.buttons]
    assert [type(one) for one in kinds[2:]] == [ShowFigures, DrawFigures, DrawFigures, SendFigures]
    assert [getattr(one, "days", 0) for one in kinds[3:]] == [7, 7, 7]


async def test_a_period_that_somebody_made_up_is_the_usual_one(desk: Desk) -> None:
    pressed = await desk.pressed_of_old(desk.editor, ShowFigures(99_999).pack())
    assert "✓ 30 days" in labels(pressed.last)


async def test_an_item_is_counted_once_however_it_is_opened_and_never_for_editors(
    desk: Desk,
) -> None:
    await desk.publish()
    readers = [await desk.subscriber(f"Reader {n}") for n in range(5)]
    for reader in readers:
        await desk.said(reader, "2")
        await desk.pressed_of_old(reader, TurnToItem(1, 2).pack())
    await desk.said(desk.editor, "2")
    told = await desk.told(desk.editor, "/stats")
    assert "opened ② 5" in told


async def test_readers_are_told_by_paper_where_there_are_several(desk: Desk) -> None:
    await desk.subscriber("Wren")
    (told,) = await desk.said(desk.editor, "/stats")
    assert "The Lantern" not in told.text
    await desk.store.papers.change(Paper(title="The Lantern", language="en"))
    await desk.store.papers.add(Paper(key="akari", title="あかり新聞", language="ja"))
    (told,) = await desk.said(desk.editor, "/stats")
    assert "• The Lantern 1 · あかり新聞 0" in told.text
    file = content(desk, (await desk.pressed(desk.editor, told, "📄 CSV")).last)
    assert [figure(file, "papers", one) for one in ("main", "akari")] == [["1"], ["0"]]


async def test_fewer_openings_than_five_are_not_told_anywhere(desk: Desk) -> None:
    await desk.publish()
    await desk.said(await desk.subscriber("Wren"), "1")
    (told,) = await desk.said(desk.editor, "/stats")
    assert "opened ① <5" in told.text
    assert "Fewer than 5 openings are not told." in told.text
    file = (await desk.pressed(desk.editor, told, "📄 CSV")).last
    assert figure(content(desk, file), "opened", "1/1") == ["<5"]


async def test_what_is_opened_a_week_later_is_not_counted(desk: Desk) -> None:
    await desk.publish()
    wren = await desk.subscriber("Wren")
    desk.now += timedelta(days=7)
    await desk.said(wren, "1")
    assert "opened" not in await desk.told(desk.editor, "/stats")


async def test_who_is_not_known_leaves_no_trace(desk: Desk, wren: Person) -> None:
    await desk.publish()
    await desk.said(wren, "1")
    assert "opened" not in await desk.told(desk.editor, "/stats")
    assert await desk.told(wren, "/mydata") == "Nothing is kept about this chat."


async def test_what_somebody_opened_is_in_their_file(desk: Desk) -> None:
    await desk.publish()
    wren = await desk.subscriber("Wren")
    await desk.said(wren, "1")
    (file,) = await desk.said(wren, "/mydata")
    assert b'"number": 1' in content(desk, file)


async def test_who_comes_by_a_link_is_counted_for_it_once_they_press_start(
    desk: Desk, wren: Person
) -> None:
    await desk.said(wren, "/start from_flyer")
    await desk.said(wren, "/start from_shop")
    await desk.said(wren, "/subscribe")
    before = await desk.subscriber("Lark")
    await desk.said(before, "/start from_shop")
    told = await desk.told(desk.editor, "/stats")
    assert "flyer: 1, of them active: 1" in told
    assert "shop" not in told
    assert "?start=from_flyer" in told


@pytest.mark.parametrize(("button", "is_dark"), [("☀️ Chart", False), ("🌙 Chart", True)])
async def test_a_chart_is_drawn_on_a_light_ground_or_a_dark_one(
    desk: Desk, button: str, is_dark: bool
) -> None:
    await desk.publish()
    await desk.subscriber("Wren")
    (told,) = await desk.said(desk.editor, "/stats")
    chart = (await desk.pressed(desk.editor, told, button)).last
    picture = Image.open(io.BytesIO(content(desk, chart))).convert("L")
    assert picture.size == (1280, 960)
    ground = picture.getpixel((5, 5))
    assert (ground == picture.getextrema()[0]) is is_dark
    assert len(picture.getcolors() or ()) > 2


async def test_without_a_font_for_the_language_the_chart_speaks_english_and_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(desk.folder))  # no fontconfig there
    await desk.said(desk.editor, "/language ja")
    (told,) = await desk.said(desk.editor, "/stats")
    chart = (await desk.pressed(desk.editor, told, "☀️ グラフ")).last
    assert "英語" in chart.text
    assert content(desk, chart).startswith(b"\x89PNG")
