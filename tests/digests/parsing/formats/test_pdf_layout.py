"""Printed characters to lines: raised numbers, and scripts that run from right to left."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from digests.parsing.formats.pdf.layout import Glyph, Line, Page, set_lines
from digests.parsing.formats.pdf.metrics import PageMetrics
from digests.parsing.formats.pdf.paragraphs import reflowed


def row(
    text: str, *, left: float = 50, step: float = 10, baseline: float = 700, size: float = 10
) -> list[Glyph]:
    """Characters side by side, the first at the left."""
    return [
        Glyph(
            char, left + at * step, left + (at + 1) * step, baseline, size, bold=False, target=None
        )
        for at, char in enumerate(text)
    ]


def lines(*runs: Sequence[Glyph]) -> list[str]:
    return [line.text for line in set_lines(runs, 1)]


def test_a_small_raised_number_is_the_mark_of_a_note() -> None:
    mark = row("12", left=150, step=4, baseline=704, size=6)
    assert lines([*row("the weir o"), *mark]) == ["the weir o[12]"]


@pytest.mark.parametrize("baseline", [700, 697], ids=["on the line", "below"])
def test_a_small_number_that_is_not_raised_is_text(baseline: float) -> None:
    small = row("2", left=150, step=4, baseline=baseline, size=6)
    assert lines([*row("the weir H"), *small]) == ["the weir H2"]


# Its letters as programs store them: from left to right, as they are printed.
PRINTED = "\u05d1\u05d0 12 .\u05d3\u05d2"


@pytest.mark.parametrize("order", [PRINTED, PRINTED[::-1]], ids=["as printed", "as read"])
def test_letters_from_right_to_left_are_read_so_whatever_order_they_are_stored_in(
    order: str,
) -> None:
    printed = row(PRINTED, step=10)
    stored = printed if order == PRINTED else printed[::-1]
    assert lines(stored) == ["\u05d2\u05d3. 12 \u05d0\u05d1"]


def page(*texts: str, width: float, size: float = 10.0) -> Page:
    set_ = [
        Line(
            text=text,
            left=34,
            right=34 + width if at < len(texts) - 1 else 90,
            baseline=700 - 17 * at,
            size=size,
            first=40,
        )
        for at, text in enumerate(texts)
    ]
    return Page(number=1, width=612, height=792, lines=tuple(set_))


def test_a_narrow_column_set_flush_is_one_paragraph() -> None:
    text = ("Der Rat hat das Wehr", "geöffnet und die Mühle", "wieder gebaut, wie er", "sagte.")
    found = reflowed([page(*text, width=150)])
    assert [block.text for block in found] == [
        "Der Rat hat das Wehr geöffnet und die Mühle wieder gebaut, wie er sagte."
    ]


def test_short_lines_that_end_anywhere_set_no_margin() -> None:
    ragged = [
        Line(text=f"line {at}", left=34, right=100 + 7.0 * at, baseline=700 - 17.0 * at, size=10)
        for at in range(6)
    ]
    metrics = PageMetrics([Page(number=1, width=612, height=792, lines=tuple(ragged))])
    assert not metrics.is_full(ragged[4], ragged[5])


def test_small_print_that_opens_with_a_number_is_a_note() -> None:
    body = page("Das Wehr ist offen.", "Es hält.", width=150)
    note = Line(text="1) https://example.org/1", left=34, right=120, baseline=500, size=7)
    (*_, last) = reflowed([Page(number=1, width=612, height=792, lines=(*body.lines, note))])
    assert last.text == "[1] https://example.org/1"
