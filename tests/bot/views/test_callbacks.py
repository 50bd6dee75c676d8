"""What buttons carry: small enough for Telegram, and read back as written for years."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.handlers.callbacks import ROUTES
from bot.views.callbacks import (
    AssumeDelivered,
    Callback,
    OpenItem,
    OpenItemOfDay,
    PageWords,
    PublishAt,
    SendNow,
    SetForm,
    SetMinute,
    SetZone,
    Subscribe,
    TurnSearch,
    TurnToPage,
    fits,
)
from bot.views.desk.decisions import SendAnnouncement
from bot.views.keyboards import CALLBACKS, unpack
from digests.model import Form
from digests.values.roles import StaffRole

TEXTS = st.text(st.characters(categories=("L", "N", "P")), max_size=12)
VALUES: dict[object, st.SearchStrategy[object]] = {
    int: st.integers(0, 1_439),
    int | None: st.none() | st.integers(0, 1_439),
    str: TEXTS,
    str | None: st.none() | TEXTS,
    date: st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    date | None: st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    PageWords | None: st.none() | st.sampled_from([*PageWords]),
    StaffRole: st.sampled_from([StaffRole.VIEWER, StaffRole.EDITOR]),  # nobody is invited to own
}
"""What a button may carry; of any other set of words one of them."""
OF_OLD = {
    "item:5:3": OpenItem(5, 3),
    "day:2026-11-20:3": OpenItemOfDay(date(2026, 11, 20), 3),
    "leaf:5:21": TurnToPage(5, 21),
    "subscribe": Subscribe(),
    "hour:405": SetMinute(405),
    "zone:America/Argentina/Buenos_Aires": SetZone("America/Argentina/Buenos_Aires"),
    "form:full": SetForm(Form.FULL),
    "at:7:1764370800": PublishAt(7, 1_764_370_800),
    "hurry:7": SendNow(7),
    "trust:7": AssumeDelivered(7),
    "announce:7:": SendAnnouncement(7, ""),
    "announce:7:ja": SendAnnouncement(7, "ja"),
}
"""Buttons of messages that stand in chats since earlier releases."""


def values(hint: Any) -> st.SearchStrategy[object]:
    """What a button may carry of a kind."""
    return VALUES[hint] if hint in VALUES else st.sampled_from([*hint])


def callbacks(kind: type[Callback]) -> st.SearchStrategy[Callback]:
    """Buttons of a kind with values of the right kinds, most of which fit.

    Only the last value may hold colons.
    """
    hints = get_type_hints(kind)
    carried = [values(hints[field.name]) for field in fields(kind)]
    before = [one.map(_without_colons) for one in carried[:-1]]
    return st.builds(kind, *before, *carried[-1:])


def _without_colons(value: object) -> object:
    return value.replace(":", "") if type(value) is str else value


@pytest.mark.parametrize("kind", CALLBACKS, ids=[kind.__name__ for kind in CALLBACKS])
@settings(max_examples=20)
@given(data=st.data())
def test_a_button_is_read_back_as_it_was_written(kind: type[Callback], data: st.DataObject) -> None:
    callback = data.draw(callbacks(kind))
    if fits(callback):
        assert len(callback.pack().encode()) <= 64
        assert unpack(callback.pack()) == callback


@pytest.mark.parametrize(("carried", "callback"), OF_OLD.items())
def test_buttons_of_earlier_releases_are_still_understood(carried: str, callback: Callback) -> None:
    assert unpack(carried) == callback
    assert callback.pack() == carried


def test_words_with_colons_are_carried_whole() -> None:
    search = TurnSearch(10, "ferry since:2025-01 12:30")
    assert unpack(search.pack()) == search


def test_what_is_too_long_for_a_button_is_refused_before_telegram_does() -> None:
    assert not fits(TurnSearch(0, "停" * 20))
    with pytest.raises(ValueError, match="can't carry 6"):
        TurnSearch(0, "停" * 20).pack()


@pytest.mark.parametrize(
    "carried",
    [
        *("", "nonsense", "item2:3", ":", "item", "item:1", "item:1:2:3", "subscribe:1"),
        *("item:-1:2", "item:１:2", "item:1 :2", f"item:{10**15}:1", "hour:1440", "form:scroll"),
        "day:20261120:1x",
    ],
)
def test_what_no_button_of_ours_carries_is_nothing(carried: str) -> None:
    assert unpack(carried) is None


def test_no_two_buttons_share_a_word() -> None:
    assert len({kind.word for kind in CALLBACKS}) == len(CALLBACKS)


def test_every_button_has_a_handler() -> None:
    assert set(ROUTES) == set(CALLBACKS)
