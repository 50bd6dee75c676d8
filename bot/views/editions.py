"""A whole edition as a reader sees it, in each of the forms a reader can choose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.translator import Translator
from bot.views.callbacks import ListSources, OpenArchive, OpenEdition, OpenItem
from bot.views.items import (
    body,
    captions,
    opening,
    photo_messages,
    pictures_shown,
    related,
    source_lines,
    unpictured,
)
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import day_of, name_among, short_day_of, title_of
from bot.views.reading.apart import afterword, greeting
from bot.views.reading.continuations import continuation_line
from bot.views.reading.corrections import corrections_of, corrections_of_item
from bot.views.reading.edition_file import edition_file
from bot.views.reading.long_editions import (
    LongEdition,
    first_messages,
    further_ways,
    index_message,
    index_rows,
    is_long,
    page_message,
)
from bot.views.rich_messages import rich_messages
from bot.views.rich_text import (
    CAPTION_LIMIT,
    FOLDED,
    Page,
    RichText,
    aside,
    bold,
    circled,
    fits,
    join,
    paginate,
    plain,
    split,
    to_html,
    within,
)
from bot.views.translation.translated_edition import translation_note
from digests.edition_size import MESSAGES_AT_ONCE
from digests.model import Edition, EditionState, EditionSummary, Form, Item
from digests.text.dates import find_days

_SHORT = 60
"""Columns in which an item is told, at least, by whole sentences: some two lines on a phone."""
_BUTTONS_PER_PAGE = 90
"""Leaves room below a page for the other buttons among Telegram's hundred."""


def edition_messages(
    translator: Translator, edition: Edition, form: Form, *, front_page: bytes | None = None
) -> list[OutgoingMessage]:
    """The messages that bring an edition in a form; each carries the buttons of its items.

    One of many items comes page by page, unless it comes whole in few messages. Photos of the
    greeting come first, those of the afterword last. `front_page` is the picture of one, a PNG, for
    the form that has it; without it that form is the headlines.
    """
    digest = edition.digest
    said = _said_messages(translator, edition, form)
    if form is Form.FRONT_PAGE and front_page:
        said = _below_picture(translator, edition, said, front_page)
    return [
        *pictures_shown(digest.preface_pictures),
        *said,
        *pictures_shown(digest.afterword_pictures),
    ]


def _said_messages(translator: Translator, edition: Edition, form: Form) -> list[OutgoingMessage]:
    if form is Form.FILE:
        return _file_messages(translator, edition)
    if form is Form.RICH:
        return rich_messages(translator, edition)
    if form is Form.FULL:
        full = _full_messages(translator, edition)
        if len(full) <= MESSAGES_AT_ONCE or not is_long(edition):
            return full
    if is_long(edition):
        return first_messages(translator, _by_pages(translator, edition, form))
    sections = _sections(translator, edition, _entry(form))
    return _run(translator, edition, sections, edition.digest.items)


_Entry = Callable[[Translator, Edition, Item], RichText]
"""What an edition says of an item."""


def _sections(translator: Translator, edition: Edition, entry: _Entry) -> list[RichText]:
    """The opening, then each item below the heading of its section."""
    items = edition.digest.items
    entries = (
        join("\n\n", [_section_above(items, place), entry(translator, edition, item)])
        for place, item in enumerate(items)
    )
    return [_opening(translator, edition), *entries]


def _below_picture(
    translator: Translator, edition: Edition, said: Sequence[OutgoingMessage], front_page: bytes
) -> list[OutgoingMessage]:
    """A picture captioned with what is said, or before it where that has pages or is too long."""
    first, *others = said
    if not others and not is_long(edition) and _captions(translator, edition):
        return [replace(first, drawing=front_page)]
    title = split(bold(f"🗞 {title_of(translator, edition)}"), CAPTION_LIMIT)[0]
    return [OutgoingMessage(text=to_html(title), drawing=front_page), *said]


def _captions(translator: Translator, edition: Edition) -> bool:
    """Whether all headlines have room below a picture."""
    sections = [*_sections(translator, edition, _headline), afterword(edition.digest)]
    return fits(join("\n\n", sections), CAPTION_LIMIT)


def edition_page(
    translator: Translator, edition: Edition, form: Form, number: int
) -> OutgoingMessage | None:
    """The page of a long edition on which an item stands; None where it has no pages."""
    if not is_long(edition):
        return None
    return page_message(translator, _by_pages(translator, edition, form), number)


def edition_index(translator: Translator, edition: Edition, form: Form) -> OutgoingMessage | None:
    """Which pages a long edition has; None where it has none."""
    if not is_long(edition):
        return None
    return index_message(translator, _by_pages(translator, edition, form))


