"""An edition as somebody who follows or mutes something sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.i18n.translator import Translator
from digests.model import Edition, Item
from digests.values.round_up import RoundUp
from digests.values.rules import EditionMarks

_FOLLOWED = "★"


def personal_edition(translator: Translator, edition: Edition, marks: EditionMarks) -> Edition:
    """The same edition with a star at items that are followed, and muted ones folded.

    Of those the headline is left, with a line that says why; their numbers open them as ever. So
    every form and every page tells it without knowing of rules.
    """
    muted = dict(marks.muted)
    items = tuple(
        _starred(item)
        if item.number in marks.followed
        else _folded(translator, item, muted[item.number])
        if item.number in muted
        else item
        for item in edition.digest.items
    )
    return replace(edition, digest=replace(edition.digest, items=items))


def personal_round_up(
    translator: Translator, round_up: RoundUp, marks: Sequence[EditionMarks | None]
) -> RoundUp:
    """The same index with a star at items that are followed; `marks` are of each edition."""
    seen = (
        personal_edition(translator, edition, its) if its else edition
        for edition, its in zip(round_up.editions, marks, strict=True)
    )
    return replace(round_up, editions=tuple(seen))


def _starred(item: Item) -> Item:
    return replace(item, headline=f"{_FOLLOWED} {item.headline}")


def _folded(translator: Translator, item: Item, why: str) -> Item:
    return Item(
        number=item.number,
        headline=item.headline,
        printed_number=item.printed_number,
        section=item.section,
        # Where it was published stands right below the headline in every form.
        outlet=translator.gettext("🔇 muted: {subject}", subject=why),
    )
