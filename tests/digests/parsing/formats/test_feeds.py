"""Feeds of news: RSS of all ages, Atom and JSON Feed."""

from __future__ import annotations

import json

import pytest

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import BlockKind, Document
from digests.parsing.formats.feeds.json_feed import parse_json_feed
from digests.parsing.formats.feeds.xml_feed import parse_xml_feed
from digests.parsing.parser import parse

ATOM = """<?xml version="1.0" encoding="shift_jis"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja"><title>みなと便り</title>
<author><name>架空花子</name></author><updated>2025-04-02T07:30:00+09:00</updated>
<entry><title type="html">&lt;b&gt;橋&lt;/b&gt;が完成 &amp;amp; 公開</title>
<link rel="self" href="https://example.jp/self"/><link href="https://example.jp/1"/>
<published>2025-04-01T23:59:00-09:00</published>
<source><title>みなと通信</title></source>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><h2>副題</h2>
<p>本文<a href="https://example.jp/2">詳細</a> &lt;印&gt;</p></div></content></entry></feed>"""
RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Lantern</title><lastBuildDate>Wed, 02 Apr 2025 07:30:00 GMT</lastBuildDate>
<item><title>A bell &amp; a rope</title><guid>https://example.org/1</guid>
<pubDate>Tue, 01 Apr 2025 23:59:00 -0500</pubDate>
<source url="https://example.org/rss">Harbour Wire</source>
<description>Short.</description><content:encoded><![CDATA[<p>A bell &amp; a rope</p>
<p>Whole.</p>]]></content:encoded></item>
<item><description>It rained & rained.
All &mdash; day.</description><guid isPermaLink="false">x1</guid></item>
</channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Lantern</title></channel><item><title>A bell</title>
<link>https://example.org/1</link><dc:date>2025-04-01</dc:date></item></rdf:RDF>"""


def texts(document: Document) -> list[tuple[str, str]]:
    short = {BlockKind.HEADING: "h", BlockKind.PARAGRAPH: "p"}
    return [(short[block.kind], block.text) for block in document.blocks]


@pytest.mark.parametrize("encoding", ["utf-8", "shift_jis"])
def test_atom_is_read_in_the_encoding_that_it_is_in(encoding: str) -> None:
    found = parse_xml_feed(ATOM.encode(encoding))
    assert texts(found) == [
        ("h", "みなと便り"),
        ("h", "橋が完成 & 公開 (みなと通信, 2025-04-01)"),
        ("p", "副題"),
        ("p", "本文詳細 <印>"),
        ("p", "https://example.jp/1"),
    ]
    told = (found.title, found.author, found.date, found.language)
    assert told == ("みなと便り", "架空花子", "2025-04-02", "ja")
    assert [link.target for link in found.blocks[3].links] == ["https://example.jp/2"]


def test_rss_is_read_though_it_is_careless() -> None:
    found = parse_xml_feed(RSS.encode())
    assert texts(found) == [
        ("h", "The Lantern"),
        ("h", "A bell & a rope (Harbour Wire, 2025-04-01)"),
        ("p", "Whole."),
        ("p", "https://example.org/1"),
        ("h", "It rained & rained."),
        ("p", "All — day."),
    ]
    assert found.date == "2025-04-02"


def test_rss_in_rdf_has_its_items_beside_the_channel() -> None:
    assert texts(parse_xml_feed(RDF.encode())) == [
        ("h", "The Lantern"), ("h", "A bell (2025-04-01)"), ("p", "https://example.org/1")
    ]  # fmt: skip


def test_json_feeds_have_text_or_pages() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "title": "The Lantern",
        "author": {"name": "Ada"},
        "items": [
            {"title": "A bell", "url": "https://example.org/1", "date_published": "2025-04-01T0"},
            {"content_text": "It rained.\n<All> day.", "external_url": "https://example.org/2"},
            "no item",
        ],
    }
    found = parse_json_feed(json.dumps(feed))
    assert texts(found) == [
        ("h", "The Lantern"), ("h", "A bell (2025-04-01)"), ("p", "https://example.org/1"),
        ("h", "It rained."), ("p", "<All> day."), ("p", "https://example.org/2"),
    ]  # fmt: skip
    assert found.author == "Ada"


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"items": []}', "[]", '{"items": 3}'])
def test_what_is_no_json_feed_is_refused(text: str) -> None:
    with pytest.raises(ReadingError):
        parse_json_feed(text)


def test_a_feed_of_nothing_is_empty() -> None:
    with pytest.raises(ReadingError) as caught:
        parse_xml_feed(b"<rss><channel><title>x</title></channel></rss>")
    assert caught.value.fault is ReadingFault.EMPTY


def test_laughs_by_the_billion_do_not_swell_and_nothing_is_loaded() -> None:
    laughs = "".join(
        f"<!ENTITY l{n} '{f'&l{n - 1};' * 10 if n else 'ha' * 100}'>" for n in range(10)
    )
    for declared in (laughs, "<!ENTITY l9 SYSTEM 'file:///etc/passwd'>"):
        data = f"<!DOCTYPE rss [{declared}]><rss><channel><item><title>&l9;</title></item></channel></rss>"  # noqa: E501 - one file
        try:
            found = parse_xml_feed(data.encode())
        except ReadingError:
            continue
        assert sum(len(block.text) for block in found.blocks) < 1_000_000
        assert not any("root:" in block.text for block in found.blocks)


def test_a_title_with_an_address_in_it_is_told_once() -> None:
    titled = RSS.replace("The Lantern", "The Lantern at https://example.org/lantern", 1)
    found = parse("a.rss", titled.encode()).digest
    assert found.title == "The Lantern at https://example.org/lantern"
    assert found.preface == ()
