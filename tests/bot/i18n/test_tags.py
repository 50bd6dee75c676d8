"""Which language a chat is spoken to in, and which ones there are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.i18n.catalogs import language_named, languages
from bot.i18n.translator import Translations
from digests.model import ChatKind, Subscriber
from tests.support.languages import write


def spoken(folder: Path, *names: str, default: str = "ja") -> Translations:
    for name in {*names, default} - {"en"}:
        write(folder, name, {})
    return Translations.load(default, folder)


@pytest.mark.parametrize(
    ("tag", "language"), [("en-GB", "en"), ("JA", "ja"), ("tlh", "ja"), ("", "ja"), (None, "ja")]
)
def test_a_reader_is_spoken_to_in_their_language_or_the_default(
    tag: str | None, language: str
) -> None:
    assert Translations.load("ja").translator(tag).language == language


@pytest.mark.parametrize(
    ("names", "tag", "language"),
    [
        (("pt", "pt_BR"), "pt-br", "pt_BR"),
        (("pt", "pt_BR"), "pt-PT", "pt"),
        (("pt", "pt_BR"), "pt", "pt"),
        (("pt_PT", "pt_BR"), "pt", "pt_BR"),
        (("pt_PT",), "pt-BR", "pt_PT"),
        (("pt_PT", "pt_BR"), "pt-AO", "pt_BR"),
        (("zh_Hans", "zh_Hant"), "zh-hant", "zh_Hant"),
        (("zh_Hans", "zh_Hant"), "zh-TW", "zh_Hant"),
        (("zh_Hans", "zh_Hant"), "zh-hk", "zh_Hant"),
        (("zh_Hans", "zh_Hant"), "zh", "zh_Hans"),
        (("zh_CN", "zh_TW"), "zh-Hant", "zh_TW"),
        (("zh",), "zh-Hant", "zh"),
        (("zh_Hant",), "zh-Hans", "ja"),
        (("de",), "de-AT", "de"),
        (("es",), "es-419", "es"),
        (("he",), "iw", "he"),
        (("xx",), "xx-YY", "xx"),
        (("de",), "not/a tag", "ja"),
        (("de",), "a-b-c-d-e", "ja"),
    ],
)
def test_the_best_catalogue_is_that_of_the_region_of_the_script_of_the_language(
    tmp_path: Path, names: tuple[str, ...], tag: str, language: str
) -> None:
    assert spoken(tmp_path, *names).translator(tag).language == language


def test_what_a_chat_chose_counts_more_than_the_language_of_the_app(tmp_path: Path) -> None:
    translations = spoken(tmp_path, "de", default="ja")
    chose = Subscriber(
        id=1,
        chat_id=1,
        kind=ChatKind.PRIVATE,
        language="de",
        timezone="UTC",
        minute=0,
        joined_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    assert translations.of(chose, "en").language == "de"
    assert translations.of(None, "en-GB").language == "en"
    assert translations.of(None).language == "ja"


def test_telegram_is_told_of_languages_by_their_two_letters_only(tmp_path: Path) -> None:
    translations = spoken(tmp_path, "pt_BR", "pt_PT", "zh_Hant", "tlh", default="de")
    assert translations.languages == ("de", "en", "pt_BR", "pt_PT", "tlh", "zh_Hant")
    assert translations.menu_languages == ("de", "en", "pt", "zh")


def test_a_language_is_one_catalogue_and_nothing_else(tmp_path: Path) -> None:
    assert languages(write(tmp_path, "de", {})) == ("de", "en")


def test_a_catalogue_whose_folder_is_named_as_the_web_names_languages_is_one_too(
    tmp_path: Path,
) -> None:
    (write(tmp_path, "pt_BR", {}) / "pt_BR").rename(tmp_path / "pt-BR")
    assert Translations.load("en", tmp_path).translator("pt-br").language == "pt_BR"


@pytest.mark.parametrize(
    ("typed", "found"), [("pt-br", "pt_BR"), ("PT_BR", "pt_BR"), ("DE", "de"), ("pt", None)]
)
def test_a_language_that_is_typed_is_that_very_one(typed: str, found: str | None) -> None:
    assert language_named(typed, ("de", "pt_BR")) == found
