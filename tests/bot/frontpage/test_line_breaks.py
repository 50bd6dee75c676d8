"""Lines end where Japanese lines may, and where a reader would pause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.frontpage.cells import Cell, downward, onward
from bot.frontpage.line_breaks import balanced, extent, fill, may_break

SIGNS = "港の橋バっー、。「」（）！？々・…12 EU1,200"


def room(cell: Cell) -> float:
    """In ems, where Latin letters take half of one."""
    return len(cell.text) / 2 if cell.room is None else cell.room


def lines(text: str, length: float) -> list[str]:
    return ["".join(cell.text for cell in line) for line in fill(downward(text), length, room)]


@pytest.mark.parametrize("sign", "、。」』）】っャーゃ々！？・…〜％")
def test_no_line_begins_with(sign: str) -> None:
    before, after = downward(f"港{sign}")
    assert not may_break(before, after)
    assert lines(f"港の橋{sign}明日", 3)[0] == "港の"


@pytest.mark.parametrize("sign", "「『（【〈")
def test_no_line_ends_with(sign: str) -> None:
    assert lines(f"港の{sign}橋脚", 2.5)[0] == "港の"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("あと12日", "12日"),
        ("港に2031年", "２０３１年"),
        ("今年のEU案", "ＥＵ"),
        ("港だ……と", "……"),
        ("人口1,200人", "1,200人"),
    ],
)
def test_what_belongs_together_is_not_broken(text: str, whole: str) -> None:
    for length in range(5, 9):
        assert any(whole in line for line in lines(text, length))


def test_what_may_not_be_broken_and_has_no_room_is_broken_anyway() -> None:
    assert lines("ーーーー", 2) == ["ーー", "ーー"]


def test_spaces_at_the_ends_of_lines_are_left_out() -> None:
    assert lines("橋が開通 市長", 4.4) == ["橋が開通", "市長"]
    assert ["".join(c.text for c in line) for line in fill(onward("The new bridge"), 4, room)] == [
        "The new",
        "bridge",
    ]


@pytest.mark.parametrize(
    ("headline", "length", "expected"),
    [
        ("潮里灯台、128年ぶりに光の色を変更へ", 10, ["潮里灯台、１２８年", "ぶりに光の色を変更へ"]),
        (
            "路面電車の運転士になったのは元パン職人",
            11,
            ["路面電車の運転士に", "なったのは元パン職人"],
        ),
        ("港の町のミュージアムが再開", 9, ["港の町の", "ミュージアムが再開"]),
    ],
)
def test_a_headline_is_broken_where_a_reader_would_pause(
    headline: str, length: float, expected: list[str]
) -> None:
    found = balanced(downward(headline), length, 1.0, room)
    assert ["".join(cell.text for cell in line) for line in found] == expected


@given(st.text(alphabet=SIGNS, max_size=40), st.integers(4, 20))
def test_nothing_is_lost_and_even_lines_are_as_few_and_no_longer(text: str, length: int) -> None:
    cells = downward(text)
    filled = fill(cells, length, room)
    even = balanced(cells, length, 1.0, room)
    seen = [cell.text for cell in cells if not cell.is_space]
    for found in (filled, even):
        assert [cell.text for line in found for cell in line if not cell.is_space] == seen
        assert all(line and extent(line, room) <= length for line in found)
    assert len(even) == len(filled)
