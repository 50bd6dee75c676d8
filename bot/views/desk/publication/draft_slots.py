"""Of which paper and slot a draft is to be: the buttons to choose, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.desk.decisions import ChoosePaper, ChooseSlot
from bot.views.keyboards import button, rows
from bot.views.papers.papers import paper_name
from bot.views.papers.slots import slot_name
from digests.model import SLOT, Draft, Edition
from digests.values.papers import Paper
from digests.values.slots import EVENING, NEW_EXTRA, SlotKind, kind_of

_MOST_EXTRAS = 6
"""Extras of a day that can be corrected by button, the newest."""


def slot_rows(
    translator: Translator, edition: Edition, draft: Draft, extras: Sequence[str]
) -> list[Sequence[InlineKeyboardButton]]:
    """The slots that a draft may have, its own marked; `extras` may be corrected by it."""
    names = {
        SLOT: translator.gettext("Regular"),
        EVENING: translator.gettext("Evening"),
        NEW_EXTRA: translator.gettext("🚨 Extra"),
    }
    there = {
        slot: translator.gettext("✏️ In place of: {slot}", slot=slot_name(translator, slot))
        for slot in extras[-_MOST_EXTRAS:]
    }
    keys = {
        slot: button(
            f"✓ {name}" if slot == edition.slot else name,
            ChooseSlot.of(edition.id, draft.revision, slot),
        )
        for slot, name in (names | there).items()
    }
    return [[keys[slot] for slot in names], *rows([keys[slot] for slot in there], 2)]


def paper_rows(
    edition: Edition, draft: Draft, papers: Sequence[Paper]
) -> list[Sequence[InlineKeyboardButton]]:
    """The papers of which a draft may be one, its own marked; none where there is one."""
    keys = [
        button(
            f"{'✓' if one.key == edition.paper else '📰'} {paper_name(one)}",
            ChoosePaper(edition.id, draft.revision, one.key),
        )
        for one in papers
    ]
    return rows(keys, 2) if len(papers) > 1 else []


def slot_line(translator: Translator, slot: str) -> str:
    """When readers get an edition that does not come at their hour; empty of what does."""
    match kind_of(slot):
        case SlotKind.EXTRA:
            return translator.gettext("🚨 An extra: at once, to everyone who takes extras.")
        case SlotKind.EVENING:
            return translator.gettext("An evening edition: at their hour, but not before 17:00.")
        case SlotKind.DAY:
            return ""
