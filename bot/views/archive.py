"""Past editions: page by page, or a month as a calendar whose days open them."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import (
    Callback,
    FillPlace,
    OpenArchive,
    OpenEdition,
    OpenItem,
    TurnArchive,
    TurnCalendar,
    TurnToItem,
    TurnToPage,
)
from bot.views.keyboards import Paging, button, keyboard, newest_first, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import day_of, short_day_of
from bot.views.reading.issues import with_issue
from bot.views.rich_text import RichText, bold, join, plain, to_html
from digests.model import EditionSummary
from digests.values.days import DaysBeside, EditionOfDay
from digests.values.months import Month
from digests.values.slots import in_order

_EMPTY, _SEVERAL = "·", "⁺"
"""What stands for a day without editions, and behind one with several."""


def archive_message(
    translator: Translator,
    editions: Sequence[EditionSummary],
    *,
    offset: int,
    total: int,
    page: int,
) -> OutgoingMessage:
    """A page of past editions, newest first, with the ways to the neighbouring pages."""
    lines = [_archive_line(translator, edition) for edition in editions]
    head = bold(translator.ngettext("{count} edition", "{count} editions", total))
    days = [
        button(short_day_of(translator, edition), OpenEdition(edition.id)) for edition in editions
    ]
    paging = Paging(offset=offset, size=page, total=total)
    return OutgoingMessage(
        text=to_html(join("\n\n", [head, join("\n", lines)])),
        keyboard=keyboard([*rows(days, 2), paging.row(newest_first(translator), TurnArchive)]),
    )


def _archive_line(translator: Translator, edition: EditionSummary) -> RichText:
    items = translator.ngettext("{count} item", "{count} items", edition.items)
    title = with_issue(translator, edition.title, edition.issue)
    return join(" ", [bold(day_of(translator, edition)), plain(f"{title or ''} — {items}")])


def calendar_message(translator: Translator, month: Month, *, said: str = "") -> OutgoingMessage:
    """A month; `said` stands above it, such as that there is no edition of a day."""
    head = bold(translator.month(month.year, month.month))
    count = translator.ngettext("{count} edition", "{count} editions", len(month.editions))
    return OutgoingMessage(
        text=to_html(join("\n", [plain(said), head, plain(count)])),
        keyboard=keyboard([*_weeks(translator, month), _ways(translator, month)]),
    )


def with_days(
    translator: Translator,
    messages: Sequence[OutgoingMessage],
    days: DaysBeside,
    *,
    of_items: bool = False,
) -> Sequence[OutgoingMessage]:
    """What shows an edition or an item, with the ways to the days before and after.

    From an item to the first one of the other day, as its numbers say nothing of another's; below
    the ways to the items beside it. What is one message is shown in its place.
    """
    *before, last = messages
    takes_place = not before and last.photo is None
    keys = []
    if days.before:
        label = f"◀ {translator.shortest_day(days.before.date)}"
        keys.append(button(label, _to_day(days.before, takes_place, of_items)))
    if days.after:
        label = f"{translator.shortest_day(days.after.date)} ▶"
        keys.append(button(label, _to_day(days.after, takes_place, of_items)))
    its = [*last.rows]
    its.insert(1 if of_items else len(its), tuple(keys))
    return [*before, replace(last, keyboard=keyboard(its))]


def _to_day(edition: EditionOfDay, takes_place: bool, of_items: bool) -> Callback:
    if of_items:
        return (TurnToItem if takes_place else OpenItem)(edition.id, edition.first_item)
    if takes_place:
        return TurnToPage(edition.id, edition.first_item)
    return OpenEdition(edition.id)


def _weeks(translator: Translator, month: Month) -> Sequence[Sequence[InlineKeyboardButton]]:
    by_day: dict[int, list[EditionSummary]] = {}
    for edition in sorted(month.editions, key=lambda one: in_order(one.slot)):
        by_day.setdefault(edition.date.day, []).append(edition)
    days = {day: _day(day, its) for day, its in by_day.items()}
    return month_rows(translator.first_weekday, (month.year, month.month), days, FillPlace())


def month_rows(
    first_weekday: int,
    month: tuple[int, int],
    days: Mapping[int, InlineKeyboardButton],
    otherwise: Callback,
) -> Sequence[Sequence[InlineKeyboardButton]]:
    """The weeks of a year's month in which any day has a button; other days have `otherwise`."""
    weeks = Calendar(first_weekday).monthdayscalendar(*month)
    empty = button(_EMPTY, otherwise)
    return [[days.get(day, empty) for day in week] for week in weeks if any(map(days.get, week))]


def _day(day: int, its: Sequence[EditionSummary]) -> InlineKeyboardButton:
    """A day that opens its edition, below which its others are offered."""
    return button(f"{day}{_SEVERAL if len(its) > 1 else ''}", OpenEdition(its[0].id))


def _ways(translator: Translator, month: Month) -> Sequence[InlineKeyboardButton]:
    before, after = _neighbour(month, -1), _neighbour(month, 1)
    ways = []
    if month.has_older:
        ways.append(button(f"◀ {translator.month(*before)}", TurnCalendar(date(*before, 1))))
    if month.has_newer:
        ways.append(button(f"{translator.month(*after)} ▶", TurnCalendar(date(*after, 1))))
    if not month.editions:
        ways.append(button(translator.gettext("🗂 Past editions"), OpenArchive(0)))
    return ways


def _neighbour(month: Month, by: int) -> tuple[int, int]:
    year, index = divmod(month.year * 12 + month.month - 1 + by, 12)
    return year, index + 1
