"""What a page of hits tells of how many there are."""

from __future__ import annotations

from datetime import date

import pytest

from bot.i18n.translator import Translations
from bot.views.search_results import Search, findings_message
from digests.search.query import Hit, SearchPage, parse_query

HIT = Hit(
    edition_id=1,
    date=date(2026, 11, 20),
    number=1,
    headline="Buns",
    outlet=None,
    text="A bun is torn.",
)


@pytest.mark.parametrize(
    ("language", "total", "is_capped", "told"),
    [
        ("en", 1, False, "1 item found"),
        ("en", 9_999, False, "9999 items found · 1 to 5"),
        ("en", 10_000, True, "10,000 or more items found · 1 to 5"),
        ("ja", 9_999, False, "9999件見つかりました · 1〜5件目"),
        ("ja", 10_000, True, "1万件以上見つかりました · 1〜5件目"),
    ],
)
def test_hits_that_were_not_all_counted_are_told_as_at_least_so_many(
    language: str, total: int, is_capped: bool, told: str
) -> None:
    search = Search(words="bun", query=parse_query("bun"), offset=0, size=5)
    found = SearchPage(total=total, hits=(HIT,), is_capped=is_capped)
    message = findings_message(Translations.load("ja").translator(language), search, found)
    assert message.text.splitlines()[1] == told
