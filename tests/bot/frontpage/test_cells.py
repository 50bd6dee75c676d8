"""Which signs of a line from top to bottom are turned, raised, or share a place."""

from __future__ import annotations

import pytest

from bot.frontpage.cells import Cell, Orientation, downward, onward

UPRIGHT, TURNED = Orientation.UPRIGHT, Orientation.TURNED
RAISED, ACROSS = Orientation.RAISED, Orientation.ACROSS


def told(text: str) -> list[tuple[str, Orientation]]:
    return [(cell.text, cell.orientation) for cell in downward(text)]


@pytest.mark.parametrize("sign", "「」（）『』【】〈〉〔〕ー〜～…―＝：→〝〟")
def test_brackets_dashes_and_the_mark_of_a_long_vowel_are_turned(sign: str) -> None:
    assert told(f"港{sign}") == [("港", UPRIGHT), (sign, TURNED)]


@pytest.mark.parametrize("sign", "、。ぁっゃゅょッャュョヵヶ")
def test_small_kana_and_commas_stand_in_the_upper_right(sign: str) -> None:
    assert told(f"港{sign}") == [("港", UPRIGHT), (sign, RAISED)]


@pytest.mark.parametrize("sign", "港のバ々・！？①")
def test_what_stands_upright_stays_so(sign: str) -> None:
    assert told(sign) == [(sign, UPRIGHT)]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("12日", [("12", ACROSS), ("日", UPRIGHT)]),
        ("１２日", [("12", ACROSS), ("日", UPRIGHT)]),
        ("3月", [("３", UPRIGHT), ("月", UPRIGHT)]),
        ("128年", [("１", UPRIGHT), ("２", UPRIGHT), ("８", UPRIGHT), ("年", UPRIGHT)]),
        ("1,200人", [("1,200", TURNED), ("人", UPRIGHT)]),
        ("3.5%", [("3.5", TURNED), ("％", UPRIGHT)]),
        ("７：30", [("7:30", TURNED)]),
    ],
)
def test_two_digits_share_a_place_more_stand_below_each_other_and_figures_are_turned(
    text: str, cells: list[tuple[str, Orientation]]
) -> None:
    assert told(text) == cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("EU", ["Ｅ", "Ｕ"]),
        ("ＮＡＴＯ", ["Ｎ", "Ａ", "Ｔ", "Ｏ"]),
        ("G7", ["Ｇ", "７"]),
        ("ＣＯＰ30", ["Ｃ", "Ｏ", "Ｐ", "３", "０"]),
    ],
)
def test_short_names_in_capitals_stand_upright(text: str, cells: list[str]) -> None:
    assert told(text) == [(cell, UPRIGHT) for cell in cells]


def test_words_in_other_letters_are_turned_whole() -> None:
    assert told("ChatBot と GPT-4") == [("ChatBot", TURNED), ("と", UPRIGHT), ("GPT-4", TURNED)]
    assert told("Мир миру")[0] == ("Мир", TURNED)


def test_a_space_is_left_between_japanese_words_alone() -> None:
    assert [cell.text for cell in downward("行列 村人が 12 人")] == [
        *"行列",
        " ",
        *"村人が",
        "12",
        "人",
    ]


def test_quotation_marks_are_those_of_vertical_lines() -> None:
    assert told("“港”") == [("〝", TURNED), ("港", UPRIGHT), ("〟", TURNED)]


def test_a_dash_of_two_signs_is_drawn_without_a_gap() -> None:
    assert downward("――港")[0] == Cell("――", TURNED, 2.0)


def test_brackets_and_commas_take_half_a_place() -> None:
    assert {cell.room for cell in downward("「」、。（）")} == {0.5}
    assert {cell.room for cell in downward("港ーっ12")} == {1.0}


def test_a_word_that_no_line_has_room_for_is_parted() -> None:
    long = "x" * 100
    for cells in (downward(f"港{long}"), onward(long)):
        assert max(len(cell.text) for cell in cells) < 20
        assert "".join(cell.text for cell in cells).endswith(long)


def test_a_horizontal_line_has_words_and_single_signs_of_scripts_without_spaces() -> None:
    assert [cell.text for cell in onward("The new  harbour 港の橋")] == [
        "The", " ", "new", " ", "harbour", " ", "港", "の", "橋",
    ]  # fmt: skip
