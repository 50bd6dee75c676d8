"""Which item goes on with which, which only says again what was said, and what does neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from benchmarks.texts.stories import LANGUAGES, labelled_days, linked, rates, repeated
from digests.model import Digest, Item, ItemKey, Paragraph, Source
from digests.stories.linking import CONTINUES, Comparison
from digests.values.stories import PublishedItem

DAY = date(2031, 5, 15)
SOURCE = Source(url="https://example.jp/1", raw="https://example.jp/1")
TEXT = (
    "町はことしの春、岬の灯台を三年ぶりに白く塗り替えた。塗装には職人ら十五人が参加した。"
    "灯台守は、海から見るとまるで新品のようだと話している。"
)
OTHER = "岬の灯台の下でことしも春の市が開かれ、町の人たちが海の幸や山の幸を夜まで楽しんだという。"
ITEM = Item(
    number=1, headline="灯台を塗り替え", sources=(SOURCE,), paragraphs=(Paragraph(text=TEXT),)
)

WIND = "The wind is from the west and calms by evening; small boats stay in port until noon."
PAN = "Turn it once, add salt and a little vinegar, and serve it with brown bread for four."
POT = "水気を切り、だしで煮て、しょうゆとみりんを加える。器に盛り、ゆずの皮を散らす。四人分。"


def saying(text: str, headline: str = "灯台を塗り替え", number: int = 1) -> Item:
    return Item(number=number, headline=headline, paragraphs=(Paragraph(text=text),))


def beside(items: Sequence[Item], *earlier: Item, days_apart: int = 1) -> Comparison:
    """A day's items, and those of days before it, the newest first."""
    before = [
        PublishedItem(
            key=ItemKey(100 - at, item.number),
            date=DAY - timedelta(days=days_apart * at),
            item=item,
        )
        for at, item in enumerate(earlier, start=1)
    ]
    return Comparison(Digest(title=None, date=DAY, items=tuple(items)), DAY, before)


def told(item: Item, *earlier: Item) -> list[tuple[str, dict[str, str]]]:
    return [(one.kind, dict(one.details)) for one in beside([item], *earlier).repeats()]


# --- what is said again ------------------------------------------------------------------------


def test_an_item_published_before_is_told_with_its_day_and_number() -> None:
    before = replace(ITEM, number=7, headline="灯台、白く")
    said = {"number": "7", "date": "2031-05-14", "edition": "99"}
    assert told(ITEM, before) == [("near_copy", said)]


def test_a_shortened_item_is_a_repeat_and_other_news_of_a_place_is_none() -> None:
    shorter = replace(ITEM, paragraphs=(Paragraph(text=TEXT[:60]),), sources=())
    assert told(shorter, ITEM)
    assert not told(replace(ITEM, paragraphs=(Paragraph(text=OTHER),), sources=()), ITEM)


def test_headlines_alone_are_compared_where_there_is_no_text() -> None:
    bare = replace(ITEM, paragraphs=())
    assert told(bare, replace(bare, number=9))
    elsewhere = (Source(url="https://example.jp/2", raw=""),)
    assert not told(bare, replace(bare, sources=elsewhere))


def test_an_item_that_stands_twice_in_one_digest_is_told_at_its_second_place() -> None:
    (twin,) = beside([ITEM, replace(ITEM, number=2)]).repeats()
    assert twin.place.item == 2
    assert twin.details == {"number": "1", "date": "2031-05-15", "edition": ""}


def test_another_report_that_links_to_the_same_page_is_told_as_that() -> None:
    other = replace(saying(OTHER, "春の市"), sources=(SOURCE,))
    said = {"number": "1", "date": "2031-05-14", "edition": "99"}
    assert told(other, ITEM) == [("same_page", said)]


def test_the_address_of_a_whole_site_and_a_page_named_each_day_say_nothing() -> None:
    site = (Source(url="https://example.jp/", raw=""),)
    assert not told(replace(saying(OTHER, "春の市"), sources=site), replace(ITEM, sources=site))
    days = [
        replace(saying(text, text[:4]), sources=(SOURCE,)) for text in (OTHER, TEXT, "雨。" * 30)
    ]
    assert not told(replace(saying("港に船が着いた。" * 6, "港"), sources=(SOURCE,)), *days)


# --- what goes on ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_and_repeats_of_the_labelled_days_are_right(language: str) -> None:
    days = labelled_days(language)
    found = rates(linked(days), CONTINUES)
    assert found.precision >= 0.9
    assert found.recall >= 0.7
    assert repeated(days)[0] == repeated(days)[1]


