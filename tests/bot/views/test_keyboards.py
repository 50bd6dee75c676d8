"""Buttons: small enough for Telegram, and read back as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.handlers.routes import CALLBACK_HANDLERS
from bot.views.callbacks import Action, pack, pattern, unpack
from bot.views.keyboards import button, edition_of, keyboard, openable_host, rows, source_buttons
from bot.views.rich_text import circled
from bot.views.settings import ZONES
from digests.model import Source

NUMBERS = st.integers(0, 2**63)


@given(st.sampled_from(Action), NUMBERS, NUMBERS)
def test_a_button_is_read_back_as_it_was_written(action: Action, one: int, two: int) -> None:
    callback = unpack(pack(action, one, two))
    assert callback.action is action
    assert (callback.number(0), callback.number(1)) == (one, two)
    assert len(pack(action, one, two).encode()) <= 64


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_fits_into_a_button(zone: str) -> None:
    assert len(pack(Action.ZONE, zone).encode()) <= 64


@pytest.mark.parametrize("action", Action)
def test_every_button_has_one_handler(action: Action) -> None:
    assert action in CALLBACK_HANDLERS
    taken = [other for other in Action if pattern(other).match(pack(action, 1))]
    assert taken == [action]


@pytest.mark.parametrize("carried", ["", "nonsense", "item2:3", ":"])
def test_what_no_button_of_ours_carries_is_nothing(carried: str) -> None:
    assert unpack(carried).action is None


def test_a_keyboard_never_has_more_buttons_than_telegram_takes() -> None:
    keys = [button(str(number), Action.ITEM, 1, number) for number in range(250)]
    markup = keyboard(rows(keys, 8))
    assert markup is not None
    assert sum(len(row) for row in markup.inline_keyboard) == 100
    assert keyboard([[], []]) is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.jp/a", "example.jp"),
        ("http://news.example.co.uk:8080/?q=1", "news.example.co.uk"),
        ("https://localhost/a", None),
        ("ftp://example.jp/a", None),
        ("example.jp", None),
        ("https://example", None),
        ("javascript:alert(1)", None),
    ],
)
def test_only_links_that_telegram_takes_become_buttons(url: str, host: str | None) -> None:
    assert openable_host(url) == host
    assert bool(source_buttons([Source(url=url, raw=url)])) == (host is not None)


def test_a_message_tells_its_edition_by_its_buttons() -> None:
    link = InlineKeyboardButton("page", url="https://example.jp")
    markup = InlineKeyboardMarkup([[link], [button("③", Action.ITEM, 12, 3)]])
    assert edition_of(markup) == 12
    assert edition_of(InlineKeyboardMarkup([[link]])) is None
    assert edition_of(None) is None


@pytest.mark.parametrize(
    ("number", "mark"),
    [(1, "①"), (20, "⑳"), (21, "㉑"), (35, "㉟"), (36, "㊱"), (50, "㊿"), (51, "51."), (0, "0.")],
)
def test_a_number_is_circled_as_far_as_unicode_goes(number: int, mark: str) -> None:
    assert circled(number) == mark
