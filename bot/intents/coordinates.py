"""The time zones of a place on the map, by the nearest cities that tzdata names zones after."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.time_zones import time_zones

_COORDINATE = re.compile(
    r"(?P<sign>[+-])(?P<degrees>\d{2,3})(?P<minutes>\d{2})(?P<seconds>\d{2})?(?=[+-]|$)"
)
"""ISO 6709 as tzdata writes it: ±DDMM±DDDMM, or with seconds."""


_MOST = 3


def zones_near(latitude: float, longitude: float, now: datetime) -> tuple[str, ...]:
    """The IANA zones whose cities are nearest to a place, in degrees; each shows another time.

    The nearest city need not be the right one: from Beijing that is Pyongyang. So people are asked.
    """
    here, cities = _on_sphere(latitude, longitude), _cities()
    nearest = sorted(cities, key=lambda zone: math.dist(cities[zone], here))
    shown: dict[timedelta | None, str] = {}
    for zone in nearest:
        shown.setdefault(now.astimezone(ZoneInfo(zone)).utcoffset(), zone)
        if len(shown) == _MOST:
            break
    return tuple(shown.values())


@cache
def _cities() -> Mapping[str, tuple[float, float, float]]:
    """Where the city of each zone is, as a point of the unit sphere."""
    table = files("tzdata.zoneinfo").joinpath("zone1970.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    known = time_zones()
    return MappingProxyType(
        {row[2]: _on_sphere(*_degrees(row[1])) for row in rows if row[2] in known}
    )


def _degrees(written: str) -> tuple[float, float]:
    latitude, longitude = (
        (-1 if part["sign"] == "-" else 1)
        * (int(part["degrees"]) + int(part["minutes"]) / 60 + int(part["seconds"] or 0) / 3600)
        for part in _COORDINATE.finditer(written)
    )
    return latitude, longitude


def _on_sphere(latitude: float, longitude: float) -> tuple[float, float, float]:
    north, east = math.radians(latitude), math.radians(longitude)
    return (
        math.cos(north) * math.cos(east),
        math.cos(north) * math.sin(east),
        math.sin(north),
    )
