"""Footnotes and reference lists: never items, and the sources of those that cite them."""

from __future__ import annotations

import pytest

from digests.model import Digest
from tests.support.reading import digest, prose

TEXT = """浜の便り 2031年5月14日

■堰が開いた
水が流れた[1]。魚も戻った[2]。

■水車が回る
粉がひける[3]。

参照
[1] https://example.jp/1
[2] https://example.jp/2
[3] https://example.jp/3
"""


def sources(found: Digest) -> list[list[str]]:
    return [[source.url[-1] for source in item.sources] for item in found.items]


def test_references_are_the_sources_of_who_cites_them() -> None:
    found = digest(TEXT)
    assert [item.headline for item in found.items] == ["堰が開いた", "水車が回る"]
    assert sources(found) == [["1", "2"], ["3"]]
    assert prose(found.items[0]) == ["水が流れた。魚も戻った。"]


def test_a_note_in_words_stays_with_who_cites_it() -> None:
    found = digest(TEXT.replace("[2] https://example.jp/2", "[2] 漁師の話による。"))
    assert sources(found) == [["1"], ["3"]]
    assert any("漁師の話による。" in one.text for one in found.items[0].paragraphs)
    assert any("[2]" in one.text for one in found.items[0].paragraphs)


def test_a_note_of_outlet_day_and_address_dates_who_cites_it() -> None:
    note = "[2] 浜日報、2031年5月13日、https://example.jp/2"
    found = digest(TEXT.replace("[2] https://example.jp/2", note))
    assert sources(found) == [["1", "2"], ["3"]]
    first = found.items[0]
    assert (first.outlet, str(first.date)) == ("浜日報", "2031-05-13")
    assert not any("浜日報" in one.text or "[2]" in one.text for one in first.paragraphs)


def test_a_headline_that_cites_an_address_leads_to_it() -> None:
    text = "".join(
        f"{section}\n\n{news.upper()} ALONG THE WHOLE OF THE\nSHORE (2 MINUTE READ) [{n}]\n\n"
        f"The {news} at length.\n\n"
        for n, (section, news) in enumerate((("WEATHER", "tide"), ("AT SEA", "crab")), start=1)
    )
    found = digest(
        f"The Gull 2031-05-14\n\n{text}"
        "Links:\n\n[1] https://example.org/1\n[2] https://example.org/2\n"
    )
    assert [(item.section, item.headline) for item in found.items] == [
        ("WEATHER", "TIDE ALONG THE WHOLE OF THE SHORE (2 MINUTE READ)"),
        ("AT SEA", "CRAB ALONG THE WHOLE OF THE SHORE (2 MINUTE READ)"),
    ]
    assert sources(found) == [["1"], ["2"]]


def test_a_headline_keeps_no_mark_of_a_note() -> None:
    found = digest(TEXT.replace("■水車が回る", "■水車が回る[3]"))
    assert found.items[1].headline == "水車が回る"
    assert sources(found)[1] == ["3"]


def test_numbers_in_brackets_that_nobody_cites_are_marks() -> None:
    text = "".join(f"[{n}] 知らせ{n}\n本文。\nhttps://example.jp/{n}\n\n" for n in (1, 2, 3))
    assert len(digest(f"浜の便り\n\n{text}").items) == 3


@pytest.mark.parametrize("mark", ["1", "a", "†"])
def test_footnotes_of_a_page_go_to_who_cites_them(mark: str) -> None:
    page = (
        "<h1>Harbour 2031-05-14</h1><h2>Weir opens</h2>"
        f'<p>It held.<a href="#n1">{mark}</a> <a href="https://example.org/9">Post</a></p>'
        "<h2>Mill turns</h2><p>Since Monday.</p>"
        f'<div><a id="n1" href="#r1">{mark}</a> <p>Says the smith.</p></div>'
    )
    found = digest(page, "digest.html")
    assert [item.headline for item in found.items] == ["Weir opens", "Mill turns"]
    assert any("Says the smith." in one.text for one in found.items[0].paragraphs)
    assert not any("Says the smith." in one.text for one in found.items[1].paragraphs)
