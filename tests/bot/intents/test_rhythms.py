"""What people say about their days, in their own words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.handlers.commands import commands
from bot.i18n.translator import Translations
from bot.intents.folding import folded
from bot.intents.intent import Carry
from bot.intents.labels import Vocabulary
from bot.intents.rhythms import (
    DaysChosen,
    PausedUntil,
    PauseEnded,
    RhythmAsked,
    RhythmChange,
    SoundChosen,
    rhythm_of,
)
from bot.intents.understanding import understand

TODAY = date(2026, 11, 25)  # a Wednesday
SITUATION = Vocabulary.of(Translations.load("en")).situation(
    TODAY, frozenset(command.name for command in commands())
)
WEEKDAYS, WEEKENDS = DaysChosen(weekdays=31), DaysChosen(weekdays=96)


def paused(until: str, first: date = TODAY) -> PausedUntil:
    return PausedUntil(first=first, until=date.fromisoformat(until))


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("weekdays only", WEEKDAYS),
        ("only on weekdays", WEEKDAYS),
        ("平日だけ", WEEKDAYS),
        ("平日のみ", WEEKDAYS),
        ("on weekends", WEEKENDS),
        ("土日だけ", WEEKENDS),
        ("every day", DaysChosen(weekdays=127)),
        ("毎日届けて", DaysChosen(weekdays=127)),
        ("only on Mondays and Fridays", DaysChosen(weekdays=17)),
        ("just mon, wed", DaysChosen(weekdays=5)),
        ("月・水・金だけ", DaysChosen(weekdays=21)),
        ("月水だけ", DaysChosen(weekdays=5)),
        ("月曜と木曜だけ", DaysChosen(weekdays=9)),
        ("once a week", DaysChosen(weekdays=64, round_up=True)),
        ("weekly on Friday", DaysChosen(weekdays=16, round_up=True)),
        ("every Sunday as a round-up", DaysChosen(weekdays=64, round_up=True)),
        ("毎週日曜にまとめて", DaysChosen(weekdays=64, round_up=True)),
        ("週に一回", DaysChosen(weekdays=64, round_up=True)),
        ("pause until Monday", paused("2026-11-30")),
        ("stop till next Monday", paused("2026-11-30")),
        ("来週月曜まで止めて", paused("2026-11-30")),
        ("来週の金曜まで休みます", paused("2026-12-04")),
        ("金曜まで休止", paused("2026-11-27")),
        ("pause until tomorrow", paused("2026-11-26")),
        ("12月3日まで止めて", paused("2026-12-03")),
        ("pause until 2026-12-24", paused("2026-12-24")),
        ("pause for a week", paused("2026-12-02")),
        ("pause for 3 days", paused("2026-11-28")),
        ("1週間止めて", paused("2026-12-02")),
        ("3日間休む", paused("2026-11-28")),
        ("vacation from 1 December to 10 December", paused("2026-12-11", date(2026, 12, 1))),
        ("12月1日から12月10日まで休み", paused("2026-12-11", date(2026, 12, 1))),
        ("away from 1 to 9 December", paused("2026-12-10", date(2026, 12, 1))),
        ("12月1日から10日まで休み", paused("2026-12-11", date(2026, 12, 1))),
        ("明日は休み", paused("2026-11-27", date(2026, 11, 26))),
        ("resume", PauseEnded()),
        ("静かに", SoundChosen(silent=True)),
        ("without sound", SoundChosen(silent=True)),
        ("音ありで", SoundChosen(silent=False)),
    ],
)
def test_what_is_said_of_days_is_understood(said: str, change: RhythmChange | None) -> None:
    assert rhythm_of(folded(said), TODAY) == change


@pytest.mark.parametrize(
    "said",
    [
        *(
            "stop",
            "停止",
            "Monday",
            "月曜",
            "only",
            "until Monday",
            "日曜の3",
            "only ferries",
        ),
        *("pause until yesterday", "pause until 1999-01-01", "pause for 900 days", "next Monday"),
    ],
)
def test_what_says_nothing_of_days_is_none(said: str) -> None:
    assert rhythm_of(folded(said), TODAY) is None


@pytest.mark.parametrize("said", ["週末", "毎日", "休み", "weekend", "silent", "pause", "vacation"])
def test_one_word_alone_only_asks_what_can_be_chosen(said: str) -> None:
    assert rhythm_of(folded(said), TODAY) == RhythmAsked()


def test_it_is_carried_out_as_the_settings_are() -> None:
    assert understand("平日だけ", SITUATION) == Carry("settings", "平日だけ")
    assert understand("Pause until Monday!", SITUATION) == Carry("settings", "pause until monday")
