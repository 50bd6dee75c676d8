"""That an item goes on with an earlier one: the line at it, and the way to the whole story."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.keyboards import button
from bot.views.papers.slots import slot_name, with_slot
from bot.views.reading.story_callbacks import UnfoldStory
from bot.views.rich_text import RichText, circled, plain
from digests.model import Continuation, Edition, Item


def continuation_line(translator: Translator, edition: Edition, item: Item) -> RichText:
    """What an item goes on with: the day and number of the earlier one; empty for most."""
    found = continuation_of(edition, item)
    return plain(continuation_words(translator, found)) if found else ()


def continuation_of(edition: Edition, item: Item) -> Continuation | None:
    """What an item goes on with, None where that is nothing."""
    return next((one for one in edition.continuations if one.number == item.number), None)


def continuation_words(translator: Translator, found: Continuation) -> str:
    """The line that says what an item goes on with."""
    slot = slot_name(translator, found.slot)
    return translator.gettext(
        "↪ continues {item} of {day}",
        item=circled(found.earlier.number).rstrip("."),
        day=with_slot(translator, translator.short_day(found.date), slot),
    )


def story_row(
    translator: Translator, edition: Edition, item: Item
) -> Sequence[InlineKeyboardButton]:
    """The way to the story that an item is of, where it is of one."""
    if continuation_of(edition, item) is None and item.number not in edition.continued:
        return ()
    label = translator.gettext("📅 The story so far")
    return (button(label, UnfoldStory(edition.id, item.number)),)
