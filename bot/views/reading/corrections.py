"""What was changed after publishing, a line each: `③ 三倍 → 四倍`.

Whoever is sent a correction is told all of it. A list tells long sentences by their beginnings; so
does an item of those that stand in its text, right below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from bot.i18n.translator import Translator
from bot.views.rich_text import RichText, begun, circled, plain, shortened, text_of
from digests.model import Aspect, Change, ChangeKind, Edit, Edition, Item
from digests.text.characters import width
from digests.text.sentence_ends import ends_with_stop

_MOST_LINES = 12
"""At the top of an edition, all its corrections together: the news shall be seen below them."""
MOST_IN_A_LINE = 2
"""Edits of one item at the top; all of them stand at the item."""
_LONGEST_IN_A_LIST = 80
"""Characters of each side of an edit."""
_SHORT, _LONG = 10, 40
"""Columns up to which words are no sentence, and characters above which they read like one."""
_BEGINNING = 24
"""Characters that are told of a sentence that stands in the text below."""
_CLOSING = "'\"’”»)）]」』"


def corrections_of(translator: Translator, edition: Edition) -> RichText:
    """What was changed in an edition, the newest day first."""
    lines = [
        line
        for day, changes in _by_day(edition)
        for line in (corrected_on(translator, day), *(listed(translator, one) for one in changes))
    ]
    if not lines and edition.corrected_at:
        return plain(translator.gettext("✏️ Corrected after it was published."))
    further = ["…"] if len(lines) > _MOST_LINES else []
    return plain("\n".join([*lines[:_MOST_LINES], *further]))


def corrections_of_item(translator: Translator, edition: Edition, item: Item) -> RichText:
    """What was changed in an item, the newest day first."""
    lines = [
        line
        for day, changes in _by_day(edition)
        if (of_item := [one for one in changes if _is_about(one, item)])
        for line in _of_item(translator, day, of_item)
    ]
    return plain("\n".join(lines))


def _by_day(edition: Edition) -> Iterator[tuple[date, Sequence[Change]]]:
    """The days of corrections with all that was changed on each, from the newest back."""
    newest_first = reversed(edition.corrections)
    for day, corrections in groupby(newest_first, key=lambda one: one.at.date()):
        yield day, [change for one in corrections for change in one.changes]


def _is_about(change: Change, item: Item) -> bool:
    return change.number == item.number and change.kind is not ChangeKind.REMOVED


def corrected_on(translator: Translator, day: date) -> str:
    """The line above what was corrected on a day."""
    return translator.gettext("✏️ Corrected on {day}", day=translator.short_day(day))


def listed(translator: Translator, change: Change) -> str:
    """A change in a line of a list, where long sentences are told by their beginnings."""
    return told(translator, replace(change, edits=tuple(map(_in_short, change.edits))))


def _in_short(edit: Edit) -> Edit:
    before, after = (shortened(one, _LONGEST_IN_A_LIST) for one in (edit.before, edit.after))
    return replace(edit, before=before, after=after)


def told(translator: Translator, change: Change) -> str:
    """A change in a line."""
    named = _named(change)
    if change.kind is ChangeKind.ADDED:
        return translator.gettext("＋ new: {headline}", headline=named)
    if change.kind is ChangeKind.REMOVED:
        return translator.gettext("－ gone: {headline}", headline=named)
    mark = circled(change.number) if change.number is not None else ""
    return f"{mark} {' / '.join(edits_of(translator, change, MOST_IN_A_LINE))}".strip()


def _named(change: Change) -> str:
    mark = circled(change.number) if change.number is not None else ""
    return f"{mark} {change.headline}".strip()


def _of_item(translator: Translator, day: date, changes: Sequence[Change]) -> Iterator[str]:
    short = [replace(one, edits=tuple(map(_above_the_text, one.edits))) for one in changes]
    edits = [edit for change in short for edit in edits_of(translator, change, len(change.edits))]
    if edits:
        yield corrected_on(translator, day)
        yield from edits
    if any(change.kind is ChangeKind.ADDED for change in changes):
        yield translator.gettext("✏️ Added on {day}", day=translator.short_day(day))


def _above_the_text(edit: Edit) -> Edit:
    """An edit without what is read below it anyway: of a new sentence the beginning tells where."""
    after = edit.after
    ended = all(ends_with_stop(one.rstrip(_CLOSING)) for one in (edit.before, after) if one)
    if not (ended and width(after) > _SHORT) and len(after) <= _LONG:
        return edit
    beginning = begun(plain(after), min(_BEGINNING, len(after) // 2))
    return replace(edit, after=text_of(beginning))


def edits_of(translator: Translator, change: Change, most: int) -> Sequence[str]:
    """At most so many edits of a change, and a sign where there are more."""
    shown = [_edit(translator, one) for one in change.edits[:most]]
    return [*shown, "…"] if change.more or len(change.edits) > most else shown


def _edit(translator: Translator, edit: Edit) -> str:
    match edit.aspect:
        case Aspect.WORDS:
            return _arrow(edit.before, edit.after)
        case Aspect.DAY:
            return _arrow(*(_day(translator, one) for one in (edit.before, edit.after)))
        case Aspect.LINKS:
            return translator.gettext("links corrected")
        case Aspect.PICTURES:
            return translator.gettext("pictures changed")


def _arrow(before: str, after: str) -> str:
    """From what to what; a sign alone where one of them is nothing."""
    if not before:
        return f"＋ {after}"
    return f"{before} → {after}" if after else f"－ {before}"


def _day(translator: Translator, written: str) -> str:
    return translator.short_day(date.fromisoformat(written)) if written else ""
