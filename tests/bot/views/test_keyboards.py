"""Buttons: small enough for Telegram, and read back as they were written."""

from __future__ import annotations

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.callbacks import AboutEdition, OpenItem, SetZone
from bot.views.keyboards import button, carried, columns, keyboard, rows
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


def labels(markup: InlineKeyboardMarkup | None) -> list[list[str]]:
    return [[key.text for key in row] for row in markup.inline_keyboard] if markup else []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["◀ ①", "📋 Items", "③ ▶"], [["◀ ①", "📋 Items", "③ ▶"]]),
        (["🔗 Sources", "🗂 Past editions", "↗"], [["🔗 Sources", "🗂 Past editions"], ["↗"]]),
        (["🔁 不明な読者にもう一度送る", "⏹ 中止"], [["🔁 不明な読者にもう一度送る"], ["⏹ 中止"]]),
        (["Alone " * 9], [["Alone " * 9]]),
    ],
)
def test_a_row_whose_labels_would_be_cut_becomes_several(
    row: list[str], expected: list[list[str]]
) -> None:
    assert labels(keyboard([[button(one, OpenItem(1, 1)) for one in row]])) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [("Items", 5), ("一覧", 4), ("📋 Items", 8), ("⏸ 3", 4), ("✏️ 訂正", 7), ("①", 2), ("é", 1)],
)
def test_signs_are_as_wide_as_two_letters(label: str, expected: int) -> None:
    assert columns(label) == expected


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
