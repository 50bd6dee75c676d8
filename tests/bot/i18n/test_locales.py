"""Every sentence exists in every language, with the same placeholders and all its plural forms."""

from __future__ import annotations

import string
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.fetch.fetcher import FetchFault
from bot.i18n.catalogs import catalogs
from bot.views.desk.posting.link_faults import FETCH_FAULTS
from bot.views.desk.problems import FAULTS, SENTENCES
from digests.errors import ReadingFault
from digests.model import ProblemKind
from tests.support.languages import said_in_the_code


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
    assert set(FETCH_FAULTS) == set(FetchFault)
