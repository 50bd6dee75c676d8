"""A pause from one day to another, both chosen by a tap on a month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.archive import month_rows
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.rhythm.rhythm_callbacks import OfferRhythm, OfferVacation, PauseFromTo
from bot.views.rich_text import plain, to_html

_DAY = timedelta(days=1)
FARTHEST = timedelta(days=365)
"""How far ahead the last day of a vacation may be."""


def vacation_message(translator: Translator, asked: OfferVacation, today: date) -> OutgoingMessage:
    """A month whose days begin a vacation; once its first day is chosen, those that end it."""
    if asked.first is None:
        ask = translator.gettext("🏖 From which day on should nothing come?")
    else:
        first = translator.day(asked.first)
        ask = translator.gettext(
            "🏖 From {day} on nothing comes. Which day is the last of the pause?", day=first
        )
    month = min(max(asked.month, today), today + FARTHEST).replace(day=1)
    days = {
        day.day: button(str(day.day), _chosen(asked, day))
        for day in _days_of(month)
        if (asked.first or today) <= day <= today + FARTHEST
    }
    name = (month.year, month.month)
    weeks = month_rows(translator.first_weekday, name, days, OfferVacation(month, asked.first))
    ways = _ways(translator, asked, month, today)
    back = [button(translator.gettext("↩ Back"), OfferRhythm())]
    said = f"{ask}\n{translator.month(*name)}"
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([*weeks, ways, back]))


def _chosen(asked: OfferVacation, day: date) -> OfferVacation | PauseFromTo:
    return PauseFromTo(asked.first, day) if asked.first else OfferVacation(day, day)


def _days_of(month: date) -> Sequence[date]:
    return [month.replace(day=number + 1) for number in range(_length(month))]


def _length(month: date) -> int:
    return monthrange(month.year, month.month)[1]


def _ways(
    translator: Translator, asked: OfferVacation, month: date, today: date
) -> Sequence[InlineKeyboardButton]:
    """To the neighbouring months that have days to choose."""
    before, after = month - _DAY, month + _length(month) * _DAY
    ways = []
    if before >= (asked.first or today):
        label = f"◀ {translator.month(before.year, before.month)}"
        ways.append(button(label, OfferVacation(before, asked.first)))
    if after <= today + FARTHEST:
        label = f"{translator.month(after.year, after.month)} ▶"
        ways.append(button(label, OfferVacation(after, asked.first)))
    return ways
