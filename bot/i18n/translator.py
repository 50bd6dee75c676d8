"""What people read, in their language: gettext translations, and dates by Babel."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "kawaraban"
SOURCE_LANGUAGE = "en"
"""The language of the message ids; it needs no translations."""


def mark(message: str) -> str:
    """Mark a message for translation where it is not said yet, as in a table."""
    return message


@dataclass(frozen=True, slots=True)
class Translator:
    """One language's words and dates."""

    language: str
    translations: NullTranslations

    def gettext(self, message: str, **values: object) -> str:
        """Say a message, its `{placeholders}` filled."""
        return self.translations.gettext(message).format(**values)

    def ngettext(self, one: str, many: str, count: int, **values: object) -> str:
        """Say a message that depends on how many; `{count}` is filled too."""
        said = self.translations.ngettext(one, many, count)
        return said.format(count=count, **values)

    def day(self, day: date) -> str:
        """A day with its weekday: `2025年3月14日(金)`, `Fri, March 14, 2025`."""
        if self.language == "ja":
            return format_date(day, "y年M月d日(EEE)", locale=self.language)
        return format_date(day, "EEE, MMMM d, y", locale=self.language)

    def short_day(self, day: date) -> str:
        """A day for buttons and lists: `3月14日(金)`, `Fri, Mar 14`."""
        pattern = "M月d日(EEE)" if self.language == "ja" else "EEE, MMM d"
        return format_date(day, pattern, locale=self.language)

    def moment(self, moment: datetime, zone: str) -> str:
        """An instant as a zone's clocks and calendars show it."""
        pattern = "M月d日(EEE) HH:mm" if self.language == "ja" else "EEE, MMM d, HH:mm"
        return format_datetime(moment, pattern, tzinfo=ZoneInfo(zone), locale=self.language)

    def clock(self, minute: int) -> str:
        """A minute of the day, 0–1439, as a clock shows it: `07:00`."""
        return format_time(time(minute // 60, minute % 60), "HH:mm", locale=self.language)

    def zone(self, zone: str) -> str:
        """An IANA zone by the place it is named after; `UTC` and the like as they are."""
        if "/" not in zone:
            return zone
        return get_timezone_location(ZoneInfo(zone), locale=Locale.parse(self.language))

    def language_name(self, language: str) -> str:
        """A language's name in itself, so that those who need it can read it."""
        return Locale.parse(language).get_display_name(language) or language


@dataclass(frozen=True, slots=True)
class Translations:
    """All languages the bot speaks."""

    translators: Mapping[str, Translator]
    default: str

    @classmethod
    def load(cls, default: str) -> Translations:
        """Read every language; `default` is spoken to those whose language isn't among them."""
        found = {SOURCE_LANGUAGE: Translator(SOURCE_LANGUAGE, NullTranslations())}
        for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
            language = path.parent.parent.name
            found[language] = Translator(language, _translations(path, language))
        return cls(MappingProxyType(found), default)

    @property
    def languages(self) -> tuple[str, ...]:
        """The ISO 639-1 codes spoken, the default first."""
        return (self.default, *sorted(set(self.translators) - {self.default}))

    def translator(self, language: str | None) -> Translator:
        """That of an IETF language tag as Telegram gives it (`en-GB`), else the default."""
        code = (language or self.default).partition("-")[0].lower()
        return self.translators.get(code, self.translators[self.default])


def _translations(path: Path, language: str) -> GNUTranslations:
    with path.open("rb") as file:
        catalog = read_po(file, locale=language, domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)
