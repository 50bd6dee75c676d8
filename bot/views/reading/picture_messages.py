"""The pictures of an edition, each with the way to its item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.i18n.translator import Translator
from bot.views.callbacks import OpenEdition, OpenItem
from bot.views.editions import item_numbers_message
from bot.views.items import photo_messages
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.rich_text import circled
from digests.model import Edition, Item

_MOST = 10
"""Each is a message of its own: more would push everything else out of sight."""


def picture_messages(
    translator: Translator, edition: Edition, items: Sequence[Item]
) -> list[OutgoingMessage]:
    """The pictures of items, of all where none are named; the last one also leads to the rest."""
    shown = [
        (message, button(f"📖 {circled(item.number)}", OpenItem(edition.id, item.number)))
        for item in items or edition.digest.items
        for message in photo_messages(item)
    ][:_MOST]
    rest = button(translator.gettext("📋 Items"), OpenEdition(edition.id))
    return [
        replace(message, keyboard=keyboard([[key], [rest]] if at == len(shown) else [[key]]))
        for at, (message, key) in enumerate(shown, start=1)
    ]


def no_pictures_message(
    translator: Translator, edition: Edition, items: Sequence[Item]
) -> OutgoingMessage:
    """That there are none, and the numbers of what there is to read instead."""
    said = (
        translator.ngettext(
            "That item has no picture.", "Those items have no pictures.", len(items)
        )
        if items
        else translator.gettext(
            "There are no pictures in the edition of {day}.", day=translator.short_day(edition.date)
        )
    )
    return item_numbers_message(translator, edition, said)
