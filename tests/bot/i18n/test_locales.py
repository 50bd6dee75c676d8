"""Every sentence exists in every language, with the same placeholders and all its plural forms."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.i18n.catalogs import catalogs
from bot.i18n.translator import Translations
from bot.views.problems import FAULTS, SENTENCES
from digests.errors import ReadingFault
from digests.model import ProblemKind

BOT = Path(__file__).parents[3] / "bot"
KEYWORDS = {"gettext": None, "mark": None, "ngettext": (1, 2)}
METHODS = [("simulator/**.py", "ignore"), ("**.py", "python")]


def said_in_the_code() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(BOT, method_map=METHODS, keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found}


def translations() -> Iterator[tuple[str, Catalog]]:
    for language, path in catalogs().items():
        with path.open("rb") as file:
            yield language, read_po(file)


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


@pytest.mark.parametrize(("language", "catalog"), list(translations()))
def test_a_language_holds_exactly_what_is_said(language: str, catalog: Catalog) -> None:
    held = {message.id for message in messages(catalog)}
    assert held == said_in_the_code(), language


@pytest.mark.parametrize(("language", "catalog"), list(translations()))
def test_every_plural_form_is_translated(language: str, catalog: Catalog) -> None:
    for message in messages(catalog):
        translated = forms(message.string)
        assert all(translated), (language, message.id)
        assert len(translated) == (catalog.num_plurals if message.pluralizable else 1)


@pytest.mark.parametrize(("language", "catalog"), list(translations()))
def test_a_translation_fills_the_same_placeholders(language: str, catalog: Catalog) -> None:
    for message in messages(catalog):
        asked = {name for form in forms(message.id) for name in placeholders(form)}
        for translated in forms(message.string):
            assert placeholders(translated) == asked, (language, message.id)


def test_every_problem_and_fault_has_a_sentence() -> None:
    assert set(SENTENCES) == set(ProblemKind)
    assert set(FAULTS) == set(ReadingFault)


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("ja", "2025年3月14日(金)", "3月14日(金) 07:00"),
        ("en", "Fri, March 14, 2025", "Fri, Mar 14, 07:00"),
    ],
)
def test_days_are_written_as_each_language_writes_them(
    language: str, day: str, moment: str
) -> None:
    translator = Translations.load("ja").translator(language)
    assert translator.day(date(2025, 3, 14)) == day
    instant = datetime(2025, 3, 13, 22, 0, tzinfo=UTC)
    assert translator.moment(instant, "Asia/Tokyo") == moment


@pytest.mark.parametrize(
    ("tag", "spoken"), [("en-GB", "en"), ("JA", "ja"), ("fr", "ja"), (None, "ja")]
)
def test_a_reader_is_spoken_to_in_their_language_or_the_default(
    tag: str | None, spoken: str
) -> None:
    assert Translations.load("ja").translator(tag).language == spoken
