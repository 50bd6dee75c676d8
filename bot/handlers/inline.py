"""Inline mode: `@bot 停戦` typed in any chat offers items that can be sent there.

https://core.telegram.org/bots/api#inline-mode
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from telegram import Update

from bot.handlers.request import Context
from bot.views.inline_results import offer
from digests.model import Edition, Item
from digests.search.query import parse_query
from digests.store import Store
from digests.text import references

_PAGE = 10
"""Items of an answer, of the 50 that Telegram takes: each may be of another edition."""
_FRESH = timedelta(seconds=30)
"""So long Telegram repeats an answer to the same person, and offers what was just recalled."""
_OFFSET_DIGITS = 5
"""The offset comes back from the asker's app, which may have made it up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody typed, the page of it they are at, and the day it is for them."""

    words: str
    offset: int
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of items with their editions, and whether there are more."""

    items: Sequence[tuple[Edition, Item]]
    more: bool


async def answer(update: Update, context: Context) -> None:
    """Offer what fits, in the language of whoever typed; only the log hears of a failure."""
    query = update.inline_query
    if query is None:
        return
    services = context.bot_data
    subscriber = await services.store.subscribers.find(query.from_user.id)
    zone = ZoneInfo(subscriber.timezone if subscriber else services.settings.timezone)
    wish = Wish(
        words=" ".join(query.query.split()),
        offset=_offset(query.offset),
        today=services.clock().astimezone(zone).date(),
    )
    found = await _named(services.store, wish) or await _searched(services.store, wish)
    translator = services.translations.of(subscriber, query.from_user.language_code)
    await query.answer(
        [offer(translator, edition, item) for edition, item in found.items],
        cache_time=_FRESH,
        is_personal=True,  # another asker may speak another language, or live in another day
        next_offset=str(wish.offset + _PAGE) if found.more else None,
    )


def _offset(told: str) -> int:
    return int(told) if told.isdecimal() and len(told) <= _OFFSET_DIGITS else 0


async def _named(store: Store, wish: Wish) -> Found | None:
    """The items that a number or a day names, without either all of the latest edition.

    None where there are none, or where the words name neither.
    """
    first, _, rest = wish.words.partition(" ")
    number = references.item_number(first)
    words = rest if number else wish.words
    day = references.day(words, wish.today)
    if words and day is None:
        return None
    edition = await (store.editions.of_day(day) if day else store.editions.latest())
    if edition is None:
        return None
    items = edition.digest.items
    if number is not None:
        items = tuple(item for item in items if item.number == number)
    return _page(edition, items, wish.offset) if items else None


def _page(edition: Edition, items: Sequence[Item], offset: int) -> Found:
    end = offset + _PAGE
    return Found(items=[(edition, item) for item in items[offset:end]], more=end < len(items))


async def _searched(store: Store, wish: Wish) -> Found:
    """The items that hold the words; what was recalled since the index was read is left out."""
    page = await store.search.find(parse_query(wish.words), limit=_PAGE, offset=wish.offset)
    days = dict.fromkeys(hit.date for hit in page.hits)
    editions = {day: await store.editions.of_day(day) for day in days}
    found = [
        (edition, item)
        for hit in page.hits
        if (edition := editions[hit.date]) and (item := edition.digest.item(hit.number))
    ]
    return Found(items=found, more=wish.offset + _PAGE < page.total)
