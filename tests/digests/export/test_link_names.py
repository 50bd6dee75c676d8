from __future__ import annotations

import pytest

from digests.export.link_names import link_names, openable_host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.jp/a", "example.jp"),
        ("http://news.example.co.uk:8080/?q=1", "news.example.co.uk"),
        ("https://localhost/a", None),
        ("ftp://example.jp/a", None),
        ("example.jp", None),
        ("https://example", None),
        ("javascript:alert(1)", None),
    ],
)
def test_only_links_that_telegram_takes_are_named_by_their_host(url: str, host: str | None) -> None:
    assert openable_host(url) == host


def test_an_only_link_is_its_outlets() -> None:
    assert link_names(["https://example.org/1"], "The Heron") == ["The Heron (example.org)"]
    assert link_names(["https://example.org/1"], "港新聞") == ["港新聞（example.org）"]
    assert link_names(["https://example.org/1"]) == ["example.org"]
    assert link_names(["not a page"], "The Heron") == [None]


def test_links_of_one_host_are_told_apart_by_what_comes_behind() -> None:
    urls = [
        "https://www.Example.org/a%20b/",
        f"https://example.org/{'long/' * 9}end.html?page=2",
        "https://other.example/1",
        "mailto:x",
    ]
    assert link_names(urls, "The Heron") == [
        "example.org/a b",
        "example.org/…ong/long/end.html?page=2",
        "other.example",
        None,
    ]
