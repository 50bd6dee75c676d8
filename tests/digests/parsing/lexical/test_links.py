"""Links: found, repaired, cleaned, merged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.model import Source
from digests.parsing.lexical.links import clean, find_links, is_label, is_suspect, linked, merged


def urls(text: str) -> list[str]:
    return [link.source.url for link in find_links(text)]


def raws(text: str) -> list[str]:
    return [link.source.raw for link in find_links(text)]


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("海の話。https://example.jp/a", "https://example.jp/a"),
        ("（https://example.jp/a）、山", "https://example.jp/a"),
        ("https://example.jp/a.htmlを参照", "https://example.jp/a.html"),
        ("See https://example.com/a.", "https://example.com/a"),
        ("(see https://example.com/a_(b))", "https://example.com/a_(b)"),
        ("https://example.org/wiki/海 と", "https://example.org/wiki/海"),
        ("<https://example.jp/a?b=c>", "https://example.jp/a?b=c"),
        ("www.example.com/a", "www.example.com/a"),
        ("「https://example.jp/a」", "https://example.jp/a"),
    ],
)
def test_a_link_ends_where_the_address_ends(text: str, raw: str) -> None:
    assert raws(text) == [raw]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("ttps://example.jp/a", "https://example.jp/a"),
        ("hxxp://example.jp/a", "http://example.jp/a"),
        ("https：//example.jp/a", "https://example.jp/a"),
        ("https:／／example.jp/a", "https://example.jp/a"),
        ("https: //example.jp/a", "https://example.jp/a"),
    ],
)
def test_a_damaged_address_is_repaired_and_told(text: str, url: str) -> None:
    (link,) = find_links(text)
    assert (link.source.url, link.source.raw, link.repaired) == (url, text, True)


def test_markdown_in_text_is_a_link_with_words() -> None:
    (link,) = find_links("海 [潮だより](https://example.jp/a_(b)) 山")
    assert (link.words, link.source.url) == ("潮だより", "https://example.jp/a_(b)")


def test_text_and_target_that_disagree_are_reconciled() -> None:
    raw = "[https://example.jp/a?ref alg=x](https://example.jp/a?ref%3Dalg%3Dx)"
    (link,) = find_links(raw)
    assert link.source == Source(url="https://example.jp/a?ref_alg=x", raw=raw)
    assert link.repaired


def test_text_and_target_of_different_pages_keep_the_target() -> None:
    (link,) = find_links("[https://example.jp/a](https://example.jp/b)")
    assert (link.source.url, link.repaired) == ("https://example.jp/b", True)


@pytest.mark.parametrize("target", ["#top", "mailto:a@example.com", "/local", "javascript:x", ""])
def test_a_link_to_no_page_is_no_source(target: str) -> None:
    assert linked("words", target) is None


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("https://example.jp/a?utm_source=x&id=3&fbclid=y", "https://example.jp/a?id=3"),
        ("https://example.jp/a?rcmd_alg=c2#pv=g%3D1", "https://example.jp/a"),
        ("https://example.jp/a/images/000", "https://example.jp/a"),
        ("https://example.jp/a#notes", "https://example.jp/a#notes"),
        ("https://example.jp/a#top", "https://example.jp/a"),
        ("https://example.jp/a#:~:text=sea", "https://example.jp/a"),
        ("https://EXAMPLE.jp/A", "https://example.jp/A"),
        ("https://youtu.be/AAAAAAAAAAA?si=x", "https://www.youtube.com/watch?v=AAAAAAAAAAA"),
        ("https://m.youtube.com/shorts/AAAAAAAAAAA", "https://www.youtube.com/watch?v=AAAAAAAAAAA"),
        ("https://twitter.com/a/status/1?s=20&t=x", "https://x.com/a/status/1"),
        ("https://x.com/a/status/1/photo/1", "https://x.com/a/status/1"),
        ("https://www.google.com/url?q=https://example.jp/a&sa=D", "https://example.jp/a"),
        ("https://example.jp/?p=12", "https://example.jp/?p=12"),
        ("https://example.jp/a?q=a%3Db+c", "https://example.jp/a?q=a%3Db+c"),
    ],
)
def test_an_address_is_freed_of_what_only_counts_readers(raw: str, url: str) -> None:
    assert clean(raw) == url
    assert clean(url) == url


def test_addresses_of_one_page_are_one_source() -> None:
    text = (
        "https://x.com/i/status/1 https://twitter.com/a/status/1 "
        "https://youtu.be/AAAAAAAAAAA https://www.youtube.com/watch?v=AAAAAAAAAAA&t=17s "
        "http://example.jp/a/ https://www.example.jp/a https://example.jp/b"
    )
    assert [source.url for source in merged(link.source for link in find_links(text))] == [
        "https://x.com/i/status/1",
        "https://www.youtube.com/watch?v=AAAAAAAAAAA",
        "http://example.jp/a/",
        "https://example.jp/b",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/a",
        "https://example/a",
        "https://exa mple.jp/a",
        "https://example.jp/a…",
        "https://example.jp/a-",
        "https://[::1",
        "https://example.123/",
    ],
)
def test_an_address_that_hardly_opens_is_suspect(url: str) -> None:
    assert is_suspect(url)


@pytest.mark.parametrize(
    "url",
    ["https://example.jp/a", "http://192.0.2.7/a", "https://例え.jp/", "https://a.b.co/x?y#z"],
)
def test_an_ordinary_address_is_not_suspect(url: str) -> None:
    assert not is_suspect(url)


@pytest.mark.parametrize(
    "text", ["出典：", "▼詳しくはこちら", "Source:", "Read more", "→", "Источник:", ""]
)
def test_words_that_only_point_to_a_link_are_labels(text: str) -> None:
    assert is_label(text)


@pytest.mark.parametrize(
    "text", ["海の記事", "ソースの作り方", "source code", "more seas", "あ" * 60]
)
def test_words_that_say_something_are_no_labels(text: str) -> None:
    assert not is_label(text)


@given(st.text())
def test_no_text_breaks_the_search_for_links(text: str) -> None:
    for link in find_links(f"{text} https://{text}"):
        assert 0 <= link.start < link.end


@given(st.text(alphabet="abc/?#&=%:.@[]-_", max_size=60))
def test_cleaning_twice_changes_nothing(rest: str) -> None:
    once = clean(f"https://example.jp/{rest}")
    assert clean(once) == once