def _entry(form: Form) -> _Entry:
    return _headline if form in {Form.HEADLINES, Form.FRONT_PAGE} else _with_sentence


def _by_pages(translator: Translator, edition: Edition, form: Form) -> LongEdition:
    entry = _entry(form)
    return LongEdition(
        edition=edition,
        title=bold(f"🗞 {title_of(translator, edition)}"),
        opening=_opening(translator, edition),
        entries=[entry(translator, edition, item) for item in edition.digest.items],
        afterword=afterword(edition.digest),
    )


def _message(
    translator: Translator, edition: Edition, page: Page, items: Sequence[Item], *, last: bool
) -> OutgoingMessage:
    numbers = [item.number for item in items]
    return OutgoingMessage(
        text=to_html(page.text), keyboard=edition_keyboard(translator, edition, numbers, last=last)
    )


def _full_messages(translator: Translator, edition: Edition) -> list[OutgoingMessage]:
    """Everything at once: photos stand before the message that holds their item."""
    messages: list[OutgoingMessage] = []
    sections = [_opening(translator, edition)]
    held: list[Item] = []
    items = edition.digest.items
    for place, item in enumerate(items):
        if item.pictures:
            messages += [*_run(translator, edition, sections, held), *photo_messages(item)]
            sections, held = [], []
        whole = _with_all(translator, edition, item)
        sections.append(join("\n\n", [_section_above(items, place), whole]))
        held.append(item)
    return messages + _run(translator, edition, sections, held)


def _run(
    translator: Translator, edition: Edition, sections: Sequence[RichText], items: Sequence[Item]
) -> list[OutgoingMessage]:
    """Sections between two photos; the first section may be the edition's opening.

    Behind the last item follows the afterword.
    """
    before, every = len(sections) - len(items), edition.digest.items
    is_end = [*items][-1:] == [*every[-1:]]
    closing = afterword(edition.digest) if is_end else ()
    parts = [*sections, *([closing] if closing else [])]
    return [
        _message(
            translator,
            edition,
            page,
            [items[i - before] for i in page.sections if before <= i < len(sections)],
            last=is_end and len(parts) - 1 in page.sections,
        )
        for page in paginate(parts, "\n\n")
    ]


def _opening(translator: Translator, edition: Edition) -> RichText:
    """Title and day, each once, and what the editor says to the readers."""
    digest = edition.digest
    title = title_of(translator, edition)
    day = "" if _names(title, edition.date) else translator.day(edition.date)
    line = " · ".join(filter(None, (day, digest.author)))
    notes = (_recalled(translator, edition), translation_note(translator, edition))
    top = join("\n", [bold(f"🗞 {title}"), plain(line), *notes])
    return join("\n\n", [top, corrections_of(translator, edition), greeting(digest)])


def _names(title: str, day: date) -> bool:
    """Whether a title names the day."""
    return any((one.month, one.day) == (day.month, day.day) for one in find_days(title))


def _recalled(translator: Translator, edition: Edition) -> RichText:
    if edition.state is not EditionState.RECALLED:
        return ()
    return aside(translator, translator.gettext("This edition was recalled."))


def _section_above(items: Sequence[Item], place: int) -> RichText:
    """The heading of a section above its first item."""
    section = items[place].section
    is_first = not place or items[place - 1].section != section
    return bold(f"▍{section}") if section and is_first else ()


def _headline(translator: Translator, edition: Edition, item: Item) -> RichText:
    """The headline with its number, the outlet, and the day where it is not the edition's.

    Below them what the item goes on with.
    """
    day = item.date if item.date != edition.date else None
    facts = (item.outlet, translator.short_day(day) if day else None)
    line = plain(" · ".join(filter(None, facts)))
    goes_on = continuation_line(translator, edition, item)
    return join("\n", [bold(f"{circled(item.number)} {item.headline}"), line, goes_on])


def _with_sentence(translator: Translator, edition: Edition, item: Item) -> RichText:
    """The headline, and as much in short as can be read without a tap: whole sentences."""
    return join(
        "\n", [_headline(translator, edition, item), opening(item, edition.digest.language, _SHORT)]
    )


def _with_all(translator: Translator, edition: Edition, item: Item) -> RichText:
    return join(
        "\n",
        [
            _headline(translator, edition, item),
            corrections_of_item(translator, edition, item),
            within(FOLDED, body(item.paragraphs)),
            captions(unpictured(item)),
            related(translator, item.related),
            source_lines(item.sources, item.outlet),
        ],
    )


