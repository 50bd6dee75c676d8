"""The day and the title of an edition, and what newsletters put around the news."""

from __future__ import annotations

from datetime import date

import pytest

from digests.errors import ReadingError, ReadingFault
from digests.model import ProblemKind
from digests.parsing.parser import parse
from tests.support.reading import details, digest, edition, one, prose, reading


def test_the_year_of_a_title_is_the_items() -> None:
    text = "1月2日の町だより\n\n①灯台(2030年12月31日)\n\n白い。\n"
    assert digest(text).date == date(2031, 1, 2)


TWO_ITEMS = "\n\n1. 灯台(2024年4月7日)\n\n白い。\n\n2. 鐘(2024年4月6日)\n\n重い。\n"


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Hafenbrief KW 15/2024", date(2024, 4, 8)),
        ("Hafenbrief 2024 KW 15", date(2024, 4, 8)),
        ("Hafenbrief KW 15", date(2024, 4, 8)),
        ("15. Woche 2024: Hafenbrief", date(2024, 4, 8)),
        ("港口周报 2024年第15周", date(2024, 4, 8)),
        ("町だより 平成36年4月12日", date(2024, 4, 12)),
        ("平成36年4月12日の町だより", date(2024, 4, 12)),
        ("町だより 240412", date(2024, 4, 12)),
        ("240412 町だより", date(2024, 4, 12)),
        ("町だより 20240412", date(2024, 4, 12)),
        ("20240412 町だより", date(2024, 4, 12)),
        ("The Gull, 2024-Apr-12", date(2024, 4, 12)),
        ("12-Apr-2024, The Gull", date(2024, 4, 12)),
        ("13日付朝刊から", date(2024, 4, 13)),
        ("町だより 朝刊（13日付）", date(2024, 4, 13)),
    ],
)
def test_a_title_may_spell_its_day_shortly_before_or_behind_its_words(
    title: str, day: date
) -> None:
    assert digest(title + TWO_ITEMS).date == day


def test_a_day_in_the_masthead_is_the_editions_where_nothing_else_names_one() -> None:
    masthead = "The Quay\nMail: editor of the Gull, 12 April 2024"
    assert digest(masthead + TWO_ITEMS).date == date(2024, 4, 12)


@pytest.mark.parametrize(
    ("head", "name", "issue"),
    [
        ("週刊いとぐち 第2号", "a.txt", 2),
        ("主要港 45호", "a.txt", 45),
        ("港口周刊 第 12 期", "a.txt", 12),
        ("Hafenbrief Nr. 5/2031", "a.txt", 5),
        ("La lettre du port n° 45", "a.txt", 45),
        ("Портовый дайджест № 45", "a.txt", 45),
        ("The Heron, Vol. 12, No. 7", "a.txt", 7),
        ("The Heron\n#612 - May 14, 2031", "a.txt", 612),
        ("The Heron\nVol. 12", "a.txt", 12),
        ("---\ntitle: The Heron\nissue: 45\n---", "a.md", 45),
        ("The Heron", "the_heron_issue_647.txt", 647),
        ("The Heron, week 12, 2031", "2031-05-14.txt", None),
        ("2031年5月14号", "a.txt", None),
    ],
)
def test_the_number_of_the_issue_is_told_apart(head: str, name: str, issue: int | None) -> None:
    found = digest(f"{head}\n\n① Pier opens\n\nIt is long.\n\n② Bell rings\n\nIt is loud.\n", name)
    assert (found.issue, len(found.items)) == (issue, 2)


def test_items_take_their_year_from_the_edition() -> None:
    text = "2031年1月2日の町だより\n\n①灯台(12月31日)\n\n白い。\n\n②鐘(1月1日)\n\n重い。\n"
    assert [item.date for item in digest(text).items] == [date(2030, 12, 31), date(2031, 1, 1)]


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("令和13年5月15日の町だより", date(2031, 5, 15)),
        ("R13.5.15 町だより", date(2031, 5, 15)),
        ("町だより 2031/5/15", date(2031, 5, 15)),
        ("町だより 2031.5.15", date(2031, 5, 15)),
        ("The Gull, 15 May 2031", date(2031, 5, 15)),
        ("The Gull — May 15, 2031", date(2031, 5, 15)),
        ("Чайка, 15 мая 2031", date(2031, 5, 15)),
        ("Чайка 15.05.2031", date(2031, 5, 15)),
        ("城中简报 2031年5月15日", date(2031, 5, 15)),
        ("町だより（5月15日号）", date(2031, 5, 15)),
        ("町だより 二〇三一年五月十五日", date(2031, 5, 15)),
    ],
)
def test_a_title_names_the_day_in_any_spelling(title: str, day: date) -> None:
    text = f"{title}\n\n①灯台(2031年5月14日)\n\n白い。\n\n②鐘(2031年5月14日)\n\n重い。\n"
    found = digest(text)
    assert (found.title, found.date) == (title, day)


