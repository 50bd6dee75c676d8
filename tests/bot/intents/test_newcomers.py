"""What newcomers typed who had opened the last item of an edition, and what they mean by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.handlers.commands import commands
from bot.i18n.translator import Translations
from bot.intents.intent import (
    Carry,
    ChangeLook,
    ChooseLanguage,
    Courtesy,
    Find,
    Intent,
    Latest,
    OfDay,
    ReadAgain,
    ReadAloud,
    ReadArchive,
    ReadEdition,
    ReadFile,
    ReadItems,
    ReadPictures,
    Save,
    Shown,
    Step,
    TellEditors,
    WriteLetter,
)
from bot.intents.labels import Vocabulary
from bot.intents.understanding import understand

FRIDAY = date(2026, 11, 20)
NAMES = frozenset(command.name for command in commands())
SITUATION = Vocabulary.of(Translations.load("en")).situation(FRIDAY, NAMES)
YESTERDAY = OfDay(date(2026, 11, 19))
CONTENTS, LAST, BACK = ReadEdition(Shown()), ReadItems((-1,)), ReadArchive()
SETTINGS, ABOUT, HELP = Carry("settings"), Carry("about"), Carry("help")


def paused(words: str) -> tuple[str, Intent]:
    """Words that open days and pauses in the settings, which are told them."""
    return words, Carry("settings", words.lower())


SAID: tuple[tuple[str, Intent], ...] = (
    ("the other day's paper", BACK),
    ("something else", BACK),
    ("what did I miss", BACK),
    ("last week", BACK),
    ("this week", BACK),
    ("this month", BACK),
    ("先週", BACK),
    ("今月", BACK),
    ("yesterday's photos", ReadPictures((), YESTERDAY)),
    ("photo", ReadPictures()),
    ("写真", ReadPictures()),
    ("2の写真", ReadPictures((2,))),
    ("画像ある？", ReadPictures()),
    ("can you make the letters bigger", ChangeLook()),
    ("increase font size", ChangeLook()),
    ("I need reading glasses, bigger please", ChangeLook()),
    ("dark mode", ChangeLook()),
    ("文字を大きくして", ChangeLook()),
    ("字が小さくて読めない", ChangeLook()),
    ("老眼なので大きくしてください", ChangeLook()),
    ("ダークモード", ChangeLook()),
    ("print", ReadFile()),
    ("can I get this by email", ReadFile()),
    ("PDFで欲しい", ReadFile()),
    ("メールで送って", ReadFile()),
    ("forward this to my wife", ReadAgain()),
    ("tell me more", ReadAgain()),
    ("full text", ReadAgain()),
    ("whole article", ReadAgain()),
    ("共有したい", ReadAgain()),
    ("家族に送りたい", ReadAgain()),
    ("全文", ReadAgain()),
    ("もっと詳しく", ReadAgain()),
    ("read it to me", ReadAloud()),
    ("audio", ReadAloud()),
    ("音声で聞きたい", ReadAloud()),
    ("how many items today", CONTENTS),
    ("random", CONTENTS),
    ("surprise me", CONTENTS),
    ("first page", CONTENTS),
    ("short version", CONTENTS),
    ("top stories", CONTENTS),
    ("all", CONTENTS),
    ("everything", CONTENTS),
    ("今日は何件", CONTENTS),
    ("おすすめ", CONTENTS),
    ("ランダム", CONTENTS),
    ("何か面白いの", CONTENTS),
    ("要約して", CONTENTS),
    ("全部", CONTENTS),
    ("latest please", ReadEdition(Latest())),
    ("breaking news", ReadEdition(Latest())),
    ("2-3", ReadEdition(OfDay(date(2026, 2, 3)))),
    ("3?", ReadItems((3,))),
    ("no 3", ReadItems((3,))),
    ("item three", ReadItems((3,))),
    ("three", ReadItems((3,))),
    ("３番目", ReadItems((3,))),
    ("一つ目", ReadItems((1,))),
    ("1 to 3", ReadItems((1, 2, 3))),
    ("1から3", ReadItems((1, 2, 3))),
    ("1から3まで", ReadItems((1, 2, 3))),
    ("the last one", LAST),
    ("last item", LAST),
    ("最後の", LAST),
    ("最後の記事", LAST),
    ("yesterday's last item", ReadItems((-1,), YESTERDAY)),
    ("second to last", ReadItems((-2,))),
    ("more", Step(1)),
    ("continue", Step(1)),
    ("続き", Step(1)),
    ("bookmark 2", Save(2)),
    ("ブックマーク2", Save(2)),
    ("2を保存", Save(2)),
    ("保存2", Save(2)),
    ("2を保存して", Save(2)),
    ("save the last item", Save(-1)),
    ("my bookmarks", Carry("saved")),
    ("ブックマーク", Carry("saved")),
    ("is there an edition on Sundays", SETTINGS),
    ("when does it come", SETTINGS),
    ("what time is it delivered", SETTINGS),
    ("change the time", SETTINGS),
    ("too many messages", SETTINGS),
    ("translate this", SETTINGS),
    ("翻訳して", SETTINGS),
    ("日曜日も届く？", SETTINGS),
    ("何時に届く", SETTINGS),
    ("朝早すぎる", SETTINGS),
    ("通知がうるさい", SETTINGS),
    ("通知を切りたい", SETTINGS),
    paused("I'm going on holiday"),
    paused("しばらく止めて"),
    paused("一週間休み"),
    paused("旅行に行くので止めて"),
    ("英語で", ChooseLanguage("en")),
    ("start over", Carry("start")),
    ("トップ", Carry("start")),
    ("最初から", Carry("start")),
    ("report a mistake", TellEditors()),
    ("this is wrong", TellEditors()),
    ("間違ってるよ", TellEditors()),
    ("編集者に連絡したい", TellEditors()),
    ("問い合わせ", TellEditors()),
    ("unsubscribe my mother", Carry("unsubscribe", "my mother")),
    ("are you a bot", ABOUT),
    ("who is the editor", ABOUT),
    ("あなたはロボット？", ABOUT),
    ("料金は", ABOUT),
    ("無料？", ABOUT),
    ("グループで使える？", HELP),
    ("??", HELP),
    ("？", HELP),
    ("hello there", Courtesy()),
    ("good job", Courtesy()),
    ("I love this", Courtesy()),
    ("こんばんは", Courtesy()),
    ("お疲れさま", Courtesy()),
    ("最高です", Courtesy()),
    ("いいね", Courtesy()),
)


@pytest.mark.parametrize(("said", "intent"), SAID)
def test_what_newcomers_typed_is_understood(said: str, intent: Intent) -> None:
    assert understand(said, SITUATION) == intent


@pytest.mark.parametrize(
    "said",
    [
        *("https://example.org/2", "https://www.example.org/2/?utm_source=app#top"),
        *("Ferry news https://example.org/2", "https://nowhere.example/x"),
        *("example.org/2", "www.example.org/2", "https://example.org/2 これ載ってた？"),
        *("what's the weather", "donate", "who else reads this", "like 2"),
        *("寄付したい", "天気", "テスト", "あ"),
    ],
)
def test_what_newcomers_typed_may_be_a_search(said: str) -> None:
    assert understand(said, SITUATION) == Find(said)


@pytest.mark.parametrize(
    "said",
    [
        *("one piece", "three sisters", "the last ferry", "save the harbour", "last words"),
        *("from ferry to bridge", "最後の渡し船", "雨なので中止", "rain, storm"),
    ],
)
def test_words_beside_others_are_still_searched_for(said: str) -> None:
    assert understand(said, SITUATION) == Find(said)


def test_a_wish_behind_a_reason_is_a_letter_where_an_item_is_spoken_of() -> None:
    said = "The map is unreadable, bigger please"
    assert understand(said, replace(SITUATION, about_item=True)) == WriteLetter(said)
