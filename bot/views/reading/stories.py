"""A story as a reader unfolds it: day by day, each part with its first sentence and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import OpenHit
from bot.views.items import source_lines
from bot.views.keyboards import Paging, button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import slot_name, with_slot
from bot.views.reading.running_text import rich_paragraph
from bot.views.reading.story_callbacks import TurnStory
from bot.views.rich_text import RichText, begun, bold, circled, join, plain, split, to_html
from digests.model import Item, ItemKey, Paragraph
from digests.text.languages import language_of
from digests.text.sentences import sentences
from digests.values.stories import PublishedItem

_LOOKED_AT, _LONGEST_SENTENCE, _LONGEST_HEADLINE = 2_000, 250, 150
"""Characters of a text in which its first sentence is looked for, and that are told of each."""
_MOST_SOURCES = 3
"""Links of a part: what it says is a tap away with all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """Some parts of a story, those from `offset` on, of `total`.

    `present` is the item from which it was unfolded.
    """

    present: ItemKey
    parts: Sequence[PublishedItem]
    offset: int
    size: int
    total: int


def story_message(translator: Translator, page: StoryPage) -> OutgoingMessage:
    """A story day by day: of each part the headline, its first sentence as it stands, its sources.

    The part from which it was unfolded is marked.
    """
    head = join(
        "\n",
        [
            bold(translator.gettext("📅 The story so far")),
            plain(translator.ngettext("{count} item", "{count} items", page.total)),
        ],
    )
    parts = [_part(translator, one, is_present=one.key == page.present) for one in page.parts]
    keys = [button(_label(translator, one), _opening(one)) for one in page.parts]
    text = split(join("\n\n", [head, *parts]))[0]
    return OutgoingMessage(
        text=to_html(text), keyboard=keyboard([*rows(keys, 2), _paging(translator, page)])
    )


def _part(translator: Translator, part: PublishedItem, *, is_present: bool) -> RichText:
    mark = "▶ " if is_present else ""
    day = plain(f"{mark}{_with_slot(translator, translator.day(part.date), part)}")
    headline = begun(bold(f"{circled(part.key.number)} {part.item.headline}"), _LONGEST_HEADLINE)
    sources = source_lines(part.item.sources[:_MOST_SOURCES], part.item.outlet)
    return join("\n", [day, headline, first_sentence(part.item), sources])


def first_sentence(item: Item) -> RichText:
    """The sentence with which an item's text begins, to the letter; of a long one the start."""
    if not item.paragraphs:
        return ()
    text = item.paragraphs[0].text[:_LOOKED_AT]
    first = next(iter(sentences(text, language_of(text))), text)
    return begun(rich_paragraph(Paragraph(text=first.strip())), _LONGEST_SENTENCE)


def _label(translator: Translator, part: PublishedItem) -> str:
    day = _with_slot(translator, translator.short_day(part.date), part)
    return f"{circled(part.key.number)} {day}"


def _with_slot(translator: Translator, day: str, part: PublishedItem) -> str:
    return with_slot(translator, day, slot_name(translator, part.slot))


def _opening(part: PublishedItem) -> OpenHit:
    return OpenHit(part.key.edition, part.key.number)


def _paging(translator: Translator, page: StoryPage) -> list[InlineKeyboardButton]:
    at = (page.present.edition, page.present.number)
    paging = Paging(offset=page.offset, size=page.size, total=page.total)
    labels = translator.gettext("◀ Earlier"), translator.gettext("Later ▶")
    return paging.row(labels, lambda offset: TurnStory(*at, offset))
