"""Numbers in kanji, as lists and dates write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from digests.text.numerals import Numerals, kanji_number, printed

SOURCES = Path(__file__).parents[3] / "digests"
TABLES = ("〇一", "一二三", "０１", "０-９")


@pytest.mark.parametrize(
    ("text", "number"),
    [("三", 3), ("十", 10), ("十四", 14), ("二十一", 21), ("二〇二五", 2025), ("二零二五", 2025)],
)
def test_kanji_are_numbers(text: str, number: int) -> None:
    assert kanji_number(text) == number


@pytest.mark.parametrize("text", ["一二十", "十一二", "十十"])
def test_what_no_number_is_written_like_is_none(text: str) -> None:
    assert kanji_number(text) is None


@pytest.mark.parametrize("number", range(1, 100))
def test_what_is_printed_in_kanji_is_read(number: int) -> None:
    assert kanji_number(printed(number, Numerals.KANJI)) == number


def test_the_tables_of_digits_stand_in_one_module() -> None:
    spelled = [
        path.name
        for path in sorted(SOURCES.rglob("*.py"))
        if any(table in path.read_text(encoding="utf-8") for table in TABLES)
    ]
    assert spelled == ["characters.py", "numerals.py"]
