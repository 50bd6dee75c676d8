"""Whatever the bot says and shows, typed back to it: what stands on its buttons, and its texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.handlers.callbacks import ROUTES
from bot.handlers.commands import commands
from bot.handlers.permissions import Role, roles_of
from bot.i18n.translator import Translations
from bot.intents.folding import folded
from bot.intents.intent import (
    Carry,
    ChooseLanguage,
    ChooseMinute,
    ChooseZone,
    Find,
    Intent,
    Nothing,
    PressButton,
    PutInWords,
    ReadItems,
    Shown,
    Step,
    TellEditors,
)
from bot.intents.labels import Vocabulary
from bot.intents.pressing import buttons_of, pressed
from bot.intents.rhythms import rhythm_of
from bot.intents.understanding import Situation, understand
from bot.views import callbacks
from bot.views.callbacks import OpenEdition, OpenHit, OpenItem, ShowSettings, Unsubscribe
from bot.views.keyboards import CALLBACKS, button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.rhythm.rhythm_callbacks import SetDays
from tests.bot.views.desk_views import DESK_VIEWS
from tests.bot.views.reader_views import READER_VIEWS
from tests.bot.views.sample_values import DAY, View
from tests.bot.views.test_any_language import keys, shown

TRANSLATIONS = Translations.load("en")
VOCABULARY = Vocabulary.of(TRANSLATIONS)
NAMES = frozenset(one.name for one in commands())
OF_READERS = frozenset(one.name for one in commands() if one.role in roles_of(None))
READER = VOCABULARY.situation(DAY, OF_READERS)
EDITOR = VOCABULARY.situation(DAY, NAMES, is_staff=True)
LANGUAGES = TRANSLATIONS.languages

SEARCHED_FOR = (
    r"[ΆΕΠΚΛΦ]\S*.*",  # a headline, an outlet, a section or a title of the sample: a search
    r"λιμάνι|πλοίο|📅 Το πλοίο",  # what the last days were about
    r"(?:📖|📰) Φάρος.*|📰 Λύχνος.*|✓ Φάρος",  # a title, or a paper by its name
    r"עברית.*",  # a language that the bot does not speak
    r"(?:📣 )?(?:Sun, Sep 20|9月20日（日）) Φάρος",  # an edition by its day and title
    r"\w{3}, \w{3} \d+, \d\d:\d\d|\d+月\d+日（.） \d\d:\d\d",  # a moment
    r"🔎.*[ρΦ].*",  # a search, which the press is as well
)
"""Labels of people's own words, which nothing but the buttons shown tells from a search."""


def labels(views: Mapping[Callable[..., Any], View], language: str) -> set[str]:
    """What stands on all buttons of some views."""
    translator = TRANSLATIONS.translator(language)
    given = [one for view in views.values() for one in view(translator)]
    return {key.text for one in given for key in keys(_markup(one)) if key.callback_data}


def _markup(given: object) -> InlineKeyboardMarkup | None:
    if isinstance(given, OutgoingMessage):
        return given.keyboard
    return given if isinstance(given, InlineKeyboardMarkup) else None


def texts(language: str) -> Iterator[str]:
    """Every message that the bot prints, whole and by its lines, but for commands."""
    translator = TRANSLATIONS.translator(language)
    for view in (DESK_VIEWS | READER_VIEWS).values():
        for given in view(translator):
            if isinstance(given, OutgoingMessage):
                text = next(shown(given))
                yield text
                yield from (line for line in text.splitlines() if not line.startswith("/"))


