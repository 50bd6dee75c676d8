"""Days in the spellings people use, and what completes those without a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

import pytest
from babel.dates import get_month_names
from hypothesis import example, given
from hypothesis import strategies as st

from digests.text.characters import full_width
from digests.text.dates import (
    Day,
    day_of_name,
    days_of_title,
    find_days,
    only_day,
    typed_day,
    with_lost_sign,
    without_days,
)
from digests.text.lexicon import LEXICON, listed
from digests.text.lexicon.language import Language

NEW_YEAR = date(2031, 1, 1)


def exact(text: str) -> list[date | None]:
    return [day.exact() for day in find_days(text)]


@pytest.mark.parametrize(
    "text",
    [
        "2031年5月14日",
        "２０３１年５月１４日",
        "2031 年 5 月 14 日",
        "2031年5月14",
        "令和13年5月14日",
        "令和 13 年 5 月 14 日",
        "㋿13年5月14日",
        "R13.5.14",
        "R13/5/14",
        "二〇三一年五月十四日",
        "2031-05-14",
        "2031/5/14",
        "2031.5.14",
        "2031. 5. 14.",
        "2031年05月14号",
        "民國120年5月14日",
        "2031년 5월 14일",
        "14 May 2031",
        "14th May, 2031",
        "the 14th of May 2031",
        "May 14, 2031",
        "May 14th 2031",
        "Wed, 14 May 2031",
        "14-May-2031",
        "14.05.2031",
        "14.5.2031",
        "14/05/2031",
        "05/14/2031",
        "14 мая 2031",
        "14 мая 2031 г.",
        "14 травня 2031",
        "14. Mai 2031",
        "14 mai 2031",
        "14 de mayo de 2031",
    ],
)
def test_a_day_is_found_in_any_spelling(text: str) -> None:
    assert exact(f"― {text} ―") == [date(2031, 5, 14)]
    assert exact(text) == [date(2031, 5, 14)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月14日", date(2019, 5, 14)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("二〇二五年十二月三十一日", date(2025, 12, 31)),
        ("2024年2月29日", date(2024, 2, 29)),
    ],
)
def test_eras_and_leap_days_are_counted(text: str, day: date) -> None:
    assert exact(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "2031年",
        "2031年5月",
        "May 2031",
        "2031-15",
        "2031年13月1日",
        "2030年2月29日",
        "9999-12-31",
        "128 兆円",
        "1.28.1",
        "3分の2",
        "2021~2027 年",
        "192.168.10.12",
        "14:05",
        "",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert all(day is None for day in exact(text))


@pytest.mark.parametrize(
    "text", ["5/14", "5.14", "5月14日", "５／１４", "14 May", "May 14", "5月14"]
)
def test_a_day_without_its_year_is_completed_by_its_neighbours(text: str) -> None:
    (day,) = find_days(text, loose=True)
    assert day.exact() is None
    assert day.near(date(2031, 5, 20)) == date(2031, 5, 14)


def test_the_past_is_nearer_than_the_future() -> None:
    assert Day(day=31, month=12).near(NEW_YEAR) == date(2030, 12, 31)
    assert Day(day=2, month=1).near(date(2030, 12, 31)) == date(2031, 1, 2)
    assert Day(day=28).near(date(2031, 3, 14)) == date(2031, 2, 28)
    assert Day(day=13).near(date(2031, 3, 14)) == date(2031, 3, 13)


def test_a_day_of_no_month_near_is_none() -> None:
    assert Day(day=31, month=2).near(NEW_YEAR) is None


def test_loose_spellings_need_to_be_asked_for() -> None:
    assert find_days("3/14 と 14日") == ()
    assert len(find_days("3/14 と 14日", loose=True)) == 2


def test_the_places_of_days_are_told() -> None:
    text = "会期は5月14日から2031年5月16日まで"
    assert [text[day.start : day.end] for day in find_days(text)] == ["5月14日", "2031年5月16日"]


@pytest.mark.parametrize(
    "text", ["2031-05-14", "（2031年5月14日）", "2031年5月14日（水）", "14 мая 2031 г."]
)
def test_a_line_that_is_only_a_day_is_known(text: str) -> None:
    day = only_day(text)
    assert day is not None
    assert day.exact() == date(2031, 5, 14)


@pytest.mark.parametrize("text", ["2031年5月14日の海", "The Gull, 14 May 2031", "海"])
def test_a_line_that_says_more_is_not_only_a_day(text: str) -> None:
    assert only_day(text) is None


@pytest.mark.parametrize(
    "name",
    [
        "2031-05-14.txt",
        "20310514.md",
        "gull_2031_05_14.docx",
        "news/2031.5.14.pdf",
        "だより2031年5月14日.txt",
        "gull-14-05-2031.html",
        "Gull 14 May 2031.pdf",
        "2031-05-14-2031-20.md",
        "20310514-20310520.md",
        "gull-2031-May-14.txt",
    ],
)
def test_a_files_name_names_a_day(name: str) -> None:
    day = day_of_name(name)
    assert day is not None
    assert day.exact() == date(2031, 5, 14)


def test_a_name_of_six_digits_or_of_a_week_names_a_day() -> None:
    for name, day in (("240514.txt", date(2024, 5, 14)), ("KW20-2031.md", date(2031, 5, 12))):
        found = day_of_name(name)
        assert found is not None
        assert found.exact() == day


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("5/14の町だより", (5, 14, None)),
        ("町だより 24/5/14", (5, 14, 2024)),
        ("町だより '24.5.14", (5, 14, 2024)),
        ("町だより 20310514", (5, 14, 2031)),
        ("町だより 240514", (5, 14, 2024)),
        ("Stadt KW 20 2031", (5, 12, 2031)),
        ("Town 2031-W20", (5, 12, 2031)),
    ],
)
def test_a_title_may_spell_its_day_in_the_shortest_ways(
    title: str, day: tuple[int, int, int | None]
) -> None:
    (found,) = days_of_title(title)
    assert (found.month, found.day, found.year) == day


@pytest.mark.parametrize(
    "title", ["Django 1.10", "Rust 1.80.0", "open 24/7", "990514 things", "KW 60 2031"]
)
def test_other_numbers_in_a_title_are_no_days(title: str) -> None:
    assert days_of_title(title) == ()


@pytest.mark.parametrize("name", ["06_weekly_463.en.md", "dpn_2013-15.html", "a.txt", "99999999"])
def test_other_numbers_in_a_files_name_are_no_days(name: str) -> None:
    assert day_of_name(name) is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31)))
def test_every_day_is_read_as_it_was_written(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d %B %Y}",
        f"{day:%B} {day.day}, {day.year}",
    ):
        assert exact(text) == [day]


def calendar_words() -> list[str]:
    """All that days are written with, in any language, and what is taken for it."""
    calendars = [one.calendar for one in LEXICON.languages]
    months = [word for one in calendars for names in one.months for word in names.split()]
    signs = [sign for one in calendars for group in one.date_signs for sign in group]
    eras = [era for one in calendars for era, _ in one.eras]
    turkish = [word.replace("i", dotless) for word in months for dotless in "ıİ" if "i" in word]
    return [*months, *signs, *eras, *turkish, *"/-.,:'’ 年月日元正", "s", "’s", "第", "KW", "W"]


NUMBERS = st.integers(min_value=0, max_value=3_000).map(str)
WRITTEN = st.lists(st.one_of(st.sampled_from(calendar_words()), NUMBERS), max_size=8)
CASES = st.sampled_from((str, str.upper, str.lower, str.title, full_width))


@given(WRITTEN, st.sampled_from(("", " ")), CASES)
@example(["Chelsea", "'s", " ", "4", "-", "3", "-", "3"], "", str)
@example(["Aprıl", "3"], " ", str)
def test_what_days_are_written_with_breaks_nothing_in_any_order_and_case(
    pieces: list[str], between: str, case: Callable[[str], str]
) -> None:
    text = case(between.join(pieces))
    for day in (*find_days(text, loose=True), *filter(None, [typed_day(text)])):
        assert day.month is None or 1 <= day.month <= 12
    days_of_title(text)
    with_lost_sign(text)
    without_days(text)


@pytest.mark.parametrize(
    "text", ["Chelsea's 4-3-3 formation", "It’s 6-4-3", "chapters 3.1.2", "s3.1.2"]
)
def test_a_small_letter_before_numbers_is_no_era(text: str) -> None:
    assert find_days(text) == ()


@pytest.mark.parametrize("typed", ["R8.11.20", "r8.11.20", "r 8/11/20", "令和8年11月20日"])
def test_an_era_is_typed_in_any_case(typed: str) -> None:
    assert typed_day(typed) == Day(year=2026, month=11, day=20, start=0, end=len(typed))


@given(st.text())
def test_no_text_breaks_the_search_for_days(text: str) -> None:
    for day in find_days(text, loose=True):
        assert 0 <= day.start < day.end <= len(text)


@pytest.mark.parametrize(
    "language", [one for one in LEXICON.languages if one.calendar.months], ids=lambda one: one.code
)
def test_the_months_are_named_as_cldr_names_them(language: Language) -> None:
    """Babel has them, too, and takes longer to load than a digest to read."""
    widths: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
    for month, written in enumerate(language.calendar.months, start=1):
        named = {
            get_month_names(width, context, language.code)[month].rstrip(".").casefold()
            for width in (widths if language.code in {"en", "ru"} else widths[:1])
            for context in ("format", "stand-alone")
        }
        assert named <= set(listed(written))


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("3月14の便り", "3月14日の便り"),
        ("３月１４便り", "３月１４日便り"),
        ("3월 14 소식", "3월 14일 소식"),
        ("3月14日の便り", "3月14日の便り"),
        ("3月14号", "3月14号"),
        ("3月140円", "3月140円"),
    ],
)
def test_a_day_gets_the_sign_back_that_its_writer_lost(title: str, whole: str) -> None:
    assert with_lost_sign(title) == whole


def test_a_short_year_is_read_with_the_signs_of_any_language() -> None:
    (day,) = find_days("25년 3월 14일")
    assert day.exact() == date(2025, 3, 14)


def test_an_issue_is_no_day() -> None:
    assert find_days("第14号", loose=True) == ()
    assert [day.day for day in find_days("14일", loose=True)] == [14]
