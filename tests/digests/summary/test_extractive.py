"""The default summary: the item's own words, the news first, never a claim without its limit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.model import Item, Paragraph, ParagraphKind
from digests.summary.candidates import without_dateline
from digests.summary.extractive import summarise_sentences, summary_of

MakeItem = Callable[..., Item]


def texts(summary: tuple[Paragraph, ...]) -> list[str]:
    return [paragraph.text for paragraph in summary]


def test_the_first_sentences_of_plain_news_are_its_summary(make_item: MakeItem) -> None:
    item = make_item(
        "潮里市、渡し船を増便へ",
        "潮里市は20日、渡し船を来月から1日4便増やすと発表した。",
        "朝の通学の混雑を減らすためで、費用は年に900万円かかる。",
        "# 港のこれまで",
        "港は50年前に開かれ、かつては10の航路があった。漁師の家が多い。",
    )
    assert texts(summary_of(item, "ja")) == [
        "潮里市は20日、渡し船を来月から1日4便増やすと発表した。",
        "朝の通学の混雑を減らすためで、費用は年に900万円かかる。",
        "港は50年前に開かれ、かつては10の航路があった。",
    ]


@pytest.mark.parametrize("paragraphs", [(), ("# ただの見出し",), ("  ",), ("——",)])
def test_an_item_without_a_body_has_no_summary(
    make_item: MakeItem, paragraphs: tuple[str, ...]
) -> None:
    item = make_item("見出しだけ", *paragraphs)
    assert summary_of(item, "ja") == ()


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


def test_a_list_gives_bullets_after_the_sentence_that_leads_them(
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
    lead, *bullets = summary_of(item, "ja")
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


@pytest.mark.parametrize(
    ("language", "scene", "news"),
    [
        ("ja", "先週末は雨が降っていた。", "村は9日、鐘つき堂を建て直すと決めた。"),
        ("en", "It had rained all weekend.", "The village decided to rebuild its bell tower."),
        ("ru", "Все выходные шёл дождь.", "Село решило заново построить колокольню."),
    ],
)
def test_a_summary_opens_with_the_news(
    make_item: MakeItem, language: str, scene: str, news: str
) -> None:
    for headline in (news, f"{news} (1)"):
        item = make_item(headline, scene, news, scene.replace("9", "8"))
        assert texts(summary_of(item, language))[0] == news


@pytest.mark.parametrize(
    ("language", "news", "unfit"),
    [
        (
            "ja",
            "湊町は9日、古い灯台を図書館に改めると発表した。",
            "続きは会員ページでお読みください。",
        ),
        (
            "ja",
            "湊町は9日、古い灯台を図書館に改めると発表した。",
            "なお、お問い合わせは総務係まで。",
        ),
        (
            "ja",
            "湊町は9日、古い灯台を図書館に改めると発表した。",
            "灯台で本を読みたい人はいるだろうか？",
        ),
        ("en", "Port Linnet will turn its old lighthouse into a library.", "Follow us for more."),
        ("en", "Port Linnet will turn its old lighthouse into a library.", "Who reads in a storm?"),
        ("zh", "临海镇将把旧灯塔改建为图书馆。", "欢迎关注我们的公众号。"),
        ("ru", "Старый маяк превратят в библиотеку.", "Подписывайтесь на наш канал."),
        ("ko", "포구 마을은 낡은 등대를 도서관으로 바꾼다.", "무단 전재 및 재배포를 금지합니다."),
        ("de", "Der alte Leuchtturm wird eine Bücherei.", "Mehr lesen Sie in unserem Rundbrief."),
    ],
)
def test_what_tells_nothing_is_left_out_even_where_there_is_room(
    make_item: MakeItem, language: str, news: str, unfit: str
) -> None:
    item = make_item(news, news, unfit, "長い話" * 60, "long story " * 40)
    assert unfit not in texts(summary_of(item, language))


def test_a_notice_is_left_out_of_a_short_text_too(make_item: MakeItem) -> None:
    news = "湊町は9日、古い灯台を図書館に改めると発表した。"
    item = make_item(news, news, "続きは会員ページでお読みください。")
    assert texts(summary_of(item, "ja")) == [news]


@pytest.mark.parametrize(
    "quoted", ["「ありがとうございます」と町長は話した。", "“Follow us,” he sang to 40 people."]
)
def test_a_notice_inside_a_quotation_is_none(make_item: MakeItem, quoted: str) -> None:
    item = make_item("Mayor thanks the choir", "The mayor thanked the choir on Sunday.", quoted)
    assert quoted in texts(summary_of(item, "en"))


def test_a_sentence_that_has_nothing_to_do_with_the_news_is_left_out(make_item: MakeItem) -> None:
    item = make_item(
        "Old mill becomes a music school",
        "Brackendale will turn its old mill into a music school.",
        "Who would have thought of that? What will the neighbours say?",
        "A baker delivers rolls by bicycle.",
        "Pupils of the school pay 40 crowns.",
    )
    told = texts(summary_of(item, "en"))
    assert "A baker delivers rolls by bicycle." not in told
    assert "Pupils of the school pay 40 crowns." in told


def test_who_is_known_from_a_scene_alone_is_left_out_with_it(make_item: MakeItem) -> None:
    item = make_item(
        "渡し船、冬は運休へ",
        "老人は茶をいれながら笑った。",
        "渡し船は12月から3月まで運休すると市が発表した。小舟が週に2度、薬を運ぶ。老人は島に40年いる。",
        "長い話が続く。" * 30,
    )
    assert texts(summary_of(item, "ja")) == [
        "渡し船は12月から3月まで運休すると市が発表した。",
        "小舟が週に2度、薬を運ぶ。",
    ]


@pytest.mark.parametrize(
    ("language", "point"),
    [
        ("ja", "本稿では、棚を作らずに本を並べる三つの方法を紹介する。"),
        ("en", "This post shows three ways to keep books without a shelf."),
        ("zh", "本文介绍不用书架放书的三种办法。"),
        ("ru", "В этой статье показаны три способа хранить книги без полки."),
        ("ko", "이 글에서는 책장 없이 책을 두는 세 가지 방법을 소개한다."),
        ("de", "In diesem Beitrag zeigen wir drei Wege, Bücher ohne Regal zu lagern."),
    ],
)
def test_a_text_that_says_what_it_is_for_is_told_by_that(
    make_item: MakeItem, language: str, point: str
) -> None:
    item = make_item("—", "0 1 2 3 4 5 6 7 8 9.", "9 8 7 6 5 4 3 2 1 0.", point)
    assert texts(summarise_sentences(item, language, 1)) == [point]


def test_a_denial_stands_with_the_charge_it_denies(make_item: MakeItem) -> None:
    item = make_item(
        "Guard slept through theft, witness says",
        "A guard slept through the theft of four paintings. The company denies this.",
    )
    assert texts(summarise_sentences(item, "en", 1)) == [
        "A guard slept through the theft of four paintings.",
        "The company denies this.",
    ]


def test_a_doubt_behind_a_colon_stands_with_its_claim(make_item: MakeItem) -> None:
    item = make_item("鐘は春に鳴る", "鐘は春から毎日鳴る。注：ただし、鳴るという保証はない。")
    assert texts(summarise_sentences(item, "ja", 1)) == [
        "鐘は春から毎日鳴る。",
        "注：ただし、鳴るという保証はない。",
    ]


def test_the_entries_of_a_list_stand_below_the_speaker_or_topic(make_item: MakeItem) -> None:
    item = make_item(
        "二人の村長候補の公約",
        "来月の村長選に立つ二人の公約が出そろった。",
        "# 灘候補",
        "• 給食を無料にする。",
        "• 給食を無料で配る日を増やす。",
        "# 磯部候補",
        "• 給食を有料のまま続ける。",
    )
    assert [(one.kind, one.text) for one in summary_of(item, "ja")] == [
        (ParagraphKind.PROSE, "来月の村長選に立つ二人の公約が出そろった。"),
        (ParagraphKind.SUBHEADING, "灘候補"),
        (ParagraphKind.BULLET, "給食を無料にする。"),
        (ParagraphKind.BULLET, "給食を無料で配る日を増やす。"),
        (ParagraphKind.SUBHEADING, "磯部候補"),
        (ParagraphKind.BULLET, "給食を有料のまま続ける。"),
    ]


def test_a_list_whose_news_is_an_entry_stands_below_what_introduces_it(
    make_item: MakeItem,
) -> None:
    item = make_item(
        "休館日が変わります 図書館は金曜が休み",
        "町は来月から公共の建物の休館日を次のように変える。",
        "• 体育館は月曜を休みにする。",
        "• 図書館は金曜を休みにする。休館日が変わります。",
        "• 公園は休まない。",
    )
    assert len(summary_of(item, "ja")) == 4


def test_what_closes_a_list_never_stands_for_it(make_item: MakeItem) -> None:
    item = make_item(
        "What changes for cyclists",
        "From Sunday, cyclists have to follow new rules:",
        "• Lights are compulsory in tunnels.",
        "• Pavements may be used by children.",
        "• Cargo bikes may stop in loading bays.",
        "What changes for cyclists was debated for two years by cyclists and by the council.",
    )
    told = texts(summary_of(item, "en"))
    assert told[:2] == [item.paragraphs[0].text, item.paragraphs[1].text]


def test_an_entry_of_a_list_is_no_better_for_standing_behind_the_news(make_item: MakeItem) -> None:
    item = make_item(
        "The reading room opens on Sundays",
        "• Books may be kept for six weeks.",
        "• Nobody has to pay for being late any more.",
        "• The reading room opens on Sundays, too.",
        "• The shelves get another colour.",
    )
    told = texts(summarise_sentences(item, "en", 2))
    assert told == ["Books may be kept for six weeks.", "The reading room opens on Sundays, too."]


def test_a_background_gives_way_to_what_became_known(make_item: MakeItem) -> None:
    item = make_item(
        "No sale of the fields",
        "In March, the council agreed to sell the fields at Hob Lane.",
        "A judge ruled on Thursday that the fields may not be sold.",
    )
    told = texts(summarise_sentences(item, "en", 1))
    assert told == ["A judge ruled on Thursday that the fields may not be sold."]


def test_a_long_list_without_an_introduction_opens_with_the_news(make_item: MakeItem) -> None:
    item = make_item(
        "巡視隊の駐在は受け入れられない＝村長",
        "• 局長は話し合いを断るわけを尋ねた。",
        "• 島は歩み寄れば船着き場を保てた。",
        "• 巡視隊の島への駐在は受け入れられない。",
        *(f"• 話はさらに{number}つある。" for number in range(2, 6)),
    )
    first = summary_of(item, "ja")[0]
    assert first.text == "巡視隊の島への駐在は受け入れられない。"


def test_a_long_item_is_outlined_by_its_sub_headings(make_item: MakeItem) -> None:
    filler = "橋の話がさらに続いていく。" * 50
    item = make_item(
        "橋の一生",
        "町は9日、橋を架け替えると発表した。",
        *("# 橋の始まり", filler, "# 橋の一生", filler, "# 橋の今", filler, "# 橋の先", filler),
    )
    headings = [one.text for one in summary_of(item, "ja") if one.kind is ParagraphKind.SUBHEADING]
    assert headings == ["橋の始まり", "橋の今", "橋の先"]
    short = make_item(
        "橋の一生", "町は橋を架け替える。", "# 橋の始まり", "橋は古い。", "# 橋の今", "# 橋の先"
    )
    assert all(one.kind is ParagraphKind.PROSE for one in summary_of(short, "ja"))


def test_a_short_text_is_told_whole(make_item: MakeItem) -> None:
    lines = ("村は9日、鐘を引き揚げた。", "「涙が出た」と村長。", "鐘は鳴るだろうか？")
    assert texts(summary_of(make_item("村、鐘を引き揚げ", *lines), "ja")) == [*lines]


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
    body = "\n".join(one.text for one in paragraphs)
    for summary in (summarise_sentences(item, language, n), summary_of(item, language)):
        at = 0
        for one in summary:
            at = body.index(one.text, at) + len(one.text)