@pytest.mark.parametrize("name", ["2031-05-15.txt", "20310515.txt", "だより2031年5月15日.txt"])
def test_a_file_name_gives_the_day_a_title_lacks(name: str) -> None:
    text = "町だより\n\n①灯台(2031年5月14日)\n\n白い。\n"
    assert digest(text, name).date == date(2031, 5, 15)
    guessed = [{"date": "2031-05-15", "origin": "file_name"}]
    assert details(text, ProblemKind.EDITION_DATE_GUESSED, name) == guessed


def test_a_day_without_a_year_in_a_file_name_is_completed() -> None:
    assert digest("町だより\n\n①灯台(2031年5月14日)\n\n白い。\n", "5月15日.md").date == date(
        2031, 5, 15
    )


def test_the_message_gives_the_day_if_nothing_else_does() -> None:
    found = reading("町だより\n\n①灯台\n\n白い。\n", posted=date(2031, 5, 16))
    assert found.digest.date == date(2031, 5, 16)
    guess = next(p for p in found.problems if p.kind is ProblemKind.EDITION_DATE_GUESSED)
    assert guess.details["origin"] == "message"


def test_a_message_far_from_its_items_gives_no_day() -> None:
    text = "町だより\n\n①灯台(2029年5月14日)\n\n白い。\n"
    assert digest(text, posted=date(2031, 5, 16)).date == date(2029, 5, 14)


def test_an_edition_far_from_its_items_is_told() -> None:
    text = "2031年5月15日の町だより\n\n①灯台(2031年4月1日)\n\n白い。\n"
    conflict = [{"found": "2031-04-01", "date": "2031-05-15"}]
    assert details(text, ProblemKind.EDITION_DATE_CONFLICT) == conflict
    assert details(text, ProblemKind.ODD_DATE) == [{"date": "2031-04-01"}]


def test_a_digest_without_any_day_blocks() -> None:
    assert details("町だより\n\n①灯台\n\n白い。\n", ProblemKind.NO_EDITION_DATE) == [{}]


def test_a_russian_digest_is_read() -> None:
    text = (
        "Чайка, 15 мая 2031\n\n1. Маяк покрасили заново (ТАСС-Порт, 14 мая 2031)\n\n"
        "Маяк снова белый.\n\nИсточник: https://example.ru/1\n\n"
        "2. В школу привезли колокол (14.05.2031)\n\nОн тяжёлый.\n\nhttps://example.ru/2\n"
    )
    found = digest(text)
    assert [(i.headline, i.outlet, i.date) for i in found.items] == [
        ("Маяк покрасили заново", "ТАСС-Порт", date(2031, 5, 14)),
        ("В школу привезли колокол", None, date(2031, 5, 14)),
    ]
    assert found.language == "ru"
    assert prose(found.items[0]) == ["Маяк снова белый."]


def test_an_english_digest_is_read() -> None:
    text = (
        "The Gull, 15 May 2031\nBy Ann Tern\n\n"
        "1) Lighthouse repainted (Harbour Post, May 14, 2031)\n"
        "It is white again.\nhttps://www.example.com/1?utm_source=gull\n\n"
        "2) School gets a bell (May 14)\nIt is heavy.\nhttps://example.com/2\n"
    )
    found = digest(text)
    assert [(i.headline, i.outlet, i.date) for i in found.items] == [
        ("Lighthouse repainted", "Harbour Post", date(2031, 5, 14)),
        ("School gets a bell", None, date(2031, 5, 14)),
    ]
    assert (found.author, found.language) == ("Ann Tern", "en")


# --- what newsletters put around the news -----------------------------------------------------


def test_the_outlet_and_day_below_a_headline_are_the_items() -> None:
    text = (
        "1. Lighthouse repainted\nHarbour Post, May 14, 2031\nWhite again.\nhttps://example.com/1\n\n"
        "2. Bell\n2031年5月13日　岬通信\nHeavy.\nhttps://example.com/2\n"
    )
    assert [(item.outlet, item.date) for item in digest(text).items] == [
        ("Harbour Post", date(2031, 5, 14)),
        ("岬通信", date(2031, 5, 13)),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "出典：岬通信\nhttps://example.jp/1",
        "出典：岬通信 https://example.jp/1",
        "（岬通信）https://example.jp/1",
        "（岬通信）\nhttps://example.jp/1",
        "[岬通信](https://example.jp/1)",
    ],
)
def test_an_outlet_named_around_the_link_is_taken(lines: str) -> None:
    item = one(f"灯台は白い。\n\n{lines}")
    assert (item.outlet, prose(item), item.captions) == ("岬通信", ["灯台は白い。"], ())


