"""What a search found: items by day, newest first, with the words that were looked for marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_compact_decimal, format_decimal
from telegram import InlineKeyboardButton

from bot.i18n.translator import Speech
from bot.views.callbacks import Act
from bot.views.items import circled
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import Letter
from bot.views.rich_text import Run, Styled, bold, italic, join, plain, to_html
from digests.search.query import Hit, Page, Query
from digests.search.snippets import Snippet, snippet

_SNIPPET = 90
"""Characters: two lines on a phone."""
_SIGN = "🔎 "


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One page of a search: what was asked, as typed and as read, and `size` hits from `offset`."""

    asked: str
    query: Query
    offset: int
    size: int


def findings_letter(speech: Speech, search: Search, found: Page) -> Letter:
    """A page of hits. Its first line repeats what was asked, so that turning a page can read it."""
    head = [bold(f"{_SIGN}{search.asked}"), plain(_told(speech, search, found))]
    hits = [_hit(speech, search.query, hit) for hit in found.hits]
    keys = [_key(speech, hit) for hit in found.hits]
    text = join("\n\n", [join("\n", head), *hits])
    ways = _paging(speech, search, found.total)
    return Letter(text=to_html(text), keyboard=keyboard([*rows(keys, 2), ways]))


def _key(speech: Speech, hit: Hit) -> InlineKeyboardButton:
    label = f"{circled(hit.number)} {speech.short_day(hit.date)}"
    return button(label, Act.DAY, hit.date.isoformat(), hit.number)


def asked_again(text: str) -> str:
    """What was asked, from the first line of a page of hits."""
    return text.partition("\n")[0].removeprefix(_SIGN)


def _told(speech: Speech, search: Search, found: Page) -> str:
    told = [_counted(speech, found)]
    if found.total > search.size:
        last = min(search.offset + search.size, found.total)
        told.append(speech.t("{first} to {last}", first=search.offset + 1, last=last))
    return " · ".join([*told, *_misread(speech, search.query)])


def _counted(speech: Speech, found: Page) -> str:
    if not found.is_capped:
        return speech.n("{count} item found", "{count} items found", found.total)
    return speech.t("{count} or more items found", count=_round(speech, found.total))


def _round(speech: Speech, number: int) -> str:
    """A round number as people write it: `1万`, `10,000`."""
    written = format_compact_decimal if speech.language == "ja" else format_decimal
    return written(number, locale=speech.language)


def _misread(speech: Speech, query: Query) -> list[str]:
    return [speech.t("“{word}” was not understood", word=word) for word in query.misread]


def _hit(speech: Speech, query: Query, hit: Hit) -> Styled:
    facts = " · ".join(filter(None, (speech.day(hit.date), hit.outlet)))
    return join(
        "\n",
        [
            bold(f"{circled(hit.number)} {hit.headline}"),
            plain(facts),
            _marked(snippet(hit.text, query, _SNIPPET)),
        ],
    )


def _marked(found: Snippet) -> Styled:
    words = [Run(piece.text, ("b",) if piece.marked else ()) for piece in found.pieces]
    if not words:
        return ()
    before = plain("…") if found.cut_before else ()
    return (*before, *words, *(plain("…") if found.cut_after else ()))


def _paging(speech: Speech, search: Search, total: int) -> Sequence[InlineKeyboardButton]:
    ways = []
    if search.offset:
        ways.append(button(speech.t("◀ Newer"), Act.FOUND, max(0, search.offset - search.size)))
    if search.offset + search.size < total:
        ways.append(button(speech.t("Older ▶"), Act.FOUND, search.offset + search.size))
    return ways


def nothing_found_letter(speech: Speech, search: Search) -> Letter:
    """That nothing fits, and what to try instead."""
    nothing = speech.t("Nothing fits “{words}”.", words=search.asked)
    hint = speech.t("Try fewer or shorter words, or a period: since:2025-01 until:2025-03")
    told = map(plain, (nothing, *_misread(speech, search.query)))
    return Letter(text=to_html(join("\n", [*told, italic(hint)])))
