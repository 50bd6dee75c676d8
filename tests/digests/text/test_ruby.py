"""Readings over letters: kept, and out of headlines, search and summaries."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from digests.export.markdown import render
from digests.model import Item, Paragraph, SummaryMaker
from digests.parsing.parser import parse
from digests.search.index_terms import item_terms
from digests.summary import Summary, summarised
from digests.text.ruby import as_markup, in_brackets, without_readings
from tests.support.reading import digest

TEXT = "\ufff9岬\ufffaみさき\ufffbの上"
PAGE = (
    "<h1>便り 2031-05-14</h1><h2>① <ruby>岬<rp>(</rp><rt>みさき</rt><rp>)</rp></ruby>の灯台</h2>"
    "<p><ruby>堰<rt>せき</rt></ruby>が開いた。</p><h2>② 鐘</h2><p>届いた。</p>"
)


def test_a_reading_is_left_out_bracketed_or_marked_up() -> None:
    assert without_readings(TEXT) == "岬の上"
    assert in_brackets(TEXT) == "岬(みさき)の上"
    assert as_markup(TEXT) == "<ruby>岬<rt>みさき</rt></ruby>の上"


@pytest.mark.parametrize("text", ["岬の上", "", "\ufff9岬", "岬\ufffa", "\ufffb"])
def test_signs_without_a_reading_vanish(text: str) -> None:
    bare = text.strip("\ufff9\ufffa\ufffb")
    assert without_readings(text) == in_brackets(text) == as_markup(text) == bare


@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_a_headline_has_its_letters_alone_and_a_body_keeps_readings(name: str) -> None:
    first, _ = digest(PAGE, name).items
    assert first.headline == "岬の灯台"
    assert [in_brackets(one.text) for one in first.paragraphs] == ["堰(せき)が開いた。"]


def test_a_word_with_a_reading_is_found_as_it_is_typed() -> None:
    item = Item(
        number=1, headline="x", paragraphs=(Paragraph(text="\ufff9岬\ufffaみさき\ufffb町"),)
    )
    assert "岬町" in item_terms(item)
    assert "みさ" not in item_terms(item)


class First:
    async def summarise(self, items: Sequence[Item], language: str) -> list[Summary]:
        del language
        return [Summary(paragraphs=one.paragraphs[:1], by=SummaryMaker.MODEL) for one in items]


def test_a_summary_has_no_readings() -> None:
    found = asyncio.run(summarised(digest(PAGE, "a.html"), First()))
    assert [one.text for one in found.items[0].summary] == ["堰が開いた。"]


def test_readings_survive_being_written_down() -> None:
    found = digest(PAGE, "a.html")
    again = parse("a.md", render(found).encode()).digest
    assert [item.paragraphs for item in again.items] == [item.paragraphs for item in found.items]