def test_an_outlet_other_than_the_headlines_stays_in_the_text() -> None:
    text = "①灯台(岬通信、2031年5月14日)\n\n白い。\n\n[山日報](https://example.jp/1)\n"
    item = digest(text).items[0]
    assert item.outlet == "岬通信"
    assert any("山日報" in words for words in (*prose(item), *item.captions))


@pytest.mark.parametrize("pointer", ["▼詳しくはこちら", "続きを読む", "Read more:", "→"])
def test_words_that_point_to_a_link_are_no_text(pointer: str) -> None:
    item = one(f"灯台は白い。\n\n{pointer}\nhttps://example.jp/1")
    assert ([p.text for p in item.paragraphs], item.captions) == (["灯台は白い。"], ())


@pytest.mark.parametrize(
    "closing",
    ["以上", "\n以上、町だよりでした。", "\n━━━━━━\n発行：町だより社\nhttps://example.jp/stop"],
)
def test_the_words_that_close_a_digest_belong_to_no_item(closing: str) -> None:
    found = digest(edition("①②③④") + closing)
    assert len(prose(found.items[3])) == 2
    assert [source.url for source in found.items[3].sources] == ["https://example.jp/news/4"]
    assert found.afterword
    assert not found.left_over


def test_a_note_below_the_last_source_stays_with_its_item() -> None:
    found = digest(edition("①②③④") + "\n※市場は日曜は休み。\n")
    assert prose(found.items[3])[-1] == "※市場は日曜は休み。"


def test_short_lines_between_items_are_sections() -> None:
    text = (
        "The Gull, 15 May 2031\n\nTOWN\n\n1. Lighthouse\nWhite.\nhttps://example.com/1\n\n"
        "NEXT TOWN\n\n2. Bridge\nOpen.\nhttps://example.com/2\n"
    )
    found = digest(text)
    assert [item.section for item in found.items] == ["TOWN", "NEXT TOWN"]
    assert found.title == "The Gull, 15 May 2031"


def test_an_address_over_two_lines_is_one() -> None:
    item = one("白い。\n\n<https://example.jp/news/2031/05/14/the-white-\nlighthouse/001>")
    assert [source.url for source in item.sources] == [
        "https://example.jp/news/2031/05/14/the-white-lighthouse/001"
    ]


def test_a_source_below_related_news_is_the_items_if_it_has_no_other() -> None:
    item = one(
        "白い。\n\n関連：\n鐘も白く(2031年5月12日)\nhttps://example.jp/9\n\nhttps://example.jp/1"
    )
    assert [source.url for source in item.sources] == ["https://example.jp/1"]
    assert [source.url for source in item.related[0].sources] == ["https://example.jp/9"]


def test_masthead_and_title_that_disagree_are_told_and_the_items_decide() -> None:
    text = "8月15日の町だより\n\n5月15日の町だより\n\n①灯台(2031年5月14日)\n\n白い。\n"
    assert (digest(text).title, digest(text).date) == ("5月15日の町だより", date(2031, 5, 15))
    conflicts = details(text, ProblemKind.EDITION_DATE_CONFLICT)
    assert conflicts == [{"found": "2031-08-15", "date": "2031-05-15"}]


def test_a_lost_sign_is_put_back_into_the_title_only() -> None:
    text = "5月15の町だより\n\n①5月14の灯台(2031年5月14日)\n\n白い。\n"
    found = digest(text)
    assert (found.title, found.items[0].headline) == ("5月15日の町だより", "5月14の灯台")


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(ReadingError) as refused:
        parse("a.txt", b"a\n" * 50_001)
    assert refused.value.fault is ReadingFault.TOO_BIG


@pytest.mark.parametrize("title", ["5/15の町だより", "町だより 31/5/15", "町だより 20310515"])
def test_numbers_in_a_title_are_its_day_where_they_are_near_the_items(title: str) -> None:
    text = edition("①②③④").replace("5月15日の町だより", title)
    assert digest(text).date == date(2031, 5, 15)


def test_numbers_in_a_title_that_are_far_from_the_items_are_none() -> None:
    text = edition("①②③④").replace("5月15日の町だより", "1/3の人が読む町だより")
    assert digest(text).date == date(2031, 5, 14)