def edition_keyboard(
    translator: Translator, edition: Edition, numbers: Sequence[int], *, last: bool = True
) -> InlineKeyboardMarkup | None:
    """A button an item; below the last message also the way to links and past days."""
    keys = [button(circled(n), OpenItem(edition.id, n)) for n in numbers[:_BUTTONS_PER_PAGE]]
    return keyboard([*rows(keys), further_ways(translator, edition) if last else []])


def _number_rows(edition: Edition) -> list[Sequence[InlineKeyboardButton]]:
    """All items of an edition to choose from: their numbers, of a long one its pages."""
    if is_long(edition):
        return index_rows(edition)
    return rows(
        [
            button(circled(item.number), OpenItem(edition.id, item.number))
            for item in edition.digest.items
        ]
    )


def _file_messages(translator: Translator, edition: Edition) -> list[OutgoingMessage]:
    """The edition as a document: the editor's own, where the bot has it, else one of ours.

    What is too long for its caption comes before it.
    """
    opening = _opening(translator, edition)
    before = () if fits(opening, CAPTION_LIMIT) else split(opening)
    caption = split(bold(f"🗞 {title_of(translator, edition)}"), CAPTION_LIMIT)[0]
    return [
        *(OutgoingMessage(text=to_html(part)) for part in before),
        OutgoingMessage(
            text=to_html(caption if before else opening),
            keyboard=keyboard([*_number_rows(edition), further_ways(translator, edition)]),
            document=edition_file(translator, edition),
            upload=None if edition.is_revised else edition.fingerprint,
        ),
    ]


def with_others(
    translator: Translator, messages: Sequence[OutgoingMessage], others: Sequence[EditionSummary]
) -> Sequence[OutgoingMessage]:
    """An edition's messages, with the ways to the others of its day below the last."""
    if not messages or not others:
        return messages
    last = messages[-1]
    ways = [button(f"🗞 {name_among(translator, one)}", OpenEdition(one.id)) for one in others]
    return [*messages[:-1], replace(last, keyboard=keyboard([*last.rows, *rows(ways, 2)]))]


def item_numbers_message(translator: Translator, edition: Edition, said: str) -> OutgoingMessage:
    """A question or an answer, with the items of an edition to choose from."""
    whole = button(translator.gettext("📋 Items"), OpenEdition(edition.id))
    return OutgoingMessage(
        text=to_html(plain(said)), keyboard=keyboard([*_number_rows(edition), [whole]])
    )


def offer_message(translator: Translator, edition: Edition, said: str) -> OutgoingMessage:
    """An answer, with an edition to open below it."""
    label = f"📖 {day_of(translator, edition)}"
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
    translator: Translator,
    edition: Edition,
    chosen: Sequence[Item] = (),
    latest: Edition | None = None,
) -> list[OutgoingMessage]:
    """The links of an edition, or of those of its items that were chosen.

    Where those of the `latest` may have been meant, a button leads to them.
    """
    items = chosen or edition.digest.items
    head = join("\n", [bold(translator.gettext("Sources")), plain(title_of(translator, edition))])
    pages = paginate([head, *(_sources_of(translator, one) for one in items)], "\n\n")
    ways = [button(translator.gettext("📋 Items"), OpenEdition(edition.id))]
    if latest:
        label = f"🔗 {short_day_of(translator, latest)}"
        ways.append(button(label, ListSources(latest.id)))
    keys = keyboard([ways])
    return [
        OutgoingMessage(text=to_html(page.text), keyboard=keys if page is pages[-1] else None)
        for page in pages
    ]


def _sources_of(translator: Translator, item: Item) -> RichText:
    every = [*item.sources, *(source for piece in item.related for source in piece.sources)]
    lines = source_lines(every, item.outlet) or aside(
        translator, translator.gettext("no source given")
    )
    return join("\n", [plain(f"{circled(item.number)} {item.headline}"), lines])


def recall_message(translator: Translator, edition: Edition) -> OutgoingMessage:
    """What stands in the place of an edition that was taken back."""
    said = translator.gettext(
        "The editor has taken back the edition of {day}.", day=day_of(translator, edition)
    )
    return OutgoingMessage(text=to_html(aside(translator, said)))


def correction_message(translator: Translator, edition: Edition) -> OutgoingMessage:
    """What follows a message that could not be corrected where it stands."""
    day = day_of(translator, edition)
    said = translator.gettext(
        "The edition of {day} was corrected; the message above is out of date.", day=day
    )
    open_it = button(translator.gettext("📖 The corrected edition"), OpenEdition(edition.id))
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard([[open_it]]))
