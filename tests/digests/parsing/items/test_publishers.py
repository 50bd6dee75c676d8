"""Who published news where no line says it, and what is nobody's name."""

from __future__ import annotations

import pytest

from digests.parsing.items.publishers import closing_name, publisher_of
from tests.support.reading import one


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[岬町／港町 12日 ロイター] - 灯台が白くなった。", "ロイター"),
        ("（岬町共同）灯台が白くなった。", "共同"),
        ("【岬町 みさき通信】灯台が白くなった。", "みさき通信"),
        ("HARBOUR TOWN, March 13 (Reuters) - The lamp is white.", "Reuters"),
        ("[写真] 灯台が白くなった。", None),
        ("(Tom Okafor) The lamp is white.", None),
        ("灯台が白くなった（ロイター）、という。", None),
    ],
)
def test_a_dateline_names_the_agency(text: str, name: str | None) -> None:
    assert publisher_of([text], (), ()) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("写真：代表撮影（日テレNEWS NNN）", "日テレNEWS NNN"),
        ("灯台を白く（港日報）", "港日報"),
        ("The lamp is white (Harbour Daily)", "Harbour Daily"),
        ("등대가 하얗다 (항구일보)", "항구일보"),
        ("灯台を白く（英文）", None),
        ("灯台を白く（第2報）", None),
        ("The lamp is white (12 min)", None),
        ("The lamp is white (the latest news)", None),
    ],
)
def test_a_bracket_at_the_end_may_hold_a_publisher(text: str, name: str | None) -> None:
    assert closing_name(text) == name


@pytest.mark.parametrize(
    ("urls", "name"),
    [
        (["https://www.bbc.co.uk/news/1", "https://www.bbc.com/news/1"], "BBC"),
        (["https://www3.nhk.or.jp/news/1"], "NHK"),
        (["https://www.bbc.com/1", "https://apnews.com/1"], None),
        (["https://news.yahoo.co.jp/articles/1"], None),
        (["https://bbc.com.example.org/1"], None),
        (["https://[broken"], None),
        ([], None),
    ],
)
def test_a_well_known_host_names_its_owner(urls: list[str], name: str | None) -> None:
    assert publisher_of(["The lamp is white."], (), urls) == name


def test_what_is_printed_counts_before_a_host() -> None:
    item = one("白い。\n\n出典：岬通信 https://www3.nhk.or.jp/1")
    assert item.outlet == "岬通信"
