"""What was corrected, told to who has it, and listed for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import OpenEdition, OpenHit, OpenItem
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import short_day_of, title_of
from bot.views.reading.corrections import MOST_IN_A_LINE, corrected_on, edits_of, listed, told
from bot.views.rich_text import RichText, begun, bold, circled, join, plain, to_html
from digests.model import Change, ChangeKind, Correction, Edition

_MOST_BUTTONS, _MOST_ERRATA = 5, 20
"""Buttons of a row on a phone, and of a list."""

_Known = tuple[Edition, Correction]


def erratum_message(translator: Translator, edition: Edition, place: int) -> OutgoingMessage:
    """Two lines that tell who has an edition what a correction of it changed, sentences in full."""
    changes = edition.corrections[place].changes
    if not changes:  # a later correction took all that it changed away
        said = translator.gettext("✏️ Corrected after it was published.")
        return OutgoingMessage(text=to_html(plain(said)))
    first, *others = changes
    further = told(translator, others[0]) if others else _of_what(translator, edition, first)
    second = f"{further} …" if len(others) > 1 else further
    numbers = [one.number for one in changes if one.number and edition.digest.item(one.number)]
    keys = [button(circled(n), OpenItem(edition.id, n)) for n in numbers[:_MOST_BUTTONS]]
    whole = button(translator.gettext("📖 The corrected edition"), OpenEdition(edition.id))
    return OutgoingMessage(
        text=to_html(begun(join("\n", [bold(_begun(translator, first)), plain(second)]))),
        keyboard=keyboard([keys or [whole]]),
    )


def _begun(translator: Translator, change: Change) -> str:
    if change.kind is not ChangeKind.CHANGED:
        return f"✏️ {told(translator, change)}"
    edits = " / ".join(edits_of(translator, change, MOST_IN_A_LINE))
    if change.number is None:
        return translator.gettext("✏️ Correction: {edits}", edits=edits)
    number = circled(change.number)
    return translator.gettext("✏️ Correction to {number}: {edits}", number=number, edits=edits)


def _of_what(translator: Translator, edition: Edition, change: Change) -> str:
    if change.kind is ChangeKind.CHANGED and change.number is not None:
        return change.headline
    return title_of(translator, edition)


def errata_message(translator: Translator, editions: Sequence[Edition]) -> OutgoingMessage:
    """What was corrected in editions, by day, the newest first; where nothing was, that."""
    known = [(edition, one) for edition in editions for one in edition.corrections if one.changes]
    if not known:
        return OutgoingMessage(text=to_html(plain(translator.gettext("No corrections so far."))))
    known.sort(key=lambda pair: pair[1].at, reverse=True)
    days = groupby(known, key=lambda pair: pair[1].at.date())
    sections = [_day(translator, day, tuple(those)) for day, those in days]
    return OutgoingMessage(
        text=to_html(begun(join("\n\n", sections))),
        keyboard=keyboard(rows(_ways(translator, known), 2)),
    )


def _day(translator: Translator, day: date, those: Sequence[_Known]) -> RichText:
    paragraphs = [
        "\n".join(
            [title_of(translator, edition), *(listed(translator, one) for one in made.changes)]
        )
        for edition, made in those
    ]
    return join("\n", [bold(corrected_on(translator, day)), *map(plain, paragraphs)])


def _ways(translator: Translator, known: Sequence[_Known]) -> list[InlineKeyboardButton]:
    """A button an item that is still there; of several editions in one message."""
    places = dict.fromkeys(
        (edition.id, short_day_of(translator, edition), change.number)
        for edition, made in known
        for change in made.changes
        if change.number and edition.digest.item(change.number)
    )
    return [
        button(f"{circled(number)} {day}", OpenHit(edition_id, number))
        for edition_id, day, number in list(places)[:_MOST_ERRATA]
    ]