def test_an_item_goes_on_with_one_of_an_earlier_day_never_with_its_own() -> None:
    later = (
        "岬の灯台の塗り替えで使われた白い塗料に、町の職人らが苦情を寄せている。灯台守も困っている。"
    )
    two = [saying(later, "灯台の塗料に苦情", 2), saying(later, "灯台の塗料に苦情が続く", 3)]
    links = beside(two, ITEM).links()
    assert [(one.number, one.earlier) for one in links] == [
        (2, ItemKey(99, 1)),
        (3, ItemKey(99, 1)),
    ]


def test_of_parts_that_are_about_as_like_it_goes_on_with_the_newest() -> None:
    sunk = "The dredger Marigold sank off Gull Point. Its crew was saved by the pilot boat."
    found = "Divers reached the dredger Marigold off Gull Point and found its deck torn open."
    raised = "The dredger Marigold off Gull Point is to be raised; its crew looks on."
    (link,) = beside(
        [saying(raised, "Dredger")], saying(found, "Divers"), saying(sunk, "Loss")
    ).links()
    assert link.earlier == ItemKey(99, 1)


def test_names_in_katakana_count_though_pairs_of_kana_do_not() -> None:
    sunk = "ドレッジャー号がガルポイントの沖で沈んだ。マリゴールド汽船のハリソン社長が謝った。"
    found = "ハリソンさんのもと、マリゴールドの人たちがガルポイントでドレッジャー号をさがした。"
    other = "あすのあさ、みなとのそばでいつもよりはやく、はなのいちがひらかれるということです。"
    (link,) = beside([saying(found, "さがす")], saying(other, "はな"), saying(sunk, "沈没")).links()
    assert link.earlier == ItemKey(98, 1)


def test_short_items_that_share_a_word_do_not_go_on() -> None:
    assert not beside([saying("", "Harbour bell cast")], saying("", "Harbour bell")).links()


def test_what_links_to_the_same_page_goes_on_with_it_whatever_it_says() -> None:
    (link,) = beside([replace(saying(OTHER, "春の市"), sources=(SOURCE,))], ITEM).links()
    assert (link.earlier, link.score) == (ItemKey(99, 1), 1.0)


COLUMNS = {
    "a label": [
        (f"Weather: {sky}", f"{sky} over the Linnet, {high} degrees, {high - 7} by night. {WIND}")
        for sky, high in (("Sunshine", 23), ("Drizzle", 15), ("Hail", 9))
    ],
    "a form of words": [
        (f"What to do with {crop}", f"Wash the {crop}, slice it and fry it in butter. {PAN}")
        for crop in ("turnips", "quinces", "fennel")
    ],
    "another script": [
        (f"きょうの一品は{dish}", f"{dish}を薄く切り、塩を振って十分おく。{POT}")
        for dish in ("大根", "白菜", "里芋")
    ],
}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS.keys())
def test_a_column_of_other_things_neither_goes_on_nor_repeats_from_its_second_day_on(
    column: Sequence[tuple[str, str]],
) -> None:
    days = [saying(text, headline) for headline, text in column]
    for count in range(1, len(days)):
        compared = beside([days[count]], *days[:count][::-1])
        assert not compared.links()
        assert not compared.repeats()


def test_news_that_are_told_again_in_other_words_are_no_column() -> None:
    first = saying(
        "The ferry to Gull Point sails again. After a winter in dock its engine is new, the port "
        "office said on Monday, and a ticket still costs two marks.",
        "Ferry sails again",
    )
    again = saying(
        "After a winter in dock the Gull Point ferry sails again with a new engine. A ticket still "
        "costs two marks, the port office said on Monday.",
        "Gull Point has its boat back",
    )
    assert [kind for kind, _ in told(again, first)] == ["near_copy"]


def test_a_column_neither_goes_on_nor_repeats() -> None:
    weather = [
        saying(
            f"北は晴れ、最高気温{degrees}度。南はくもり、最高気温{degrees + 3}度。海は静か。",
            "天気",
        )
        for degrees in (11, 14, 19, 23)
    ]
    for count in range(1, 4):
        comparison = beside([weather[0]], *weather[1 : count + 1])
        assert not comparison.links()
        assert not comparison.repeats()


def test_of_a_labelled_column_only_what_its_days_do_not_share_is_compared() -> None:
    quotations = [
        saying(
            f"「{said}」 心に残る言葉をきょうも読者のみなさんに毎朝お届けします。",
            f"きょうの言葉：{who}",
        )
        for said, who in (
            ("帆をあげる手を忘れるな", "灯台守"),
            ("糸は切れてから太さがわかる", "織物職人"),
            ("切る枝より残す枝を見よ", "庭師"),
            ("急ぐ釜は皮だけを焼く", "パン屋"),
        )
    ]
    comparison = beside([quotations[0]], *quotations[1:])
    assert not comparison.links()
    assert not comparison.repeats()
