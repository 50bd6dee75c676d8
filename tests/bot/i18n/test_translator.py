"""Any language: its words where it has them, its plurals, its days, clocks and numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.localedata import locale_identifiers

from bot.i18n.translator import Translations, Translator, _translator
from tests.support.languages import Said, write

DAY = date(2025, 3, 14)
INSTANT = datetime(2025, 3, 13, 22, 0, tzinfo=UTC)


def speaking(folder: Path, language: str, plurals: str = "", **forms: str) -> Translator:
    """A language whose only words are for a number of items, `few="{count} …"` and the like."""
    words: dict[Said, Said] = {}
    if forms:
        words["{count} item", "{count} items"] = tuple(forms.values())
    return Translations.load("en", write(folder, language, words, plurals)).translator(language)


# --- words ---------------------------------------------------------------------------------------


def test_what_a_catalogue_lacks_is_said_in_english_whatever_the_default(tmp_path: Path) -> None:
    write(tmp_path, "ja", {"Privacy": "プライバシー", "Related": "関連", "Discarded.": "破棄"})
    write(tmp_path, "de", {"Privacy": "Datenschutz", "Related": "Dazu", "A sample": "Eine Probe"})
    german = Translations.load("ja", tmp_path).translator("de")
    told = [german.gettext(said) for said in ("Privacy", "Related", "A sample", "Discarded.")]
    assert told == ["Datenschutz", "Dazu", "Eine Probe", "Discarded."]
    assert german.ngettext("{count} item", "{count} items", 1) == "1 item"
    assert german.ngettext("{count} item", "{count} items", 2) == "2 items"


def test_a_message_without_all_its_plural_forms_is_said_in_english(tmp_path: Path) -> None:
    polish = speaking(tmp_path, "pl", one="{count} wiadomość", few="{count} wiadomości", many="")
    told = [polish.ngettext("{count} item", "{count} items", count) for count in (1, 3, 5)]
    assert told == ["1 item", "3 items", "5 items"]


ARABIC = "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5"
SLAVIC = "(n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"


@pytest.mark.parametrize(
    ("language", "plurals", "forms", "told"),
    [
        ("ja", "", ["{count} J"], {1: "J", 2: "J"}),
        (
            "pl",
            f"nplurals=3; plural=(n==1 ? 0 : {SLAVIC});",
            ["{count} A", "{count} B", "{count} C"],
            {1: "A", 2: "B", 5: "C", 12: "C", 21: "C", 22: "B"},
        ),
        (
            "ru",
            f"nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : {SLAVIC});",
            ["{count} A", "{count} B", "{count} C"],
            {1: "A", 3: "B", 5: "C", 11: "C", 21: "A", 111: "C"},
        ),
        (
            "ar",
            f"nplurals=6; plural=({ARABIC});",
            [f"{{count}} {form}" for form in "ABCDEF"],
            {0: "A", 1: "B", 2: "C", 7: "D", 11: "E", 100: "F"},
        ),
    ],
)
def test_a_catalogue_says_itself_which_plural_goes_with_a_number(
    tmp_path: Path, language: str, plurals: str, forms: list[str], told: dict[int, str]
) -> None:
    translator = speaking(tmp_path, language, plurals, **dict(zip("abcdef", forms, strict=False)))
    for count, form in told.items():
        assert translator.ngettext("{count} item", "{count} items", count) == f"{count} {form}"


def test_a_plural_rule_is_the_catalogues_own_and_not_one_that_is_known(tmp_path: Path) -> None:
    odd = speaking(tmp_path, "de", "nplurals=2; plural=(n > 2);", one="{count} A", many="{count} B")
    assert odd.ngettext("{count} item", "{count} items", 2) == "2 A"


def test_a_value_of_another_direction_stands_by_itself_from_right_to_left(tmp_path: Path) -> None:
    words = {"Run by {operator}.": "מנוהל על ידי {operator}."}
    hebrew = Translations.load("en", write(tmp_path, "he", words)).translator("he")
    told = hebrew.gettext("Run by {operator}.", operator="Wren & Co. (wren.example)")
    assert told == "מנוהל על ידי \u2068Wren & Co. (wren.example)\u2069."
    assert hebrew.gettext("Page {number} of {all}", number=3, all="") == "Page 3 of "


def test_from_left_to_right_nothing_invisible_is_put_in(tmp_path: Path) -> None:
    words = {"Run by {operator}.": "Betreiber: {operator}."}
    german = Translations.load("en", write(tmp_path, "de", words)).translator("de")
    assert german.gettext("Run by {operator}.", operator="משה") == "Betreiber: משה."


# --- days, clocks, numbers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "day", "short", "moment"),
    [
        ("ja", "2025年3月14日（金）", "3月14日（金）", "3月14日（金） 07:00"),
        ("en", "Fri, March 14, 2025", "Fri, Mar 14", "Fri, Mar 14, 07:00"),
        ("de", "Fr., 14. März 2025", "Fr., 14. März", "Fr., 14. März, 07:00"),
        ("fr", "ven. 14 mars 2025", "ven. 14 mars", "ven. 14 mars, 07:00"),
        ("pt_BR", "sex., 14 de março de 2025", "sex., 14 de mar.", "sex., 14 de mar. 07:00"),
        ("ru", "пт, 14 марта 2025\u202fг.", "пт, 14 мар.", "пт, 14 мар., 07:00"),
        ("zh_Hant", "2025年3月14日 週五", "3月14日 週五", "3月14日 週五 07:00"),
        ("ko", "2025년 3월 14일 (금)", "3월 14일 (금)", "3월 14일 (금) 07:00"),
        ("fi", "pe 14. maaliskuuta 2025", "pe 14.3.", "pe 14.3. 07.00"),
        ("ar", "الجمعة، 14 مارس 2025", "الجمعة، 14 مارس", "الجمعة، 14 مارس، 07:00"),
        ("he", "יום ו׳, 14 במרץ 2025", "יום ו׳, 14 במרץ", "יום ו׳, 14 במרץ, 07:00"),
        ("tlh", "Fri, March 14, 2025", "Fri, Mar 14", "Fri, Mar 14, 07:00"),
    ],
)
def test_days_are_written_as_each_language_writes_them(
    tmp_path: Path, language: str, day: str, short: str, moment: str
) -> None:
    translator = speaking(tmp_path, language)
    assert translator.day(DAY) == day
    assert translator.short_day(DAY) == short
    assert translator.moment(INSTANT, "Asia/Tokyo") == moment


@pytest.mark.parametrize(
    ("language", "clock", "decimal", "many"),
    [
        ("ja", "07:00", "1028.5", "1万"),
        ("en", "07:00", "1028.5", "10,000"),
        ("de", "07:00", "1028,5", "10.000"),
        ("zh_Hant", "07:00", "1028.5", "1萬"),
        ("fi", "07.00", "1028,5", "10\xa0000"),
    ],
)
def test_clocks_and_numbers_are_written_as_each_language_writes_them(
    tmp_path: Path, language: str, clock: str, decimal: str, many: str
) -> None:
    translator = speaking(tmp_path, language)
    assert translator.clock(7 * 60) == clock
    assert translator.decimal(1028.5) == decimal
    assert translator.round_number(10_000) == many


def test_every_language_that_cldr_knows_writes_days_clocks_numbers_and_zones() -> None:
    spoken = [
        _translator(name, NullTranslations()) for name in locale_identifiers() if "_" not in name
    ]
    assert len(spoken) > 200
    for one in spoken:
        assert "14" in one.day(DAY)
        assert "14" in one.short_day(DAY)
        assert "00" in one.moment(INSTANT, "Asia/Tokyo")
        assert "07" in one.clock(7 * 60)
        assert "1" in one.round_number(10_000)
        assert one.zone("Asia/Tokyo")
        assert one.language_name(one.language)


def test_a_zone_and_a_language_are_named_in_words(tmp_path: Path) -> None:
    german = speaking(tmp_path, "de")
    assert german.zone("Europe/Berlin") == "Deutschland (Berlin) (Ortszeit)"
    assert german.zone("UTC") == "UTC"
    names = [german.language_name(name) for name in ("de", "pt_BR", "zh_Hant", "tlh")]
    assert names == ["Deutsch", "português (Brasil)", "中文 (繁體)", "tlh"]
