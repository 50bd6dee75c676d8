"""What opens an item, whatever marks, headings or lists an editor uses."""

from __future__ import annotations

from datetime import date

import pytest

from digests.model import ParagraphKind, ProblemKind
from tests.support.reading import HEADLINES, details, digest, edition, prose, reading

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
