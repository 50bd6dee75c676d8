"""What looks wrong with a digest, or why it can't be read, in the editor's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.views.rich_text import circled
from digests.errors import ReadingError, ReadingFault
from digests.model import Digest, Place, Problem, ProblemKind, Severity

SENTENCES: Mapping[ProblemKind, str] = MappingProxyType(
    {
        ProblemKind.NO_ITEMS: mark(
            "Nothing in the text looks like an item. Number the headlines (①, 1., ■ …) "
            "or make them headings."
        ),
        ProblemKind.NO_TITLE: mark("No line looks like a title; the date is shown instead."),
        ProblemKind.NUMBER_GAP: mark("Number {number} is missing."),
        ProblemKind.NUMBER_REPEATED: mark("Number {number} occurs twice."),
        ProblemKind.NO_SOURCE: mark("No source link."),
        ProblemKind.SOURCE_REPAIRED: mark("A damaged link was repaired: {url}"),
        ProblemKind.SOURCE_SUSPECT: mark("This link does not look like one that opens: {url}"),
        ProblemKind.NO_DATE: mark("No date."),
        ProblemKind.ODD_DATE: mark("The date {date} is far from the edition's."),
        ProblemKind.NO_EDITION_DATE: mark("No date was found for the edition."),
        ProblemKind.EDITION_DATE_CONFLICT: mark(
            "The dates disagree: {found} was read, {date} was taken."
        ),
        ProblemKind.EDITION_DATE_GUESSED: mark(
            "The date {date} was not in the text: it is {origin}."
        ),
        ProblemKind.NEAR_COPY: mark("It says again what item {number} of {date} said."),
        ProblemKind.SAME_PAGE: mark("It links to the same page as item {number} of {date}."),
        ProblemKind.CAPTION_WITHOUT_PICTURE: mark("A photo caption, but no photo."),
        ProblemKind.PICTURE_UNREADABLE: mark("A picture could not be read and is left out."),
        ProblemKind.TEXT_LEFT_OVER: mark("{count} paragraphs belong to no item."),
        ProblemKind.LITTLE_READ: mark("Only {count} % of the text is in items."),
        ProblemKind.LINKS_OUTSIDE: mark("Only {count} % of the links are in items."),
        ProblemKind.LONG_PREFACE: mark(
            "There is more text before the first item than in all items."
        ),
        ProblemKind.MANY_LINKS: mark("{count} links: probably several items in one."),
        ProblemKind.GUESSED: mark(
            "Nothing marks the items; these {count} were told apart by how they look."
        ),
        ProblemKind.LONG_ITEM: mark("Very long: {count} characters."),
        ProblemKind.TOO_MANY_ITEMS: mark(
            "{count} items; at most {number} can be published. If they were told apart wrongly, "
            "mark only the headlines; else split the edition."
        ),
        ProblemKind.TOO_LONG_TITLE: mark(
            "The title has {count} characters; at most {number} can be published. Reply with "
            "“title: …” to give a shorter one."
        ),
        ProblemKind.TOO_LONG_HEADLINE: mark(
            "The headline has {count} characters; at most {number} can be published. Begin a new "
            "line where the text begins."
        ),
        ProblemKind.TOO_LONG_ITEM: mark(
            "The item has {count} characters; at most {number} can be published. Shorten it or "
            "make several items of it."
        ),
        ProblemKind.TOO_LONG_EDITION: mark(
            "The edition has {count} characters; at most {number} can be published. Shorten it or "
            "split it into several."
        ),
        ProblemKind.TOO_MANY_MESSAGES: mark(
            "Each reader might be sent {count} messages; at most {number} can be. Shorten the "
            "edition, leave pictures out, or split it into several."
        ),
        ProblemKind.EMPTY_ITEM: mark("A headline with nothing below it."),
        ProblemKind.PAGES_SKIPPED: mark("Only the first {count} pages were read."),
        ProblemKind.PARTS_UNREAD: mark("The file also holds what was not read: {names}."),
    }
)

CONFIRMATIONS: Mapping[ProblemKind, str] = MappingProxyType(
    {
        ProblemKind.LITTLE_READ: mark("✓ The rest is no news"),
        ProblemKind.LINKS_OUTSIDE: mark("✓ The other links are no news"),
        ProblemKind.LONG_PREFACE: mark("✓ The greeting is that long"),
        ProblemKind.MANY_LINKS: mark("✓ It is one item"),
        ProblemKind.NEAR_COPY: mark("✓ Say it again"),
        ProblemKind.SAME_PAGE: mark("✓ The same page again"),
    }
)
"""What an editor says of what looks wrong and is right."""

FAULTS: Mapping[ReadingFault, str] = MappingProxyType(
    {
        ReadingFault.EMPTY: mark("The file is empty. Please send one with text in it."),
        ReadingFault.TOO_BIG: mark("The file is too big; at most {limit} can be read."),
        ReadingFault.UNKNOWN_FORMAT: mark(
            "This kind of file can't be read. Please send one of these: {formats}."
        ),
        ReadingFault.SHORTCUT: mark(
            "This file only says where something else lies. Please open that, save it as a file, "
            "and send that file."
        ),
        ReadingFault.NOT_TEXT: mark(
            "The file's characters can't be made out. Please save it as UTF-8 and send it again."
        ),
        ReadingFault.BOMB: mark("The file would unpack to far too much, so it was not opened."),
        ReadingFault.ENCRYPTED: mark(
            "The file is protected by a password. Please send it without one."
        ),
        ReadingFault.DAMAGED: mark("The file is damaged or cut off. Please send it again."),
        ReadingFault.SCANNED: mark(
            "The pages are pictures without any text. Please send the text itself."
        ),
        ReadingFault.NOT_READ: mark(
            "The file was not read, for a fault of this installation; nothing is wrong with it. "
            "Whoever runs the bot finds the reason in the log."
        ),
        ReadingFault.TOO_SLOW: mark(
            "Reading the file took too long. Please split it or send it as text."
        ),
    }
)

ORIGINS: Mapping[str, str] = MappingProxyType(
    {
        "metadata": mark("the day that the file says it is of"),
        "header": mark("a line above the items"),
        "file_name": mark("the day in the name of the file"),
        "message": mark("the day on which it was posted"),
        "items": mark("the day of the newest item"),
    }
)
"""Where a day was found that the text doesn't name (`digests.parsing.edition_date.Origin`)."""

