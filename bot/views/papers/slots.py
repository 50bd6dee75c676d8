"""What an edition is called among those of its day; nothing of Telegram is loaded, as above."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.i18n.translator import Translator
from bot.views.reading.issues import with_issue
from digests.model import Edition, EditionSummary
from digests.values.slots import SlotKind, kind_of, number_of


def slot_name(translator: Translator, slot: str, *, is_morning: bool = False) -> str:
    """What a slot is called: `evening edition`, `extra 2`; empty where it is the day's only one."""
    kind = kind_of(slot)
    if kind is SlotKind.EVENING:
        return translator.gettext("evening edition")
    if kind is SlotKind.EXTRA:
        number = number_of(slot)
        if number > 1:
            return translator.gettext("extra {number}", number=number)
        return translator.gettext("extra")
    return translator.gettext("morning edition") if is_morning else ""


def slot_of(translator: Translator, edition: Edition | EditionSummary) -> str:
    """What an edition is called among those of its day, as far as it has to be told apart."""
    is_morning = isinstance(edition, EditionSummary) and edition.is_morning
    return slot_name(translator, edition.slot, is_morning=is_morning)


def with_slot(translator: Translator, words: str, slot: str) -> str:
    """A title or a day with the name of a slot, where it lacks that."""
    if not slot or _is_named(slot, words):
        return words
    return translator.gettext("{words}, {slot}", words=words, slot=slot) if words else slot


def _is_named(slot: str, words: str) -> bool:
    """Whether words have that of a slot: as a word of its own, where words are set apart."""
    name = re.escape(slot)
    pattern = rf"(?<!\w){name}(?!\w)" if slot.isascii() else name
    return re.search(pattern, words, re.IGNORECASE) is not None


def day_of(translator: Translator, edition: Edition | EditionSummary) -> str:
    """The day of an edition, and which of that day it is."""
    return with_slot(translator, translator.day(edition.date), slot_of(translator, edition))


def short_day_of(translator: Translator, edition: Edition | EditionSummary) -> str:
    """The same for buttons and lists."""
    return with_slot(translator, translator.short_day(edition.date), slot_of(translator, edition))


def name_among(translator: Translator, edition: EditionSummary) -> str:
    """What one of several editions of a day is called beside the others."""
    return slot_of(translator, edition) or translator.gettext("the day's edition")


def others_of(edition: Edition, of_day: Sequence[EditionSummary]) -> Sequence[EditionSummary]:
    """The other editions of an edition's day."""
    return [one for one in of_day if one.id != edition.id]


def title_of(translator: Translator, edition: Edition | EditionSummary) -> str:
    """The edition's title with the number of its issue, or its day where the editor gave none.

    What is not the edition of its day says which it is.
    """
    told = edition.digest if isinstance(edition, Edition) else edition
    title = with_issue(translator, told.title, told.issue) or translator.day(edition.date)
    return with_slot(translator, title, slot_name(translator, edition.slot))
