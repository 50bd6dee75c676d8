"""Which addresses are of one page, and texts without any."""

from __future__ import annotations

import pytest

from digests.values.page_addresses import addresses_removed, page_of

PAGE = "https://example.jp/news/港"


@pytest.mark.parametrize(
    "other",
    [
        "http://www.example.jp/news/港/",
        "https://amp.example.jp/news/%E6%B8%AF/index.html",
        "https://EXAMPLE.jp/news/港#part-2",
    ],
)
def test_the_way_to_a_page_and_a_place_in_it_make_no_other_page(other: str) -> None:
    assert page_of(other) == page_of(PAGE)


def test_a_post_is_the_same_whoever_is_named_in_its_address() -> None:
    one, other = (f"https://x.com/{name}/status/12345678" for name in ("wren", "i"))
    assert page_of(one) == page_of(other) != page_of("https://x.com/wren/status/12345679")
    assert page_of(f"{PAGE}?id=1") != page_of(f"{PAGE}?id=2")


def test_a_text_loses_its_addresses_and_keeps_what_stands_around_them() -> None:
    text = "港で祭り（https://example.jp/1）。詳しくはwww.example.jp/2、または次へ"
    assert addresses_removed(text) == "港で祭り（）。詳しくは、または次へ"
