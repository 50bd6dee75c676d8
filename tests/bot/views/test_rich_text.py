"""Styled text: whatever it holds, each part is one that Telegram takes, and nothing is lost."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.rich_text import (
    FOLDED,
    TEXT_LIMIT,
    RichText,
    Span,
    bold,
    fits,
    join,
    length,
    link,
    paginate,
    plain,
    split,
    to_html,
    units,
    within,
)

TAGS = st.sampled_from(
    ["b", "i", "u", "s", "code", FOLDED, 'a href="https://example.jp/?a=1&amp;b"']
)
TEXTS = st.text(
    st.sampled_from("あい。、「」 \nab.!?&<>\"'🗞👨\u200d👩é\u0301①") | st.characters(codec="utf-8"),
    max_size=60,
)
STYLED = st.lists(
    st.builds(Span, TEXTS, st.lists(TAGS, max_size=3, unique=True).map(tuple)), max_size=20
).map(tuple)


class Balanced(HTMLParser):
    """Reads Telegram's HTML and complains about a tag that isn't closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.said = ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - its signature
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


def said(rich: RichText) -> str:
    return "".join(run.text for run in rich)


def unspaced(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(STYLED, st.integers(5, 80))
def test_no_part_exceeds_the_limit_and_nothing_is_lost(rich: RichText, limit: int) -> None:
    parts = split(rich, limit)
    assert all(0 < length(part) <= limit for part in parts)
    assert unspaced("".join(map(said, parts))) == unspaced(said(rich))


@given(STYLED, st.integers(5, 80))
def test_every_part_is_well_formed_html_that_says_the_same(rich: RichText, limit: int) -> None:
    for part in split(rich, limit):
        text = Balanced(to_html(part)).said
        assert text.replace("\r\n", "\n").replace("\r", "\n") == said(part).replace(
            "\r\n", "\n"
        ).replace("\r", "\n")


@given(STYLED, st.integers(5, 80))
def test_each_character_keeps_its_style_through_a_cut(rich: RichText, limit: int) -> None:
    def inked(parts: RichText) -> list[tuple[str, tuple[str, ...]]]:
        return [(char, run.tags) for run in parts for char in run.text if not char.isspace()]

    cut = [char for part in split(rich, limit) for char in inked(part)]
    assert cut == inked(rich)


def test_a_long_text_is_cut_at_the_end_of_a_sentence() -> None:
    text = "これは文です。" * 900
    parts = split(within(FOLDED, plain(text)))
    assert [said(part)[-1] for part in parts] == ["。"] * len(parts)
    assert all(to_html(part).startswith("<blockquote expandable>") for part in parts)


def test_a_decimal_point_does_not_end_a_sentence() -> None:
    first, _ = split(plain("It rose. " + "to 3.14159265358979 and more " * 2), 40)
    assert said(first).endswith(("and", "to", "more", "rose."))


@pytest.mark.parametrize("stop", ["।", "۔", "։"])
def test_a_text_is_cut_behind_the_stops_of_any_language(stop: str) -> None:
    first, _ = split(plain(f"पुल {'अ' * 20}{stop} " + "नदी " * 10), 40)
    assert said(first).endswith(stop)


def test_an_emoji_counts_as_two_units() -> None:
    assert units("🗞") == 2
    assert [said(part) for part in split(plain("🗞🗞🗞"), 4)] == ["🗞🗞", "🗞"]


def test_a_family_emoji_is_not_taken_apart() -> None:
    family = "👨\u200d👩\u200d👧"
    parts = split(plain("x" * 9 + family), 12)
    assert [said(part) for part in parts] == ["x" * 9, family]


def test_more_entities_than_clients_show_begin_another_part() -> None:
    rich = join(" ", [bold(str(number)) for number in range(200)])
    assert length(rich) < TEXT_LIMIT
    assert not fits(rich)
    assert len(split(rich)) == 3


def test_a_part_stays_below_the_bytes_telegram_reads() -> None:
    rich = join(" ", [link("x", "https://example.jp/" + "a" * 1500) for _ in range(40)])
    assert all(len(to_html(part).encode()) < 32_768 for part in split(rich))


def test_what_users_wrote_is_escaped() -> None:
    assert to_html(bold("<b>&")) == "<b>&lt;b&gt;&amp;</b>"
    assert to_html(link("x", 'https://e.jp/?a="&b')) == (
        '<a href="https://e.jp/?a=&quot;&amp;b">x</a>'
    )


def test_pages_hold_whole_sections_and_say_which() -> None:
    pages = paginate([plain("a" * 30), plain("b" * 30), plain("c" * 30)], "\n", 65)
    assert [page.sections for page in pages] == [(0, 1), (2,)]


@given(st.lists(STYLED.filter(lambda rich: bool(said(rich).strip())), max_size=8))
def test_every_section_is_on_a_page(sections: list[RichText]) -> None:
    pages = paginate(sections, "\n\n", 50)
    assert sorted({index for page in pages for index in page.sections}) == list(
        range(len(sections))
    )
    assert all(length(page.text) <= 50 for page in pages)
