"""A whole edition as a reader sees it, in each of the forms a reader can choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.messages.buttons import Act, button, keyboard, rows
from bot.messages.items import (
    body,
    captions,
    heading,
    related,
    source_line,
    source_lines,
    summary,
)
from bot.messages.letter import Letter
from bot.messages.marks import circled
from bot.messages.rich import rich_letters
from bot.messages.speech import Speech
from bot.messages.styled import (
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
from digests.model import Edition, EditionState, EditionSummary, Form, Item
from digests.reading.render import render

_BUTTONS_PER_PAGE = 90
"""Leaves room below a page for the other buttons among Telegram's hundred."""


def edition_letters(speech: Speech, edition: Edition, form: Form) -> list[Letter]:
    """The messages that bring an edition in a form; each carries the buttons of its items."""
    if form is Form.FILE:
        return [_file_letter(speech, edition)]
    if form is Form.RICH:
        return rich_letters(speech, edition)
    return _html_letters(speech, edition, _SECTIONS[form])


def _html_letters(
    speech: Speech, edition: Edition, section: Callable[[Speech, Item], Styled]
) -> list[Letter]:
    items = edition.digest.items
    sections = [_opening(speech, edition), *(section(speech, item) for item in items)]
    pages = paginate(sections, "\n\n")
    return [_letter(speech, edition, page, last=page is pages[-1]) for page in pages]


def _letter(speech: Speech, edition: Edition, page: Page, *, last: bool) -> Letter:
    numbers = [edition.digest.items[index - 1].number for index in page.sections if index]
    return Letter(
        text=to_html(page.text), keyboard=edition_keyboard(speech, edition, numbers, last=last)
    )


def _opening(speech: Speech, edition: Edition) -> Styled:
    digest = edition.digest
    line = " · ".join(filter(None, (speech.day(edition.date), digest.author)))
    recalled = (
        speech.t("This edition was recalled.") if edition.state is EditionState.RECALLED else ""
    )
    return join("\n", [bold(f"🗞 {title_of(speech, edition)}"), plain(line), italic(recalled)])


def title_of(speech: Speech, edition: Edition | EditionSummary) -> str:
    """The edition's title, or its day where the editor gave none."""
    title = edition.digest.title if isinstance(edition, Edition) else edition.title
    return title or speech.day(edition.date)


def _headline_only(speech: Speech, item: Item) -> Styled:
    return heading(speech, item)


def _with_summary(speech: Speech, item: Item) -> Styled:
    short = summary(item) if item.summary else body(item.paragraphs)
    return join("\n", [heading(speech, item), within(FOLDED, short)])


def _with_all(speech: Speech, item: Item) -> Styled:
    return join(
        "\n",
        [
            heading(speech, item),
            within(FOLDED, body(item.paragraphs)),
            captions(item.captions),
            related(speech, item.related),
            source_lines(item.sources),
        ],
    )


_SECTIONS: Mapping[Form, Callable[[Speech, Item], Styled]] = MappingProxyType(
    {
        Form.HEADLINES: _headline_only,
        Form.SUMMARIES: _with_summary,
        Form.FULL: _with_all,
    }
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
