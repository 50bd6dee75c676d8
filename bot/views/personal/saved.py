"""Saved items: the buttons below an item, the list of them, and the reminder of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.views.callbacks import OpenHit, OpenItem
from bot.views.keyboards import Paging, button, keyboard, newest_first, unpack
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import day_of, short_day_of
from bot.views.personal.saved_callbacks import (
    CancelReminder,
    DropSaved,
    RemindOfItem,
    SaveItem,
    TurnSaved,
    UnsaveItem,
)
from bot.views.reading.letters import named_item
from bot.views.rich_text import RichText, aside, begun, bold, circled, join, plain, to_html
from digests.model import Edition, EditionState, Item, Paragraph
from digests.values.saved import ReminderTime, SavedItem

_LONGEST_SUMMARY = 400
_TIMES = (
    (ReminderTime.TONIGHT, mark("⏰ Tonight")),
    (ReminderTime.SATURDAY, mark("⏰ On Saturday")),
)
_Row = Sequence[InlineKeyboardButton]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedEntry:
    """A saved item as it can be shown now: without its edition or itself where those are gone."""

    saved: SavedItem
    edition: Edition | None = None
    item: Item | None = None

    @classmethod
    def of(cls, saved: SavedItem, edition: Edition | None) -> SavedEntry:
        """What is left of a saved item in its edition, if readers may read that at all."""
        is_there = edition and edition.state is EditionState.PUBLISHED and saved.number
        item = edition.digest.item(saved.number) if edition and is_there and saved.number else None
        return cls(saved=saved, edition=edition, item=item)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedList:
    """A page of what somebody saved, from `offset` on, `size` to a page, by their own clock."""

    entries: Sequence[SavedEntry]
    total: int
    offset: int
    size: int
    zone: str
    now: datetime


# --- below an item --------------------------------------------------------------------------------


def saved_rows(
    translator: Translator, edition_id: int, number: int, *, is_saved: bool
) -> list[_Row]:
    """The button that saves an item; below one that is saved, when to be reminded of it."""
    if not is_saved:
        return [[button(translator.gettext("🔖 Save"), SaveItem(edition_id, number))]]
    taken_out = button(translator.gettext("🔖 Saved"), UnsaveItem(edition_id, number))
    return [[taken_out], reminder_row(translator, edition_id, number)]


def reminder_row(translator: Translator, edition_id: int, number: int) -> _Row:
    """When somebody may be reminded of an item."""
    return [
        button(translator.gettext(label), RemindOfItem(edition_id, number, when))
        for when, label in _TIMES
    ]


def with_saved(
    translator: Translator, markup: InlineKeyboardMarkup, about: SaveItem | UnsaveItem
) -> InlineKeyboardMarkup:
    """The buttons below an item once it was saved, or was taken out: all others stay."""
    first, *more = saved_rows(
        translator, about.edition, about.number, is_saved=isinstance(about, SaveItem)
    )
    rows: list[_Row] = []
    for row in markup.inline_keyboard:
        kinds = [_kind(key) for key in row]
        if RemindOfItem in kinds:
            continue
        is_it = [kind in {SaveItem, UnsaveItem} for kind in kinds]
        rows.append([first[0] if is_own else key for key, is_own in zip(row, is_it, strict=True)])
        rows += more if any(is_it) else []
    return keyboard(rows) or markup


def _kind(key: InlineKeyboardButton) -> type | None:
    return type(unpack(key.callback_data)) if isinstance(key.callback_data, str) else None


# --- all of them ----------------------------------------------------------------------------------


def saved_message(translator: Translator, shown: SavedList) -> OutgoingMessage:
    """A page of saved items, each to be opened and to be taken out."""
    if not shown.total:
        said = translator.gettext("You have saved nothing. 🔖 below an item saves it.")
        return OutgoingMessage(text=to_html(plain(said)))
    head = translator.ngettext("🔖 {count} saved item", "🔖 {count} saved items", shown.total)
    lines = [_entry(translator, one, shown) for one in shown.entries]
    keys = [row for one in shown.entries for row in _entry_rows(translator, one, shown.offset)]
    return OutgoingMessage(
        text=to_html(join("\n\n", [bold(head), *lines])),
        keyboard=keyboard([*keys, _paging(translator, shown)]),
    )


def _entry(translator: Translator, entry: SavedEntry, shown: SavedList) -> RichText:
    remind_at = entry.saved.remind_at
    when = ""
    if remind_at and entry.saved.may_have_come:
        when = translator.gettext("⏰ The reminder may not have reached you.")
    elif remind_at:
        when = f"⏰ {translator.at_next(remind_at, shown.now, shown.zone)}"
    return join("\n", [*_told(translator, entry), aside(translator, when)])


def _told(translator: Translator, entry: SavedEntry) -> Iterator[RichText]:
    """What is said of it: the headline and the day, or why there is none any more."""
    if entry.edition and entry.item:
        yield plain(named_item(entry.item))
        yield aside(translator, day_of(translator, entry.edition))
    else:
        yield plain(_gone(translator, entry.edition))


def _gone(translator: Translator, edition: Edition | None) -> str:
    if edition is None:
        return translator.gettext("That edition is no longer available.")
    day = day_of(translator, edition)
    if edition.state is EditionState.RECALLED:
        return translator.gettext("The editor has taken back the edition of {day}.", day=day)
    return translator.gettext("The corrected edition of {day} no longer has that item.", day=day)


def _entry_rows(translator: Translator, entry: SavedEntry, offset: int) -> Sequence[_Row]:
    drop = DropSaved(entry.saved.id, offset)
    if entry.edition is None or entry.item is None:
        return [[button(translator.gettext("✕ Take out"), drop)]]
    day = short_day_of(translator, entry.edition)
    number = entry.item.number
    opened = button(f"📖 {circled(number)} {day}", OpenHit(entry.edition.id, number))
    taken_out = button(translator.gettext("✕ Take out"), drop)
    if entry.saved.remind_at is None:
        return [[opened, taken_out]]
    cancel = CancelReminder(entry.saved.id, offset)
    return [[opened], [button(translator.gettext("⏰ Off"), cancel), taken_out]]


def _paging(translator: Translator, shown: SavedList) -> _Row:
    paging = Paging(offset=shown.offset, size=shown.size, total=shown.total)
    return paging.row(newest_first(translator), TurnSaved)


# --- reminded -------------------------------------------------------------------------------------


def remind_sentence(translator: Translator, at: datetime, now: datetime, zone: str) -> str:
    """When somebody will be reminded."""
    return translator.gettext("⏰ I'll remind you {when}.", when=translator.at_next(at, now, zone))


def will_remind_message(item: Item, said: str) -> OutgoingMessage:
    """The same, of an item that was not pressed but named."""
    return OutgoingMessage(text=to_html(join("\n\n", [plain(said), plain(named_item(item))])))


def reminder_message(translator: Translator, entry: SavedEntry) -> OutgoingMessage:
    """The reminder of a saved item; that it is gone, without a word of it, where it is."""
    head = bold(translator.gettext("⏰ You wanted to be reminded"))
    edition, item = entry.edition, entry.item
    if edition is None or item is None:
        said = plain(_gone(translator, edition))
        return OutgoingMessage(text=to_html(join("\n\n", [head, said])))
    number = item.number
    shown = join("\n", [bold(named_item(item)), _in_short(item)])
    opened = button(
        translator.gettext("📖 Open {number}", number=circled(number)),
        OpenItem(edition.id, number),
    )
    taken_out = button(translator.gettext("🔖 Saved"), UnsaveItem(edition.id, number))
    rows = [[opened, taken_out], reminder_row(translator, edition.id, number)]
    day = aside(translator, day_of(translator, edition))
    text = join("\n\n", [head, shown, day])
    return OutgoingMessage(text=to_html(text), keyboard=keyboard(rows))


def _in_short(item: Item) -> RichText:
    said: Sequence[Paragraph] = item.summary or item.paragraphs[:1]
    return begun(plain(" ".join(one.text for one in said)), _LONGEST_SUMMARY)
