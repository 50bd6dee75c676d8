"""A page in Arabic or Hebrew begins on the right, with letters joined and in their order."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PIL import Image, features
from structlog.testing import capture_logs

from bot.fonts import FontFile
from bot.frontpage import broadsheet, drawing
from bot.frontpage.contents import contents_of
from bot.frontpage.font_choice import FontPair, font_pairs
from bot.frontpage.front_pages import FrontPages
from bot.frontpage.shapes import WIDTH, Bar, Disc, Shape, Waves, Writing, mirrored, page_frame
from bot.frontpage.typeface import Typeface, typeface_of
from bot.i18n.translator import Translations
from tests.bot.frontpage.pages import VERA, edition, measure, page

TRANSLATIONS = Translations.load("en")
ARABIC, HEBREW = "سلام", "אב"


@pytest.fixture
def font() -> FontFile:
    """A font with Arabic and Hebrew letters, where Pillow can set them."""
    if not features.check("raqm"):
        pytest.skip("Pillow has no raqm or no fribidi")
    found = [*Path("/usr/share/fonts").rglob("DejaVuSans.ttf")]
    if not found:
        pytest.skip("no font with Arabic and Hebrew letters")
    return FontFile(found[0], 0)


@pytest.fixture
def without_raqm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow as it is where fribidi is missing."""
    check = features.check
    monkeypatch.setattr(features, "check", lambda name: name != "raqm" and check(name))


def inked(typeface: Typeface, text: str) -> Image.Image:
    """What a text looks like that ends at the middle of the page, cut out."""
    shape = Writing(text=text, x=WIDTH / 2, y=200, size=100, ends_there=True)
    drawn = Image.open(io.BytesIO(drawing.png([shape], typeface))).convert("L")
    black = drawn.point(lambda value: 255 * (value < 128))
    box = black.getbbox()
    assert box
    return black.crop(box)


def test_the_first_column_stands_on_the_right_and_numbers_before_what_they_count() -> None:
    told = replace(page("A", "B", "C", "D", "E", language="ar"), runs_left=True)
    shapes = broadsheet.shapes(told, measure)
    discs = [one for one in shapes if isinstance(one, Disc)]
    assert all(one.x > WIDTH / 2 for one in discs[:3])
    assert all(one.x < WIDTH / 2 for one in discs[3:])
    lines = [one for one in shapes if isinstance(one, Writing) and one.text in set("ABCDE")]
    for disc, line in zip(discs, lines, strict=True):
        assert line.ends_there
        assert line.x < disc.x - disc.radius
    day = next(one for one in shapes if isinstance(one, Writing) and one.text == told.facts[0])
    assert (day.x, day.ends_there) == (WIDTH - 66, True)


def test_a_page_that_is_turned_over_twice_is_as_it_was() -> None:
    text = Writing(text="A", x=100, y=10, size=10)
    shapes: list[Shape] = [Disc(x=100, y=10, radius=5), text, *page_frame()]
    shapes += [
        kind(left=66, top=0, right=500, bottom=10) for kind in (Bar, partial(Waves, radius=4))
    ]
    turned = [*map(mirrored, shapes)]
    assert turned[0] == Disc(x=WIDTH - 100, y=10, radius=5)
    assert turned[1] == replace(text, x=WIDTH - 100, ends_there=True)
    assert turned[4] == Bar(left=WIDTH - 500, top=0, right=WIDTH - 66, bottom=10)
    assert [*map(mirrored, turned)] == shapes


def test_editions_say_which_way_they_run() -> None:
    for language, runs_left in (("ar", True), ("he", True), ("en", False), ("ja", False)):
        translator = TRANSLATIONS.translator(language)
        assert contents_of(translator, edition("A", language=language), None).runs_left is runs_left


def test_arabic_letters_join_and_hebrew_ones_begin_on_the_right(font: FontFile) -> None:
    arabic, hebrew = (Typeface(FontPair(font), language) for language in ("ar", "he"))
    apart = sum(arabic.measure(letter, 100, False) for letter in ARABIC)
    assert arabic.measure(ARABIC, 100, False) < 0.8 * apart
    both, first = inked(hebrew, HEBREW), inked(hebrew, HEBREW[0])
    begins_at = both.width - first.width
    assert both.crop((begins_at, 0, both.width, both.height)).tobytes() == first.tobytes()


def test_numbers_and_names_in_other_letters_stay_readable(font: FontFile) -> None:
    typeface = Typeface(FontPair(font), "he")
    line, number = inked(typeface, f"{HEBREW} 12"), inked(typeface, "12")
    found = line.crop((0, line.height - number.height, number.width, line.height))
    assert found.tobytes() == number.tobytes()


def test_a_line_in_another_language_begins_on_the_left_whatever_its_first_word_is(
    font: FontFile,
) -> None:
    typeface = Typeface(FontPair(font))
    line, last = inked(typeface, f"{HEBREW} L"), inked(typeface, "L")
    right = line.crop((line.width - last.width, line.height - last.height, line.width, line.height))
    assert right.tobytes() == last.tobytes()


async def test_an_edition_from_right_to_left_has_a_front_page(font: FontFile) -> None:
    pages = FrontPages(TRANSLATIONS, font=font.path)
    told = edition("عودة العبارة", "افتتاح الجسر", language="ar")
    assert await pages.has(told)
    drawn = await pages.of(told)
    assert drawn
    assert drawn.startswith(b"\x89PNG")


@pytest.mark.usefixtures("without_raqm")
async def test_without_raqm_nothing_is_drawn_that_would_be_garbled_and_the_log_says_so() -> None:
    pages = FrontPages(TRANSLATIONS, font=VERA)
    told = edition("שלום", language="he")
    with capture_logs() as logs:
        assert await pages.of(told) is None
        assert await pages.of(told) is None
    assert [(one["event"], one["language"], one["lack"]) for one in logs] == [
        ("front_page_not_drawn", "he", "raqm")
    ]
    assert not pages.may_be_drawn("he")
    assert await pages.of(edition("Rain"))
    assert Typeface(FontPair(FontFile(VERA, 0))).lacking("aא") == {"א"}


def test_a_font_for_it_has_the_letters_of_names_as_well(tmp_path: Path) -> None:
    assert typeface_of("ar", [FontPair(FontFile(VERA, 0))], runs_left=True) is None
    (tmp_path / "DejaVuSans.ttf").touch()
    (tmp_path / "DejaVuSerif.ttf").touch()
    chosen = [*font_pairs("ar", None, (str(tmp_path),))][-1]
    assert chosen.regular.path.name == "DejaVuSans.ttf"
