"""What a chat is shown of what it chose."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.i18n.translator import Translations
from bot.views.settings import settings_message
from digests.model import Extras, Form, Preferences
from digests.values.papers import Paper

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CHOSEN = Preferences(language="en", timezone="Asia/Tokyo", minute=420, away_until=date(2026, 12, 1))
OTHERS: dict[str, Any] = {
    "language": "ja",
    "timezone": "Europe/Riga",
    "minute": 421,
    "form": Form.FULL,
    "extras": Extras.NONE,
    "paper": "akari",
    "weekdays": 31,
    "round_up": True,
    "away_from": date(2026, 11, 25),
    "away_until": None,
    "silent": True,
    "quiet_from": 23 * 60,
    "quiet_until": 8 * 60,
    "translated": True,
}
PAPERS = (Paper(title="The Lantern"), Paper(key="akari", title="灯"))


@pytest.mark.parametrize("name", [field.name for field in fields(Preferences)])
def test_every_preference_is_on_the_card(name: str) -> None:
    translations = Translations.load("en")

    def card(chosen: Preferences) -> str:
        translator = translations.translator(chosen.language)
        return settings_message(
            translator, chosen, subscribed=True, now=NOW, papers=PAPERS, translates=True
        ).text

    assert card(replace(CHOSEN, **{name: OTHERS[name]})) != card(CHOSEN)
