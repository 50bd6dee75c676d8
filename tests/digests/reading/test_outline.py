"""What opens an item, whatever marks, headings or lists an editor uses."""

from __future__ import annotations

from datetime import date

import pytest

from digests.errors import ReadingError, ReadingFault
from digests.model import Digest, Item, ParagraphKind, ProblemKind, Reading
from digests.reading.reader import read

HEADLINES = (
    "港の灯台が百年ぶりに塗り替え",
    "市立動物園でカワウソの三つ子",
    "山の分校に新しい鐘",
    "夜の市場、屋台が倍に",
)
MARKS = {
    "circled": "①②③④",
    "black circled": "❶❷❸❹",
    "double circled": "⓵⓶⓷⓸",
    "parenthesised signs": "⑴⑵⑶⑷",
    "full stops in one sign": "⒈⒉⒊⒋",
    "brackets": ("(1) ", "(2) ", "(3) ", "(4) "),
    "wide brackets": ("（１）", "（２）", "（３）", "（４）"),
    "wide stops": ("１．", "２．", "３．", "４．"),
    "full stops": ("1. ", "2. ", "3. ", "4. "),
    "commas": ("1、", "2、", "3、", "4、"),
    "closing brackets": ("1)", "2)", "3)", "4)"),
    "lenticular brackets": ("【1】", "【2】", "【3】", "【4】"),
    "squares": "■■■■",
    "diamonds": "◆◆◆◆",
    "balls": "●●●●",
    "triangles": "▼▼▼▼",
    "ordinals": ("第1 ", "第2 ", "第3 ", "第4 "),
    "kanji ordinals": ("第一、", "第二、", "第三、", "第四、"),
    "kanji": ("一、", "二、", "三、", "四、"),
    "roman": ("I. ", "II. ", "III. ", "IV. "),
    "roman signs": "ⅠⅡⅢⅣ",
    "keycaps": ("1️⃣ ", "2️⃣ ", "3️⃣ ", "4️⃣ "),
    "hashes": ("#1 ", "#2 ", "#3 ", "#4 "),
    "bare numbers": ("1 ", "2 ", "3 ", "4 "),
}


def reading(text: str, name: str = "digest.txt", *, posted: date | None = None) -> Reading:
    return read(name, text.encode(), posted=posted)


def digest(text: str, name: str = "digest.txt", *, posted: date | None = None) -> Digest:
    return reading(text, name, posted=posted).digest


def prose(item: Item) -> list[str]:
    return [p.text for p in item.paragraphs if p.kind is ParagraphKind.PROSE]


def details(text: str, kind: ProblemKind, name: str = "digest.txt") -> list[dict[str, str]]:
    return [dict(p.details) for p in reading(text, name).problems if p.kind is kind]


def edition(marks: str | tuple[str, ...], tail: str = "(2031年5月{day}日)") -> str:
    items = (
        f"{mark}{headline}{tail.format(day=number + 10)}\n\n"
        f"2022 年、{number} 番目の知らせが町に届いた。\n\n"
        f"128 人が集まり、町長は「よい日だ」と話した。\n\n"
        f"https://example.jp/news/{number}\n"
        for number, (mark, headline) in enumerate(zip(marks, HEADLINES, strict=True), start=1)
    )
    return "5月15日の町だより\n\n白瀬 みなと\n\n" + "\n".join(items)


@pytest.mark.parametrize("tail", ["(2031年5月{day}日)", ""], ids=["dated", "undated"])
@pytest.mark.parametrize("name", MARKS)
def test_every_scheme_of_marks_opens_items(name: str, tail: str) -> None:
    found = digest(edition(tuple(MARKS[name]), tail), posted=date(2031, 5, 15))
    assert [item.number for item in found.items] == [1, 2, 3, 4]
    assert tuple(item.headline for item in found.items) == HEADLINES
    assert [len(prose(item)) for item in found.items] == [2, 2, 2, 2]
    assert [item.sources[0].url for item in found.items] == [
        f"https://example.jp/news/{number}" for number in range(1, 5)
    ]
    assert (found.title, found.author) == ("5月15日の町だより", "白瀬 みなと")
    assert found.date == date(2031, 5, 15)


