"""The buttons: what each one carries (1–64 bytes, `InlineKeyboardButton`) and how they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.callbacks import Callback, unpack

C = TypeVar("C", bound=Callback)

_PER_ROW = 5
_MOST = 100
"""Buttons that Telegram takes on one keyboard, all rows together."""


def button(text: str, callback: Callback) -> InlineKeyboardButton:
    """A button that comes back to the bot."""
    return InlineKeyboardButton(text, callback_data=callback.pack())


def keyboard(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup | None:
    """A keyboard of the rows that have buttons, cut to what Telegram takes; None without any."""
    kept: list[list[InlineKeyboardButton]] = []
    left = _MOST
    for row in rows:
        if row and left > 0:
            kept.append(list(row[:left]))
            left -= len(row)
    return InlineKeyboardMarkup(kept) if kept else None


def rows(
    buttons: Sequence[InlineKeyboardButton], per_row: int = _PER_ROW
) -> list[Sequence[InlineKeyboardButton]]:
    """Buttons in rows of equal length."""
    return [buttons[start : start + per_row] for start in range(0, len(buttons), per_row)]


def carried(markup: InlineKeyboardMarkup | None, kind: type[C]) -> C | None:
    """The first callback of a kind that a message's buttons carry.

    So Telegram keeps for us what a message of ours is about, for as long as it stands there.
    """
    keys = [key for row in markup.inline_keyboard for key in row] if markup else []
    found = (unpack(key.callback_data) for key in keys if isinstance(key.callback_data, str))
    return next((one for one in found if isinstance(one, kind)), None)
