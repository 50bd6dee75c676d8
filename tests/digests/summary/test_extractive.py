"""The default summary: the item's own words, the news first, never a claim without its limit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.model import Item, Paragraph, ParagraphKind
from digests.summary.candidates import without_dateline
from digests.summary.extractive import ExtractiveSummariser, summarise_sentences, summary_of

MakeItem = Callable[..., Item]


def texts(summary: tuple[Paragraph, ...]) -> list[str]:
    return [paragraph.text for paragraph in summary]


async def test_the_first_sentences_of_plain_news_are_its_summary(make_item: MakeItem) -> None:
    item = make_item(
        "潮里市、渡し船を増便へ",
        "潮里市は20日、渡し船を来月から1日4便増やすと発表した。",
        "朝の通学の混雑を減らすためで、費用は年に900万円かかる。",
        "# 港のこれまで",
        "港は50年前に開かれ、かつては10の航路があった。漁師の家が多い。",
    )
    assert texts(await ExtractiveSummariser().summarise(item, "ja")) == [
        "潮里市は20日、渡し船を来月から1日4便増やすと発表した。",
        "朝の通学の混雑を減らすためで、費用は年に900万円かかる。",
        "港は50年前に開かれ、かつては10の航路があった。",
    ]


@pytest.mark.parametrize("paragraphs", [(), ("# ただの見出し",), ("  ",), ("——",)])
async def test_an_item_without_a_body_has_no_summary(
    make_item: MakeItem, paragraphs: tuple[str, ...]
) -> None:
    item = make_item("見出しだけ", *paragraphs)
    assert await ExtractiveSummariser().summarise(item, "ja") == ()


def test_news_that_comes_after_a_scene_is_found_by_the_headline(make_item: MakeItem) -> None:
    item = make_item(
        "Port Linnet buys the old tide mill",
        '"I only came for the cake," she laughs.',
        "It is raining on the quay again, and nobody minds.",
        "Port Linnet's council agreed on Tuesday to buy the old tide mill for 90,000 crowns.",
        "The roof will be mended before the winter.",
    )
    (only,) = summarise_sentences(item, "en", 1)
    assert only.text.startswith("Port Linnet's council agreed")


@pytest.mark.parametrize(
    ("language", "lines", "claim", "limit"),
    [
        (
            "ja",
            ("鐘は春から毎日鳴らされる見込みだと町は説明している。ただし、鳴るという保証はない。",),
            "鐘は春から毎日鳴らされる見込みだと町は説明している。",
            "ただし、鳴るという保証はない。",
        ),
        (
            "ja",
            ("琥珀色の光で鳥の事故が5分の1に減ったと所長は話した。", "しかし霧の夜の証拠はない。"),
            "琥珀色の光で鳥の事故が5分の1に減ったと所長は話した。",
            "しかし霧の夜の証拠はない。",
        ),
        (
            "en",
            ("The new lamp cut bird strikes to a fifth. However, there is no evidence for fog.",),
            "The new lamp cut bird strikes to a fifth.",
            "However, there is no evidence for fog.",
        ),
        (
            "ru",
            ("Новая лампа спасла птиц. Однако независимых доказательств этого пока нет.",),
            "Новая лампа спасла птиц.",
            "Однако независимых доказательств этого пока нет.",
        ),
        (
            "zh",
            ("新灯使撞死的鸟减少到五分之一，港务局说。但这一说法尚未得到证实。",),
            "新灯使撞死的鸟减少到五分之一，港务局说。",
            "但这一说法尚未得到证实。",
        ),
    ],
)
def test_a_claim_never_stands_without_the_sentence_that_limits_it(
    make_item: MakeItem, language: str, lines: tuple[str, ...], claim: str, limit: str
) -> None:
    item = make_item(claim, *lines)
    for n in (1, 2, 3):
        assert texts(summarise_sentences(item, language, n)) == [claim, limit]


def test_a_limit_is_left_out_with_its_claim_where_there_is_no_room(make_item: MakeItem) -> None:
    item = make_item(
        "町、鐘を引き揚げ",
        "町は22日、湖の底に沈んでいた旧小学校の鐘を引き揚げた。",
        "鐘は来春から鳴らす計画だ。ただし、鳴るという保証はない。",
    )
    assert texts(summarise_sentences(item, "ja", 2)) == [
        "町は22日、湖の底に沈んでいた旧小学校の鐘を引き揚げた。"
    ]


def test_who_says_it_is_kept_where_the_headline_names_them(make_item: MakeItem) -> None:
    item = make_item(
        "鐘は春に鳴る＝町幹部",
        "旧小学校の鐘は来年の春から毎日鳴る見通しになった。",
        "湖のほとりでは見物の人が朝から列を作っていた。",
        "町幹部は、旧小学校の鐘は来年の春から鳴らせると明言した。",
        attribution="町幹部",
    )
    assert any("町幹部" in text for text in texts(summarise_sentences(item, "ja", 1)))


def test_headings_labels_and_datelines_are_no_summary(make_item: MakeItem) -> None:
    item = make_item(
        "潮里灯台、光の色を変更へ",
        "[潮里 20日 みなと通信] - 潮里灯台の光が来年4月から琥珀色に変わると所長が発表した。",
        "# 潮里灯台、光の色を変更へ",
        "布施谷亘所長",
        "「灯台は船のためにあるが、船だけのためにあるのではない」",
    )
    summary = texts(summary_of(item, "ja"))
    assert summary[0] == "潮里灯台の光が来年4月から琥珀色に変わると所長が発表した。"
    assert "布施谷亘所長" not in summary
    assert item.headline not in summary


@pytest.mark.parametrize(
    ("dateline", "text"),
    [
        ("[潮里／椿原 20日 みなと通信] - ", "灯台は光る。"),
        ("【潮里 みなと通信】", "灯台は光る。"),
        ("（潮里みなと通信）", "灯台は光る。"),
        ("(潮里=みなと通信) 홍길동 기자 = ", "등대가 빛난다."),
        ("みなと社潮里3月3日电（记者甲）", "灯塔发光。"),
        ("DUNMALLOW, March 3 (Saltmarsh) — ", "The lamp burns."),
        ("KESTREL BAY — ", "The lamp burns."),
        ("MAREVILLE (AGM) - ", "Le phare brille."),
        ("ЗАРЕЧЬЕ, 3 марта (ВЗ) — ", "Маяк горит."),
        ("(Hải Đăng) - ", "Đèn sáng."),
    ],
)
def test_an_agencys_dateline_is_taken_off(dateline: str, text: str) -> None:
    assert without_dateline(dateline + text) == text


@pytest.mark.parametrize(
    "text",
    [
        "LIGHTHOUSE — a word of two parts — is English.",
        "The keeper (a poet) - who knew? - left.",
        "（注）灯台は光る。",
    ],
)
def test_what_only_looks_like_a_dateline_stays(text: str) -> None:
    assert without_dateline(text) == text


async def test_a_list_gives_bullets_after_the_sentence_that_leads_them(
    make_item: MakeItem,
) -> None:
    item = make_item(
        "椿原市議会、昼寝条例を可決",
        "椿原市議会は20日、夏の午後に休憩を勧める昼寝条例を可決した。",
        "主な内容は以下の通り。",
        "• 休憩は15分とし、市の窓口は交代で休む。",
        "• 休憩を取った事業所に札を配る。",
        "• 罰則は設けない。",
        "• 3年後に効果を調べる。",
    )
    lead, *bullets = await ExtractiveSummariser().summarise(item, "ja")
    assert lead.text == "椿原市議会は20日、夏の午後に休憩を勧める昼寝条例を可決した。"
    assert [one.kind for one in bullets] == [ParagraphKind.BULLET] * 4


def test_of_a_list_alone_the_bullet_with_the_news_comes_first(make_item: MakeItem) -> None:
    item = make_item(
        "夜光る茸、川沿いに3000株",
        "• 観察会は会員が40人いる。",
        "• 例年より雨が多かった。",
        "• 川沿いで夜光る茸が3000株見つかった。",
    )
    assert summarise_sentences(item, "ja", 1) == (
        Paragraph(text="川沿いで夜光る茸が3000株見つかった。", kind=ParagraphKind.BULLET),
    )


def test_the_same_news_is_not_told_twice(make_item: MakeItem) -> None:
    item = make_item(
        "Donkey rides the ferry home",
        "A lost donkey rode the ferry home to its farm on Wednesday.",
        "On Wednesday the lost donkey rode home to its farm by ferry.",
        "The skipper paid the fare and bought it an apple.",
    )
    assert texts(summarise_sentences(item, "en", 2)) == [
        "A lost donkey rode the ferry home to its farm on Wednesday.",
        "The skipper paid the fare and bought it an apple.",
    ]


def test_a_long_sentence_does_not_join_what_a_reader_takes_in_at_a_glance(
    make_item: MakeItem,
) -> None:
    item = make_item(
        "橋が開通", "潮里市で新しい橋が20日に開通し、市長らが渡り初めをした。", "長い話" * 80 + "。"
    )
    assert texts(summary_of(item, "ja")) == [
        "潮里市で新しい橋が20日に開通し、市長らが渡り初めをした。"
    ]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("th", "เมืองท่าเปิดสะพานใหม่เมื่อวันอังคาร", "สะพานใช้เวลาสร้างห้าปี"),
        ("ar", "افتتحت البلدة الجسر الجديد يوم الثلاثاء.", "استغرق بناؤه خمس سنوات."),
        ("hi", "कस्बे ने मंगलवार को नया पुल खोला।", "इसे बनाने में पाँच साल लगे।"),
        ("ko", "항구 마을이 화요일에 새 다리를 열었다.", "짓는 데 다섯 해가 걸렸다."),
        ("tr", "Liman kasabası salı günü yeni köprüyü açtı.", "Yapımı beş yıl sürdü."),
        ("vi", "Thị trấn cảng khánh thành cầu mới hôm thứ Ba.", "Cầu được xây trong năm năm."),
        ("my", "မြို့သည် တံတားသစ်ကို ဖွင့်လှစ်ခဲ့သည်။", "ငါးနှစ်ကြာခဲ့သည်။"),
        ("am", "ከተማው ማክሰኞ አዲሱን ድልድይ ከፈተ።", "ግንባታው አምስት ዓመት ፈጀ።"),
        ("xx", "Blorp glim fenk dorra tulm vash.", "Zim kora lun."),
        ("", "Blorp glim fenk dorra tulm vash.", "Zim kora lun."),
    ],
)
def test_every_language_gets_its_own_words_back(
    make_item: MakeItem, language: str, first: str, second: str
) -> None:
    item = make_item(first, first, second)
    found = texts(summarise_sentences(item, language, 1))
    assert found == [first]


_LINES = st.text(
    alphabet=st.sampled_from("橋港。、「」？A bcé.!?()-—\n•【】一方だしか但HeowvrНо12３"),
    max_size=80,
)


@given(
    st.lists(st.tuples(_LINES, st.sampled_from(ParagraphKind)), max_size=8),
    _LINES,
    st.sampled_from(["ja", "en", "ru", "th", "xx", ""]),
    st.integers(min_value=1, max_value=4),
)
def test_every_sentence_is_verbatim_and_in_order(
    lines: list[tuple[str, ParagraphKind]], headline: str, language: str, n: int
) -> None:
    paragraphs = tuple(Paragraph(text=text, kind=kind) for text, kind in lines)
    item = Item(number=1, headline=headline, paragraphs=paragraphs)
    body = "\n".join(one.text for one in paragraphs if one.kind is not ParagraphKind.SUBHEADING)
    for summary in (summarise_sentences(item, language, n), summary_of(item, language)):
        at = 0
        for one in summary:
            at = body.index(one.text, at) + len(one.text)
