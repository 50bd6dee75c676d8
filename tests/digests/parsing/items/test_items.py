"""What belongs to an item, and what stands around it."""

from __future__ import annotations

from datetime import date

import pytest

from digests.model import ProblemKind
from tests.support.reading import details, digest, one, prose


def test_a_sentence_cut_by_a_page_end_is_whole_again() -> None:
    item = one(
        "町の人たちは昔からこの灯台を大切にしてきたが、ことしの春になってようや\n\nく塗り替えた。"
    )
    assert prose(item) == [
        "町の人たちは昔からこの灯台を大切にしてきたが、ことしの春になってようやく塗り替えた。"
    ]


def test_short_lines_over_text_are_subheadings_and_not_joined() -> None:
    item = one("灯台は白い。\n\nなぜ白か\n\n海から見えるからだ。\n\nhttps://example.jp/1")
    assert [p.kind.value for p in item.paragraphs] == ["prose", "subheading", "prose"]


def test_what_a_speaker_says_is_no_subheading() -> None:
    item = one("灯台は白い。\n\n灯台守の汐見さん\n\n「白がいちばんだ」\n\nhttps://example.jp/1")
    assert [p.kind.value for p in item.paragraphs] == ["prose", "subheading", "prose"]


def test_lines_that_were_wrapped_by_hand_are_joined_without_spaces() -> None:
    item = one(
        "町はことしの春、灯台の塗り替えに\n三年ぶりに取りかかったという。\nhttps://example.jp/1"
    )
    assert prose(item) == ["町はことしの春、灯台の塗り替えに三年ぶりに取りかかったという。"]


def test_latin_lines_are_joined_with_spaces() -> None:
    text = (
        "1. Lighthouse repainted (14 May 2031)\n\n"
        "The town has painted its lighthouse again, for the first time since\n"
        "the storm, and the keeper is glad of it.\nhttps://example.com/1\n\n"
        "2. Bell (13 May 2031)\n\nHeavy.\n\nhttps://example.com/2\n"
    )
    (told,) = prose(digest(text).items[0])
    assert told.endswith("for the first time since the storm, and the keeper is glad of it.")


@pytest.mark.parametrize(
    ("caption", "told"),
    [
        ("写真：汐見写真館", "写真：汐見写真館"),
        ("白い灯台と海。5月14日、岬で撮影（岬通信）", "白い灯台と海。5月14日、岬で撮影（岬通信）"),
        ("塗り終えた灯台の前で笑う人たち（岬通信）", "塗り終えた灯台の前で笑う人たち（岬通信）"),
        ("塗り終えた灯台\n提供：汐見写真館", "塗り終えた灯台 提供：汐見写真館"),
        ("Photo: The Gull", "Photo: The Gull"),
        ("Фото: Чайка", "Фото: Чайка"),
    ],
)
def test_the_words_of_a_picture_are_a_caption(caption: str, told: str) -> None:
    item = one(f"灯台は白い。\n\n{caption}\n\nhttps://example.jp/1")
    assert item.captions == (told,)
    assert prose(item) == ["灯台は白い。"]


def test_a_caption_without_a_picture_is_told() -> None:
    text = "①灯台(2031年5月14日)\n\n白い。\n\n写真：汐見写真館\n\nhttps://example.jp/1"
    assert details(text, ProblemKind.CAPTION_WITHOUT_PICTURE) == [{}]


@pytest.mark.parametrize(
    "label", ["〈関連情報〉", "【関連】", "関連記事：", "Related:", "По теме:", "相关新闻："]
)
def test_related_news_stay_inside_their_item(label: str) -> None:
    item = one(
        f"灯台は白い。\n\nhttps://example.jp/1\n\n{label}\n"
        "鐘も塗り替えへ(2031年5月12日)\nhttps://example.jp/9"
    )
    assert [(r.headline, r.date, r.sources[0].url) for r in item.related] == [
        ("鐘も塗り替えへ", date(2031, 5, 12), "https://example.jp/9")
    ]
    assert [source.url for source in item.sources] == ["https://example.jp/1"]


def test_a_second_dated_headline_below_the_source_is_related_news() -> None:
    item = one(
        "灯台は白い。\n\nhttps://example.jp/1\n\n鐘も塗り替えへ(2031年5月12日)\n\n"
        "秋に塗るという。\n\nhttps://example.jp/9"
    )
    assert [related.headline for related in item.related] == ["鐘も塗り替えへ"]
    assert prose(item) == ["灯台は白い。", "秋に塗るという。"]


def test_a_label_of_related_news_ends_the_headline() -> None:
    item = digest("①灯台は白い。\n〈関連情報〉鐘も塗り替えへ(2031年5月12日)\n").items[0]
    assert (item.headline, item.related[0].headline) == ("灯台は白い。", "鐘も塗り替えへ")


def test_related_news_keep_the_outlet_they_name() -> None:
    item = one(
        "灯台は白い。\n\nhttps://example.jp/1\n\n〈関連情報〉\n"
        "鐘も塗り替えへ(岬通信、2031年5月12日)\nhttps://example.jp/9"
    )
    assert [(r.headline, r.date) for r in item.related] == [
        ("鐘も塗り替えへ (岬通信)", date(2031, 5, 12))
    ]


def test_the_outlet_beside_a_link_is_the_items() -> None:
    assert one("白い。\n\n出典：岬通信 https://example.jp/1").outlet == "岬通信"
    assert one("白い。\n\n[岬通信](https://example.jp/1)", "a.md").outlet == "岬通信"


