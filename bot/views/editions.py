"""A whole edition as a reader sees it, in each of the forms a reader can choose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from telegram import InlineKeyboardMarkup

from bot.i18n.translator import Translator
from bot.views.callbacks import ListSources, OpenArchive, OpenEdition, OpenItem
from bot.views.items import (
    body,
    captions,
    heading,
    opening,
    photo_messages,
    related,
    source_line,
    source_lines,
    title_of,
    unpictured,
)
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.rich_messages import rich_messages
from bot.views.rich_text import (
    FOLDED,
    Page,
    RichText,
    aside,
    bold,
    circled,
    join,
    length,
    paginate,
    plain,
    to_html,
    within,
)
from digests.export.markdown import render
from digests.model import Digest, Edition, EditionState, Form, Item
from digests.text.dates import find_days

_SHORT = 60
"""Columns in which an item is told, at least, by whole sentences: some two lines on a phone."""
_LONG_GREETING = 600
"""Characters above which a greeting is folded."""
_BUTTONS_PER_PAGE = 90
"""Leaves room below a page for the other buttons among Telegram's hundred."""


def edition_messages(translator: Translator, edition: Edition, form: Form) -> list[OutgoingMessage]:
    """The messages that bring an edition in a form; each carries the buttons of its items."""
    if form is Form.FILE:
        return [_file_message(translator, edition)]
    if form is Form.RICH:
        return rich_messages(translator, edition)
    if form is Form.FULL:
        return _full_messages(translator, edition)
    entry = _headline if form is Form.HEADLINES else _with_sentence
    items = edition.digest.items
    entries = [
        join("\n\n", [_section_above(items, place), entry(translator, edition, item)])
        for place, item in enumerate(items)
    ]
    return _run(translator, edition, [_opening(translator, edition), *entries], items)


def _message(
    translator: Translator, edition: Edition, page: Page, items: Sequence[Item]
) -> OutgoingMessage:
    numbers = [item.number for item in items]
    last = not edition.digest.items or edition.digest.items[-1] in items
    return OutgoingMessage(
        text=to_html(page.text), keyboard=edition_keyboard(translator, edition, numbers, last=last)
    )


def _full_messages(translator: Translator, edition: Edition) -> list[OutgoingMessage]:
    """Everything at once: photos stand before the message that holds their item."""
    messages: list[OutgoingMessage] = []
    sections = [_opening(translator, edition)]
    held: list[Item] = []
    for item in edition.digest.items:
        if item.pictures:
            messages += [*_run(translator, edition, sections, held), *photo_messages(item)]
            sections, held = [], []
        sections.append(_with_all(translator, item))
        held.append(item)
    return messages + _run(translator, edition, sections, held)


def _run(
    translator: Translator, edition: Edition, sections: Sequence[RichText], items: Sequence[Item]
) -> list[OutgoingMessage]:
    """Sections between two photos; the first section may be the edition's opening."""
    before = len(sections) - len(items)
    return [
        _message(
            translator, edition, page, [items[i - before] for i in page.sections if i >= before]
        )
        for page in paginate(sections, "\n\n")
    ]


def _opening(translator: Translator, edition: Edition) -> RichText:
    """Title and day, each once, and what the editor says to the readers."""
    digest = edition.digest
    title = title_of(translator, edition)
    day = "" if _names(title, edition.date) else translator.day(edition.date)
    line = " · ".join(filter(None, (day, digest.author)))
    top = [bold(f"🗞 {title}"), plain(line), aside(translator, _note(translator, edition))]
    return join("\n\n", [join("\n", top), _greeting(digest)])


def _names(title: str, day: date) -> bool:
    """Whether a title names the day."""
    return any((one.month, one.day) == (day.month, day.day) for one in find_days(title))


def _greeting(digest: Digest) -> RichText:
    said = plain("\n\n".join(digest.preface))
    return within(FOLDED, said) if length(said) > _LONG_GREETING else said


def _note(translator: Translator, edition: Edition) -> str:
    """What readers should know of the edition before they read it."""
    if edition.state is EditionState.RECALLED:
        return translator.gettext("This edition was recalled.")
    return translator.gettext("✏️ Corrected after it was published.") if edition.corrected_at else ""


def _section_above(items: Sequence[Item], place: int) -> RichText:
    """The heading of a section above its first item."""
    section = items[place].section
    is_first = not place or items[place - 1].section != section
    return bold(f"▍{section}") if section and is_first else ()


