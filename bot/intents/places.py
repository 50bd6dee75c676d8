"""Time zones as people name them: by a city in whatever language, or by the hours from UTC."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from bot.i18n.tags import likely_territory
from bot.intents.great_cities import CLOCKS, OFFSETS, great_cities
from bot.time_zones import time_zones
from digests.text.lexicon import LEXICON

_OFFSET = re.compile(
    r"(?:utc|gmt)\s*(?P<sign>[+-]|\u2212)\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?"
)
_MOST_POPULOUS: Mapping[str, str] = MappingProxyType(
    {
        "BR": "America/Sao_Paulo",
        "CN": "Asia/Shanghai",
        "ID": "Asia/Jakarta",
        "PT": "Europe/Lisbon",
        "RU": "Europe/Moscow",
        "UA": "Europe/Kyiv",
    }
)
"""Of countries with several clocks, that of most people who speak the country's language."""
_CLOCK = re.compile(r" \d{1,2}[:.]\d{2}$")
"""What a button says of a city: which time it is there."""
_EAST, _WEST = 14, 12
"""How far clocks are from UTC, in hours."""


def zone_named(words: str) -> str | None:
    """The IANA zone that somebody names, None for none.

    `Europe/Paris`, `Paris`, `パリ`, `New York`, `UTC+9`, `UTC+5:30`, `JST`. Cities are those that
    CLDR names zones after, in the languages that are read, and other great ones.
    """
    plain = _CLOCK.sub("", _folded(words))
    offset = _OFFSET.fullmatch(plain)
    if offset:
        return _zone_at(offset)
    zone = _zones().get(plain.replace(" ", "_")) or _cities().get(plain)
    return zone or CLOCKS.get(plain) or great_cities().get(plain)


def guessed_zone(tag: str | None, now: datetime) -> str | None:
    """The IANA zone of most people whose app speaks the language of an IETF tag (`ja`, `pt-br`).

    None where they live by many clocks, as those of English do, or where CLDR knows no country.
    """
    territory = likely_territory(tag) if tag else None
    zones = get_global("territory_zones").get(territory or "", ())
    # One after the other, since each is a file: the first two differ where there are dozens.
    offsets = (now.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones)
    first = next(offsets, None)
    if zones and all(other == first for other in offsets):
        return str(zones[0])
    return _MOST_POPULOUS.get(territory or "")


def is_unmistakable(words: str) -> bool:
    """Whether words can mean nothing but a zone; a city may be asked for its news."""
    plain = _folded(words)
    has_clock = _CLOCK.search(plain) is not None
    is_clock = plain in {"utc", "gmt"} or plain in CLOCKS
    return has_clock or is_clock or "/" in plain or _OFFSET.fullmatch(plain) is not None


def _zone_at(offset: re.Match[str]) -> str | None:
    """The zone that is so far from UTC; in the names of tzdata's, west is plus."""
    hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
    is_west = offset["sign"] != "+"
    if minutes:
        return OFFSETS.get((hours * 60 + minutes) * (-1 if is_west else 1))
    if hours == 0:
        return "UTC"
    if hours > (_WEST if is_west else _EAST):
        return None
    return f"Etc/GMT{'+' if is_west else '-'}{hours}"


def _folded(words: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", words)).strip().casefold()


@cache
def _zones() -> Mapping[str, str]:
    return {zone.casefold(): zone for zone in time_zones()}


@cache
def _cities() -> Mapping[str, str]:
    """The zone of each city, whose English name is the zone's own or CLDR's."""
    known = time_zones()
    found: dict[str, str] = {}
    for language in reversed(LEXICON.languages):
        try:
            zones = Locale(language.code).time_zones
        except UnknownLocaleError:
            continue
        found |= {
            _folded(names["city"]): zone
            for zone, names in zones.items()
            if "city" in names and zone in known
        }
    areas = [zone for zone in known if "/" in zone and not zone.startswith("Etc/")]
    own = {zone.rsplit("/", 1)[1].replace("_", " ").casefold(): zone for zone in sorted(areas)}
    return own | found