def missed(said: set[str], situation: Situation) -> list[str]:
    """Those that end in a search and are none of people's own words."""
    return sorted(
        label
        for label in said
        if isinstance(understand(label, situation), Find)
        and not any(re.fullmatch(own, label) for own in SEARCHED_FOR)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_stands_on_a_readers_button_is_understood(language: str) -> None:
    said = labels(READER_VIEWS, language)
    assert len(said) > 100
    assert missed(said, READER) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_stands_on_an_editors_button_is_understood(language: str) -> None:
    said = labels(DESK_VIEWS, language)
    assert len(said) > 100
    assert missed(said, EDITOR) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("views", [READER_VIEWS, DESK_VIEWS], ids=["readers", "editors"])
def test_what_stands_on_a_button_just_shown_is_no_search(
    views: Mapping[Callable[..., Any], View], language: str
) -> None:
    translator = TRANSLATIONS.translator(language)
    for given in (one for view in views.values() for one in view(translator)):
        own = keyboard([_with_small_id(key)] for key in keys(_markup(given)))
        there = replace(EDITOR, buttons=buttons_of([own]))
        for label, callback in there.buttons.items():
            intent = understand(label, there)
            is_search = isinstance(callback, callbacks.SayWords)
            assert is_search or not isinstance(intent, Find), label


def _with_small_id(key: InlineKeyboardButton) -> InlineKeyboardButton:
    """The same button of an edition whose id is read back; the sample's is too long for that."""
    data = str(key.callback_data) if key.callback_data else None
    small = re.sub(r"\d{13,}", "7", data) if data else None
    return InlineKeyboardButton(key.text, callback_data=small, url=key.url)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_that_the_bot_prints_changes_a_setting(language: str) -> None:
    said = set(texts(language))
    for situation in (READER, EDITOR):
        assert [one for one in said if _changes_something(understand(one, situation))] == []


def _changes_something(intent: Intent) -> bool:
    match intent:
        case PressButton():
            return type(intent.callback).__name__.startswith(("Set", "Put", "End", "Forget"))
        case Carry("settings"):
            is_rhythm = rhythm_of(folded(intent.words), DAY) is not None
            return is_rhythm or (intent.words != "" and _changes_something(meant(intent.words)))
        case Carry():
            return intent.command in {"subscribe", "unsubscribe"}
        case ChooseMinute() | ChooseZone() | ChooseLanguage() | PutInWords():
            return True
    return False


def meant(words: str) -> Intent:
    return understand(words, READER)


def test_every_kind_of_button_is_pressed_by_typing_it_or_leads_to_a_command() -> None:
    of_staff = frozenset(Role) - roles_of(None)
    for kind in CALLBACKS:
        shown_last = {"Ω": _sample(kind)}
        intent = pressed("Ω", shown_last)
        if ROUTES[kind].role in of_staff:
            assert isinstance(intent, Carry), kind
        else:
            assert intent is None or isinstance(intent, PressButton | TellEditors | Carry), kind


def _sample(kind: type[callbacks.Callback]) -> callbacks.Callback:
    return object.__new__(kind)


def test_what_stands_on_a_button_shown_means_its_press() -> None:
    markup = keyboard(
        [
            [button("14", OpenEdition(5)), button("③", OpenItem(5, 3))],
            [button("✓ Mo", SetDays(64)), button("② Nov 20", OpenHit(7, 2))],
            [button("↩ Back", ShowSettings()), button("🔕 Unsubscribe", Unsubscribe())],
        ]
    )
    there = replace(READER, buttons=buttons_of([markup]))
    assert understand("14", there) == PressButton(OpenEdition(5))
    assert understand("③", there) == ReadItems((3,), Shown())
    assert understand("mo", there) == PressButton(SetDays(64))
    assert understand("② nov 20", there) == PressButton(OpenHit(7, 2))
    assert understand("back", there) == PressButton(ShowSettings())
    assert understand("back", READER) == understand("戻る", READER) == Step(-1)
    assert understand("unsubscribe", there) == PressButton(Unsubscribe())


def test_words_that_stand_on_two_buttons_press_neither() -> None:
    markup = keyboard([[button("★ Ω", OpenItem(1, 1)), button("🔇 Ω", OpenItem(1, 2))]])
    there = replace(READER, buttons=buttons_of([markup]))
    assert understand("Ω", there) == Find("Ω")


def test_a_readers_words_on_an_editors_button_are_a_search() -> None:
    assert understand("Publish anyway", READER) == Find("Publish anyway")
    assert understand("Publish anyway", EDITOR) == Carry("drafts")


def test_signs_alone_press_nothing() -> None:
    markup = keyboard([[button("👍", OpenEdition(1))]])
    assert understand("👍", replace(READER, buttons=buttons_of([markup]))) == Nothing()
