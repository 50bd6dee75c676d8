"""A month of published editions, as calendars show it."""

from __future__ import annotations

from dataclasses import dataclass

from digests.model import EditionSummary


@dataclass(frozen=True, slots=True)
class Month:
    """The editions published for the days of a month, newest first.

    `has_older` and `has_newer` say whether other months have editions, before and after it.
    """

    year: int
    month: int
    editions: tuple[EditionSummary, ...]
    has_older: bool
    has_newer: bool