def _headline(translator: Translator, edition: Edition, item: Item) -> RichText:
    """The headline with its number, the outlet, and the day where it is not the edition's."""
    day = item.date if item.date != edition.date else None
    facts = (item.outlet, translator.short_day(day) if day else None)
    line = plain(" · ".join(filter(None, facts)))
    return join("\n", [bold(f"{circled(item.number)} {item.headline}"), line])


def _with_sentence(translator: Translator, edition: Edition, item: Item) -> RichText:
    """The headline, and as much in short as can be read without a tap: whole sentences."""
    return join(
        "\n", [_headline(translator, edition, item), opening(item, edition.digest.language, _SHORT)]
    )


def _with_all(translator: Translator, item: Item) -> RichText:
    return join(
        "\n",
        [
            heading(translator, item),
            within(FOLDED, body(item.paragraphs)),
            captions(unpictured(item)),
            related(translator, item.related),
            source_lines(item.sources),
        ],
    )


def edition_keyboard(
    translator: Translator, edition: Edition, numbers: Sequence[int], *, last: bool = True
) -> InlineKeyboardMarkup | None:
    """A button an item; below the last message also the way to links and past days."""
    keys = [button(circled(n), OpenItem(edition.id, n)) for n in numbers[:_BUTTONS_PER_PAGE]]
    more = [
        button(translator.gettext("🔗 Sources"), ListSources(edition.id)),
        button(translator.gettext("🗂 Past editions"), OpenArchive(0)),
    ]
    return keyboard([*rows(keys), more if last else []])


def _file_message(translator: Translator, edition: Edition) -> OutgoingMessage:
    return OutgoingMessage(
        text=to_html(_opening(translator, edition)),
        keyboard=edition_keyboard(
            translator, edition, [item.number for item in edition.digest.items]
        ),
        document=(f"{edition.date.isoformat()}.txt", render(edition.digest).encode()),
    )


def item_numbers_message(translator: Translator, edition: Edition, said: str) -> OutgoingMessage:
    """A question or an answer, with the items of an edition to choose from."""
    keys = [
        button(circled(item.number), OpenItem(edition.id, item.number))
        for item in edition.digest.items[:_BUTTONS_PER_PAGE]
    ]
    whole = button(translator.gettext("📋 All items"), OpenEdition(edition.id))
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([*rows(keys), [whole]]))


def offer_message(translator: Translator, edition: Edition, said: str) -> OutgoingMessage:
    """An answer, with an edition to open below it."""
    label = f"📖 {translator.day(edition.date)}"
    return OutgoingMessage(
        text=to_html(plain(said)),
        keyboard=keyboard(
            [
                [button(label, OpenEdition(edition.id))],
                [button(translator.gettext("🗂 Past editions"), OpenArchive(0))],
            ]
        ),
    )


def source_messages(
    translator: Translator, edition: Edition, chosen: Sequence[Item] = ()
) -> list[OutgoingMessage]:
    """The links of an edition, or of those of its items that were chosen."""
    items = chosen or edition.digest.items
    head = join("\n", [bold(translator.gettext("Sources")), plain(title_of(translator, edition))])
    pages = paginate([head, *(_sources_of(translator, one) for one in items)], "\n\n")
    keys = keyboard([[button(translator.gettext("📋 All items"), OpenEdition(edition.id))]])
    return [
        OutgoingMessage(text=to_html(page.text), keyboard=keys if page is pages[-1] else None)
        for page in pages
    ]


def _sources_of(translator: Translator, item: Item) -> RichText:
    every = [*item.sources, *(source for piece in item.related for source in piece.sources)]
    lines = [source_line(source) for source in every] or [
        aside(translator, translator.gettext("no source given"))
    ]
    return join("\n", [plain(f"{circled(item.number)} {item.headline}"), *lines])


def recall_message(translator: Translator, edition: Edition) -> OutgoingMessage:
    """What stands in the place of an edition that was taken back."""
    said = translator.gettext(
        "The editor has taken back the edition of {day}.", day=translator.day(edition.date)
    )
    return OutgoingMessage(text=to_html(aside(translator, said)))


def correction_message(translator: Translator, edition: Edition) -> OutgoingMessage:
    """What follows a message that could not be corrected where it stands."""
    day = translator.day(edition.date)
    said = translator.gettext(
        "The edition of {day} was corrected; the message above is out of date.", day=day
    )
    open_it = button(translator.gettext("📖 The corrected edition"), OpenEdition(edition.id))
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([[open_it]]))