@pytest.mark.parametrize("name", ["circled", "full stops", "squares"])
def test_marks_inside_an_item_open_none(name: str) -> None:
    text = edition(tuple(MARKS[name])).replace(
        "128 人が集まり", "1)準備\n\n机を並べた。\n\n2)本番\n\n歌を歌った。\n\n128 人が集まり"
    )
    found = digest(text)
    assert tuple(item.headline for item in found.items) == HEADLINES
    labels = [p.text for p in found.items[0].paragraphs if p.kind is ParagraphKind.SUBHEADING]
    assert labels == ["1)準備", "2)本番"]


def test_a_list_numbered_like_the_items_stays_inside_its_item() -> None:
    text = edition("①②③④").replace(
        "128 人が集まり", "①机を並べる。\n②歌を歌う。\n③片づける。\n\n128 人が集まり", 1
    )
    assert tuple(item.headline for item in digest(text).items) == HEADLINES


def test_circled_numbers_beyond_twenty_go_on() -> None:
    signs = [chr(0x2460 + n) for n in range(20)] + [chr(0x3251 + n) for n in range(4)]
    text = "\n\n".join(f"{sign}知らせ\n\n本文です。" for sign in signs)
    assert [item.number for item in digest(text).items] == [*range(1, 25)]


def test_a_missing_number_and_a_repeated_one_are_told() -> None:
    text = edition("①③③⑥")
    assert [item.number for item in digest(text).items] == [1, 3, 4, 6]
    assert details(text, ProblemKind.NUMBER_REPEATED) == [{"number": "3"}]
    assert details(text, ProblemKind.NUMBER_GAP) == [{"number": n} for n in ("2", "4", "5")]


def test_problems_name_the_line_and_the_item() -> None:
    found = reading(edition("①②④⑤"))
    gap = next(p for p in found.problems if p.kind is ProblemKind.NUMBER_GAP)
    assert (gap.place.line, gap.place.item) == (21, 4)


def test_numbers_that_start_again_in_each_section_become_one_row() -> None:
    text = (
        "5月15日の町だより\n\n【町内】\n\n"
        "1. 灯台を塗り替え(2031年5月14日)\n\n白くなった。\n\nhttps://example.jp/a\n\n"
        "2. 鐘が届く(2031年5月14日)\n\n重かった。\n\nhttps://example.jp/b\n\n"
        "【となり町】\n\n"
        "1. 橋が開通(2031年5月13日)\n\n渡れる。\n\nhttps://example.jp/c\n"
    )
    found = digest(text)
    assert [(i.number, i.printed_number, i.section) for i in found.items] == [
        (1, "1.", "町内"),
        (2, "2.", "町内"),
        (3, "1.", "となり町"),
    ]
    assert not details(text, ProblemKind.NUMBER_REPEATED)


def test_kanji_numbers_above_restarting_ones_are_sections() -> None:
    text = (
        "城中简报\n\n一、本地\n\n1. 灯塔重新粉刷\n\n灯塔变白了。\n\nhttps://example.cn/1\n\n"
        "2. 学校迎来新钟\n\n钟很重。\n\nhttps://example.cn/2\n\n"
        "二、邻镇\n\n1. 新桥通车\n\n可以过桥了。\n\nhttps://example.cn/3\n\n"
        "2. 夜市扩大\n\n摊位增加了一倍。\n\nhttps://example.cn/4\n"
    )
    found = digest(text)
    assert [item.headline for item in found.items] == [
        "灯塔重新粉刷",
        "学校迎来新钟",
        "新桥通车",
        "夜市扩大",
    ]
    assert found.items[0].section == "本地"
    assert found.items[3].section == "邻镇"
    assert found.language == "zh"


def test_headlines_listed_in_an_opening_letter_open_no_items() -> None:
    listed = "\n".join(f"{mark}{text}" for mark, text in zip("①②③④", HEADLINES, strict=True))
    text = edition("①②③④").replace("白瀬 みなと", f"白瀬 みなと\n\nけさの内容です。\n{listed}")
    found = digest(text)
    assert [item.number for item in found.items] == [1, 2, 3, 4]
    assert all(item.sources for item in found.items)
    assert any("けさの内容" in line for line in found.preface)
    assert not details(text, ProblemKind.NUMBER_REPEATED)


def test_an_opening_letter_in_another_scheme_opens_no_items() -> None:
    listed = "\n".join(f"{n}. {text}" for n, text in enumerate(HEADLINES, start=1))
    text = edition("❶❷❸❹", tail="").replace("白瀬 みなと", f"白瀬 みなと\n\n{listed}")
    assert [item.printed_number for item in digest(text).items] == [*"❶❷❸❹"]


