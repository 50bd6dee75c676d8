"""What a corrected file says differently, word by word, for the editor who decides about it."""

from __future__ import annotations

from datetime import date

from bot.i18n.translator import Translator
from bot.views.rich_text import RichText, bold, circled, join, plain, within
from digests.corrections import Passage, ShownChange, shown_differences
from digests.model import Aspect, ChangeKind, Digest

_STRUCK = "s"


def word_diff(translator: Translator, before: Digest, after: Digest) -> list[RichText]:
    """A section a change: which item it is, and what it says now instead of what it said."""
    return [_section(translator, one) for one in shown_differences(before, after)]


def _section(translator: Translator, shown: ShownChange) -> RichText:
    more = shown.change.more
    further = translator.ngettext("… and {count} more", "… and {count} more", more) if more else ""
    passages = [_passage(translator, one) for one in shown.passages]
    return join("\n", [plain(_head(translator, shown)), *passages, plain(further)])


def _head(translator: Translator, shown: ShownChange) -> str:
    change = shown.change
    number = circled(change.number) if change.number is not None else ""
    named = f"{number} {change.headline}".strip()
    signs = {
        ChangeKind.ADDED: translator.gettext("＋ new: {headline}", headline=named),
        ChangeKind.REMOVED: translator.gettext("－ gone: {headline}", headline=named),
        ChangeKind.CHANGED: translator.gettext("✏️ changed: {headline}", headline=named),
    }
    return signs[change.kind]


def _passage(translator: Translator, passage: Passage) -> RichText:
    edit = passage.edit
    match edit.aspect:
        case Aspect.LINKS:
            return plain(translator.gettext("links corrected"))
        case Aspect.PICTURES:
            return plain(translator.gettext("pictures changed"))
        case Aspect.DAY:
            was, now = (
                translator.short_day(date.fromisoformat(one)) if one else ""
                for one in (edit.before, edit.after)
            )
        case Aspect.WORDS:
            was, now = edit.before, edit.after
    struck = within(_STRUCK, plain(was)) if was else ()
    around = [plain(passage.lead.strip()), struck, bold(now), plain(passage.tail.strip())]
    return join(" ", around)
