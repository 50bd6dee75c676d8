"""What the items of a draft go on with, as its editor sees it, and the buttons that cut it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import ShowPreview
from bot.views.desk.decisions import CutLink, MendLink, OpenLinks
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.reading.continuations import continuation_of
from bot.views.rich_text import (
    RichText,
    aside,
    begun,
    bold,
    circled,
    join,
    plain,
    split,
    to_html,
)
from digests.model import Draft, Edition, Item, ItemKey
from digests.values.stories import PublishedItem, StoryLink

_LONGEST_HEADLINE = 120
_MOST = 40
"""Links that a message shows, each with a button; more items hardly go on in one edition."""
_PER_ROW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLinks:
    """What the items of a draft go on with: its links, and the earlier items by their keys."""

    draft: Draft
    links: Sequence[StoryLink]
    earlier: Mapping[ItemKey, PublishedItem]


def link_line(translator: Translator, edition: Edition, item: Item) -> RichText:
    """Below an item of a draft, what it goes on with: `③ ← Wed, Mar 12 ①`."""
    found = continuation_of(edition, item)
    if found is None:
        return ()
    day = translator.short_day(found.date)
    return plain(f"{circled(item.number)} ← {day} {circled(found.earlier.number)}")


def link_row(translator: Translator, edition: Edition) -> list[InlineKeyboardButton]:
    """The way to what a draft's items go on with, where any does."""
    count = len(edition.continuations)
    if not count:
        return []
    label = translator.ngettext("📅 {count} continuation", "📅 {count} continuations", count)
    return [button(label, OpenLinks(edition.id))]


def links_message(translator: Translator, edition: Edition, found: DraftLinks) -> OutgoingMessage:
    """Each item with the earlier one that it goes on with, and a button that cuts the two apart."""
    shown = [one for one in found.links if one.earlier in found.earlier][:_MOST]
    lines = [_link(translator, edition, one, found.earlier[one.earlier]) for one in shown]
    hint = (
        translator.gettext("A number cuts what is another matter; once more, and it goes on again.")
        if shown
        else translator.gettext("No item goes on with an earlier one.")
    )
    keys = [_key(edition, found.draft, one) for one in shown]
    back = button(translator.gettext("↩ Back"), ShowPreview(edition.id))
    head = join("\n", [bold(translator.gettext("What goes on")), aside(translator, hint)])
    text = split(join("\n\n", [head, *lines]))[0]
    return OutgoingMessage(text=to_html(text), keyboard=keyboard([*rows(keys, _PER_ROW), [back]]))


def _link(
    translator: Translator, edition: Edition, link: StoryLink, earlier: PublishedItem
) -> RichText:
    item = edition.digest.item(link.number)
    headline = item.headline if item else ""
    own = begun(bold(f"{circled(link.number)} {headline}"), _LONGEST_HEADLINE)
    day = translator.short_day(earlier.date)
    before = f"← {day} {circled(earlier.key.number)} {earlier.item.headline}"
    told = translator.gettext("✂ cut") if link.is_cut else ""
    return join("\n", [own, begun(plain(before), _LONGEST_HEADLINE), plain(told)])


def _key(edition: Edition, draft: Draft, link: StoryLink) -> InlineKeyboardButton:
    kind, sign = (MendLink, "↶") if link.is_cut else (CutLink, "✂")
    callback = kind(edition.id, draft.revision, link.number)
    return button(f"{sign} {circled(link.number)}", callback)