def test_dated_lines_without_marks_open_items() -> None:
    found = digest(edition(("", "", "", "")))
    assert tuple(item.headline for item in found.items) == HEADLINES
    assert [item.printed_number for item in found.items] == [None] * 4


def test_groups_of_lines_with_a_link_each_are_items() -> None:
    text = (
        "The Weekly Gull\n\nLighthouse repainted after a century\n\nIt is white again.\n\n"
        "https://example.com/1\n\nSchool gets a bell\n\nIt is heavy.\n\nhttps://example.com/2\n"
    )
    found = digest(text)
    assert [item.headline for item in found.items] == [
        "Lighthouse repainted after a century",
        "School gets a bell",
    ]
    assert found.title == "The Weekly Gull"


def test_squares_over_bullets_with_links_are_sections() -> None:
    text = (
        "■町内\n・灯台を塗り替え https://example.jp/1\n・鐘が届く https://example.jp/2\n\n"
        "■となり町\n・橋が開通 https://example.jp/3\n"
    )
    found = digest(text)
    assert [(item.headline, item.section) for item in found.items] == [
        ("灯台を塗り替え", "町内"),
        ("鐘が届く", "町内"),
        ("橋が開通", "となり町"),
    ]


def test_headings_that_repeat_open_items() -> None:
    text = (
        "# 町だより 2031年5月15日\n\n## 灯台を塗り替え\n\n白くなった。\n\n"
        "- 一度目は白\n- 二度目も白\n\n"
        "## 鐘が届く\n\n重かった。\n\n<https://example.jp/2>\n"
    )
    found = digest(text, "a.md")
    assert [item.headline for item in found.items] == ["灯台を塗り替え", "鐘が届く"]
    assert [p.text for p in found.items[0].paragraphs] == [
        "白くなった。",
        "一度目は白",
        "二度目も白",
    ]
    assert found.title == "町だより 2031年5月15日"


def test_numbered_headings_in_sections_keep_their_sections() -> None:
    text = (
        "# The Gull, 15 May 2031\n\n## Town\n\n### 1. Lighthouse repainted\n\nWhite again.\n\n"
        "### 2. School gets a bell\n\nHeavy.\n\n## Next town\n\n### 1. Bridge opens\n\nWalk over.\n"
    )
    found = digest(text, "a.md")
    assert [(item.number, item.printed_number, item.section) for item in found.items] == [
        (1, "1.", "Town"),
        (2, "2.", "Town"),
        (3, "1.", "Next town"),
    ]


def test_one_item_alone_is_an_item() -> None:
    found = digest("①灯台を塗り替え(2031年5月14日)\n\n白くなった。\n\nhttps://example.jp/1\n")
    assert [item.headline for item in found.items] == ["灯台を塗り替え"]


def test_text_without_any_item_is_left_over_and_told() -> None:
    text = "きょうは休みます。\n\nまたあした。"
    found = reading(text)
    assert found.digest.items == ()
    assert found.digest.left_over == ("きょうは休みます。", "またあした。")
    assert {p.kind for p in found.problems} >= {ProblemKind.NO_ITEMS, ProblemKind.TEXT_LEFT_OVER}


def test_a_contents_list_of_anchors_opens_no_items() -> None:
    listed = "# Gull\n\n- [Lighthouse](#a)\n- [Bell](#b)\n\n"
    text = f"{listed}## Lighthouse\n\nWhite.\n\n## Bell\n\nHeavy.\n"
    assert [item.headline for item in digest(text, "a.md").items] == ["Lighthouse", "Bell"]


# --- what belongs to an item ------------------------------------------------------------------


def one(body: str, name: str = "digest.txt") -> Item:
    filler = "\n\n②次の知らせ(2031年5月13日)\n\n続く。\n\nhttps://example.jp/2\n"
    return digest(f"①灯台を塗り替え(2031年5月14日)\n\n{body}{filler}", name).items[0]


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


# --- the edition ------------------------------------------------------------------------------


def test_the_year_of_a_title_is_the_items() -> None:
    text = "1月2日の町だより\n\n①灯台(2030年12月31日)\n\n白い。\n"
    assert digest(text).date == date(2031, 1, 2)


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
    assert found.left_over


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
        read("a.txt", b"a\n" * 50_001)
    assert refused.value.fault is ReadingFault.TOO_BIG
