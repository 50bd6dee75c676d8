"""A whole edition as a reader sees it, in each of the forms a reader can choose."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.translator import Speech
from bot.views.callbacks import Act
from bot.views.items import (
    body,
    captions,
    circled,
    heading,
    photo_letters,
    related,
    source_line,
    source_lines,
    summary,
    unpictured,
)
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import Letter
from bot.views.rich_messages import rich_letters
from bot.views.rich_text import (
    FOLDED,
    Page,
    Styled,
    bold,
    italic,
    join,
    paginate,
    plain,
    to_html,
    within,
)
from digests.export.markdown import render
from digests.model import Edition, EditionState, EditionSummary, Form, Item

_BUTTONS_PER_PAGE = 90
"""Leaves room below a page for the other buttons among Telegram's hundred."""


def edition_letters(speech: Speech, edition: Edition, form: Form) -> list[Letter]:
    """The messages that bring an edition in a form; each carries the buttons of its items."""
    if form is Form.FILE:
        return [_file_letter(speech, edition)]
    if form is Form.RICH:
        return rich_letters(speech, edition)
    if form is Form.FULL:
        return _full_letters(speech, edition)
    section = heading if form is Form.HEADLINES else _with_summary
    items = edition.digest.items
    sections = [_opening(speech, edition), *(section(speech, item) for item in items)]
    return _run(speech, edition, sections, items)


def _letter(speech: Speech, edition: Edition, page: Page, items: Sequence[Item]) -> Letter:
    numbers = [item.number for item in items]
    last = not edition.digest.items or edition.digest.items[-1] in items
    return Letter(
        text=to_html(page.text), keyboard=edition_keyboard(speech, edition, numbers, last=last)
    )


def _full_letters(speech: Speech, edition: Edition) -> list[Letter]:
    """Everything at once: photos stand before the message that holds their item."""
    letters: list[Letter] = []
    sections = [_opening(speech, edition)]
    held: list[Item] = []
    for item in edition.digest.items:
        if item.pictures:
            letters += [*_run(speech, edition, sections, held), *photo_letters(item)]
            sections, held = [], []
        sections.append(_with_all(speech, item))
        held.append(item)
    return letters + _run(speech, edition, sections, held)


def _run(
    speech: Speech, edition: Edition, sections: Sequence[Styled], items: Sequence[Item]
) -> list[Letter]:
    """Sections between two photos; the first section may be the edition's opening."""
    before = len(sections) - len(items)
    return [
        _letter(speech, edition, page, [items[i - before] for i in page.sections if i >= before])
        for page in paginate(sections, "\n\n")
    ]


def _opening(speech: Speech, edition: Edition) -> Styled:
    digest = edition.digest
    line = " · ".join(filter(None, (speech.day(edition.date), digest.author)))
    title = bold(f"🗞 {title_of(speech, edition)}")
    return join("\n", [title, plain(line), italic(_note(speech, edition))])


def _note(speech: Speech, edition: Edition) -> str:
    """What readers should know of the edition before they read it."""
    if edition.state is EditionState.RECALLED:
        return speech.t("This edition was recalled.")
    return speech.t("✏️ Corrected after it was published.") if edition.corrected_at else ""


def title_of(speech: Speech, edition: Edition | EditionSummary) -> str:
    """The edition's title, or its day where the editor gave none."""
    title = edition.digest.title if isinstance(edition, Edition) else edition.title
    return title or speech.day(edition.date)


def _with_summary(speech: Speech, item: Item) -> Styled:
    short = summary(item) if item.summary else body(item.paragraphs)
    return join("\n", [heading(speech, item), within(FOLDED, short)])


def _with_all(speech: Speech, item: Item) -> Styled:
    return join(
        "\n",
        [
            heading(speech, item),
            within(FOLDED, body(item.paragraphs)),
            captions(unpictured(item)),
            related(speech, item.related),
            source_lines(item.sources),
        ],
    )


def edition_keyboard(
    speech: Speech, edition: Edition, numbers: Sequence[int], *, last: bool = True
) -> InlineKeyboardMarkup | None:
    """A button an item; below the last message also the way to links and past days."""
    keys = [button(circled(n), Act.ITEM, edition.id, n) for n in numbers[:_BUTTONS_PER_PAGE]]
    more = [
        button(speech.t("🔗 Sources"), Act.SOURCES, edition.id),
        button(speech.t("🗂 Past editions"), Act.ARCHIVE, 0),
    ]
    return keyboard([*rows(keys), more if last else []])


def _file_letter(speech: Speech, edition: Edition) -> Letter:
    return Letter(
        text=to_html(_opening(speech, edition)),
        keyboard=edition_keyboard(speech, edition, [item.number for item in edition.digest.items]),
        document=(f"{edition.date.isoformat()}.txt", render(edition.digest).encode()),
    )


def source_letters(speech: Speech, edition: Edition, item: Item | None = None) -> list[Letter]:
    """The links of an edition, or of one of its items."""
    items = (item,) if item else edition.digest.items
    head = join("\n", [bold(speech.t("Sources")), plain(title_of(speech, edition))])
    pages = paginate([head, *(_sources_of(speech, one) for one in items)], "\n\n")
    keys = keyboard([[button(speech.t("📋 All items"), Act.EDITION, edition.id)]])
    return [
        Letter(text=to_html(page.text), keyboard=keys if page is pages[-1] else None)
        for page in pages
    ]


def _sources_of(speech: Speech, item: Item) -> Styled:
    every = [*item.sources, *(source for piece in item.related for source in piece.sources)]
    lines = [source_line(source) for source in every] or [italic(speech.t("no source given"))]
    return join("\n", [plain(f"{circled(item.number)} {item.headline}"), *lines])


def archive_letter(
    speech: Speech, editions: Sequence[EditionSummary], *, offset: int, total: int, page: int
) -> Letter:
    """A page of past editions, newest first, with the ways to the neighbouring pages."""
    lines = [_archive_line(speech, edition) for edition in editions]
    head = bold(speech.n("{count} edition", "{count} editions", total))
    days = [button(speech.short_day(edition.date), Act.EDITION, edition.id) for edition in editions]
    return Letter(
        text=to_html(join("\n\n", [head, join("\n", lines)])),
        keyboard=keyboard([*rows(days, 2), _paging(speech, offset, total, page)]),
    )


def _archive_line(speech: Speech, edition: EditionSummary) -> Styled:
    items = speech.n("{count} item", "{count} items", edition.items)
    return join(" ", [bold(speech.day(edition.date)), plain(f"{edition.title or ''} — {items}")])


def _paging(speech: Speech, offset: int, total: int, page: int) -> Sequence[InlineKeyboardButton]:
    ways = []
    if offset:
        ways.append(button(speech.t("◀ Newer"), Act.ARCHIVE, max(0, offset - page)))
    if offset + page < total:
        ways.append(button(speech.t("Older ▶"), Act.ARCHIVE, offset + page))
    return ways


def recall_letter(speech: Speech, edition: Edition) -> Letter:
    """What stands in the place of an edition that was taken back."""
    said = speech.t("The editor has taken back the edition of {day}.", day=speech.day(edition.date))
    return Letter(text=to_html(italic(said)))


def correction_letter(speech: Speech, edition: Edition) -> Letter:
    """What follows a message that could not be corrected where it stands."""
    day = speech.day(edition.date)
    said = speech.t(
        "The edition of {day} was corrected; the message above is out of date.", day=day
    )
    open_it = button(speech.t("📖 The corrected edition"), Act.EDITION, edition.id)
    return Letter(text=to_html(plain(said)), keyboard=keyboard([[open_it]]))
