"""Which zone is meant by a place, and which is likely by the language of an app."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.intents import places
from bot.intents.places import guessed_zone, zone_named

WINTER = datetime(2026, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Paris", "Europe/Paris"),
        ("パリ", "Europe/Paris"),
        ("new york", "America/New_York"),
        ("東京 12:34", "Asia/Tokyo"),
        ("UTC+9", "Etc/GMT-9"),
        ("gmt-3", "Etc/GMT+3"),
        ("UTC", "UTC"),
        ("UTC+15", None),
        ("nowhere", None),
    ],
)
def test_a_place_is_known_by_its_names(typed: str, zone: str | None) -> None:
    assert zone_named(typed) == zone


@pytest.mark.parametrize(
    ("tag", "zone"),
    [
        ("ja", "Asia/Tokyo"),
        ("fr", "Europe/Paris"),
        ("pt-br", "America/Sao_Paulo"),
        ("en", None),
        ("xx", None),
        (None, None),
    ],
)
def test_a_zone_is_guessed_only_where_a_language_has_one(tag: str | None, zone: str | None) -> None:
    assert guessed_zone(tag, WINTER) == zone


def test_no_more_clocks_are_read_than_it_takes_to_see_that_they_differ(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def watched(key: str) -> ZoneInfo:
        read.append(key)
        return ZoneInfo(key)

    monkeypatch.setattr(places, "ZoneInfo", watched)
    guessed_zone("en", WINTER)
    assert len(read) == 2
