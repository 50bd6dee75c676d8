"""Editions of many items: a page at a time in one message, and an index of them by section.

From whatever page, each number is at most three taps away: the index, a page, the number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.translator import Translator
from bot.views.callbacks import ListPages, ListSources, OpenArchive, OpenItem, TurnToPage
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.rich_text import Extent, RichText, bold, circled, extent, join, plain, split, to_html
from bot.views.translation.translated_edition import page_words, translation_keys
from digests.edition_size import ITEMS_AT_ONCE
from digests.model import Edition, Item
from digests.text.characters import width

_MOST_SECTIONS = 24
"""Sections with a button each; where there are more, only their pages have one."""
_MOST_RANGES = 60
"""Pages with a button each; beyond that every second has one, and so on."""
_RANGES_A_ROW = 3
"""As many as `101–120` stand beside each other on a phone."""
_LONGEST_CONTENTS = 300
"""Characters of the line that names the sections on the first page."""
_LABEL = 22
"""Columns of a section's name on a button, two of which stand in a row on a phone."""


_SEPARATOR = Extent(units=2, size=2)
"""The empty line between two pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongEdition:
    """An edition to be shown page by page.

    The first page begins with its `opening`, all others with its `title`; `entries` are its items
    as they are told here, each in its place; the last page ends with its `afterword`.
    """

    edition: Edition
    title: RichText
    opening: RichText
    entries: Sequence[RichText]
    afterword: RichText = ()

    @property
    def items(self) -> Sequence[Item]:
        """Its items, in order."""
        return self.edition.digest.items


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """Some of the items, which one message tells."""

    items: Sequence[Item]
    text: RichText


def is_long(edition: Edition) -> bool:
    """Whether an edition has too many items for one look."""
    return len(edition.digest.items) > ITEMS_AT_ONCE


def first_messages(translator: Translator, whole: LongEdition) -> list[OutgoingMessage]:
    """What brings a long edition: its first page, which the others take the place of.

    An opening that leaves no room for news comes before it, an afterword that has no room on the
    last page behind it.
    """
    pages = _pages(whole)
    has_room = _leaves_room(whole, whole.opening)
    before = () if has_room else split(whole.opening)
    after = () if _takes_afterword(whole, pages[-1]) else split(whole.afterword)
    return [
        *(OutgoingMessage(text=to_html(part)) for part in before),
        page_message(translator, whole, whole.items[0].number),
        *(OutgoingMessage(text=to_html(part)) for part in after),
    ]


def page_message(translator: Translator, whole: LongEdition, number: int) -> OutgoingMessage:
    """The page on which an item stands; the first one where there is none of that number."""
    pages = _pages(whole)
    place = next(
        (at for at, page in enumerate(pages) if any(one.number == number for one in page.items)), 0
    )
    return OutgoingMessage(
        text=to_html(split(_told(whole, pages, place))[0]),
        keyboard=_page_keyboard(translator, whole.edition, pages, place),
    )


def _told(whole: LongEdition, pages: Sequence[_Page], place: int) -> RichText:
    """What a page says; the last one with the afterword, where there is room for it."""
    page = pages[place]
    is_end = place + 1 == len(pages) and _takes_afterword(whole, page)
    return join("\n\n", [page.text, whole.afterword]) if is_end else page.text


def _takes_afterword(whole: LongEdition, page: _Page) -> bool:
    return (_extent(page.text) + _extent(whole.afterword)).fits


def index_message(translator: Translator, whole: LongEdition) -> OutgoingMessage:
    """Which sections there are, else with what each page begins; a button for each."""
    pages = _pages(whole)
    count = translator.ngettext("{count} item", "{count} items", len(whole.items))
    lines = _sections(whole.edition) or [
        f"{_range(page.items)} {page.items[0].headline}" for page in pages
    ]
    text = join("\n\n", [join("\n", [whole.title, plain(count)]), plain("\n".join(lines))])
    return OutgoingMessage(
        text=to_html(split(text)[0]), keyboard=keyboard(index_rows(whole.edition, pages))
    )


def index_rows(
    edition: Edition, pages: Sequence[_Page] | None = None
) -> list[Sequence[InlineKeyboardButton]]:
    """A button a section and one a page; without `pages`, as many items on each as it may have."""
    parts = [page.items for page in pages] if pages else _parts(edition.digest.items)
    step = ceil(len(parts) / _MOST_RANGES)
    ranges = [button(_range(part), _page_of(edition, part)) for part in parts[::step]]
    return [*rows(_section_keys(edition), 2), *rows(ranges, _RANGES_A_ROW)]


# --- pages ---------------------------------------------------------------------------------------


def _pages(whole: LongEdition) -> list[_Page]:
    first = _first_head(whole)
    pages: list[_Page] = []
    start = 0
    while start < len(whole.items):
        head = whole.title if start else first
        end = _end(whole, head, start)
        text = join("\n\n", [head, *_entries(whole, start, end)])
        pages.append(_Page(items=whole.items[start:end], text=text))
        start = end
    return pages


def _parts(items: Sequence[Item]) -> list[Sequence[Item]]:
    size = _size(items)
    return [items[start : start + size] for start in range(0, len(items), size)]


def _size(items: Sequence[Item]) -> int:
    """How many items a page has, so that none is left for a page of its own."""
    return ceil(len(items) / ceil(len(items) / ITEMS_AT_ONCE))


def _leaves_room(whole: LongEdition, head: RichText) -> bool:
    return sum(map(_extent, (head, *_entries(whole, 0, 1))), Extent()).fits


def _extent(piece: RichText) -> Extent:
    return extent(piece) + _SEPARATOR


def _first_head(whole: LongEdition) -> RichText:
    """What the first page begins with: as much of opening and sections as leaves room for news."""
    sections = " · ".join(_sections(whole.edition))
    is_short = len(sections) <= _LONGEST_CONTENTS
    head = join("\n\n", [whole.opening, plain(sections if is_short else "")])
    heads = (head, whole.opening)
    return next((one for one in heads if _leaves_room(whole, one)), whole.title)


def _end(whole: LongEdition, head: RichText, start: int) -> int:
    """Behind which item a page ends: where it is full, or half full and a section begins."""
    size = _size(whole.items)
    last = min(start + size, len(whole.items))
    taken = sum(map(_extent, (head, *_entries(whole, start, start + 1))), Extent())
    for place in range(start + 1, last):
        begins = whole.items[place].section != whole.items[place - 1].section
        taken = sum(map(_extent, _entry(whole, place, begins=begins)), taken)
        if not taken.fits or (begins and place - start >= size / 2):
            return place
    return last


def _entries(whole: LongEdition, start: int, end: int) -> Iterator[RichText]:
    """The items of a page, each section named where it begins and at the top of the page."""
    for place in range(start, end):
        begins = whole.items[place].section != whole.items[place - 1].section
        yield from _entry(whole, place, begins=begins or place == start)


def _entry(whole: LongEdition, place: int, *, begins: bool) -> Iterator[RichText]:
    section = whole.items[place].section
    if section and begins:
        yield bold(f"▍{section}")
    yield whole.entries[place]


# --- buttons -------------------------------------------------------------------------------------


def _page_keyboard(
    translator: Translator, edition: Edition, pages: Sequence[_Page], place: int
) -> InlineKeyboardMarkup | None:
    keys = [
        button(circled(item.number), OpenItem(edition.id, item.number))
        for item in pages[place].items
    ]
    further = further_ways(translator, edition, pages[place].items[0].number)
    return keyboard([*rows(keys), _ways(edition, pages, place), further])


def _ways(edition: Edition, pages: Sequence[_Page], place: int) -> list[InlineKeyboardButton]:
    """To the page before, to the index, to the page behind."""
    index = ListPages(edition.id, page_words(edition))
    ways = [button(f"☰ {place + 1}/{len(pages)}", index)]
    if place:
        ways.insert(0, button("◀", _page_of(edition, pages[place - 1].items)))
    if place + 1 < len(pages):
        ways.append(button("▶", _page_of(edition, pages[place + 1].items)))
    return ways


def _page_of(edition: Edition, items: Sequence[Item]) -> TurnToPage:
    """To the page of items, in the words of the one that leads there."""
    return TurnToPage(edition.id, items[0].number, page_words(edition))


def further_ways(
    translator: Translator, edition: Edition, number: int = 0
) -> list[InlineKeyboardButton]:
    """From an edition to its links, to past days, and from a translation to the original.

    `number` is that of the first item of the page that they stand below.
    """
    return [
        button(translator.gettext("🔗 Sources"), ListSources(edition.id)),
        button(translator.gettext("🗂 Past editions"), OpenArchive(0)),
        *translation_keys(translator, edition, number),
    ]


def _sections(edition: Edition) -> list[str]:
    """Each section with the numbers in it; none where there is only one."""
    found = [f"{name} {_range(items)}" for name, items in _runs(edition) if name]
    return found if len(found) > 1 else []


def _section_keys(edition: Edition) -> list[InlineKeyboardButton]:
    runs = [(name, items) for name, items in _runs(edition) if name]
    if not 1 < len(runs) <= _MOST_SECTIONS:
        return []
    return [
        button(f"{_shortened(name)} {_range(items)}", _page_of(edition, items))
        for name, items in runs
    ]


def _runs(edition: Edition) -> list[tuple[str, Sequence[Item]]]:
    grouped = groupby(edition.digest.items, key=lambda item: item.section or "")
    return [(name, [*items]) for name, items in grouped]


def _range(items: Sequence[Item]) -> str:
    first, last = items[0].number, items[-1].number
    return f"{first}–{last}" if first != last else f"{first}"


def _shortened(name: str) -> str:
    if width(name) <= _LABEL:
        return name
    end = next(at for at in range(len(name), 0, -1) if width(name[:at]) < _LABEL)
    return f"{name[:end].rstrip()}…"
