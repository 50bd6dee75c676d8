"""The time zones that there are."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def time_zones() -> frozenset[str]:
    """The names of all zones, such as Asia/Tokyo.

    They are looked for once: that opens hundreds of files.
    """
    return frozenset(available_timezones())
