"""Days as the bot prints them: whoever types one back is understood."""

from __future__ import annotations

from datetime import date, timedelta
from gettext import NullTranslations

import pytest
from babel import Locale
from hypothesis import example, given
from hypothesis import strategies as st

from bot.i18n.patterns import DatePatterns
from bot.i18n.translator import Translator
from digests.text import references

LANGUAGES = (
    "ja",
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "pl",
    "uk",
    "ru",
    "ko",
    "zh",
    "zh_Hant",
)


@pytest.fixture(scope="module", params=LANGUAGES)
def translator(request: pytest.FixtureRequest) -> Translator:
    locale = Locale.parse(request.param)
    patterns = DatePatterns.of(locale)
    return Translator(str(locale), NullTranslations(), locale, patterns)


@given(day=st.dates(date(2001, 1, 1), date(2100, 1, 1)), ago=st.integers(-30, 300))
@example(day=date(2025, 3, 14), ago=0)
def test_every_day_that_the_bot_prints_is_understood(
    translator: Translator, day: date, ago: int
) -> None:
    today = day + timedelta(days=ago)
    ahead = timedelta(days=max(0, -ago))  # as an editor says who schedules
    assert references.day(translator.day(day), today) == day
    assert references.day(translator.short_day(day), today, ahead=ahead) == day


def test_every_month_is_understood(translator: Translator) -> None:
    for month in range(1, 13):
        day = date(2025, month, 28)
        assert references.day(translator.day(day), day) == day
        assert references.day(translator.short_day(day), day) == day
