"""Kinds of items whose news stands elsewhere than on top, or needs what is around it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from digests.model import Paragraph
from digests.summary.extractive import summarise_sentences, summary_of
from tests.digests.summary.conftest import MakeItem

LONG = "A long text goes on and on about nothing at all. " * 8


def texts(told: Sequence[Paragraph]) -> list[str]:
    return [one.text for one in told]


@pytest.mark.parametrize(
    ("language", "history", "news"),
    [
        (
            "ja",
            "1952年に建てられた校舎は、町のシンボルだった。卒業生は3千人を超える。",
            "町は来月から、古くなった校舎を取り壊す。",
        ),
        (
            "en",
            "The school was built in 1874 by two brothers. They had nine pupils.",
            "The council will close the school next month.",
        ),
        (
            "zh",
            "这座桥建于1936年。当年有三千人参加施工。",
            "县里将于下月拆除这座老桥。",
        ),
        (
            "ru",
            "Мельницу построили в 1874 году. Муку возили в город.",
            "В мае район снесёт мельницу у пруда.",
        ),
        (
            "ko",
            "1936년에 세워진 다리는 마을의 자랑이었다. 장날이면 소가 건넜다.",
            "군은 다음 달 낡은 다리를 헐기로 했다.",
        ),
        (
            "de",
            "Die Fabrik entstand 1888 am Fluss. Zweihundert Frauen webten dort.",
            "Nun soll die Fabrik abgerissen werden.",
        ),
    ],
)
def test_the_news_stands_behind_a_history(
    make_item: MakeItem, language: str, history: str, news: str
) -> None:
    item = make_item("—", history, news)
    assert texts(summarise_sentences(item, language, 1)) == [news]


def test_the_news_stands_behind_a_scene_in_which_somebody_speaks(make_item: MakeItem) -> None:
    item = make_item(
        "Last call",
        "Rain ran down the long windows of the ferry house. “I hate the sea,” said Ada Moss.",
        "The ferry to Lorne Island stops in October.",
    )
    assert texts(summarise_sentences(item, "en", 1)) == [
        "The ferry to Lorne Island stops in October."
    ]


@pytest.mark.parametrize(
    ("language", "error", "right", "apology"),
    [
        (
            "ja",
            "10日付朝刊の記事の見出しに誤りがありました。",
            "開館は5月ではなく6月です。",
            "おわびして訂正いたします。",
        ),
        (
            "en",
            "Our article of 4 May misstated the height of the tower.",
            "It is 40 metres high, not 14.",
            "We regret the error.",
        ),
        (
            "zh",
            "本报昨日头版文章中的数字有误。",
            "展期是六天，不是九天。",
            "特此更正，并向读者致歉。",
        ),
        (
            "ru",
            "В заметке «Мост» была допущена ошибка.",
            "Мост откроют в мае, а не в марте.",
            "Редакция приносит извинения читателям.",
        ),
        (
            "ko",
            "본지 5월 3일 자 기사의 사진 설명이 틀렸습니다.",
            "사진 속 건물은 학교가 아니라 우체국입니다.",
            "독자 여러분께 사과드립니다.",
        ),
        (
            "de",
            "In unserem Bericht vom Dienstag stand eine falsche Zahl.",
            "Das Bad kostet 4 Millionen, nicht 14.",
            "Wir bedauern den Fehler.",
        ),
    ],
)
def test_a_correction_tells_what_is_right(
    make_item: MakeItem, language: str, error: str, right: str, apology: str
) -> None:
    item = make_item("—", error, right, apology)
    assert texts(summary_of(item, language)) == [right]


def test_what_others_say_of_their_errors_is_news(make_item: MakeItem) -> None:
    news = "The council apologised for the error in its count of votes."
    assert texts(summary_of(make_item(news, news), "en")) == [news]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    ("language", "lead", "entries"),
    [
        (
            "en",
            "A flood has cut off Lower Marling since Sunday.",
            [
                "06:10 The river is rising.",
                "07.30 The bridge over the river is closed, and boats bring the children home.",
                "09:00 The school stays shut.",
                "12:15 The water falls.",
            ],
        ),
        (
            "ja",
            "14日の大雨で下町の橋が流された。",
            [
                "【6:10】川の水が増える。",
                "【7:30】橋が通行止めになり、子どもたちは船で家に帰る。",
                "【9:00】学校は休みに。",
                "【12:15】水が引く。",
            ],
        ),
        (
            "ko",
            "14일 큰비로 아랫마을 다리가 떠내려갔다.",
            [
                "오전 6시 10분: 강물이 불어난다.",
                "오전 7시 30분: 다리가 통제되고 아이들은 배로 집에 돌아간다.",
                "오전 9시 00분: 학교가 쉰다.",
                "오후 1시 15분: 물이 빠진다.",
            ],
        ),
    ],
)
def test_of_a_live_report_the_newest_and_the_fullest_entry_are_told(
    make_item: MakeItem, language: str, lead: str, entries: list[str], *, backwards: bool
) -> None:
    ordered = entries[::-1] if backwards else entries
    item = make_item("—", lead, *ordered)
    assert {*texts(summary_of(item, language))} == {lead, entries[1], entries[3]}


def test_what_an_editorial_demands_is_its_news(make_item: MakeItem) -> None:
    item = make_item(
        "Editorial: Let the river be",
        "Everybody in the valley has heard of the plan for a dam by now.",
        "The valley should buy the meadows instead.",
    )
    assert texts(summarise_sentences(item, "en", 1)) == [
        "The valley should buy the meadows instead."
    ]


@pytest.mark.parametrize(
    ("language", "lead", "question", "answer"),
    [
        (
            "en",
            "Ivo Lund has mapped 90 caves.",
            "How did you begin?",
            "With a torch and some luck.",
        ),
        ("ja", "洞窟の地図を伊吹さんが完成させた。", "いつ始めたのですか。", "雨の夜でした。"),
        ("ko", "동굴 학자가 지도를 완성했다.", "언제 시작했습니까.", "비 오는 밤이었지요."),
    ],
)
def test_neither_a_question_nor_an_answer_that_leans_on_it_is_told(
    make_item: MakeItem, language: str, lead: str, question: str, answer: str
) -> None:
    item = make_item(lead, lead, question, answer, LONG)
    assert texts(summary_of(item, language)) == [lead]


def test_a_contrast_stands_with_the_claim_in_its_paragraph(make_item: MakeItem) -> None:
    claim, contrast = "The new play moves the house to tears.", "However, the last act drags."
    item = make_item("The new play", f"{claim} {contrast}", LONG)
    assert texts(summarise_sentences(item, "en", 1)) == [claim, contrast]


def test_entries_that_end_in_semicolons_are_told(make_item: MakeItem) -> None:
    entries = ["a tent for two;", "a map of the fells;", "a lamp;", "a rope;", "some bread."]
    lead = "Walkers in the fells have to carry from Monday on:"
    item = make_item("What walkers carry", lead, *(f"• {one}" for one in entries))
    assert {*entries[:4]} <= {*texts(summary_of(item, "en"))}


def test_what_closes_a_short_item_behind_its_speakers_is_left_out(make_item: MakeItem) -> None:
    lead, close = "Two councillors argued about the mill on Monday.", "The hall was full."
    item = make_item("—", lead, "# Hana Brook", "• Sell it.", "# Jan Reed", "• Keep it.", close)
    told = texts(summary_of(item, "en"))
    assert told == [lead, "Hana Brook", "Sell it.", "Jan Reed", "Keep it."]


def test_speech_with_a_long_attribution_is_left_out(make_item: MakeItem) -> None:
    news = "The bank of Ostmark opens 12 branches in spring."
    speech = "“Bees teach us all thrift and patience,” the bank's chairwoman, Inga Lode, remarked."
    assert speech not in texts(summary_of(make_item(news, news, speech, LONG), "en"))


def test_news_of_something_old_is_no_history(make_item: MakeItem) -> None:
    news = "江戸時代の酒蔵が喫茶店に生まれ変わった。"
    item = make_item("江戸期の蔵、喫茶店に", news, "店主の岡さん夫妻は、梁をそのまま残した。")
    assert texts(summarise_sentences(item, "ja", 1)) == [news]
