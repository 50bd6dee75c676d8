"""The marks that open lines, and those that only look like marks."""

from __future__ import annotations

import pytest

from digests.parsing.lexical.list_marks import clock_mark_of, mark_of, tight_mark_of
from tests.support.reading import digest

NEWS = ("堰が開いた", "水車が回る", "鐘が届いた")


def headlines(*lines: str) -> list[str]:
    body = "".join(f"{line}\n本文が続く。\nhttps://example.jp/{line[-2:]}\n\n" for line in lines)
    return [item.headline for item in digest(f"浜の便り 2031年5月14日\n\n{body}").items]


@pytest.mark.parametrize(
    "marks",
    [
        ("Q1. ", "Q2. ", "Q3. "),
        ("A) ", "B) ", "C) "),
        ("A. ", "B. ", "C. "),
        ("• (1) ", "• (2) ", "• (3) "),
        ("・① ", "・② ", "・③ "),
        ("【一】", "【二】", "【三】"),
        ("१. ", "२. ", "३. "),
        ("١. ", "٢. ", "٣. "),
        ("1、\n\n", "2、\n\n", "3、\n\n"),
        ("▶ ", "▶ ", "▶ "),
    ],
)
def test_a_headline_keeps_no_mark_of_any_kind(marks: tuple[str, ...]) -> None:
    lines = [mark + news for mark, news in zip(marks, NEWS, strict=True)]
    assert headlines(*lines) == [*NEWS]


def test_a_mark_may_stand_right_before_a_number() -> None:
    assert headlines("1.2031年の予算", "2.3度目の祭り", "3.100人の列") == [
        "2031年の予算",
        "3度目の祭り",
        "100人の列",
    ]
    assert headlines("1、堰が開いた", "2、30日間の市", "3、鐘が届いた")[1] == "30日間の市"


def test_a_number_with_decimals_is_no_mark() -> None:
    assert tight_mark_of("2.5 million") is not None
    items = ("1. 堰が開いた\n2.5 倍の水。", "2. 水車が回る\n1.5 倍の粉。", "3. 鐘が届いた\n重い。")
    text = "浜の便り\n\n" + "\n\n".join(items)
    assert [item.headline for item in digest(text).items] == [*NEWS]


def test_two_decimals_that_rise_are_no_items() -> None:
    assert digest("浜の便り\n\n1.5 倍の水。\n\n2.5 倍の粉。\n").items == ()


def test_the_number_of_a_quarter_is_no_mark() -> None:
    assert mark_of("Q2 2031 in numbers") is None


@pytest.mark.parametrize(
    ("text", "time"), [("08:15 Weir opens", "08:15"), ("9:05 — Mill turns", "9:05")]
)
def test_a_time_of_day_is_a_mark_of_its_own_kind(text: str, time: str) -> None:
    mark = clock_mark_of(text)
    assert mark is not None
    assert (mark.printed, mark.value) == (time, None)


@pytest.mark.parametrize("text", ["25:10 no hour", "8:5 no minutes", "10:20:30 seconds"])
def test_what_is_no_time_is_no_mark(text: str) -> None:
    assert clock_mark_of(text) is None
