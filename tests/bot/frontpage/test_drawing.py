"""Shapes become a picture; signs stand as they should with and without the font's help."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.fonts import FontFile
from bot.frontpage import drawing, vertical_layout
from bot.frontpage.cells import Orientation
from bot.frontpage.font_choice import FontPair
from bot.frontpage.shapes import HEIGHT, WIDTH, Glyphs, Ink, Shape
from bot.frontpage.typeface import Typeface, lacking
from tests.bot.frontpage.pages import VERA, page


@pytest.fixture
def typeface() -> Typeface:
    return Typeface(FontPair(FontFile(VERA, 0)))


def seen(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L").point(lambda value: 255 * (value < 128))


def inked(typeface: Typeface, text: str, orientation: Orientation) -> tuple[int, int, int, int]:
    """Which part of a picture a sign has ink in whose place is in the middle of it."""
    shape = Glyphs(text=text, x=600, y=750, size=100, orientation=orientation)
    box = seen(drawing.png([shape], typeface)).getbbox()
    assert box
    return box


def test_a_page_becomes_a_picture_that_chats_take(typeface: Typeface) -> None:
    shapes = vertical_layout.shapes(page("橋が開通、12日（土）"), typeface.measure)
    png = drawing.png(shapes, typeface)
    with Image.open(io.BytesIO(png)) as image:
        assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(png) < 300_000


def test_what_says_the_same_looks_the_same_to_the_byte(typeface: Typeface) -> None:
    shapes: list[Shape] = [Glyphs(text="A", x=600, y=750, size=100, ink=Ink.SEAL)]
    again = Typeface(FontPair(FontFile(VERA, 0)))
    assert drawing.png(shapes, typeface) == drawing.png(shapes, again)


def test_a_turned_sign_is_as_high_as_it_was_wide(typeface: Typeface) -> None:
    left, top, right, bottom = inked(typeface, "long", Orientation.UPRIGHT)
    turned = inked(typeface, "long", Orientation.TURNED)
    assert (turned[2] - turned[0], turned[3] - turned[1]) == (bottom - top, right - left)


def test_what_a_font_has_no_vertical_form_of_is_moved_to_the_upper_right(
    typeface: Typeface,
) -> None:
    before = inked(typeface, ",", Orientation.UPRIGHT)
    raised = inked(typeface, ",", Orientation.RAISED)
    assert (raised[0] - before[0], raised[1] - before[1]) == (55, -55)


@pytest.mark.parametrize("orientation", [Orientation.TURNED, Orientation.RAISED])
def test_what_the_font_has_a_vertical_form_of_is_neither_turned_nor_moved(
    typeface: Typeface, monkeypatch: pytest.MonkeyPatch, orientation: Orientation
) -> None:
    before = inked(typeface, ",", Orientation.UPRIGHT)
    monkeypatch.setattr(typeface, "are_turned_by_font", lambda *_, **__: True)
    assert inked(typeface, ",", orientation) == before


def test_signs_that_share_a_place_are_no_wider_than_it(typeface: Typeface) -> None:
    left, _, right, _ = inked(typeface, "888", Orientation.ACROSS)
    assert right - left <= 100
    wide = inked(typeface, "888", Orientation.UPRIGHT)
    assert wide[2] - wide[0] > 150


def test_letters_are_fatter_where_no_font_is_bold(typeface: Typeface) -> None:
    def ink(*, is_bold: bool) -> int:
        shape = Glyphs(text="H", x=600, y=750, size=100, is_bold=is_bold)
        return seen(drawing.png([shape], typeface)).histogram()[255]

    assert ink(is_bold=True) > ink(is_bold=False)


def test_a_font_tells_what_it_lacks() -> None:
    assert lacking(FontFile(VERA, 0), "Aé港🗞") == {"港", "🗞"}
    assert lacking(FontFile(Path("/nowhere.ttf"), 0), "A") == {"A"}
