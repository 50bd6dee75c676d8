"""What people read, in their language: gettext translations, and dates and numbers by CLDR."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from gettext import NullTranslations
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import (
    format_date,
    format_datetime,
    format_time,
    get_timezone_location,
)
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal

from bot.i18n import po_file, tags
from bot.i18n.catalogs import SOURCE_LANGUAGE, catalogs, language_named
from bot.i18n.patterns import DatePatterns
from digests.model import Preferences, Subscriber
from digests.text.lexicon import is_dense

_FIXED = re.compile(r"Etc/GMT(?P<sign>[+-])(?P<hours>\d+)")
_ISOLATED = "\u2068{}\u2069"
"""A value between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (Unicode, UAX 9)."""


@dataclass(frozen=True, slots=True)
class Translator:
    """One language's words, dates and numbers.

    `locale` is how its dates and numbers are written; a language that CLDR doesn't know writes
    them as the source language does.
    """

    language: str
    translations: NullTranslations
    locale: Locale
    patterns: DatePatterns

    def gettext(self, message: str, **values: object) -> str:
        """Say a message, its `{placeholders}` filled."""
        return self.translations.gettext(message).format(**self._placed(values))

    def ngettext(self, one: str, many: str, count: int, **values: object) -> str:
        """Say a message that depends on how many; `{count}` is filled too."""
        said = self.translations.ngettext(one, many, count)
        return said.format(count=count, **self._placed(values))

    def _placed(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """Texts as they stand in a sentence: from right to left, each keeps its own direction."""
        if self.locale.text_direction == "ltr":
            return values
        return {
            name: _ISOLATED.format(value) if isinstance(value, str) and value else value
            for name, value in values.items()
        }

    def day(self, day: date) -> str:
        """A day with its weekday: `2025年3月14日(金)`, `Fri, March 14, 2025`."""
        return format_date(day, self.patterns.day, locale=self.locale)

    def short_day(self, day: date) -> str:
        """A day for buttons and lists: `3月14日(金)`, `Fri, Mar 14`."""
        return format_date(day, self.patterns.short_day, locale=self.locale)

    def shortest_day(self, day: date) -> str:
        """A day where room is scarcest, as between the days beside it: `3/14`."""
        return format_date(day, self.patterns.shortest_day, locale=self.locale)

    def weekday(self, day: date) -> str:
        """Which day of the week a day is: `金曜日`, `Friday`."""
        return format_date(day, "EEEE", locale=self.locale)

    def month(self, year: int, month: int) -> str:
        """A month of a year: `2025年3月`, `March 2025`."""
        return format_date(date(year, month, 1), self.patterns.month, locale=self.locale)

    def weekday_name(self, number: int) -> str:
        """The name of a weekday: `日曜日`, `Sunday`; Monday is 0."""
        return str(self.locale.days["stand-alone"]["wide"][number])

    def short_weekday(self, number: int) -> str:
        """The same for buttons: `日`, `Su`."""
        return str(self.locale.days["stand-alone"]["short"][number])

    def listing(self, names: Sequence[str]) -> str:
        """Several names beside each other."""
        return format_list(names, locale=self.locale)

    def choice(self, names: Sequence[str]) -> str:
        """Names of which one is meant, as they are listed in a sentence."""
        return format_list(names, style="or", locale=self.locale)

    @property
    def first_weekday(self) -> int:
        """With which weekday calendars begin a week; Monday is 0."""
        return int(self.locale.first_week_day)

    def moment(self, moment: datetime, zone: str) -> str:
        """An instant as a zone's clocks and calendars show it."""
        there = ZoneInfo(zone)
        return format_datetime(moment, self.patterns.moment, tzinfo=there, locale=self.locale)

    def clock_at(self, moment: datetime, zone: str) -> str:
        """What a zone's clocks show at an instant: `07:00`."""
        there = moment.astimezone(ZoneInfo(zone))
        return self.clock(there.hour * 60 + there.minute)

    def second_at(self, moment: datetime, zone: str) -> str:
        """The same to the second: `07:00:30`."""
        there = moment.astimezone(ZoneInfo(zone))
        return f"{self.clock_at(moment, zone)}:{there.second:02}"

    def at_next(self, moment: datetime, now: datetime, zone: str) -> str:
        """An instant to come, as one says it now: `today at 07:00`, `tomorrow at 07:00`."""
        there = moment.astimezone(ZoneInfo(zone))
        clock = self.clock_at(moment, zone)
        days = (there.date() - now.astimezone(ZoneInfo(zone)).date()).days
        match days:
            case 0:
                return self.gettext("today at {clock}", clock=clock)
            case 1:
                return self.gettext("tomorrow at {clock}", clock=clock)
        return self.gettext("on {day} at {clock}", day=self.short_day(there.date()), clock=clock)

    def clock(self, minute: int) -> str:
        """A minute of the day, 0–1439, as a clock of 24 hours shows it: `07:00`."""
        at = time(minute // 60, minute % 60)
        return format_time(at, self.patterns.clock, locale=self.locale)

    def number(self, number: int) -> str:
        """A whole number with its thousands set apart: `1,204`."""
        return format_decimal(number, locale=self.locale)

    def decimal(self, number: float) -> str:
        """A number with one decimal: `28.5`, `28,5`."""
        return format_decimal(number, "0.0", locale=self.locale)

    def round_number(self, number: int) -> str:
        """A round number: `1万` where people count in ten thousands, `10,000` elsewhere."""
        ten_thousand = format_compact_decimal(10_000, locale=self.locale)
        counts_in_it = sum(map(str.isdigit, ten_thousand)) == 1
        written = format_compact_decimal if counts_in_it else format_decimal
        return written(number, locale=self.locale)

    def clock_in(self, chosen: Preferences) -> str:
        """When the digest comes, and by which clock: `07:00 (Japan Time)`."""
        clock, place = self.clock(chosen.minute), self.zone(chosen.timezone)
        return self.gettext("{clock} ({place})", clock=clock, place=place)

    def zone(self, zone: str) -> str:
        """An IANA zone by the place it is named after; `UTC` and the like as they are."""
        if "/" not in zone:
            return zone
        if _FIXED.fullmatch(zone):  # these lie in no country that CLDR could name
            return self.city(zone)
        try:
            return get_timezone_location(ZoneInfo(zone), locale=self.locale)
        except KeyError:  # CLDR names no countries in this language
            return zone

    def city(self, zone: str) -> str:
        """The city that an IANA zone is named after: `東京`; `UTC+9` where it has none."""
        fixed = _FIXED.fullmatch(zone)
        if fixed:  # in these names west is plus (tzdata, etcetera)
            return f"UTC{'-' if fixed['sign'] == '+' else '+'}{fixed['hours']}"
        names = self.locale.time_zones
        # CLDR names some zones as tzdata did long ago (Asia/Calcutta), which Babel looks past.
        older = (old for old, new in get_global("zone_aliases").items() if new == zone)
        found = (names.get(one, {}).get("city") for one in (zone, *older))
        return next(filter(None, found), zone.rpartition("/")[2].replace("_", " "))

    def city_now(self, zone: str, now: datetime) -> str:
        """A city with what its clocks show: `東京 12:34`."""
        return f"{self.city(zone)} {self.clock_at(now, zone)}"

    @property
    def slants(self) -> bool:
        """Whether its script has italics: those that set no space between words have none."""
        return not is_dense(self.language_name(self.language))

    def language_name(self, language: str) -> str:
        """A language's name in itself, so that those who need it can read it."""
        locale = _locale(language)
        return (locale.get_display_name(locale) if locale else None) or language

    def direction_of(self, language: str) -> str:
        """Which way a language is written: `ltr` or `rtl`."""
        locale = _locale(language)
        return locale.text_direction if locale else "ltr"

    def name_of(self, language: str) -> str:
        """A language's name in this one."""
        locale = _locale(language)
        return (locale.get_display_name(self.locale) if locale else None) or language


def translator_of(language: str) -> Translator:
    """One language that the bot speaks, by the name of its catalogue."""
    file = catalogs().get(language)
    return _translator(language, po_file.read(file) if file else NullTranslations())


@dataclass(frozen=True, slots=True)
class Translations:
    """All languages the bot speaks; the one place that decides which of them a chat hears."""

    translators: Mapping[str, Translator]
    default: str
    _index: Mapping[str, str]

    @classmethod
    def load(cls, default: str, folder: Path | None = None) -> Translations:
        """Read every language; `default` is spoken to those whose language isn't among them.

        The catalogues are those of `folder`, else the bot's own.
        """
        found = {SOURCE_LANGUAGE: _translator(SOURCE_LANGUAGE, NullTranslations())}
        for language, file in catalogs(folder).items():
            found[language] = _translator(language, po_file.read(file))
        return cls(MappingProxyType(found), default, tags.index(found))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages spoken, as their catalogues are named, the default first."""
        return (self.default, *sorted(set(self.translators) - {self.default}))

    def named(self, tag: str) -> str | None:
        """The very language of a tag that somebody typed, `pt-br` for `pt_BR`; else None."""
        return language_named(tag, self.languages)

    @property
    def menu_languages(self) -> tuple[str, ...]:
        """The languages for which Telegram keeps menus and descriptions: ISO 639-1 codes only."""
        codes = dict.fromkeys(name.partition("_")[0] for name in self.languages)
        return tuple(code for code in codes if len(code) == 2)

    def of(self, subscriber: Subscriber | None, language_code: str | None = None) -> Translator:
        """A chat's: the language it chose; else `language_code`, that of the person's app."""
        return self.translator(subscriber.preferences.language if subscriber else language_code)

    def translator(self, language: str | None) -> Translator:
        """The best for an IETF language tag as Telegram gives it (`en-GB`), else the default."""
        found = tags.best(language, self._index) if language else None
        return self.translators[found or self.default]


def _locale(language: str) -> Locale | None:
    """What CLDR knows of a language; None where it knows nothing."""
    try:
        return Locale.parse(language)
    except UnknownLocaleError:
        return None


def _translator(language: str, translations: NullTranslations) -> Translator:
    locale = _locale(language) or Locale.parse(SOURCE_LANGUAGE)
    return Translator(language, translations, locale, DatePatterns.of(locale))
