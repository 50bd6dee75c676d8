"""Where everything stands on a front page, in both ways to set one; no font has a say in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.frontpage import broadsheet, vertical_layout
from bot.frontpage.cells import CLOSING, COMMAS, OPENING, Orientation
from bot.frontpage.contents import Contents
from bot.frontpage.shapes import HEIGHT, WIDTH, Disc, Frame, Glyphs, Ink, Measure, Shape, Writing
from tests.bot.frontpage.pages import measure, page

LONG = (
    "「港の橋」12日に開通、2031年までに1,200万人が渡る見通し　EU・NATO代表団も視察、"
    "AI制御の信号「COP30」で紹介へ＝港湾局"
)
LONG_ENGLISH = (
    "The harbour board agrees after eleven years of argument to rebuild the northern breakwater in "
    "stone, not concrete"
)
TEXT = "港の橋が十二日に開通する。" * 4


def glyphs(shapes: Sequence[Shape], ink: Ink = Ink.INK) -> list[Glyphs]:
    return [one for one in shapes if isinstance(one, Glyphs) and one.ink is ink]


def writing(shapes: Sequence[Shape]) -> list[Writing]:
    return [one for one in shapes if isinstance(one, Writing)]


def is_inside(shape: Shape) -> bool:
    """Whether nothing of a shape reaches over the inner frame."""
    match shape:
        case Glyphs():
            edges = (shape.x - shape.size / 2, shape.x + shape.size / 2)
            above = 0 if shape.text in OPENING else shape.size / 2
            below = 0 if shape.text in CLOSING + COMMAS else shape.size / 2
            if len(shape.text) > 2:  # a turned word
                above = below = measure(shape.text, shape.size, shape.is_bold) / 2
            ends = (shape.y - above, shape.y + below)
        case Writing():
            length = measure(shape.text, shape.size, shape.is_bold)
            start = shape.x - length if shape.ends_there else shape.x
            edges, ends = (start, start + length), (shape.y - shape.size * 0.8, shape.y)
        case Disc():
            edges = (shape.x - shape.radius, shape.x + shape.radius)
            ends = (shape.y - shape.radius, shape.y + shape.radius)
        case _:
            edges, ends = (shape.left, shape.right), (shape.top, shape.bottom)
    margin = 20 if isinstance(shape, Frame) else 34
    return (
        margin <= edges[0] <= edges[1] <= WIDTH - margin
        and margin <= ends[0] <= ends[1] <= HEIGHT - margin
    )


# --- from top to bottom --------------------------------------------------------------------------


def test_a_japanese_page_is_set_like_this() -> None:
    shapes = vertical_layout.shapes(page("橋が開通", "ＥＵが12日に決定。", more="ほか4件"), measure)
    placed = [
        (one.text, round(one.x), round(one.y), one.orientation)
        for one in glyphs(shapes)
        if one.is_bold
    ]
    up, across, raised = Orientation.UPRIGHT, Orientation.ACROSS, Orientation.RAISED
    assert placed == [
        ("橋", 772, 458, up), ("が", 772, 678, up), ("開", 772, 898, up), ("通", 772, 1118, up),
        ("Ｅ", 442, 314, up), ("Ｕ", 442, 454, up), ("が", 442, 594, up), ("12", 442, 734, across),
        ("日", 442, 874, up), ("に", 442, 1014, up), ("決", 442, 1154, up), ("定", 442, 1294, up),
        ("。", 442, 1434, raised),
    ]  # fmt: skip
    numbers = [one.text for one in glyphs(shapes, Ink.GROUND)]
    assert numbers == [*"朝焼け新聞", "1", "2"]
    assert "".join(one.text for one in glyphs(shapes, Ink.SEAL)) == "三月十四日ほか４件"


def test_rows_go_from_right_to_left_and_then_down() -> None:
    shapes = vertical_layout.shapes(page(*["港の橋、あすの正午に開通へ"] * 8), measure)
    numbers = [one for one in glyphs(shapes, Ink.GROUND) if one.text.isdecimal()]
    assert [one.text for one in numbers] == [*"12345678"]
    for before, after in pairwise(numbers):
        assert after.x < before.x or after.y > before.y


def test_a_text_stands_left_of_its_headline_in_whole_sentences() -> None:
    shapes = vertical_layout.shapes(page("橋が開通", "図書館が夜も開く", told=TEXT), measure)
    bold = [one for one in glyphs(shapes) if one.is_bold]
    fine = [one for one in glyphs(shapes) if not one.is_bold and one.text not in "二〇三一年金曜日"]
    assert "".join(one.text for one in fine).count("開通する。") == 4
    assert max(one.x for one in fine) < bold[0].x
    assert min(one.x for one in fine) > bold[-1].x


@settings(max_examples=30)
@given(st.lists(st.text(alphabet="港の橋バっー、。「」！ EU12", min_size=1), max_size=8))
@example(["1", "1", " ", "1E11、111"])  # the number of one without a headline
def test_whatever_it_says_all_of_it_is_inside_the_frame(headlines: list[str]) -> None:
    assert all(map(is_inside, vertical_layout.shapes(page(*headlines, told=TEXT), measure)))


def test_no_two_signs_of_a_page_stand_over_each_other() -> None:
    shapes = vertical_layout.shapes(page(*[LONG] * 8, told=TEXT), measure)
    placed = [one for one in glyphs(shapes) if len(one.text) == 1]
    for one in placed:
        near = [
            other
            for other in placed
            if other is not one
            and abs(other.x - one.x) < (one.size + other.size) * 0.49
            and abs(other.y - one.y) < one.size * 0.49
        ]
        assert not near, (one, near)


# --- a broadsheet --------------------------------------------------------------------------------


def test_an_english_page_is_set_like_this() -> None:
    shapes = broadsheet.shapes(page("Rain", "Snow in May", "Sun", language="en"), measure)
    placed = [(one.text, round(one.x), round(one.y)) for one in writing(shapes) if one.is_bold]
    assert placed == [
        ("The Harbour Herald", 78, 166), ("1", 117, 451), ("Rain", 276, 479),
        ("2", 90, 682), ("Snow", 167, 695), ("in May", 167, 806), ("3", 650, 682),
        ("Sun", 727, 695),
    ]  # fmt: skip
    facts = [(one.text, round(one.x)) for one in writing(shapes) if one.ink is Ink.SEAL]
    assert facts == [("Fri, March 14, 2031", 66), ("No. 7", WIDTH - 66)]


@settings(max_examples=30)
@given(st.lists(st.text(alphabet="the harbour bridge, 港", min_size=1), max_size=8))
@example([*"aaaaaaa", " "])  # the number of one without a headline
def test_all_of_a_broadsheet_is_inside_the_frame(headlines: list[str]) -> None:
    contents = page(*headlines, language="en", told="It opens. " * 9, more="and 4 more items")
    assert all(map(is_inside, broadsheet.shapes(contents, measure)))


@pytest.mark.parametrize(
    ("setting", "headline", "language"),
    [(vertical_layout.shapes, LONG * 3, "ja"), (broadsheet.shapes, LONG_ENGLISH * 3, "en")],
)
def test_headlines_too_long_for_the_smallest_letters_end_with_an_ellipsis(
    setting: Callable[[Contents, Measure], Sequence[Shape]], headline: str, language: str
) -> None:
    shapes = setting(page(*[headline] * 8, language=language), measure)
    told = "".join(one.text for one in shapes if isinstance(one, Glyphs | Writing))
    assert told.count("…") == 8
    assert all(map(is_inside, shapes))


def test_a_word_too_long_for_large_letters_makes_them_smaller() -> None:
    word = "Antidisestablishmentarianism"
    assert all(map(is_inside, vertical_layout.shapes(page(f"{word}とは"), measure)))
    assert all(map(is_inside, broadsheet.shapes(page(word, word, language="en"), measure)))


@pytest.mark.parametrize("name", ["朝" * 40, "W" * 40, "The Morning Post of the Old Harbour, 1888"])
def test_a_long_name_is_set_smaller(name: str) -> None:
    japanese, english = (replace(page("Rain", language=one), name=name) for one in ("ja", "en"))
    assert all(map(is_inside, vertical_layout.shapes(japanese, measure)))
    assert all(map(is_inside, broadsheet.shapes(english, measure)))


def test_a_page_without_a_story_has_its_name_all_the_same() -> None:
    told = writing(broadsheet.shapes(page(language="en"), measure))
    assert [one.text for one in told if one.is_bold] == ["The Harbour Herald"]
    signs = glyphs(vertical_layout.shapes(page(), measure), Ink.GROUND)
    assert "".join(one.text for one in signs) == "朝焼け新聞"
