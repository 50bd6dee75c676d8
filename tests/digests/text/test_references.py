"""What readers mean by the numbers and days they type."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text import references

TODAY = date(2025, 3, 20)


@pytest.mark.parametrize(
    "text", ["3", "３", "③", "❸", "⑶", "３．", " 3 ", "#3", "3番", "3️⃣", "(3)", "Ⅲ", "三", "item 3"]
)
def test_every_spelling_of_three_means_item_three(text: str) -> None:
    assert references.item_number(text) == 3


@pytest.mark.parametrize("text", ["12", "１２", "⑫", "#12"])
def test_two_digits_in_any_form(text: str) -> None:
    assert references.item_number(text) == 12


@pytest.mark.parametrize("text", ["", "0", "½", "-3", "3.5", "three", "12345", "3 4", "①②"])
def test_what_is_no_number_is_not_taken_for_one(text: str) -> None:
    assert references.item_number(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-14", date(2025, 3, 14)),
        ("2025/3/14", date(2025, 3, 14)),
        ("2025年3月14日", date(2025, 3, 14)),
        ("２０２５年３月１４日", date(2025, 3, 14)),
        ("20250314", date(2025, 3, 14)),
        ("3/14", date(2025, 3, 14)),
        ("3月14日", date(2025, 3, 14)),
        ("3月14", date(2025, 3, 14)),
        ("12/31", date(2024, 12, 31)),
        ("4/2", date(2024, 4, 2)),
        ("2/29", date(2024, 2, 29)),
        ("yesterday", date(2025, 3, 19)),
        ("Yesterday", date(2025, 3, 19)),
        ("昨日", date(2025, 3, 19)),
        ("今日", date(2025, 3, 20)),
        ("一昨日", date(2025, 3, 18)),
        ("the day before yesterday", date(2025, 3, 18)),
        ("Vorgestern", date(2025, 3, 18)),
        ("hier", date(2025, 3, 19)),
        ("antes de ayer", date(2025, 3, 18)),
        ("ontem", date(2025, 3, 19)),
        ("l’altro ieri", date(2025, 3, 18)),
        ("вчера", date(2025, 3, 19)),
        ("dziś", date(2025, 3, 20)),
        ("昨天", date(2025, 3, 19)),
        ("그저께", date(2025, 3, 18)),
        ("2025年3月14日(金)", date(2025, 3, 14)),
        ("3月14日（金）", date(2025, 3, 14)),
        ("Fri, Mar 14", date(2025, 3, 14)),
        ("Friday, March 14, 2025", date(2025, 3, 14)),
        ("14 March", date(2025, 3, 14)),
        ("Fr., 14. Sept.", date(2024, 9, 14)),
        ("令和7年3月14日", date(2025, 3, 14)),
        ("3.4", date(2025, 3, 4)),
        ("3.4.", date(2024, 4, 3)),
        ("14.3.", date(2025, 3, 14)),
        ("14. 3. 2025", date(2025, 3, 14)),
        ("24.11.", date(2024, 11, 24)),
        ("24.11", date(2024, 11, 24)),
        ("20.11.2026", date(2026, 11, 20)),
        ("14/3", date(2025, 3, 14)),
        ("3/4/2025", date(2025, 3, 4)),
        ("14/3/2025", date(2025, 3, 14)),
    ],
)
def test_a_day_in_every_spelling_people_use(text: str, day: date) -> None:
    assert references.day(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-02-30",
        "13/45",
        "soon",
        "3",
        "2025",
        "14 March 15 March",
        "14 March news",
        "3/14 x",
    ],
)
def test_what_is_no_day_is_not_taken_for_one(text: str) -> None:
    assert references.day(text, TODAY) is None


@given(st.text(max_size=12))
def test_no_text_breaks_it(text: str) -> None:
    number = references.item_number(text)
    assert number is None or number > 0
    references.day(text, TODAY)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_without_a_year_is_the_latest_that_is_not_ahead(today: date) -> None:
    found = references.day(f"{today.month}/{today.day}", today)
    assert found == today
    tomorrow = today + timedelta(days=1)
    typed = f"{tomorrow.month}/{tomorrow.day}"
    before = references.day(typed, today)
    assert before is None or (before.month, before.day) == (tomorrow.month, tomorrow.day)
    assert before is None or before < today
    assert references.day(typed, today, ahead=timedelta(days=31)) == tomorrow


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3", (3,)),
        ("3と5", (3, 5)),
        ("３、５、７", (3, 5, 7)),
        ("3, 5 and 7", (3, 5, 7)),
        ("3 5", (3, 5)),
        ("①②", (1, 2)),
        ("3〜5", (3, 4, 5)),
        ("十二", (12,)),
        ("5 & 5", (5,)),
        ("35", (35,)),
        ("3-14", ()),
        ("3 little pigs", ()),
        ("三菱と5", ()),
        ("1〜9999", ()),
        ("", ()),
    ],
)
def test_several_items_can_be_asked_for_at_once(text: str, numbers: tuple[int, ...]) -> None:
    assert references.item_numbers(text) == numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第2号", 2),
        ("２号", 2),
        ("第十二号", 12),
        ("issue 45", 45),
        ("Vol. 7", 7),
        ("vol.7", 7),
        ("第3期", 3),
        ("3", None),
        ("第2", None),
        ("号", None),
        ("item 3", None),
    ],
)
def test_an_issue_is_asked_for_by_its_number(text: str, number: int | None) -> None:
    assert references.issue_number(text) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [  # today is a Thursday
        ("金曜", date(2025, 3, 14)),
        ("先週の金曜日", date(2025, 3, 14)),
        ("last friday", date(2025, 3, 14)),
        ("Wednesday", date(2025, 3, 19)),
        ("先週の水曜", date(2025, 3, 12)),
        ("thursday", date(2025, 3, 13)),
        ("vendredi", date(2025, 3, 14)),
        ("上周五", date(2025, 3, 14)),
        ("tomorrow", date(2025, 3, 21)),
        ("明日", date(2025, 3, 21)),
        ("あさって", date(2025, 3, 22)),
        ("金", None),
        ("Good Friday", None),
    ],
)
def test_a_day_by_its_weekday_or_as_one_to_come(text: str, day: date | None) -> None:
    assert references.day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2025-03", (2025, 3)),
        ("2025年3月", (2025, 3)),
        ("2024/12", (2024, 12)),
        ("3月", (2025, 3)),
        ("4月", (2024, 4)),
        ("March 2024", (2024, 3)),
        ("March", (2025, 3)),
        ("März", (2025, 3)),
        ("先月", (2025, 2)),
        ("last month", (2025, 2)),
        ("2025-13", None),
        ("13月", None),
        ("3", None),
        ("2025-03-14", None),
    ],
)
def test_a_month_in_the_spellings_people_use(text: str, month: tuple[int, int] | None) -> None:
    assert references.month(text, TODAY) == month


@pytest.mark.parametrize(
    ("words", "number", "rest"),
    [
        ("3 2025-03-14", 3, "2025-03-14"),
        ("3", 3, ""),
        ("3 14 March", 3, "14 March"),
        ("14 March", None, "14 March"),
        ("14. März 2025", None, "14. März 2025"),
        ("14 ferries", 14, "ferries"),
        ("ferry", None, "ferry"),
    ],
)
def test_a_number_in_front_is_an_item_s_unless_it_is_a_day_s(
    words: str, number: int | None, rest: str
) -> None:
    assert references.leading_number(words) == (number, rest)


@pytest.mark.parametrize(
    ("words", "number", "rest"),
    [
        ("昨日 3", 3, "昨日"),
        ("14 March #3", 3, "14 March"),
        ("March 14", None, "March 14"),
        ("3", None, "3"),
        ("ferry", None, "ferry"),
    ],
)
def test_a_number_behind_is_an_item_s_unless_it_is_a_day_s(
    words: str, number: int | None, rest: str
) -> None:
    assert references.trailing_number(words) == (number, rest)
