"""Numbers are the same however a text writes them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.characters import full_width
from digests.text.numerals import Numerals, printed
from digests.translation.numbers import numbers_in


def sure(text: str) -> list[set[Fraction]]:
    """What the numbers of a text surely are, by what each may mean."""
    return [set(one.values) for one in numbers_in(text) if one.is_sure]


def in_myriads(number: int) -> str:
    """A number as Japanese writes it: 12億3000万4567."""
    parts = ((number // 10**8, "億"), (number // 10**4 % 10**4, "万"), (number % 10**4, ""))
    return "".join(f"{value}{sign}" for value, sign in parts if value)


@given(number=st.integers(1, 10**12 - 1))
def test_a_number_is_the_same_grouped_in_full_width_and_in_myriads(number: int) -> None:
    for written in (f"{number}", f"{number:,}", full_width(str(number)), in_myriads(number)):
        (values,) = sure(f"計{written}円")
        assert number in values


@given(number=st.integers(2, 99))
def test_kanji_before_what_is_counted_are_a_number(number: int) -> None:
    assert sure(f"新たに{printed(number, Numerals.KANJI)}人が加わった") in (
        [{number}],
        [{number, 10}],
    )


@given(number=st.integers(1, 50))
def test_an_enclosed_number_is_one_and_keeps_its_distance(number: int) -> None:
    circled = printed(number, Numerals.CIRCLED)
    assert sure(f"2{circled}") == [{2}, {number}]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3・5％増", {Fraction(7, 2)}),
        ("1.2 million readers", {1_200_000}),
        ("forty thousand readers", {40_000}),
        ("twenty-one ships", {21}),
        ("午後3時", {3, 15}),
        ("15時", {3, 15}),
        ("令和7年", {7, 2025}),
        ("6割", {6, 60}),
        ("40.000 Leser", {40_000}),
        ("40.125 Leser", {40.125, 40_125}),
        ("1.234,56 €", {Fraction("1234.56")}),
        ("四万五千人", {45_000}),
        ("4万5千人", {45_000}),
    ],
)
def test_a_number_has_each_meaning_that_it_may_have(text: str, values: set[Fraction]) -> None:
    assert sure(text) == [values]


@pytest.mark.parametrize("text", ["二酸化炭素", "十分な数", "両国", "一部", "数十人", "12 km²"[2:]])
def test_what_only_looks_like_a_number_is_none_for_sure(text: str) -> None:
    assert sure(text) == []


def test_months_are_numbers_that_may_stand_for_them() -> None:
    assert Fraction(3) in {value for one in numbers_in("on March 14") for value in one.values}
    assert sure("on March 14") == [{14}]