_ICONS: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.FORBIDS: "🚫",
        Severity.BLOCKS: "⛔",
        Severity.WARNS: "⚠️",
        Severity.NOTES: "ℹ️",
    }
)


def coverage_line(translator: Translator, digest: Digest) -> str | None:
    """How much of the text stands in the items; None where nobody counted."""
    if digest.coverage is None:
        return None
    return translator.ngettext(
        "{percent} % of the text in {count} item",
        "{percent} % of the text in {count} items",
        len(digest.items),
        percent=digest.coverage.text,
    )


def problem_sentence(translator: Translator, problem: Problem) -> str:
    """A problem with its place: `⚠️ ③, line 12: No source link.` and the like."""
    said = plain_sentence(translator, problem)
    where = _where(translator, problem.place)
    if where:
        said = translator.gettext("{place}: {said}", place=where, said=said)
    return f"{_ICONS[problem.severity]} {said}"


def plain_sentence(translator: Translator, problem: Problem) -> str:
    """A problem without its place and severity."""
    details = {**problem.details}
    origin = ORIGINS.get(details.get("origin", ""))
    if origin:
        details["origin"] = translator.gettext(origin)
    return translator.gettext(SENTENCES[problem.kind], **details)


def _where(translator: Translator, place: Place) -> str:
    known = (
        circled(place.item) if place.item else "",
        translator.gettext("page {page}", page=place.page) if place.page else "",
        translator.gettext("line {line}", line=place.line) if place.line else "",
    )
    return translator.gettext(", ").join(filter(None, known))


def fault_sentence(translator: Translator, error: ReadingError) -> str:
    """Why a file can't be read, and what to do about it."""
    return translator.gettext(FAULTS[error.fault], **error.details)
