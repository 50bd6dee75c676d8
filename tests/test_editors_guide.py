"""The guides name the buttons, fields and commands that there are, in their language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.handlers.commands import commands
from bot.handlers.permissions import Role
from bot.i18n.translator import Translations, Translator
from bot.views.desk.changes import WORDS
from tests.support.languages import said_in_the_code

ROOT = Path(__file__).parents[1]
TRANSLATIONS = Translations.load("en")
LANGUAGES = ("en", "ja")
NAMED = (
    *("📣 Publish now", "🗄 Archive only", "🕖 Schedule", "🗑 Discard", "↩️ Recall", "Take it back"),
    *("✏️ Change", "✏️ Write it anew", "🗑 Drop it", "↶ Undo", "It is the greeting"),
    *("👁 As readers see it", "📱 Preview and test", "🧪 Test to me"),
)
"""Buttons without which an editor is not helped."""
NAMED_TO_READERS = (
    *("🕖 Time", "🌏 Time zone", "🗣 Language", "📄 Layout", "🚨 Extras", "📰 Paper"),
    *("📆 Days and pauses", "★ Following and muted", "🔖 Save", "☆ Follow…", "🎧 Listen"),
)
"""Those of the settings, and those below items that lead to what is kept for a reader."""


def guide(language: str, of: str = "editors") -> str:
    return (ROOT / "docs" / f"{of}.{language}.md").read_text("utf-8")


def translator(language: str) -> Translator:
    return TRANSLATIONS.translator(language)


def labels(language: str) -> set[str]:
    """All that the bot says, with an ellipsis for what differs each time."""
    said = (one for one in said_in_the_code() if isinstance(one, str))
    translations = translator(language).translations
    return {re.sub(r"\{\w+\}", "…", translations.gettext(one)) for one in said}


def named(page: str) -> list[str]:
    """What stands in bold and begins with a sign, as labels of buttons do."""
    bold = (re.sub(r"\s+", " ", one) for one in re.findall(r"\*\*([^*]+)\*\*", page))
    return [one for one in bold if not re.match(r"[\w\s(（]", one) or one.startswith("…")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_names_only_buttons_that_there_are(language: str) -> None:
    found = named(guide(language))
    assert len(found) > 12
    assert set(found) - labels(language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_names_the_buttons_and_fields_that_editors_need(language: str) -> None:
    page, words = re.sub(r"\s+", " ", guide(language)), translator(language)
    assert [one for one in NAMED if words.gettext(one) not in page] == []
    colon = {"en": ": …", "ja": "：…"}[language]
    assert [one for one in WORDS.values() if f"{words.gettext(one)}{colon}" not in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_names_the_commands_of_editors_and_none_that_there_is_not(language: str) -> None:
    found = set(re.findall(r"`/([a-z]+)`", guide(language)))
    assert found <= {command.name for command in commands()}
    assert found >= {one.name for one in commands() if one.role is Role.EDITOR}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pictures_of_a_guide_are_there_in_both_colours(language: str) -> None:
    shown = re.findall(r'(?:srcset|src)="([^"]+)"', guide(language))
    assert len(shown) >= 12
    assert [one for one in shown if not (ROOT / "docs" / one).exists()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readers_guide_names_each_row_of_the_settings_and_shows_its_pictures(
    language: str,
) -> None:
    page, words = guide(language, "reader-guide"), translator(language)
    assert [one for one in NAMED_TO_READERS if f"**{words.gettext(one)}**" not in page] == []
    shown = re.findall(r'(?:srcset|src)="([^"]+)"', page)
    assert len(shown) >= 16
    assert [one for one in shown if not (ROOT / "docs" / one).exists()] == []


def test_a_button_that_there_is_not_would_be_found() -> None:
    assert set(named("Press **🚀 Launch**.")) - labels("en") == {"🚀 Launch"}