@pytest.mark.parametrize(
    ("tail", "labels", "outlet", "told"),
    [
        ("(岬通信、2031年5月14日)", ("岬通信",), "岬通信", []),
        ("(岬通信、2031年5月14日)", ("岬通信社",), "岬通信社", []),
        ("(岬通信、2031年5月14日)", ("港日報",), "岬通信", ["港日報"]),
        ("(2031年5月14日)", ("岬通信", "港日報"), "岬通信", ["港日報"]),
    ],
)
def test_no_outlet_is_lost_where_several_are_named(
    tail: str, labels: tuple[str, ...], outlet: str, told: list[str]
) -> None:
    sources = "".join(f"出典：{label} https://example.jp/{label}\n" for label in labels)
    item = digest(f"①灯台{tail}\n\n白い。\n\n{sources}").items[0]
    assert item.outlet == outlet
    assert prose(item) == ["白い。", *told]


@pytest.mark.parametrize(
    "words",
    [
        "Watch the talks",
        "Try it out",
        "在线阅读",
        "動画を見る",
        "《灯台の話》",
        "Weir, mill and kiln",
        "@harbour",
        "2031",
    ],
)
def test_what_a_link_invites_to_or_is_called_is_no_outlet(words: str) -> None:
    item = one(f"灯台は白い。\n\n[{words}](https://example.jp/1)", "a.md")
    assert item.outlet is None
    assert [source.url for source in item.sources] == ["https://example.jp/1"]


def test_who_said_it_is_no_outlet() -> None:
    item = one("灯台は白い。\n\n-- [白瀬 みなと](https://example.jp/1)", "a.md")
    assert item.outlet is None


def test_two_outlets_on_the_headlines_line_are_both_named() -> None:
    line = "①灯台(岬通信、2031年5月14日) 出典：港日報 https://example.jp/1"
    item = digest(f"{line}\n白い。\n").items[0]
    assert (item.outlet, prose(item)) == ("岬通信、港日報", ["白い。"])


def test_a_date_on_a_line_of_its_own_belongs_to_the_headline() -> None:
    text = "①灯台を塗り替え\n(2031年5月14日)\n白い。\n\n②鐘(2031年5月13日)\n重い。\n"
    found = digest(text)
    assert (found.items[0].headline, found.items[0].date) == ("灯台を塗り替え", date(2031, 5, 14))
    assert prose(found.items[0]) == ["白い。"]


@pytest.mark.parametrize(
    "below", ["", "\n\n・白い\n・高い"], ids=["the source last", "a list below the source"]
)
@pytest.mark.parametrize(
    ("line", "outlet"),
    [("(2031年5月14日)", None), ("2031年5月14日", None), ("（岬通信、2031年5月14日）", "岬通信")],
)
def test_a_dated_line_above_the_source_is_the_items(
    line: str, outlet: str | None, below: str
) -> None:
    text = (
        f"①灯台を塗り替え\n\n白くなった。\n\n{line}\nhttps://example.jp/1{below}"
        "\n\n②鐘(2031年5月13日)\n重い。\n"
    )
    item = digest(text).items[0]
    assert (item.date, item.outlet) == (date(2031, 5, 14), outlet)
    assert prose(item) == ["白くなった。"]
    assert item.captions == ()


def test_a_dated_line_never_contradicts_the_headline() -> None:
    item = one("白くなった。\n\n(2031年5月11日)\nhttps://example.jp/1")
    assert (item.date, item.outlet) == (date(2031, 5, 14), None)
    assert "(2031年5月11日)" in prose(item)


def test_the_days_of_a_chronicle_date_no_item() -> None:
    text = (
        "①灯台の一年\n\n長い一年だった。\n\n2031年5月12日\n\n塗り始めた。\n\n2031年5月14日\n\n"
        "https://example.jp/1\n\n②鐘(2031年5月13日)\n重い。\n"
    )
    assert digest(text).items[0].date is None


def test_a_headline_over_two_lines_is_one() -> None:
    text = "①町の人たちが灯台を\n百年ぶりに塗り替え(2031年5月14日)\n白い。\n\n②鐘(2031年5月13日)\n"
    assert digest(text).items[0].headline == "町の人たちが灯台を百年ぶりに塗り替え"


def test_the_body_behind_a_tail_on_the_same_line_is_body() -> None:
    text = "①灯台を塗り替え(2031年5月14日)町はことし灯台を塗った。\n\n②鐘(2031年5月13日)\n重い。\n"
    item = digest(text).items[0]
    assert item.headline == "灯台を塗り替え"
    assert prose(item) == ["町はことし灯台を塗った。"]


def test_an_attribution_is_known_and_stays_in_the_headline() -> None:
    item = digest("①灯台は「白がよい」＝町長(2031年5月14日)\n\n白い。\n").items[0]
    assert (item.headline, item.attribution) == ("灯台は「白がよい」＝町長", "町長")


@pytest.mark.parametrize("mark", ["1. **Ferry runs**. It runs.", "1. **Ferry runs** — It runs."])
def test_what_follows_a_headline_in_bold_begins_without_the_sign_between(mark: str) -> None:
    text = f"# The Harbour Letter\n\n{mark} https://example.org/a\n2. **Bell found**. It rings.\n"
    first, _ = digest(text, "letter.md").items
    assert first.headline == "Ferry runs"
    assert [paragraph.text for paragraph in first.paragraphs] == ["It runs."]
