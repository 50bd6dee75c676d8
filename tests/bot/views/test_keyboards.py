"""Buttons: small enough for Telegram, and read back as they were written."""

from __future__ import annotations

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.callbacks import AboutEdition, OpenItem, SetZone
from bot.views.keyboards import button, carried, keyboard, rows
from bot.views.rich_text import circled
from bot.views.settings import ZONES


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_fits_into_a_button(zone: str) -> None:
    assert len(SetZone(zone).pack().encode()) <= 64


def test_a_keyboard_never_has_more_buttons_than_telegram_takes() -> None:
    keys = [button(str(number), OpenItem(1, number)) for number in range(250)]
    markup = keyboard(rows(keys, 8))
    assert markup is not None
    assert sum(len(row) for row in markup.inline_keyboard) == 100
    assert keyboard([[], []]) is None


def test_a_message_tells_its_edition_by_its_buttons() -> None:
    link = InlineKeyboardButton("page", url="https://example.jp")
    markup = InlineKeyboardMarkup([[link], [button("③", OpenItem(12, 3))]])
    assert carried(markup, AboutEdition) == OpenItem(12, 3)
    assert carried(InlineKeyboardMarkup([[link]]), AboutEdition) is None
    assert carried(None, AboutEdition) is None


@pytest.mark.parametrize(
    ("number", "mark"),
    [(1, "①"), (20, "⑳"), (21, "㉑"), (35, "㉟"), (36, "㊱"), (50, "㊿"), (51, "51."), (0, "0.")],
)
def test_a_number_is_circled_as_far_as_unicode_goes(number: int, mark: str) -> None:
    assert circled(number) == mark
