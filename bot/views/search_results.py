"""What a search found, with the words that were looked for marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.translator import Translator
from bot.views.callbacks import (
    Callback,
    OpenArchive,
    OpenHit,
    SayWords,
    TurnBest,
    TurnLongBest,
    TurnLongSearch,
    TurnSearch,
    fits,
)
from bot.views.keyboards import Paging, button, keyboard, newest_first, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.slots import slot_name, with_slot
from bot.views.reading.story_callbacks import UnfoldStory
from bot.views.rich_text import RichText, Span, aside, bold, circled, join, plain, to_html
from digests.search.query import Hit, Query, SearchOrder, SearchPage
from digests.search.snippets import Snippet, snippet
from digests.values.days import LastDays
from digests.values.stories import Story

_SNIPPET = 90
"""Columns: two lines on a phone, of 22 ideographs or 45 letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One page of a search: its words as typed, as a query, and `size` hits from `offset`.

    `key` is where the words are remembered that are too long for a button.
    """

    words: str
    query: Query
    offset: int
    size: int
    key: str | None = None
    order: SearchOrder = SearchOrder.NEWEST

    def turned(self, offset: int, order: SearchOrder | None = None) -> Callback:
        """What turns to the page from that hit on, in the same order or another."""
        is_best = (order or self.order) is SearchOrder.BEST
        if self.key is None:
            return (TurnBest if is_best else TurnSearch)(offset, self.words)
        return (TurnLongBest if is_best else TurnLongSearch)(offset, self.key)


def findings_message(
    translator: Translator, search: Search, found: SearchPage, story: Story | None = None
) -> OutgoingMessage:
    """A page of hits; above their buttons the way to the story that the words name."""
    head = [bold(f"🔎 {search.words}"), plain(_told(translator, search, found))]
    if found.stepped_back_to:
        head.append(aside(translator, translator.gettext("No exact match; these come close.")))
    hits = [_hit(translator, found.stepped_back_to or search.query, hit) for hit in found.hits]
    keys = [_key(translator, hit) for hit in found.hits]
    text = join("\n\n", [join("\n", head), *hits])
    ways = [_paging(translator, search, found.total), _ordering(translator, search, found.total)]
    return OutgoingMessage(
        text=to_html(text), keyboard=keyboard([_story(translator, story), *rows(keys, 2), *ways])
    )


def _story(translator: Translator, story: Story | None) -> Sequence[InlineKeyboardButton]:
    if story is None:
        return ()
    count = len(story.parts)
    label = translator.ngettext(
        "📅 The story so far: {count} item", "📅 The story so far: {count} items", count
    )
    newest = story.parts[-1].key
    return (button(label, UnfoldStory(newest.edition, newest.number)),)


def _key(translator: Translator, hit: Hit) -> InlineKeyboardButton:
    label = f"{circled(hit.number)} {_with_slot(translator, translator.short_day(hit.date), hit)}"
    return button(label, OpenHit(hit.edition_id, hit.number))


def _with_slot(translator: Translator, day: str, hit: Hit) -> str:
    slot = slot_name(translator, hit.slot, is_morning=hit.is_morning)
    return with_slot(translator, day, slot)


def _told(translator: Translator, search: Search, found: SearchPage) -> str:
    told = [_counted(translator, found)]
    if found.total > search.size:
        last = min(search.offset + search.size, found.total)
        told.append(translator.gettext("{first} to {last}", first=search.offset + 1, last=last))
    return " · ".join([*told, *_misread(translator, search.query)])


def _counted(translator: Translator, found: SearchPage) -> str:
    if not found.is_capped:
        return translator.ngettext("{count} item found", "{count} items found", found.total)
    count = translator.round_number(found.total)
    return translator.gettext("{count} or more items found", count=count)


def _misread(translator: Translator, query: Query) -> list[str]:
    return [translator.gettext("“{word}” was not understood", word=word) for word in query.misread]


def _hit(translator: Translator, query: Query, hit: Hit) -> RichText:
    day = _with_slot(translator, translator.day(hit.date), hit)
    facts = " · ".join(filter(None, (day, hit.outlet)))
    return join(
        "\n",
        [
            bold(f"{circled(hit.number)} {hit.headline}"),
            plain(facts),
            _marked(snippet(hit.text, query, _SNIPPET)),
        ],
    )


def _marked(found: Snippet) -> RichText:
    # Two lines on a phone are no place for paragraphs, nor for a sign that stands alone in one.
    words = [
        Span(part.text.replace("\n", " "), ("b",) if part.marked else ()) for part in found.parts
    ]
    if not words:
        return ()
    before = plain("…") if found.cut_before else ()
    return (*before, *words, *(plain("…") if found.cut_after else ()))


def _paging(translator: Translator, search: Search, total: int) -> Sequence[InlineKeyboardButton]:
    best_first = translator.gettext("◀ Back"), translator.gettext("More ▶")
    labels = best_first if search.order is SearchOrder.BEST else newest_first(translator)
    paging = Paging(offset=search.offset, size=search.size, total=total)
    return paging.row(labels, search.turned)


def _ordering(translator: Translator, search: Search, total: int) -> Sequence[InlineKeyboardButton]:
    """The way to the other order, where not all hits are seen at once."""
    if total <= search.size:
        return ()
    if search.order is SearchOrder.BEST:
        newest = translator.gettext("🕒 Newest first")
        return (button(newest, search.turned(0, SearchOrder.NEWEST)),)
    best = translator.gettext("⭐ Best first")
    return (button(best, search.turned(0, SearchOrder.BEST)),)


def nothing_found_message(translator: Translator, search: Search) -> OutgoingMessage:
    """That nothing fits, and what to try instead."""
    nothing = translator.gettext("Nothing found for “{words}”.", words=search.words)
    hint = translator.gettext(
        "Try fewer or shorter words, or name a day beside them: ferry last Friday."
    )
    told = map(plain, (nothing, *_misread(translator, search.query)))
    return OutgoingMessage(
        text=to_html(join("\n", [*told, aside(translator, hint)])), keyboard=_elsewhere(translator)
    )


def nobody_cites_message(translator: Translator, *, may_post: bool) -> OutgoingMessage:
    """That no item cites the page of an address, and what who `may_post` it can do with it."""
    told = [
        translator.gettext(
            "No edition cites that page. I open no links; I find what was published."
        )
    ]
    if may_post:
        told.append(
            translator.gettext("To make a draft of the page, send me its link and nothing else.")
        )
    return OutgoingMessage(text=to_html(plain("\n".join(told))), keyboard=_elsewhere(translator))


def what_to_find_message(translator: Translator, last: LastDays) -> OutgoingMessage:
    """A search for no words: how to ask, and what the last days were about, a tap away."""
    lines = [translator.gettext("What are you looking for? Send me the words, just like that.")]
    if last.words or last.stories:
        lines.append(translator.gettext("The last days were about:"))
    asked = [(word, SayWords(f"/search {word}")) for word in last.words]
    words = [button(word, search) for word, search in asked if fits(search)]
    stories = [
        button(f"📅 {one.item.headline}", UnfoldStory(one.key.edition, one.key.number))
        for one in last.stories
    ]
    return OutgoingMessage(
        text=to_html(plain("\n\n".join(lines))),
        keyboard=keyboard([*rows(words, 2), *rows(stories, 1), *_ways_on(translator)]),
    )


def _elsewhere(translator: Translator) -> InlineKeyboardMarkup | None:
    return keyboard(_ways_on(translator))


def _ways_on(translator: Translator) -> Sequence[Sequence[InlineKeyboardButton]]:
    days = button(translator.gettext("📅 Choose a day"), SayWords("/date"))
    archive = button(translator.gettext("🗂 Past editions"), OpenArchive(0))
    ways = button(translator.gettext("❓ Help"), SayWords("/help"))
    return [[days, archive], [ways]]
