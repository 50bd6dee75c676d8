"""What people mean by what they say, in their own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.commands import commands
from bot.handlers.permissions import roles_of
from bot.i18n.translator import Translations
from bot.intents.folding import folded
from bot.intents.intent import (
    AskAboutPlace,
    Beside,
    Carry,
    ChangeLook,
    ChooseLanguage,
    ChooseMinute,
    ChooseZone,
    Courtesy,
    EditionReference,
    Find,
    Intent,
    Latest,
    Nothing,
    NotYet,
    OfDay,
    OfferToFollow,
    OfIssue,
    OfSlot,
    PressButton,
    PutInWords,
    ReadAgain,
    ReadAloud,
    ReadArchive,
    ReadEdition,
    ReadFile,
    ReadItems,
    ReadPictures,
    ReadSources,
    ReadStory,
    Remind,
    Save,
    Shown,
    Step,
    Suggest,
    TellEditors,
    WriteLetter,
)
from bot.intents.labels import Vocabulary
from bot.intents.places import zone_named
from bot.intents.understanding import understand
from bot.views.personal.rule_callbacks import ListRules
from digests.values.rules import Stance
from digests.values.saved import ReminderTime
from digests.values.slots import SlotKind

TODAY = date(2026, 11, 28)  # a Saturday
TRANSLATIONS = Translations.load("en")
SITUATION = Vocabulary.of(TRANSLATIONS).situation(
    TODAY, frozenset(command.name for command in commands())
)


def meant(text: str) -> Intent:
    return understand(text, SITUATION)


@pytest.mark.parametrize(
    "text",
    [
        *("3", "３", "③", "三", "3番", "#3", "3️⃣", "item 3", "/item 3", "/item3", "/item_3", "/3"),
        *(
            "/item@paper_bot 3",
            "please open 3",
            "3を見せてください",
            "show me item 3",
            "第3",
            "3 please",
        ),
    ],
)
def test_every_way_to_ask_for_item_three(text: str) -> None:
    assert meant(text) == ReadItems((3,), Shown())


@pytest.mark.parametrize(
    ("text", "numbers", "edition"),
    [
        ("3と5", (3, 5), Shown()),
        ("①②", (1, 2), Shown()),
        ("/item 3, 5", (3, 5), Shown()),
        ("昨日の2", (2,), OfDay(date(2026, 11, 27))),
        ("2 of yesterday", (2,), OfDay(date(2026, 11, 27))),
        ("3 2026-11-20", (3,), OfDay(date(2026, 11, 20))),
        ("2026-11-20の3", (3,), OfDay(date(2026, 11, 20))),
        ("3 Nov 20", (3,), OfDay(date(2026, 11, 20))),
        ("/item_3_2026_11_20", (3,), OfDay(date(2026, 11, 20))),
        ("第2号の3", (3,), OfIssue(2)),
        ("最新号の1", (1,), Latest()),
    ],
)
def test_items_of_an_edition(
    text: str, numbers: tuple[int, ...], edition: EditionReference
) -> None:
    assert meant(text) == ReadItems(numbers, edition)


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("3/14", OfDay(date(2026, 3, 14))),
        ("12/5", OfDay(date(2025, 12, 5))),
        ("2/29", OfDay(date(2024, 2, 29))),
        ("昨日", OfDay(date(2026, 11, 27))),
        ("先週の金曜", OfDay(date(2026, 11, 20))),
        ("last friday", OfDay(date(2026, 11, 27))),
        ("Nov 20", OfDay(date(2026, 11, 20))),
        ("24.11.2026", OfDay(date(2026, 11, 24))),
        ("令和8年11月20日", OfDay(date(2026, 11, 20))),
        ("/date 3/14", OfDay(date(2026, 3, 14))),
        ("/昨日", OfDay(date(2026, 11, 27))),
        ("昨日の一覧", OfDay(date(2026, 11, 27))),
        ("最新号", Latest()),
        ("latest", Latest()),
        ("第2号", OfIssue(2)),
        ("Vol. 12", OfIssue(12)),
        ("一覧", Shown()),
        ("contents", Shown()),
    ],
)
def test_an_edition(text: str, edition: EditionReference) -> None:
    assert meant(text) == ReadEdition(edition)


@pytest.mark.parametrize(
    ("text", "numbers", "edition"),
    [
        ("出典", (), Shown()),
        ("sources", (), Shown()),
        ("3の出典", (3,), Shown()),
        ("出典3", (3,), Shown()),
        ("sources of 3", (3,), Shown()),
        ("/sources 3", (3,), Shown()),
        ("/sources yesterday", (), OfDay(date(2026, 11, 27))),
        ("昨日の3の出典", (3,), OfDay(date(2026, 11, 27))),
    ],
)
def test_sources(text: str, numbers: tuple[int, ...], edition: EditionReference) -> None:
    assert meant(text) == ReadSources(numbers, edition)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("次", Step(1)),
        ("the next one", Step(1)),
        ("show me the next", Step(1)),
        ("前", Step(-1)),
        ("previous", Step(-1)),
        ("バックナンバー", ReadArchive()),
        ("2025-03", ReadArchive((2025, 3))),
        ("/date 2025-03", ReadArchive((2025, 3))),
        ("3月", ReadArchive((2026, 3))),
        ("明日", NotYet(date(2026, 11, 29))),
        ("/date 2027-01-01", NotYet(date(2027, 1, 1))),
        ("ありがとう！", Courtesy()),
        ("hello", Courtesy()),
        ("?", Carry("help")),
        ("🙂", Nothing()),
        ("…", Nothing()),
        ("", Nothing()),
    ],
)
def test_the_rest_of_what_readers_ask(text: str, intent: Intent) -> None:
    assert meant(text) == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("6時半", ChooseMinute(390)),
        ("朝7時", ChooseMinute(420)),
        ("7am", ChooseMinute(420)),
        ("7：00", ChooseMinute(420)),
        ("7時に配信して", ChooseMinute(420)),
        ("UTC+3", ChooseZone("Etc/GMT-3")),
        ("GMT-5", ChooseZone("Etc/GMT+5")),
        ("Europe/Paris", ChooseZone("Europe/Paris")),
        ("Tokyo", AskAboutPlace("Asia/Tokyo", "tokyo")),
        ("パリ", AskAboutPlace("Europe/Paris", "パリ")),
        ("new york", AskAboutPlace("America/New_York", "new york")),
        ("日本語", ChooseLanguage("ja")),
        ("English", ChooseLanguage("en")),
        ("配信停止", Carry("unsubscribe")),
        ("やめる", Carry("unsubscribe")),
        ("stop", Carry("unsubscribe")),
        ("/stop", Carry("unsubscribe")),
        ("設定", Carry("settings")),
    ],
)
def test_settings_in_words(text: str, intent: Intent) -> None:
    assert meant(text) == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("今日の新聞見せて", ReadEdition(OfDay(TODAY))),
        ("昨日のニュース", ReadEdition(OfDay(date(2026, 11, 27)))),
        ("yesterday's paper", ReadEdition(OfDay(date(2026, 11, 27)))),
        ("昨日何があった？", ReadEdition(OfDay(date(2026, 11, 27)))),
        ("明日の号", NotYet(date(2026, 11, 29))),
        ("what's new?", ReadEdition(Latest())),
        ("ニュース", ReadEdition(Latest())),
        ("もう一度", ReadEdition(Shown())),
        ("just the headlines", ReadEdition(Shown())),
        ("三番目の記事", ReadItems((3,), Shown())),
        ("the third one", ReadItems((3,), Shown())),
        ("2nd of yesterday", ReadItems((2,), OfDay(date(2026, 11, 27)))),
        ("この記事の出典は？", ReadSources(of_item=True)),
        ("sources of this item", ReadSources(of_item=True)),
        ("この記事", Find("この記事")),
        ("前の記事に戻って", Step(-1)),
        ("go back", Step(-1)),
        ("send it at 7am", ChooseMinute(420)),
        ("毎朝7時", ChooseMinute(420)),
        ("I live in Berlin", AskAboutPlace("Europe/Berlin", "berlin")),
        ("英語にして", ChooseLanguage("en")),
        ("in Japanese please", ChooseLanguage("ja")),
        ("やっぱり再開", Carry("subscribe")),
        ("届かないんだけど", Carry("settings")),
        ("it didn't come", Carry("settings")),
        ("誰が書いてるの？", Carry("about")),
        ("who writes this?", Carry("about")),
        ("私のデータを消して", Carry("forget")),
        ("delete my data", Carry("forget")),
        ("corrections", Carry("errata")),
        ("訂正", Carry("errata")),
        ("灯台について教えて", Find("灯台")),
        ("anything about the ferry", Find("the ferry")),
        ("the lantern", Find("the lantern")),
        ("写真を見せて", ReadPictures()),
        ("昨日の写真", ReadPictures((), OfDay(date(2026, 11, 27)))),
        ("pictures of 2", ReadPictures((2,))),
        ("the photos of this item", ReadPictures(of_item=True)),
        ("send me the pdf", ReadFile()),
        ("印刷したい", ReadFile()),
        ("can you make the letters bigger?", ChangeLook()),
        ("字が小さい", ChangeLook()),
        ("続きを読む", ReadAgain()),
        ("share this", ReadAgain()),
        ("もっと", Step(1)),
        ("number two please", ReadItems((2,), Shown())),
        ("全部見せて", ReadEdition(Shown())),
        ("what did I miss?", ReadArchive()),
        ("今週", ReadArchive()),
        ("時間を変えたい", Carry("settings")),
        ("曜日", Carry("settings")),
        ("too early", Carry("settings")),
        ("間違いを見つけた", TellEditors()),
        ("contact the editor", TellEditors()),
        ("メニュー", Carry("start")),
        ("is it free?", Carry("about")),
        ("https://example.org/2026/11/20/3", Find("https://example.org/2026/11/20/3")),
    ],
)
def test_what_people_typed_who_were_not_understood(text: str, intent: Intent) -> None:
    assert meant(text) == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("/serach 停戦", Suggest(("search",), "停戦")),
        ("/itme 3", Suggest(("item",), "3")),
        ("/xyzzy", Suggest((), "")),
        ("/", Suggest((), "")),
        ("/search 3", Carry("search", "3")),
        ("search harbour", Carry("search", "harbour")),
        ("/date nonsense", Carry("date", "nonsense")),
        ("/item", Carry("item")),
    ],
)
def test_commands_however_they_are_spelled(text: str, intent: Intent) -> None:
    assert meant(text) == intent


@pytest.mark.parametrize(
    "text", ["停戦", "日銀の利上げ", "the port of Linnet", "ソース焼きそば", "C++"]
)
def test_any_other_words_are_searched_for(text: str) -> None:
    assert meant(text) == Find(text)


@pytest.mark.parametrize("quotes", ["「」", "『』", "“”", "„“", '""'])
@pytest.mark.parametrize("words", ["昨日", "yesterday", "3", "help"])
def test_what_stands_in_quotes_is_searched_for_whatever_it_means_without(
    words: str, quotes: str
) -> None:
    said = quotes[0] + words + quotes[1]
    assert meant(said) == Find(said)


@pytest.mark.parametrize("around", ["``", "［］", "[]"])
def test_words_in_square_brackets_or_between_backticks_mean_what_they_mean_without(
    around: str,
) -> None:
    assert meant(f"{around[0]}昨日{around[1]}") == meant("昨日")
    assert meant(f"{around[0]}help{around[1]}") == meant("help")
    assert meant(f"search {around[0]}ferry{around[1]}") == meant("search ferry")


def test_a_number_in_round_brackets_of_any_width_is_an_item_and_a_word_is_searched_for() -> None:
    assert meant("（3）") == meant("(3)") == ReadItems((3,))
    assert meant("（停戦）") == Find("（停戦）")


@pytest.mark.parametrize("quotes", ["「」", "『』", "“”", "„“", '""', "``"])
def test_what_is_followed_or_muted_may_stand_in_quotes(quotes: str) -> None:
    quoted = f"{quotes[0]}停戦{quotes[1]}"
    assert meant(f"{quoted}をフォロー") == PutInWords("停戦", Stance.FOLLOW)
    assert meant(f"mute {quoted}") == PutInWords("停戦", Stance.MUTE)


@given(st.text(max_size=80), st.dates(date(1970, 1, 1), date(2200, 1, 1)))
def test_any_text_means_something(text: str, today: date) -> None:
    intent = understand(text, replace(SITUATION, today=today))
    if isinstance(intent, ReadEdition) and isinstance(intent.edition, OfDay):
        assert intent.edition.day <= today


@given(st.sampled_from("①②③④⑤⑥⑦⑧⑨⑩⑪⑳"), st.sampled_from(["", " ", "番", "を見せて"]))
def test_the_signs_that_items_carry_name_them(sign: str, behind: str) -> None:
    assert isinstance(meant(sign + behind), ReadItems)


def test_long_texts_are_searched_for_at_once() -> None:
    text = "三 の 二 の " * 2_000
    assert meant(text) == Find(text.strip())


def test_no_offset_but_those_of_clocks_names_a_zone() -> None:
    assert zone_named("UTC+15") is None
    assert zone_named("UTC-13") is None
    assert zone_named("UTC+0") == "UTC"


def test_ornaments_and_signs_at_the_end_say_nothing() -> None:
    assert folded("🔗 Sources!") == folded("sources") == "sources"


@pytest.mark.parametrize(
    "text",
    ["Is the ferry free?", "anything about ferries", "二行目に誤字があります", "灯台について"],
)
def test_words_about_an_item_may_be_for_its_editor(text: str) -> None:
    assert understand(text, replace(SITUATION, about_item=True)) == WriteLetter(text)
    assert isinstance(meant(text), Find)


@pytest.mark.parametrize(
    "text",
    ["3", "昨日", "last Friday", "sources", "next", "7:30 pm", "英語にして", "/search ferry", "👍"],
)
def test_whatever_means_something_by_itself_means_the_same_about_an_item(text: str) -> None:
    assert understand(text, replace(SITUATION, about_item=True)) == meant(text)


@pytest.mark.parametrize(
    "said",
    [
        "Hide the phone number in this article, it is my neighbour's.",
        "電話番号を隠して",
        "この写真を非表示にして",
    ],
)
def test_a_letter_about_an_item_mutes_nothing(said: str) -> None:
    assert understand(said, replace(SITUATION, about_item=True)) == WriteLetter(said)


@pytest.mark.parametrize(
    "said",
    ["Hide and seek world record", "Follow the money: who paid", "mute swans are back again"],
)
def test_a_headline_makes_no_rule(said: str) -> None:
    assert meant(said) == Find(said)


@pytest.mark.parametrize(
    "said", ["follow this", "mute it", "この記事をフォロー", "これをフォロー", "この話題を追って"]
)
def test_this_is_no_subject_but_the_item_shown(said: str) -> None:
    assert meant(said) == OfferToFollow()


@pytest.mark.parametrize(
    "said",
    [
        *("夕刊はいらない", "週末はいらない", "日曜はいらない", "配信はいらない"),
        *("通知をミュート", "音はいらない", "mute notifications", "hide pictures", "follow us"),
        *("unfollow ferry", "フォロー解除"),
    ],
)
def test_what_is_brought_and_followed_is_chosen_in_the_settings(said: str) -> None:
    assert meant(said) == Carry("settings")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("昨日の夕刊", OfSlot(SlotKind.EVENING, date(2026, 11, 27))),
        ("朝刊", OfSlot(SlotKind.DAY)),
        ("号外", OfSlot(SlotKind.EXTRA)),
        ("evening edition", OfSlot(SlotKind.EVENING)),
        ("yesterday's extra", OfSlot(SlotKind.EXTRA, date(2026, 11, 27))),
    ],
)
def test_one_of_a_days_editions_is_named(said: str, wanted: EditionReference) -> None:
    assert meant(said) == ReadEdition(wanted)


@pytest.mark.parametrize("said", ["show my saved items", "reminders", "保存", "🔖 保存済み ✓"])
def test_what_was_saved_is_asked_for_in_words(said: str) -> None:
    assert meant(said) == Carry("saved")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("listen", Shown()),
        ("🎧 聞く", Shown()),
        ("読み上げてください", Shown()),
        ("これを聞く", Shown()),
        ("/listen yesterday", OfDay(date(2026, 11, 27))),
        ("listen to yesterday's edition", OfDay(date(2026, 11, 27))),
        ("昨日の号を読み上げて", OfDay(date(2026, 11, 27))),
        ("第2号を聞く", OfIssue(2)),
        ("夕刊を聞く", OfSlot(SlotKind.EVENING)),
    ],
)
def test_an_edition_is_heard_for_the_asking(said: str, wanted: EditionReference) -> None:
    assert meant(said) == ReadAloud(wanted)


@pytest.mark.parametrize("said", ["灯台を聞く", "聞いた話", "audio books"])
def test_what_only_speaks_of_hearing_is_searched_for(said: str) -> None:
    assert meant(said) == Find(said)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        *(
            (stop, Carry("unsubscribe"))
            for stop in ("配信停止して", "配信をやめて", "もういらない", "ストップ", "配信を停止")
        ),
        ("UTC+5:30", ChooseZone("Asia/Kolkata")),
        ("UTC-3:30", ChooseZone("America/St_Johns")),
        ("JST", ChooseZone("Asia/Tokyo")),
        ("大阪", AskAboutPlace("Asia/Tokyo", "大阪")),
        ("北京", AskAboutPlace("Asia/Shanghai", "北京")),
        ("Delhi", AskAboutPlace("Asia/Kolkata", "delhi")),
        ("IST", Find("IST")),
        ("前の号", ReadEdition(Beside(-1))),
        ("previous edition", ReadEdition(Beside(-1))),
        ("next edition", ReadEdition(Beside(1))),
        ("3日前", ReadEdition(OfDay(date(2026, 11, 25)))),
        ("three days ago", ReadEdition(OfDay(date(2026, 11, 25)))),
        ("1週間前の号", ReadEdition(OfDay(date(2026, 11, 21)))),
        ("14日", ReadEdition(OfDay(date(2026, 11, 14)))),
        ("30日", ReadEdition(OfDay(date(2026, 10, 30)))),
        ("14日の2", ReadItems((2,), OfDay(date(2026, 11, 14)))),
        ("３／14", ReadEdition(OfDay(date(2026, 3, 14)))),
        ("archive 2025-03", ReadArchive((2025, 3))),
        ("/archive 2025年3月", ReadArchive((2025, 3))),
        *(
            (rules, PressButton(ListRules(0)))
            for rules in ("mute", "ミュート", "follow", "フォロー", "/mute", "what I follow")
        ),
        ("/follow Reuters", PutInWords("Reuters", Stance.FOLLOW)),
        ("/timezone", Carry("settings")),
        *((search, Carry("search")) for search in ("検索", "search", "look up", "探したい")),
        *((story, ReadStory()) for story in ("これまで", "続報", "story so far", "📅 これまで")),
        *(
            (story, ReadStory("停戦"))
            for story in ("停戦のこれまで", "停戦の続報", "story so far of 停戦")
        ),
        *((save, Save()) for save in ("save this", "保存して", "🔖 Save", "🔖 保存")),
        ("remind me tomorrow", Remind(ReminderTime.TOMORROW)),
        ("明日教えて", Remind(ReminderTime.TOMORROW)),
        ("読み上げて", ReadAloud(Shown())),
    ],
)
def test_words_that_used_to_miss(said: str, intent: Intent) -> None:
    assert meant(said) == intent


def test_no_slip_offers_what_is_not_the_askers_business() -> None:
    readers = frozenset(one.name for one in commands() if one.role in roles_of(None))
    assert understand("/statz", replace(SITUATION, commands=readers)) == Suggest(("start",))
    assert understand("/statz", SITUATION) == Suggest(("stats", "start"))
    assert understand("stats", replace(SITUATION, commands=readers)) == Find("stats")


def test_a_subject_is_followed_and_muted_in_words() -> None:
    assert meant("follow Reuters") == PutInWords("Reuters", Stance.FOLLOW)
    assert meant("スポーツは見たくない") == PutInWords("スポーツ", Stance.MUTE)
