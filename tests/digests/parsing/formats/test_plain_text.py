"""Plain text as lines: what becomes a gap, a page end, a heading."""

from __future__ import annotations

import pytest

from digests.parsing.blocks import Block, BlockKind
from digests.parsing.formats.plain_text import parse_text


def blocks(text: str) -> tuple[Block, ...]:
    return parse_text(text).blocks


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_lines_end_as_any_system_ends_them(end: str) -> None:
    assert [block.text for block in blocks(f"one{end}two{end}")] == ["one", "two"]


def test_blank_lines_become_gaps_and_lines_keep_their_place() -> None:
    one, two, three = blocks("one\ntwo\n\u3000\n\nthree")
    assert (one.gap, two.gap, three.gap) == (False, False, True)
    assert (one.place.line, two.place.line, three.place.line) == (1, 2, 5)


def test_an_ideographic_space_opens_a_paragraph() -> None:
    one, two, three = blocks("海\n\u3000山\n\u3000\u3000川")
    assert (one.gap, two.gap, three.gap) == (False, True, False)


@pytest.mark.parametrize("rule", ["---", "＝＝＝＝", "━━━━", "* * *", "☆★☆★", "........"])
def test_a_rule_is_a_gap_that_nothing_goes_on_across(rule: str) -> None:
    _, below = blocks(f"one\n{rule}\ntwo")
    assert (below.text, below.gap, below.ruled) == ("two", True, True)


@pytest.mark.parametrize("mark", ["\f", "- 12 -", "–3–", "Page 2 of 7"])
def test_a_form_feed_or_a_page_number_ends_a_page(mark: str) -> None:
    above, below = blocks(f"one\n{mark}\ntwo")
    assert above.page_end
    assert below.text == "two"


def test_a_form_feed_before_a_line_ends_the_page_above() -> None:
    above, below = blocks("one\n\ftwo")
    assert (above.page_end, below.text) == (True, "two")


def test_number_signs_open_a_heading() -> None:
    (block,) = blocks("## Town ##")
    assert (block.kind, block.level, block.text) == (BlockKind.HEADING, 2, "Town")


def test_what_nobody_sees_is_dropped() -> None:
    assert [block.text for block in blocks("\ufeffo\x00n\u200be\u00ad")] == ["one"]


def test_text_without_words_has_no_blocks() -> None:
    assert blocks(" \n\u3000\n---\n") == ()
