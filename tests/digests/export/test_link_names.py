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


@pytest.mark.parametrize(
    ("outlet", "host"),
    [
        ("The Heron", "heron.example"),
        ("The Heron", "theheron.example"),
        ("Heron", "www.theheron.co.example"),
        ("Harbour Post", "news.harbour-post.example"),
        ("El País", "elpais.example"),
        ("ＮＨＫ", "www3.nhk.or.jp"),
    ],
)
def test_of_several_links_those_are_the_outlets_whose_host_has_its_name(
    outlet: str, host: str
) -> None:
    plain = host.removeprefix("www.")
    urls = [f"https://{host}/1", "https://other.example/1", "not a page"]
    assert link_names(urls, outlet) == [f"{outlet} ({plain})", "other.example", None]
    twice = link_names([*urls, f"https://{host}/2"], outlet)
    assert [twice[0], twice[3]] == [f"{outlet} ({plain}/1)", f"{outlet} ({plain}/2)"]


@pytest.mark.parametrize(
    ("outlet", "hosts"),
    [
        ("News Daily", ("news.example.org", "other.example")),
        ("港新聞", ("minato.example", "other.example")),
        ("Heron", ("heron.example", "heron.other.example")),
        ("！", ("one.example", "other.example")),
    ],
    ids=["part of it", "other letters", "two hosts", "no name"],
)
def test_where_nothing_tells_which_link_is_the_outlets_all_are_named_by_their_hosts(
    outlet: str, hosts: tuple[str, str]
) -> None:
    assert link_names([f"https://{host}/" for host in hosts], outlet) == [*hosts]


def test_links_that_are_all_of_one_host_are_the_outlets() -> None:
    urls = ["https://example.org/1", "https://example.org/2"]
    assert link_names(urls, "港新聞") == ["港新聞（example.org/1）", "港新聞（example.org/2）"]


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
